//! A filter as a Prisma `where`. Prisma cannot compare columns of two tables, so
//! where a row's tenant must be its parent's, both are compared with the caller's.

use super::names::Holding;
use super::tree::{Rows, Test};
use super::value::{flag, guessed, id, texts};
use super::{Filter, Names, Place};
use ownguard_core::Resource;
use ownguard_core::http::key::KeyKind;
use ownguard_core::storage::Storage;
use serde_json::{Value, json};

/// A condition for `where`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prisma {
    /// The condition; `{}` is every row and `{"OR": []}` none. Numbers may be larger than JavaScript's.
    pub rows: Value,
    /// What is left out because Prisma can't say it: these rows are not met, though the model allows it.
    pub left_out: Vec<String>,
}

pub(super) fn write(filter: &Filter<'_>, storage: &Storage, names: &Names) -> Prisma {
    let mut left_out = Vec::new();
    let rows = if compares(&filter.rows) {
        let of = |tenant: &String| of_tenant(filter, &filter.rows, Some(tenant));
        if of_tenant(filter, &filter.rows, None) != Rows::None {
            left_out.push(
                "rows of tenants that the caller does not belong to: Prisma cannot compare their \
                 tenant with their parent's"
                    .to_owned(),
            );
        }
        Rows::any(filter.tenants.iter().map(of))
    } else {
        filter.rows.clone()
    };
    let writer = Writer {
        filter,
        storage,
        names,
    };
    let rows = match &rows {
        Rows::None => none(),
        Rows::All(parts) => writer.every(0, parts.iter().collect()),
        one @ (Rows::Every | Rows::Any(_) | Rows::Where(_)) => writer.every(0, vec![one]),
    };
    Prisma { rows, left_out }
}

/// Whether two columns are compared.
fn compares(rows: &Rows) -> bool {
    match rows {
        Rows::Every | Rows::None => false,
        Rows::All(parts) | Rows::Any(parts) => parts.iter().any(compares),
        Rows::Where(test) => matches!(test, Test::Same(..)),
    }
}

/// The rows of one tenant, or of any that the caller has nothing to do with.
fn of_tenant(filter: &Filter<'_>, rows: &Rows, tenant: Option<&String>) -> Rows {
    let narrowed = |parts: &[Rows]| -> Vec<Rows> {
        let parts = parts.iter().map(|part| of_tenant(filter, part, tenant));
        parts.collect()
    };
    let names_tenant = |at: &Place| {
        let resource = filter.model.resource(at.resource);
        resource.is_some_and(|resource| resource.spec().tenant == Some(at.field))
    };
    let among = |values: &[String]| tenant.is_some_and(|tenant| values.contains(tenant));
    match rows {
        Rows::Every | Rows::None => rows.clone(),
        Rows::All(parts) => Rows::all(narrowed(parts)),
        Rows::Any(parts) => Rows::any(narrowed(parts)),
        Rows::Where(Test::In(at, values)) if names_tenant(at) => Rows::every_if(among(values)),
        Rows::Where(Test::NotIn(at, values)) if names_tenant(at) => Rows::every_if(!among(values)),
        Rows::Where(Test::Present(at)) if names_tenant(at) => Rows::Every,
        Rows::Where(Test::Same(one, two)) => match tenant {
            Some(tenant) => Rows::holding(*one, vec![tenant.clone()])
                .and(Rows::holding(*two, vec![tenant.clone()])),
            None => Rows::Every,
        },
        Rows::Where(
            Test::In(..) | Test::NotIn(..) | Test::Present(_) | Test::Live(_) | Test::Shared { .. },
        ) => rows.clone(),
    }
}

fn none() -> Value {
    json!({ "OR": [] })
}

struct Writer<'a> {
    filter: &'a Filter<'a>,
    storage: &'a Storage,
    names: &'a Names,
}

impl Writer<'_> {
    /// All of these, of the row at a level, whose line must be there.
    fn every(&self, level: usize, parts: Vec<&Rows>) -> Value {
        let (above, here): (Vec<&Rows>, Vec<&Rows>) =
            parts.into_iter().partition(|part| lowest(part) > level);
        let mut all: Vec<Value> = here
            .into_iter()
            .map(|part| self.rows(level, part))
            .collect();
        if level + 1 < self.filter.line.len() {
            all.push(self.of_parent(level, &self.every(level + 1, above)));
        }
        joined("AND", all)
    }

    fn rows(&self, level: usize, rows: &Rows) -> Value {
        match rows {
            Rows::Every => json!({}),
            Rows::None => none(),
            _ if lowest(rows) > level => self.of_parent(level, &self.rows(level + 1, rows)),
            Rows::All(parts) => {
                let parts = parts.iter().map(|part| self.rows(level, part));
                joined("AND", parts.collect())
            }
            Rows::Any(parts) => {
                let parts: Vec<Value> = parts.iter().map(|part| self.rows(level, part)).collect();
                if parts.contains(&json!({})) {
                    return json!({});
                }
                json!({ "OR": parts })
            }
            Rows::Where(test) => self.test(test),
        }
    }

    /// Of the row above the one at a level.
    fn of_parent(&self, level: usize, rows: &Value) -> Value {
        let child = self.filter.line.get(level);
        let child = child.and_then(|at| self.filter.model.resource(*at));
        let column = child.and_then(|child| {
            let parent = child.spec().parent.as_ref()?;
            Some(child.fields().get(parent.field)?.column.as_str())
        });
        let child = child.map_or("", Resource::name);
        let relation = self.names.parent(child, column.unwrap_or_default());
        json!({ relation: { "is": rows } })
    }

    fn test(&self, test: &Test) -> Value {
        match test {
            Test::Present(at) => {
                if self.required(*at) == Some(true) {
                    json!({})
                } else {
                    json!({ self.field(*at): { "not": null } })
                }
            }
            Test::Live(at) => self.live(*at),
            Test::In(at, values) => {
                let mut values = self.values(*at, values);
                match (values.pop(), values.is_empty()) {
                    (None, _) => none(),
                    (Some(one), true) => json!({ self.field(*at): one }),
                    (Some(last), false) => {
                        values.push(last);
                        json!({ self.field(*at): { "in": values } })
                    }
                }
            }
            Test::NotIn(at, values) => {
                let values = self.values(*at, values);
                if values.is_empty() {
                    return self.test(&Test::Present(*at));
                }
                json!({ self.field(*at): { "notIn": values } })
            }
            // Written out by tenant before.
            Test::Same(..) => none(),
            Test::Shared { key, user, levels } => self.shared(*key, user, levels),
        }
    }

    fn live(&self, at: Place) -> Value {
        let field = self.field(at);
        let column = self.column(at);
        let flag =
            column.starts_with("is_") || ["deleted", "removed", "archived"].contains(&column);
        let flag = match self.holds(at) {
            Some(Holding::Boolean) => true,
            Some(Holding::Text | Holding::Number | Holding::Time) => false,
            None => flag,
        };
        match (flag, self.required(at)) {
            (false, Some(true)) => none(),
            (false, Some(false) | None) => json!({ field: null }),
            (true, Some(false)) => json!({ "OR": [{ &field: null }, { &field: false }] }),
            (true, Some(true) | None) => json!({ field: false }),
        }
    }

    fn shared(&self, key: Place, user: &str, levels: &[String]) -> Value {
        let storage = self.storage.resources.get(key.resource);
        let Some(shares) = storage.and_then(|resource| resource.shares.as_ref()) else {
            return none();
        };
        let resource = self.resource(key).map_or("", Resource::name);
        let of = format!("{resource}.shares");
        let Some(person) = id(self.person_kind(), user) else {
            return none();
        };
        let relation = self.names.shares(resource, &shares.table);
        json!({ relation: { "some": {
            self.names.field(&of, &shares.user): person,
            self.names.field(&of, &shares.level): { "in": levels },
        } } })
    }

    /// The values as the column holds them; one that it can't hold is left out.
    fn values(&self, at: Place, values: &[String]) -> Vec<Value> {
        let spec = self.resource(at).map(Resource::spec);
        let of_key = |kind: Option<KeyKind>| values.iter().filter_map(move |text| id(kind, text));
        let tenancy = self.filter.model.tenancy();
        match (self.holds(at), spec) {
            (Some(Holding::Number), _) => of_key(Some(KeyKind::Int)).collect(),
            (Some(Holding::Text | Holding::Time), _) => texts(values),
            (Some(Holding::Boolean), _) => values.iter().filter_map(|text| flag(text)).collect(),
            (None, Some(spec)) if spec.tenant == Some(at.field) => {
                of_key(tenancy.map(|tenancy| tenancy.key)).collect()
            }
            (None, Some(spec)) if spec.key.field == at.field => {
                of_key(Some(spec.key.kind)).collect()
            }
            (None, Some(spec)) if spec.owner == Some(at.field) => {
                of_key(self.person_kind()).collect()
            }
            (None, Some(spec)) if spec.visibility == Some(at.field) => texts(values),
            (None, Some(_) | None) => guessed(values),
        }
    }

    /// How persons are named, where the model has a resource of them.
    fn person_kind(&self) -> Option<KeyKind> {
        let specs = self.filter.model.resources().iter().map(Resource::spec);
        let mut people = specs.filter(|spec| spec.owner == Some(spec.key.field));
        people.next().map(|spec| spec.key.kind)
    }

    fn resource(&self, at: Place) -> Option<&Resource> {
        self.filter.model.resource(at.resource)
    }

    fn column(&self, at: Place) -> &str {
        let field = self
            .resource(at)
            .and_then(|found| found.fields().get(at.field));
        field.map_or("", |field| field.column.as_str())
    }

    fn field(&self, at: Place) -> String {
        let resource = self.resource(at).map_or("", Resource::name);
        self.names.field(resource, self.column(at))
    }

    fn holds(&self, at: Place) -> Option<Holding> {
        let resource = self.resource(at).map_or("", Resource::name);
        self.names.about(resource, self.column(at))?.holds
    }

    fn required(&self, at: Place) -> Option<bool> {
        let resource = self.resource(at).map_or("", Resource::name);
        self.names.about(resource, self.column(at))?.required
    }
}

/// Several conditions as one; those that say nothing are left out.
fn joined(how: &str, mut parts: Vec<Value>) -> Value {
    parts.retain(|part| *part != json!({}));
    match (parts.pop(), parts.is_empty()) {
        (None, _) => json!({}),
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            json!({ how: parts })
        }
    }
}

/// How far down the lowest row that is spoken of stands.
fn lowest(rows: &Rows) -> usize {
    match rows {
        Rows::Every | Rows::None => 0,
        Rows::All(parts) | Rows::Any(parts) => parts.iter().map(lowest).min().unwrap_or(0),
        Rows::Where(test) => test.places().map(|place| place.level).min().unwrap_or(0),
    }
}
