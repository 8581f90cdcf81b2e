//! Who sends a request, for every shell: how tokens are found and verified, what
//! their claims mean, and the tokens verified so far. It fetches and checks
//! nothing itself: [`Progress`] says what a shell has to do.

use ownguard_core::Timestamp;
use ownguard_core::http::HeaderList;
use ownguard_verify::cache::{TokenCache, Window};
use ownguard_verify::credential::Sources;
use ownguard_verify::fault::TokenFault;
use ownguard_verify::identity::ClaimPaths;
use ownguard_verify::jwks::{KeyStore, Ticket};
use ownguard_verify::keys::HmacSecret;
use ownguard_verify::path::Path;
use ownguard_verify::policy::Policy;
use ownguard_verify::{Claims, claims};
use std::rc::Rc;

use crate::caller::Claimed;
use crate::identify::{self, Pending, Progress, Sender};
use crate::step::Failure;

/// What identifies callers. Without tokens everybody is anonymous.
pub struct Authenticator {
    pub(crate) tokens: Option<Tokens>,
    pub(crate) meaning: Meaning,
    /// The model's part of what a kept token was verified under.
    pub(crate) policy: u64,
}

/// What claims mean.
#[derive(Default)]
pub(crate) struct Meaning {
    pub(crate) claims: ClaimPaths,
    pub(crate) service: ServiceClaims,
    /// The names of the model's services.
    pub(crate) services: Vec<String>,
}

/// Where a service's token names it.
#[derive(Default)]
pub(crate) struct ServiceClaims {
    pub(crate) name: Option<Path>,
    pub(crate) tenant: Option<Path>,
}

/// How tokens are found and verified.
pub(crate) struct Tokens {
    pub(crate) policy: Policy,
    pub(crate) sources: Sources,
    pub(crate) secrets: Vec<HmacSecret>,
    pub(crate) keys: Option<Keys>,
    pub(crate) kept: TokenCache<Rc<Claimed>>,
}

/// The issuer's public keys.
pub(crate) struct Keys {
    pub(crate) url: String,
    pub(crate) store: KeyStore,
    /// Since when an exchange is fetching them, so that others wait for it.
    pub(crate) fetching: Option<i64>,
}

impl Authenticator {
    /// Identifies the sender, or says what is needed first.
    pub fn identify(&mut self, headers: &HeaderList, now: Timestamp) -> Progress {
        identify::identify(self, headers, now)
    }

    /// What a host said of a signature.
    pub fn checked(&mut self, pending: &Pending, fits: bool, now: Timestamp) -> Sender {
        identify::checked(self, pending, fits, now)
    }

    /// What came of fetching keys. A set that is not understood counts as a failed fetch; the last
    /// good one stays.
    pub fn keys_fetched(
        &mut self,
        ticket: Ticket,
        fetched: Result<(u16, Vec<u8>), Failure>,
        now: Timestamp,
    ) {
        let Some(keys) = self.tokens.as_mut().and_then(|tokens| tokens.keys.as_mut()) else {
            return;
        };
        keys.fetching = None;
        match fetched {
            Ok((status, body)) => drop(keys.store.fetched(ticket, status, &body, now)),
            Err(Failure::Dead | Failure::Slow | Failure::TooLong) => keys.store.failed(ticket),
        }
    }

    /// The sender by claims that somebody else verified: an object in JSON.
    pub fn vouched(&self, claims: &[u8], now: Timestamp) -> Sender {
        let claimed = claims::vouched(claims, now).and_then(|claims| self.meaning.of(&claims));
        match claimed {
            Ok((claimed, _)) => Sender::Vouched(Rc::new(claimed)),
            Err(TokenFault::Expired) => Sender::Expired,
            Err(TokenFault::Invalid(_)) => Sender::Invalid,
        }
    }
}

impl Meaning {
    /// What the claims of one token say, and while it holds.
    pub(crate) fn of(&self, claims: &Claims) -> Result<(Claimed, Window), TokenFault> {
        let identity = self.claims.identity(claims)?;
        let text = |path: &Option<Path>| {
            let value = claims.at(path.as_ref()?)?;
            value.as_str()
        };
        // A token of a service that the model does not know is nobody's.
        let service = match text(&self.service.name) {
            None => None,
            Some(named) => {
                let at = self.services.iter().position(|known| known == named);
                let at = at.and_then(|at| u8::try_from(at).ok());
                Some(at.ok_or(ownguard_verify::Flaw::ClaimShape)?)
            }
        };
        let claimed = Claimed {
            identity,
            service,
            tenant: text(&self.service.tenant).map(str::to_owned),
        };
        let window = Window {
            not_before: claims.not_before(),
            expires_at: claims.expires_at(),
        };
        Ok((claimed, window))
    }
}
