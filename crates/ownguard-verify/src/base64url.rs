//! Canonical base64url without padding (RFC 4648 section 5, RFC 7515 section 2).

use base64ct::{Base64UrlUnpadded, Encoding};

/// The bytes of `text`; nothing for padding, foreign characters or non-zero trailing bits.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// Exactly `N` bytes.
pub(crate) fn decode_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let decoded = Base64UrlUnpadded::decode(text, &mut bytes).ok()?;
    (decoded.len() == N).then_some(bytes)
}

/// The bytes of a text in any of the four ways to write base64 that people paste: either alphabet
/// (RFC 4648 sections 4 and 5), with or without padding.
pub fn decode_any(text: &str) -> Option<Vec<u8>> {
    let text = text.trim().trim_end_matches('=');
    decode(&text.replace('+', "-").replace('/', "_"))
}

/// The canonical text of `bytes`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_form_decodes() {
        for (text, bytes) in [
            ("", Some(&b""[..])),
            ("AA", Some(b"\0")),
            ("-_8", Some(b"\xfb\xff")),
        ] {
            assert_eq!(decode(text).as_deref(), bytes, "{text}");
        }
        for text in [
            "A", "AB", "AAB", "AA==", "AA=", "+/8", "A A", "AA\n", "AAAAA", "é", "AA.",
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
        for text in ["-_8", "+/8", "-_8=", "+/8=", " +/8=\n"] {
            assert_eq!(
                decode_any(text).as_deref(),
                Some(&b"\xfb\xff"[..]),
                "{text}"
            );
        }
        assert_eq!(decode_array::<1>("AA"), Some([0]));
        assert_eq!(decode_array::<2>("AA"), None);
        assert_eq!(decode_array::<1>("AAAA"), None);
    }
}
