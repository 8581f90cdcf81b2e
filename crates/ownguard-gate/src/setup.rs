//! From a written model and an environment to a [`Gate`]: everything that can be
//! wrong is found here, before the first request.

use ownguard_core::Model;
use ownguard_verify::algorithm::{Algorithm, Algorithms};
use ownguard_verify::base64url;
use ownguard_verify::cache::TokenCache;
use ownguard_verify::credential::{CookieSource, Sources};
use ownguard_verify::identity::{ActiveTenant, ClaimPaths, GuestClaim, MembershipClaim};
use ownguard_verify::jwks::{KeyStore, Timing};
use ownguard_verify::keys::HmacSecret;
use ownguard_verify::mac::{KeyRing, MacKey};
use ownguard_verify::path::Path;
use ownguard_verify::policy::Policy;
use ownguard_verify::preset::{Preset, Setup};
use ownguard_wire::model::{
    self, Document, FactSource, Format, GuestConfig, IdentityConfig, Setting,
};
use std::fmt;

use crate::gate::{Facts, Gate, Identify, Keys, ServiceClaims};

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

/// How many verified tokens, and how many subjects' facts, are kept.
const KEPT: usize = 2048;
/// The longest that the origin may take for the head of its answer, in milliseconds.
const PATIENCE: u32 = 30_000;

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
        let identify = match &document.identity {
            Some(identity) => Some(settings.identify(identity, &document, environment.seed)?),
            None => None,
        };
        let facts = document.facts.iter().find_map(|source| match source {
            FactSource::Origin(path) => Some(path.clone()),
            FactSource::Claim(_) => None,
        });
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
            identify,
            proof: settings.key("OWNGUARD_PROOF_KEY")?,
            links: settings.ring("OWNGUARD_LINK_KEY", "OWNGUARD_LINK_KEY_PREVIOUS")?,
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

    fn identify(
        &self,
        identity: &IdentityConfig,
        document: &Document,
        seed: [u8; 16],
    ) -> Result<Identify, SetupFault> {
        let mut setup = self.preset(identity)?;
        let spec = &mut setup.policy;
        if let Some(issuer) = &identity.issuer {
            spec.issuer = self.resolve(issuer)?;
        }
        if !identity.audience.is_empty() {
            spec.audiences = self.resolve_all(&identity.audience)?;
        }
        if !identity.parties.is_empty() {
            spec.parties = self.resolve_all(&identity.parties)?;
        }
        if let Some(lifetime) = identity.max_lifetime {
            spec.max_lifetime = lifetime.into();
        }
        if let Some(skew) = identity.skew {
            spec.skew = skew.into();
        }
        if !identity.algorithms.is_empty() {
            let named: Vec<_> = identity
                .algorithms
                .iter()
                .filter_map(|named| Algorithm::from_name(word(model::Algorithm::WORDS, *named)))
                .collect();
            spec.algorithms = Algorithms::of(&named);
        }
        let secret = identity
            .secret
            .as_ref()
            .map(|secret| self.resolve(secret))
            .transpose()?;
        let secrets = secrets(secret.as_deref(), spec.algorithms)?;
        if let Some(url) = &identity.jwks {
            setup.jwks_url = Some(self.resolve(url)?);
        }
        sources(&mut setup.sources, identity);
        claims(&mut setup.claims, identity, document)?;
        let public = Algorithm::ALL.into_iter().any(|one| {
            spec.algorithms.contains(one)
                && one.family() != ownguard_verify::algorithm::Family::Hmac
        });
        let url = setup.jwks_url.filter(|_| public);
        if secrets.is_empty() && url.is_none() {
            return Err(setting(
                "identity",
                "give `jwks` or `secret`, so that tokens can be verified",
            ));
        }
        let policy =
            Policy::new(setup.policy).map_err(|fault| setting("identity", &fault.to_string()))?;
        let path = |text: &Option<String>| {
            text.as_ref()
                .map(|text| Path::parse(text))
                .transpose()
                .map_err(|_| setting("identity.claims", "a claim path"))
        };
        Ok(Identify {
            policy,
            sources: setup.sources,
            claims: setup.claims,
            service: ServiceClaims {
                name: path(&identity.claims.service)?,
                tenant: path(&identity.claims.tenant)?,
            },
            secrets,
            keys: url.map(|url| Keys {
                url,
                store: KeyStore::new(Timing::default()),
                fetching: None,
            }),
            kept: TokenCache::new(KEPT, &seed),
        })
    }

    fn preset(&self, identity: &IdentityConfig) -> Result<Setup, SetupFault> {
        let name = word(model::Preset::WORDS, identity.preset);
        let Some(preset) = Preset::from_name(name) else {
            return Err(setting(
                "identity.preset",
                &format!("`{name}` is not built into this gate"),
            ));
        };
        let project = match (&identity.project, &identity.issuer) {
            (Some(project), _) => self.resolve(project)?,
            (None, Some(issuer)) => self.resolve(issuer)?,
            (None, None) => {
                return Err(setting(
                    "identity.project",
                    "the provider's project, or `env:` and a name",
                ));
            }
        };
        preset
            .setup(&project)
            .map_err(|fault| setting("identity.project", &fault.to_string()))
    }
}

fn secrets(secret: Option<&str>, algorithms: Algorithms) -> Result<Vec<HmacSecret>, SetupFault> {
    let Some(secret) = secret else {
        return Ok(Vec::new());
    };
    let symmetric = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];
    let wanted = symmetric
        .into_iter()
        .filter(|one| algorithms.contains(*one));
    let keys = wanted.map(|one| HmacSecret::new(one, secret.as_bytes()));
    keys.collect::<Result<_, _>>()
        .map_err(|fault| setting("identity.secret", &fault.to_string()))
}

fn sources(sources: &mut Sources, identity: &IdentityConfig) {
    sources
        .cookies
        .extend(identity.cookies.iter().cloned().map(CookieSource::Plain));
    sources.headers.extend(identity.headers.iter().cloned());
}

/// The word of a value in the model's own list.
fn word<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    words
        .iter()
        .find(|(_, known)| *known == value)
        .map_or("", |(word, _)| word)
}

fn claims(
    paths: &mut ClaimPaths,
    identity: &IdentityConfig,
    document: &Document,
) -> Result<(), SetupFault> {
    let parse = |text: &str| {
        Path::parse(text)
            .map_err(|_| setting("identity.claims", &format!("`{text}` is not a claim path")))
    };
    let set = |slot: &mut Option<Path>, text: &Option<String>| -> Result<(), SetupFault> {
        if let Some(text) = text {
            *slot = Some(parse(text)?);
        }
        Ok(())
    };
    set(&mut paths.status, &identity.claims.status)?;
    set(&mut paths.verified, &identity.claims.verified)?;
    set(&mut paths.staff, &identity.claims.staff)?;
    set(&mut paths.plan, &identity.claims.plan)?;
    match &identity.claims.guest {
        Some(GuestConfig::Flag(path)) => paths.guest = Some(GuestClaim::Flag(parse(path)?)),
        Some(GuestConfig::Equals(path, value)) => {
            paths.guest = Some(GuestClaim::Equals(parse(path)?, value.clone()));
        }
        None => {}
    }
    if let (Some(tenant), Some(role)) = (&identity.claims.tenant, &identity.claims.role) {
        let (tenant, role, role_prefix) = (parse(tenant)?, parse(role)?, String::new());
        paths.memberships = MembershipClaim::Active(vec![ActiveTenant {
            tenant,
            role,
            role_prefix,
        }]);
    }
    for source in &document.facts {
        if let FactSource::Claim(path) = source {
            paths.memberships = MembershipClaim::Map(parse(&path.0)?);
        }
    }
    Ok(())
}

fn setting(name: &str, mend: &str) -> SetupFault {
    SetupFault::Setting {
        name: name.to_owned(),
        mend: mend.to_owned(),
    }
}
