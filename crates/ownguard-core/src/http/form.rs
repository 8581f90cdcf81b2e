//! Form bodies: what a field is, and `application/x-www-form-urlencoded`. Pure; it touches nothing.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::query::{Limits, Query, QueryFault};

/// One field of a form or multipart body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyField<'a> {
    /// The name as a path: `a.b`, `a[b]` are `a`, `b`; an `a[]` ends in an empty segment. Never empty.
    pub path: Vec<Cow<'a, str>>,
    /// What was sent under it.
    pub value: FieldValue<'a>,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue<'a> {
    /// Text, decoded.
    Text(Cow<'a, str>),
    /// A file, or a part with a content type other than plain text, which the origin may read as anything.
    File {
        /// The name that the client gave it.
        filename: Option<&'a str>,
        /// The content type that the client gave it.
        content_type: Option<&'a str>,
        /// Its bytes.
        bytes: &'a [u8],
    },
}

/// Why a form or multipart body is refused. All are answered with 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormFault {
    /// A `%` without two hexadecimal digits behind it.
    BadEscape,
    /// A name or a text is not UTF-8, or another charset is asked for.
    BadCharset,
    /// A raw `;`, which some origins read as `&`.
    Semicolon,
    /// More fields than allowed.
    TooMany,
    /// A name longer or deeper than allowed.
    NameTooLong,
    /// A name that origins read differently, such as `a[b`, `a..b` or none.
    AmbiguousName,
    /// The same name twice, unless it ends in `[]`.
    Duplicate,
    /// The boundary is not allowed by RFC 2046, section 5.1.1.
    BadBoundary,
    /// The delimiters are not exactly those that the boundary asks for, or something stands outside the parts.
    BadDelimiter,
    /// A part's headers are malformed, folded, doubled or unknown, or ask for a transfer encoding.
    BadPartHeader,
    /// `Content-Disposition` is missing, is not `form-data`, has no name, or has parameters that origins read differently.
    BadDisposition,
    /// A part that is itself multipart.
    Nested,
}

impl From<QueryFault> for FormFault {
    fn from(fault: QueryFault) -> FormFault {
        match fault {
            QueryFault::BadEscape => FormFault::BadEscape,
            QueryFault::BadUtf8 => FormFault::BadCharset,
            QueryFault::TooMany => FormFault::TooMany,
            QueryFault::NameTooLong => FormFault::NameTooLong,
        }
    }
}

/// Reads a whole `application/x-www-form-urlencoded` body.
pub fn parse<'a>(body: &'a [u8], limits: &Limits) -> Result<Vec<BodyField<'a>>, FormFault> {
    let text = std::str::from_utf8(body).map_err(|_| FormFault::BadCharset)?;
    if text.contains(';') {
        return Err(FormFault::Semicolon);
    }
    let pairs = Query::parse(text, limits)?.into_pairs();
    let fields = pairs
        .into_iter()
        .map(|(name, value)| field(name, FieldValue::Text(value), limits));
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    refuse_duplicates(&fields)?;
    Ok(fields)
}

pub(crate) fn field<'a>(
    name: Cow<'a, str>,
    value: FieldValue<'a>,
    limits: &Limits,
) -> Result<BodyField<'a>, FormFault> {
    if name.len() > limits.name {
        return Err(FormFault::NameTooLong);
    }
    let path = match name {
        Cow::Borrowed(name) => name_path(name, limits)?,
        Cow::Owned(name) => {
            let path = name_path(&name, limits)?;
            path.into_iter()
                .map(|segment| Cow::Owned(segment.into_owned()))
                .collect()
        }
    };
    // The field that names the charset of the others (RFC 7578, section 4.6).
    if path
        .first()
        .is_some_and(|first| first.eq_ignore_ascii_case("_charset_"))
    {
        match &value {
            FieldValue::Text(charset) if charset.eq_ignore_ascii_case("utf-8") => {}
            FieldValue::Text(_) | FieldValue::File { .. } => return Err(FormFault::BadCharset),
        }
    }
    Ok(BodyField { path, value })
}

pub(crate) fn refuse_duplicates(fields: &[BodyField<'_>]) -> Result<(), FormFault> {
    let mut seen = BTreeSet::new();
    for field in fields {
        let is_list_item = field.path.last().is_some_and(|last| last.is_empty());
        if !seen.insert(&field.path) && !is_list_item {
            return Err(FormFault::Duplicate);
        }
    }
    Ok(())
}

/// Splits a name: a plain word, then `.word` or `[anything without brackets and dots]` any number of times.
fn name_path<'a>(name: &'a str, limits: &Limits) -> Result<Vec<Cow<'a, str>>, FormFault> {
    let mut path = Vec::new();
    let mut rest = name;
    loop {
        if path.len() >= limits.depth {
            return Err(FormFault::NameTooLong);
        }
        let (segment, behind) = take_segment(rest, path.is_empty())?;
        path.push(Cow::Borrowed(segment));
        if behind.is_empty() {
            return Ok(path);
        }
        rest = behind;
    }
}

fn take_segment(rest: &str, first: bool) -> Result<(&str, &str), FormFault> {
    if !first && let Some(inner) = rest.strip_prefix('[') {
        let (segment, behind) = inner.split_once(']').ok_or(FormFault::AmbiguousName)?;
        return if is_plain(segment) {
            Ok((segment, behind))
        } else {
            Err(FormFault::AmbiguousName)
        };
    }
    let rest = if first {
        rest
    } else {
        rest.strip_prefix('.').ok_or(FormFault::AmbiguousName)?
    };
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    match rest.split_at_checked(end) {
        Some((segment, behind)) if !segment.is_empty() && is_plain(segment) => {
            Ok((segment, behind))
        }
        Some(_) | None => Err(FormFault::AmbiguousName),
    }
}

fn is_plain(segment: &str) -> bool {
    let padded = segment.trim() != segment;
    !padded
        && !segment
            .chars()
            .any(|char| char.is_control() || matches!(char, '[' | ']' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: Result<&[(&str, &str)], FormFault>) {
        let limits = Limits {
            fields: 4,
            name: 20,
            depth: 3,
        };
        let found = parse(body.as_bytes(), &limits);
        let found = found.as_ref().map_err(|fault| *fault).map(|fields| {
            fields
                .iter()
                .map(|field| (field.path.join("/"), text(&field.value)))
                .collect::<Vec<_>>()
        });
        let expected = expected.map(|fields| {
            fields
                .iter()
                .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
                .collect::<Vec<_>>()
        });
        assert_eq!(found, expected, "`{body}`");
    }

    fn text(value: &FieldValue<'_>) -> String {
        match value {
            FieldValue::Text(text) => text.clone().into_owned(),
            FieldValue::File { .. } => "file".to_owned(),
        }
    }

    #[test]
    fn nested_names_become_paths() {
        check("", Ok(&[]));
        check("title=a+b", Ok(&[("title", "a b")]));
        check("invoice[tenant]=1", Ok(&[("invoice/tenant", "1")]));
        check("invoice%5Btenant%5D=1", Ok(&[("invoice/tenant", "1")]));
        check("a.b=1&a.c=2", Ok(&[("a/b", "1"), ("a/c", "2")]));
        check("a[0].b=1", Ok(&[("a/0/b", "1")]));
        check("tags[]=1&tags[]=2", Ok(&[("tags/", "1"), ("tags/", "2")]));
        check("$ACTION_1:0=x", Ok(&[("$ACTION_1:0", "x")]));
    }

    #[test]
    fn names_that_origins_read_differently_are_refused() {
        for name in [
            "", "[a]", "a[", "a[b", "a]", "a]b", "a[b]c", "a[b]]", "a[[b]]", "a[b.c]", ".a", "a.",
            "a..b", "a.[b]", "%20a", "a%20", "a%00", "a%0A", "a[%20b]",
        ] {
            check(&format!("{name}=1"), Err(FormFault::AmbiguousName));
        }
    }

    #[test]
    fn a_name_sent_twice_is_refused_in_every_spelling() {
        for body in [
            "a=1&a=1",
            "a=1&%61=2",
            "a[b]=1&a.b=2",
            "a[0]=1&a.0=2",
            "a=1&b=2&a=3",
        ] {
            check(body, Err(FormFault::Duplicate));
        }
    }

    #[test]
    fn what_has_no_one_meaning_or_is_too_much_is_refused() {
        check("a=1;tenant=2", Err(FormFault::Semicolon));
        check("a=%zz", Err(FormFault::BadEscape));
        check("a=%ff", Err(FormFault::BadCharset));
        check("_charset_=utf-16", Err(FormFault::BadCharset));
        check("_charset_=UTF-8", Ok(&[("_charset_", "UTF-8")]));
        check("a&b&c&d&e", Err(FormFault::TooMany));
        check("a[b][c]=1", Ok(&[("a/b/c", "1")]));
        check("a[b][c][d]=1", Err(FormFault::NameTooLong));
        check("aaaaaaaaaaaaaaaaaaaaa=1", Err(FormFault::NameTooLong));
        assert_eq!(parse(b"a=\xff", &Limits::USUAL), Err(FormFault::BadCharset));
    }
}
