//! Queries in code: Prisma's and Supabase's, with the table, what is asked, and
//! what it is narrowed by. Pure.

use super::chain::{Link, links, methods, root};
use super::drizzle::drizzle;
use super::{Entry, Module, Value};
use ownguard_core::json::Span;
use std::collections::BTreeSet;

/// One query.
#[derive(Debug)]
pub(in crate::scan) struct Query<'m> {
    pub(in crate::scan) by: Client,
    /// As the code calls it.
    pub(in crate::scan) table: String,
    pub(in crate::scan) does: Does,
    /// Columns and the values they must equal.
    pub(in crate::scan) equals: Vec<(String, &'m Value)>,
    /// Whether it is narrowed by something else, too.
    pub(in crate::scan) narrowed: bool,
    /// Columns that are written.
    pub(in crate::scan) written: Vec<(String, &'m Value)>,
    /// Whether it asks for every column.
    pub(in crate::scan) star: bool,
    /// The name that the chain begins with.
    pub(in crate::scan) root: Option<&'m str>,
    pub(in crate::scan) function: usize,
    pub(in crate::scan) span: Span,
}

/// Whose query it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum Client {
    /// Prisma, or one that is asked alike.
    Prisma,
    /// Supabase's client, behind the database's policies unless its key is above them.
    Supabase,
}

/// What it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum Does {
    /// Reads one row.
    One,
    /// Reads several.
    Many,
    /// Writes rows that exist.
    Changes,
    /// Makes rows.
    Makes,
}

/// Every query of a module.
pub(in crate::scan) fn queries(module: &Module) -> Vec<Query<'_>> {
    let mut list: Vec<Query<'_>> = Vec::new();
    let mut known: BTreeSet<u32> = BTreeSet::new();
    for (at, function) in module.functions.iter().enumerate() {
        for call in &function.calls {
            let found = prisma(module, at, call)
                .or_else(|| supabase(at, call))
                .or_else(|| drizzle(module, at, call));
            // The links of a chain are calls of their own: the longest comes first, and is the query.
            list.extend(found.filter(|found| known.insert(found.span.start)));
        }
    }
    list
}

fn prisma<'m>(module: &'m Module, function: usize, value: &'m Value) -> Option<Query<'m>> {
    let links = links(value);
    let [
        before @ ..,
        Link::Member(table),
        Link::Member(action),
        Link::Call(arguments, span),
    ] = links.as_slice()
    else {
        return None;
    };
    let client = match before.last()? {
        Link::Root(name) | Link::Member(name) => name,
        Link::Call(..) => return None,
    };
    if !is_client(client) {
        return None;
    }
    let does = match *action {
        "findUnique" | "findFirst" | "findUniqueOrThrow" | "findFirstOrThrow" => Does::One,
        "findMany" => Does::Many,
        "update" | "updateMany" | "delete" | "deleteMany" | "upsert" | "updateManyAndReturn" => {
            Does::Changes
        }
        "create" | "createMany" | "createManyAndReturn" => Does::Makes,
        _ => return None,
    };
    let asked = arguments.first();
    let mut query = Query {
        by: Client::Prisma,
        table: (*table).to_owned(),
        does,
        equals: Vec::new(),
        narrowed: false,
        written: Vec::new(),
        star: false,
        root: root(value),
        function,
        span: *span,
    };
    query.span.start = start(value).unwrap_or(span.start);
    match asked.map(|asked| resolved(module, function, asked)) {
        Some(Value::Object(entries)) => {
            query.narrowed |= entries.iter().any(|entry| entry.key.is_none());
            let entry = |key: &str| {
                entries
                    .iter()
                    .find(|entry| entry.key.as_deref() == Some(key))
            };
            if let Some(found) = entry("where") {
                conditions(module, function, &found.value, &mut query);
            }
            for key in ["data", "create", "update"] {
                if let Some(Value::Object(entries)) =
                    entry(key).map(|entry| resolved(module, function, &entry.value))
                {
                    written(entries, &mut query);
                }
            }
        }
        Some(_) => query.narrowed = true,
        None => {}
    }
    Some(query)
}

/// Whether a name is one that clients of databases usually have.
pub(super) fn is_client(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "prisma", "db", "tx", "client", "database", "query", "orm", "trx", "conn",
    ];
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || name.ends_with("prisma") || name.ends_with("db")
}

/// What stands behind a name that is bound in reach.
fn resolved<'m>(module: &'m Module, function: usize, value: &'m Value) -> &'m Value {
    let Value::Name(name) = value else {
        return value;
    };
    let bindings = module
        .around(function)
        .flat_map(|function| &function.bindings);
    let mut bindings = bindings.filter(|binding| {
        let [(way, bound)] = binding.pattern.0.as_slice() else {
            return false;
        };
        way.is_empty() && bound == name
    });
    match (bindings.next(), bindings.next()) {
        (Some(one), None) => &one.value,
        (_, _) => value,
    }
}

/// `where`, in Prisma's form, or in Drizzle's: `eq(table.column, value)`.
pub(super) fn conditions<'m>(
    module: &'m Module,
    function: usize,
    value: &'m Value,
    query: &mut Query<'m>,
) {
    match resolved(module, function, value) {
        Value::Object(entries) => {
            for entry in entries {
                match (&entry.key, &entry.value) {
                    (Some(key), inner) if key == "AND" => {
                        conditions(module, function, inner, query);
                    }
                    (Some(key), Value::Object(inner)) => match inner.as_slice() {
                        [
                            Entry {
                                key: Some(by),
                                value,
                                ..
                            },
                        ] if by == "equals" => query.equals.push((key.clone(), value)),
                        // `{ id_tenantId: { id, tenantId } }` names each of its columns.
                        list if key.contains('_') => {
                            query.equals.extend(
                                list.iter()
                                    .filter_map(|entry| Some((entry.key.clone()?, &entry.value))),
                            );
                        }
                        _ => query.narrowed = true,
                    },
                    (Some(key), inner) if !matches!(key.as_str(), "OR" | "NOT") => {
                        query.equals.push((key.clone(), inner));
                    }
                    (Some(_) | None, _) => query.narrowed = true,
                }
            }
        }
        Value::Array(values) => {
            for value in values {
                conditions(module, function, value, query);
            }
        }
        Value::Call(call) => match (
            super::chain::called(&call.callee),
            call.arguments.as_slice(),
        ) {
            (Some("eq"), [Value::Member(_, column), value]) => {
                query.equals.push((column.clone(), value));
            }
            (Some("and"), list) => {
                for value in list {
                    conditions(module, function, value, query);
                }
            }
            (_, _) => query.narrowed = true,
        },
        Value::Text(_)
        | Value::Number(_)
        | Value::Bool(_)
        | Value::Null
        | Value::Name(_)
        | Value::Member(..)
        | Value::Function(_)
        | Value::Template(..)
        | Value::Other(_) => query.narrowed = true,
    }
}

pub(super) fn written<'m>(entries: &'m [Entry], query: &mut Query<'m>) {
    for entry in entries {
        match (&entry.key, &entry.value) {
            // `{ user: { connect: { id } } }`
            (Some(key), Value::Object(inner)) => {
                let connect = inner
                    .iter()
                    .find(|entry| entry.key.as_deref() == Some("connect"));
                let id = connect.and_then(|entry| entry.value.entry("id"));
                query.written.extend(id.map(|id| (format!("{key}Id"), id)));
            }
            (Some(key), value) => query.written.push((key.clone(), value)),
            (None, _) => {}
        }
    }
}

fn supabase(function: usize, value: &Value) -> Option<Query<'_>> {
    let links = links(value);
    let methods = methods(&links);
    let from = methods.iter().position(|(name, ..)| *name == "from")?;
    let (_, arguments, _) = methods.get(from)?;
    let table = arguments.first()?.text()?;
    let after = methods.get(from + 1..)?;
    let (first, given, _) = after.first()?;
    let does = match *first {
        "select" => Does::Many,
        "update" | "delete" => Does::Changes,
        "insert" | "upsert" => Does::Makes,
        _ => return None,
    };
    let one = after
        .iter()
        .any(|(name, ..)| matches!(*name, "single" | "maybeSingle"));
    let mut query = Query {
        by: Client::Supabase,
        table: table.to_owned(),
        does: if one && does == Does::Many {
            Does::One
        } else {
            does
        },
        equals: Vec::new(),
        narrowed: false,
        written: Vec::new(),
        star: *first == "select"
            && given.first().is_none_or(|columns| {
                columns
                    .text()
                    .is_some_and(|text| text.trim() == "*" || text.starts_with("*,"))
            }),
        root: root(value),
        function,
        span: value.call()?.span,
    };
    // A head only counts.
    let counts = given
        .get(1)
        .and_then(|options| options.entry("head"))
        .is_some();
    query.star &= !counts;
    query.span.start = start(value).unwrap_or(query.span.start);
    if let Some(Value::Object(entries)) = given.first() {
        written(entries, &mut query);
    }
    if let Some(Value::Array(rows)) = given.first() {
        for row in rows {
            if let Value::Object(entries) = row {
                written(entries, &mut query);
            }
        }
    }
    for (name, arguments, _) in after.iter().skip(1) {
        match (*name, *arguments) {
            ("eq", [column, value]) => query
                .equals
                .extend(column.text().map(|column| (column.to_owned(), value))),
            ("match", [Value::Object(entries)]) => {
                query.equals.extend(
                    entries
                        .iter()
                        .filter_map(|entry| Some((entry.key.clone()?, &entry.value))),
                );
            }
            (
                "in" | "filter" | "or" | "contains" | "overlaps" | "textSearch" | "match" | "is"
                | "ilike" | "like",
                _,
            ) => query.narrowed = true,
            (_, _) => {}
        }
    }
    Some(query)
}

/// Where a chain begins: with its first call, as names have no place of their own.
pub(super) fn start(value: &Value) -> Option<u32> {
    let links = links(value);
    links.iter().find_map(|link| match link {
        Link::Call(_, span) => Some(span.start),
        Link::Root(_) | Link::Member(_) => None,
    })
}
