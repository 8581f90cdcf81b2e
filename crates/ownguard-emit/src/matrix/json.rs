//! The full form as JSON: enough to make a test of every combination. Callers and situations stand
//! once, and each case names them by their places.

use super::Only;
use super::caller::{Age, Caller, ELSEWHERE, HERE, NOW, Seat, ServiceTenant, Who};
use super::outcome::{Shown, Writable};
use super::situation::{Flaw, Situation, TargetKind, key_of};
use super::space::Space;
use ownguard_core::spec::Asks;
use ownguard_core::{Decision, Label, Model, Parent, Resource, Row, Share};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Every combination. `hash` is the model's, where it is known.
///
/// `resources[].actions[].cases` is a list of `[caller, situation, outcome]`: places in `callers`,
/// in the resource's `situations` and in the action's `outcomes`.
pub fn json(model: &Model, only: &Only, hash: Option<&[u8]>) -> Value {
    let mut callers = Places::default();
    let resources = model.resources().iter();
    let resources: Vec<Value> = resources
        .filter(|one| only.resource(one.name()))
        .map(|one| resource(model, one, only, &mut callers))
        .collect();
    let callers: Vec<Value> = callers.all.iter().map(|one| caller(model, one)).collect();
    json!({
        "format": "ownguard.matrix",
        "version": 1,
        "revision": model.revision(),
        "hash": hash.map(hex),
        "now": NOW,
        "tenancy": model.tenancy().map(|tenancy| &tenancy.name),
        "tenants": { "here": HERE, "elsewhere": ELSEWHERE },
        "callers": callers,
        "resources": resources,
    })
}

/// Values in the order in which they were first met.
struct Places<T> {
    all: Vec<T>,
    at: BTreeMap<T, usize>,
}

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            at: BTreeMap::new(),
        }
    }
}

impl<T: Ord + Clone> Places<T> {
    fn place(&mut self, one: &T) -> usize {
        if let Some(at) = self.at.get(one) {
            return *at;
        }
        let at = self.all.len();
        self.all.push(one.clone());
        self.at.insert(one.clone(), at);
        at
    }
}

fn resource(
    model: &Model,
    resource: &Resource,
    only: &Only,
    callers: &mut Places<Caller>,
) -> Value {
    let models = [model];
    let space = Space::of(&models);
    let mut situations = Places::default();
    let mut actions = Vec::new();
    for name in model.actions().iter().filter(|name| only.action(name)) {
        let questions = space.questions(resource.name(), name);
        let answers = questions.answers(model).unwrap_or_default();
        let who: Vec<usize> = questions
            .callers
            .iter()
            .map(|one| callers.place(one))
            .collect();
        let what = questions.situations.iter();
        let what: Vec<usize> = what.map(|one| situations.place(one)).collect();
        let mut known: Vec<(Decision, usize)> = Vec::new();
        let mut outcomes: Vec<Value> = Vec::new();
        let mut cases = Vec::new();
        for ((caller, situation), answer) in questions.cases().zip(answers) {
            let at = known.iter().find(|(known, _)| *known == answer);
            let at = at.map(|(_, at)| *at);
            let at = at.unwrap_or_else(|| {
                let said = outcome(model, resource, &answer);
                let at = outcomes.iter().position(|known| *known == said);
                let at = at.unwrap_or_else(|| {
                    outcomes.push(said);
                    outcomes.len() - 1
                });
                known.push((answer, at));
                at
            });
            cases.push(json!([who.get(caller), what.get(situation), at]));
        }
        let action = model.action(name);
        let asked = action.map_or(Asks::default(), |action| resource.asks(action));
        actions.push(json!({
            "name": name,
            "asks": asks(model, asked),
            "max_age": action.and_then(|action| resource.max_age(action)),
            "outcomes": outcomes,
            "cases": cases,
        }));
    }
    let situations = situations
        .all
        .iter()
        .map(|one| situation(model, resource, one));
    json!({
        "name": resource.name(),
        "fields": resource.fields().iter().map(|field| &field.column).collect::<Vec<_>>(),
        "situations": situations.collect::<Vec<_>>(),
        "actions": actions,
    })
}

fn asks(model: &Model, asks: Asks) -> Value {
    let plan = asks
        .plan
        .and_then(|plan| model.plans().get(usize::from(plan)));
    json!({ "fresh": asks.fresh, "verified": asks.verified, "plan": plan, "audit": asks.audit })
}

fn caller(model: &Model, caller: &Caller) -> Value {
    let tenancy = model.tenancy();
    let top = tenancy.and_then(|tenancy| tenancy.roles.last());
    let age = match caller.age {
        Age::ThisRequest => Value::Null,
        Age::Seconds(seconds) => seconds.into(),
    };
    let user = |kind: &str, status: &str| {
        json!({
            "kind": kind, "sub": super::caller::CALLER, "status": status, "verified": caller.verified,
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
        let sub = super::caller::CALLER;
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

fn situation(model: &Model, resource: &Resource, situation: &Situation) -> Value {
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

fn outcome(model: &Model, resource: &Resource, decision: &Decision) -> Value {
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

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}").unwrap_or_default();
    }
    text
}
