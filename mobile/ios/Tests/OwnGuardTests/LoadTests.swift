// Much at once: four threads, ten megabytes, ten thousand rows.

import XCTest

@testable import OwnGuard

final class LoadTests: XCTestCase {
    private static let tenMegabytes = 10 << 20

    private func roomy() throws -> Access {
        let model = try Billing.model().replacingOccurrences(of: "\"4KiB\"", with: "\"16MiB\"")
        return try Guard(model: model).bind(
            Billing.session("u9", "viewer"), clock: { Billing.clock(0) })
    }

    func testFourThreadsAreShownTheSame() throws {
        let og = try Guard(model: Billing.model())
        let access = try og.bind(Billing.session("u9", "viewer"), clock: { Billing.clock(0) })
        let (model, row) = (Data(try Billing.model().utf8), Data(Billing.row.utf8))
        let wrong = Tally()
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for _ in 0..<500 {
                let shown = try? access.redact(row, resource: "invoice")
                wrong.note(shown != Data(Billing.shown.utf8))
                wrong.note(access.can(.delete, on: row, resource: "invoice"))
                // One of them takes a model again and again, and binds somebody else.
                if thread == 0 {
                    wrong.note((try? og.replace(model: model)) == nil)
                    let other = try? og.bind(Billing.session("u1", "viewer"), clock: { Billing.clock(0) })
                    wrong.note(other?.can(.update, on: row, resource: "invoice") != false)
                }
            }
        }
        XCTAssertEqual(wrong.count, 0)
    }

    func testSigningOutHoldsInEveryThread() throws {
        let access = try Billing.access()
        let row = Data(Billing.row.utf8)
        let ended = Tally()
        let shownAfterwards = Tally()
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for turn in 0..<500 {
                if thread == 0, turn == 250 {
                    try? access.end()
                    ended.note(true)
                }
                let over = ended.count > 0
                let shown = try? access.redact(row, resource: "invoice")
                shownAfterwards.note(over && shown != nil)
            }
        }
        XCTAssertEqual(shownAfterwards.count, 0)
    }

    func testTenMegabytesAreShownWhereTheModelLetsThem() throws {
        let page = rows(bytes: Self.tenMegabytes)
        XCTAssertGreaterThan(page.count, Self.tenMegabytes)
        let shown = try roomy().redactPage(page, resource: "invoice")
        let want = Data("[".utf8) + Self.joined(Billing.shown, count: Self.count(of: page)) + Data("]".utf8)
        XCTAssertEqual(shown, want)
    }

    func testTenMegabytesAreRefusedWhereTheModelDoesNot() throws {
        let access = try Billing.access()
        let page = rows(bytes: Self.tenMegabytes)
        XCTAssertEqual(code(of: try access.redactPage(page, resource: "invoice")), .tooLarge)
        XCTAssertEqual(code(of: try access.redact(page, resource: "invoice")), .tooLarge)
        XCTAssertFalse(access.can(.read, on: page, resource: "invoice"))
    }

    func testTenMegabytesThatBreakOffShowNothing() throws {
        let page = rows(bytes: Self.tenMegabytes).dropLast()
        XCTAssertEqual(code(of: try roomy().redactPage(page, resource: "invoice")), .jsonInvalid)
        let deep = Data(repeating: UInt8(ascii: "["), count: Self.tenMegabytes)
        XCTAssertEqual(code(of: try roomy().redactPage(deep, resource: "invoice")), .jsonInvalid)
    }

    func testMoreRowsThanAScreenHoldsAreRefused() throws {
        let page = Data("[".utf8) + Self.joined(#"{"id":"i","_can":["read"]}"#, count: 10_001) + Data("]".utf8)
        XCTAssertEqual(code(of: try roomy().redactPage(page, resource: "invoice")), .tooLarge)
    }

    /// So many rows, each with a member of a kilobyte that nobody is shown.
    private func rows(bytes: Int) -> Data {
        let filled = Billing.row.dropLast() + #","filler":"\#(String(repeating: "x", count: 1200))"}"#
        let count = bytes / filled.utf8.count + 1
        return Data("[".utf8) + Self.joined(String(filled), count: count) + Data("]".utf8)
    }

    private static func joined(_ row: String, count: Int) -> Data {
        Data(Array(repeating: row, count: count).joined(separator: ",").utf8)
    }

    private static func count(of page: Data) -> Int {
        page.count { $0 == UInt8(ascii: "{") }
    }
}

/// How often something happened, in any thread.
private final class Tally: @unchecked Sendable {
    private let lock = NSLock()
    private var times = 0

    var count: Int { lock.withLock { times } }

    func note(_ happened: Bool) {
        guard happened else { return }
        lock.withLock { times += 1 }
    }
}
