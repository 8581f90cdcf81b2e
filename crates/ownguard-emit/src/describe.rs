//! What a host's own code needs to know of a model once: names and places, columns, routes. As JSON, in
//! which what a model does not have is not there. Pure.

use ownguard_core::http::key::KeyKind;
use ownguard_core::http::method::Method;
use ownguard_core::http::spec::{IdentityOf, RouteKind};
use ownguard_core::spec::{FieldKind, FieldSpec};
use ownguard_core::storage::Storage;
use ownguard_core::{Action, Model, Resource};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Describes a model. `hash` is that of its source, `facts_path` where the app tells facts.
#[must_use]
pub fn describe(model: &Model, storage: &Storage, hash: &[u8], facts_path: Option<&str>) -> String {
    let resources = model.resources().iter().enumerate();
    let resources = resources.map(|(at, found)| {
        let table = storage.resources.get(at).map(|found| &found.table);
        resource(model, at, found, table)
    });
    let names = model.http().identity_names().iter().map(|known| {
        let of = match known.of {
            IdentityOf::User => "user",
            IdentityOf::Tenant => "tenant",
        };
        json!({ "name": known.name, "of": of })
    });
    let routes = model.http().routes().map(|route| {
        json!({
            "method": route.method.map(Method::as_str),
            "pattern": route.pattern,
            "kind": kind(&route.kind),
        })
    });
    let mut described = json!({
        "hash": hex(hash),
        "revision": model.revision(),
        "actions": model.actions(),
        "writes": writes(model),
        "tenancy": model.tenancy().map(|tenancy| &tenancy.name),
        "roles": model.tenancy().map(|tenancy| &tenancy.roles),
        "identityNames": names.collect::<Vec<_>>(),
        "factsPath": facts_path,
        "origins": model.http().origins(),
        "resources": resources.collect::<Vec<_>>(),
        "routes": routes.collect::<Vec<_>>(),
    });
    without_nulls(&mut described);
    described.to_string()
}

/// The actions that change something.
fn writes(model: &Model) -> Vec<&str> {
    let actions = (0..model.actions().len()).filter_map(Action::at);
    actions
        .filter(|action| !action.only_reads())
        .map(|action| model.action_name(action))
        .collect()
}

fn resource(model: &Model, at: usize, resource: &Resource, table: Option<&String>) -> Value {
    let spec = resource.spec();
    let fields = resource.fields();
    let named = |at: Option<usize>| {
        let field = fields.get(at?)?;
        Some(json!({ "column": field.column, "wire": field.wire }))
    };
    let key = fields.get(spec.key.field).map(|field| {
        json!({ "column": field.column, "wire": field.wire, "kind": key_kind(spec.key.kind) })
    });
    let parent = spec.parent.as_ref().and_then(|parent| {
        let field = fields.get(parent.field)?;
        Some(json!({
            "resource": name_of(model, parent.resource),
            "column": field.column,
            "wire": field.wire,
        }))
    });
    let column = |at: &usize| fields.get(*at).map(|field| &field.column);
    let actions = (0..model.actions().len()).filter_map(Action::at);
    let held = actions.filter(|action| !resource.ever_granted(*action).is_empty());
    let screens = model.screens().iter();
    let screens = screens
        .filter(|screen| screen.resource == at)
        .map(|screen| {
            let columns: Vec<_> = screen.fields.iter().filter_map(column).collect();
            json!({ "name": screen.name, "fields": columns })
        });
    json!({
        "name": resource.name(),
        "table": table,
        "key": key,
        "tenant": named(spec.tenant),
        "owner": named(spec.owner),
        "visibility": named(spec.visibility),
        "deleted": named(spec.deleted),
        "parent": parent,
        "shares": spec.shares.is_some(),
        "members": spec.members.is_some(),
        "role": named(spec.members.map(|members| members.role)),
        "when": spec.when.iter().filter_map(column).collect::<Vec<_>>(),
        "fields": fields.iter().map(|found| field(model, found)).collect::<Vec<_>>(),
        "actions": held.map(|action| model.action_name(action)).collect::<Vec<_>>(),
        "screens": screens.collect::<Vec<_>>(),
    })
}

fn field(model: &Model, field: &FieldSpec) -> Value {
    let (kind, embed) = match field.kind {
        FieldKind::Scalar => ("scalar", None),
        FieldKind::Json => ("json", None),
        FieldKind::Embed(child) => ("embed", name_of(model, child)),
    };
    json!({
        "column": field.column,
        "wire": field.wire,
        "kind": kind,
        "embed": embed,
        "ref": field.reference.and_then(|at| name_of(model, at)),
        "never": field.never,
    })
}

fn name_of(model: &Model, at: usize) -> Option<&str> {
    model.resource(at).map(Resource::name)
}

fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, held| !held.is_null());
            members.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}

const fn key_kind(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Uuid => "uuid",
        KeyKind::Int => "int",
        KeyKind::Text => "text",
    }
}

const fn kind(kind: &RouteKind) -> &'static str {
    match kind {
        RouteKind::Action(_) => "action",
        RouteKind::Page => "page",
        RouteKind::App => "app",
        RouteKind::Public => "public",
        RouteKind::Auth => "auth",
        RouteKind::Webhook(_) => "webhook",
    }
}
