//! What requests of one process share: the model, keys, verified tokens, kept
//! facts. All of it is trusted; none of it is a decision.

use ownguard_core::Model;
use ownguard_verify::cache::TokenCache;
use ownguard_verify::mac::{KeyRing, MacKey};
use std::fmt::Write as _;
use std::rc::Rc;

use crate::authenticator::Authenticator;

/// The version of this gate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A gate: one model, one origin, and what was learned so far.
pub struct Gate {
    pub(crate) model: Model,
    pub(crate) hash: [u8; 32],
    pub(crate) origin: String,
    pub(crate) labels: Option<String>,
    pub(crate) facts: Option<Facts>,
    pub(crate) callers: Authenticator,
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
}
