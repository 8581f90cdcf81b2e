// `mobile/vectors/cases.json`: what an app gives, and what it must get. Unknown members are refused.

import Foundation

@testable import OwnGuard

struct Vectors: Decodable {
    let cases: [Vector]
    let left_out: [LeftOut]

    struct LeftOut: Decodable {
        let id: String
        let because: String
    }

    static func read() throws -> Vectors {
        let url = Billing.repository.appendingPathComponent("mobile/vectors/cases.json")
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
    }
}

struct Vector: Decodable {
    let id: String
    /// A file of `tests/vectors/models` by name, or a whole model.
    let model: String
    let now: Int
    let session: Told
    let call: String
    let resource: String
    var json: String?
    let screen: String?
    let action: String?
    let tenant: String?
    let above: String?
    let expect: Expected

    struct Told: Decodable {
        let claims: String?
        let facts: String?
        /// Resource and key.
        let link: [String]?

        var session: Session {
            var told = Session(link: link.map { ShareLink(resource: $0[0], key: $0[1]) })
            told.claims = claims.map { Data($0.utf8) }
            told.facts = facts.map { Data($0.utf8) }
            return told
        }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, model, now, session, call, resource, json, screen, action, tenant, above, expect
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseUnknown(CodingKeys.allCases.map(\.rawValue))
        let members = try decoder.container(keyedBy: CodingKeys.self)
        id = try members.decode(String.self, forKey: .id)
        model = try members.decode(String.self, forKey: .model)
        now = try members.decode(Int.self, forKey: .now)
        session = try members.decode(Told.self, forKey: .session)
        call = try members.decode(String.self, forKey: .call)
        resource = try members.decodeIfPresent(String.self, forKey: .resource) ?? ""
        json = try members.decodeIfPresent(String.self, forKey: .json)
        screen = try members.decodeIfPresent(String.self, forKey: .screen)
        action = try members.decodeIfPresent(String.self, forKey: .action)
        tenant = try members.decodeIfPresent(String.self, forKey: .tenant)
        above = try members.decodeIfPresent(String.self, forKey: .above)
        expect = try members.decode(Expected.self, forKey: .expect)
    }

    /// What this package gives.
    func run() throws -> Expected {
        do {
            return try outcome()
        } catch let error as OwnGuardError {
            return .error(error.code.rawValue)
        }
    }

    private func outcome() throws -> Expected {
        let access = try bind()
        let document = Data((json ?? "").utf8)
        let above = above.map { Data($0.utf8) }
        switch call {
        case "bind":
            return .bound
        case "redact":
            return .json(text(try access.redact(document, resource: resource, screen: screen)))
        case "redactPage":
            return .json(text(try access.redactPage(document, resource: resource, screen: screen)))
        case "allowedActions":
            return .actions(try access.allowedActions(on: document, resource: resource).map(\.rawValue))
        case "can" where json != nil && tenant == nil:
            return .can(
                try access.decide(Action(action), on: document, resource: resource, above: above))
        case "can" where json == nil:
            return .can(
                try access.decide(Action(action), in: resource, tenant: tenant, above: above))
        default:
            throw Unknown(name: call)
        }
    }

    private func bind() throws -> Access {
        let named = Billing.vectors.appendingPathComponent("models/\(model).toml")
        let whole = model.contains("\n")
        let text = whole ? model : try String(contentsOf: named, encoding: .utf8)
        let now = Date(timeIntervalSince1970: Double(now))
        return try Guard(model: text).bind(session.session, clock: { now })
    }

    private func text(_ data: Data) -> String {
        String(decoding: data, as: UTF8.self)
    }
}

/// What the app gets: exactly one of them.
enum Expected: Decodable, Equatable {
    case bound
    /// This document, byte for byte.
    case json(String)
    case actions([String])
    case can(Bool)
    /// An error of this code.
    case error(String)

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case json, actions, can, error
    }

    init(from decoder: any Decoder) throws {
        if let name = try? decoder.singleValueContainer().decode(String.self) {
            guard name == "bound" else { throw Unknown(name: name) }
            self = .bound
            return
        }
        try decoder.refuseUnknown(CodingKeys.allCases.map(\.rawValue))
        let members = try decoder.container(keyedBy: CodingKeys.self)
        guard members.allKeys.count == 1, let key = members.allKeys.first else {
            throw Unknown(name: "\(members.allKeys)")
        }
        switch key {
        case .json: self = .json(try members.decode(String.self, forKey: key))
        case .actions: self = .actions(try members.decode([String].self, forKey: key))
        case .can: self = .can(try members.decode(Bool.self, forKey: key))
        case .error: self = .error(try members.decode(String.self, forKey: key))
        }
    }
}

struct Unknown: Error {
    let name: String
}

extension Action {
    fileprivate init(_ name: String?) {
        self.init(rawValue: name ?? "")
    }
}

extension Decoder {
    fileprivate func refuseUnknown(_ known: [String]) throws {
        for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            throw Unknown(name: key.stringValue)
        }
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
