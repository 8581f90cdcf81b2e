//! Whether a redirect stays on the origin (SEMANTICS 27). Pure; it touches nothing.

use super::Header;

/// Whether an answer, if it redirects, stays. `origins` are the gate's own, as `scheme://host[:port]` in lower case.
///
/// A 3xx with two `Location`s doesn't; one with none does.
pub fn redirect_stays<'a>(
    status: u16,
    headers: impl Iterator<Item = Header<'a>>,
    origins: &[impl AsRef<str>],
) -> bool {
    let mut locations = headers
        .filter(|(name, _)| name.eq_ignore_ascii_case("location"))
        .map(|(_, value)| value);
    match (locations.next(), locations.next()) {
        (Some(location), None) => !is_redirect(status) || stays_on(location, origins),
        (Some(_), Some(_)) => !is_redirect(status),
        (None, _) => true,
    }
}

/// Whether a `Location` is an absolute path, or a URL of one of the origins, that every browser reads so.
/// Other relative references, `//host`, backslashes, spaces and control characters, which browsers skip, are refused.
pub fn stays_on(location: &str, origins: &[impl AsRef<str>]) -> bool {
    if !location
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    {
        return false;
    }
    if location.starts_with('/') {
        return !location.starts_with("//");
    }
    origins
        .iter()
        .map(AsRef::as_ref)
        .filter(|origin| origin.contains("://"))
        .any(|origin| {
            let behind = location.strip_prefix(origin);
            behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(['/', '?', '#']))
        })
}

fn is_redirect(status: u16) -> bool {
    (300..400).contains(&status)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 3] = ["https://app.example", "https://app.example:8443", ""];

    #[test]
    fn a_redirect_stays_only_when_every_browser_reads_it_so() {
        let cases = [
            ("/", true),
            ("/a?next=https://evil.example", true),
            ("/a//b", true),
            ("https://app.example", true),
            ("https://app.example/a", true),
            ("https://app.example?a", true),
            ("https://app.example:8443/a", true),
            ("", false),
            ("a", false),
            ("?a", false),
            ("//evil.example", false),
            ("///evil.example", false),
            ("/\\evil.example", false),
            ("\\\\evil.example", false),
            ("/\t/evil.example", false),
            ("\t//evil.example", false),
            (" /a", false),
            ("/a b", false),
            ("/é", false),
            ("http://app.example/", false),
            ("https://app.example.evil.example/", false),
            ("https://app.example@evil.example/", false),
            ("https://app.example:444/", false),
            ("https://evil.example/https://app.example/", false),
            ("https:/app.example", false),
            ("https:evil.example", false),
            ("javascript:alert(1)", false),
            ("HTTPS://app.example/", false),
        ];
        for (location, expected) in cases {
            assert_eq!(stays_on(location, &OWN), expected, "`{location}`");
        }
    }

    #[test]
    fn only_redirects_are_held_to_it() {
        let away = ("Location", "https://evil.example/");
        let home = ("location", "/a");
        let cases: [(u16, &[Header<'_>], bool); 7] = [
            (302, &[home], true),
            (302, &[away], false),
            (308, &[away], false),
            (302, &[home, away], false),
            (302, &[], true),
            (201, &[away], true),
            (200, &[home, away], true),
        ];
        for (status, headers, expected) in cases {
            assert_eq!(
                redirect_stays(status, headers.iter().copied(), &OWN),
                expected,
                "{status} {headers:?}"
            );
        }
    }
}
