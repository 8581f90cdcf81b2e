//! How a sender is identified: the credential is found, its key is had, its signature
//! checked by the host, its claims read. Verified once, then kept.

use ownguard_core::http::HeaderList;
use ownguard_core::{Principal, Timestamp};
use ownguard_verify::cache::Epoch;
use ownguard_verify::credential::{Carrier, Credential, credential};
use ownguard_verify::fault::TokenFault;
use ownguard_verify::jwks::{Lookup, Standing, Ticket};
use ownguard_verify::keys::Jwk;
use ownguard_verify::token::Prepared;
use ownguard_verify::{Verified, finish, prepare};
use std::rc::Rc;

use crate::authenticator::{Authenticator, Keys, Tokens};
use crate::caller::Claimed;
use crate::step::{Fetch, Step};

/// Who sends a request, as far as its credential tells.
#[derive(Clone, Debug)]
pub enum Sender {
    /// No credential.
    Anonymous,
    /// A token that verified, and how it came.
    Claimed(Rc<Claimed>, Carrier),
    /// Claims that somebody else verified.
    Vouched(Rc<Claimed>),
    /// A token past its time.
    Expired,
    /// A token that does not verify, or says what it must not.
    Invalid,
    /// Tokens of two subjects.
    Two,
    /// The issuer's keys cannot be had.
    NoKeys,
}

/// How far identifying came.
pub enum Progress {
    /// To its end.
    Known(Sender),
    /// Keys are to be fetched, and given to [`Authenticator::keys_fetched`] with the ticket.
    FetchKeys(Ticket, Fetch),
    /// Another request fetches the keys: wait a little, and begin again.
    Wait,
    /// The host checks a signature, and says so to [`Authenticator::checked`].
    Check(Box<Pending>),
}

/// A signature that the host checks.
pub struct Pending {
    token: String,
    carrier: Carrier,
    prepared: Prepared,
    key: Jwk,
}

/// How long a fetch by another request is waited for, in seconds.
const LOST_AFTER: i64 = 10;
/// How long the key endpoint may take, in milliseconds.
const KEY_PATIENCE: u32 = 3_000;

pub(crate) fn identify(
    callers: &mut Authenticator,
    headers: &HeaderList,
    now: Timestamp,
) -> Progress {
    let policy = callers.policy;
    let Some(tokens) = &mut callers.tokens else {
        return Progress::Known(Sender::Anonymous);
    };
    let (token, carrier) = match credential(headers.iter(), &tokens.sources) {
        Credential::None => return Progress::Known(Sender::Anonymous),
        Credential::Conflict => return Progress::Known(Sender::Two),
        Credential::Malformed => return Progress::Known(Sender::Invalid),
        Credential::Token(token, carrier) => (token, carrier),
    };
    let keys = match standing(tokens, now) {
        Ok(generation) => generation,
        Err(progress) => return progress,
    };
    if let Some(claimed) = tokens.kept.get(&token, Epoch { policy, keys }, now) {
        return Progress::Known(Sender::Claimed(Rc::clone(claimed), carrier));
    }
    let prepared = match prepare(&token, &tokens.policy) {
        Ok(prepared) => prepared,
        Err(fault) => return Progress::Known(refused(fault)),
    };
    let secret = tokens
        .secrets
        .iter()
        .find(|secret| secret.algorithm() == prepared.algorithm());
    if let Some(secret) = secret {
        let verified = prepared.with_secret(secret);
        return Progress::Known(conclude(callers, &token, carrier, verified, now));
    }
    match look_up(tokens, &prepared, now) {
        Ok(key) => Progress::Check(Box::new(Pending {
            token: token.into_owned(),
            carrier,
            prepared,
            key,
        })),
        Err(progress) => progress,
    }
}

pub(crate) fn checked(
    callers: &mut Authenticator,
    pending: &Pending,
    fits: bool,
    now: Timestamp,
) -> Sender {
    let verified = pending
        .prepared
        .with_key(&pending.key)
        .and_then(|check| check.host_says(fits));
    conclude(callers, &pending.token, pending.carrier, verified, now)
}

impl Pending {
    /// What the host has to check; `None` where the key does not fit the token.
    pub fn step(&self) -> Option<Step> {
        let check = self.prepared.with_key(&self.key).ok()?;
        Some(Step::Verify {
            jwk: self.key.to_json(),
            algorithm: check.algorithm().name(),
            message: check.signing_input().to_vec(),
            signature: check.signature().to_vec(),
        })
    }
}

/// The generation of keys that a kept token must have been verified under.
fn standing(tokens: &mut Tokens, now: Timestamp) -> Result<u64, Progress> {
    let Some(keys) = &mut tokens.keys else {
        return Ok(0);
    };
    match keys.store.standing(now) {
        Standing::Current(generation) => Ok(generation),
        Standing::Fetch => Err(start(keys, now)),
        Standing::Unavailable { .. } => Err(wait_or_give_up(keys, now)),
    }
}

fn look_up(tokens: &mut Tokens, prepared: &Prepared, now: Timestamp) -> Result<Jwk, Progress> {
    let Some(keys) = &mut tokens.keys else {
        return Err(Progress::Known(Sender::Invalid));
    };
    match keys
        .store
        .lookup(prepared.key_id(), prepared.algorithm(), now)
    {
        Lookup::Key(key) if prepared.with_key(key).is_ok() => Ok(key.clone()),
        Lookup::Key(_) | Lookup::Unknown => Err(Progress::Known(Sender::Invalid)),
        Lookup::Fetch => Err(start(keys, now)),
        Lookup::Unavailable { .. } => Err(wait_or_give_up(keys, now)),
    }
}

fn start(keys: &mut Keys, now: Timestamp) -> Progress {
    let Some(ticket) = keys.store.fetch_started(now) else {
        return wait_or_give_up(keys, now);
    };
    keys.fetching = Some(now);
    let fetch = Fetch {
        method: "GET",
        url: keys.url.clone(),
        headers: vec![("accept".to_owned(), "application/json".to_owned())],
        body: None,
        limit: ownguard_verify::jwks::MAX_SET_BYTES,
        patience: KEY_PATIENCE,
    };
    Progress::FetchKeys(ticket, fetch)
}

fn wait_or_give_up(keys: &Keys, now: Timestamp) -> Progress {
    if keys
        .fetching
        .is_some_and(|since| now.saturating_sub(since) < LOST_AFTER)
    {
        Progress::Wait
    } else {
        Progress::Known(Sender::NoKeys)
    }
}

fn conclude(
    callers: &mut Authenticator,
    token: &str,
    carrier: Carrier,
    verified: Result<Verified, TokenFault>,
    now: Timestamp,
) -> Sender {
    let Some(tokens) = &mut callers.tokens else {
        return Sender::Invalid;
    };
    let read = verified.and_then(|verified| {
        let claims = finish(&verified, now, &tokens.policy)?;
        callers.meaning.of(&claims)
    });
    let (claimed, window) = match read {
        Ok((claimed, window)) => (Rc::new(claimed), window),
        Err(fault) => return refused(fault),
    };
    let generation = match &tokens.keys {
        None => 0,
        Some(keys) => match keys.store.standing(now) {
            Standing::Current(generation) => generation,
            Standing::Fetch | Standing::Unavailable { .. } => {
                return Sender::Claimed(claimed, carrier);
            }
        },
    };
    let epoch = Epoch {
        policy: callers.policy,
        keys: generation,
    };
    tokens.kept.put(token, epoch, window, Rc::clone(&claimed));
    Sender::Claimed(claimed, carrier)
}

fn refused(fault: TokenFault) -> Sender {
    match fault {
        TokenFault::Expired => Sender::Expired,
        TokenFault::Invalid(_) => Sender::Invalid,
    }
}

impl Sender {
    /// What a verified token says, where there is one.
    pub const fn claimed(&self) -> Option<&Rc<Claimed>> {
        match self {
            Self::Claimed(claimed, _) | Self::Vouched(claimed) => Some(claimed),
            Self::Anonymous | Self::Expired | Self::Invalid | Self::Two | Self::NoKeys => None,
        }
    }

    /// The principal kind and subject, for a proof and an audit.
    pub(crate) fn describe(principal: &Principal, services: &[String]) -> String {
        match principal {
            Principal::Anonymous => "anonymous".to_owned(),
            Principal::Guest(user) => format!("guest:{}", user.id),
            Principal::Person(person) => format!("person:{}", person.user.id),
            Principal::Staff(staff) => format!("staff:{}", staff.id),
            Principal::Service(service) => {
                let name = services
                    .get(usize::from(service.index))
                    .map_or("", String::as_str);
                format!("service:{name}")
            }
        }
    }
}
