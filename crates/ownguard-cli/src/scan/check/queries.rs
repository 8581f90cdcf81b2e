//! Queries in code: unnarrowed ones, rows by id alone, callers that say who they
//! are, webhooks that go by e-mail. Pure.

use super::Checks;
use super::guards::{asking, entrances, outermost, ties_to_session};
use super::routes::first_line;
use crate::finding::{Finding, Rule, Severity};
use crate::init::words::folded;
use crate::scan::js::origin::{Entrance, Origins};
use crate::scan::js::query::{Client, Does, Query, queries};
use crate::scan::js::{Module, Text, Value};
use crate::scan::path::RouteFile;
use crate::scan::project::File;
use crate::scan::rules::{BY_EMAIL, BY_ID, CLAIMED, STAR, UNFILTERED};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Token, Tokenizer};
use std::collections::BTreeSet;

/// One module and what is known of it.
struct Here<'m> {
    file: &'m File,
    module: &'m Module,
    origins: Origins<'m>,
    entrances: Vec<(usize, Entrance)>,
    /// The outermost functions that ask whose rows are.
    asking: BTreeSet<usize>,
}

impl Checks<'_> {
    pub(super) fn queries(&self, findings: &mut Vec<Finding>) {
        for (file, module) in self.project.modules() {
            let entrances = entrances(file, module);
            let origins = Origins::of(module, &entrances);
            let queries = queries(module);
            let here = Here {
                file,
                module,
                asking: asking(module, &queries, &origins, &self.tables),
                origins,
                entrances,
            };
            let webhook = is_webhook(file, module);
            for query in &queries {
                self.query(&here, query, webhook, findings);
            }
            for text in &module.texts {
                self.written_out(file, text, findings);
            }
        }
    }

    fn query(
        &self,
        here: &Here<'_>,
        query: &Query<'_>,
        webhook: bool,
        findings: &mut Vec<Finding>,
    ) {
        let mut found = |rule: &Rule, message: String| {
            let span = first_line(here.file, query.span);
            findings.push(rule.found(message).at(&here.file.source, span));
        };
        let guarded = self.tables.table(&query.table);
        if let Some(table) = guarded.filter(|_| query.star) {
            found(
                &STAR,
                format!("every column of `{}` is asked for", table.resource),
            );
        }
        if webhook && query.does != Does::Makes && !query.narrowed {
            let by_email =
                !query.equals.is_empty() && query.equals.iter().all(|(column, _)| is_email(column));
            if by_email {
                found(
                    &BY_EMAIL,
                    format!("`{}` is found by an e-mail address alone", query.table),
                );
                return;
            }
        }
        if here.entrances.is_empty()
            || webhook
            || here
                .asking
                .contains(&outermost(here.module, query.function))
        {
            return;
        }
        // Behind the database's policies a query sees no more than its caller may.
        let above = query.by == Client::Prisma || is_service(here.module, query);
        if let Some((column, origin)) = self.claimed(here, query, above) {
            found(
                &CLAIMED,
                format!(
                    "`{column}` is taken from {origin}, and nothing compares it with the session"
                ),
            );
            return;
        }
        if !above {
            return;
        }
        let only_keys = !query.equals.is_empty()
            && query
                .equals
                .iter()
                .all(|(column, _)| self.tables.is_key(&query.table, column));
        let chosen = |value: &Value| here.origins.origin(query.function, value).is_chosen();
        let by_id = only_keys
            && !query.narrowed
            && query.does != Does::Makes
            && query.equals.iter().any(|(_, value)| chosen(value));
        if by_id && (guarded.is_some() || !self.tables.known) {
            if let Some(severity) = self.weight(here, query) {
                let mut rule = BY_ID;
                rule.severity = severity;
                found(
                    &rule,
                    format!(
                        "a row of `{}` is found by an id that the caller chose",
                        query.table
                    ),
                );
            }
            return;
        }
        let tied = |column: &str| {
            self.tables.is_whose(column)
                || self.tables.is_key(&query.table, column)
                || folded(column).ends_with("_id")
        };
        let unfiltered = matches!(query.does, Does::Many | Does::Changes)
            && !query.narrowed
            && !query.equals.iter().any(|(column, _)| tied(column));
        if let Some(table) = guarded.filter(|_| unfiltered) {
            found(
                &UNFILTERED,
                format!("rows of `{}` are met whoever owns them", table.resource),
            );
        }
    }

    /// How much a row by id weighs: without a model, what is public cannot be told.
    fn weight(&self, here: &Here<'_>, query: &Query<'_>) -> Option<Severity> {
        if self.tables.known {
            return Some(Severity::Error);
        }
        let page = here.file.is_route(RouteFile::Page) || here.file.is_route(RouteFile::OldPage);
        (!page || query.does == Does::Changes).then_some(Severity::Warning)
    }

    /// A column that says whose a row is, and where its value came from. Behind the database's policies
    /// only who made a row is looked at: what is asked for is narrowed there.
    fn claimed(
        &self,
        here: &Here<'_>,
        query: &Query<'_>,
        above: bool,
    ) -> Option<(String, &'static str)> {
        let narrowed = query.narrowed || ties_to_session(query, &here.origins, &self.tables);
        let asked = query.equals.iter().filter(|_| above && !narrowed);
        let person = |column: &str| {
            let name = folded(column);
            ["user", "owner", "author", "creator", "created"]
                .iter()
                .any(|word| name.starts_with(word))
        };
        let written = query
            .written
            .iter()
            .filter(|(column, _)| above || person(column));
        let mut claimed = asked.chain(written).filter_map(|(column, value)| {
            let origin = here.origins.origin(query.function, value);
            (self.tables.is_whose(column) && origin.is_claimed())
                .then(|| (column.clone(), origin.name()))
        });
        claimed.next()
    }

    /// `select * from` in texts of SQL.
    fn written_out(&self, file: &File, text: &Text, findings: &mut Vec<Finding>) {
        let lower = text.text.to_ascii_lowercase();
        if !(lower.contains("select") && lower.contains('*') && lower.contains("from")) {
            return;
        }
        let dialect = PostgreSqlDialect {};
        let tokens = Tokenizer::new(&dialect, &text.text)
            .tokenize()
            .unwrap_or_default();
        let tokens: Vec<&Token> = tokens
            .iter()
            .filter(|token| !matches!(token, Token::Whitespace(_)))
            .collect();
        for four in tokens.windows(4) {
            let [before, Token::Mul, Token::Word(from), Token::Word(table)] = four else {
                continue;
            };
            let selects = **before == Token::Period
                || matches!(before, Token::Word(word) if word.value.eq_ignore_ascii_case("select"));
            let guarded = self.tables.table(&table.value);
            if let Some(table) =
                guarded.filter(|_| selects && from.value.eq_ignore_ascii_case("from"))
            {
                let message = format!("every column of `{}` is asked for", table.resource);
                findings.push(
                    STAR.found(message)
                        .at(&file.source, first_line(file, text.span)),
                );
            }
        }
    }
}

fn is_email(column: &str) -> bool {
    matches!(
        folded(column).as_str(),
        "email" | "email_address" | "customer_email" | "user_email" | "billing_email"
    )
}

fn is_webhook(file: &File, module: &Module) -> bool {
    let Some(route) = file.route() else {
        return false;
    };
    let signed = [
        "stripe-signature",
        "svix-signature",
        "webhook-signature",
        "x-hub-signature-256",
        "paddle-signature",
    ];
    let verifies = module
        .texts
        .iter()
        .any(|text| signed.contains(&text.text.to_ascii_lowercase().as_str()));
    verifies || route.path().to_ascii_lowercase().contains("webhook")
}

/// Whether a client's key stands above the database's policies.
fn is_service(module: &Module, query: &Query<'_>) -> bool {
    let Some(root) = query.root else {
        return false;
    };
    let named = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("admin") || name.contains("service")
    };
    let bindings = module
        .around(query.function)
        .flat_map(|function| &function.bindings);
    let mut bindings =
        bindings.filter(|binding| binding.pattern.0.iter().any(|(_, known)| known == root));
    let made = bindings.any(|binding| {
        binding.value.any(&|part| {
            let name = part.last_name().unwrap_or_default();
            let key = name.contains("SERVICE_ROLE") || name.contains("SECRET_KEY");
            key || (matches!(part, Value::Name(_)) && named(name))
        })
    });
    made || named(root)
}
