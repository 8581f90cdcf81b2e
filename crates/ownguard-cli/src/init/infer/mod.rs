//! From tables, foreign keys and names to a proposal. Pure. What names suggest is
//! proposed; what they cannot say stays open, and what they cannot hold is left out.

mod children;
mod columns;
pub(crate) mod meaning;
mod passed;
mod people;
pub(crate) mod proposal;
mod resources;
mod shares;
mod tenancy;
pub(crate) mod words;

use super::schema::{Kind, Schema, Table};
use people::People;
use proposal::{Proposal, Tenancy};
use words::{folded, is_name, singular};

/// What a schema suggests.
pub(super) fn propose(schema: &Schema) -> Proposal {
    let people = People::find(schema);
    let mut proposal = Proposal {
        provider: schema.provider,
        camel: schema.camel,
        stripe: schema.tables.iter().any(|table| {
            let mut columns = table.columns.iter();
            columns.any(|column| folded(&column.name).starts_with("stripe_"))
        }),
        ..Proposal::default()
    };
    let candidates = tenancy::candidates(schema, &people);
    let mut found = None;
    for candidate in &candidates {
        let tenants = candidate.tenants;
        let writable = is_name(&tenants.name) && is_name(&candidate.members.name);
        if found.is_none() && writable {
            found =
                tenancy::tenancy(candidate, schema, &people).map(|tenancy| (candidate, tenancy));
        } else {
            proposal.notes.push(format!(
                "`{}` with `{}` looks like a tenancy too; a model has one",
                tenants.name, candidate.members.name
            ));
        }
    }
    let (candidate, tenancy) = found.unzip();
    let context = Context {
        schema,
        people: &people,
        tenants: candidate.map(|found| found.tenants),
        members: candidate.map(|found| found.members),
        tenancy: tenancy.as_ref(),
    };
    resources::propose(&context, &mut proposal);
    proposal.notes.extend(secured(schema));
    proposal.tenancy = tenancy;
    proposal.own_people = people.tables.first().map(|table| table.name.clone());
    proposal
}

/// What the schema says of row-level security already.
fn secured(schema: &Schema) -> Option<String> {
    let tables = schema
        .tables
        .iter()
        .filter(|table| !table.security.policies.is_empty());
    let names: Vec<String> = tables.map(|table| format!("`{}`", table.name)).collect();
    (!names.is_empty()).then(|| {
        format!(
            "policies stand already on {}: those that `ownguard rls` writes narrow them first, and replace them later",
            names.join(", ")
        )
    })
}

/// What everything is judged against.
struct Context<'a> {
    schema: &'a Schema,
    people: &'a People<'a>,
    tenants: Option<&'a Table>,
    members: Option<&'a Table>,
    tenancy: Option<&'a Tenancy>,
}

/// The key's column and its type, where a model can hold it.
fn key_of(table: &Table) -> Option<(String, &'static str)> {
    let id = || table.columns.iter().find(|column| column.name == "id");
    let column = if table.key.is_empty() {
        id()
    } else {
        table.single_key()
    }?;
    let kind = match &column.kind {
        Kind::Uuid => "uuid",
        Kind::Int => "int",
        Kind::Text | Kind::Enum(_) | Kind::Other => "text",
        Kind::Bool | Kind::Time | Kind::Number | Kind::Json => return None,
    };
    is_name(&column.name).then(|| (column.name.clone(), kind))
}

/// What a table's rows are called one by one.
fn relation_name(table: &str) -> String {
    const TAKEN: [&str; 8] = [
        "owner",
        "shared",
        "staff",
        "service",
        "authenticated",
        "anyone",
        "link",
        "id",
    ];
    let name = singular(&folded(table));
    if TAKEN.contains(&name.as_str()) || !is_name(&name) {
        format!("{name}_group")
    } else {
        name
    }
}
