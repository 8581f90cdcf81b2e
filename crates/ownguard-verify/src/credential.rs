//! Where a request's token stands, and whether there is exactly one person in it.

use std::borrow::Cow;

use crate::cookies::{Cookies, clerk_tokens, supabase_token};
use crate::token::stated_subject;

/// The most different tokens that are looked at in one request.
pub const MAX_TOKENS: usize = 4;

/// Where tokens may stand, in order of precedence: `Authorization`, then headers, then cookies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// `Authorization: Bearer <token>` (RFC 6750 section 2.1). Other schemes are not ours.
    pub bearer: bool,
    /// Headers whose whole value is a token. Names compare without case.
    pub headers: Vec<String>,
    /// Cookies.
    pub cookies: Vec<CookieSource>,
}

/// How a cookie holds a token. Names compare with case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CookieSource {
    /// The cookie of this name holds the token itself.
    Plain(String),
    /// Every cookie whose name starts so holds a token: Clerk's `__session_<suffix>`.
    Prefixed(String),
    /// Clerk's session of one app, in its own cookie and in `__session`, which every app of a host
    /// writes: beside the app's own cookie, one of another issuer is another app's.
    Clerk {
        /// `__session_<suffix>`.
        suffixed: String,
        /// The `iss` of the app's tokens.
        issuer: String,
    },
    /// Supabase's session: JSON with an `access_token`, whole or in chunks `.0`, `.1`, ….
    Supabase(String),
}

/// How a token came. A browser sends a cookie by itself, also for another site; so an unsafe
/// method with [`Carrier::Cookie`] needs the cross-site check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// In `Authorization`.
    Bearer,
    /// In another header.
    Header,
    /// In a cookie.
    Cookie,
}

/// A token and how it came; not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'r> {
    /// The token.
    pub token: Cow<'r, str>,
    /// How it came.
    pub carrier: Carrier,
}

/// A place for tokens holds something else, or there are more than [`MAX_TOKENS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// The one token of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential<'r> {
    /// There is none: the caller is anonymous.
    None,
    /// This one is to be verified. Others, if any, state the same issuer and subject.
    Token(Cow<'r, str>, Carrier),
    /// Tokens of different subjects: 400.
    Conflict,
    /// Something that should be a token is not: a bad credential, never an anonymous caller.
    Malformed,
}

/// The token of a request, from its headers as name and value, in their order.
///
/// Where there are several different tokens, what they state about themselves decides only
/// whether they conflict; the first in precedence is the one to verify.
pub fn credential<'r>(
    headers: impl Iterator<Item = (&'r str, &'r str)>,
    sources: &Sources,
) -> Credential<'r> {
    let Ok(mut found) = credentials(headers, sources) else {
        return Credential::Malformed;
    };
    if found.len() > 1 {
        let mut subjects = found.iter().map(|found| stated_subject(&found.token));
        let Some(Some(first)) = subjects.next() else {
            return Credential::Malformed;
        };
        for subject in subjects {
            match subject {
                None => return Credential::Malformed,
                Some(subject) if subject != first => return Credential::Conflict,
                Some(_) => {}
            }
        }
    }
    if found.is_empty() {
        return Credential::None;
    }
    let Found { token, carrier } = found.swap_remove(0);
    Credential::Token(token, carrier)
}

/// All different tokens of a request, in order of precedence.
pub fn credentials<'r>(
    headers: impl Iterator<Item = (&'r str, &'r str)>,
    sources: &Sources,
) -> Result<Vec<Found<'r>>, Malformed> {
    let mut tokens = Tokens::default();
    let mut named = Vec::new();
    let mut cookies = Cookies::default();
    let mut authorizations = 0;
    for (name, value) in headers {
        if name.eq_ignore_ascii_case("cookie") {
            if !sources.cookies.is_empty() {
                cookies.read(value);
            }
        } else if name.eq_ignore_ascii_case("authorization") {
            authorizations += 1;
            if authorizations > 1 {
                return Err(Malformed);
            }
            if let Some(token) = bearer(value)?.filter(|_| sources.bearer) {
                tokens.add(Cow::Borrowed(token), Carrier::Bearer)?;
            }
        } else if sources
            .headers
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
        {
            named.push(value.trim_matches([' ', '\t']));
        }
    }
    for value in named {
        tokens.add(Cow::Borrowed(value), Carrier::Header)?;
    }
    for source in &sources.cookies {
        match source {
            CookieSource::Plain(name) => {
                for value in cookies.named(name) {
                    tokens.add(Cow::Borrowed(value), Carrier::Cookie)?;
                }
            }
            CookieSource::Prefixed(prefix) => {
                for value in cookies.starting(prefix) {
                    tokens.add(Cow::Borrowed(value), Carrier::Cookie)?;
                }
            }
            CookieSource::Clerk { suffixed, issuer } => {
                for value in clerk_tokens(&cookies, suffixed, issuer) {
                    tokens.add(Cow::Borrowed(value), Carrier::Cookie)?;
                }
            }
            CookieSource::Supabase(name) => {
                if let Some(token) = supabase_token(&cookies, name)? {
                    tokens.add(Cow::Owned(token), Carrier::Cookie)?;
                }
            }
        }
    }
    Ok(tokens.0)
}

#[derive(Default)]
struct Tokens<'r>(Vec<Found<'r>>);

impl<'r> Tokens<'r> {
    fn add(&mut self, token: Cow<'r, str>, carrier: Carrier) -> Result<(), Malformed> {
        if token.is_empty() || any(&token, |byte| !byte.is_ascii_graphic()) {
            return Err(Malformed);
        }
        if self.0.iter().any(|found| found.token == token) {
            return Ok(());
        }
        if self.0.len() == MAX_TOKENS {
            return Err(Malformed);
        }
        self.0.push(Found { token, carrier });
        Ok(())
    }
}

#[expect(
    clippy::needless_bitwise_bool,
    reason = "a branch a byte is what it saves"
)]
const fn is_separator(byte: u8) -> bool {
    (byte == b' ') | (byte == b'\t') | (byte == b',')
}

/// Looks at every byte without a branch, so that the compiler takes many at once.
fn any(token: &str, is: impl Fn(u8) -> bool) -> bool {
    token
        .bytes()
        .fold(0, |found, byte| found | u8::from(is(byte)))
        != 0
}

/// The token of a `Bearer` value; nothing for another scheme.
fn bearer(value: &str) -> Result<Option<&str>, Malformed> {
    let value = value.trim_matches([' ', '\t']);
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    let token = token.trim_start_matches(' ');
    if token.is_empty() || any(token, is_separator) {
        Err(Malformed)
    } else {
        Ok(Some(token))
    }
}
