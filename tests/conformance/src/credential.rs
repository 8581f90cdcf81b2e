//! Where a token stands in a request, and whether there is exactly one person in it.

use ownguard_verify::credential::{self, Carrier, CookieSource, Sources};
use serde::{Deserialize, Serialize};

use crate::bytes::Fields;
use crate::head::pairs;
use crate::kind::Behaviour;
use crate::models::World;

/// The headers of a request, and where tokens may stand.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Credential {
    headers: Fields,
    /// In `Authorization: Bearer`.
    #[serde(default)]
    bearer: bool,
    /// In these headers.
    #[serde(default)]
    in_headers: Vec<String>,
    /// In these cookies.
    #[serde(default)]
    in_cookies: Vec<Cookie>,
}

/// How a cookie holds a token.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Cookie {
    /// It is the token.
    Plain(String),
    /// Each whose name begins so is a token.
    Prefixed(String),
    /// Clerk's session of one app, beside `__session`, which every app of a host writes.
    Clerk(ClerkCookie),
    /// Supabase's session, whole or in chunks.
    Supabase(String),
}

/// Which app of Clerk is meant.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct ClerkCookie {
    /// Its own cookie, `__session_<suffix>`.
    suffixed: String,
    /// The `iss` of its tokens.
    issuer: String,
}

/// The one token.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Found {
    /// None: the caller is anonymous.
    None,
    /// Tokens of two subjects: 400.
    Conflict,
    /// Something that should be a token is not.
    Malformed,
    /// In `Authorization`.
    Bearer(String),
    /// In another header.
    Header(String),
    /// In a cookie.
    Cookie(String),
}

impl Behaviour for Credential {
    type Outcome = Found;

    fn run(self, _: &World<'_>) -> Result<Found, String> {
        let cookies = self.in_cookies.into_iter().map(|cookie| match cookie {
            Cookie::Plain(name) => CookieSource::Plain(name),
            Cookie::Prefixed(name) => CookieSource::Prefixed(name),
            Cookie::Clerk(app) => CookieSource::Clerk {
                suffixed: app.suffixed,
                issuer: app.issuer,
            },
            Cookie::Supabase(name) => CookieSource::Supabase(name),
        });
        let sources = Sources {
            bearer: self.bearer,
            headers: self.in_headers,
            cookies: cookies.collect(),
        };
        Ok(
            match credential::credential(pairs(&self.headers), &sources) {
                credential::Credential::None => Found::None,
                credential::Credential::Conflict => Found::Conflict,
                credential::Credential::Malformed => Found::Malformed,
                credential::Credential::Token(token, carrier) => {
                    let token = token.into_owned();
                    match carrier {
                        Carrier::Bearer => Found::Bearer(token),
                        Carrier::Header => Found::Header(token),
                        Carrier::Cookie => Found::Cookie(token),
                    }
                }
            },
        )
    }
}
