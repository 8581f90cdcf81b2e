//! Conditions as SQL. What is said of the caller is an uncorrelated subquery, so
//! that Postgres asks once for a statement and can still use an index.

use super::roles::Role;
use super::tables::Tables;
use super::text::indent;
use crate::condition::{Caller, Condition, Place, Test};
use crate::sql::{ident, literal, literals};

/// A line longer than this is broken.
const WIDTH: usize = 90;

/// The condition under which somebody of a role passes; `None` where nobody does. `row` is what the
/// row's columns stand behind.
pub(super) fn by_role(
    tables: &Tables<'_>,
    role: &Role,
    row: &str,
    condition: impl Fn(Caller) -> Condition,
) -> Option<String> {
    let single = |caller: &Caller| {
        let writer = Writer {
            tables,
            row,
            subject: "ownguard.subject()",
        };
        let found = condition(*caller);
        (found != Condition::Never).then(|| writer.write(&found))
    };
    if !role.callers.contains(&Caller::Person) {
        return role.callers.iter().find_map(single);
    }
    let (person, guest) = (condition(Caller::Person), condition(Caller::Guest));
    let both = Writer {
        tables,
        row,
        subject: "ownguard.subject()",
    };
    if person == guest {
        return both.gated(&person);
    }
    match (&person, &guest) {
        (Condition::Never, _) => both.of("ownguard.guest()").gated(&guest),
        (_, Condition::Never) => both.of("ownguard.person()").gated(&person),
        (_, _) => Some(both.merged(&person, &guest)),
    }
}

/// Whether only somebody whom a row, a share or a membership names can meet it.
fn personal(condition: &Condition) -> bool {
    match condition {
        Condition::Never => true,
        Condition::Always => false,
        Condition::All(parts) => parts.iter().any(personal),
        Condition::Any(parts) => parts.iter().all(personal),
        Condition::Parent { holds, .. } => personal(holds),
        Condition::Test(test) => match test {
            Test::Subject(_) | Test::Member { .. } | Test::Shared { .. } => true,
            Test::Present(_)
            | Test::Null(_)
            | Test::Live(_)
            | Test::OneOf(..)
            | Test::SameTenant(..)
            | Test::NotSuspended(_)
            | Test::ServiceTenant(_) => false,
        },
    }
}

/// What must all hold.
fn parts(condition: &Condition) -> Vec<Condition> {
    match condition {
        Condition::All(parts) => parts.clone(),
        Condition::Always => Vec::new(),
        Condition::Never | Condition::Any(_) | Condition::Parent { .. } | Condition::Test(_) => {
            vec![condition.clone()]
        }
    }
}

/// Parts in parentheses with a word between, on lines of their own where they are long.
pub(super) fn join(parts: &[String], word: &str) -> String {
    let length: usize = parts.iter().map(|part| part.len() + word.len() + 2).sum();
    if length <= WIDTH && !parts.iter().any(|part| part.contains('\n')) {
        return format!("({})", parts.join(&format!(" {word} ")));
    }
    let parts: Vec<_> = parts.iter().map(|part| indent(part, 2)).collect();
    format!("(\n  {}\n)", parts.join(&format!("\n  {word} ")))
}

/// The alias of the row at a level above the first.
pub(super) fn above(level: usize) -> String {
    format!("ownguard_above_{level}")
}

pub(super) struct Writer<'t> {
    pub(super) tables: &'t Tables<'t>,
    /// What the row's own columns stand behind.
    pub(super) row: &'t str,
    /// The function that names the caller.
    pub(super) subject: &'t str,
}

impl Writer<'_> {
    pub(super) fn write(&self, condition: &Condition) -> String {
        let all =
            |parts: &[Condition]| -> Vec<_> { parts.iter().map(|part| self.write(part)).collect() };
        match condition {
            Condition::Always => "true".to_owned(),
            Condition::Never => "false".to_owned(),
            Condition::All(parts) => join(&all(parts), "and"),
            Condition::Any(parts) => join(&all(parts), "or"),
            Condition::Parent { of, child, holds } => {
                let holds = (**holds != Condition::Always).then(|| self.write(holds));
                self.parent(*of, *child, holds)
            }
            Condition::Test(test) => self.test(test),
        }
    }

    /// The same for another caller.
    const fn of(&self, subject: &'static str) -> Self {
        Self {
            tables: self.tables,
            row: self.row,
            subject,
        }
    }

    /// For one kind of caller among several that come through one role.
    fn gated(&self, condition: &Condition) -> Option<String> {
        let gate = format!("(select {}) is not null", self.subject);
        match condition {
            Condition::Never => None,
            Condition::Always => Some(gate),
            held if personal(held) => Some(self.write(held)),
            Condition::All(_)
            | Condition::Any(_)
            | Condition::Parent { .. }
            | Condition::Test(_) => Some(join(&[gate, self.write(condition)], "and")),
        }
    }

    /// For persons and guests, who come through one role: what both need stands once.
    fn merged(&self, person: &Condition, guest: &Condition) -> String {
        let (persons, guests) = (parts(person), parts(guest));
        let (both, persons): (Vec<_>, Vec<_>) =
            persons.into_iter().partition(|part| guests.contains(part));
        let guests: Vec<_> = guests
            .into_iter()
            .filter(|part| !both.contains(part))
            .collect();
        let mut written: Vec<_> = both.iter().map(|part| self.write(part)).collect();
        let parents = match (persons.as_slice(), guests.as_slice()) {
            (
                [Condition::Parent { of, child, holds }],
                [
                    Condition::Parent {
                        of: same,
                        child: too,
                        holds: guests,
                    },
                ],
            ) if of == same && child == too => Some((*of, *child, self.merged(holds, guests))),
            (_, _) => None,
        };
        if let Some((of, child, held)) = parents {
            written.push(self.parent(of, child, Some(held)));
        } else {
            let person = self.of("ownguard.person()").gated(&Condition::all(persons));
            let guest = self.of("ownguard.guest()").gated(&Condition::all(guests));
            let either: Vec<_> = person.into_iter().chain(guest).collect();
            written.push(join(&either, "or"));
        }
        match written.as_slice() {
            [only] => only.clone(),
            several => join(several, "and"),
        }
    }

    fn parent(&self, of: usize, child: usize, holds: Option<String>) -> String {
        let resources = self.tables.model.resources();
        let parent = resources
            .get(child)
            .and_then(|child| child.spec().parent.as_ref());
        let found = parent.and_then(|parent| self.tables.resource(parent.resource));
        let (Some(parent), Some(found)) = (parent, found) else {
            return "false".to_owned();
        };
        let key = Place {
            level: of + 1,
            resource: parent.resource,
            field: found.resource.spec().key.field,
        };
        let named = Place {
            level: of,
            resource: child,
            field: parent.field,
        };
        let named = format!("{} = {}", self.column(key), self.column(named));
        let held: Vec<_> = std::iter::once(named).chain(holds).collect();
        let table = self.tables.table(found.table);
        let held = indent(&join(&held, "and"), 2);
        format!(
            "exists (\n  select from {table} as {}\n  where {held}\n)",
            above(of + 1)
        )
    }

    fn test(&self, test: &Test) -> String {
        match test {
            Test::Present(at) => format!("{} is not null", self.column(*at)),
            Test::Null(at) => format!("{} is null", self.column(*at)),
            Test::Live(at) => {
                let at = self.column(*at);
                format!("({at} is null or {at}::text = 'false')")
            }
            Test::OneOf(at, values) => match values.as_slice() {
                [only] => format!("{} = {}", self.column(*at), literal(only)),
                several => {
                    let several = literals(several.iter().map(String::as_str));
                    format!("{} in ({})", self.column(*at), several)
                }
            },
            Test::SameTenant(one, two) => format!("{} = {}", self.column(*one), self.column(*two)),
            Test::Subject(at) => format!("{} = (select {})", self.column(*at), self.subject),
            Test::Member { tenant, least } => {
                let roles = self.tables.model.tenancy().map(|tenancy| &tenancy.roles);
                let role = least.and_then(|least| roles?.get(least));
                let role = role.map_or_else(String::new, |role| literal(role));
                self.among(*tenant, &format!("ownguard.tenants({role})"))
            }
            Test::NotSuspended(at) => {
                let kind = self.tenant_kind();
                let suspended = format!("(select ownguard.suspended_tenants())::{kind}[]");
                format!("{} <> all ({suspended})", self.column(*at))
            }
            Test::Shared { key, least } => {
                let name = self.tables.model.vocabulary().name(*least);
                let level = name.split_once('.').map_or(name, |(_, level)| level);
                let level = literal(level);
                let function = super::shares::function(self.tables, key.resource);
                let shared = format!("{function}({level})");
                let kind = self
                    .tables
                    .model
                    .resource(key.resource)
                    .map_or("text", |resource| {
                        super::text::kind(resource.spec().key.kind)
                    });
                format!("{} = any ((select {shared})::{kind}[])", self.column(*key))
            }
            Test::ServiceTenant(at) => {
                format!("{} = (select ownguard.service_tenant())", self.column(*at))
            }
        }
    }

    fn among(&self, at: Place, tenants: &str) -> String {
        let kind = self.tenant_kind();
        format!("{} = any ((select {tenants})::{kind}[])", self.column(at))
    }

    fn tenant_kind(&self) -> &'static str {
        self.tables.tenant_kind()
    }

    pub(super) fn column(&self, place: Place) -> String {
        let name = self.tables.column(place);
        match place.level {
            0 => format!("{}.{}", self.row, ident(name)),
            level => format!("{}.{}", above(level), ident(name)),
        }
    }
}
