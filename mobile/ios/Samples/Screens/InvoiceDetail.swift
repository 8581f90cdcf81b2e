// Paste-able: one invoice, for its team and for support. One view serves both: support is shown the
// fields that the model gives `staff.support`, and no button that the server would refuse.

import Foundation
import OwnGuard
import SwiftUI

public struct InvoiceDetail: View {
    @Environment(\.access) private var access
    @State private var invoice: Shown<Invoice>?
    @State private var problem: String?

    private let load: @Sendable () async throws -> Data
    private let edit: @MainActor (Invoice) -> Void
    private let delete: @MainActor (Invoice) -> Void

    public init(
        load: @escaping @Sendable () async throws -> Data,
        edit: @escaping @MainActor (Invoice) -> Void,
        delete: @escaping @MainActor (Invoice) -> Void
    ) {
        self.load = load
        self.edit = edit
        self.delete = delete
    }

    public var body: some View {
        Form {
            if let invoice {
                fields(of: invoice)
                buttons(for: invoice)
            } else if let problem {
                Text(problem).foregroundStyle(.secondary)
            } else {
                ProgressView()
            }
        }
        .navigationTitle(invoice?.number ?? "Invoice")
        .task { await refresh() }
    }

    @ViewBuilder
    private func fields(of invoice: Shown<Invoice>) -> some View {
        Section("Invoice") {
            Field("Status", invoice.status)
            Field("Total", invoice.total.map { "\($0) €" })
            Field("Customer", invoice.customerEmail)
            Field("Internal notes", invoice.internalNotes)
        }
        if let lines = invoice.lines {
            Section("Lines") {
                ForEach(lines) { line in
                    LabeledContent(line.text, value: "\(line.amount) €")
                }
            }
        }
        // The support view: looking, and saying so.
        if invoice.actions == [.read] {
            Text("You can look at this invoice, not change it.").foregroundStyle(.secondary)
        }
    }

    @ViewBuilder
    private func buttons(for invoice: Shown<Invoice>) -> some View {
        Button("Edit") { edit(invoice.row) }
            .visible(if: .update, on: invoice)
        Button("Delete", role: .destructive) { delete(invoice.row) }
            .visible(if: .delete, on: invoice)
    }

    private func refresh() async {
        do {
            invoice = try access.decode(
                Shown<Invoice>.self, from: await load(), resource: "invoice")
        } catch {
            (invoice, problem) = (nil, "This invoice can’t be shown.")
        }
    }
}

/// A field that is there only where the model shows it.
private struct Field: View {
    private let title: String
    private let value: String?

    init(_ title: String, _ value: String?) {
        self.title = title
        self.value = value
    }

    var body: some View {
        if let value {
            LabeledContent(title, value: value)
        }
    }
}
