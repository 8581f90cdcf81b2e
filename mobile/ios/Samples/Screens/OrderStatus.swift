// Paste-able: a list of orders. The screen `order_status` of the model says which fields it gets,
// so what it need not know never reaches a view, a cell or a log of this screen.

import Foundation
import OwnGuard
import SwiftUI

public struct OrderStatus: View {
    @Environment(\.access) private var access
    @State private var invoices: [Shown<Invoice>] = []
    @State private var problem: String?

    private let load: @Sendable () async throws -> Data
    private let remind: @MainActor (Invoice) -> Void

    public init(
        load: @escaping @Sendable () async throws -> Data,
        remind: @escaping @MainActor (Invoice) -> Void
    ) {
        self.load = load
        self.remind = remind
    }

    public var body: some View {
        List {
            if let problem {
                Text(problem).foregroundStyle(.secondary)
            }
            ForEach(invoices) { invoice in
                LabeledContent(invoice.number, value: invoice.status ?? "–")
                Button("Send a reminder") { remind(invoice.row) }
                    .visible(if: "remind", on: invoice)
            }
        }
        .navigationTitle("Orders")
        .task { await refresh() }
    }

    private func refresh() async {
        do {
            let page = try access.decodePage(
                InvoicePage.self, from: await load(), resource: "invoice", screen: "order_status")
            (invoices, problem) = (page.data, nil)
        } catch {
            // Nothing that could not be judged stays on the screen.
            (invoices, problem) = ([], "Orders can’t be shown right now.")
        }
    }
}
