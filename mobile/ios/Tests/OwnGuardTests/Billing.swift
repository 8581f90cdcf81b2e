// What most tests are about: the model of most shared vectors, people of it, and one row.

import Foundation
import XCTest

@testable import OwnGuard

enum Billing {
    static let now = 1_000_000

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let vectors = repository.appendingPathComponent("tests/vectors")

    static func model() throws -> String {
        let url = vectors.appendingPathComponent("models/billing.toml")
        return try String(contentsOf: url, encoding: .utf8)
    }

    static let row = """
        {"id":"i1","workspaceId":"t1","createdBy":"u9","number":"7","status":"open","total":5,\
        "visibility":"private","deletedAt":null,"customerEmail":"ada@x.example","internalNotes":"n",\
        "margin":3,"stripeId":"s","internal":1}
        """

    /// What its owner sees of it.
    static let shown = """
        {"id":"i1","workspaceId":"t1","createdBy":"u9","number":"7","status":"open","total":5,\
        "visibility":"private","customerEmail":"ada@x.example","margin":null,\
        "_can":["read","update","share","remind"]}
        """

    static func session(_ user: String, _ role: String) -> Session {
        let claims = """
            {"sub":"\(user)","iat":\(now),"exp":\(now + 3600),"app":{"workspaces":{"t1":"\(role)"}}}
            """
        return Session(claims: Data(claims.utf8))
    }

    static func access(_ user: String = "u9", _ role: String = "viewer") throws -> Access {
        try Guard(model: model()).bind(session(user, role), clock: { clock(0) })
    }

    static func clock(_ later: Int) -> Date {
        Date(timeIntervalSince1970: Double(now + later))
    }
}

struct Invoice: Decodable, Equatable, Identifiable, Sendable {
    let id: String
    let number: String
    let total: Int?
    let margin: Int?
    let customerEmail: String?
}

extension XCTestCase {
    /// What an expression throws.
    func failure<Value>(
        of work: @autoclosure () throws -> Value, file: StaticString = #filePath, line: UInt = #line
    ) -> OwnGuardError? {
        do {
            _ = try work()
            XCTFail("nothing was thrown", file: file, line: line)
        } catch let error as OwnGuardError {
            return error
        } catch {
            XCTFail("`\(type(of: error))` was thrown", file: file, line: line)
        }
        return nil
    }

    func code<Value>(
        of work: @autoclosure () throws -> Value, file: StaticString = #filePath, line: UInt = #line
    ) -> OwnGuardError.Code? {
        failure(of: try work(), file: file, line: line)?.code
    }
}
