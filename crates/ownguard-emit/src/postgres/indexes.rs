//! The indexes that policies need, each only where there is none that begins with
//! its column.

use super::tables::Tables;
use super::text::{name, part, run};
use crate::sql::{ident, literal};
use ownguard_core::{Action, Vocabulary};

struct Index {
    table: String,
    column: String,
    /// A partial index: rows that hold this.
    only: Option<(String, &'static str)>,
}

pub(super) fn create(tables: &Tables<'_>) -> String {
    let mut out = part("Indexes");
    for index in indexes(tables) {
        out.push_str(&text(tables, &index));
    }
    out.push('\n');
    out
}

fn indexes(tables: &Tables<'_>) -> Vec<Index> {
    let mut all: Vec<Index> = Vec::new();
    let mut add = |table: &str, column: &str, only: Option<&str>| {
        let index = Index {
            table: table.to_owned(),
            column: column.to_owned(),
            only: only.map(|column| (column.to_owned(), "public")),
        };
        let same = |known: &Index| {
            known.table == index.table && known.column == index.column && known.only == index.only
        };
        if !all.iter().any(same) {
            all.push(index);
        }
    };
    for guarded in tables.resources() {
        let spec = guarded.resource.spec();
        let granted = |action| guarded.resource.ever_granted(action);
        let reads = granted(Action::READ).union(granted(Action::LIST));
        let column = |field: Option<usize>| {
            let field = field.and_then(|field| guarded.resource.fields().get(field));
            field.map(|field| field.column.as_str())
        };
        let owner = spec.owner.filter(|_| reads.contains(Vocabulary::OWNER));
        let parent = spec.parent.as_ref().map(|parent| parent.field);
        for found in [column(spec.tenant), column(owner), column(parent)]
            .into_iter()
            .flatten()
        {
            add(guarded.table, found, None);
        }
        let outside = reads.intersection(tables.model.vocabulary().outside());
        if let (Some(visibility), false) = (column(spec.visibility), outside.is_empty()) {
            let by = column(spec.tenant).or_else(|| column(Some(spec.key.field)));
            if let Some(by) = by {
                add(guarded.table, by, Some(visibility));
            }
        }
        if let Some(shares) = guarded.shares {
            add(&shares.table, &shares.user, None);
            add(&shares.table, &shares.resource, None);
        }
    }
    if let Some(members) = tables.members() {
        add(&members.table, &members.user, None);
        add(&members.table, &members.tenant, None);
    }
    all
}

fn text(tables: &Tables<'_>, index: &Index) -> String {
    let full = tables.table(&index.table);
    let (schema, short) = tables.split(&index.table);
    let called = match index.only {
        Some((_, value)) => name(&["ownguard", &short, &index.column, value]),
        None => name(&["ownguard", &short, &index.column]),
    };
    let (only, predicate) = match &index.only {
        Some((column, value)) => (
            format!(" where {} = '{value}'", ident(column)),
            "i.indpred is not null and i.indexrelid = to_regclass",
        ),
        None => (String::new(), "i.indpred is null and a.attname"),
    };
    let mine = literal(&format!("{}.{}", ident(&schema), ident(&called)));
    let there = if index.only.is_some() {
        format!("{predicate}({mine})")
    } else {
        format!("{predicate} = {}", literal(&index.column))
    };
    run(&format!(
        "begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = {of}::regclass and i.indisvalid and {there}
  ) then
    create index {called} on {full} ({column}){only};
    insert into ownguard.created_indexes (name) values ({mine}) on conflict do nothing;
  end if;
end",
        of = literal(&full),
        called = ident(&called),
        column = ident(&index.column),
    ))
}
