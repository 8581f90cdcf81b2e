//! What of an origin's headers leaves the gate, so that nothing private is stored anywhere. Pure; it touches nothing.

use super::headers::{
    HOP_BY_HOP, Header, HeaderEdits, has_prefix, is_named, is_one_of, is_own, listed_names,
};

/// Set on every private answer, the gate's own errors included.
pub const PRIVATE_SET: &[(&str, &str)] = &[
    ("cache-control", "private, no-store, max-age=0"),
    ("cdn-cache-control", "no-store"),
    ("cloudflare-cdn-cache-control", "no-store"),
    ("vary", "*"),
    ("pragma", "no-cache"),
    ("expires", "0"),
    ("x-content-type-options", "nosniff"),
];

/// What the gate did to the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// It passes as the origin sent it.
    AsSent,
    /// It was looked into, redacted, replaced or dropped.
    Rewritten,
}

/// Why an answer to a private request is not believed: it can come from a shared store. 502 and an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// 304: the client's conditions were not sent, so it answers somebody else's.
    NotModified,
    /// 206: no range was asked for.
    Partial,
    /// An `Age` that is not zero.
    Age,
    /// A cache in front of the origin says that it had the answer.
    Hit,
}

/// Refuses an answer to a private request that can't have been made for it.
pub fn check_fresh<'a>(
    status: u16,
    headers: impl Iterator<Item = Header<'a>>,
) -> Result<(), Stored> {
    match status {
        304 => return Err(Stored::NotModified),
        206 => return Err(Stored::Partial),
        _ => {}
    }
    for (name, value) in headers {
        if is_named(name, "age") && (value.is_empty() || value.bytes().any(|byte| byte != b'0')) {
            return Err(Stored::Age);
        }
        if is_one_of(name, CACHE_STATUS) && says_hit(value) {
            return Err(Stored::Hit);
        }
    }
    Ok(())
}

/// The edits for a private answer. `Set-Cookie` stays: nothing stores the answer.
pub fn private_edits<'a>(
    headers: impl Iterator<Item = Header<'a>> + Clone,
    body: Body,
) -> HeaderEdits<'a> {
    let mut edits = public_removals(headers.clone());
    edits.extend(headers.map(|(name, _)| name).filter(|name| {
        let of_cache = is_one_of(name, PRIVATE_REMOVED) || has_prefix(name, "x-accel-");
        let of_body = match body {
            Body::AsSent => false,
            Body::Rewritten => is_one_of(name, BODY_REMOVED),
        };
        of_cache || of_body
    }));
    HeaderEdits {
        remove: edits,
        set: PRIVATE_SET,
    }
}

/// The edits for a public answer, which keeps the origin's cache headers unless it sets a cookie: a stored cookie
/// would be handed to others, so then it is treated as private.
pub fn public_edits<'a>(headers: impl Iterator<Item = Header<'a>> + Clone) -> HeaderEdits<'a> {
    if headers
        .clone()
        .any(|(name, _)| is_named(name, "set-cookie"))
    {
        return private_edits(headers, Body::AsSent);
    }
    HeaderEdits {
        remove: public_removals(headers),
        set: &[],
    }
}

/// Whether the body stands as it is, without a content coding, so that it can be looked into.
pub fn is_unencoded<'a>(headers: impl Iterator<Item = Header<'a>>) -> bool {
    let mut codings = headers.filter(|(name, _)| is_named(name, "content-encoding"));
    codings.all(|(_, value)| value.eq_ignore_ascii_case("identity"))
}

fn public_removals<'a>(headers: impl Iterator<Item = Header<'a>> + Clone) -> Vec<&'a str> {
    let connection = headers
        .clone()
        .filter(|(name, _)| is_named(name, "connection"));
    let listed: Vec<&str> = connection
        .flat_map(|(_, value)| listed_names(value))
        .collect();
    let removed = |name: &&str| {
        is_own(name)
            || is_one_of(name, HOP_BY_HOP)
            || listed
                .iter()
                .any(|listed| listed.eq_ignore_ascii_case(name))
    };
    headers.map(|(name, _)| name).filter(removed).collect()
}

// Words, since caches write `HIT`, `Hit from cloudfront`, `MISS, HIT` and `ExampleCache; hit; ttl=30`.
fn says_hit(value: &str) -> bool {
    let mut words = value.split(|char: char| !char.is_ascii_alphanumeric());
    words.any(|word| HIT_WORDS.iter().any(|hit| word.eq_ignore_ascii_case(hit)))
}

const CACHE_STATUS: &[&str] = &[
    "cache-status",
    "cf-cache-status",
    "x-cache",
    "x-nextjs-cache",
    "x-vercel-cache",
];

/// All that Cloudflare, Vercel and Next.js say when the body came from their store.
const HIT_WORDS: &[&str] = &["hit", "prerender", "revalidated", "stale", "updating"];

/// Validators, orders to caches in between, and to servers in front of the origin; `Refresh` redirects unseen.
const PRIVATE_REMOVED: &[&str] = &[
    "accept-ranges",
    "age",
    "cache-tag",
    "cache-tags",
    "edge-cache-tag",
    "edge-control",
    "etag",
    "last-modified",
    "netlify-cache-tag",
    "netlify-cdn-cache-control",
    "netlify-vary",
    "no-vary-search",
    "refresh",
    "surrogate-control",
    "surrogate-key",
    "vercel-cache-tag",
    "vercel-cdn-cache-control",
    "x-litespeed-cache-control",
    "x-litespeed-tag",
    "x-sendfile",
];

/// What describes the body that the origin sent, or tells of rows beside it: `Link` and totals page through them.
const BODY_REMOVED: &[&str] = &[
    "content-digest",
    "content-encoding",
    "content-length",
    "content-location",
    "content-md5",
    "content-range",
    "digest",
    "link",
    "repr-digest",
    "x-total",
    "x-total-count",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_can_come_from_a_store_is_refused() {
        let cases: [(u16, &[Header<'_>], Result<(), Stored>); 24] = [
            (200, &[], Ok(())),
            (404, &[("content-type", "application/json")], Ok(())),
            (304, &[], Err(Stored::NotModified)),
            (206, &[], Err(Stored::Partial)),
            (200, &[("Age", "0")], Ok(())),
            (200, &[("age", "1")], Err(Stored::Age)),
            (200, &[("age", "0"), ("age", "30")], Err(Stored::Age)),
            (200, &[("age", "0, 30")], Err(Stored::Age)),
            (200, &[("age", "")], Err(Stored::Age)),
            (200, &[("age", "x")], Err(Stored::Age)),
            (200, &[("CF-Cache-Status", "HIT")], Err(Stored::Hit)),
            (200, &[("cf-cache-status", "hit")], Err(Stored::Hit)),
            (200, &[("cf-cache-status", "DYNAMIC")], Ok(())),
            (200, &[("cf-cache-status", "UPDATING")], Err(Stored::Hit)),
            (200, &[("x-vercel-cache", "MISS")], Ok(())),
            (200, &[("x-vercel-cache", "PRERENDER")], Err(Stored::Hit)),
            (200, &[("x-nextjs-cache", "STALE")], Err(Stored::Hit)),
            (200, &[("x-cache", "Hit from cloudfront")], Err(Stored::Hit)),
            (200, &[("x-cache", "MISS, HIT")], Err(Stored::Hit)),
            (200, &[("x-cache", "Miss from cloudfront")], Ok(())),
            (200, &[("x-cache", "white")], Ok(())),
            (
                200,
                &[("cache-status", "Edge; hit; ttl=3")],
                Err(Stored::Hit),
            ),
            (200, &[("cache-status", "Edge; fwd=miss")], Ok(())),
            (200, &[("x-other", "HIT")], Ok(())),
        ];
        for (status, headers, expected) in cases {
            assert_eq!(
                check_fresh(status, headers.iter().copied()),
                expected,
                "{status} {headers:?}"
            );
        }
    }

    fn removed<'a>(headers: &'a [Header<'a>], body: Body) -> Vec<&'a str> {
        private_edits(headers.iter().copied(), body).remove
    }

    #[test]
    fn a_private_answer_is_stored_nowhere() {
        let edits = private_edits(std::iter::empty(), Body::AsSent);
        assert_eq!(edits.set, PRIVATE_SET);
        assert!(PRIVATE_SET.contains(&("cache-control", "private, no-store, max-age=0")));
        for name in [
            "ETag",
            "Last-Modified",
            "Age",
            "Surrogate-Control",
            "Surrogate-Key",
            "Cache-Tag",
            "Vercel-CDN-Cache-Control",
            "X-Accel-Expires",
            "x-accel-redirect",
            "Edge-Control",
            "Accept-Ranges",
            "Refresh",
            "Connection",
            "Transfer-Encoding",
            "x-ownguard-proof",
            "X_Accel_Expires",
        ] {
            assert_eq!(removed(&[(name, "1")], Body::AsSent), [name]);
        }
        let kept: [Header<'_>; 4] = [
            ("set-cookie", "a=1"),
            ("content-type", "a/b"),
            ("content-length", "1"),
            ("link", "a"),
        ];
        assert!(removed(&kept, Body::AsSent).is_empty());
    }

    #[test]
    fn what_describes_the_body_goes_with_it() {
        for name in [
            "Content-Length",
            "Content-Encoding",
            "Digest",
            "Content-Digest",
            "Repr-Digest",
            "Content-MD5",
            "Link",
            "X-Total-Count",
        ] {
            assert_eq!(removed(&[(name, "1")], Body::Rewritten), [name]);
            assert!(removed(&[(name, "1")], Body::AsSent).is_empty());
        }
    }

    #[test]
    fn a_public_answer_keeps_its_cache_headers_unless_it_sets_a_cookie() {
        let plain: [Header<'_>; 3] = [
            ("cache-control", "public"),
            ("etag", "a"),
            ("x-ownguard-a", "b"),
        ];
        let edits = public_edits(plain.iter().copied());
        assert_eq!(
            (edits.remove.as_slice(), edits.set),
            (["x-ownguard-a"].as_slice(), [].as_slice())
        );
        let cookie: [Header<'_>; 3] = [
            ("Set-Cookie", "a=1"),
            ("etag", "a"),
            ("content-length", "1"),
        ];
        let edits = public_edits(cookie.iter().copied());
        assert_eq!(
            (edits.remove.as_slice(), edits.set),
            (["etag"].as_slice(), PRIVATE_SET)
        );
    }

    #[test]
    fn an_encoded_body_is_known() {
        let cases = [
            ("identity", true),
            ("gzip", false),
            ("identity, gzip", false),
            ("", false),
        ];
        for (value, expected) in cases {
            assert_eq!(
                is_unencoded([("Content-Encoding", value)].into_iter()),
                expected,
                "`{value}`"
            );
        }
        assert!(is_unencoded(std::iter::empty()));
    }
}
