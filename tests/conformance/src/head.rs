//! Headers: what of a client's reaches the origin, what of an answer's reaches the client.

use ownguard_core::http::cache::{Body, Stored, check_fresh, private_edits, public_edits};
use ownguard_core::http::headers::request::{Front, Reach, RequestRules, request_edits};
use ownguard_core::http::headers::{Header, HeaderFault};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::bytes::Fields;
use crate::kind::Behaviour;
use crate::models::World;

/// The headers of a request.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Sending {
    reach: Reaches,
    /// Whether the answer will be looked into.
    #[serde(default)]
    inspected: bool,
    /// Whether Cloudflare stands before the gate; else the client does.
    #[serde(default)]
    cloudflare: bool,
    /// Whether an upgrade to WebSocket was allowed.
    #[serde(default)]
    websocket: bool,
    headers: Fields,
}

/// What a request does.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Reaches {
    Public,
    PrivateRead,
    PrivateWrite,
}

/// What the origin gets.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sent {
    /// These fields, names in lower case, of what the client sent.
    Kept(Fields),
    /// Nothing: the request is refused.
    Refused { fault: String, status: u16 },
}

impl Behaviour for Sending {
    type Outcome = Sent;

    fn run(self, _: &World<'_>) -> Result<Sent, String> {
        let rules = RequestRules {
            reach: match self.reach {
                Reaches::Public => Reach::Public,
                Reaches::PrivateRead => Reach::PrivateRead,
                Reaches::PrivateWrite => Reach::PrivateWrite,
            },
            inspected: self.inspected,
            front: front(self.cloudflare),
            websocket: self.websocket,
        };
        Ok(match request_edits(pairs(&self.headers), rules) {
            Ok(edits) => Sent::Kept(edited(&self.headers, &edits.remove, edits.set)),
            Err(fault) => Sent::Refused {
                fault: fault_name(fault).to_owned(),
                status: fault.status(),
            },
        })
    }
}

pub(crate) const fn front(cloudflare: bool) -> Front {
    if cloudflare {
        Front::Cloudflare
    } else {
        Front::Client
    }
}

const fn fault_name(fault: HeaderFault) -> &'static str {
    match fault {
        HeaderFault::BadName => "bad_name",
        HeaderFault::BadValue => "bad_value",
        HeaderFault::TooLarge => "too_large",
        HeaderFault::Duplicate => "duplicate",
        HeaderFault::Framing => "framing",
        HeaderFault::ConnectionLists => "connection_lists",
        HeaderFault::Precondition => "precondition",
    }
}

/// The headers of an answer.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Cache {
    /// Whether the route is public.
    #[serde(default)]
    public: bool,
    /// Whether the gate changed the body.
    #[serde(default)]
    rewritten: bool,
    status: u16,
    headers: Fields,
}

/// What the client gets.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stores {
    /// These fields, names in lower case: what is left of the origin's, then what is set.
    Headers(Fields),
    /// What is left of the origin's, and the seven that make an answer private.
    Private(Fields),
    /// Nothing: it could have come from a store.
    Stored(String),
}

impl Behaviour for Cache {
    type Outcome = Stores;

    fn run(self, _: &World<'_>) -> Result<Stores, String> {
        if self.public {
            let edits = public_edits(pairs(&self.headers));
            return Ok(Stores::Headers(edited(
                &self.headers,
                &edits.remove,
                edits.set,
            )));
        }
        if let Err(stored) = check_fresh(self.status, pairs(&self.headers)) {
            let name = match stored {
                Stored::NotModified => "not_modified",
                Stored::Partial => "partial",
                Stored::Age => "age",
                Stored::Hit => "hit",
            };
            return Ok(Stores::Stored(name.to_owned()));
        }
        let body = if self.rewritten {
            Body::Rewritten
        } else {
            Body::AsSent
        };
        let edits = private_edits(pairs(&self.headers), body);
        let (private, kept) = split(edited(&self.headers, &edits.remove, edits.set));
        Ok(if private {
            Stores::Private(kept)
        } else {
            Stores::Headers(kept)
        })
    }
}

/// The headers as name and value.
pub(crate) fn pairs(headers: &Fields) -> impl Iterator<Item = Header<'_>> + Clone {
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
}

/// First delete, then set; names in lower case.
pub(crate) fn edited<N: AsRef<str>, V: AsRef<str>>(
    headers: &Fields,
    remove: &[N],
    set: &[(&'static str, V)],
) -> Fields {
    let same = |one: &str, two: &str| one.eq_ignore_ascii_case(two);
    let gone = |name: &str| {
        remove.iter().any(|gone| same(gone.as_ref(), name))
            || set.iter().any(|(set, _)| same(set, name))
    };
    let kept = headers.iter().filter(|(name, _)| !gone(name));
    let kept = kept.map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    let set = set
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.as_ref().to_owned()));
    kept.chain(set).collect()
}

/// Whether all fields stand that make an answer private, and the others.
pub(crate) fn split(headers: Fields) -> (bool, Fields) {
    let private: BTreeMap<&str, &str> = PRIVATE.into_iter().collect();
    let is = |(name, value): &(String, String)| private.get(name.as_str()) == Some(&value.as_str());
    let found = headers.iter().filter(|field| is(field)).count();
    if found != private.len() {
        return (false, headers);
    }
    (
        true,
        headers.into_iter().filter(|field| !is(field)).collect(),
    )
}

/// What stands on every private answer.
const PRIVATE: [(&str, &str); 7] = [
    ("cache-control", "private, no-store, max-age=0"),
    ("cdn-cache-control", "no-store"),
    ("cloudflare-cdn-cache-control", "no-store"),
    ("vary", "*"),
    ("pragma", "no-cache"),
    ("expires", "0"),
    ("x-content-type-options", "nosniff"),
];
