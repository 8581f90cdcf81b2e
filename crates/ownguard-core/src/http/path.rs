//! The request target, made canonical once, so that what is matched is what is forwarded. Pure; it touches nothing.

use std::borrow::Cow;

use super::percent::{EscapeFault, decode, next_escape, push_escape};

/// The longest path that is read, in bytes as sent.
pub const MAX_PATH: usize = 8 * 1024;
/// The longest query that is read, in bytes as sent.
pub const MAX_QUERY: usize = 16 * 1024;

/// A request target whose path has exactly one spelling.
///
/// The path is made of decoded segments, escaped again in one way: letters, digits and `-._~!$&'()*,=:@` stand as
/// they are, everything else is `%XX` in upper case. Nothing is folded or normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical<'a> {
    path: Cow<'a, str>,
    query: Option<&'a str>,
}

/// Why a request target is refused. All are answered with 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFault {
    /// Not origin-form (RFC 9112, section 3.2.1): it doesn't begin with one slash.
    NotOriginForm,
    /// Path or query is longer than `MAX_PATH` or `MAX_QUERY`.
    TooLong,
    /// A `#`, which never belongs on the wire.
    Fragment,
    /// A control byte, a space or a raw non-ASCII byte; in the path also one that is escaped.
    Control,
    /// A backslash, a `;`, or an escaped slash, backslash or `;`.
    Separator,
    /// Two slashes in a row.
    EmptySegment,
    /// A `.` or `..` segment in any spelling.
    DotSegment,
    /// A `%` without two hexadecimal digits behind it.
    BadEscape,
    /// An escaped `%`, which an origin that decodes twice reads as another path.
    DoubleEscape,
    /// The decoded path is not UTF-8.
    BadUtf8,
}

/// Reads an origin-form request target, such as `/a/b?c=d`, into its canonical path and its raw query.
///
/// Borrows when the path is canonical already.
pub fn canonical(target: &str) -> Result<Canonical<'_>, PathFault> {
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    if !path.starts_with('/') {
        return Err(PathFault::NotOriginForm);
    }
    if path.len() > MAX_PATH || query.is_some_and(|query| query.len() > MAX_QUERY) {
        return Err(PathFault::TooLong);
    }
    check_query(query.unwrap_or_default())?;
    if is_simple(path) {
        return Ok(Canonical {
            path: Cow::Borrowed(path),
            query,
        });
    }
    let path = if is_canonical(path)? {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(rewrite(path)?)
    };
    check_segments(&path)?;
    Ok(Canonical { path, query })
}

impl<'a> Canonical<'a> {
    /// The canonical path, with its leading slash: the text to match and to forward.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query as sent, without its `?`; `Some("")` when only the `?` was there.
    pub fn query(&self) -> Option<&'a str> {
        self.query
    }

    /// The decoded segments. `/` has none; a trailing slash gives a last, empty one, so that `/a/` is not `/a`.
    pub fn segments(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let inner = self
            .path
            .strip_prefix('/')
            .filter(|inner| !inner.is_empty());
        // INVARIANT: the path was decoded once already, so decoding can't fail here.
        inner
            .into_iter()
            .flat_map(|inner| inner.split('/'))
            .map(|segment| decode(segment, false).unwrap_or_default())
    }
}

enum Class {
    Plain,
    Escape,
    Quoted,
    Refused(PathFault),
}

fn classify(byte: u8) -> Class {
    match byte {
        byte if is_plain(byte) => Class::Plain,
        b'%' => Class::Escape,
        // `+` is escaped: some origins read it as a space.
        b'+' | b'"' | b'<' | b'>' | b'?' | b'[' | b']' | b'^' | b'`' | b'{' | b'|' | b'}' => {
            Class::Quoted
        }
        b'#' => Class::Refused(PathFault::Fragment),
        b'\\' | b';' => Class::Refused(PathFault::Separator),
        // C0, space, DEL and what is not ASCII.
        _ => Class::Refused(PathFault::Control),
    }
}

/// Letters, digits and `/-._~!$&'()*,=:@`, as ranges, since every byte of every path goes through here.
fn is_plain(byte: u8) -> bool {
    matches!(
        byte,
        b'a'..=b'z' | b','..=b':' | b'@'..=b'Z' | b'&'..=b'*' | b'!' | b'$' | b'=' | b'_' | b'~'
    )
}

/// The common path: canonical as it stands, and no segment is empty or begins with a dot.
fn is_simple(path: &str) -> bool {
    let (mut simple, mut before) = (true, b'a');
    for byte in path.bytes() {
        simple &= is_plain(byte) && (before != b'/' || (byte != b'/' && byte != b'.'));
        before = byte;
    }
    simple
}

fn check_query(query: &str) -> Result<(), PathFault> {
    for byte in query.bytes() {
        match byte {
            b'#' => return Err(PathFault::Fragment),
            0..=b' ' | 0x7f.. => return Err(PathFault::Control),
            _ => {}
        }
    }
    Ok(())
}

fn is_canonical(path: &str) -> Result<bool, PathFault> {
    let mut plain = true;
    for byte in path.bytes() {
        match classify(byte) {
            Class::Plain => {}
            Class::Escape | Class::Quoted => plain = false,
            Class::Refused(fault) => return Err(fault),
        }
    }
    Ok(plain)
}

fn rewrite(path: &str) -> Result<String, PathFault> {
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            check_escaped(next_escape(&mut bytes).ok_or(PathFault::BadEscape)?)?;
        }
    }
    let decoded = decode(path, false).map_err(|fault| match fault {
        EscapeFault::BadEscape => PathFault::BadEscape,
        EscapeFault::BadUtf8 => PathFault::BadUtf8,
    })?;
    if decoded.chars().any(char::is_control) {
        return Err(PathFault::Control);
    }
    let mut canonical = String::with_capacity(path.len());
    for byte in decoded.bytes() {
        match classify(byte) {
            Class::Plain => canonical.push(char::from(byte)),
            Class::Escape | Class::Quoted | Class::Refused(_) => push_escape(&mut canonical, byte),
        }
    }
    Ok(canonical)
}

fn check_escaped(byte: u8) -> Result<(), PathFault> {
    match byte {
        b'/' | b'\\' | b';' => Err(PathFault::Separator),
        b'%' => Err(PathFault::DoubleEscape),
        0..=b' ' | 0x7f => Err(PathFault::Control),
        _ => Ok(()),
    }
}

// Works on canonical text, where a dot is never escaped and no slash hides in an escape.
fn check_segments(path: &str) -> Result<(), PathFault> {
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." | ".." => return Err(PathFault::DotSegment),
            "" if segments.peek().is_some() => return Err(PathFault::EmptySegment),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
