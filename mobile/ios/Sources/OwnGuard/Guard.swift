// The guard of one app: it holds the model, and binds whoever is signed in to it.

public import Foundation
internal import OwnGuardBindings

/// Holds the model. Make one when the app starts, and keep it; it is safe to share.
///
///     let og = try Guard(model: Data(contentsOf: modelURL))
///     let access = try og.bind(Session(unverifiedToken: token))
public final class Guard: Sendable {
    private let inner: OwnGuardBindings.Guard

    /// By a model as `npx ownguard build` writes it: JSON, or TOML.
    public init(model: Data) throws(OwnGuardError) {
        let text = try Text.read(model, or: .modelInvalid)
        inner = try Library.call { try OwnGuardBindings.Guard(model: text) }
    }

    /// By a model as a text.
    public convenience init(model: String) throws(OwnGuardError) {
        try self.init(model: Data(model.utf8))
    }

    /// Takes another model, as one that was fetched. One that is refused, or of an older `revision`,
    /// throws, and the held one stays. Who is bound already keeps the model that they were bound by.
    @discardableResult
    public func replace(model: Data) throws(OwnGuardError) -> ModelVersion {
        let text = try Text.read(model, or: .modelInvalid)
        return ModelVersion(try Library.call { try inner.replace(model: text) })
    }

    /// Which model is held.
    public func version() throws(OwnGuardError) -> ModelVersion {
        ModelVersion(try Library.call { try inner.version() })
    }

    /// What one person may see and do. Bind once a sign-in, and again when claims or facts change.
    /// `clock` says what time it is whenever something is asked.
    public func bind(
        _ session: Session,
        clock: @escaping @Sendable () -> Date = { Date() }
    ) throws(OwnGuardError) -> Access {
        let told = try session.told()
        let now = try Text.seconds(clock())
        let bound = try Library.call { try inner.bind(session: told, now: now) }
        return Access(bound, clock: clock)
    }
}

/// Which model it is.
public struct ModelVersion: Hashable, Sendable {
    /// SHA-256 of the model, in hexadecimal.
    public let hash: String
    /// Its `revision`.
    public let revision: UInt64

    init(_ version: OwnGuardBindings.ModelVersion) {
        (hash, revision) = (version.hash, version.revision)
    }
}
