//! From a written model and an environment to a [`Gate`]: everything that can be
//! wrong is found here, before the first request.

mod identity;

use ownguard_core::Model;
use ownguard_verify::base64url;
use ownguard_verify::cache::TokenCache;
use ownguard_verify::mac::{KeyRing, MacKey};
use ownguard_wire::model::{self, Document, Format, Setting};
use std::fmt;

use crate::authenticator::Authenticator;
use crate::gate::{Facts, Gate};

/// What a shell gives a gate when it starts.
pub struct Environment<'a> {
    /// The text of the model.
    pub model: &'a str,
    /// Its file name, for messages.
    pub name: &'a str,
    /// The value of an environment variable or secret.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// Random and secret: seeds the cache of verified tokens.
    pub seed: [u8; 16],
}

/// Why a gate cannot start. Nothing passes until it is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupFault {
    /// The model is refused; every problem with its place and mend.
    Model(String),
    /// A variable that is not set.
    Unset(String),
    /// A variable or an identity setting that is not what it must be.
    Setting {
        /// Its name.
        name: String,
        /// What it must be.
        mend: String,
    },
}

impl fmt::Display for SetupFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model(problems) => write!(f, "the model is refused\n{problems}"),
            Self::Unset(name) => write!(
                f,
                "`{name}` is not set: set it as a variable or secret of the gate"
            ),
            Self::Setting { name, mend } => write!(f, "`{name}` is not usable: {mend}"),
        }
    }
}

impl std::error::Error for SetupFault {}

/// How many subjects' facts are kept.
const KEPT: usize = 2048;
/// The longest that the origin may take for the head of its answer, in milliseconds.
const PATIENCE: u32 = 30_000;

/// The keys of share links, in `OWNGUARD_LINK_KEY` and `OWNGUARD_LINK_KEY_PREVIOUS`.
pub fn link_keys(variable: &dyn Fn(&str) -> Option<String>) -> Result<Option<KeyRing>, SetupFault> {
    Settings { variable }.ring("OWNGUARD_LINK_KEY", "OWNGUARD_LINK_KEY_PREVIOUS")
}

/// The keys of the gate's proof, in `OWNGUARD_PROOF_KEY` and `OWNGUARD_PROOF_KEY_PREVIOUS`, for who checks
/// it.
pub fn proof_keys(
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<KeyRing>, SetupFault> {
    Settings { variable }.ring("OWNGUARD_PROOF_KEY", "OWNGUARD_PROOF_KEY_PREVIOUS")
}

impl Gate {
    /// Reads the model and the settings it names.
    pub fn new(environment: &Environment<'_>) -> Result<Self, SetupFault> {
        let format = if is_json(environment.name) {
            Format::Json
        } else {
            Format::Toml
        };
        let document = model::read(environment.model, environment.name, format)
            .map_err(|problems| SetupFault::Model(problems.to_string()))?;
        let settings = Settings {
            variable: environment.variable,
        };
        let origin = settings.origin("OWNGUARD_ORIGIN")?;
        let callers = Authenticator::new(&document, None, environment.variable, environment.seed)?;
        let facts = document.facts_path().map(str::to_owned);
        let Document {
            spec, labels, hash, ..
        } = document;
        let model = Model::compile(spec).map_err(|error| {
            SetupFault::Model(format!(
                "the model names {} relations; 64 is the most",
                error.named
            ))
        })?;
        let patience = match (settings.variable)("OWNGUARD_ORIGIN_TIMEOUT_MS") {
            None => PATIENCE,
            Some(text) => text
                .parse()
                .map_err(|_| setting("OWNGUARD_ORIGIN_TIMEOUT_MS", "a number of milliseconds"))?,
        };
        Ok(Self {
            model,
            hash,
            origin,
            labels,
            facts: facts.map(|path| Facts {
                path,
                kept: TokenCache::new(KEPT, &environment.seed),
            }),
            callers,
            proof: settings.key("OWNGUARD_PROOF_KEY")?,
            links: link_keys(environment.variable)?,
            dev: (settings.variable)("OWNGUARD_DEV").as_deref() == Some("1"),
            patience,
        })
    }
}

fn is_json(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

struct Settings<'a> {
    variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Settings<'_> {
    fn resolve(&self, setting: &Setting) -> Result<String, SetupFault> {
        setting
            .resolve(self.variable)
            .map_err(|unset| SetupFault::Unset(unset.name))
    }

    fn resolve_all(&self, settings: &[Setting]) -> Result<Vec<String>, SetupFault> {
        settings
            .iter()
            .map(|setting| self.resolve(setting))
            .collect()
    }

    /// Scheme, host and port, and nothing behind them.
    fn origin(&self, name: &str) -> Result<String, SetupFault> {
        let url = (self.variable)(name).ok_or_else(|| SetupFault::Unset(name.to_owned()))?;
        let url = url.trim_end_matches('/');
        let rest = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        let plain = |host: &str| {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]_".contains(&byte))
        };
        if rest.is_some_and(plain) {
            return Ok(url.to_ascii_lowercase());
        }
        Err(setting(name, "`https://` and a host, without a path"))
    }

    /// `id:base64`, or base64 alone, of at least 32 bytes.
    fn key(&self, name: &str) -> Result<Option<MacKey>, SetupFault> {
        let Some(text) = (self.variable)(name).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let (id, secret) = text.split_once(':').unwrap_or(("k1", &text));
        let mend =
            "at least 32 random bytes as base64, with or without an id and a colon before them";
        let bytes = base64url::decode_any(secret).ok_or_else(|| setting(name, mend))?;
        MacKey::new(id, &bytes)
            .map(Some)
            .map_err(|fault| setting(name, &fault.to_string()))
    }

    fn ring(&self, current: &str, previous: &str) -> Result<Option<KeyRing>, SetupFault> {
        let Some(key) = self.key(current)? else {
            return Ok(None);
        };
        let older = self.key(previous)?.into_iter().collect();
        KeyRing::new(key, older)
            .map(Some)
            .map_err(|fault| setting(previous, &fault.to_string()))
    }
}

fn setting(name: &str, mend: &str) -> SetupFault {
    SetupFault::Setting {
        name: name.to_owned(),
        mend: mend.to_owned(),
    }
}
