//! What every part of the JSON module shares: spans, kinds, values, limits and errors.

use super::text;
use std::borrow::Cow;
use std::fmt;

/// A half-open range of byte offsets into a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The text that the span covers; empty if it is not a range of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// The kind of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number, kept as text.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// Whether it is neither an array nor an object; `null` is a scalar.
    pub fn is_scalar(self) -> bool {
        match self {
            Self::Null | Self::Bool | Self::Number | Self::String => true,
            Self::Array | Self::Object => false,
        }
    }
}

/// A value as it stands in the body. It is valid JSON: only scanned documents hand it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a> {
    pub(super) raw: &'a str,
    pub(super) start: u32,
    pub(super) kind: Kind,
    pub(super) escaped: bool,
}

impl<'a> Value<'a> {
    /// Its kind.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// The text as it stands, a string with its quotes and escapes, a number digit by digit.
    pub fn raw(self) -> &'a str {
        self.raw
    }

    /// Where it stands in the body.
    pub fn span(self) -> Span {
        Span {
            start: self.start,
            end: self.start.saturating_add(offset(self.raw.len())),
        }
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind == Kind::Null
    }

    /// The boolean, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        (self.kind == Kind::Bool).then_some(self.raw == "true")
    }

    /// The text of a number, exact and as written (`1`, `1.0` and `1e0` differ), if it is one.
    pub fn as_number(self) -> Option<&'a str> {
        (self.kind == Kind::Number).then_some(self.raw)
    }

    /// The string without quotes and escapes, if it is one. Borrowed unless it holds an escape.
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        let inner = self.quoted()?;
        if self.escaped {
            text::unescape(inner).ok()
        } else {
            Some(Cow::Borrowed(inner))
        }
    }

    /// Whether it is the string `wanted`, by bytes, without allocating.
    pub fn is_str(self, wanted: &str) -> bool {
        match self.quoted() {
            Some(inner) if self.escaped => text::same_text(inner, wanted),
            Some(inner) => inner == wanted,
            None => false,
        }
    }

    fn quoted(self) -> Option<&'a str> {
        if self.kind != Kind::String {
            return None;
        }
        self.raw.get(1..self.raw.len().checked_sub(1)?)
    }
}

/// No limit on nesting may exceed this.
pub const MAX_DEPTH: u32 = 64;

/// How much is accepted before a document is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole document; beyond 4 GiB it is refused in any case.
    pub bytes: usize,
    /// Arrays and objects inside each other; [`MAX_DEPTH`] at most.
    pub depth: u32,
    /// Rows, embedded ones included.
    pub rows: usize,
}

impl Default for Limits {
    /// 1 MiB, 64 levels, 10 000 rows.
    fn default() -> Self {
        Self {
            bytes: 1 << 20,
            depth: MAX_DEPTH,
            rows: 10_000,
        }
    }
}

/// Why a document was refused, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Byte offset of what was wrong.
    pub at: u32,
    /// What was wrong.
    pub fault: Fault,
}

/// What can be wrong with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// More bytes than [`Limits::bytes`].
    TooLarge,
    /// Not UTF-8.
    NotUtf8,
    /// It begins with a byte order mark.
    ByteOrderMark,
    /// Not JSON by RFC 8259, or it ends too early.
    Syntax,
    /// A `\u` escape of half a surrogate pair.
    LoneSurrogate,
    /// Something follows the value, as in newline-delimited JSON.
    Trailing,
    /// Nested deeper than [`Limits::depth`].
    TooDeep,
    /// A member name that matters stands twice in one object.
    DuplicateMember,
    /// No row stands where the layout says, or something that is not a row.
    RowsNotFound,
    /// More rows than [`Limits::rows`].
    TooManyRows,
}

impl Error {
    pub(super) const fn new(at: u32, fault: Fault) -> Self {
        Self { at, fault }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.fault {
            Fault::TooLarge => "the document is too large",
            Fault::NotUtf8 => "the document is not utf-8",
            Fault::ByteOrderMark => "the document begins with a byte order mark",
            Fault::Syntax => "the document is not json",
            Fault::LoneSurrogate => "a string holds half a surrogate pair",
            Fault::Trailing => "something follows the json value",
            Fault::TooDeep => "the document is nested too deeply",
            Fault::DuplicateMember => "a member name stands twice in one object",
            Fault::RowsNotFound => "no row stands where the layout says",
            Fault::TooManyRows => "the document holds too many rows",
        };
        write!(f, "{what}, at byte {}", self.at)
    }
}

impl std::error::Error for Error {}

/// An offset as it is stored. Documents beyond `u32` are refused before any offset is taken.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The document as text, if it is within the limits, UTF-8 and without a byte order mark.
pub(super) fn checked<'a>(body: &'a [u8], limits: &Limits) -> Result<&'a str, Error> {
    if body.len() > limits.bytes || u32::try_from(body.len()).is_err() {
        return Err(Error::new(offset(limits.bytes), Fault::TooLarge));
    }
    let text = std::str::from_utf8(body)
        .map_err(|bad| Error::new(offset(bad.valid_up_to()), Fault::NotUtf8))?;
    if text.starts_with('\u{FEFF}') {
        return Err(Error::new(0, Fault::ByteOrderMark));
    }
    Ok(text)
}
