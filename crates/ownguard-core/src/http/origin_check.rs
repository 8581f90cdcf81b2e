//! Whether a request that rides on a cookie comes from the site itself (SEMANTICS 28). Pure; it touches nothing.

use super::method::Method;

/// What the check looks at. Header values are as sent; one that was sent twice matches nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance<'a> {
    /// The method of the request.
    pub method: Method,
    /// Whether the request asks for an upgrade, such as a WebSocket, which no same-origin policy protects.
    pub upgrade: bool,
    /// Whether the credential came in a cookie, which browsers send along by themselves.
    pub cookie: bool,
    /// `Sec-Fetch-Site` (Fetch Metadata, section 2.2).
    pub sec_fetch_site: Option<&'a str>,
    /// `Origin` (RFC 6454, section 7).
    pub origin: Option<&'a str>,
}

/// The request could have been made by another site in the user's name: 403, reason `cross_site`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CrossSite;

/// Passes safe methods and requests without a cookie credential; others need `Sec-Fetch-Site: same-origin` or an
/// `Origin` that equals one of `listed` (`scheme://host[:port]`, lower case) byte for byte. `null` never matches.
pub fn check(request: &Provenance<'_>, listed: &[impl AsRef<str>]) -> Result<(), CrossSite> {
    let rides_on_cookie = request.cookie && (request.upgrade || !request.method.is_safe());
    let same_origin = request.sec_fetch_site == Some("same-origin");
    let is_listed =
        |origin: &str| origin != "null" && listed.iter().any(|listed| listed.as_ref() == origin);
    if !rides_on_cookie || same_origin || request.origin.is_some_and(is_listed) {
        Ok(())
    } else {
        Err(CrossSite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = "https://app.example";

    fn passes(
        method: Method,
        upgrade: bool,
        cookie: bool,
        site: Option<&str>,
        origin: Option<&str>,
    ) -> bool {
        let request = Provenance {
            method,
            upgrade,
            cookie,
            sec_fetch_site: site,
            origin,
        };
        check(&request, &[APP, "null"]).is_ok()
    }

    #[test]
    fn a_write_by_cookie_needs_a_proof_of_its_site() {
        let cases = [
            (Some("same-origin"), None, true),
            (Some("same-origin"), Some("null"), true),
            (None, Some(APP), true),
            (Some("cross-site"), Some(APP), true),
            (None, None, false),
            (Some("none"), None, false),
            (Some("same-site"), None, false),
            (Some("cross-site"), None, false),
            (Some("Same-Origin"), None, false),
            (Some("same-origin, same-origin"), None, false),
            (None, Some("null"), false),
            (None, Some(""), false),
            (None, Some("https://app.example.evil"), false),
            (None, Some("https://evil.app.example"), false),
            (None, Some("https://app.example:8443"), false),
            (None, Some("http://app.example"), false),
            (None, Some("https://APP.example"), false),
            (None, Some("https://app.example/"), false),
            (
                None,
                Some("https://app.example, https://app.example"),
                false,
            ),
        ];
        for (site, origin, expected) in cases {
            for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
                assert_eq!(
                    passes(method, false, true, site, origin),
                    expected,
                    "{site:?} {origin:?}"
                );
            }
            assert_eq!(
                passes(Method::Get, true, true, site, origin),
                expected,
                "upgrade {site:?} {origin:?}"
            );
        }
    }

    #[test]
    fn reads_and_requests_without_a_cookie_need_none() {
        for method in [Method::Get, Method::Head, Method::Options] {
            assert!(passes(method, false, true, Some("cross-site"), None));
        }
        assert!(passes(
            Method::Post,
            false,
            false,
            Some("cross-site"),
            Some("https://evil.example")
        ));
        assert!(passes(Method::Get, true, false, None, None));
    }
}
