//! Who is signed in, from claims that nobody verifies here and from what the app's server says of them.

use crate::error::GuardError;
use crate::guard::Policy;
use ownguard_core::{AsOf, Identity, Link, Principal, Session};
use ownguard_gate::{Authenticator, Sender, Told, session};
use ownguard_verify::claims;
use ownguard_wire::facts::Facts;
use ownguard_wire::model::Preset;

/// Who is signed in. Without claims it is nobody in particular.
#[derive(Clone, Debug, Default, PartialEq, Eq, uniffi::Record)]
pub struct SessionFacts {
    /// The claims of the session, a JSON object, as `decodeClaimsUnverified` gives them.
    #[uniffi(default = None)]
    pub claims: Option<String>,
    /// What the app's facts endpoint says of them, version 1 of its form.
    #[uniffi(default = None)]
    pub facts: Option<String>,
    /// The row that a share link opened.
    #[uniffi(default = None)]
    pub link: Option<ShareLink>,
}

/// A row that a share link opened. Whether it may is the server's word: it answered with the row.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ShareLink {
    /// The resource.
    pub resource: String,
    /// The row's key.
    pub key: String,
}

/// A session, and until when it holds.
pub(crate) struct Bound {
    pub(crate) session: Session,
    pub(crate) expires_at: i64,
}

pub(crate) fn bind(policy: &Policy, told: &SessionFacts, now: i64) -> Result<Bound, GuardError> {
    let link = told
        .link
        .as_ref()
        .map(|link| linked(policy, link))
        .transpose()?;
    let Some(claims) = &told.claims else {
        return match told.facts {
            Some(_) => Err(GuardError::facts_of_nobody()),
            None => Ok(Bound {
                session: session(&policy.model, &Sender::Anonymous, None, link),
                expires_at: i64::MAX,
            }),
        };
    };
    let facts = told
        .facts
        .as_ref()
        .map(|facts| Facts::parse(facts.as_bytes()));
    let facts = facts.transpose().map_err(|_| GuardError::facts_invalid())?;
    let sender = sender(policy, claims, now)?;
    let session = session(
        &policy.model,
        &sender,
        facts.as_ref().map(|facts| Told {
            facts,
            as_of: AsOf::At(facts.as_of),
        }),
        link,
    );
    let tenants_told = facts.is_some_and(|facts| facts.memberships.is_some())
        || sender
            .claimed()
            .is_none_or(|claimed| claimed.names_tenants());
    let is_person = matches!(session.identity, Identity::Known(Principal::Person(_)));
    if let Some(path) = policy.document.facts_path()
        && is_person
        && !tenants_told
    {
        return Err(GuardError::facts_missing(path));
    }
    let claims = claims::vouched(claims.as_bytes(), now);
    Ok(Bound {
        session,
        expires_at: claims.map_or(now, |claims| claims.expires_at()),
    })
}

fn sender(policy: &Policy, claims: &str, now: i64) -> Result<Sender, GuardError> {
    let document = &policy.document;
    let project = match document.identity.as_ref().map(|identity| identity.preset) {
        Some(Preset::Firebase) => "project",
        Some(_) | None => "https://project.example",
    };
    // No environment is here, and only what claims mean is asked: which project they are of is not.
    let reader = Authenticator::of_claims(document, None, &|_| Some(project.to_owned()));
    let reader = reader.map_err(|fault| GuardError::model_invalid(fault.to_string()))?;
    match reader.vouched(claims.as_bytes(), now) {
        sender @ Sender::Vouched(_) => Ok(sender),
        Sender::Expired => Err(GuardError::session_expired()),
        Sender::Anonymous
        | Sender::Claimed(..)
        | Sender::Invalid
        | Sender::Two
        | Sender::NoKeys => Err(GuardError::claims_invalid()),
    }
}

fn linked(policy: &Policy, link: &ShareLink) -> Result<Link, GuardError> {
    let resource = policy.model.find_resource(&link.resource);
    Ok(Link {
        resource: resource.ok_or_else(|| GuardError::unknown_resource(&link.resource))?,
        key: link.key.as_str().into(),
    })
}
