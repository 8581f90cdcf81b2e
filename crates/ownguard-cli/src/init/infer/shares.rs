//! Finds tables that share single rows with single people. Pure.

use super::meaning::strength;
use super::people::People;
use super::proposal::Shares;
use super::tenancy::{order, values};
use super::words::{folded, has};
use crate::init::schema::{Column, Kind, Schema, Table};

/// A table of shares, and the table whose rows it shares.
pub(super) struct Found<'s> {
    pub(super) table: &'s Table,
    pub(super) of: &'s Table,
    /// `None`: it names no level.
    pub(super) shares: Option<Shares>,
}

/// Every table of shares; `taken` are those that mean something else.
pub(super) fn find<'s>(
    schema: &'s Schema,
    people: &People<'_>,
    taken: impl Fn(&Table) -> bool,
) -> Vec<Found<'s>> {
    let tables = schema
        .tables
        .iter()
        .filter(|table| !taken(table) && !people.is(table));
    tables
        .filter_map(|table| shared(table, schema, people, &taken))
        .collect()
}

fn shared<'s>(
    table: &'s Table,
    schema: &'s Schema,
    people: &People<'_>,
    taken: &impl Fn(&Table) -> bool,
) -> Option<Found<'s>> {
    const NAMES: [&str; 22] = [
        "share",
        "shares",
        "shared",
        "sharing",
        "collaborator",
        "collaborators",
        "access",
        "permission",
        "permissions",
        "grant",
        "grants",
        "participant",
        "participants",
        "member",
        "members",
        "membership",
        "memberships",
        "viewers",
        "editors",
        "guests",
        "acl",
        "sharings",
    ];
    if !has(&folded(&table.name), &NAMES) {
        return None;
    }
    let user = people.holder(table)?;
    let leads = table.foreign.iter().filter_map(|foreign| {
        let column = foreign.column()?;
        let of = schema.tables.iter().find(|of| foreign.leads_to(of))?;
        (!taken(of) && !people.is(of) && of.name != table.name).then_some((column, of))
    });
    let mut leads = leads;
    let (resource, of) = leads.next()?;
    if leads.next().is_some() || of.single_key().is_none() {
        return None;
    }
    let level = level(table).map(|column| Shares {
        table: table.written(),
        resource: resource.to_owned(),
        user,
        level: column.name.clone(),
        levels: order(&values(schema, column), strength, &["view"]),
    });
    Some(Found {
        table,
        of,
        shares: level,
    })
}

fn level(table: &Table) -> Option<&Column> {
    let names = [
        "level",
        "role",
        "permission",
        "access",
        "access_level",
        "permission_level",
        "access_type",
        "share_level",
    ];
    let text = |column: &&Column| matches!(column.kind, Kind::Text | Kind::Enum(_) | Kind::Other);
    let mut columns = table.columns.iter().filter(text);
    columns.find(|column| names.contains(&folded(&column.name).as_str()))
}
