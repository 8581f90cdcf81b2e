//! Models read: what is refused, what is warned of, what they come to.

use ownguard_core::http::Method;
use ownguard_wire::model::{Format, Problems, read};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

use crate::kind::Behaviour;
use crate::models::World;

/// A model, the vector's own.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadModel {
    /// What to tell of a model that is right.
    #[serde(default)]
    tell: Vec<Tell>,
}

/// What can be told of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Tell {
    Revision,
    Hash,
    Routes,
}

/// What it comes to.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reads {
    /// It is right.
    Model(Told),
    /// It is refused: the codes, in their order.
    Refused(Vec<String>),
}

/// What was asked of a model.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Told {
    /// Codes of what was probably not meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u64>,
    /// SHA-256 of the source, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    /// Method and pattern of each, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<String>,
}

impl Behaviour for ReadModel {
    type Outcome = Reads;

    fn run(self, world: &World<'_>) -> Result<Reads, String> {
        let document = match read(world.source()?, "ownguard.toml", Format::Toml) {
            Ok(document) => document,
            Err(problems) => return Ok(Reads::Refused(codes(&problems))),
        };
        let tells = |what| self.tell.contains(&what);
        let mut told = Told {
            warnings: codes(&document.warnings),
            ..Told::default()
        };
        told.revision = tells(Tell::Revision).then_some(document.spec.revision);
        told.hash = tells(Tell::Hash).then(|| {
            document.hash.iter().fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").unwrap_or_default();
                text
            })
        });
        if tells(Tell::Routes) {
            let routes = document.spec.http.routes.iter();
            let routes = routes.map(|route| {
                format!(
                    "{} {}",
                    route.method.map_or("*", Method::as_str),
                    route.pattern
                )
            });
            told.routes = routes.collect();
        }
        Ok(Reads::Model(told))
    }
}

fn codes(problems: &Problems) -> Vec<String> {
    problems
        .iter()
        .map(|problem| problem.code().name().to_owned())
        .collect()
}
