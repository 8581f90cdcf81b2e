// What one person may see of rows that arrived, and do with them.

public import Foundation
internal import OwnGuardBindings
internal import OwnGuardFFI

/// One session, bound to a model: safe to share, cheap to hand down. What goes wrong throws, and nothing
/// is shown.
public final class Access: Sendable {
    /// None: nobody was bound, and nothing is shown.
    private let inner: OwnGuardBindings.Access?
    private let clock: @Sendable () -> Date

    /// Shows nothing and allows nothing: what a view has before somebody is bound.
    public static let nothing = Access(nil, clock: { Date() })

    init(_ inner: OwnGuardBindings.Access?, clock: @escaping @Sendable () -> Date) {
        (self.inner, self.clock) = (inner, clock)
    }

    /// One row, or the answer of a route that reads one, with only what the person may see of it,
    /// narrowed by a screen where one is named; `_can`, what they may do with it, behind its fields.
    public func redact(
        _ json: Data, resource: String, screen: String? = nil
    ) throws(OwnGuardError) -> Data {
        try show(json, resource, screen, by: uniffi_ownguard_mobile_fn_method_access_redact)
    }

    /// A whole page in one call: an array of rows, or the answer of a route that lists them. Rows that
    /// the person may not read are left out.
    public func redactPage(
        _ json: Data, resource: String, screen: String? = nil
    ) throws(OwnGuardError) -> Data {
        try show(json, resource, screen, by: uniffi_ownguard_mobile_fn_method_access_redact_page)
    }

    /// What the person may do with a row, as it came or as it was redacted, in the model’s order.
    public func allowedActions(on row: Data, resource: String) throws(OwnGuardError) -> [Action] {
        let text = try Text.read(row)
        return try ask { inner, now in
            try inner.allowedActions(resource: resource, row: text, now: now).map(Action.init(rawValue:))
        }
    }

    /// Whether the person may do this to a row, given as JSON; with the row above, where the row stands
    /// under one. False also where that can’t be judged; `decide` says why.
    public func can(
        _ action: Action, on row: Data, resource: String, above: Data? = nil
    ) -> Bool {
        (try? decide(action, on: row, resource: resource, above: above)) ?? false
    }

    /// Whether the person may do this where no row is at hand: list, or make one, in a tenant or below
    /// the row above. False also where that can’t be judged; `decide` says why.
    public func can(
        _ action: Action, in resource: String, tenant: String? = nil, above: Data? = nil
    ) -> Bool {
        (try? decide(action, in: resource, tenant: tenant, above: above)) ?? false
    }

    /// As `can`, with the reason where it can’t be judged.
    public func decide(
        _ action: Action, on row: Data, resource: String, above: Data? = nil
    ) throws(OwnGuardError) -> Bool {
        try decide(action, resource, row, tenant: nil, above: above)
    }

    /// As `can`, with the reason where it can’t be judged.
    public func decide(
        _ action: Action, in resource: String, tenant: String? = nil, above: Data? = nil
    ) throws(OwnGuardError) -> Bool {
        try decide(action, resource, nil, tenant: tenant, above: above)
    }

    private func decide(
        _ action: Action, _ resource: String, _ row: Data?, tenant: String?, above: Data?
    ) throws(OwnGuardError) -> Bool {
        let row = try Text.readIfGiven(row)
        let above = try Text.readIfGiven(above)
        let place = tenant ?? above == nil ? nil : Place(tenant: tenant, above: above)
        return try ask { inner, now in
            try inner.can(
                action: action.rawValue, resource: resource, row: row, place: place, now: now)
        }
    }

    /// The version of the model that the session is bound to.
    public func version() throws(OwnGuardError) -> ModelVersion {
        ModelVersion(try ask { inner, _ in try inner.version() })
    }

    /// Ends it, as at sign-out: whoever still holds it is shown nothing any more.
    public func end() throws(OwnGuardError) {
        guard let inner else { return }
        try Library.call { try inner.end() }
    }

    private func show(
        _ json: Data, _ resource: String, _ screen: String?,
        by redact: OwnGuardBindings.Access.Redaction
    ) throws(OwnGuardError) -> Data {
        try Text.check(json)
        return try ask { inner, now in
            try inner.shown(json, resource: resource, screen: screen, now: now, by: redact)
        }
    }

    private func ask<Answer>(
        _ question: (OwnGuardBindings.Access, Int64) throws -> Answer
    ) throws(OwnGuardError) -> Answer {
        guard let inner else { throw .nobodyBound }
        let now = try Text.seconds(clock())
        return try Library.call { try question(inner, now) }
    }
}
