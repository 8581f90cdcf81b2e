// The two calls that documents go through, without the copies that generated code makes of a text on its
// way: bytes in, bytes out. Which function takes what is checked with the bindings' own checksums.

internal import Foundation
internal import OwnGuardBindings
internal import OwnGuardFFI

extension OwnGuardBindings.Access {
    /// The access, the document, the resource, the screen, the time.
    typealias Redaction = (
        UInt64, RustBuffer, RustBuffer, RustBuffer, Int64, UnsafeMutablePointer<RustCallStatus>
    ) -> RustBuffer

    /// What `redact` shows of a document, which must be UTF-8.
    func shown(
        _ json: Data, resource: String, screen: String?, now: Int64, by redact: Redaction
    ) throws -> Data {
        let document = try json.withUnsafeBytes(RustBuffer.holding)
        let resource = try RustBuffer.holding(resource)
        let screen = try RustBuffer.holding(given: screen)
        var status = RustCallStatus.good
        let shown = redact(uniffiCloneHandle(), document, resource, screen, now, &status)
        try status.check()
        defer { shown.free() }
        guard let start = shown.data, let count = Int(exactly: shown.len) else { return Data() }
        return Data(bytes: start, count: count)
    }
}

extension RustBuffer {
    static func holding(_ bytes: UnsafeRawBufferPointer) throws -> RustBuffer {
        guard let count = Int32(exactly: bytes.count) else { throw OwnGuardError.beyondReach }
        var status = RustCallStatus.good
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let buffer = ffi_ownguard_mobile_rustbuffer_from_bytes(
            ForeignBytes(len: count, data: start), &status)
        try status.check()
        return buffer
    }

    fileprivate static func holding(_ text: String) throws -> RustBuffer {
        var text = text
        return try text.withUTF8 { try holding(UnsafeRawBufferPointer($0)) }
    }

    /// As the bindings write an optional text: whether it is there, its length, its bytes.
    fileprivate static func holding(given text: String?) throws -> RustBuffer {
        guard let text else {
            return try withUnsafeBytes(of: UInt8(0), holding)
        }
        let length = Int32(clamping: text.utf8.count).bigEndian
        return try withUnsafeBytes(of: length) { [1] + $0 + text.utf8 }.withUnsafeBytes(holding)
    }

    fileprivate func free() {
        var status = RustCallStatus.good
        ffi_ownguard_mobile_rustbuffer_free(self, &status)
    }
}

extension RustCallStatus {
    static var good: RustCallStatus {
        RustCallStatus(code: 0, errorBuf: RustBuffer(capacity: 0, len: 0, data: nil))
    }

    /// Throws what the library says; what it says of a panic is not for anybody.
    func check() throws {
        switch code {
        case 0:
            return
        case 1:
            throw try FfiConverterTypeGuardError_lift(errorBuf)
        default:
            errorBuf.free()
            throw OwnGuardError.defect
        }
    }
}
