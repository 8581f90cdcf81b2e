// A row as a screen may show it, with the actions that would work on it.

/// A redacted row and what the person may do with it. Its fields are those of the row:
/// `invoice.number`, `invoice.can(.update)`. Decodes wherever the row itself stands: alone, in an
/// array, in an envelope of the app's own.
@dynamicMemberLookup
public struct Shown<Row> {
    /// The row, with the fields that the model shows to this person on this screen.
    public let row: Row
    /// The actions that would work. Empty where nothing says so.
    public let actions: Set<Action>

    public init(_ row: Row, actions: Set<Action>) {
        self.row = row
        self.actions = actions
    }

    /// Whether the action would work on this row.
    public func can(_ action: Action) -> Bool {
        actions.contains(action)
    }

    public subscript<Field>(dynamicMember field: KeyPath<Row, Field>) -> Field {
        row[keyPath: field]
    }
}

extension Shown: Decodable where Row: Decodable {
    private enum CodingKeys: String, CodingKey {
        case actions = "_can"
    }

    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        actions = try members.decodeIfPresent(Set<Action>.self, forKey: .actions) ?? []
        row = try Row(from: decoder)
    }
}

extension Shown: Sendable where Row: Sendable {}
extension Shown: Equatable where Row: Equatable {}
extension Shown: Hashable where Row: Hashable {}

extension Shown: Identifiable where Row: Identifiable {
    public var id: Row.ID { row.id }
}
