//! Which data is trusted, and which is not.

use super::Line;
use crate::lint::duration;
use crate::source::Loaded;
use ownguard_core::http::spec::IdentityOf;
use ownguard_core::spec::FieldKind;
use ownguard_wire::model::{FactSource, GuestConfig};

pub(super) fn answer(loaded: &Loaded) -> Vec<Line> {
    let mut lines = claims(loaded);
    lines.extend(memberships(loaded));
    let labels = loaded.document.labels.as_deref().map_or_else(
        || "the rows in the app's own answers, before they are redacted".to_owned(),
        |path| format!("the app's answers at {path}, and the rows in its own answers"),
    );
    lines.push(Line::new("whose row it is", labels));
    let json = passing(loaded);
    if !json.is_empty() {
        lines.push(Line::gap("passes whole", json.join(", ")));
    }
    lines.push(Line::new(
        "not trusted",
        "paths, queries and bodies: what they name is compared with the session and with the row",
    ));
    let names = &loaded.document.spec.http.identity_names;
    if !names.is_empty() {
        let told = names.iter().map(|name| match name.of {
            IdentityOf::User => format!("{} (the caller's own id)", name.name),
            IdentityOf::Tenant => format!("{} (a tenant of theirs)", name.name),
        });
        lines.push(Line::new("must match", told.collect::<Vec<_>>().join(", ")));
    }
    lines
}

fn claims(loaded: &Loaded) -> Vec<Line> {
    let Some(identity) = &loaded.document.identity else {
        return Vec::new();
    };
    let claims = &identity.claims;
    let guest = claims.guest.as_ref().map(|guest| match guest {
        GuestConfig::Flag(path) => path.clone(),
        GuestConfig::Equals(path, value) => format!("{path} = {value}"),
    });
    let sub = claims.sub.clone().unwrap_or_else(|| "sub".to_owned());
    let named = [
        ("status", claims.status.clone()),
        ("guest", guest),
        ("verified", claims.verified.clone()),
        ("staff", claims.staff.clone()),
        ("plan", claims.plan.clone()),
        ("tenant", claims.tenant.clone()),
        ("role", claims.role.clone()),
        ("service", claims.service.clone()),
    ];
    let mut told = vec![format!("who it is from `{sub}`")];
    told.extend(
        named
            .into_iter()
            .filter_map(|(what, path)| Some(format!("{what} from `{}`", path?))),
    );
    told.push("else as the preset says".to_owned());
    vec![Line::new("claims", told.join(", "))]
}

fn memberships(loaded: &Loaded) -> Vec<Line> {
    if loaded.model.tenancy().is_none() {
        return Vec::new();
    }
    let sources = loaded.document.facts.iter().map(|source| match source {
        FactSource::Claim(path) => format!("the claim `{}`", path.0),
        FactSource::Origin(path) => format!("the app's answer at {path}"),
    });
    let sources: Vec<String> = sources.collect();
    let age = loaded.model.max_age();
    let said = |age: Option<u32>| {
        age.map_or_else(
            || "as long as the token lives".to_owned(),
            |age| format!("for up to {}", duration(age)),
        )
    };
    let believed = Line::new(
        "believed",
        format!(
            "for reads {}, for writes {}; single actions ask for less",
            said(age.read),
            said(age.write)
        ),
    );
    let line = if sources.is_empty() {
        Line::gap(
            "memberships",
            "from the session's active tenant alone, if the preset tells one",
        )
    } else {
        Line::new(
            "memberships",
            format!("from {}", sources.join(", then from ")),
        )
    };
    vec![line, believed]
}

fn passing(loaded: &Loaded) -> Vec<String> {
    let resources = loaded.model.resources().iter();
    let fields =
        resources.flat_map(|resource| resource.fields().iter().map(move |field| (resource, field)));
    let json = fields.filter(|(_, field)| field.kind == FieldKind::Json && !field.never);
    json.map(|(resource, field)| format!("{}.{}", resource.name(), field.column))
        .collect()
}
