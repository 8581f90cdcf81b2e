// Who is signed in, as this device was told. Nothing here is verified: it decides what a screen shows,
// never what a server answers.

public import Foundation
internal import OwnGuardBindings

/// Who is signed in.
public struct Session: Hashable, Sendable {
    /// The claims of the session, a JSON object; none for nobody in particular.
    public var claims: Data?
    /// What the app's facts endpoint answered about them.
    public var facts: Data?
    /// The row that a share link opened.
    public var link: ShareLink?

    /// Nobody in particular.
    public static let anonymous = Session()

    /// By claims that the app has at hand.
    public init(claims: Data, facts: Data? = nil, link: ShareLink? = nil) {
        (self.claims, self.facts, self.link) = (claims, facts, link)
    }

    /// Nobody in particular, with a share link.
    public init(link: ShareLink? = nil) {
        self.link = link
    }

    /// By the token that the app sends to its server. It is read, not verified.
    public init(
        unverifiedToken token: String, facts: Data? = nil, link: ShareLink? = nil
    ) throws(OwnGuardError) {
        let claims = try OwnGuard.decodeClaimsUnverified(token)
        self.init(claims: claims, facts: facts, link: link)
    }

    func told() throws(OwnGuardError) -> SessionFacts {
        SessionFacts(
            claims: try Text.readIfGiven(claims, or: .sessionInvalid),
            facts: try Text.readIfGiven(facts, or: .sessionInvalid),
            link: link.map { OwnGuardBindings.ShareLink(resource: $0.resource, key: $0.key) }
        )
    }
}

/// A row that a share link opened. Whether it may is the server's word: it answered with the row.
public struct ShareLink: Hashable, Sendable {
    /// The resource.
    public var resource: String
    /// The row's key.
    public var key: String

    public init(resource: String, key: String) {
        (self.resource, self.key) = (resource, key)
    }
}

/// The claims of a token as JSON, **not verified**: a device holds no key that could. Good for showing
/// who is signed in; no server may decide by it.
public func decodeClaimsUnverified(_ token: String) throws(OwnGuardError) -> Data {
    Data(try Library.call { try OwnGuardBindings.decodeClaimsUnverified(token: token) }.utf8)
}
