//! Queries that find rows which the model has to refuse, or which it can't tell
//! apart: to be mended before it is enforced. Pure; each query only reads.

mod members;
mod rows;
mod shares;
mod stripe;

use crate::sql;
use ownguard_core::storage::Storage;
use ownguard_core::{Model, Resource};

/// One query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What it looks for, and where: `tenant-null:invoice`. Stable.
    pub id: String,
    /// What it finds and what the model does with such rows, in one sentence.
    pub about: String,
    /// One `select` of three text columns: `table`, `key` and `why`, by key.
    pub sql: String,
}

/// Every query that the model gives reason for, by resource, then of tenants and members.
#[must_use]
pub fn queries(model: &Model, storage: &Storage) -> Vec<Query> {
    let search = Search { model, storage };
    let resources = 0..model.resources().len();
    resources
        .flat_map(|at| of_resource(&search, at))
        .chain(members::of(&search))
        .collect()
}

fn of_resource(search: &Search<'_>, at: usize) -> Vec<Query> {
    let mut all = rows::of(search, at);
    all.extend(shares::of(search, at));
    all.extend(stripe::of(search, at));
    all
}

/// The queries as one script to read or run, each under its sentence.
#[must_use]
pub fn script(queries: &[Query]) -> String {
    let each = queries.iter().map(|query| {
        let heading = sql::comment(&format!("{}: {}", query.id, query.about));
        format!("{heading}{};\n", query.sql)
    });
    each.collect::<Vec<String>>().join("\n")
}

/// Where queries look.
struct Search<'a> {
    model: &'a Model,
    storage: &'a Storage,
}

impl Search<'_> {
    fn table(&self, at: usize) -> Option<&str> {
        let resource = self.storage.resources.get(at)?;
        Some(resource.table.as_str())
    }

    /// A column of the row `alias`, of the resource at this place.
    fn column(&self, alias: &str, at: usize, field: usize) -> Option<String> {
        let field = self.model.resource(at)?.fields().get(field)?;
        Some(sql::column(alias, &field.column))
    }

    /// One query over the rows `r` of a resource.
    fn query(&self, kind: &str, at: usize, about: String, why: &str, found: &str) -> Option<Query> {
        let resource = self.model.resource(at)?;
        let key = self.column("r", at, resource.spec().key.field)?;
        Some(Query {
            id: format!("{kind}:{}", resource.name()),
            about,
            sql: select(self.table(at)?, &key, why, found),
        })
    }

    /// What the model calls a tenant.
    fn tenancy(&self) -> &str {
        self.model
            .tenancy()
            .map_or("tenant", |tenancy| &tenancy.name)
    }

    /// The nearest row of a line that names a tenant: how many steps up, and the column.
    fn tenant(&self, at: usize) -> Option<(usize, usize, usize)> {
        let mut next = Some(at);
        for level in 0..ownguard_core::model::MAX_DEPTH {
            let at = next?;
            let spec = self.model.resource(at)?.spec();
            if let Some(field) = spec.tenant {
                return Some((level, at, field));
            }
            next = spec.parent.as_ref().map(|parent| parent.resource);
        }
        None
    }

    /// Joins from the row `from` up to the row that names its tenant, and that column. The aliases of
    /// rows above begin with `prefix`.
    fn to_tenant(&self, from: &str, prefix: &str, at: usize) -> Option<(String, String)> {
        let (steps, of, field) = self.tenant(at)?;
        let (mut joins, mut alias, mut here) = (String::new(), from.to_owned(), at);
        for step in 0..steps {
            let parent = self.model.resource(here)?.spec().parent.as_ref()?;
            let above = format!("{prefix}{}", step + 1);
            let key = self.model.resource(parent.resource)?.spec().key.field;
            joins = format!(
                "{joins}\njoin {} as {} on {} = {}",
                sql::table(self.table(parent.resource)?),
                sql::ident(&above),
                self.column(&above, parent.resource, key)?,
                self.column(&alias, here, parent.field)?,
            );
            (alias, here) = (above, parent.resource);
        }
        Some((joins, self.column(&alias, of, field)?))
    }
}

/// `key` is SQL, `why` a constant, `found` the rest of the query behind `from … as r`.
fn select(table: &str, key: &str, why: &str, found: &str) -> String {
    format!(
        "select {} as \"table\", cast({key} as text) as \"key\", {} as \"why\"\nfrom {} as \"r\"{found}\norder by 2",
        sql::literal(table),
        sql::literal(why),
        sql::table(table),
    )
}

/// `invoice` and so on, in a sentence.
fn named(resource: &Resource) -> String {
    format!("rows of `{}`", resource.name())
}

/// Columns of different types can be compared as what they say.
fn as_text(column: &str) -> String {
    format!("cast({column} as text)")
}
