//! From names to indices: the written model becomes a spec, and every name that
//! is unknown, every contradiction and every rule broken is noted with its place.

mod action;
mod checks;
mod columns;
mod conflict;
mod facts;
mod fields;
mod grants;
mod http;
mod identity;
mod lineage;
mod names;
mod pattern;
mod resources;
mod routes;
mod services;
mod tenancy;

use super::code::Code;
use super::config::{IdentityConfig, ServiceConfig};
use super::leaf::Date;
use super::problem::Draft;
use super::read::Notes;
use super::written::{FactSource, Model, Screen};
use crate::model::said::said;
pub(crate) use identity::resolve as identity;
use names::Names;
use ownguard_core::json::Span;
use ownguard_core::spec::{ResourceSpec, ScreenSpec, Spec};
use ownguard_core::storage::Storage;

/// What a written model comes to.
pub(crate) struct Resolved {
    pub(crate) spec: Spec,
    pub(crate) identity: Option<IdentityConfig>,
    pub(crate) services: Vec<ServiceConfig>,
    pub(crate) facts: Vec<FactSource>,
    pub(crate) labels: Option<String>,
    pub(crate) storage: Storage,
    pub(crate) until: Option<Date>,
}

/// Resolves a model. What has problems is left out of the spec.
pub(crate) fn resolve(model: &Model, notes: &mut Notes) -> Resolved {
    if model.version.value != 1 {
        let message = said!(
            "this release reads version 1, not `{}`",
            model.version.value
        );
        let draft = Draft::new(Code::Version, model.version.span, message);
        notes.drafts.push(draft.help("a newer ownguard reads it"));
    }
    let names = Names::new(model, notes);
    let resources = resources::resolve(model, &names, notes);
    let screens = screens(model, &names, &resources, notes);
    let http = http::resolve(model, &names, &resources, &screens, notes);
    facts::check(model, notes);
    let tenancy = tenancy::resolve(model, notes);
    let storage = Storage {
        tenants: tenancy::table(model),
        resources: resources::tables(model),
    };
    Resolved {
        identity: model
            .identity
            .as_ref()
            .map(|at| identity::resolve(at, notes)),
        services: services::resolve(model, notes),
        facts: facts::sources(model).map(|at| at.value.clone()).collect(),
        labels: labels(model),
        until: until(model),
        storage,
        spec: Spec {
            revision: model.revision.map_or(0, |at| u64::from(at.value)),
            max_age: tenancy::max_age(model),
            tenancy,
            plans: names.plans,
            staff: names.staff,
            services: names.services,
            levels: names.levels,
            actions: names.own_actions,
            resources,
            screens,
            http,
        },
    }
}

fn labels(model: &Model) -> Option<String> {
    let wire = model.wire.as_ref()?;
    wire.labels.as_ref().map(|at| at.value.0.clone())
}

fn until(model: &Model) -> Option<Date> {
    let enforce = model.enforce.as_ref()?;
    enforce.value.until.as_ref().map(|at| at.value.clone())
}

fn screens(
    model: &Model,
    names: &Names,
    resources: &[ResourceSpec],
    notes: &mut Notes,
) -> Vec<ScreenSpec> {
    let Some(screens) = &model.screens else {
        return Vec::new();
    };
    let screens = screens.0.iter().map(|(name, screen)| {
        names::check_name(name, notes);
        let resource = names.resource(&screen.resource, notes);
        let fields = resource
            .and_then(|at| resources.get(at))
            .map(|spec| screen_fields(screen, spec, notes));
        ScreenSpec {
            name: name.value.clone(),
            resource: resource.unwrap_or(usize::MAX),
            fields: fields.unwrap_or_default(),
        }
    });
    screens.collect()
}

fn screen_fields(screen: &Screen, spec: &ResourceSpec, notes: &mut Notes) -> Vec<usize> {
    let mut places: Vec<(usize, Span)> = Vec::new();
    for at in &screen.fields {
        let Some(place) = columns::find(&spec.fields, &spec.name, &at.value.0, at.span, notes)
        else {
            continue;
        };
        if spec.fields.get(place).is_some_and(|field| field.never) {
            let message = said!("`{}` leaves the server for nobody", at.value.0);
            let draft = Draft::new(Code::NeverShown, at.span, message);
            notes
                .drafts
                .push(draft.help("take it out of the screen, or out of `never`"));
        }
        if places.iter().any(|(known, _)| *known == place) {
            notes.drafts.push(names::twice(&at.value.0, at.span));
        } else {
            places.push((place, at.span));
        }
    }
    places.into_iter().map(|(place, _)| place).collect()
}
