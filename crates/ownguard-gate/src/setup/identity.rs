//! How callers are identified, out of the model's `identity`, what its preset fills
//! in, and the variables that it names.

use super::{Settings, SetupFault, setting};
use crate::authenticator::{Authenticator, Keys, Meaning, ServiceClaims, Tokens};
use ownguard_verify::algorithm::{Algorithm, Algorithms, Family};
use ownguard_verify::cache::TokenCache;
use ownguard_verify::credential::{CookieSource, Sources};
use ownguard_verify::identity::{ActiveTenant, ClaimPaths, GuestClaim, MembershipClaim};
use ownguard_verify::jwks::{KeyStore, Timing};
use ownguard_verify::keys::HmacSecret;
use ownguard_verify::path::Path;
use ownguard_verify::policy::Policy;
use ownguard_verify::preset::{Preset, Setup};
use ownguard_wire::model::{self, Document, FactSource, GuestConfig, IdentityConfig};

/// How many verified tokens are kept.
const KEPT: usize = 2048;

impl Authenticator {
    /// Of a model that was read, with another `identity` in place of its own where one is given.
    pub fn new(
        document: &Document,
        identity: Option<&IdentityConfig>,
        variable: &dyn Fn(&str) -> Option<String>,
        seed: [u8; 16],
    ) -> Result<Self, SetupFault> {
        let settings = Settings { variable };
        let Some(identity) = identity.or(document.identity.as_ref()) else {
            return Ok(Self::with(document, None, Meaning::default()));
        };
        let setup = settings.preset(identity)?;
        let meaning = meaning(setup.claims.clone(), identity, document)?;
        let tokens = settings.tokens(setup, identity, seed)?;
        Ok(Self::with(document, Some(tokens), meaning))
    }

    /// The same for claims that somebody else verifies: it finds no token by itself.
    pub fn of_claims(
        document: &Document,
        identity: Option<&IdentityConfig>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, SetupFault> {
        let settings = Settings { variable };
        let Some(identity) = identity.or(document.identity.as_ref()) else {
            let mut claims = ClaimPaths::default();
            memberships(&mut claims, document)?;
            let meaning = Meaning {
                claims,
                ..Meaning::default()
            };
            return Ok(Self::with(document, None, meaning));
        };
        // A provider whose tokens are not read here says nothing of claims: the model does.
        let known = Preset::from_name(word(model::Preset::WORDS, identity.preset)).is_some();
        let paths = match settings.preset(identity) {
            Ok(setup) => setup.claims,
            Err(fault) if known => return Err(fault),
            Err(_) => ClaimPaths::default(),
        };
        let meaning = meaning(paths, identity, document)?;
        Ok(Self::with(document, None, meaning))
    }

    fn with(document: &Document, tokens: Option<Tokens>, meaning: Meaning) -> Self {
        let policy = document.hash.iter().take(8);
        Self {
            tokens,
            meaning: Meaning {
                services: document.spec.services.clone(),
                ..meaning
            },
            policy: policy.fold(0, |number, byte| number << 8 | u64::from(*byte)),
        }
    }
}

impl Settings<'_> {
    fn tokens(
        &self,
        mut setup: Setup,
        identity: &IdentityConfig,
        seed: [u8; 16],
    ) -> Result<Tokens, SetupFault> {
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
        let public = Algorithm::ALL
            .into_iter()
            .any(|one| spec.algorithms.contains(one) && one.family() != Family::Hmac);
        let url = setup.jwks_url.filter(|_| public);
        if secrets.is_empty() && url.is_none() {
            return Err(setting(
                "identity",
                "give `jwks` or `secret`, so that tokens can be verified",
            ));
        }
        let policy =
            Policy::new(setup.policy).map_err(|fault| setting("identity", &fault.to_string()))?;
        Ok(Tokens {
            policy,
            sources: setup.sources,
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

/// Where facts stand in a token.
fn meaning(
    mut paths: ClaimPaths,
    identity: &IdentityConfig,
    document: &Document,
) -> Result<Meaning, SetupFault> {
    claims(&mut paths, identity, document)?;
    let path = |text: &Option<String>| {
        text.as_ref()
            .map(|text| Path::parse(text))
            .transpose()
            .map_err(|_| setting("identity.claims", "a claim path"))
    };
    Ok(Meaning {
        claims: paths,
        service: ServiceClaims {
            name: path(&identity.claims.service)?,
            tenant: path(&identity.claims.tenant)?,
        },
        services: Vec::new(),
    })
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
    set(&mut paths.subject, &identity.claims.sub)?;
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
    memberships(paths, document)
}

/// Where the model says that a claim names all tenants, that claim counts.
fn memberships(paths: &mut ClaimPaths, document: &Document) -> Result<(), SetupFault> {
    for source in &document.facts {
        if let FactSource::Claim(path) = source {
            let path = Path::parse(&path.0)
                .map_err(|_| setting("tenancy.facts", "a claim path after `claim:`"))?;
            paths.memberships = MembershipClaim::Map(path);
        }
    }
    Ok(())
}
