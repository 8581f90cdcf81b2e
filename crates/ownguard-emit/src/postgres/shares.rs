//! Rows shared with single people: which they are, and who may share.

use super::functions::definer;
use super::policies::{Passes, policy};
use super::render::{Writer, by_role, join};
use super::roles::Role;
use super::tables::{Guarded, Tables};
use super::text::{array, kind, name, part};
use crate::condition::{Caller, Command, Stage, condition};
use crate::sql::ident;
use ownguard_core::storage::ShareTable;
use ownguard_core::{Action, Relation};

const SHARED: &str = "ownguard_shared";

/// The function that gives the keys of a resource's rows that are shared with the caller.
pub(super) fn function(tables: &Tables<'_>, resource: usize) -> String {
    let found = tables.model.resource(resource);
    let resource = found.map_or("", |resource| resource.name());
    format!("ownguard.{}", ident(&name(&["shared", resource])))
}

/// The level's own name.
pub(super) fn level<'a>(tables: &Tables<'a>, relation: Relation) -> &'a str {
    let name = tables.model.vocabulary().name(relation);
    name.split_once('.').map_or(name, |(_, level)| level)
}

pub(super) fn membership(tables: &Tables<'_>, guarded: Guarded<'_>) -> String {
    let (Some(shares), Some(spec)) = (guarded.shares, &guarded.resource.spec().shares) else {
        return String::new();
    };
    let levels = array(spec.levels.iter().map(|relation| level(tables, *relation)));
    // Guests have no tenant, so they hold shares only where nobody needs one.
    let who = if guarded.resource.tenant_bound() {
        "person"
    } else {
        "subject"
    };
    let kind = kind(guarded.resource.spec().key.kind);
    let called = function(tables, guarded.at);
    definer(
        called.strip_prefix("ownguard.").unwrap_or(&called),
        "weakest text",
        &format!("{kind}[]"),
        &format!(
            "  select coalesce(array_agg(s.{row}), '{{}}')::{kind}[]
  from {table} as s
  where s.{user} = (select ownguard.{who}())
    and array_position({levels}, s.{level}::text) >= array_position({levels}, $1)",
            row = ident(&shares.resource),
            table = tables.table(&shares.table),
            user = ident(&shares.user),
            level = ident(&shares.level),
        ),
    )
}

/// The tables of shares that are no resource themselves, with what they share.
fn tables_of_shares<'a>(
    tables: &Tables<'a>,
) -> impl Iterator<Item = (Guarded<'a>, &'a ShareTable)> {
    let all: Vec<_> = tables
        .resources()
        .filter_map(|guarded| Some((guarded, guarded.shares?)))
        .filter(|(_, shares)| tables.of_table(&shares.table).is_empty())
        .collect();
    all.into_iter()
}

/// Who may write shares: whoever may `share` the row. Who may read them: they, and whom they name.
pub(super) fn policies(tables: &Tables<'_>) -> String {
    let mut out = part("Who shares what");
    for (guarded, shares) in tables_of_shares(tables) {
        let (_, row) = tables.split(&shares.table);
        let row = ident(&row);
        for role in &tables.roles {
            let shared = sharing(tables, guarded, shares, role, &row);
            let own = own(tables, shares, role, &row);
            for command in Command::ALL {
                let held = match (command, &shared, &own) {
                    (Command::Select, Some(shared), Some(own)) => {
                        Some(join(&[own.clone(), shared.clone()], "or"))
                    }
                    (Command::Select, None, Some(own)) => Some(own.clone()),
                    (Command::Select, _, None)
                    | (Command::Insert | Command::Update | Command::Delete, _, _) => shared.clone(),
                };
                let held = Passes::from(held);
                let (using, check) = match command {
                    Command::Select | Command::Delete => (Some(held), None),
                    Command::Insert => (None, Some(held)),
                    Command::Update => (Some(held.clone()), Some(held)),
                };
                out.push_str(&policy(tables, &shares.table, role, command, using, check));
            }
        }
    }
    out
}

fn sharing(
    tables: &Tables<'_>,
    guarded: Guarded<'_>,
    shares: &ShareTable,
    role: &Role,
    row: &str,
) -> Option<String> {
    let held = by_role(tables, role, SHARED, |caller| {
        condition(
            tables.model,
            guarded.at,
            Action::SHARE,
            caller,
            Stage::Existing,
        )
    })?;
    let key = guarded.resource.spec().key.field;
    let key = guarded.resource.fields().get(key)?;
    let named = format!(
        "{SHARED}.{} = {row}.{}",
        ident(&key.column),
        ident(&shares.resource)
    );
    let held = super::text::indent(&join(&[named, held], "and"), 2);
    let table = tables.table(guarded.table);
    Some(format!(
        "exists (\n  select from {table} as {SHARED}\n  where {held}\n)"
    ))
}

fn own(tables: &Tables<'_>, shares: &ShareTable, role: &Role, row: &str) -> Option<String> {
    let people = role.callers.contains(&Caller::Person);
    let writer = Writer {
        tables,
        row,
        subject: "ownguard.subject()",
    };
    people.then(|| {
        format!(
            "{}.{} = (select {})",
            writer.row,
            ident(&shares.user),
            writer.subject
        )
    })
}

/// The columns of a table of shares that a command touches; `None` where it is none or nobody passes.
pub(super) fn columns<'a>(
    tables: &Tables<'a>,
    table: &str,
    role: &Role,
    command: Command,
) -> Option<Vec<&'a str>> {
    let wanted = tables.table(table);
    let (guarded, shares) =
        tables_of_shares(tables).find(|(_, shares)| tables.table(&shares.table) == wanted)?;
    let shares_it = sharing(tables, guarded, shares, role, SHARED).is_some();
    let reads = own(tables, shares, role, SHARED).is_some() && command == Command::Select;
    if !shares_it && !reads {
        return None;
    }
    Some(match command {
        Command::Select | Command::Insert => vec![&shares.resource, &shares.user, &shares.level],
        Command::Update => vec![&shares.level],
        Command::Delete => Vec::new(),
    })
}
