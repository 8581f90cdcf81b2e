// The way to the library below: what goes in is text that it can take, what fails comes back as one
// type, and a library of another version is not called at all.

internal import Foundation
internal import OwnGuardBindings

enum Library {
    static func call<Answer>(_ work: () throws -> Answer) throws(OwnGuardError) -> Answer {
        guard isCurrent else { throw .libraryStale }
        do {
            return try work()
        } catch let error as GuardError {
            throw OwnGuardError(error)
        } catch let error as OwnGuardError {
            throw error
        } catch {
            // A panic, or an answer that the bindings can't read.
            throw .defect
        }
    }

    /// Asked before anything else: the bindings themselves would end the process.
    private static let isCurrent = OwnGuardBindings.initializationResult == .ok
}

/// What crosses to the library is UTF-8, and is believed to be: it is looked at here.
enum Text {
    /// The text, or an error of this code where the bytes are none.
    static func read(_ data: Data, or code: OwnGuardError.Code = .jsonInvalid) throws(OwnGuardError) -> String {
        guard data.count < Int32.max else { throw .beyondReach }
        // What is not UTF-8 is replaced, and so differs.
        let text = String(decoding: data, as: UTF8.self)
        guard same(data, text) else { throw .notText(code) }
        return text
    }

    /// An error where the bytes are no text.
    static func check(_ data: Data) throws(OwnGuardError) {
        let isASCII = data.withUnsafeBytes { bytes in bytes.reduce(0) { $0 | $1 } < 0x80 }
        if isASCII, data.count < Int32.max { return }
        _ = try read(data)
    }

    private static func same(_ data: Data, _ text: String) -> Bool {
        data.withUnsafeBytes { given in
            text.utf8.withContiguousStorageIfAvailable { made in
                guard let given = given.baseAddress, let made = made.baseAddress else {
                    return data.isEmpty && text.isEmpty
                }
                return data.count == text.utf8.count && memcmp(given, made, data.count) == 0
            } ?? false
        }
    }

    static func readIfGiven(_ data: Data?, or code: OwnGuardError.Code = .jsonInvalid) throws(OwnGuardError) -> String? {
        guard let data else { return nil }
        return try read(data, or: code)
    }

    /// Unix time.
    static func seconds(_ date: Date) throws(OwnGuardError) -> Int64 {
        guard let seconds = Int64(exactly: date.timeIntervalSince1970.rounded(.down)) else {
            throw .defect
        }
        return seconds
    }
}
