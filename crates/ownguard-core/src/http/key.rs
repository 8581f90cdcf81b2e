//! Row keys and their one canonical spelling; comparison is by bytes. Pure; it touches nothing.

/// The longest text key, in bytes.
pub const MAX_TEXT_KEY: usize = 256;

/// What a key column holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Lower-case hyphenated UUID (RFC 9562, section 4), any version.
    Uuid,
    /// A decimal integer in the range of i64 (`bigint`): no `+`, no leading zero, no `-0`, fraction or exponent.
    Int,
    /// 1 to 256 bytes of UTF-8 without control characters, compared byte for byte.
    #[default]
    Text,
}

/// A key in its canonical spelling. Two keys of one resource are the same when their bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key<'a> {
    text: &'a str,
}

/// The text is not a key of the declared kind in its canonical spelling: 404 in a path, an uninspectable row in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotCanonical;

/// A key as it stands in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKey<'a> {
    /// A number, in the very characters of the document: one that went through a float may have lost digits.
    Number(&'a str),
    /// A string, unescaped.
    Text(&'a str),
}

impl<'a> Key<'a> {
    /// Reads a key from a decoded path segment, a query or form value, or a claim.
    pub fn parse(kind: KeyKind, text: &'a str) -> Result<Key<'a>, NotCanonical> {
        let canonical = match kind {
            KeyKind::Uuid => is_uuid(text),
            KeyKind::Int => is_int(text),
            KeyKind::Text => is_text(text),
        };
        if canonical {
            Ok(Key { text })
        } else {
            Err(NotCanonical)
        }
    }

    /// Reads a key from JSON. An `int` may be a number or, since database drivers write `bigint` so, a string;
    /// both in the canonical spelling, and both are the same key. `uuid` and `text` are strings only.
    pub fn from_json(kind: KeyKind, value: JsonKey<'a>) -> Result<Key<'a>, NotCanonical> {
        match (kind, value) {
            (KeyKind::Uuid | KeyKind::Text, JsonKey::Number(_)) => Err(NotCanonical),
            (KeyKind::Int, JsonKey::Number(text))
            | (KeyKind::Uuid | KeyKind::Int | KeyKind::Text, JsonKey::Text(text)) => {
                Key::parse(kind, text)
            }
        }
    }

    /// The canonical spelling.
    pub fn as_str(self) -> &'a str {
        self.text
    }
}

#[expect(
    clippy::needless_bitwise_bool,
    reason = "each row of each answer comes by here: no branch for each byte"
)]
fn is_uuid(text: &str) -> bool {
    const HYPHENS: u64 = 1 << 8 | 1 << 13 | 1 << 18 | 1 << 23;
    let Ok(bytes) = <&[u8; 36]>::try_from(text.as_bytes()) else {
        return false;
    };
    let (mut good, mut hyphens) = (true, HYPHENS);
    for byte in bytes {
        let digit = (*byte >= b'0') & (*byte <= b'9') | (*byte >= b'a') & (*byte <= b'f');
        let hyphen = hyphens & 1 == 1;
        good &= hyphen & (*byte == b'-') | !hyphen & digit;
        hyphens >>= 1;
    }
    good
}

fn is_int(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let leading = digits.bytes().next();
    let plain = match leading {
        Some(b'1'..=b'9') => digits.bytes().all(|byte| byte.is_ascii_digit()),
        _ => text == "0",
    };
    plain && text.parse::<i64>().is_ok()
}

fn is_text(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_TEXT_KEY && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use KeyKind::*;

    fn check(kind: KeyKind, text: &str, canonical: bool) {
        let key = Key::parse(kind, text);
        assert_eq!(key.is_ok(), canonical, "{kind:?} `{text}`");
        assert!(key.iter().all(|key| key.as_str() == text));
    }

    #[test]
    fn a_uuid_is_lower_case_and_hyphenated() {
        check(Uuid, "018f3c1e-9a7b-7c00-8000-0123456789ab", true);
        check(Uuid, "00000000-0000-0000-0000-000000000000", true);
        for text in [
            "",
            "018F3C1E-9A7B-7C00-8000-0123456789AB",
            "018f3c1e9a7b7c0080000123456789ab",
            "{018f3c1e-9a7b-7c00-8000-0123456789ab}",
            "urn:uuid:018f3c1e-9a7b-7c00-8000-0123456789ab",
            "018f3c1e-9a7b-7c00-8000-0123456789a",
            "018f3c1e-9a7b-7c00-8000-0123456789ag",
            "018f3c1e-9a7b-7c00-80000-123456789ab",
            " 18f3c1e-9a7b-7c00-8000-0123456789ab",
            "０18f3c1e-9a7b-7c00-8000-01234567ab",
        ] {
            check(Uuid, text, false);
        }
    }

    #[test]
    fn an_int_has_one_spelling_and_the_range_of_bigint() {
        for text in [
            "0",
            "1",
            "-1",
            "10",
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
        ] {
            check(Int, text, true);
        }
        for text in [
            "",
            "-",
            "+1",
            "01",
            "-0",
            "-01",
            "00",
            "1.0",
            "1e0",
            "1E3",
            " 1",
            "1 ",
            "0x1",
            "1_000",
            "١",
            "9223372036854775808",
            "-9223372036854775809",
            "99999999999999999999999",
            "NaN",
        ] {
            check(Int, text, false);
        }
    }

    #[test]
    fn a_text_key_is_short_and_has_no_control_characters() {
        check(Text, "inv_A1", true);
        check(Text, "é", true);
        check(Text, &"a".repeat(MAX_TEXT_KEY), true);
        check(Text, "", false);
        check(Text, "a\0", false);
        check(Text, "a\nb", false);
        check(Text, "a\u{85}", false);
        check(Text, &"a".repeat(MAX_TEXT_KEY + 1), false);
    }

    #[test]
    fn look_alikes_are_different_keys() {
        for (left, right) in [
            ("é", "e\u{301}"),
            ("a", "A"),
            ("a", "\u{430}"),
            ("K", "\u{212a}"),
            ("ß", "ss"),
        ] {
            assert_ne!(Key::parse(Text, left), Key::parse(Text, right));
        }
    }

    #[test]
    fn json_gives_an_int_as_number_or_string_and_the_rest_as_string_only() {
        use JsonKey::{Number, Text as Quoted};
        assert_eq!(Key::from_json(Int, Number("12")), Key::parse(Int, "12"));
        assert_eq!(Key::from_json(Int, Quoted("12")), Key::parse(Int, "12"));
        for value in [
            Number("12.0"),
            Number("1e1"),
            Number("-0"),
            Quoted("012"),
            Quoted("12.0"),
            Quoted(""),
        ] {
            assert_eq!(Key::from_json(Int, value), Err(NotCanonical), "{value:?}");
        }
        assert_eq!(Key::from_json(Text, Number("12")), Err(NotCanonical));
        assert!(Key::from_json(Text, Quoted("12")).is_ok());
        assert_eq!(Key::from_json(Uuid, Number("12")), Err(NotCanonical));
    }
}
