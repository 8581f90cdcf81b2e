// The SwiftUI layer: which views are there. Where there is no SwiftUI, a stub of it stands in, which
// hands no environment down: then every view is one that nobody was bound for.

import SwiftUI
import XCTest

@testable import OwnGuard
import Screens

// Sendable: the runner on Linux hands it to the main actor.
final class ViewTests: XCTestCase, @unchecked Sendable {
    private let row = Shown(7, actions: [.read, .update])

    @MainActor
    func testAViewIsThereWhereItsActionWouldWork() async {
        XCTAssertTrue(isThere(Text("Edit").visible(if: .update, on: row)))
        XCTAssertFalse(isThere(Text("Delete").visible(if: .delete, on: row)))
        XCTAssertFalse(isThere(Text("Delete").visible(if: .delete, on: Shown(7, actions: []))))
    }

    func testNobodyIsWhoLooksUntilAViewSaysWho() throws {
        var values = EnvironmentValues()
        XCTAssertTrue(values.access === Access.nothing)
        values.access = try Billing.access()
        XCTAssertTrue(values.access.can(.update, on: Data(Billing.row.utf8), resource: "invoice"))
    }

    #if os(Linux)
        @MainActor
        func testAButtonWithoutARowIsNotThereForNobody() async throws {
            let button = try XCTUnwrap(
                Text("New").visible(if: .create, in: "invoice") as? any Applied)
            XCTAssertFalse(isThere(button.applied))
        }

        @MainActor
        func testTheSampleScreensHaveABodyBeforeAnythingArrived() async {
            let orders = OrderStatus(load: { Data() }, remind: { _ in })
            XCTAssertTrue(isThere(orders.body))
            let detail = InvoiceDetail(load: { Data() }, edit: { _ in }, delete: { _ in })
            XCTAssertTrue(isThere(detail.body))
        }
    #endif

    /// A view that an `if` left out is an optional without a value.
    private func isThere(_ view: some View) -> Bool {
        let mirror = Mirror(reflecting: view)
        return mirror.displayStyle != .optional || mirror.children.first != nil
    }
}

#if os(Linux)
    /// A view with a modifier, and what the modifier makes of it.
    @MainActor
    private protocol Applied {
        associatedtype Outcome: View
        var applied: Outcome { get }
    }

    extension ModifiedContent: Applied {
        var applied: some View { modifier.body(content: EmptyView()) }
    }
#endif
