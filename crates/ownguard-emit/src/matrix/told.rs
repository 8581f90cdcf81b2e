//! Callers, situations and outcomes as JSON, each with all that a test of it needs.

use super::caller::{Age, CALLER, Caller, ELSEWHERE, HERE, Seat, ServiceTenant, Who};
use super::outcome::{Shown, Writable};
use super::situation::{Flaw, Situation, TargetKind, key_of};
use ownguard_core::spec::Asks;
use ownguard_core::{Decision, Label, Model, Parent, Resource, Row, Share};
use serde_json::{Map, Value, json};

pub(super) fn asks(model: &Model, asks: Asks) -> Value {
    let plan = asks
        .plan
        .and_then(|plan| model.plans().get(usize::from(plan)));
    json!({ "fresh": asks.fresh, "verified": asks.verified, "plan": plan, "audit": asks.audit })
}

pub(super) fn caller(model: &Model, caller: &Caller) -> Value {
    let tenancy = model.tenancy();
    let top = tenancy.and_then(|tenancy| tenancy.roles.last());
    let age = match caller.age {
        Age::ThisRequest => Value::Null,
        Age::Seconds(seconds) => seconds.into(),
    };
    let user = |kind: &str, status: &str| {
        json!({
            "kind": kind, "sub": CALLER, "status": status, "verified": caller.verified,
            "plan": caller.plan, "age": age, "memberships": [],
        })
    };
    let member = |tenant: &str, role: Option<&str>, status: &str, tenant_status: &str| {
        json!([{
            "tenant": tenant, "role": role, "status": status, "tenant_status": tenant_status,
            "plan": caller.plan, "age": age,
        }])
    };
    let seated = |mut user: Value, memberships: Value| {
        if let Some(user) = user.as_object_mut() {
            user.insert("memberships".to_owned(), memberships);
        }
        user
    };
    let top = top.map(String::as_str);
    let short = |relation: &str| {
        let name = relation.split_once('.').map(|(_, name)| name);
        name.unwrap_or(relation).to_owned()
    };
    let person = || user("person", "active");
    let staff = |status: &str, roles: Vec<String>| {
        let sub = CALLER;
        json!({ "kind": "staff", "sub": sub, "status": status, "roles": roles })
    };
    let mut value = match &caller.who {
        Who::TokenExpired | Who::TokenInvalid | Who::Revoked | Who::FactsUnavailable => {
            json!({ "kind": caller.who.id() })
        }
        Who::Anonymous => json!({ "kind": "anonymous" }),
        Who::Guest => user("guest", "active"),
        Who::SuspendedGuest => user("guest", "suspended"),
        Who::Person(Seat::Nowhere) => person(),
        Who::Person(Seat::Elsewhere) => {
            seated(person(), member(ELSEWHERE, top, "active", "active"))
        }
        Who::Person(Seat::Member(role)) => {
            let role = role.as_deref().map(short);
            seated(person(), member(HERE, role.as_deref(), "active", "active"))
        }
        Who::Person(Seat::SuspendedMember) => {
            seated(person(), member(HERE, top, "suspended", "active"))
        }
        Who::Person(Seat::SuspendedTenant) => {
            seated(person(), member(HERE, top, "active", "suspended"))
        }
        Who::SuspendedPerson => seated(
            user("person", "suspended"),
            member(HERE, top, "active", "active"),
        ),
        Who::Staff(role) => staff("active", role.as_deref().map(short).into_iter().collect()),
        Who::SuspendedStaff => {
            let roles = model.vocabulary().staff().iter();
            staff(
                "suspended",
                roles
                    .map(|one| short(model.vocabulary().name(one)))
                    .collect(),
            )
        }
        Who::Service(name, tenant) => json!({
            "kind": "service", "name": short(name),
            "tenant": match tenant {
                ServiceTenant::Here => Some(HERE),
                ServiceTenant::Elsewhere => Some(ELSEWHERE),
                ServiceTenant::Nowhere => None,
            },
        }),
    };
    if let Some(value) = value.as_object_mut() {
        let words = caller
            .who
            .words(tenancy.map_or("", |tenancy| &tenancy.name));
        value.insert("id".to_owned(), caller.id().into());
        value.insert("words".to_owned(), words.into());
    }
    value
}

pub(super) fn situation(model: &Model, resource: &Resource, situation: &Situation) -> Value {
    let mut labels = Value::Null;
    let whole = situation.target == TargetKind::Row;
    if whole {
        situation.with_row(model, resource, 0, &mut |row| {
            labels = row_labels(model, resource, row);
        });
    }
    let mut parent = Value::Null;
    let above = resource.spec().parent.as_ref();
    if let Some(above) = above.and_then(|above| model.resource(above.resource)) {
        let missing = Flaw::NoParent(resource.name().to_owned());
        if !whole && situation.flaw != missing {
            situation.with_row(model, above, 1, &mut |row| {
                parent = row_labels(model, above, row);
            });
        }
    }
    let link = situation.link.as_deref();
    json!({
        "target": situation.target.name(),
        "tenant": if situation.named { Some(HERE) } else { None },
        "state": situation.flaw.name(),
        "of": situation.flaw.resource(),
        "row": labels,
        "parent": parent,
        "link": link.map(|name| json!({ "resource": name, "key": key_of(name) })),
    })
}

/// The labels as the app's own label source tells them, with the key.
fn row_labels(model: &Model, resource: &Resource, row: &Row<'_>) -> Value {
    let spec = resource.spec();
    let mut labels = Map::new();
    let mut tell = |name: &str, label: Label<'_>| {
        labels.insert(name.to_owned(), text(label));
    };
    tell("key", row.key);
    let columns = [
        ("tenant", spec.tenant, row.tenant),
        ("owner", spec.owner, row.owner),
        ("visibility", spec.visibility, row.visibility),
        ("deleted", spec.deleted, row.deleted),
    ];
    for (name, column, label) in columns {
        if column.is_some() {
            tell(name, label);
        }
    }
    if spec.shares.is_some() {
        let share = match row.share {
            Share::Level(level) => {
                let name = model.vocabulary().name(level);
                name.split_once('.').map(|(_, level)| level)
            }
            Share::Absent | Share::None => None,
        };
        labels.insert("share".to_owned(), share.into());
    }
    if !spec.when.is_empty() {
        let when = spec.when.iter().zip(row.when).filter_map(|(field, label)| {
            let column = resource.fields().get(*field)?.column.clone();
            Some((column, text(*label)))
        });
        labels.insert("when".to_owned(), Value::Object(when.collect()));
    }
    if let Some(above) = spec
        .parent
        .as_ref()
        .and_then(|above| model.resource(above.resource))
    {
        let parent = match row.parent {
            Parent::Row(row) => row_labels(model, above, row),
            Parent::Absent | Parent::Missing => Value::Null,
        };
        labels.insert("parent".to_owned(), parent);
    }
    Value::Object(labels)
}

fn text(label: Label<'_>) -> Value {
    match label {
        Label::Absent | Label::Null => Value::Null,
        Label::Value(text) => text.into(),
    }
}

pub(super) fn outcome(model: &Model, resource: &Resource, decision: &Decision) -> Value {
    let permit = match decision {
        Decision::Deny(denial) => {
            let (reason, status) = (denial.reason.name(), denial.status());
            return json!({ "decision": "deny", "reason": reason, "status": status });
        }
        Decision::Permit(permit) => permit,
    };
    let relations = permit
        .relations
        .iter()
        .map(|one| model.vocabulary().name(one));
    let mut shown = Vec::new();
    let (mut masked, mut writable) = (Map::new(), Map::new());
    for (at, field) in resource.fields().iter().enumerate() {
        match Shown::of(resource, permit.obligations.fields, at) {
            Shown::Hidden => {}
            Shown::Plain => shown.push(&field.column),
            other @ (Shown::Null | Shown::Masked(_)) => {
                masked.insert(field.column.clone(), other.name().into());
            }
        }
        let write = match Writable::of(resource, permit, at) {
            Writable::No => continue,
            Writable::Any => "any".into(),
            Writable::Values(values) => json!(values),
        };
        writable.insert(field.column.clone(), write);
    }
    json!({
        "decision": "permit",
        "status": 200,
        "relations": relations.collect::<Vec<_>>(),
        "audit": permit.obligations.audit,
        "shown": shown,
        "masked": masked,
        "writable": writable,
    })
}
