// Why nothing is shown.

internal import OwnGuardBindings

/// Why nothing is shown: a stable code, and words for developers. It holds no value of a row or of a
/// claim. It is no `LocalizedError`: none of its words are for the people who use the app.
public struct OwnGuardError: Error, Hashable, Sendable {
    /// What went wrong, of a closed set.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The model is refused; the last good one stays.
        case modelInvalid = "model_invalid"
        /// The model is older than the held one, which stays.
        case modelOlder = "model_older"
        /// The claims or the facts are not of their form.
        case sessionInvalid = "session_invalid"
        /// The session is past its time: refresh it, and bind again.
        case sessionExpired = "session_expired"
        /// The model asks the app for memberships, and none were told.
        case factsMissing = "facts_missing"
        /// Facts about the person are older than the model allows, and no server judged the row.
        case factsStale = "facts_stale"
        /// The model has no such resource.
        case unknownResource = "unknown_resource"
        /// The resource has no such screen.
        case unknownScreen = "unknown_screen"
        /// The model has no such action.
        case unknownAction = "unknown_action"
        /// The document is not JSON, or such that two readers may read it differently.
        case jsonInvalid = "json_invalid"
        /// The document is larger than the model lets anybody inspect.
        case tooLarge = "too_large"
        /// No row stands where the model knows one.
        case rowsNotFound = "rows_not_found"
        /// A row does not say enough to be judged, and its server did not judge it.
        case labelsMissing = "labels_missing"
        /// The person may not read the one row: show that there is nothing.
        case refused
        /// The access was ended, as at sign-out.
        case closed
        /// Nobody was bound: no view above has said who looks.
        case nobodyBound = "nobody_bound"
        /// What was left after redaction does not fit the type.
        case undecodable
        /// The library is of another version than the package.
        case libraryStale = "library_stale"
        /// A defect of ownguard.
        case `internal`
    }

    public let code: Code
    /// What is wrong.
    public let why: String
    /// What a developer can do.
    public let mend: String
    /// Where the person may not read the row: why, a stable name such as `other_tenant`.
    public let reason: String?
    /// Where a row does not say enough: what is missing, by stable names such as `owner`.
    public let labels: [String]

    init(
        _ code: Code, why: String, mend: String, reason: String? = nil, labels: [String] = []
    ) {
        (self.code, self.why, self.mend) = (code, why, mend)
        (self.reason, self.labels) = (reason, labels)
    }
}

extension OwnGuardError: CustomStringConvertible {
    public var description: String { "\(code.rawValue): \(why); \(mend)" }
}

extension OwnGuardError {
    init(_ error: GuardError) {
        switch error {
        case .ModelInvalid(let why, let mend): self.init(.modelInvalid, why: why, mend: mend)
        case .ModelOlder(let why, let mend): self.init(.modelOlder, why: why, mend: mend)
        case .SessionInvalid(let why, let mend): self.init(.sessionInvalid, why: why, mend: mend)
        case .SessionExpired(let why, let mend): self.init(.sessionExpired, why: why, mend: mend)
        case .FactsMissing(let why, let mend): self.init(.factsMissing, why: why, mend: mend)
        case .FactsStale(let why, let mend): self.init(.factsStale, why: why, mend: mend)
        case .UnknownResource(let why, let mend): self.init(.unknownResource, why: why, mend: mend)
        case .UnknownScreen(let why, let mend): self.init(.unknownScreen, why: why, mend: mend)
        case .UnknownAction(let why, let mend): self.init(.unknownAction, why: why, mend: mend)
        case .JsonInvalid(let why, let mend): self.init(.jsonInvalid, why: why, mend: mend)
        case .TooLarge(let why, let mend): self.init(.tooLarge, why: why, mend: mend)
        case .RowsNotFound(let why, let mend): self.init(.rowsNotFound, why: why, mend: mend)
        case .LabelsMissing(let labels, let why, let mend):
            self.init(.labelsMissing, why: why, mend: mend, labels: labels)
        case .Refused(let reason, let why, let mend):
            self.init(.refused, why: why, mend: mend, reason: reason)
        case .Closed(let why, let mend): self.init(.closed, why: why, mend: mend)
        case .Internal(let why, let mend): self.init(.internal, why: why, mend: mend)
        }
    }

    static func notText(_ code: Code) -> Self {
        Self(code, why: "it is not UTF-8", mend: "give the bytes as they came")
    }

    static let beyondReach = OwnGuardError(
        .tooLarge, why: "the document is larger than 2 GB", mend: "ask for smaller pages")

    static let nobodyBound = OwnGuardError(
        .nobodyBound,
        why: "nobody was bound",
        mend: "bind who is signed in, and hand the result down: `.access(try guard.bind(session))`")

    static let libraryStale = OwnGuardError(
        .libraryStale,
        why: "the library is of another version than the package",
        mend: "build both from one release: `cargo xtask mobile` makes `OwnGuardFFI.xcframework`")

    static let defect = OwnGuardError(
        .internal,
        why: "ownguard failed, and shows nothing",
        mend: "report it, with the model and the shape of the document")

    /// The place in the document, never what stands there.
    static func undecodable(_ error: any Error, as type: String, resource: String) -> Self {
        let (path, what): ([any CodingKey], String) =
            switch error {
            case DecodingError.keyNotFound(let key, let context): (context.codingPath + [key], "is absent")
            case DecodingError.valueNotFound(_, let context): (context.codingPath, "is null")
            case DecodingError.typeMismatch(let type, let context): (context.codingPath, "is no `\(type)`")
            case DecodingError.dataCorrupted(let context): (context.codingPath, "can’t be read")
            default: ([], "can’t be read")
            }
        let place = path.map { $0.intValue.map(String.init) ?? $0.stringValue }
        return Self(
            .undecodable,
            why: "what is shown of `\(resource)` is no `\(type)`: `/\(place.joined(separator: "/"))` \(what)",
            mend: "make a property optional that the model may hide from this person or screen")
    }
}
