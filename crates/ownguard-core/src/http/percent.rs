//! Percent escapes (RFC 3986, section 2.1), for paths, queries and forms. Pure; it touches nothing.

use std::borrow::Cow;

/// Why an escaped text can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EscapeFault {
    /// A `%` without two hexadecimal digits behind it.
    BadEscape,
    /// The decoded bytes are not UTF-8.
    BadUtf8,
}

/// Decodes `%XX`, and with `plus` also `+` as a space (the form rules). Borrows when nothing is escaped.
pub(crate) fn decode(text: &str, plus: bool) -> Result<Cow<'_, str>, EscapeFault> {
    if !text
        .bytes()
        .any(|byte| byte == b'%' || (plus && byte == b'+'))
    {
        return Ok(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => next_escape(&mut bytes).ok_or(EscapeFault::BadEscape)?,
            b'+' if plus => b' ',
            other => other,
        });
    }
    match String::from_utf8(decoded) {
        Ok(text) => Ok(Cow::Owned(text)),
        Err(_) => Err(EscapeFault::BadUtf8),
    }
}

/// Takes the two hexadecimal digits after a `%`.
pub(crate) fn next_escape(bytes: &mut impl Iterator<Item = u8>) -> Option<u8> {
    let high = hex_digit(bytes.next()?)?;
    let low = hex_digit(bytes.next()?)?;
    Some(high << 4 | low)
}

/// Appends `%XX` with upper-case digits.
pub(crate) fn push_escape(out: &mut String, byte: u8) {
    out.push('%');
    for nibble in [byte >> 4, byte & 0xf] {
        out.push(
            char::from_digit(u32::from(nibble), 16).map_or('0', |digit| digit.to_ascii_uppercase()),
        );
    }
}

fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_decode_as_their_kind_says() {
        let cases = [
            ("plain", false, Ok("plain")),
            ("a%20b", false, Ok("a b")),
            ("a+b", false, Ok("a+b")),
            ("a+b", true, Ok("a b")),
            ("a%2Bb", true, Ok("a+b")),
            ("%c3%A9", false, Ok("é")),
            ("%c3", false, Err(EscapeFault::BadUtf8)),
            ("%c0%af", false, Err(EscapeFault::BadUtf8)),
            ("%", false, Err(EscapeFault::BadEscape)),
            ("%4", false, Err(EscapeFault::BadEscape)),
            ("%g0", false, Err(EscapeFault::BadEscape)),
            ("%+1", true, Err(EscapeFault::BadEscape)),
        ];
        for (text, plus, expected) in cases {
            assert_eq!(
                decode(text, plus).as_deref(),
                expected.as_ref().map(|text| *text),
                "`{text}`"
            );
        }
    }

    #[test]
    fn every_byte_survives_an_escape() {
        for byte in 0..=u8::MAX {
            let mut text = String::new();
            push_escape(&mut text, byte);
            assert_eq!(next_escape(&mut text.bytes().skip(1)), Some(byte));
            assert_eq!(text.to_ascii_uppercase(), text);
        }
    }
}
