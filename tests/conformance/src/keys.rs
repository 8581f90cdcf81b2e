//! Published keys: one alone, and an issuer's over time.

use ownguard_verify::json::Json;
use ownguard_verify::jwks::{FetchFault, KeyStore, Lookup, Rotation, Standing, Ticket, Timing};
use ownguard_verify::keys::{self, KeyFault};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::bytes::Bytes;
use crate::kind::Behaviour;
use crate::models::World;
use crate::token::algorithm;

/// A published key.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Jwk {
    jwk: Value,
}

/// Whether it can be used.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Usable {
    /// It can: as it is handed to the host.
    Key(Value),
    /// What is wrong with it.
    Fault(String),
}

impl Behaviour for Jwk {
    type Outcome = Usable;

    fn run(self, _: &World<'_>) -> Result<Usable, String> {
        Ok(match read(&self.jwk)? {
            Ok(key) => Usable::Key(
                serde_json::from_str(&key.to_json()).map_err(|error| error.to_string())?,
            ),
            Err(fault) => Usable::Fault(fault.name().to_owned()),
        })
    }
}

pub(crate) fn read(jwk: &Value) -> Result<Result<keys::Jwk, KeyFault>, String> {
    let json = Json::parse(jwk.to_string().as_bytes(), 16 * 1024, 8);
    Ok(keys::Jwk::from_json(
        &json.map_err(|fault| format!("{fault:?}"))?,
    ))
}

/// An issuer's keys over time.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    #[serde(default)]
    timing: Option<Times>,
    steps: Vec<Step>,
}

/// In seconds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Times {
    cool_down: i64,
    time_to_live: i64,
    max_age: i64,
    patience: i64,
}

/// What happens, or is asked, at a time.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Step {
    /// May tokens that were verified before be believed?
    Standing { at: i64 },
    /// What to do for a token of this key?
    Lookup {
        at: i64,
        #[serde(default)]
        kid: Option<String>,
        alg: String,
    },
    /// A fetch begins.
    Start { at: i64 },
    /// An answer came, to the last fetch or to an earlier one (the first is 1).
    Fetched {
        at: i64,
        status: u16,
        body: Bytes,
        #[serde(default)]
        fetch: Option<usize>,
    },
    /// The last fetch failed.
    Failed {},
    /// Should a fetch begin ahead of need?
    RefreshDue { at: i64 },
}

/// What came of each step, in a few words.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Happened {
    steps: Vec<String>,
}

impl Behaviour for Keys {
    type Outcome = Happened;

    fn run(self, _: &World<'_>) -> Result<Happened, String> {
        let timing = self.timing.map_or_else(Timing::default, |times| Timing {
            cool_down: times.cool_down,
            time_to_live: times.time_to_live,
            max_age: times.max_age,
            patience: times.patience,
        });
        let mut store = KeyStore::new(timing);
        let mut tickets = Vec::new();
        let steps = self
            .steps
            .iter()
            .map(|step| happen(&mut store, &mut tickets, step));
        Ok(Happened {
            steps: steps.collect::<Result<_, _>>()?,
        })
    }
}

fn happen(store: &mut KeyStore, tickets: &mut Vec<Ticket>, step: &Step) -> Result<String, String> {
    let ticket = |number: Option<usize>| {
        let ticket = match number {
            None => tickets.last(),
            Some(number) => tickets.get(number.saturating_sub(1)),
        };
        ticket
            .copied()
            .ok_or_else(|| "no fetch was started".to_owned())
    };
    Ok(match step {
        Step::Standing { at } => match store.standing(*at) {
            Standing::Current(generation) => format!("current {generation}"),
            Standing::Fetch => "fetch".to_owned(),
            Standing::Unavailable { retry_after } => format!("unavailable {retry_after}"),
        },
        Step::Lookup { at, kid, alg } => match store.lookup(kid.as_deref(), algorithm(alg)?, *at) {
            Lookup::Key(key) => format!("key {}", key.key_id().unwrap_or("without id")),
            Lookup::Fetch => "fetch".to_owned(),
            Lookup::Unknown => "unknown".to_owned(),
            Lookup::Unavailable { retry_after } => format!("unavailable {retry_after}"),
        },
        Step::Start { at } => match store.fetch_started(*at) {
            Some(ticket) => {
                tickets.push(ticket);
                "started".to_owned()
            }
            None => "not now".to_owned(),
        },
        Step::Fetched {
            at,
            status,
            body,
            fetch,
        } => match store.fetched(ticket(*fetch)?, *status, &body.read()?, *at) {
            Ok(Rotation::Unchanged) => "unchanged".to_owned(),
            Ok(Rotation::Changed) => "changed".to_owned(),
            Err(fault) => fetch_fault(fault).to_owned(),
        },
        Step::Failed {} => {
            store.failed(ticket(None)?);
            "noted".to_owned()
        }
        Step::RefreshDue { at } => {
            if store.refresh_due(*at) {
                "due".to_owned()
            } else {
                "not due".to_owned()
            }
        }
    })
}

const fn fetch_fault(fault: FetchFault) -> &'static str {
    match fault {
        FetchFault::Status => "fault status",
        FetchFault::TooLarge => "fault too_large",
        FetchFault::TooManyKeys => "fault too_many_keys",
        FetchFault::Malformed => "fault malformed",
        FetchFault::Superseded => "fault superseded",
    }
}
