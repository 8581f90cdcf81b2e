//! A cursor over one JSON text: RFC 8259, nothing more and nothing less. Positions only, no values.

use super::value::{Error, Fault, Kind, MAX_DEPTH, Span, offset};

/// A value that the cursor has passed.
#[derive(Clone, Copy)]
pub(super) struct Passed {
    pub(super) kind: Kind,
    /// A string with at least one escape.
    pub(super) escaped: bool,
}

impl Passed {
    const fn plain(kind: Kind) -> Self {
        Self {
            kind,
            escaped: false,
        }
    }
}

#[derive(Clone)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: u32,
    most: u32,
}

impl<'a> Cursor<'a> {
    /// A cursor at the first value of `text`.
    pub(super) fn new(text: &'a str, depth: u32) -> Self {
        let mut cursor = Self {
            bytes: text.as_bytes(),
            at: 0,
            depth: 0,
            most: depth.min(MAX_DEPTH),
        };
        cursor.space();
        cursor
    }

    pub(super) fn at(&self) -> u32 {
        offset(self.at)
    }

    pub(super) fn fail(&self, fault: Fault) -> Error {
        Error {
            at: self.at(),
            fault,
        }
    }

    /// The next byte. A zero stands for the end: no JSON token begins with one.
    #[inline]
    pub(super) fn peek(&self) -> u8 {
        self.byte(self.at)
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// Passes what comes next if it begins with the same bytes as stand at `earlier`, a member name
    /// up to its value; the cursor stands at the value.
    #[inline]
    pub(super) fn take_again(&mut self, earlier: Span) -> bool {
        let earlier = self.bytes.get(earlier.start as usize..earlier.end as usize);
        let taken = earlier.is_some_and(|earlier| self.take(earlier));
        if taken {
            self.space();
        }
        taken
    }

    #[inline]
    fn take(&mut self, token: &[u8]) -> bool {
        let end = self.at + token.len();
        let next = self
            .bytes
            .get(self.at..end)
            .is_some_and(|next| next == token);
        if next {
            self.at = end;
        }
        next
    }

    /// The end of the document must come next.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        self.space();
        if self.at == self.bytes.len() {
            Ok(())
        } else {
            Err(self.fail(Fault::Trailing))
        }
    }

    /// Enters the array or object that comes next. True if it is empty and was left again.
    #[inline]
    pub(super) fn open(&mut self, close: u8) -> Result<bool, Error> {
        if self.depth >= self.most {
            return Err(self.fail(Fault::TooDeep));
        }
        self.at += 1;
        self.space();
        if self.peek() == close {
            self.at += 1;
            return Ok(true);
        }
        self.depth += 1;
        Ok(false)
    }

    /// Behind a value: true if another follows, false if the array or object was closed.
    #[inline]
    pub(super) fn more(&mut self, close: u8) -> Result<bool, Error> {
        self.space();
        let next = self.peek();
        if next == b',' {
            self.at += 1;
            self.space();
            return Ok(true);
        }
        if next != close {
            return Err(self.fail(Fault::Syntax));
        }
        self.at += 1;
        self.depth -= 1;
        Ok(false)
    }

    /// Passes a member's colon; the cursor stands at the value.
    #[inline]
    pub(super) fn colon(&mut self) -> Result<(), Error> {
        self.space();
        if self.peek() != b':' {
            return Err(self.fail(Fault::Syntax));
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    /// Passes one value of any kind. Takes no stack, however deep the value.
    #[inline]
    pub(super) fn skip(&mut self) -> Result<Passed, Error> {
        match self.peek() {
            b'{' => self.skip_nested().map(|()| Passed::plain(Kind::Object)),
            b'[' => self.skip_nested().map(|()| Passed::plain(Kind::Array)),
            _ => self.scalar(),
        }
    }

    fn skip_nested(&mut self) -> Result<(), Error> {
        // One bit a level, the lowest for the innermost: set for an object.
        const { assert!(MAX_DEPTH <= u64::BITS) };
        let outside = self.depth;
        let mut objects = 0_u64;
        loop {
            let first = self.peek();
            let mut behind_value = true;
            if first == b'{' {
                if !self.open(b'}')? {
                    objects = objects << 1 | 1;
                    self.string()?;
                    self.colon()?;
                    behind_value = false;
                }
            } else if first == b'[' {
                if !self.open(b']')? {
                    objects <<= 1;
                    behind_value = false;
                }
            } else {
                self.scalar()?;
            }
            while behind_value {
                if self.depth == outside {
                    return Ok(());
                }
                if objects & 1 == 0 {
                    behind_value = !self.more(b']')?;
                } else if self.more(b'}')? {
                    self.string()?;
                    self.colon()?;
                    behind_value = false;
                }
                if behind_value {
                    objects >>= 1;
                }
            }
        }
    }

    #[inline]
    fn scalar(&mut self) -> Result<Passed, Error> {
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
