//! What of a client's headers reaches the origin. Pure; it touches nothing.

use super::super::content_type::is_token_byte;
use super::{
    HOP_BY_HOP, Header, HeaderEdits, HeaderFault, MAX_BYTES, MAX_FIELDS, has_prefix, is_named,
    is_one_of, is_own, listed_names,
};

/// What the headers are judged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestRules {
    /// What the request does.
    pub reach: Reach,
    /// Whether the answer will be looked into, and so must come unencoded.
    pub inspected: bool,
    /// Who stands before the gate.
    pub front: Front,
    /// Whether an upgrade to WebSocket was allowed. No other upgrade ever is.
    pub websocket: bool,
}

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Asks for something public.
    Public,
    /// Reads something private.
    PrivateRead,
    /// Writes something private.
    PrivateWrite,
}

/// Who stands before the gate and has the last word on the client's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// Cloudflare: it overwrites `CF-*` and appends to `X-Forwarded-For`, so these are kept.
    Cloudflare,
    /// Nobody: the client wrote these headers itself, so they are stripped.
    Client,
}

/// Checks a client's headers and says which of them don't reach the origin.
///
/// `headers` are all fields, repeated ones repeated or joined with commas. What the gate adds goes on after these edits.
pub fn request_edits<'a>(
    headers: impl Iterator<Item = Header<'a>> + Clone,
    rules: RequestRules,
) -> Result<HeaderEdits<'a>, HeaderFault> {
    check(headers.clone())?;
    let mut listed = Vec::new();
    for (_, value) in headers
        .clone()
        .filter(|(name, _)| is_named(name, "connection"))
    {
        listed.extend(listed_names(value));
    }
    if listed.iter().any(|name| is_one_of(name, END_TO_END)) {
        return Err(HeaderFault::ConnectionLists);
    }
    let mut remove = Vec::new();
    for (name, value) in headers {
        if rules.reach == Reach::PrivateWrite && is_one_of(name, UNMET_CONDITIONS) {
            return Err(HeaderFault::Precondition);
        }
        if !is_kept(name, value, rules)
            || listed.iter().any(|listed| same(listed, name)) && !is_named(name, "upgrade")
        {
            remove.push(name);
        }
    }
    let set: &[_] = if rules.inspected {
        &[("accept-encoding", "identity")]
    } else {
        &[]
    };
    Ok(HeaderEdits { remove, set })
}

/// Checks names, values, size and framing.
fn check<'a>(headers: impl Iterator<Item = Header<'a>> + Clone) -> Result<(), HeaderFault> {
    let (mut fields, mut bytes) = (0_usize, 0_usize);
    for (name, value) in headers.clone() {
        fields += 1;
        bytes = bytes.saturating_add(name.len()).saturating_add(value.len());
        if fields > MAX_FIELDS || bytes > MAX_BYTES {
            return Err(HeaderFault::TooLarge);
        }
        if name.is_empty() || !name.bytes().all(is_token_byte) {
            return Err(HeaderFault::BadName);
        }
        if value
            .bytes()
            .any(|byte| (byte < b' ' && byte != b'\t') || byte == 0x7f)
        {
            return Err(HeaderFault::BadValue);
        }
    }
    if SINGLE
        .iter()
        .any(|single| count(headers.clone(), single) > 1)
    {
        return Err(HeaderFault::Duplicate);
    }
    check_framing(headers)
}

fn check_framing<'a>(headers: impl Iterator<Item = Header<'a>>) -> Result<(), HeaderFault> {
    let mut framed = false;
    for (name, value) in headers {
        let is_length = is_named(name, "content-length");
        if !is_length && !is_named(name, "transfer-encoding") {
            continue;
        }
        let good = if is_length {
            !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
        } else {
            value.eq_ignore_ascii_case("chunked")
        };
        if framed || !good {
            return Err(HeaderFault::Framing);
        }
        framed = true;
    }
    Ok(())
}

fn is_kept(name: &str, value: &str, rules: RequestRules) -> bool {
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_named(name, "upgrade") {
        return plain && rules.websocket && value.eq_ignore_ascii_case("websocket");
    }
    if has_prefix(name, "cf-") || is_one_of(name, CLIENT_ADDRESS) {
        return plain && rules.front == Front::Cloudflare;
    }
    // The one of its family that browsers send: Next.js's router asks for page data with it.
    if is_named(name, "x-nextjs-data") {
        return plain;
    }
    let conditional = match rules.reach {
        Reach::Public => false,
        Reach::PrivateRead | Reach::PrivateWrite => is_one_of(name, CONDITIONS),
    };
    // A write may say `If-None-Match: *`, create only: dropping that would overwrite.
    let conditional =
        conditional || (rules.reach == Reach::PrivateRead && is_one_of(name, READ_CONDITIONS));
    let stripped = is_own(name)
        || is_one_of(name, HOP_BY_HOP)
        || is_one_of(name, STRIPPED)
        || STRIPPED_PREFIXES
            .iter()
            .any(|prefix| has_prefix(name, prefix))
        || (!plain && is_one_of(name, END_TO_END));
    !stripped && !conditional
}

fn count<'a>(headers: impl Iterator<Item = Header<'a>>, known: &str) -> usize {
    headers
        .filter(|(name, _)| name.eq_ignore_ascii_case(known))
        .count()
}

fn same(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

/// Fields that may stand only once, and on which gate and origin must agree.
const SINGLE: &[&str] = &[
    "authorization",
    "content-type",
    "host",
    "origin",
    "sec-fetch-site",
];

/// Fields of the message itself: `Connection` may not list them, and a spelling such as `content_type` is stripped.
const END_TO_END: &[&str] = &[
    "accept-encoding",
    "authorization",
    "content-encoding",
    "content-type",
    "cookie",
    "host",
    "origin",
    "sec-fetch-site",
];

/// Who the client is at the network: only a front that overwrites them makes them true.
const CLIENT_ADDRESS: &[&str] = &[
    "true-client-ip",
    "x-forwarded-for",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-real-ip",
];

const CONDITIONS: &[&str] = &[
    "a-im",
    "if-match",
    "if-modified-since",
    "if-range",
    "if-unmodified-since",
    "range",
];
const READ_CONDITIONS: &[&str] = &["if-none-match"];
const UNMET_CONDITIONS: &[&str] = &["if-match", "if-unmodified-since"];

/// Framing that the host writes anew, and headers by which a client speaks past the gate: about the method, the
/// path, the host, who the caller is (as well-known proxies tell an origin), or as a part of Next.js. `Proxy` becomes `HTTP_PROXY` in CGI.
const STRIPPED: &[&str] = &[
    "-method",
    "content-length",
    "expect",
    "forwarded",
    "front-end-https",
    "next-resume",
    "proxy",
    "remote-groups",
    "remote-user",
    "x-envoy-original-path",
    "x-host",
    "x-http-host-override",
    "x-http-method",
    "x-http-method-override",
    "x-matched-path",
    "x-remote-group",
    "x-remote-groups",
    "x-remote-user",
    "x-webauth-user",
    "x-method",
    "x-method-override",
    "x-override-url",
    "x-url-scheme",
];
const STRIPPED_PREFIXES: &[&str] = &[
    "x-amzn-oidc-",
    "x-auth-request-",
    "x-authenticated-",
    "x-clerk-auth-",
    "x-forwarded-",
    "x-goog-authenticated-user-",
    "x-goog-iap-",
    "x-invoke-",
    "x-middleware-",
    "x-ms-client-principal",
    "x-next-resume-",
    "x-nextjs-",
    "x-now-",
    "x-original-",
    "x-rewrite-",
];

#[cfg(test)]
mod tests;
