//! What a model says beside what decides, each by its name: how identity and services are verified,
//! where facts and labels come from, and how long a lower level may last.

use ownguard_emit::diff::Setting;
use ownguard_wire::model::{
    Algorithm, Document, FactSource, GuestConfig, IdentityConfig, Preset, Proof, ServiceTenant,
    Setting as Written,
};

pub(super) fn settings(document: &Document) -> Vec<Setting> {
    let mut said = Said(Vec::new());
    match &document.identity {
        Some(identity) => of_identity(&mut said, identity),
        None => said.add("identity", Some("nobody's".to_owned())),
    }
    for service in &document.services {
        let name = |key: &str| format!("services.{}.{key}", service.name);
        said.add(&name("proof"), Some(word(Proof::WORDS, service.proof)));
        let tenant = service
            .tenant
            .map(|tenant| word(ServiceTenant::WORDS, tenant));
        said.add(&name("tenant"), tenant);
        said.add(&name("secret"), service.secret.as_ref().map(setting));
    }
    let facts = document.facts.iter().map(|source| match source {
        FactSource::Claim(path) => format!("claim:{}", path.0),
        FactSource::Origin(path) => format!("origin:{path}"),
    });
    said.add("tenancy.facts", list(&facts.collect::<Vec<_>>()));
    said.add("wire.labels", document.labels.as_deref().map(quoted));
    said.add(
        "enforce.until",
        document.until.as_ref().map(|date| quoted(&date.0)),
    );
    said.0
}

/// Names and values; what is not said is left out.
struct Said(Vec<Setting>);

impl Said {
    fn add(&mut self, name: &str, value: Option<String>) {
        self.0.extend(value.map(|value| Setting {
            name: name.to_owned(),
            value,
        }));
    }
}

fn of_identity(said: &mut Said, identity: &IdentityConfig) {
    let settings = |all: &[Written]| list(&all.iter().map(bare).collect::<Vec<_>>());
    let seconds = |seconds: Option<u32>| seconds.map(|seconds| format!("{seconds}s"));
    let algorithms = identity.algorithms.iter();
    let algorithms = algorithms.map(|one| word(Algorithm::WORDS, *one));
    let claims = &identity.claims;
    let guest = claims.guest.as_ref().map(|guest| match guest {
        GuestConfig::Flag(path) => format!("`{path}`"),
        GuestConfig::Equals(path, text) => format!("`{path}` = `{text}`"),
    });
    let claim = |path: &Option<String>| path.as_deref().map(quoted);
    let values = [
        ("preset", Some(word(Preset::WORDS, identity.preset))),
        ("project", identity.project.as_ref().map(setting)),
        ("issuer", identity.issuer.as_ref().map(setting)),
        ("audience", settings(&identity.audience)),
        ("parties", settings(&identity.parties)),
        ("algorithms", list(&algorithms.collect::<Vec<_>>())),
        ("jwks", identity.jwks.as_ref().map(setting)),
        ("secret", identity.secret.as_ref().map(setting)),
        ("cookies", list(&identity.cookies)),
        ("headers", list(&identity.headers)),
        ("max_lifetime", seconds(identity.max_lifetime)),
        ("skew", seconds(identity.skew)),
        ("claims.sub", claim(&claims.sub)),
        ("claims.status", claim(&claims.status)),
        ("claims.guest", guest),
        ("claims.verified", claim(&claims.verified)),
        ("claims.staff", claim(&claims.staff)),
        ("claims.plan", claim(&claims.plan)),
        ("claims.tenant", claim(&claims.tenant)),
        ("claims.role", claim(&claims.role)),
        ("claims.service", claim(&claims.service)),
    ];
    for (name, value) in values {
        said.add(&format!("identity.{name}"), value);
    }
}

fn setting(setting: &Written) -> String {
    quoted(&bare(setting))
}

fn bare(setting: &Written) -> String {
    match setting {
        Written::Literal(text) => text.clone(),
        Written::Env(name) => format!("env:{name}"),
    }
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}

/// `None` where there is none.
fn list(all: &[String]) -> Option<String> {
    (!all.is_empty()).then(|| all.join(", "))
}

fn word<T: Copy + PartialEq>(words: &[(&str, T)], wanted: T) -> String {
    let found = words.iter().find(|(_, word)| *word == wanted);
    found.map_or_else(String::new, |(name, _)| (*name).to_owned())
}
