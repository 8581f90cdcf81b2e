//! The scalars of JSON, byte by byte: strings, numbers and words. RFC 8259 sections 3, 6 and 7.

use super::cursor::{Cursor, Passed};
use super::value::{Error, Fault, Kind};

impl Cursor<'_> {
    #[inline]
    pub(super) fn scalar(&mut self) -> Result<Passed, Error> {
        match self.peek() {
            b'"' => self.string().map(|escaped| Passed {
                kind: Kind::String,
                escaped,
            }),
            b'-' | b'0'..=b'9' => self.number().map(|()| Passed::plain(Kind::Number)),
            b't' => self.word(b"true", Kind::Bool),
            b'f' => self.word(b"false", Kind::Bool),
            b'n' => self.word(b"null", Kind::Null),
            _ => Err(self.fail(Fault::Syntax)),
        }
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<Passed, Error> {
        if self.take(word) {
            Ok(Passed::plain(kind))
        } else {
            Err(self.fail(Fault::Syntax))
        }
    }

    fn number(&mut self) -> Result<(), Error> {
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Error> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == start {
            Err(self.fail(Fault::Syntax))
        } else {
            Ok(())
        }
    }

    /// Passes a string with its quotes. True if it holds an escape.
    #[inline]
    pub(super) fn string(&mut self) -> Result<bool, Error> {
        if self.peek() != b'"' {
            return Err(self.fail(Fault::Syntax));
        }
        self.at += 1;
        let mut escaped = false;
        loop {
            self.at = plain_until(self.bytes, self.at);
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(escaped);
                }
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                _ => return Err(self.fail(Fault::Syntax)),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Error> {
        match self.byte(self.at + 1) {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.at += 2;
                Ok(())
            }
            b'u' => self.unicode_escape(),
            _ => Err(self.fail(Fault::Syntax)),
        }
    }

    fn unicode_escape(&mut self) -> Result<(), Error> {
        let unit = self.hex4(self.at + 2)?;
        let pair = match unit {
            0xD800..=0xDBFF => {
                if (self.byte(self.at + 6), self.byte(self.at + 7)) != (b'\\', b'u') {
                    return Err(self.fail(Fault::LoneSurrogate));
                }
                if !matches!(self.hex4(self.at + 8)?, 0xDC00..=0xDFFF) {
                    return Err(self.fail(Fault::LoneSurrogate));
                }
                true
            }
            0xDC00..=0xDFFF => return Err(self.fail(Fault::LoneSurrogate)),
            _ => false,
        };
        self.at += if pair { 12 } else { 6 };
        Ok(())
    }

    fn hex4(&self, at: usize) -> Result<u32, Error> {
        let mut unit = 0;
        for place in at..at + 4 {
            let digit = char::from(self.byte(place)).to_digit(16);
            unit = unit << 4 | digit.ok_or_else(|| self.fail(Fault::Syntax))?;
        }
        Ok(unit)
    }
}

/// Offset of the first quote, backslash or control byte from `at` on, or the end.
#[inline]
fn plain_until(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let stops = stops(u64::from_le_bytes(*word));
        if stops != 0 {
            return at + (stops.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes
        .get(at)
        .is_some_and(|&byte| byte >= 0x20 && byte != b'"' && byte != b'\\')
    {
        at += 1;
    }
    at
}

/// Eight bytes at once: the lowest set bit is the top bit of the first byte that ends a run. Bits
/// above it may be wrong (a borrow), those below are not.
#[inline]
fn stops(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    let quote = (word ^ (ONES * 0x22)).wrapping_sub(ONES);
    let backslash = (word ^ (ONES * 0x5C)).wrapping_sub(ONES);
    let control = word.wrapping_sub(ONES * 0x20);
    (quote | backslash | control) & !word & TOPS
}
