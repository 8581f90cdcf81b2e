//! What JavaScript needs to know of the model once: names and places, columns, routes.

use super::policy::{Policy, hex};
use ownguard_core::http::key::KeyKind;
use ownguard_core::http::method::Method;
use ownguard_core::http::spec::{IdentityOf, RouteKind};
use ownguard_core::spec::{FieldKind, FieldSpec};
use ownguard_core::{Action, Resource};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Policy {
    /// The model's names as JSON.
    pub fn describe(&self) -> String {
        let resources: Vec<_> = self
            .model
            .resources()
            .iter()
            .enumerate()
            .map(|(at, resource)| self.resource(at, resource))
            .collect();
        let names = self.model.http().identity_names().iter();
        let names = names.map(|known| {
            let of = match known.of {
                IdentityOf::User => "user",
                IdentityOf::Tenant => "tenant",
            };
            json!({ "name": known.name, "of": of })
        });
        let routes = self.model.http().routes().map(|route| {
            json!({
                "method": route.method.map(Method::as_str),
                "pattern": route.pattern,
                "kind": kind(&route.kind),
            })
        });
        json!({
            "hash": hex(&self.hash),
            "revision": self.model.revision(),
            "actions": self.model.actions(),
            "writes": self.writes(),
            "tenancy": self.model.tenancy().map(|tenancy| &tenancy.name),
            "roles": self.model.tenancy().map(|tenancy| &tenancy.roles),
            "identityNames": names.collect::<Vec<_>>(),
            "factsPath": self.facts_path,
            "origins": self.model.http().origins(),
            "resources": resources,
            "routes": routes.collect::<Vec<_>>(),
        })
        .to_string()
    }
}

impl Policy {
    /// The actions that change something.
    fn writes(&self) -> Vec<&str> {
        let actions = (0..self.model.actions().len()).filter_map(Action::at);
        actions
            .filter(|action| !action.only_reads())
            .map(|action| self.model.action_name(action))
            .collect()
    }

    fn resource(&self, at: usize, resource: &Resource) -> Value {
        let spec = resource.spec();
        let fields = resource.fields();
        let named = |at: Option<usize>| {
            let field = fields.get(at?)?;
            Some(json!({ "column": field.column, "wire": field.wire }))
        };
        let name_of = |at: usize| self.model.resource(at).map(Resource::name);
        let key = fields.get(spec.key.field).map(|field| {
            json!({ "column": field.column, "wire": field.wire, "kind": key_kind(spec.key.kind) })
        });
        let parent = spec.parent.as_ref().and_then(|parent| {
            let field = fields.get(parent.field)?;
            Some(json!({
                "resource": name_of(parent.resource), "column": field.column, "wire": field.wire,
            }))
        });
        let column = |at: &usize| fields.get(*at).map(|field| &field.column);
        let actions = (0..self.model.actions().len()).filter_map(Action::at);
        let held = actions.filter(|action| !resource.ever_granted(*action).is_empty());
        let screens = self.model.screens().iter();
        let screens = screens
            .filter(|screen| screen.resource == at)
            .map(|screen| {
                let columns: Vec<_> = screen.fields.iter().filter_map(column).collect();
                json!({ "name": screen.name, "fields": columns })
            });
        let table = self.storage.resources.get(at).map(|table| &table.table);
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
            "when": spec.when.iter().filter_map(column).collect::<Vec<_>>(),
            "fields": fields.iter().map(|field| self.field(field)).collect::<Vec<_>>(),
            "actions": held.map(|action| self.model.action_name(action)).collect::<Vec<_>>(),
            "screens": screens.collect::<Vec<_>>(),
        })
    }

    fn field(&self, field: &FieldSpec) -> Value {
        let name_of = |at: usize| self.model.resource(at).map(Resource::name);
        let (kind, embed) = match field.kind {
            FieldKind::Scalar => ("scalar", None),
            FieldKind::Json => ("json", None),
            FieldKind::Embed(child) => ("embed", name_of(child)),
        };
        json!({
            "column": field.column,
            "wire": field.wire,
            "kind": kind,
            "embed": embed,
            "ref": field.reference.and_then(name_of),
            "never": field.never,
        })
    }
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
