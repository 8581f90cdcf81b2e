//! Strings with escapes: decoding, and comparing without decoding. RFC 8259 section 7.

use super::value::{Error, Fault, offset};
use std::borrow::Cow;

/// Decodes what stands between the quotes of a JSON string. Surrogates are strict; the error's
/// offset counts from the start of `inner`.
pub fn unescape(inner: &str) -> Result<Cow<'_, str>, Error> {
    if !inner.contains('\\') {
        return Ok(Cow::Borrowed(inner));
    }
    Decoded { text: inner, at: 0 }
        .collect::<Result<String, Error>>()
        .map(Cow::Owned)
}

/// Whether what stands between the quotes of a JSON string decodes to `wanted`. False if it does
/// not decode.
pub fn same_text(inner: &str, wanted: &str) -> bool {
    Decoded { text: inner, at: 0 }.eq(wanted.chars().map(Ok))
}

struct Decoded<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Decoded<'_> {
    type Item = Result<char, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let next = self.char()?;
        if next != '\\' {
            return Some(Ok(next));
        }
        let decoded = match self.char() {
            Some(same @ ('"' | '\\' | '/')) => Ok(same),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{C}'),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('u') => self.unicode(),
            Some(_) | None => Err(Fault::Syntax),
        };
        Some(decoded.map_err(|fault| Error {
            at: offset(start),
            fault,
        }))
    }
}

impl Decoded<'_> {
    fn char(&mut self) -> Option<char> {
        let next = self.text.get(self.at..)?.chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let first = self.unit()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first).ok_or(Fault::LoneSurrogate);
        }
        if (self.char(), self.char()) != (Some('\\'), Some('u')) {
            return Err(Fault::LoneSurrogate);
        }
        let second = self.unit()?;
        if !(0xDC00..0xE000).contains(&second) {
            return Err(Fault::LoneSurrogate);
        }
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
            .ok_or(Fault::LoneSurrogate)
    }

    fn unit(&mut self) -> Result<u32, Fault> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.char().and_then(|digit| digit.to_digit(16));
            unit = unit << 4 | digit.ok_or(Fault::Syntax)?;
        }
        Ok(unit)
    }
}
