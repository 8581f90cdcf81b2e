// What one person is shown and may do, and what ends in an error with nothing shown.

import XCTest

@testable import OwnGuard

final class AccessTests: XCTestCase {
    private let row = Data(Billing.row.utf8)

    func testAnOwnerSeesTheirRowAndWhatTheyMayDoWithIt() throws {
        let shown = try Billing.access().redact(row, resource: "invoice")
        XCTAssertEqual(String(decoding: shown, as: UTF8.self), Billing.shown)
    }

    func testWhatWasShownIsShownAgainWithoutAChange() throws {
        for (user, role) in [("u9", "viewer"), ("u1", "viewer"), ("u1", "admin")] {
            let access = try Billing.access(user, role)
            let once = try access.redact(row, resource: "invoice")
            XCTAssertEqual(try access.redact(once, resource: "invoice"), once)
        }
    }

    func testAScreenNarrowsWhatIsShown() throws {
        let access = try Billing.access()
        let shown = try access.redact(row, resource: "invoice", screen: "order_status")
        XCTAssertEqual(
            String(decoding: shown, as: UTF8.self),
            #"{"id":"i1","number":"7","status":"open","_can":["read","update","share","remind"]}"#)
    }

    func testAForeignRowIsRefusedAloneAndLeftOutOfAPage() throws {
        let access = try Billing.access()
        let foreign = Billing.row.replacingOccurrences(of: "\"t1\"", with: "\"t2\"")
        let refusal = failure(of: try access.redact(Data(foreign.utf8), resource: "invoice"))
        XCTAssertEqual(refusal?.code, .refused)
        XCTAssertEqual(refusal?.reason, "other_tenant")
        let page = Data("[\(foreign),\(Billing.row)]".utf8)
        let shown = try access.redactPage(page, resource: "invoice")
        XCTAssertEqual(String(decoding: shown, as: UTF8.self), "[\(Billing.shown)]")
    }

    func testActionsAreAskedForByRowByPlaceAndByName() throws {
        let access = try Billing.access()
        XCTAssertEqual(
            try access.allowedActions(on: row, resource: "invoice"),
            [.read, .update, .share, "remind"])
        XCTAssertTrue(access.can(.update, on: row, resource: "invoice"))
        XCTAssertFalse(access.can(.delete, on: row, resource: "invoice"))
        XCTAssertFalse(access.can(.create, in: "invoice", tenant: "t1"))
        XCTAssertTrue(try Billing.access("u1", "manager").can(.create, in: "invoice", tenant: "t1"))
        XCTAssertTrue(access.can(.create, in: "line", above: row))
        XCTAssertFalse(try Billing.access("u1").can(.create, in: "line", above: row))
    }

    func testAnUnknownNameThrowsAndAllowsNothing() throws {
        let access = try Billing.access()
        XCTAssertEqual(code(of: try access.redact(row, resource: "planet")), .unknownResource)
        XCTAssertEqual(code(of: try access.redactPage(row, resource: "")), .unknownResource)
        XCTAssertEqual(
            code(of: try access.redact(row, resource: "invoice", screen: "moon")), .unknownScreen)
        XCTAssertEqual(
            code(of: try access.decide("fly", on: row, resource: "invoice")), .unknownAction)
        XCTAssertFalse(access.can("fly", on: row, resource: "invoice"))
        XCTAssertFalse(access.can(.create, in: "planet"))
    }

    func testWhatIsNotJSONThrowsAndShowsNothing() throws {
        let access = try Billing.access()
        let bad = [
            "", "{", "nul", "{\"id\":}", Billing.row + "x", "{\"id\":\"i1\",\"id\":\"i2\"}",
            "\u{FEFF}" + Billing.row, #"{"id":"\ud800"}"#, String(repeating: "[", count: 1_000),
        ]
        for text in bad {
            let json = Data(text.utf8)
            XCTAssertEqual(code(of: try access.redact(json, resource: "invoice")), .jsonInvalid, text)
            XCTAssertFalse(access.can(.read, on: json, resource: "invoice"))
        }
        for bytes: [UInt8] in [[0xff], [0xf0, 0x9f, 0x98], [0xc0, 0x80], [0xed, 0xa0, 0x80]] {
            let json = Data(#"{"id":""#.utf8) + Data(bytes) + Data(#""}"#.utf8)
            XCTAssertEqual(code(of: try access.redact(json, resource: "invoice")), .jsonInvalid)
        }
        XCTAssertEqual(code(of: try access.redact(Data("7".utf8), resource: "invoice")), .rowsNotFound)
    }

    func testARowThatDoesNotSayWhoseItIsIsNotShown() throws {
        let access = try Billing.access()
        let refusal = failure(of: try access.redact(Data(#"{"id":"i1"}"#.utf8), resource: "invoice"))
        XCTAssertEqual(refusal?.code, .labelsMissing)
        XCTAssertEqual(refusal?.labels.contains("tenant"), true)
    }

    func testWhatItsServerAllowedIsWhatAScreenAllows() throws {
        let access = try Billing.access("u1", "admin")
        let judged = Data(#"{"id":"i1","number":"7","_can":["read"]}"#.utf8)
        XCTAssertEqual(try access.allowedActions(on: judged, resource: "invoice"), [.read])
    }

    func testWhoeverWasSignedOutIsShownNothing() throws {
        let access = try Billing.access()
        try access.end()
        try access.end()
        XCTAssertEqual(code(of: try access.redact(row, resource: "invoice")), .closed)
        XCTAssertEqual(code(of: try access.redactPage(row, resource: "invoice")), .closed)
        XCTAssertEqual(code(of: try access.allowedActions(on: row, resource: "invoice")), .closed)
        XCTAssertFalse(access.can(.read, on: row, resource: "invoice"))
        XCTAssertFalse(access.can(.create, in: "invoice", tenant: "t1"))
    }

    func testAnAccessOutlivesTheGuardThatBoundIt() throws {
        var og: OwnGuard.Guard? = try Guard(model: Billing.model())
        weak var gone = og
        let access = try XCTUnwrap(og).bind(
            Billing.session("u9", "viewer"), clock: { Billing.clock(0) })
        og = nil
        XCTAssertNil(gone)
        let shown = try access.redact(row, resource: "invoice")
        XCTAssertEqual(String(decoding: shown, as: UTF8.self), Billing.shown)
    }

    func testNobodyBoundIsShownNothing() throws {
        XCTAssertEqual(code(of: try Access.nothing.redact(row, resource: "invoice")), .nobodyBound)
        XCTAssertEqual(code(of: try Access.nothing.version()), .nobodyBound)
        XCTAssertFalse(Access.nothing.can(.create, in: "invoice"))
        XCTAssertNoThrow(try Access.nothing.end())
    }
}
