//! Which paths have one spelling, and which are refused.

use super::*;
use PathFault::*;

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
fn the_bytes_that_stay_as_they_are_are_these() {
    for byte in 0..=u8::MAX {
        let plain = byte.is_ascii_alphanumeric() || b"/-._~!$&'()*,=:@".contains(&byte);
        assert_eq!(is_plain(byte), plain, "{byte:#x}");
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
