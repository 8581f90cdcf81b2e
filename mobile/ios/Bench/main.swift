// What a call costs from Swift: `ownguard-bench <folder>` with `model.json`, `session.json` (claims),
// `one.json` (2 kB) and `page.json` (50 rows). Prints one line of JSON: microseconds a call, the median
// of many rounds, and a hash of what was answered, to be compared with the other languages.

import Foundation
import OwnGuard

do {
    guard CommandLine.arguments.count == 2 else { throw Usage() }
    let folder = URL(fileURLWithPath: CommandLine.arguments[1])
    func read(_ name: String) throws -> Data {
        try Data(contentsOf: folder.appendingPathComponent(name))
    }
    let (one, page, claims) = try (read("one.json"), read("page.json"), read("session.json"))
    let now = try JSONDecoder().decode(Claims.self, from: claims).iat
    let access = try Guard(model: read("model.json")).bind(
        Session(claims: claims), clock: { Date(timeIntervalSince1970: Double(now)) })

    let answers = try [
        access.redact(one, resource: "invoice"),
        access.redactPage(page, resource: "invoice"),
        Data("\(access.decide(.update, on: one, resource: "invoice"))".utf8),
    ]
    let costs = try [
        "redact": median(calls: 200) { try access.redact(one, resource: "invoice").count },
        "redactPage": median(calls: 10) { try access.redactPage(page, resource: "invoice").count },
        "can": median(calls: 200) { access.can(.update, on: one, resource: "invoice") ? 1 : 0 },
    ]
    let members = costs.sorted { $0.key < $1.key }.map { #""\#($0)":\#(String(format: "%.3f", $1))"# }
    print("{\(members.joined(separator: ",")),\"answers\":\"\(hash(answers))\"}")
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}

struct Usage: Error, CustomStringConvertible {
    let description = "usage: ownguard-bench <folder with model, session, one and page, .json each>"
}

struct Claims: Decodable {
    let iat: Int
}

/// Microseconds a call: the median of rounds, after some that do not count.
func median(calls: Int, _ call: () throws -> Int) rethrows -> Double {
    let clock = ContinuousClock()
    var rounds: [Double] = []
    var seen = 0
    for round in 0..<250 {
        let began = clock.now
        for _ in 0..<calls {
            seen &+= try call()
        }
        let spent = began.duration(to: clock.now).components
        let microseconds = Double(spent.seconds) * 1e6 + Double(spent.attoseconds) / 1e12
        if round >= 50 {
            rounds.append(microseconds / Double(calls))
        }
    }
    precondition(seen != .min)
    return rounds.sorted()[rounds.count / 2]
}

/// FNV-1a of 64 bits over the answers with a line break behind each, in hexadecimal.
func hash(_ answers: [Data]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in answers.flatMap({ $0 + [0x0a] }) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return String(format: "%016llx", hash)
}
