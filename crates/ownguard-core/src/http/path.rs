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
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Class::Plain,
        byte if b"/-._~!$&'()*,=:@".contains(&byte) => Class::Plain,
        b'%' => Class::Escape,
        // `+` is escaped: some origins read it as a space.
        b'+' | b'"' | b'<' | b'>' | b'?' | b'[' | b']' | b'^' | b'`' | b'{' | b'|' | b'}' => {
            Class::Quoted
        }
        b'#' => Class::Refused(PathFault::Fragment),
        b'\\' | b';' => Class::Refused(PathFault::Separator),
        0..=b' ' | 0x7f.. => Class::Refused(PathFault::Control),
    }
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
mod tests {
    use super::*;
    use PathFault::*;
    use proptest::prelude::*;

    fn check(target: &str, expected: Result<(&str, Option<&str>), PathFault>) {
        let found = canonical(target);
        let found = found
            .as_ref()
            .map(|found| (found.path(), found.query()))
            .map_err(|fault| *fault);
        assert_eq!(found, expected, "`{target}`");
    }

    #[test]
    fn a_path_with_one_meaning_gets_one_spelling() {
        let cases = [
            ("/", "/"),
            ("/a/b", "/a/b"),
            ("/a/b/", "/a/b/"),
            ("/%61pi/%7Euser", "/api/~user"),
            ("/caf%c3%a9", "/caf%C3%A9"),
            ("/e%cc%81", "/e%CC%81"),
            ("/a%2bb+c", "/a%2Bb%2Bc"),
            ("/%3f%23%5b", "/%3F%23%5B"),
            ("/[slug]|^`{}<>\"", "/%5Bslug%5D%7C%5E%60%7B%7D%3C%3E%22"),
            ("/!$&'()*,=:@", "/!$&'()*,=:@"),
            ("/%21%24%26%27%28%29%2a%2c%3d%3a%40", "/!$&'()*,=:@"),
            ("/.../.a/a./..a", "/.../.a/a./..a"),
            ("/API", "/API"),
        ];
        for (target, path) in cases {
            check(target, Ok((path, None)));
        }
    }

    #[test]
    fn the_query_is_kept_as_sent() {
        check("/a?b=%2F..%2f&c=//;", Ok(("/a", Some("b=%2F..%2f&c=//;"))));
        check("/a?", Ok(("/a", Some(""))));
        check("/a?b?c", Ok(("/a", Some("b?c"))));
        check("/a?b#c", Err(Fragment));
        check("/a?b c", Err(Control));
        check("/a?b\r\nc", Err(Control));
        check("/a?é", Err(Control));
    }

    #[test]
    fn a_path_that_an_origin_could_read_otherwise_is_refused() {
        let cases = [
            ("", NotOriginForm),
            ("*", NotOriginForm),
            ("a", NotOriginForm),
            ("?a", NotOriginForm),
            ("https://host/a", NotOriginForm),
            ("host:443", NotOriginForm),
            ("//host/a", EmptySegment),
            ("//", EmptySegment),
            ("/a//b", EmptySegment),
            ("/a//", EmptySegment),
            ("/.", DotSegment),
            ("/./a", DotSegment),
            ("/a/..", DotSegment),
            ("/a/../b", DotSegment),
            ("/a/%2e%2e/b", DotSegment),
            ("/a/.%2E/b", DotSegment),
            ("/a/%2e", DotSegment),
            ("/a/../", DotSegment),
            ("/a\\b", Separator),
            ("/..\\a", Separator),
            ("/a%5cb", Separator),
            ("/a%5Cb", Separator),
            ("/a%2fb", Separator),
            ("/a%2Fb", Separator),
            ("/a;b", Separator),
            ("/a%3Bb", Separator),
            ("/a%00", Control),
            ("/a%0d%0ab", Control),
            ("/a%7f", Control),
            ("/a%c2%85", Control),
            ("/a b", Control),
            ("/a%20b", Control),
            ("/a\tb", Control),
            ("/a\0", Control),
            ("/é", Control),
            ("/a#b", Fragment),
            ("/a%", BadEscape),
            ("/a%2", BadEscape),
            ("/a%zz", BadEscape),
            ("/a%u002f", BadEscape),
            ("/a%252fb", DoubleEscape),
            ("/a%25", DoubleEscape),
            ("/a%ff", BadUtf8),
            ("/a%c0%af", BadUtf8),
            ("/%ed%a0%80", BadUtf8),
        ];
        for (target, fault) in cases {
            check(target, Err(fault));
        }
    }

    #[test]
    fn a_path_or_query_over_its_limit_is_refused() {
        let long = |length: usize| format!("/{}", "a".repeat(length - 1));
        assert!(canonical(&long(MAX_PATH)).is_ok());
        check(&long(MAX_PATH + 1), Err(TooLong));
        assert!(canonical(&format!("/?{}", "a".repeat(MAX_QUERY))).is_ok());
        check(&format!("/?{}", "a".repeat(MAX_QUERY + 1)), Err(TooLong));
    }

    #[test]
    fn segments_are_decoded_and_a_trailing_slash_is_one_more() {
        let cases: [(&str, &[&str]); 5] = [
            ("/", &[]),
            ("/a", &["a"]),
            ("/a/", &["a", ""]),
            ("/%C3%A9/b%3F", &["é", "b?"]),
            ("/a/b/c?d/e", &["a", "b", "c"]),
        ];
        for (target, expected) in cases {
            let canonical = canonical(target);
            let found: Vec<_> = canonical.iter().flat_map(Canonical::segments).collect();
            assert_eq!(found, expected, "`{target}`");
        }
    }

    #[test]
    fn a_canonical_path_is_borrowed() {
        assert!(matches!(
            canonical("/a/b?c"),
            Ok(Canonical {
                path: Cow::Borrowed("/a/b"),
                ..
            })
        ));
    }

    fn escape_all(text: &str) -> String {
        let mut out = String::new();
        text.bytes().for_each(|byte| push_escape(&mut out, byte));
        out
    }

    proptest! {
        #[test]
        fn canonical_never_panics_and_is_idempotent(target in "/?[a-c%0-9A-F./;?+é -]{0,24}|\\PC{0,12}|/.{0,12}") {
            if let Ok(once) = canonical(&target) {
                let twice = canonical(once.path());
                prop_assert_eq!(twice.as_ref().map(Canonical::path), Ok(once.path()));
            }
        }

        #[test]
        fn every_spelling_of_a_segment_is_the_same_path(segment in "[^/\\\\;%\\pC ]{1,12}") {
            prop_assume!(segment != "." && segment != "..");
            let escaped = format!("/{}", escape_all(&segment));
            let upper = canonical(&escaped).map(|found| found.path().to_owned());
            let lower = escaped.to_ascii_lowercase();
            prop_assert_eq!(canonical(&lower).map(|found| found.path().to_owned()), upper.clone());
            let path = upper.unwrap_or_default();
            let back = canonical(&path);
            let segments: Vec<_> = back.iter().flat_map(Canonical::segments).collect();
            prop_assert_eq!(segments, [segment]);
        }
    }
}
