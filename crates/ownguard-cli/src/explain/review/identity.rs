//! Where identity is verified.

use super::Line;
use crate::lint::duration;
use crate::source::Loaded;
use ownguard_core::http::spec::RouteKind;
use ownguard_wire::model::{Algorithm, IdentityConfig, Preset, Proof, ServiceTenant, Setting};

pub(super) fn answer(loaded: &Loaded) -> Vec<Line> {
    let mut lines = match &loaded.document.identity {
        Some(identity) => people(identity),
        None => vec![Line::gap(
            "people",
            "nowhere: the model has no `[identity]`, and everybody is anonymous",
        )],
    };
    for service in &loaded.document.services {
        let proof = match service.proof {
            Proof::Stripe => "Stripe's signature over the body, within its time",
            Proof::Token => "a signed token of its own",
        };
        let tenant = match service.tenant {
            Some(ServiceTenant::Mapping) => "acts for the tenant that its mapping names",
            Some(ServiceTenant::Token) => "acts for the tenant that its token names",
            None => "acts for no tenant",
        };
        lines.push(Line::new(
            &format!("service {}", service.name),
            format!("{proof}; {tenant}"),
        ));
    }
    let open = open(loaded);
    if !open.is_empty() {
        lines.push(Line::new("not asked", "routes that are open to everybody").listing(open));
    }
    lines
}

fn people(identity: &IdentityConfig) -> Vec<Line> {
    let preset = word(Preset::WORDS, identity.preset);
    let project = identity
        .project
        .as_ref()
        .or(identity.issuer.as_ref())
        .map(setting);
    let of = project.map_or_else(String::new, |project| format!(" ({project})"));
    let mut lines = vec![Line::new(
        "people",
        format!("at the gate, before any route: a token of {preset}{of}"),
    )];
    let keys = match (&identity.secret, &identity.jwks) {
        (Some(secret), _) => format!("the shared secret {}", setting(secret)),
        (None, Some(jwks)) => format!("the issuer's keys at {}", setting(jwks)),
        (None, None) => "the issuer's published keys".to_owned(),
    };
    let algorithms: Vec<&str> = identity
        .algorithms
        .iter()
        .map(|one| word(Algorithm::WORDS, *one))
        .collect();
    let algorithms = if algorithms.is_empty() {
        "the preset's algorithms".to_owned()
    } else {
        algorithms.join(", ")
    };
    lines.push(Line::new(
        "signature",
        format!("{keys}; {algorithms} only; an invalid token is 401, never anonymous"),
    ));
    let named: Vec<String> = identity
        .audience
        .iter()
        .chain(&identity.parties)
        .map(setting)
        .collect();
    let named = if named.is_empty() {
        "as the preset says".to_owned()
    } else {
        named.join(", ")
    };
    lines.push(Line::new("made for", named));
    let lifetime = identity.max_lifetime.map_or_else(
        || "the preset's longest lifetime".to_owned(),
        |age| format!("at most {} from issue to end", duration(age)),
    );
    lines.push(Line::new("lifetime", lifetime));
    let carried: Vec<&str> = identity
        .cookies
        .iter()
        .chain(&identity.headers)
        .map(String::as_str)
        .collect();
    let carried = if carried.is_empty() {
        "`Authorization: Bearer` and the preset's cookies".to_owned()
    } else {
        format!("`Authorization: Bearer`, {}", carried.join(", "))
    };
    lines.push(Line::new(
        "carried in",
        format!("{carried}; two tokens of two people are refused"),
    ));
    lines
}

fn open(loaded: &Loaded) -> Vec<String> {
    let open = loaded
        .model
        .http()
        .routes()
        .filter(|route| match &route.kind {
            RouteKind::Auth | RouteKind::Public => true,
            RouteKind::Action(_) | RouteKind::Page | RouteKind::App | RouteKind::Webhook(_) => {
                false
            }
        });
    open.map(crate::lint::route_key).collect()
}

/// A setting as it is written; what it is in the environment is not known here.
pub(super) fn setting(setting: &Setting) -> String {
    match setting {
        Setting::Literal(text) => text.clone(),
        Setting::Env(name) => format!("env:{name}"),
    }
}

fn word<T: Copy + PartialEq>(words: &[(&'static str, T)], wanted: T) -> &'static str {
    let found = words.iter().find(|(_, known)| *known == wanted);
    found.map_or("", |(word, _)| *word)
}
