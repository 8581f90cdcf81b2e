// The app's own types: what they hold was shown, and what does not fit says where.

import XCTest

@testable import OwnGuard

final class DecodeTests: XCTestCase {
    private let row = Data(Billing.row.utf8)

    func testARowIsRedactedBeforeItIsDecoded() throws {
        let access = try Billing.access("u1", "viewer")
        let invoice = try access.decode(Invoice.self, from: row, resource: "invoice")
        XCTAssertEqual(
            invoice,
            Invoice(id: "i1", number: "7", total: 5, margin: nil, customerEmail: "a***@x.example"))
    }

    func testARowComesWithWhatThePersonMayDo() throws {
        let invoice: Shown<Invoice> = try Billing.access().decode(from: row, resource: "invoice")
        XCTAssertEqual(invoice.number, "7")
        XCTAssertEqual(invoice.id, "i1")
        XCTAssertEqual(invoice.actions, [.read, .update, .share, "remind"])
        XCTAssertTrue(invoice.can(.update))
        XCTAssertFalse(invoice.can(.delete))
    }

    func testAPageIsDecodedInTheEnvelopeOfTheApp() throws {
        struct Page: Decodable {
            let data: [Shown<Invoice>]
            let nextCursor: String?
        }
        let json = Data(#"{"data":[\#(Billing.row)],"nextCursor":"c","total":1}"#.utf8)
        let page = try Billing.access().decodePage(Page.self, from: json, resource: "invoice")
        XCTAssertEqual(page.data.map(\.id), ["i1"])
        XCTAssertEqual(page.nextCursor, "c")
        let rows: [Invoice] = try Billing.access().decodePage(
            from: Data("[\(Billing.row)]".utf8), resource: "invoice")
        XCTAssertEqual(rows.map(\.id), ["i1"])
    }

    func testWhatDoesNotFitSaysWhereAndNotWhat() throws {
        struct Strict: Decodable {
            let internalNotes: String
        }
        struct Wrong: Decodable {
            let number: Int
        }
        struct Picky: Decodable {
            init(from decoder: any Decoder) throws { throw CocoaError(.coderInvalidValue) }
        }
        let access = try Billing.access()
        func why<Value: Decodable>(_ type: Value.Type) -> String {
            let error = failure(of: try access.decode(type, from: row, resource: "invoice"))
            XCTAssertEqual(error?.code, .undecodable)
            return error?.why ?? ""
        }
        XCTAssertEqual(
            why(Strict.self), "what is shown of `invoice` is no `Strict`: `/internalNotes` is absent")
        XCTAssertEqual(
            why(Wrong.self), "what is shown of `invoice` is no `Wrong`: `/number` is no `Int`")
        XCTAssertEqual(why(Picky.self), "what is shown of `invoice` is no `Picky`: `/` can’t be read")
    }

    func testTheAppsOwnDecoderIsUsed() throws {
        struct Snake: Decodable {
            let customer_email: String?
            let id: String
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            Key(path.last!.stringValue.replacingOccurrences(of: "Email", with: "_email"))
        }
        let decoded: Snake = try Billing.access().decode(
            from: row, resource: "invoice", decoder: decoder)
        XCTAssertEqual(decoded.customer_email, "ada@x.example")
    }

    func testWhatWasNotJudgedAllowsNothing() throws {
        let row = try JSONDecoder().decode(Shown<Invoice>.self, from: Data(#"{"id":"1","number":"2"}"#.utf8))
        XCTAssertEqual(row.actions, [])
        XCTAssertFalse(row.can(.read))
    }
}

private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}
