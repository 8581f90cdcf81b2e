// The library below: another version than the bindings, a panic, an answer that nobody expects.

import Foundation
import OwnGuardBindings
import OwnGuardFFI
import XCTest

@testable import OwnGuard

final class LibraryTests: XCTestCase {
    func testAPanicBecomesAnErrorAndTheGuardGoesOn() throws {
        let og = try OwnGuardBindings.Guard(model: Billing.model())
        // It is in libraries that are built for tests alone, so no binding is generated for it.
        typealias Panics = @convention(c) (UInt64, UnsafeMutablePointer<RustCallStatus>) -> RustBuffer
        let name = "uniffi_ownguard_mobile_fn_method_guard_panics"
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), name) else {
            throw XCTSkip("the library was built without the feature `panics`")
        }
        let panics = unsafeBitCast(symbol, to: Panics.self)
        var status = RustCallStatus.good
        _ = panics(og.uniffiCloneHandle(), &status)
        XCTAssertEqual(status.code, 1, "a typed error, not one of the border")
        let error = OwnGuardError(try FfiConverterTypeGuardError_lift(status.errorBuf))
        XCTAssertEqual(error.code, .internal)
        XCTAssertEqual(try og.version().revision, 3)
    }

    func testWhatNobodyExpectsFromTheLibraryIsADefect() {
        struct Unexpected: Error {}
        XCTAssertEqual(code(of: try Library.call { throw Unexpected() }), .internal)
    }

    func testAPanicThatNothingCaughtIsADefect() throws {
        // As the border reports one: no value, and what the panic said.
        let said = try Array("a row".utf8).withUnsafeBytes(RustBuffer.holding)
        for said in [said, RustBuffer(capacity: 0, len: 0, data: nil)] {
            let status = RustCallStatus(code: 2, errorBuf: said)
            let failure = failure(of: try Library.call { try status.check() })
            XCTAssertEqual(failure, .defect)
        }
    }

    func testEveryErrorOfTheLibraryKeepsItsCode() {
        let (why, mend) = ("why", "mend")
        let errors: [(GuardError, OwnGuardError.Code)] = [
            (.ModelInvalid(why: why, mend: mend), .modelInvalid),
            (.ModelOlder(why: why, mend: mend), .modelOlder),
            (.SessionInvalid(why: why, mend: mend), .sessionInvalid),
            (.SessionExpired(why: why, mend: mend), .sessionExpired),
            (.FactsMissing(why: why, mend: mend), .factsMissing),
            (.FactsStale(why: why, mend: mend), .factsStale),
            (.UnknownResource(why: why, mend: mend), .unknownResource),
            (.UnknownScreen(why: why, mend: mend), .unknownScreen),
            (.UnknownAction(why: why, mend: mend), .unknownAction),
            (.JsonInvalid(why: why, mend: mend), .jsonInvalid),
            (.TooLarge(why: why, mend: mend), .tooLarge),
            (.RowsNotFound(why: why, mend: mend), .rowsNotFound),
            (.LabelsMissing(labels: ["owner"], why: why, mend: mend), .labelsMissing),
            (.Refused(reason: "orphaned", why: why, mend: mend), .refused),
            (.Closed(why: why, mend: mend), .closed),
            (.Internal(why: why, mend: mend), .internal),
        ]
        for (error, code) in errors {
            let failure = failure(of: try Library.call { throw error })
            XCTAssertEqual(failure?.code, code)
            XCTAssertEqual(failure.map { [$0.why, $0.mend] }, [why, mend])
        }
    }

    #if os(Linux)
        // Elsewhere the library is linked into the app: there it can't be another one.
        func testALibraryOfAnotherVersionIsNotCalled() throws {
            for lie in ["contract", "checksum"] {
                let (status, shown, said) = try sample(
                    ["LD_PRELOAD": products.appendingPathComponent("libStaleLibrary.so").path, "STALE": lie])
                XCTAssertEqual(status, 1, "it ended by itself, for `\(lie)`")
                XCTAssertEqual(shown, "", "nothing is shown")
                XCTAssertTrue(said.contains("library_stale"), said)
            }
            let (status, shown, _) = try sample(["STALE": "nothing"])
            XCTAssertEqual(status, 0)
            XCTAssertTrue(shown.contains("F-2"), shown)
        }

        private var products: URL {
            Bundle.main.bundleURL
        }

        private func sample(
            _ environment: [String: String]
        ) throws -> (status: Int32, shown: String, said: String) {
            let program = Process()
            program.executableURL = products.appendingPathComponent("ownguard-sample")
            program.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            let (shown, said) = (Pipe(), Pipe())
            (program.standardOutput, program.standardError) = (shown, said)
            try program.run()
            let texts = try [shown, said].map { pipe in
                String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            }
            program.waitUntilExit()
            XCTAssertEqual(program.terminationReason, .exit)
            return (program.terminationStatus, texts[0], texts[1])
        }
    #endif
}
