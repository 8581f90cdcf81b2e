//! What requests of one process share: the model, keys, verified tokens, kept
//! facts. All of it is trusted; none of it is a decision.

use ownguard_core::Model;
use ownguard_verify::cache::TokenCache;
use ownguard_verify::credential::Sources;
use ownguard_verify::identity::ClaimPaths;
use ownguard_verify::jwks::KeyStore;
use ownguard_verify::keys::HmacSecret;
use ownguard_verify::mac::{KeyRing, MacKey};
use ownguard_verify::path::Path;
use ownguard_verify::policy::Policy;
use std::fmt::Write as _;
use std::rc::Rc;

use crate::caller::Claimed;

/// The version of this gate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A gate: one model, one origin, and what was learned so far.
pub struct Gate {
    pub(crate) model: Model,
    pub(crate) hash: [u8; 32],
    pub(crate) origin: String,
    pub(crate) labels: Option<String>,
    pub(crate) facts: Option<Facts>,
    pub(crate) identify: Option<Identify>,
    pub(crate) proof: Option<MacKey>,
    pub(crate) links: Option<KeyRing>,
    pub(crate) dev: bool,
    pub(crate) patience: u32,
}

/// The app's source of facts, and what it said of late.
pub(crate) struct Facts {
    pub(crate) path: String,
    pub(crate) kept: TokenCache<Rc<ownguard_wire::facts::Facts>>,
}

/// How callers are identified.
pub(crate) struct Identify {
    pub(crate) policy: Policy,
    pub(crate) sources: Sources,
    pub(crate) claims: ClaimPaths,
    pub(crate) service: ServiceClaims,
    pub(crate) secrets: Vec<HmacSecret>,
    pub(crate) keys: Option<Keys>,
    pub(crate) kept: TokenCache<Rc<Claimed>>,
}

/// Where a service's token names it.
pub(crate) struct ServiceClaims {
    pub(crate) name: Option<Path>,
    pub(crate) tenant: Option<Path>,
}

/// The issuer's public keys.
pub(crate) struct Keys {
    pub(crate) url: String,
    pub(crate) store: KeyStore,
    /// Since when an exchange is fetching them, so that others wait for it.
    pub(crate) fetching: Option<i64>,
}

impl Gate {
    /// The model.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// SHA-256 of the model's source, in hexadecimal.
    pub fn model_hash(&self) -> String {
        self.hash.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap_or_default();
            text
        })
    }

    /// Host and port of the origin.
    pub(crate) fn authority(&self) -> &str {
        self.origin
            .split_once("://")
            .map_or("", |(_, authority)| authority)
    }

    /// The policy's part of what a kept token was verified under.
    pub(crate) fn epoch(&self) -> u64 {
        self.hash
            .iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}
