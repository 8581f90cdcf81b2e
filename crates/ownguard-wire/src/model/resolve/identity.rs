//! Identity: what a preset cannot know must stand beside it, and algorithms must
//! fit the keys.

use crate::model::code::Code;
use crate::model::config::{ClaimConfig, GuestConfig, IdentityConfig};
use crate::model::leaf::{Setting, TokenName};
use crate::model::problem::Draft;
use crate::model::read::{At, Notes};
use crate::model::said::said;
use crate::model::written::{Algorithm, ClaimPath, Claims, Guest, Identity, OneOrMany, Preset};
use ownguard_core::json::Span;

pub(crate) fn resolve(at: &At<Identity>, notes: &mut Notes) -> IdentityConfig {
    let identity = &at.value;
    complete(identity, at.span, notes);
    keys(identity, at.span, notes);
    if let Some(skew) = identity.skew.filter(|skew| skew.value.0 > 60) {
        let draft = Draft::new(
            Code::Duration,
            skew.span,
            "clocks may not differ by more than a minute",
        );
        notes.drafts.push(draft.help("at most `60s`"));
    }
    IdentityConfig {
        preset: identity.preset.value,
        project: setting(identity.project.as_ref()),
        issuer: setting(identity.issuer.as_ref()),
        audience: many(identity.audience.as_ref()),
        parties: many(identity.parties.as_ref()),
        algorithms: many(identity.algorithms.as_ref()),
        jwks: setting(identity.jwks.as_ref()),
        secret: identity
            .secret
            .as_ref()
            .map(|at| Setting::Env(at.value.0.clone())),
        cookies: names(identity.cookies.as_ref()),
        headers: names(identity.headers.as_ref()),
        max_lifetime: identity.max_lifetime.map(|at| at.value.0),
        skew: identity.skew.map(|at| at.value.0),
        claims: identity
            .claims
            .as_ref()
            .map_or_else(ClaimConfig::default, claims),
    }
}

fn setting(at: Option<&At<Setting>>) -> Option<Setting> {
    at.map(|at| at.value.clone())
}

fn many<T: Clone>(list: Option<&OneOrMany<At<T>>>) -> Vec<T> {
    let list = list.map_or(&[][..], |list| &list.0);
    list.iter().map(|at| at.value.clone()).collect()
}

fn names(list: Option<&OneOrMany<At<TokenName>>>) -> Vec<String> {
    many(list).into_iter().map(|name| name.0).collect()
}

fn claims(claims: &Claims) -> ClaimConfig {
    let path = |at: &Option<At<ClaimPath>>| at.as_ref().map(|at| at.value.0.clone());
    ClaimConfig {
        sub: path(&claims.sub),
        status: path(&claims.status),
        guest: claims.guest.as_ref().map(|at| match &at.value {
            Guest::Flag(path) => GuestConfig::Flag(path.0.clone()),
            Guest::Equals(is) => {
                GuestConfig::Equals(is.claim.value.0.clone(), is.equals.value.clone())
            }
        }),
        verified: path(&claims.verified),
        staff: path(&claims.staff),
        plan: path(&claims.plan),
        tenant: path(&claims.tenant),
        role: path(&claims.role),
        service: path(&claims.service),
    }
}

fn complete(identity: &Identity, span: Span, notes: &mut Notes) {
    let mut lacks = |what: &str, help: &str| {
        let draft = Draft::new(Code::IncompleteIdentity, span, what).label("in here");
        notes.drafts.push(draft.help(help));
    };
    let own_keys = identity.jwks.is_some() || identity.secret.is_some();
    let own = identity.issuer.is_some() && own_keys;
    let named = identity.audience.is_some() || identity.parties.is_some();
    match identity.preset.value {
        Preset::Supabase | Preset::Clerk | Preset::Auth0 | Preset::Firebase
            if identity.project.is_none() && !own =>
        {
            lacks(
                "the identity names no project",
                "`project = \"env:…\"`: which of the provider's projects is meant",
            );
        }
        Preset::Jwt if identity.issuer.is_none() && identity.project.is_none() => {
            lacks(
                "the identity names no issuer",
                "`issuer = \"https://…\"`: what `iss` of a token must be",
            );
        }
        Preset::Authjs if identity.secret.is_none() => {
            lacks(
                "the identity names no secret",
                "`secret = \"env:AUTH_SECRET\"`",
            );
        }
        Preset::Supabase
        | Preset::Clerk
        | Preset::Authjs
        | Preset::Auth0
        | Preset::Firebase
        | Preset::Jwt => {}
    }
    match identity.preset.value {
        Preset::Auth0 | Preset::Jwt if !named => {
            lacks(
                "the identity names no audience: tokens for any other app would pass",
                "`audience = \"…\"`: what `aud` of a token must name",
            );
        }
        Preset::Clerk if !named => {
            lacks(
                "the identity names no parties: tokens for any other app would pass",
                "`parties = [\"https://app.example.com\"]`: the origins of the app",
            );
        }
        Preset::Supabase
        | Preset::Clerk
        | Preset::Authjs
        | Preset::Auth0
        | Preset::Firebase
        | Preset::Jwt => {}
    }
    if identity.preset.value == Preset::Jwt && !own_keys {
        lacks(
            "the identity has no key",
            "`jwks = \"https://…\"` where the issuer publishes its keys, or `secret = \"env:…\"`",
        );
    }
}

fn keys(identity: &Identity, span: Span, notes: &mut Notes) {
    let listed = identity.algorithms.as_ref().map_or(&[][..], |list| &list.0);
    let symmetric = listed.iter().find(|at| at.value.is_symmetric());
    let public = listed.iter().find(|at| !at.value.is_symmetric());
    let mut wrong = |span: Span, what: String, help: &str| {
        notes
            .drafts
            .push(Draft::new(Code::KeyMismatch, span, what).help(help));
    };
    let word = |algorithm: Algorithm| {
        let mut words = Algorithm::WORDS.iter();
        words
            .find(|(_, known)| *known == algorithm)
            .map_or("", |(word, _)| *word)
    };
    if let (Some(at), None) = (symmetric, &identity.secret) {
        let what = said!(
            "`{}` needs a shared secret, never a published key",
            word(at.value)
        );
        wrong(
            at.span,
            what,
            "`secret = \"env:…\"`, or a public-key algorithm such as `ES256`",
        );
    }
    let preset_has_keys = !matches!(identity.preset.value, Preset::Jwt | Preset::Authjs);
    if let (Some(at), None, false) = (public, &identity.jwks, preset_has_keys) {
        let what = said!("`{}` needs the issuer's published keys", word(at.value));
        wrong(at.span, what, "`jwks = \"https://…\"`");
    }
    let authjs = identity.preset.value == Preset::Authjs;
    if let (Some(secret), None, false) = (&identity.secret, symmetric, authjs) {
        let what = "no algorithm uses the secret".to_owned();
        wrong(
            secret.span,
            what,
            "`algorithms = [\"HS256\"]` beside it, or no secret",
        );
    }
    if listed.is_empty() && identity.algorithms.is_some() {
        wrong(
            span,
            "no algorithm is accepted".to_owned(),
            "leave `algorithms` to the preset",
        );
    }
}
