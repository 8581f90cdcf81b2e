//! Header fields: what is valid, what never crosses the gate, and how edits are written down for a shell.
//! Pure; it touches nothing.

pub mod redirect;
pub mod request;

/// A header field as name and value.
pub type Header<'a> = (&'a str, &'a str);

/// What a shell does to the headers it forwards: first delete, then set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderEdits<'a> {
    /// Names as they were sent; each is deleted with all its values, without regard to case. Names may repeat.
    pub remove: Vec<&'a str>,
    /// Lower-case names and values; each replaces all values of its name.
    pub set: &'static [(&'static str, &'static str)],
}

/// The most fields in a request.
pub const MAX_FIELDS: usize = 128;
/// The most bytes of all names and values of a request.
pub const MAX_BYTES: usize = 32 * 1024;

/// Why a request's headers are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderFault {
    /// A name that is no token (RFC 9110, section 5.6.2).
    BadName,
    /// A control character in a value (RFC 9110, section 5.5).
    BadValue,
    /// More than `MAX_FIELDS` fields or `MAX_BYTES` bytes.
    TooLarge,
    /// A field twice that may stand only once, such as `Authorization`.
    Duplicate,
    /// `Content-Length` and `Transfer-Encoding` together, or one of them doubled or odd (RFC 9112, section 6).
    Framing,
    /// `Connection` lists a field that belongs to the message, such as `Content-Type`.
    ConnectionLists,
    /// A private write with `If-Match` or `If-Unmodified-Since`, which the gate can't honour.
    Precondition,
}

impl HeaderFault {
    /// The status that answers it.
    pub fn status(self) -> u16 {
        match self {
            HeaderFault::BadName
            | HeaderFault::BadValue
            | HeaderFault::Duplicate
            | HeaderFault::Framing
            | HeaderFault::ConnectionLists => 400,
            HeaderFault::Precondition => 412,
            HeaderFault::TooLarge => 431,
        }
    }
}

/// Fields between two neighbours (RFC 9110, section 7.6.1) and of framing, in both directions.
pub(crate) const HOP_BY_HOP: &[&str] = &[
    "connection",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authentication-info",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Whether the header carries the gate's own word, in any spelling.
pub fn is_own(name: &str) -> bool {
    ["ownguard", "x-ownguard"]
        .into_iter()
        .any(|own| is_named(name, own))
        || ["ownguard-", "x-ownguard-"]
            .into_iter()
            .any(|own| has_prefix(name, own))
}

/// Whether a name is `known` (lower case, with hyphens) for somebody: without case, and with every other character,
/// such as `_` or `.`, read as a hyphen, as CGI-like origins do.
pub fn is_named(name: &str, known: &str) -> bool {
    name.len() == known.len() && has_prefix(name, known)
}

pub(crate) fn has_prefix(name: &str, prefix: &str) -> bool {
    name.len() >= prefix.len()
        && name
            .bytes()
            .zip(prefix.bytes())
            .all(|(byte, known)| fold(byte) == known)
}

pub(crate) fn is_one_of(name: &str, known: &[&str]) -> bool {
    known.iter().any(|known| is_named(name, known))
}

fn fold(byte: u8) -> u8 {
    if byte.is_ascii_alphanumeric() {
        byte.to_ascii_lowercase()
    } else {
        b'-'
    }
}

/// The names that a `Connection` value lists.
pub(crate) fn listed_names(value: &str) -> impl Iterator<Item = &str> {
    value
        .split(',')
        .map(|name| name.trim_matches([' ', '\t']))
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gates_own_headers_are_known_in_every_spelling() {
        for name in [
            "x-ownguard",
            "X-OwnGuard-User",
            "x_ownguard_user",
            "X-Ownguard_Proof",
            "x.ownguard-a",
            "x-ownguard-",
            "ownguard",
            "Ownguard_Proof",
            "OWNGUARD-PROOF",
        ] {
            assert!(is_own(name), "`{name}`");
        }
        for name in [
            "x-ownguards",
            "ownguards",
            "x-own-guard-user",
            "xx-ownguard-user",
            "",
        ] {
            assert!(!is_own(name), "`{name}`");
        }
    }
}
