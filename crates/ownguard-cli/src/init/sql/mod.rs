//! SQL of Postgres, as `init` reads schemas and `scan` reads migrations. Pure.

pub(crate) mod schema;
pub(crate) mod statements;
mod values;

use sqlparser::ast::{Ident, ObjectName, Statement};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

/// How deep expressions and queries may be nested.
const DEPTH: usize = 60;

/// One statement as a tree; `None` where the parser does not know it.
pub(crate) fn parse(text: &str) -> Option<Statement> {
    let dialect = PostgreSqlDialect {};
    let parser = Parser::new(&dialect).with_recursion_limit(DEPTH);
    let mut parser = parser.try_with_sql(text).ok()?;
    parser.parse_statement().ok()
}

/// A name as the database knows it: in small letters unless it was quoted.
pub(crate) fn name(ident: &Ident) -> String {
    if ident.quote_style.is_some() {
        ident.value.clone()
    } else {
        ident.value.to_lowercase()
    }
}

/// The schema, where it is not the usual one, and the name.
pub(crate) fn names(object: &ObjectName) -> (Option<String>, String) {
    let mut parts = object.0.iter().filter_map(|part| part.as_ident()).map(name);
    let last = parts.next_back().unwrap_or_default();
    let schema = parts.next_back().filter(|schema| schema != "public");
    (schema, last)
}
