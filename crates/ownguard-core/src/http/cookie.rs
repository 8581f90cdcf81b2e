//! The `Cookie` header (RFC 6265, section 5.4), read so that a name set twice is seen. Pure; it touches nothing.

/// What stands under one cookie name in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// No cookie has the name.
    Nothing,
    /// One value; the same value twice (set for two paths or domains) counts as one.
    One(&'a str),
    /// Different values: which one the origin would take can't be known.
    Ambiguous,
}

/// The pairs of one `Cookie` header, in order, trimmed of spaces and tabs. Values are as sent: quotes and escapes stay.
/// Pieces without `=` have an empty name, as browsers store them; empty pieces are passed over.
pub fn pairs(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header
        .split(';')
        .map(trim)
        .filter(|piece| !piece.is_empty())
        .map(|piece| match piece.split_once('=') {
            Some((name, value)) => (trim(name), trim(value)),
            None => ("", piece),
        })
}

/// Looks a name up, byte for byte, in all `Cookie` headers of a request (HTTP/2 may split them).
pub fn find<'a>(headers: impl IntoIterator<Item = &'a str>, name: &str) -> Found<'a> {
    let mut found = Found::Nothing;
    for (_, value) in headers
        .into_iter()
        .flat_map(pairs)
        .filter(|(found, _)| *found == name)
    {
        found = match found {
            Found::Nothing => Found::One(value),
            Found::One(first) if first == value => found,
            Found::One(_) | Found::Ambiguous => Found::Ambiguous,
        };
    }
    found
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_split_at_semicolons_and_at_the_first_equals_sign() {
        let cases: [(&str, &[(&str, &str)]); 8] = [
            ("", &[]),
            (" ; ;", &[]),
            ("a=1", &[("a", "1")]),
            (
                "a=1; b=2;c=3 ;\td=4",
                &[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")],
            ),
            ("a=b=c==", &[("a", "b=c==")]),
            ("a=; =b; c", &[("a", ""), ("", "b"), ("", "c")]),
            ("a=\"x y\"", &[("a", "\"x y\"")]),
            ("a=\"x; b=2\"", &[("a", "\"x"), ("b", "2\"")]),
        ];
        for (header, expected) in cases {
            assert_eq!(pairs(header).collect::<Vec<_>>(), expected, "`{header}`");
        }
    }

    #[test]
    fn a_name_with_two_values_is_ambiguous() {
        let cases: [(&[&str], Found<'_>); 8] = [
            (&[], Found::Nothing),
            (&["sidx=1; xsid=2; SID=3"], Found::Nothing),
            (&["a=1; sid=2"], Found::One("2")),
            (&["sid="], Found::One("")),
            (&["sid=1; sid=1"], Found::One("1")),
            (&["sid=1; sid=2"], Found::Ambiguous),
            (&["sid=1", "sid=2"], Found::Ambiguous),
            (&["sid=1; sid=2; sid=1"], Found::Ambiguous),
        ];
        for (headers, expected) in cases {
            assert_eq!(
                find(headers.iter().copied(), "sid"),
                expected,
                "{headers:?}"
            );
        }
    }
}
