//! Queries in the form encoding (WHATWG URL, section 5.1), read strictly. Pure; it touches nothing.

use std::borrow::Cow;

use super::percent::{EscapeFault, decode};

/// How much is read of a query or a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Pairs or fields.
    pub fields: usize,
    /// Bytes of one decoded name.
    pub name: usize,
    /// Segments of one field name (`a[b][c]` has three).
    pub depth: usize,
}

impl Limits {
    /// What the gate reads unless told otherwise: 1000 fields, names of 256 bytes, 8 segments.
    pub const USUAL: Limits = Limits {
        fields: 1000,
        name: 256,
        depth: 8,
    };
}

/// Why a query is refused. All are answered with 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryFault {
    /// A `%` without two hexadecimal digits behind it.
    BadEscape,
    /// A decoded name or value is not UTF-8.
    BadUtf8,
    /// More pairs than allowed.
    TooMany,
    /// A name longer than allowed.
    NameTooLong,
}

impl From<EscapeFault> for QueryFault {
    fn from(fault: EscapeFault) -> QueryFault {
        match fault {
            EscapeFault::BadEscape => QueryFault::BadEscape,
            EscapeFault::BadUtf8 => QueryFault::BadUtf8,
        }
    }
}

/// The decoded pairs of a query, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query<'a> {
    pairs: Vec<Pair<'a>>,
}

/// A decoded name and its decoded value.
pub type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// What stands under one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// The name is not there.
    Nothing,
    /// It is there once.
    One(&'a str),
    /// It is there several times, even if with one value: which one the origin takes can't be known.
    Repeated,
}

impl<'a> Query<'a> {
    /// Reads a raw query (without `?`). Pairs are split at `&` only; empty ones are passed over.
    pub fn parse(raw: &'a str, limits: &Limits) -> Result<Query<'a>, QueryFault> {
        let mut pairs = Vec::new();
        for piece in pieces(raw) {
            if pairs.len() >= limits.fields {
                return Err(QueryFault::TooMany);
            }
            let (name, value) = decode_pair(piece)?;
            if name.len() > limits.name {
                return Err(QueryFault::NameTooLong);
            }
            pairs.push((name, value));
        }
        Ok(Query { pairs })
    }

    /// All pairs, in order.
    pub fn pairs(&self) -> &[Pair<'a>] {
        &self.pairs
    }

    /// The pairs, given away.
    pub fn into_pairs(self) -> Vec<Pair<'a>> {
        self.pairs
    }

    /// Looks a name up, byte for byte.
    pub fn find(&self, name: &str) -> Value<'_> {
        let mut values = self
            .pairs
            .iter()
            .filter(|(found, _)| found == name)
            .map(|(_, value)| value);
        match (values.next(), values.next()) {
            (None, _) => Value::Nothing,
            (Some(value), None) => Value::One(value),
            (Some(_), Some(_)) => Value::Repeated,
        }
    }
}

/// Whether the query holds a parameter that some frameworks take for the method (`_method` in any case or spelling).
pub fn overrides_method(raw: &str) -> bool {
    pieces(raw).any(is_method_override)
}

/// The query without such parameters; all other text stays as sent. Borrows when nothing is removed.
pub fn without_method_override(raw: &str) -> Cow<'_, str> {
    if !overrides_method(raw) {
        return Cow::Borrowed(raw);
    }
    let kept: Vec<&str> = pieces(raw)
        .filter(|piece| !is_method_override(piece))
        .collect();
    Cow::Owned(kept.join("&"))
}

fn pieces(raw: &str) -> impl Iterator<Item = &str> {
    raw.split('&').filter(|piece| !piece.is_empty())
}

fn decode_pair(piece: &str) -> Result<Pair<'_>, EscapeFault> {
    let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
    Ok((decode(name, true)?, decode(value, true)?))
}

// Also behind a `;`, which some origins take for `&`, and in brackets, which some drop.
fn is_method_override(piece: &str) -> bool {
    piece.split(';').any(|part| {
        let name = part.split_once('=').map_or(part, |(name, _)| name);
        let name = decode(name, true).unwrap_or(Cow::Borrowed(name));
        let bare = name.split('[').next().unwrap_or_default().trim();
        METHOD_OVERRIDES
            .iter()
            .any(|known| bare.eq_ignore_ascii_case(known))
    })
}

const METHOD_OVERRIDES: [&str; 2] = ["_method", "x-http-method-override"];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: Result<&[(&str, &str)], QueryFault>) {
        let limits = Limits {
            fields: 3,
            name: 4,
            depth: 1,
        };
        let found = Query::parse(raw, &limits);
        let found = found.as_ref().map_err(|fault| *fault).map(|query| {
            query
                .pairs()
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect::<Vec<_>>()
        });
        assert_eq!(
            found.as_deref(),
            expected.as_ref().map(|pairs| *pairs),
            "`{raw}`"
        );
    }

    #[test]
    fn pairs_decode_by_the_form_rules() {
        check("", Ok(&[]));
        check("&&", Ok(&[]));
        check("a=1&b=2", Ok(&[("a", "1"), ("b", "2")]));
        check("a", Ok(&[("a", "")]));
        check("=1", Ok(&[("", "1")]));
        check("a=b=c", Ok(&[("a", "b=c")]));
        check("a+b=c+d%2B", Ok(&[("a b", "c d+")]));
        check("%61=%c3%a9", Ok(&[("a", "é")]));
        check("a=1;b=2", Ok(&[("a", "1;b=2")]));
    }

    #[test]
    fn what_has_no_one_meaning_or_is_too_much_is_refused() {
        check("a=%", Err(QueryFault::BadEscape));
        check("%zz=1", Err(QueryFault::BadEscape));
        check("a=%ff", Err(QueryFault::BadUtf8));
        check("a&b&c", Ok(&[("a", ""), ("b", ""), ("c", "")]));
        check("a&b&c&d", Err(QueryFault::TooMany));
        check("abcd", Ok(&[("abcd", "")]));
        check("abcde", Err(QueryFault::NameTooLong));
        check("abcd%65", Err(QueryFault::NameTooLong));
    }

    #[test]
    fn a_repeated_name_is_seen_in_every_spelling() {
        let cases = [
            ("b=1", Value::Nothing),
            ("a=1&b=2", Value::One("1")),
            ("a=1&%61=1", Value::Repeated),
            ("A=1", Value::Nothing),
        ];
        for (raw, expected) in cases {
            let query = Query::parse(raw, &Limits::USUAL);
            assert_eq!(
                query.as_ref().map(|query| query.find("a")),
                Ok(expected),
                "`{raw}`"
            );
        }
    }

    #[test]
    fn a_method_override_is_found_and_taken_out() {
        let cases = [
            ("a=1&b=%2f", "a=1&b=%2f"),
            ("a=_method", "a=_method"),
            ("_method=DELETE", ""),
            ("a=1&_METHOD=DELETE&b=2", "a=1&b=2"),
            ("a=1&%5Fmethod=DELETE", "a=1"),
            ("a=1&_method[]=DELETE&_method", "a=1"),
            ("a=1;_method=DELETE&b", "b"),
            ("X-HTTP-Method-Override=PUT&b=+", "b=+"),
        ];
        for (raw, expected) in cases {
            assert_eq!(without_method_override(raw), expected, "`{raw}`");
            assert_eq!(overrides_method(raw), raw != expected, "`{raw}`");
        }
    }
}
