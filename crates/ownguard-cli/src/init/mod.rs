//! `init`: drafts a model from a database schema. Pure: texts in, a text and a
//! report out. What the schema does not say stays open as a literal `"?"`.

mod infer;
mod prisma;
mod report;
pub(crate) mod schema;
pub(crate) mod sql;
mod write;

pub(crate) use infer::{meaning, words};
pub(crate) use report::{json, report};
pub(crate) use write::Decision;

use infer::proposal::Proposal;
use schema::{Schema, Skipped};

/// A language that schemas are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// SQL of Postgres.
    Sql,
    /// Prisma's schema language.
    Prisma,
}

impl Language {
    /// By the end of a file's name.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let (_, end) = path.rsplit_once('.')?;
        if end.eq_ignore_ascii_case("sql") {
            Some(Self::Sql)
        } else if end.eq_ignore_ascii_case("prisma") {
            Some(Self::Prisma)
        } else {
            None
        }
    }
}

/// What came out.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The model, with a `"?"` for every open decision.
    pub(crate) text: String,
    /// The open decisions, in the order of the text.
    pub(crate) decisions: Vec<Decision>,
    /// Statements that were passed over.
    pub(crate) skipped: Vec<Skipped>,
    /// How many tables were read.
    pub(crate) tables: usize,
    proposal: Proposal,
}

/// Drafts a model from the files of a schema, given in order: a name and a text each. `None` where
/// they hold no table.
pub(crate) fn draft(language: Language, files: &[(String, String)], named: &str) -> Option<Draft> {
    let schema = read(language, files);
    if schema.tables.is_empty() {
        return None;
    }
    let proposal = infer::propose(&schema);
    let (text, decisions) = write::write(&proposal, named);
    Some(Draft {
        text,
        decisions,
        skipped: schema.skipped,
        tables: schema.tables.len(),
        proposal,
    })
}

/// The schema that files hold, given in order: a name and a text each.
pub(crate) fn read(language: Language, files: &[(String, String)]) -> Schema {
    match language {
        Language::Sql => sql::schema::read(files),
        Language::Prisma => prisma::read(files.iter().map(|(_, text)| text.as_str())),
    }
}

/// The schema and the name of the table that a statement makes.
pub(crate) fn table_of(statement: &str) -> Option<(Option<String>, String)> {
    let first = sql::statements::words(statement, 2);
    let makes = matches!(first.as_slice(), [create, table] if create == "create" && (table == "table" || table == "unlogged"));
    let parsed = sql::parse(statement).filter(|_| makes)?;
    if let sqlparser::ast::Statement::CreateTable(table) = parsed {
        Some(sql::names(&table.name))
    } else {
        None
    }
}
