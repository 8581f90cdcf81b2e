// The app's own types. What the model may hide from somebody is optional; the rest always arrives.

import OwnGuard

public struct Invoice: Decodable, Identifiable, Sendable {
    public let id: String
    public let number: String
    public let status: String?
    public let total: Int?
    /// Masked for whoever may only know that there is one.
    public let customerEmail: String?
    /// For managers alone.
    public let internalNotes: String?
    public let lines: [Line]?

    public struct Line: Decodable, Identifiable, Sendable {
        public let id: String
        public let text: String
        public let amount: Int
    }
}

/// A page as the API answers it.
public struct InvoicePage: Decodable, Sendable {
    public let data: [Shown<Invoice>]
    public let nextCursor: String?
}
