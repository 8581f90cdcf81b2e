//! Single values: keys, masks, request targets.

use ownguard_core::http::key::{self, JsonKey, KeyKind};
use ownguard_core::http::path::{PathFault, canonical};
use serde::{Deserialize, Serialize};

use crate::kind::Behaviour;
use crate::models::World;

/// A key that somebody wrote.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    #[serde(rename = "type")]
    kind: KeyType,
    written: Written,
}

/// The type of a key column.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum KeyType {
    Uuid,
    Int,
    Text,
}

/// Where it was written.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Written {
    /// In a path, a query, a form.
    Path(String),
    /// As a string of JSON.
    String(String),
    /// As a number of JSON, in its own characters.
    Number(String),
}

/// Whether it is a key, in its one spelling.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct IsKey {
    canonical: bool,
}

impl Behaviour for Key {
    type Outcome = IsKey;

    fn run(self, _: &World<'_>) -> Result<IsKey, String> {
        let kind = match self.kind {
            KeyType::Uuid => KeyKind::Uuid,
            KeyType::Int => KeyKind::Int,
            KeyType::Text => KeyKind::Text,
        };
        let key = match &self.written {
            Written::Path(text) => key::Key::parse(kind, text),
            Written::String(text) => key::Key::from_json(kind, JsonKey::Text(text)),
            Written::Number(text) => key::Key::from_json(kind, JsonKey::Number(text)),
        };
        Ok(IsKey {
            canonical: key.is_ok(),
        })
    }
}

/// A text to mask.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Mask {
    mask: String,
    text: String,
}

/// The masked text.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Masked {
    text: String,
}

impl Behaviour for Mask {
    type Outcome = Masked;

    fn run(self, _: &World<'_>) -> Result<Masked, String> {
        let mask = ownguard_core::json::Mask::find(&self.mask);
        let mask = mask.ok_or_else(|| format!("no mask `{}`", self.mask))?;
        Ok(Masked {
            text: mask.apply(&self.text),
        })
    }
}

/// A request target.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Path {
    target: String,
}

/// The target in its one spelling.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Canonical {
    /// It has one.
    Path {
        path: String,
        /// Decoded.
        segments: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        query: Option<String>,
    },
    /// It is refused with 400.
    Refused(String),
}

impl Behaviour for Path {
    type Outcome = Canonical;

    fn run(self, _: &World<'_>) -> Result<Canonical, String> {
        Ok(match canonical(&self.target) {
            Ok(found) => Canonical::Path {
                path: found.path().to_owned(),
                segments: found.segments().map(std::borrow::Cow::into_owned).collect(),
                query: found.query().map(str::to_owned),
            },
            Err(fault) => Canonical::Refused(name(fault).to_owned()),
        })
    }
}

const fn name(fault: PathFault) -> &'static str {
    match fault {
        PathFault::NotOriginForm => "not_origin_form",
        PathFault::TooLong => "too_long",
        PathFault::Fragment => "fragment",
        PathFault::Control => "control",
        PathFault::Separator => "separator",
        PathFault::EmptySegment => "empty_segment",
        PathFault::DotSegment => "dot_segment",
        PathFault::BadEscape => "bad_escape",
        PathFault::DoubleEscape => "double_escape",
        PathFault::BadUtf8 => "bad_utf8",
    }
}
