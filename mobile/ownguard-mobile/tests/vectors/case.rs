//! One case as every phone runs it: what an app gives, and what it must get.

use ownguard_mobile::{Access, Guard, GuardError, Place, SessionFacts, ShareLink};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The file that Rust, Kotlin and Swift run.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) cases: Vec<Case>,
    /// Shared vectors that no call of a phone can be asked, each with its reason.
    pub(crate) left_out: Vec<LeftOut>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeftOut {
    pub(crate) id: String,
    pub(crate) because: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// The shared vector, and what is asked of it.
    pub(crate) id: String,
    /// A file of `tests/vectors/models` by name, or a whole model in TOML.
    pub(crate) model: String,
    pub(crate) now: i64,
    pub(crate) session: Told,
    /// `bind`, `redact`, `redactPage`, `allowedActions` or `can`.
    pub(crate) call: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) resource: String,
    /// The document, or the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) json: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) screen: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) above: Option<String>,
    pub(crate) expect: Expected,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) claims: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) facts: Option<String>,
    /// Resource and key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<(String, String)>,
}

/// What the app gets: exactly one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Expected {
    /// The session is bound.
    #[default]
    Bound,
    /// This document, byte for byte.
    Json(String),
    Actions(Vec<String>),
    Can(bool),
    /// An error of this code.
    Error(String),
}

impl Case {
    /// What the shell gives.
    pub(crate) fn run(&self) -> Expected {
        self.outcome()
            .unwrap_or_else(|error| Expected::Error(error.code().to_owned()))
    }

    fn outcome(&self) -> Result<Expected, GuardError> {
        let access = self.bind()?;
        let (resource, screen) = (self.resource.as_str(), self.screen.clone());
        let json = self.json.as_deref().unwrap_or_default();
        Ok(match self.call.as_str() {
            "bind" => Expected::Bound,
            "redact" => Expected::Json(access.redact(json, resource, screen, self.now)?),
            "redactPage" => Expected::Json(access.redact_page(json, resource, screen, self.now)?),
            "allowedActions" => {
                Expected::Actions(access.allowed_actions(resource, json, self.now)?)
            }
            "can" => {
                let action = self.action.as_deref().unwrap_or_default();
                let place = Place {
                    tenant: self.tenant.clone(),
                    above: self.above.clone(),
                };
                let row = self.json.clone();
                Expected::Can(access.can(action, resource, row, Some(place), self.now)?)
            }
            other => Expected::Error(format!("no call `{other}`")),
        })
    }

    fn bind(&self) -> Result<Arc<Access>, GuardError> {
        let link = self.session.link.clone();
        let session = SessionFacts {
            claims: self.session.claims.clone(),
            facts: self.session.facts.clone(),
            link: link.map(|(resource, key)| ShareLink { resource, key }),
        };
        Guard::new(&source(&self.model))?.bind(session, self.now)
    }
}

/// The text of a model that is named or given.
pub(crate) fn source(model: &str) -> String {
    let shared = ownguard_conformance::SHARED.iter();
    let mut named = shared.filter(|(name, _)| *name == model);
    named.next().map_or(model, |(_, text)| text).to_owned()
}
