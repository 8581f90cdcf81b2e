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
}
