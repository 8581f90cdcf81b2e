// Redaction, then `Codable`: the app's own types never hold what the person may not see.

public import Foundation

extension Access {
    /// One row, redacted, then decoded. Fields that the model may hide must be optional. Ask for
    /// `Shown<Invoice>` to get what the person may do with it too.
    public func decode<Value: Decodable>(
        _ type: Value.Type = Value.self,
        from json: Data,
        resource: String,
        screen: String? = nil,
        decoder: JSONDecoder = JSONDecoder()
    ) throws(OwnGuardError) -> Value {
        try decoded(redact(json, resource: resource, screen: screen), resource, decoder)
    }

    /// A page of rows, redacted in one call, then decoded: `[Shown<Invoice>]`, or the app's own type
    /// of the envelope.
    public func decodePage<Page: Decodable>(
        _ type: Page.Type = Page.self,
        from json: Data,
        resource: String,
        screen: String? = nil,
        decoder: JSONDecoder = JSONDecoder()
    ) throws(OwnGuardError) -> Page {
        try decoded(redactPage(json, resource: resource, screen: screen), resource, decoder)
    }
}

private func decoded<Value: Decodable>(
    _ json: Data, _ resource: String, _ decoder: JSONDecoder
) throws(OwnGuardError) -> Value {
    do {
        return try decoder.decode(Value.self, from: json)
    } catch {
        throw .undecodable(error, as: "\(Value.self)", resource: resource)
    }
}
