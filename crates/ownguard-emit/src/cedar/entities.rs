//! Who asks and what is asked about, as entities in Cedar's JSON form.

use super::row_type;
use ownguard_core::{
    Label, Membership, Model, Person, Principal, Relation, Status, Timestamp, User,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// One row as an entity. Where a parent does not exist, `parent` is `None`.
#[derive(Clone, Debug, Default)]
pub struct RowEntity<'a> {
    /// The place of the resource in the model.
    pub resource: usize,
    /// The key.
    pub key: &'a str,
    /// The tenant column.
    pub tenant: Label<'a>,
    /// The owner column.
    pub owner: Label<'a>,
    /// The visibility column.
    pub visibility: Label<'a>,
    /// Whether the row is soft-deleted.
    pub deleted: bool,
    /// The key of the row above, where there is one.
    pub parent: Option<&'a str>,
    /// Columns of conditions, in the order of the spec.
    pub when: Vec<Label<'a>>,
    /// Who the row is shared with, and how far.
    pub shares: Vec<(&'a str, Relation)>,
}

/// The type and the id of an entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntityId {
    /// Such as `Person`.
    pub kind: String,
    /// Such as a subject.
    pub id: String,
}

impl EntityId {
    fn new(kind: &str, id: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            id: id.to_owned(),
        }
    }

    /// As `uid` and `parents` hold it.
    fn json(&self) -> Value {
        json!({ "type": self.kind, "id": self.id })
    }

    /// As a value of an attribute.
    fn value(&self) -> Value {
        json!({ "__entity": self.json() })
    }
}

/// Which entity a caller is.
#[must_use]
pub fn principal(model: &Model, principal: &Principal) -> EntityId {
    match principal {
        Principal::Anonymous => EntityId::new("Anonymous", "anonymous"),
        Principal::Guest(user) => EntityId::new("Guest", &user.id),
        Principal::Person(person) => EntityId::new("Person", &person.user.id),
        Principal::Staff(staff) => {
            let roles = staff.roles.iter().map(|role| model.vocabulary().name(role));
            let roles: Vec<&str> = roles.collect();
            EntityId::new("Staff", &format!("{}#{}", staff.id, roles.join("+")))
        }
        Principal::Service(service) => {
            let tenant = service.tenant.as_deref();
            let tenant = tenant.map_or_else(String::new, |tenant| format!("#{tenant}"));
            EntityId::new("Service", &format!("{}{tenant}", service.index))
        }
    }
}

/// Everything that the policies look at, as one JSON array.
#[must_use]
pub fn entities(
    model: &Model,
    principals: &[&Principal],
    rows: &[RowEntity<'_>],
    now: Timestamp,
) -> Value {
    let writer = Writer { model, now };
    let mut all: Vec<Value> = Vec::new();
    let mut tenants: BTreeSet<&str> = BTreeSet::new();
    for principal in principals {
        tenants.extend(tenants_of(principal));
        all.push(writer.caller(principal));
    }
    for row in rows {
        if let Label::Value(tenant) = row.tenant {
            tenants.insert(tenant);
        }
        all.push(writer.row(row));
    }
    for tenant in tenants {
        writer.tenant(tenant, &mut all);
    }
    Value::Array(all)
}

fn tenants_of(principal: &Principal) -> Vec<&str> {
    match principal {
        Principal::Person(person) => {
            let held = person.memberships.iter();
            held.map(|membership| &*membership.tenant).collect()
        }
        Principal::Service(service) => service.tenant.as_deref().into_iter().collect(),
        Principal::Anonymous | Principal::Guest(_) | Principal::Staff(_) => Vec::new(),
    }
}

struct Writer<'a> {
    model: &'a Model,
    now: Timestamp,
}

impl Writer<'_> {
    fn caller(&self, caller: &Principal) -> Value {
        let mut attributes = Map::new();
        let mut parents: Vec<EntityId> = Vec::new();
        match caller {
            Principal::Anonymous => {}
            Principal::Guest(user) => self.user(user, &mut attributes),
            Principal::Person(person) => {
                self.user(&person.user, &mut attributes);
                parents = self.groups(person);
            }
            Principal::Staff(staff) => {
                let names = staff
                    .roles
                    .iter()
                    .map(|role| self.model.vocabulary().name(role));
                let names = names.filter_map(|name| name.split_once('.'));
                parents.extend(names.map(|(_, role)| EntityId::new("StaffRole", role)));
            }
            Principal::Service(service) => {
                let name = self.model.services().get(usize::from(service.index));
                attributes.insert("name".into(), json!(name.map_or("", String::as_str)));
                if let Some(tenant) = &service.tenant {
                    attributes.insert("tenant".into(), EntityId::new("Tenant", tenant).value());
                }
            }
        }
        entity(&principal(self.model, caller), attributes, &parents)
    }

    fn user(&self, user: &User, attributes: &mut Map<String, Value>) {
        attributes.insert("id".into(), json!(&*user.id));
        attributes.insert("verified".into(), json!(user.verified));
        attributes.insert("age".into(), json!(user.as_of.age(self.now)));
        if let Some(plan) = user.plan {
            attributes.insert("plan".into(), json!(plan));
        }
    }

    /// What a person is in, by their memberships.
    fn groups(&self, person: &Person) -> Vec<EntityId> {
        let mut groups = Vec::new();
        for membership in &person.memberships {
            let tenant = &*membership.tenant;
            let age = membership.as_of.age(self.now);
            let older = self
                .bounds()
                .into_iter()
                .filter(|bound| age > i64::from(*bound));
            groups.extend(older.map(|bound| EntityId::new("Older", &numbered(tenant, &bound))));
            groups.extend(
                membership
                    .plan
                    .map(|plan| EntityId::new("Plan", &numbered(tenant, &plan))),
            );
            if !in_use(membership) {
                groups.push(EntityId::new("Suspended", tenant));
                continue;
            }
            groups.push(EntityId::new("Members", tenant));
            groups.extend(
                membership
                    .role
                    .map(|role| EntityId::new("Role", &numbered(tenant, &role))),
            );
        }
        groups
    }

    fn row(&self, row: &RowEntity<'_>) -> Value {
        let mut attributes = Map::new();
        let mut add = |name: &str, label: Label<'_>, value: &dyn Fn(&str) -> Value| {
            if let Label::Value(text) = label {
                attributes.insert(name.to_owned(), value(text));
            }
        };
        add("tenant", row.tenant, &|tenant| {
            EntityId::new("Tenant", tenant).value()
        });
        add("owner", row.owner, &|owner| json!(owner));
        add("visibility", row.visibility, &|word| json!(word));
        for (at, label) in row.when.iter().enumerate() {
            add(&format!("when{at}"), *label, &|value| json!(value));
        }
        attributes.insert("deleted".into(), json!(row.deleted));
        let levels = self.model.vocabulary().levels();
        let shares: Map<String, Value> = levels
            .iter()
            .map(|level| {
                let with = row.shares.iter().filter(|(_, held)| *held == level);
                let with: Vec<&str> = with.map(|(user, _)| *user).collect();
                (self.model.vocabulary().name(level).to_owned(), json!(with))
            })
            .collect();
        attributes.insert("shares".into(), Value::Object(shares));
        let kind = |at: usize| self.model.resource(at).map(row_type).unwrap_or_default();
        let spec = self
            .model
            .resource(row.resource)
            .map(ownguard_core::Resource::spec);
        let above = spec.and_then(|spec| spec.parent.as_ref());
        if let (Some(above), Some(key)) = (above, row.parent) {
            let parent = EntityId::new(&kind(above.resource), key);
            attributes.insert("parent".into(), parent.value());
        }
        entity(
            &EntityId::new(&kind(row.resource), row.key),
            attributes,
            &[],
        )
    }

    /// A tenant, with the groups that its people are in.
    fn tenant(&self, tenant: &str, all: &mut Vec<Value>) {
        let mut attributes = Map::new();
        let mut group = |name: String, kind: &str, id: &str, within: Option<String>| {
            let own = EntityId::new(kind, id);
            attributes.insert(name, own.value());
            let within: Vec<EntityId> = within
                .map(|id| EntityId::new(kind, &id))
                .into_iter()
                .collect();
            all.push(entity(&own, Map::new(), &within));
        };
        group("members".into(), "Members", tenant, None);
        group("suspended".into(), "Suspended", tenant, None);
        let roles = self
            .model
            .tenancy()
            .map_or(0, |tenancy| tenancy.roles.len());
        for (name, kind, count) in [
            ("role", "Role", roles),
            ("plan", "Plan", self.model.plans().len()),
        ] {
            for at in 0..count {
                let within = at.checked_sub(1).map(|below| numbered(tenant, &below));
                group(format!("{name}{at}"), kind, &numbered(tenant, &at), within);
            }
        }
        for bound in self.bounds() {
            group(
                format!("older{bound}"),
                "Older",
                &numbered(tenant, &bound),
                None,
            );
        }
        all.push(entity(&EntityId::new("Tenant", tenant), attributes, &[]));
    }

    /// Every age that the model asks about.
    fn bounds(&self) -> BTreeSet<u32> {
        let age = self.model.max_age();
        let resources = self.model.resources().iter();
        let asked = resources.flat_map(|resource| &resource.spec().asks);
        let asked = asked.filter_map(|(_, asks)| asks.fresh);
        asked.chain(age.read).chain(age.write).collect()
    }
}

fn in_use(membership: &Membership) -> bool {
    membership.status == Status::Active && membership.tenant_status == Status::Active
}

fn numbered(tenant: &str, number: &dyn std::fmt::Display) -> String {
    format!("{tenant}#{number}")
}

fn entity(id: &EntityId, attributes: Map<String, Value>, parents: &[EntityId]) -> Value {
    let parents: Vec<Value> = parents.iter().map(EntityId::json).collect();
    let parts = [
        ("uid", id.json()),
        ("attrs", Value::Object(attributes)),
        ("parents", Value::Array(parents)),
    ];
    Value::Object(Map::from_iter(
        parts.map(|(name, value)| (name.to_owned(), value)),
    ))
}
