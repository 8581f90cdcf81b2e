//! A key endpoint's keys over time: rotation, cool-down, maximum age. A pure state machine: the
//! shell fetches when it is told to and reports what came.

use std::fmt;

use crate::algorithm::{Algorithm, Family};
use crate::json::Json;
use crate::keys::{Jwk, KeyFault};

/// The longest key document that is read, in bytes.
pub const MAX_SET_BYTES: usize = 128 * 1024;
/// The most keys in a document.
pub const MAX_KEYS: usize = 64;

const MAX_SET_DEPTH: usize = 8;
/// The least time between two fetches while there are no keys at all, in seconds.
const COLD_COOL_DOWN: i64 = 1;

/// The usable keys of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JwkSet {
    keys: Vec<Jwk>,
    skipped: Vec<KeyFault>,
}

/// Why a fetch brought no keys. The last good set stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchFault {
    /// A status other than 200; redirects are not followed.
    Status,
    /// Larger than [`MAX_SET_BYTES`].
    TooLarge,
    /// More than [`MAX_KEYS`] keys.
    TooManyKeys,
    /// Not an object with a `keys` array, or a member name repeats.
    Malformed,
    /// A later fetch was started meanwhile; this one's answer no longer counts.
    Superseded,
}

/// When keys are fetched and how long they hold. All in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// The least time between the starts of two fetches; a second while there are no keys at all.
    pub cool_down: i64,
    /// How old a set may be before it is fetched again ahead of any use; with a reachable
    /// endpoint, how long a removed key still verifies.
    pub time_to_live: i64,
    /// How old the last good set may become while fetches fail.
    pub max_age: i64,
    /// After how long a fetch that reported nothing counts as lost.
    pub patience: i64,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            cool_down: 30,
            time_to_live: 600,
            max_age: 6 * 3600,
            patience: 10,
        }
    }
}

/// The keys of one issuer.
#[derive(Clone, Debug)]
pub struct KeyStore {
    timing: Timing,
    held: Option<Held>,
    last_attempt: Option<i64>,
    in_flight: Option<Ticket>,
    tickets: u64,
    generation: u64,
}

/// One fetch, from [`KeyStore::fetch_started`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u64);

/// What to do for a token that names a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'s> {
    /// Check with this key.
    Key(&'s Jwk),
    /// Fetch, report, and look up again.
    Fetch,
    /// The issuer has no such key: deny as an invalid token.
    Unknown,
    /// It can't be known now: 503.
    Unavailable {
        /// Seconds until asking again makes sense.
        retry_after: i64,
    },
}

/// Whether tokens that were verified before may still be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Yes, if verified under this generation of keys.
    Current(u64),
    /// Fetch, report, and ask again.
    Fetch,
    /// No: 503.
    Unavailable {
        /// Seconds until asking again makes sense.
        retry_after: i64,
    },
}

/// What a fetch changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The same keys as before.
    Unchanged,
    /// Other keys: what was verified before has to be verified again.
    Changed,
}

#[derive(Clone, Debug)]
struct Held {
    set: JwkSet,
    at: i64,
}

enum Attempt {
    Free,
    Cooling(i64),
    InFlight(i64),
}

impl JwkSet {
    /// Reads a key document (RFC 7517 section 5). Keys that can't be used are skipped, an
    /// unreadable document is refused. A document without usable keys is a set that denies all.
    pub fn parse(text: &[u8]) -> Result<Self, FetchFault> {
        if text.len() > MAX_SET_BYTES {
            return Err(FetchFault::TooLarge);
        }
        let document =
            Json::parse(text, MAX_SET_BYTES, MAX_SET_DEPTH).map_err(|_| FetchFault::Malformed)?;
        let keys = document
            .as_object()
            .and_then(|members| members.get("keys"))
            .and_then(Json::as_array)
            .ok_or(FetchFault::Malformed)?;
        if keys.len() > MAX_KEYS {
            return Err(FetchFault::TooManyKeys);
        }
        let mut set = Self::default();
        for key in keys {
            match Jwk::from_json(key) {
                Ok(key) => set.keys.push(key),
                Err(fault) => set.skipped.push(fault),
            }
        }
        Ok(set)
    }

    /// The key of that id for that algorithm. A token without a key id fits only where there is
    /// exactly one candidate.
    pub fn find(&self, key_id: Option<&str>, algorithm: Algorithm) -> Option<&Jwk> {
        let mut fitting = self.keys.iter().filter(|key| key.accepts(algorithm));
        match key_id {
            Some(_) => fitting.find(|key| key.key_id() == key_id),
            None => fitting.next().filter(|_| fitting.next().is_none()),
        }
    }

    /// The usable keys.
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// Why the other keys are not usable.
    pub fn skipped(&self) -> &[KeyFault] {
        &self.skipped
    }
}

impl KeyStore {
    /// A store that has no keys yet.
    pub fn new(timing: Timing) -> Self {
        Self {
            timing,
            held: None,
            last_attempt: None,
            in_flight: None,
            tickets: 0,
            generation: 0,
        }
    }

    /// Whether the keys may be relied on at `now`. Ask before believing a verified-token cache:
    /// cached tokens look nothing up, and so would outlive a removed key.
    pub fn standing(&self, now: i64) -> Standing {
        let age = self.age(now);
        match self.attempt(now) {
            _ if age < self.timing.time_to_live => Standing::Current(self.generation),
            Attempt::Free => Standing::Fetch,
            Attempt::Cooling(_) | Attempt::InFlight(_) if age < self.timing.max_age => {
                Standing::Current(self.generation)
            }
            Attempt::Cooling(retry_after) | Attempt::InFlight(retry_after) => {
                Standing::Unavailable { retry_after }
            }
        }
    }

    /// What to do for a token that names this key and algorithm.
    pub fn lookup(&self, key_id: Option<&str>, algorithm: Algorithm, now: i64) -> Lookup<'_> {
        if algorithm.family() == Family::Hmac {
            return Lookup::Unknown;
        }
        match self.standing(now) {
            Standing::Fetch => return Lookup::Fetch,
            Standing::Unavailable { retry_after } => return Lookup::Unavailable { retry_after },
            Standing::Current(_) => {}
        }
        let key = self
            .held
            .as_ref()
            .and_then(|held| held.set.find(key_id, algorithm));
        match (key, self.attempt(now)) {
            (Some(key), _) => Lookup::Key(key),
            (None, Attempt::Free) => Lookup::Fetch,
            (None, Attempt::Cooling(_)) => Lookup::Unknown,
            (None, Attempt::InFlight(retry_after)) => Lookup::Unavailable { retry_after },
        }
    }

    /// Whether half the time to live is over and a fetch could start: a shell that can work after
    /// its answer fetches now, so that no request waits.
    pub fn refresh_due(&self, now: i64) -> bool {
        matches!(self.attempt(now), Attempt::Free) && self.age(now) >= self.timing.time_to_live / 2
    }

    /// Marks the start of a fetch; nothing if one is under way or the last was just now. Every
    /// ticket is answered by [`Self::fetched`] or [`Self::failed`].
    pub fn fetch_started(&mut self, now: i64) -> Option<Ticket> {
        if !matches!(self.attempt(now), Attempt::Free) {
            return None;
        }
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.in_flight = Some(ticket);
        self.last_attempt = Some(now);
        Some(ticket)
    }

    /// Takes the answer of a fetch. On any fault the last good set stays, with its own age.
    pub fn fetched(
        &mut self,
        ticket: Ticket,
        status: u16,
        body: &[u8],
        now: i64,
    ) -> Result<Rotation, FetchFault> {
        if self.in_flight != Some(ticket) {
            return Err(FetchFault::Superseded);
        }
        self.in_flight = None;
        if status != 200 {
            return Err(FetchFault::Status);
        }
        let set = JwkSet::parse(body)?;
        let unchanged = self.held.as_ref().is_some_and(|held| held.set == set);
        self.held = Some(Held { set, at: now });
        if unchanged {
            return Ok(Rotation::Unchanged);
        }
        self.generation += 1;
        Ok(Rotation::Changed)
    }

    /// Takes note that a fetch failed or ran out of time.
    pub fn failed(&mut self, ticket: Ticket) {
        if self.in_flight == Some(ticket) {
            self.in_flight = None;
        }
    }

    /// A clock that went back makes the set old, not young.
    fn age(&self, now: i64) -> i64 {
        let age = self.held.as_ref().map(|held| now.saturating_sub(held.at));
        age.filter(|age| *age >= 0).unwrap_or(i64::MAX)
    }

    fn attempt(&self, now: i64) -> Attempt {
        let since = self.last_attempt.map(|at| now.saturating_sub(at));
        let Some(since) = since.filter(|since| *since >= 0) else {
            return Attempt::Free;
        };
        if self.in_flight.is_some() && since < self.timing.patience {
            return Attempt::InFlight(self.timing.patience - since);
        }
        // Without any keys nobody can sign in: then the endpoint is asked as soon as it may be well again.
        let cool_down = match self.held {
            Some(_) => self.timing.cool_down,
            None => self.timing.cool_down.min(COLD_COOL_DOWN),
        };
        match cool_down - since {
            left @ 1.. => Attempt::Cooling(left),
            _ => Attempt::Free,
        }
    }
}

impl fmt::Display for FetchFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Status => "the key endpoint did not answer 200",
            Self::TooLarge => "the key document is too large",
            Self::TooManyKeys => "the key document has too many keys",
            Self::Malformed => "the key document is not a JSON Web Key Set",
            Self::Superseded => "a later fetch of the keys was started meanwhile",
        })
    }
}

impl std::error::Error for FetchFault {}
