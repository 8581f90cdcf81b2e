// The two screens without SwiftUI: `cargo xtask swift run ownguard-sample` prints which rows, fields and
// buttons each person gets of the same two answers.

import Foundation
import OwnGuard
import Screens

do {
    let og = try Guard(model: Sample.model)
    for (who, claims) in Sample.people {
        let access = try og.bind(Session(claims: Data(claims.utf8)))
        print("\(who)\n  Orders")
        try printOrders(access)
        print("  Invoice F-2")
        try printInvoice(access)
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}

func printOrders(_ access: Access) throws(OwnGuardError) {
    let page = try access.decodePage(
        InvoicePage.self, from: Sample.page, resource: "invoice", screen: "order_status")
    for invoice in page.data {
        let status = invoice.status ?? "–"
        print("    \(invoice.number)  \(status)\(invoice.can("remind") ? "  [Send a reminder]" : "")")
    }
}

func printInvoice(_ access: Access) throws(OwnGuardError) {
    let invoice: Shown<Invoice>
    do {
        invoice = try access.decode(from: Sample.invoice, resource: "invoice")
    } catch where error.code == .refused {
        return print("    There is nothing here.")
    }
    let fields = [
        ("Status", invoice.status),
        ("Total", invoice.total.map { "\($0) €" }),
        ("Customer", invoice.customerEmail),
        ("Internal notes", invoice.internalNotes),
    ]
    for case (let title, let value?) in fields {
        print("    \(title): \(value)")
    }
    let buttons = [("Edit", Action.update), ("Delete", .delete)].filter { invoice.can($0.1) }
    print("    " + (buttons.isEmpty ? "Looking only" : buttons.map { "[\($0.0)]" }.joined(separator: " ")))
}
