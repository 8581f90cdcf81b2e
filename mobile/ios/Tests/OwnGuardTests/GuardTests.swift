// The guard: models, sessions, and who is refused.

import XCTest

@testable import OwnGuard

final class GuardTests: XCTestCase {
    func testAModelThatIsRefusedLeavesTheHeldOneInPlace() throws {
        let og = try Guard(model: Billing.model())
        let held = try og.version()
        XCTAssertEqual(held.revision, 3)
        XCTAssertEqual(held.hash.count, 64)
        let older = try Billing.model().replacingOccurrences(of: "revision = 3", with: "revision = 2")
        XCTAssertEqual(code(of: try og.replace(model: Data(older.utf8))), .modelOlder)
        XCTAssertEqual(code(of: try og.replace(model: Data("version = 2".utf8))), .modelInvalid)
        XCTAssertEqual(code(of: try og.replace(model: Data([0xff]))), .modelInvalid)
        XCTAssertEqual(try og.version(), held)
    }

    func testANewerModelHoldsForWhoIsBoundFromThenOn() throws {
        let og = try Guard(model: Billing.model())
        let before = try og.bind(Billing.session("u9", "viewer"), clock: { Billing.clock(0) })
        let newer = try Billing.model().replacingOccurrences(of: "revision = 3", with: "revision = 4")
        XCTAssertEqual(try og.replace(model: Data(newer.utf8)).revision, 4)
        let after = try og.bind(Billing.session("u9", "viewer"), clock: { Billing.clock(0) })
        XCTAssertEqual(try before.version().revision, 3)
        XCTAssertEqual(try after.version().revision, 4)
    }

    func testAModelThatIsNoneMakesNoGuard() {
        for model in ["", "{}", "nonsense", "version = 1\nrevision = \"x\""] {
            XCTAssertEqual(code(of: try Guard(model: model)), .modelInvalid, model)
        }
        XCTAssertEqual(code(of: try Guard(model: Data([0xff]))), .modelInvalid)
    }

    func testClaimsThatAreNoneBindNobody() throws {
        let og = try Guard(model: Billing.model())
        for claims in ["", "null", "[]", "{}", #"{"sub":""}"#, "not json"] {
            let session = Session(claims: Data(claims.utf8))
            XCTAssertEqual(code(of: try og.bind(session)), .sessionInvalid, claims)
        }
        XCTAssertEqual(code(of: try og.bind(Session(claims: Data([0xff])))), .sessionInvalid)
        var facts = Billing.session("u9", "viewer")
        facts.facts = Data(#"{"v":2}"#.utf8)
        XCTAssertEqual(
            code(of: try og.bind(facts, clock: { Billing.clock(0) })), .sessionInvalid)
    }

    func testASessionEndsAtItsTime() throws {
        let og = try Guard(model: Billing.model())
        let session = Billing.session("u9", "viewer")
        XCTAssertEqual(
            code(of: try og.bind(session, clock: { Billing.clock(3600) })), .sessionExpired)
        let clock = Clock()
        let access = try og.bind(session, clock: { Billing.clock(clock.later) })
        let row = Data(Billing.row.utf8)
        XCTAssertNoThrow(try access.redact(row, resource: "invoice"))
        clock.later = 3600
        XCTAssertEqual(code(of: try access.redact(row, resource: "invoice")), .sessionExpired)
        XCTAssertFalse(access.can(.read, on: row, resource: "invoice"))
    }

    func testATimeThatIsNoneIsNoTime() throws {
        let og = try Guard(model: Billing.model())
        for seconds in [Double.nan, .infinity, -.infinity, 1e300] {
            let clock: @Sendable () -> Date = { Date(timeIntervalSince1970: seconds) }
            XCTAssertEqual(code(of: try og.bind(.anonymous, clock: clock)), .internal)
        }
    }

    func testATokenIsReadAndNotVerified() throws {
        let claims = try decodeClaimsUnverified("e30.eyJzdWIiOiJ1MSJ9.AA")
        XCTAssertEqual(String(decoding: claims, as: UTF8.self), #"{"sub":"u1"}"#)
        XCTAssertEqual(try Session(unverifiedToken: "e30.eyJzdWIiOiJ1MSJ9.AA").claims, claims)
        for token in ["", "e30.e30", "e30.bm8.AA", "e30.eyJzdWIiOiJ1MSJ9.", "a b c"] {
            XCTAssertEqual(code(of: try decodeClaimsUnverified(token)), .sessionInvalid, token)
        }
    }

    func testAShareLinkOpensTheRowThatItNames() throws {
        let og = try Guard(model: Billing.model())
        let shared = Data(
            Billing.row.replacingOccurrences(of: "\"private\"", with: "\"unlisted\"").utf8)
        let without = try og.bind(.anonymous, clock: { Billing.clock(0) })
        XCTAssertEqual(code(of: try without.redact(shared, resource: "invoice")), .refused)
        let link = ShareLink(resource: "invoice", key: "i1")
        let with = try og.bind(Session(link: link), clock: { Billing.clock(0) })
        let shown = try with.redact(shared, resource: "invoice")
        XCTAssertEqual(
            String(decoding: shown, as: UTF8.self), #"{"number":"7","total":5,"_can":["read"]}"#)
        let unknown = Session(link: ShareLink(resource: "planet", key: "i1"))
        XCTAssertEqual(code(of: try og.bind(unknown)), .unknownResource)
    }
}

/// A time that a test turns on by hand.
private final class Clock: @unchecked Sendable {
    private let lock = NSLock()
    private var seconds = 0

    var later: Int {
        get { lock.withLock { seconds } }
        set { lock.withLock { seconds = newValue } }
    }
}
