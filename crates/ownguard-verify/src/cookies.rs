//! Cookies as a browser sends them (RFC 6265 section 4.2), the session that Supabase's client
//! library splits over several of them, and the two that Clerk's writes.

use std::borrow::Cow;

use crate::base64url;
use crate::credential::Malformed;
use crate::json::string_member;
use crate::token::stated_subject;

const MAX_CHUNKS: usize = 16;
const MAX_SESSION_BYTES: usize = 64 * 1024;

/// The cookies of one request. An empty value counts as absent: that is how cookies are cleared.
#[derive(Default)]
pub(crate) struct Cookies<'r>(Vec<(&'r str, &'r str)>);

impl<'r> Cookies<'r> {
    pub(crate) fn read(&mut self, header: &'r str) {
        let pairs = header.split(';').filter_map(|pair| pair.split_once('='));
        let trimmed = pairs.map(|(name, value)| (trim(name), trim(value)));
        self.0
            .extend(trimmed.filter(|(_, value)| !value.is_empty()));
    }

    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = &'r str> {
        self.0
            .iter()
            .filter(move |(known, _)| *known == name)
            .map(|(_, value)| *value)
    }

    pub(crate) fn starting(&self, prefix: &str) -> impl Iterator<Item = &'r str> {
        self.0
            .iter()
            .filter(move |(known, _)| known.starts_with(prefix))
            .map(|(_, value)| *value)
    }

    /// Whether there is a numbered part of the cookie of that name.
    fn has_chunk(&self, name: &str) -> bool {
        let number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        self.0.iter().any(|(known, _)| {
            let rest = known.strip_prefix(name);
            rest.and_then(|rest| rest.strip_prefix('.'))
                .is_some_and(number)
        })
    }

    /// The value of that name; refused where two cookies of that name differ, since the origin
    /// might read the other one.
    fn single(&self, name: &str) -> Result<Option<&'r str>, Malformed> {
        let mut values = self.named(name);
        let first = values.next();
        if values.any(|value| Some(value) != first) {
            Err(Malformed)
        } else {
            Ok(first)
        }
    }
}

/// What Clerk's cookies of one app hold: its own, and the one that it shares with other apps on the
/// host, unless it says to be another's.
pub(crate) fn clerk_tokens<'c, 'r>(
    cookies: &'c Cookies<'r>,
    suffixed: &'c str,
    issuer: &'c str,
) -> impl Iterator<Item = &'r str> + 'c {
    let own = cookies.named(suffixed).next().is_some();
    let elsewhere = move |token: &str| {
        let stated = stated_subject(token).and_then(|(issuer, _)| issuer);
        own && stated.is_some_and(|stated| stated != issuer)
    };
    let shared = cookies.named("__session");
    cookies
        .named(suffixed)
        .chain(shared.filter(move |token| !elsewhere(token)))
}

/// The access token in a Supabase session cookie. As in `@supabase/ssr` the cookie without a
/// number wins, else the chunks count up to the first that is missing; the value is URL-encoded
/// or not, and JSON or `base64-` and base64url of JSON.
pub(crate) fn supabase_token(
    cookies: &Cookies<'_>,
    name: &str,
) -> Result<Option<String>, Malformed> {
    let mut session = String::new();
    if let Some(whole) = cookies.single(name)? {
        session.push_str(&percent_decoded(whole).ok_or(Malformed)?);
    } else {
        for at in 0..=MAX_CHUNKS {
            let Some(chunk) = cookies.single(&format!("{name}.{at}"))? else {
                break;
            };
            if at == MAX_CHUNKS {
                return Err(Malformed);
            }
            session.push_str(&percent_decoded(chunk).ok_or(Malformed)?);
        }
    }
    if session.is_empty() {
        return if cookies.has_chunk(name) {
            Err(Malformed)
        } else {
            Ok(None)
        };
    }
    if session.len() > MAX_SESSION_BYTES {
        return Err(Malformed);
    }
    let json = match session.strip_prefix("base64-") {
        Some(encoded) => Cow::Owned(base64url::decode(encoded).ok_or(Malformed)?),
        None => Cow::Borrowed(session.as_bytes()),
    };
    string_member(&json, "access_token")
        .map(Some)
        .ok_or(Malformed)
}

fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    let (start, rest) = match text.split_once('%') {
        None => return Some(Cow::Borrowed(text)),
        Some((start, _)) => (start, text.get(start.len()..)?),
    };
    let mut bytes = start.as_bytes().to_vec();
    let mut rest = rest.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
            plain => plain,
        });
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
