//! Queries that are built: `db.select().from(invoices).where(eq(invoices.id, id))`,
//! as Drizzle and Kysely's like write them. Pure.

use super::chain::{Link, links, methods, root};
use super::query::{Client, Does, Query, conditions, is_client, start, written};
use super::{Module, Value};

pub(super) fn drizzle<'m>(
    module: &'m Module,
    function: usize,
    value: &'m Value,
) -> Option<Query<'m>> {
    let links = links(value);
    let asked = match links.as_slice() {
        [Link::Root(name), ..] if is_client(name) => true,
        [_, Link::Member(name), ..] => is_client(name),
        _ => false,
    };
    let methods = methods(&links);
    let given = |wanted: &str| methods.iter().find(|(name, ..)| *name == wanted);
    let table = |wanted: &str| match given(wanted) {
        Some((_, [Value::Name(table)], _)) => Some(table),
        Some(_) | None => None,
    };
    let selects = given("select").or_else(|| given("selectDistinct"));
    let (table, does) = if let Some(table) = table("from").filter(|_| selects.is_some()) {
        (table, Does::Many)
    } else if let Some(table) = table("update").filter(|_| given("set").is_some()) {
        (table, Does::Changes)
    } else if let Some(table) = table("delete") {
        (table, Does::Changes)
    } else {
        (
            table("insert").filter(|_| given("values").is_some())?,
            Does::Makes,
        )
    };
    let mut query = Query {
        by: Client::Prisma,
        table: table.clone(),
        does,
        equals: Vec::new(),
        narrowed: methods.iter().any(|(name, ..)| name.ends_with("Join")),
        written: Vec::new(),
        star: selects.is_some_and(|(_, columns, _)| columns.is_empty()) && does == Does::Many,
        root: root(value),
        function,
        span: value.call()?.span,
    };
    query.span.start = start(value).unwrap_or(query.span.start);
    if let Some((_, [condition, ..], _)) = given("where") {
        conditions(module, function, condition, &mut query);
    }
    for name in ["set", "values"] {
        if let Some((_, [Value::Object(entries)], _)) = given(name) {
            written(entries, &mut query);
        }
    }
    asked.then_some(query)
}
