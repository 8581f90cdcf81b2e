//! A filter as SQL text with parameters, for Postgres. Values never stand in the text.

use super::tree::{Rows, Test};
use super::{Filter, Place};
use crate::sql;
use ownguard_core::http::key::{Key, KeyKind};
use ownguard_core::storage::Storage;

/// How parameters stand in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholders {
    /// `$1`, `$2` and so on, from this number: one more than the query has already.
    Numbered(usize),
    /// `?` each.
    Question,
}

/// A condition to stand behind `where`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sql {
    /// The condition; it needs no parentheses around it.
    pub text: String,
    /// The values, in the order of the text. All are bound as text.
    pub params: Vec<String>,
}

pub(super) fn write(
    filter: &Filter<'_>,
    storage: &Storage,
    row: Option<&str>,
    placeholders: Placeholders,
) -> Sql {
    let own = filter
        .line
        .first()
        .and_then(|at| storage.resources.get(*at));
    let own = own.map_or("", |resource| resource.table.as_str());
    let row = row.unwrap_or_else(|| own.split_once('.').map_or(own, |(_, table)| table));
    let mut writer = Writer {
        filter,
        storage,
        aliases: (0..filter.line.len())
            .map(|level| {
                if level == 0 {
                    row.to_owned()
                } else {
                    free(row, &format!("above_{level}"))
                }
            })
            .collect(),
        share: free(row, "share"),
        placeholders,
        params: Vec::new(),
    };
    let text = match &filter.rows {
        Rows::None => "false".to_owned(),
        rows @ (Rows::Every | Rows::All(_) | Rows::Any(_) | Rows::Where(_)) => {
            writer.nested(0, flat(rows))
        }
    };
    Sql {
        text,
        params: writer.params,
    }
}

/// An alias that the row's is not.
fn free(row: &str, alias: &str) -> String {
    let taken = row.eq_ignore_ascii_case(alias);
    format!("{alias}{}", if taken { "_" } else { "" })
}

struct Writer<'a> {
    filter: &'a Filter<'a>,
    storage: &'a Storage,
    /// The row's, then that of each row above it.
    aliases: Vec<String>,
    share: String,
    placeholders: Placeholders,
    params: Vec<String>,
}

impl Writer<'_> {
    /// What holds at a level, and above it inside `exists`: each part stands as far out as it can.
    fn nested(&mut self, level: usize, parts: Vec<&Rows>) -> String {
        let (here, above): (Vec<&Rows>, Vec<&Rows>) =
            parts.into_iter().partition(|part| highest(part) <= level);
        let mut all: Vec<String> = here.into_iter().map(|part| self.rows(part)).collect();
        all.retain(|part| part != "true");
        if level + 1 < self.filter.line.len() {
            let joined = self.joined(level + 1);
            let Some((table, joined)) = joined else {
                return "false".to_owned();
            };
            let inner = self.nested(level + 1, above);
            let alias = self.alias(level + 1);
            let inner = if inner == "true" {
                String::new()
            } else {
                format!(" and {inner}")
            };
            all.push(format!(
                "exists (select 1 from {table} as {alias} where {joined}{inner})"
            ));
        }
        if all.is_empty() {
            "true".to_owned()
        } else {
            all.join(" and ")
        }
    }

    /// The table of the row at a level, and how the row below names it.
    fn joined(&self, level: usize) -> Option<(String, String)> {
        let at = *self.filter.line.get(level)?;
        let below = level.checked_sub(1)?;
        let child = self.filter.model.resource(*self.filter.line.get(below)?)?;
        let resource = self.filter.model.resource(at)?;
        let table = sql::table(&self.storage.resources.get(at)?.table);
        let key = self.column(Place {
            level,
            resource: at,
            field: resource.spec().key.field,
        });
        let names = self.column(Place {
            level: below,
            resource: *self.filter.line.get(below)?,
            field: child.spec().parent.as_ref()?.field,
        });
        Some((table, format!("{key} = {names}")))
    }

    fn rows(&mut self, rows: &Rows) -> String {
        match rows {
            Rows::Every => "true".to_owned(),
            Rows::None => "false".to_owned(),
            Rows::Where(test) => self.test(test),
            Rows::All(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.rows(part)).collect();
                parts.join(" and ")
            }
            Rows::Any(parts) => {
                let parts = parts.iter().map(|part| {
                    let text = self.rows(part);
                    if matches!(part, Rows::All(_)) {
                        format!("({text})")
                    } else {
                        text
                    }
                });
                let parts: Vec<String> = parts.collect();
                format!("({})", parts.join(" or "))
            }
        }
    }

    fn test(&mut self, test: &Test) -> String {
        match test {
            Test::Present(at) => format!("{} is not null", self.column(*at)),
            Test::Live(at) => {
                let column = self.column(*at);
                format!("({column} is null or {} = 'false')", as_text(&column))
            }
            Test::In(at, values) => self.holds(*at, values, false),
            Test::NotIn(at, values) => self.holds(*at, values, true),
            Test::Same(one, two) => format!("{} = {}", self.column(*one), self.column(*two)),
            Test::Shared { key, user, levels } => self.shared(*key, user, levels),
        }
    }

    fn holds(&mut self, at: Place, values: &[String], barred: bool) -> String {
        let column = self.column(at);
        let names_a_row = self.names_a_row(at);
        self.among(&column, names_a_row, values, barred)
    }

    fn among(&mut self, column: &str, plain: bool, values: &[String], barred: bool) -> String {
        // What has one spelling in every type of column may be compared in the column's own type,
        // so that an index serves. Any other is compared as text, byte by byte.
        let canonical = |value: &String| {
            Key::parse(KeyKind::Uuid, value).is_ok() || Key::parse(KeyKind::Int, value).is_ok()
        };
        let plain = plain && values.iter().all(canonical);
        let column = if plain {
            column.to_owned()
        } else {
            as_text(column)
        };
        let marks: Vec<String> = values.iter().map(|value| self.param(value)).collect();
        match (marks.as_slice(), barred) {
            ([one], false) => format!("{column} = {one}"),
            ([one], true) => format!("{column} <> {one}"),
            (several, false) => format!("{column} in ({})", several.join(", ")),
            (several, true) => format!("{column} not in ({})", several.join(", ")),
        }
    }

    fn shared(&mut self, key: Place, user: &str, levels: &[String]) -> String {
        let resource = self.storage.resources.get(key.resource);
        let Some(shares) = resource.and_then(|resource| resource.shares.clone()) else {
            return "false".to_owned();
        };
        let alias = self.share.clone();
        let row = sql::column(&alias, &shares.resource);
        let key = self.column(key);
        let person = sql::column(&alias, &shares.user);
        let person = self.among(&person, true, &[user.to_owned()], false);
        let level = self.among(&sql::column(&alias, &shares.level), false, levels, false);
        format!(
            "exists (select 1 from {} as {} where {row} = {key} and {person} and {level})",
            sql::table(&shares.table),
            sql::ident(&alias),
        )
    }

    /// Whether the column holds a key, a tenant or a person.
    fn names_a_row(&self, at: Place) -> bool {
        let resource = self.filter.model.resource(at.resource);
        resource.is_some_and(|resource| {
            let spec = resource.spec();
            let names = [Some(spec.key.field), spec.tenant, spec.owner];
            names.contains(&Some(at.field)) && spec.visibility != Some(at.field)
        })
    }

    fn column(&self, at: Place) -> String {
        let resource = self.filter.model.resource(at.resource);
        let field = resource.and_then(|resource| resource.fields().get(at.field));
        let column = field.map_or("", |field| field.column.as_str());
        format!("{}.{}", self.alias(at.level), sql::ident(column))
    }

    fn alias(&self, level: usize) -> String {
        sql::ident(self.aliases.get(level).map_or("", String::as_str))
    }

    fn param(&mut self, value: &str) -> String {
        let mark = match self.placeholders {
            Placeholders::Numbered(from) => format!("${}", from.saturating_add(self.params.len())),
            Placeholders::Question => "?".to_owned(),
        };
        self.params.push(value.to_owned());
        mark
    }
}

fn as_text(column: &str) -> String {
    format!("cast({column} as text)")
}

fn flat(rows: &Rows) -> Vec<&Rows> {
    match rows {
        Rows::All(parts) => parts.iter().collect(),
        Rows::Every | Rows::None | Rows::Any(_) | Rows::Where(_) => vec![rows],
    }
}

/// How far up the highest row that is spoken of stands.
fn highest(rows: &Rows) -> usize {
    match rows {
        Rows::Every | Rows::None => 0,
        Rows::All(parts) | Rows::Any(parts) => parts.iter().map(highest).max().unwrap_or(0),
        Rows::Where(test) => test.level(),
    }
}
