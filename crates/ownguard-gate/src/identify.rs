//! Who sends a request: the credential is found, its key is had, its signature
//! checked by the host, its claims read. Verified once, then kept.

use ownguard_core::{Principal, Timestamp};
use ownguard_verify::cache::{Epoch, Window};
use ownguard_verify::credential::{Carrier, Credential, credential};
use ownguard_verify::fault::TokenFault;
use ownguard_verify::jwks::{Lookup, Standing, Ticket};
use ownguard_verify::keys::Jwk;
use ownguard_verify::token::Prepared;
use ownguard_verify::{Verified, finish, prepare};
use std::rc::Rc;

use crate::caller::Claimed;
use crate::gate::{Gate, Identify, Keys};
use crate::step::{Arrival, Fetch};

/// Who sends a request, as far as its credential tells.
#[derive(Clone, Debug)]
pub(crate) enum Sender {
    Anonymous,
    Claimed(Rc<Claimed>, Carrier),
    Expired,
    Invalid,
    /// Tokens of two subjects.
    Two,
    /// The issuer's keys cannot be had.
    NoKeys,
}

/// How far identifying came.
pub(crate) enum Progress {
    Known(Sender),
    FetchKeys(Ticket, Fetch),
    /// Another request fetches the keys.
    Wait,
    Check(Box<Pending>),
}

/// A signature that the host checks.
pub(crate) struct Pending {
    pub(crate) token: String,
    pub(crate) carrier: Carrier,
    pub(crate) prepared: Prepared,
    pub(crate) key: Jwk,
}

/// How long a fetch by another request is waited for, in seconds.
const LOST_AFTER: i64 = 10;
/// How long the key endpoint may take, in milliseconds.
const KEY_PATIENCE: u32 = 3_000;

/// Identifies the sender, or says what is needed first.
pub(crate) fn identify(gate: &mut Gate, arrival: &Arrival, now: Timestamp) -> Progress {
    let policy_epoch = gate.epoch();
    let Some(identify) = &mut gate.identify else {
        return Progress::Known(Sender::Anonymous);
    };
    let (token, carrier) = match credential(arrival.headers.iter(), &identify.sources) {
        Credential::None => return Progress::Known(Sender::Anonymous),
        Credential::Conflict => return Progress::Known(Sender::Two),
        Credential::Malformed => return Progress::Known(Sender::Invalid),
        Credential::Token(token, carrier) => (token, carrier),
    };
    let generation = match standing(identify, now) {
        Ok(generation) => generation,
        Err(progress) => return progress,
    };
    let epoch = Epoch {
        policy: policy_epoch,
        keys: generation,
    };
    if let Some(claimed) = identify.kept.get(&token, epoch, now) {
        return Progress::Known(Sender::Claimed(Rc::clone(claimed), carrier));
    }
    let prepared = match prepare(&token, &identify.policy) {
        Ok(prepared) => prepared,
        Err(fault) => return Progress::Known(refused(fault)),
    };
    let secret = identify
        .secrets
        .iter()
        .find(|secret| secret.algorithm() == prepared.algorithm());
    if let Some(secret) = secret {
        let verified = prepared.with_secret(secret);
        return Progress::Known(conclude(gate, &token, carrier, verified, now));
    }
    match look_up(identify, &prepared, now) {
        Ok(key) => Progress::Check(Box::new(Pending {
            token: token.into_owned(),
            carrier,
            prepared,
            key,
        })),
        Err(progress) => progress,
    }
}

/// What the host said of a signature.
pub(crate) fn checked(gate: &mut Gate, pending: &Pending, fits: bool, now: Timestamp) -> Sender {
    let verified = pending
        .prepared
        .with_key(&pending.key)
        .and_then(|check| check.host_says(fits));
    conclude(gate, &pending.token, pending.carrier, verified, now)
}

/// The generation of keys that a kept token must have been verified under.
fn standing(identify: &mut Identify, now: Timestamp) -> Result<u64, Progress> {
    let Some(keys) = &mut identify.keys else {
        return Ok(0);
    };
    match keys.store.standing(now) {
        Standing::Current(generation) => Ok(generation),
        Standing::Fetch => Err(start(keys, now)),
        Standing::Unavailable { .. } => Err(wait_or_give_up(keys, now)),
    }
}

fn look_up(identify: &mut Identify, prepared: &Prepared, now: Timestamp) -> Result<Jwk, Progress> {
    let Some(keys) = &mut identify.keys else {
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
    gate: &mut Gate,
    token: &str,
    carrier: Carrier,
    verified: Result<Verified, TokenFault>,
    now: Timestamp,
) -> Sender {
    let policy = gate.epoch();
    let services = gate.model.services();
    let Some(identify) = &mut gate.identify else {
        return Sender::Invalid;
    };
    let read = verified.and_then(|verified| {
        let claims = finish(&verified, now, &identify.policy)?;
        let identity = identify.claims.identity(&claims)?;
        let text = |path: &Option<ownguard_verify::path::Path>| {
            path.as_ref()
                .and_then(|path| claims.at(path))
                .and_then(|value| value.as_str())
        };
        let named = text(&identify.service.name);
        let service = named.map(|named| services.iter().position(|known| known == named));
        let tenant = text(&identify.service.tenant).map(str::to_owned);
        let window = Window {
            not_before: claims.not_before(),
            expires_at: claims.expires_at(),
        };
        Ok((identity, service, tenant, window))
    });
    let (identity, service, tenant, window) = match read {
        Ok(read) => read,
        Err(fault) => return refused(fault),
    };
    // A token of a service that the model does not know is nobody's.
    let service = match service {
        None => None,
        Some(Some(at)) => u8::try_from(at).ok(),
        Some(None) => return Sender::Invalid,
    };
    let claimed = Rc::new(Claimed {
        identity,
        service,
        tenant,
    });
    let generation = match &identify.keys {
        None => 0,
        Some(keys) => match keys.store.standing(now) {
            Standing::Current(generation) => generation,
            Standing::Fetch | Standing::Unavailable { .. } => {
                return Sender::Claimed(claimed, carrier);
            }
        },
    };
    identify.kept.put(
        token,
        Epoch {
            policy,
            keys: generation,
        },
        window,
        Rc::clone(&claimed),
    );
    Sender::Claimed(claimed, carrier)
}

fn refused(fault: TokenFault) -> Sender {
    match fault {
        TokenFault::Expired => Sender::Expired,
        TokenFault::Invalid(_) => Sender::Invalid,
    }
}

impl Sender {
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
