//! What SQL leaves: tables, row-level security, functions. Pure.

use super::Checks;
use crate::finding::Finding;
use crate::init::meaning::ownership;
use crate::init::sql::statements::{Statement, statements, words};
use crate::init::words::folded;
use crate::init::{sql, table_of};
use crate::scan::path::Kind;
use crate::scan::project::File;
use crate::scan::rules::{DEFINER, NO_SECURITY};
use ownguard_core::json::Span;
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Token, Tokenizer};

/// A place in a file.
#[derive(Clone, Copy)]
pub(super) struct At<'f> {
    pub(super) file: &'f File,
    pub(super) span: Span,
}

/// A function that runs with its owner's rights.
struct Definer<'f> {
    name: String,
    at: At<'f>,
}

impl Checks<'_> {
    pub(super) fn sql(&self, findings: &mut Vec<Finding>) {
        let files: Vec<&File> = self
            .project
            .files
            .iter()
            .filter(|file| file.kind == Kind::Sql)
            .collect();
        let mut history: Vec<(At<'_>, Statement<'_>)> = Vec::new();
        for file in &files {
            for statement in statements(file.source.text()) {
                let span = first(statement);
                history.push((At { file, span }, statement));
            }
        }
        self.policies(&history, findings);
        definers(&history, findings);
        self.unsecured(&history, findings);
    }

    /// Tables of an app behind Supabase's API, which serves whatever has no policies.
    fn unsecured(&self, history: &[(At<'_>, Statement<'_>)], findings: &mut Vec<Finding>) {
        let served = history.iter().any(|(at, statement)| {
            let asks =
                statement.text.contains("auth.uid()") || statement.text.contains("auth.users");
            asks || at.file.path.split('/').any(|folder| folder == "supabase")
        });
        // What is turned on by code that is put together cannot be seen.
        let dynamic = history.iter().any(|(_, statement)| {
            let lower = statement.text.to_ascii_lowercase();
            matches!(
                words(&lower, 1).first().map(String::as_str),
                Some("do" | "create")
            ) && lower.contains("enable row level security")
        });
        if !served || dynamic {
            return;
        }
        let texts: Vec<(String, String)> = self.sources();
        let left = sql::schema::read(&texts);
        for (at, statement) in history {
            let Some(made) = table_of(statement.text) else {
                continue;
            };
            let table = left
                .tables
                .iter()
                .find(|table| (table.schema.clone(), table.name.clone()) == made);
            let open = table.is_some_and(|table| table.schema.is_none() && !table.security.enabled);
            if open {
                let message = format!(
                    "`{}` has no row-level security: whoever has the public key reads and writes it",
                    made.1
                );
                findings.push(NO_SECURITY.found(message).at(&at.file.source, at.span));
            }
        }
    }

    pub(super) fn sources(&self) -> Vec<(String, String)> {
        let files = self
            .project
            .files
            .iter()
            .filter(|file| file.kind == Kind::Sql);
        files
            .map(|file| (file.path.clone(), file.source.text().to_owned()))
            .collect()
    }

    /// Whether rows of a table are somebody's: the model guards it, or a column says whose they are.
    pub(super) fn is_owned(&self, name: &str, table: Option<&crate::init::schema::Table>) -> bool {
        let owned = |table: &crate::init::schema::Table| {
            let named = table.columns.iter().any(|column| {
                let name = folded(&column.name);
                self.tables.is_whose(&name) || ownership(&name).is_some()
            });
            named
                || table
                    .foreign
                    .iter()
                    .any(|foreign| foreign.schema.as_deref() == Some("auth"))
        };
        self.tables.table(name).is_some() || table.is_some_and(owned)
    }
}

/// The first line of a statement.
fn first(statement: Statement<'_>) -> Span {
    let length = statement.text.find('\n').unwrap_or(statement.text.len());
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        start: offset(statement.start),
        end: offset(statement.start + length),
    }
}

fn definers(history: &[(At<'_>, Statement<'_>)], findings: &mut Vec<Finding>) {
    let mut open: Vec<Definer<'_>> = Vec::new();
    for (at, statement) in history {
        let words = words(statement.text, 5);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let name = match words.as_slice() {
            [
                "create",
                "or",
                "replace",
                "function" | "procedure",
                name,
                ..,
            ]
            | [
                "create" | "alter" | "drop",
                "function" | "procedure",
                name,
                ..,
            ] => *name,
            _ => continue,
        };
        let name = name
            .trim_start_matches("public.")
            .trim_matches('"')
            .to_owned();
        let said = said(statement.text);
        let sets = said
            .windows(2)
            .any(|pair| matches!(pair, [set, path] if set == "set" && path == "search_path"));
        let definer = said.windows(2).any(
            |pair| matches!(pair, [security, of] if security == "security" && of == "definer"),
        );
        let invoker = said.windows(2).any(
            |pair| matches!(pair, [security, of] if security == "security" && of == "invoker"),
        );
        match words.first() {
            Some(&"alter") if !sets && !definer && !invoker => {}
            Some(&"alter") if definer && !sets => open.push(Definer { name, at: *at }),
            Some(_) | None => {
                open.retain(|known| known.name != name);
                if definer && !sets {
                    open.push(Definer { name, at: *at });
                }
            }
        }
    }
    for definer in open {
        let message = format!(
            "`{}` runs with its owner's rights and sets no `search_path`",
            definer.name
        );
        findings.push(
            DEFINER
                .found(message)
                .at(&definer.at.file.source, definer.at.span),
        );
    }
}

/// The words of a statement outside its texts and its body.
fn said(text: &str) -> Vec<String> {
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, text)
        .tokenize()
        .unwrap_or_default();
    let mut words = Vec::new();
    for token in tokens {
        if let Token::Word(word) = token {
            words.push(word.value.to_lowercase());
        }
    }
    words
}
