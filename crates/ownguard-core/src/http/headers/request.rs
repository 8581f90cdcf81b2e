//! What of a client's headers reaches the origin. Pure; it touches nothing.

use super::super::content_type::is_token_byte;
use super::{
    HOP_BY_HOP, Header, HeaderEdits, HeaderFault, MAX_BYTES, MAX_FIELDS, fold, has_prefix,
    is_named, is_one_of, is_own, listed_names,
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
    let mut listed = Vec::new();
    if check(headers.clone())?.connection {
        let connection = headers
            .clone()
            .filter(|(name, _)| is_named(name, "connection"));
        listed.extend(connection.flat_map(|(_, value)| listed_names(value)));
    }
    if listed.iter().any(|name| is_one_of(name, END_TO_END)) {
        return Err(HeaderFault::ConnectionLists);
    }
    let mut remove = Vec::new();
    for (name, value) in headers {
        let is_listed = listed.iter().any(|listed| same(listed, name));
        if !is_listed && !may_be_known(name) {
            continue;
        }
        if rules.reach == Reach::PrivateWrite && is_one_of(name, UNMET_CONDITIONS) {
            return Err(HeaderFault::Precondition);
        }
        if !is_kept(name, value, rules) || is_listed && !is_named(name, "upgrade") {
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

/// What was seen of the fields that are told apart while all are checked.
#[derive(Default)]
struct Seen {
    /// The places in `SINGLE` of those that stand.
    single: u8,
    doubled: bool,
    /// Whether the one field that says where the body ends is good.
    framing: Option<bool>,
    connection: bool,
}

/// Checks names, values, size and framing.
fn check<'a>(headers: impl Iterator<Item = Header<'a>>) -> Result<Seen, HeaderFault> {
    let (mut fields, mut bytes) = (0_usize, 0_usize);
    let mut seen = Seen::default();
    for (name, value) in headers {
        fields += 1;
        bytes = bytes.saturating_add(name.len()).saturating_add(value.len());
        if fields > MAX_FIELDS || bytes > MAX_BYTES {
            return Err(HeaderFault::TooLarge);
        }
        if name.is_empty() || !is_usual(name) && !name.bytes().all(is_token_byte) {
            return Err(HeaderFault::BadName);
        }
        if has_control(value) {
            return Err(HeaderFault::BadValue);
        }
        if may_be_known(name) {
            seen.note(name, value);
        }
    }
    if seen.doubled {
        return Err(HeaderFault::Duplicate);
    }
    if seen.framing == Some(false) {
        return Err(HeaderFault::Framing);
    }
    Ok(seen)
}

impl Seen {
    fn note(&mut self, name: &str, value: &str) {
        let single = SINGLE.iter().position(|known| same(known, name));
        if let Some(at) = single {
            self.doubled |= self.single >> at & 1 == 1;
            self.single |= 1 << at;
        }
        self.connection |= is_named(name, "connection");
        let good = if is_named(name, "content-length") {
            !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
        } else if is_named(name, "transfer-encoding") {
            value.eq_ignore_ascii_case("chunked")
        } else {
            return;
        };
        self.framing = Some(good && self.framing.is_none());
    }
}

/// Whether there are only lower-case letters and hyphens in a name. Without a branch, since every
/// byte of every name is looked at.
fn is_usual(name: &str) -> bool {
    let unusual = name.bytes().fold(0, |found, byte| {
        found | u8::from(!(byte.is_ascii_lowercase() || byte == b'-'))
    });
    unusual == 0
}

/// Looks at every byte without a branch, so that the compiler takes many at once.
fn has_control(value: &str) -> bool {
    let found = value.bytes().fold(0, |found, byte| {
        found | u8::from((byte < b' ' && byte != b'\t') || byte == 0x7f)
    });
    found != 0
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

/// Whether some list here can hold the name, by its first byte and its length; most names end here.
fn may_be_known(name: &str) -> bool {
    let lengths = name
        .bytes()
        .next()
        .and_then(|first| KNOWN_LENGTHS.get(usize::from(fold(first))));
    lengths.is_some_and(|lengths| lengths >> name.len().min(63) & 1 == 1)
}

/// For each first byte, folded, the lengths of the names that are told apart: bit `n` is length `n`.
static KNOWN_LENGTHS: [u64; 128] = {
    let mut table = [0; 128];
    let lists = [
        SINGLE,
        END_TO_END,
        CLIENT_ADDRESS,
        CONDITIONS,
        READ_CONDITIONS,
        UNMET_CONDITIONS,
        STRIPPED,
        HOP_BY_HOP,
    ];
    let mut left = lists.as_slice();
    while let [list, rest @ ..] = left {
        note_lengths(&mut table, list, false);
        left = rest;
    }
    note_lengths(&mut table, STRIPPED_PREFIXES, true);
    // `CF-*`, and the gate's own.
    note_lengths(&mut table, &["cf-", "ownguard", "x-ownguard"], true);
    table
};

const fn note_lengths(table: &mut [u64; 128], names: &[&str], longer: bool) {
    let mut left = names;
    while let [name, rest @ ..] = left {
        if let [first, ..] = name.as_bytes()
            && let Some((_, [lengths, ..])) = table.split_at_mut_checked(*first as usize)
        {
            let exact = 1 << name.len();
            *lengths |= if longer { !(exact - 1) } else { exact };
        }
        left = rest;
    }
}

#[cfg(test)]
mod tests;
