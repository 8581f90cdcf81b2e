// What a person may do with a row, by the name that the model gives it.

/// An action of the model: one of those that every model has, or one of its own,
/// as in `access.can("remind", on: invoice)`.
public struct Action: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(stringLiteral name: String) {
        self.init(rawValue: name)
    }

    public var description: String { rawValue }

    public static let list: Action = "list"
    public static let read: Action = "read"
    public static let create: Action = "create"
    public static let update: Action = "update"
    public static let delete: Action = "delete"
    public static let restore: Action = "restore"
    public static let share: Action = "share"
    public static let invite: Action = "invite"
    public static let export: Action = "export"
    public static let bulkUpdate: Action = "bulk_update"
}
