// The shared vectors that concern a phone, in the form in which an app meets them: the same file that
// Rust and Kotlin run, byte for byte.

import XCTest

@testable import OwnGuard

final class VectorTests: XCTestCase {
    func testEverySharedVectorThatConcernsAPhoneComesToTheSame() throws {
        let file = try Vectors.read()
        for vector in file.cases {
            XCTAssertEqual(try vector.run(), vector.expect, vector.id)
        }
        XCTAssertGreaterThanOrEqual(file.cases.count, 200)
        for call in ["bind", "redact", "redactPage", "can"] {
            XCTAssertTrue(file.cases.contains { $0.call == call }, "no vector of `\(call)`")
        }
        print("\(file.cases.count) shared vectors; \(file.left_out.count) left out, see the file")
    }

    func testWhatWasShownIsShownAgainWithoutAChange() throws {
        var again = 0
        for vector in try Vectors.read().cases {
            guard case .json(let shown) = vector.expect else { continue }
            var twice = vector
            twice.json = shown
            XCTAssertEqual(try twice.run(), vector.expect, vector.id)
            again += 1
        }
        XCTAssertGreaterThanOrEqual(again, 60)
    }

    func testEveryErrorOfAVectorIsOneOfThisPackage() throws {
        for vector in try Vectors.read().cases {
            guard case .error(let code) = vector.expect else { continue }
            XCTAssertNotNil(OwnGuardError.Code(rawValue: code), vector.id)
        }
    }

    func testTenThousandGeneratedDocumentsAreShownAsTheCoreShowsThem() throws {
        guard let file = ProcessInfo.processInfo.environment["OWNGUARD_DOCUMENTS"] else {
            throw XCTSkip("`OWNGUARD_DOCUMENTS` names no file: run `cargo xtask swift`")
        }
        struct World: Decodable {
            let model: String
            let now: Int
            let sessions: [Vector.Told]
        }
        struct Document: Decodable {
            let session: Int
            let resource: String
            let page: Bool
            let json: String
            let shown: String?
            let error: String?
        }
        var lines = try Data(contentsOf: URL(fileURLWithPath: file)).split(separator: 0x0a)[...]
        let world = try JSONDecoder().decode(World.self, from: XCTUnwrap(lines.popFirst()))
        let now = Date(timeIntervalSince1970: Double(world.now))
        let og = try Guard(model: world.model)
        let people = try world.sessions.map { try og.bind($0.session, clock: { now }) }
        XCTAssertEqual(lines.count, 10_000)
        for line in lines {
            let document = try JSONDecoder().decode(Document.self, from: line)
            let access = people[document.session]
            let redact = document.page ? access.redactPage : access.redact
            let (shown, error): (String?, String?)
            do throws(OwnGuardError) {
                shown = String(
                    decoding: try redact(Data(document.json.utf8), document.resource, nil), as: UTF8.self)
                error = nil
            } catch let failure {
                (shown, error) = (nil, failure.code.rawValue)
            }
            XCTAssertEqual(shown, document.shown, document.json)
            XCTAssertEqual(error, document.error, document.json)
        }
    }
}
