//! `ownguard where`: the rows that one caller may meet, as a condition for a query.

use super::{Context, json};
use crate::finding::Failure;
use crate::output::Output;
use crate::paint::Style;
use crate::question::given;
use crate::source::{Loaded, ModelArg, rules};
use ownguard_core::Session;
use ownguard_emit::filter::{Columns, Filter, Names, Placeholders, filter};
use ownguard_wire::question::{Caller, action, resource, screen_at};
use serde_json::json;

/// Write the rows that a caller may meet as a condition for a query
///
/// The condition is exact: a row passes where the model permits the action to this caller on it,
/// with the facts that the caller brings. Values are parameters and never stand in the text. Exit
/// code 1 says that no row can pass.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard where invoice.list \\
      --as '{ \"kind\": \"person\", \"id\": \"u1\", \"memberships\": [{ \"tenant\": \"t1\", \"role\": \"viewer\" }] }'
  ownguard where invoice.update --as @caller.json --tenant t1 --alias i
  ownguard where invoice.list --as @caller.json --flavour prisma --names prisma-names.json
  ownguard where invoice.read --as '{ \"kind\": \"anonymous\" }' --format json"
)]
pub(crate) struct Where {
    /// A resource and an action
    #[arg(value_name = "RESOURCE.ACTION")]
    what: String,

    /// The caller: JSON, or `@FILE` with JSON
    #[arg(long = "as", value_name = "CALLER")]
    caller: String,

    /// Only rows of this tenant
    #[arg(long, value_name = "KEY")]
    tenant: Option<String>,

    /// The screen whose columns are selected
    #[arg(long, value_name = "NAME")]
    screen: Option<String>,

    /// For whom the condition is written
    #[arg(long, value_enum, default_value_t)]
    flavour: Flavour,

    /// What the query calls the table
    #[arg(long, value_name = "NAME")]
    alias: Option<String>,

    /// The number of the first parameter; 0 writes `?` for each
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    first: usize,

    /// What Prisma calls columns and relations: JSON in a file
    #[arg(long, value_name = "FILE")]
    names: Option<String>,

    #[command(flatten)]
    model: ModelArg,

    #[command(flatten)]
    format: super::FormatArg,
}

/// For whom the condition is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Flavour {
    /// SQL for Postgres, with parameters.
    #[default]
    Sql,
    /// Prisma's `where` and `select`.
    Prisma,
}

/// A condition in either flavour.
struct Written {
    /// For people.
    text: String,
    /// For programs.
    value: serde_json::Value,
    notes: Vec<String>,
}

impl Where {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        let loaded = self.model.load(context.files)?;
        let (model, now) = (&loaded.model, context.terminal.now);
        let unknown = |why: String| Failure::from(rules::NAME.found(why));
        let (name, does) = self.what.split_once('.').ok_or_else(|| {
            let message = format!("`{}` names no action", self.what);
            unknown(message).mending("a resource and an action: `invoice.list`")
        })?;
        let at = resource(model, name).map_err(unknown)?;
        let does = action(model, does).map_err(unknown)?;
        let screen = self
            .screen
            .as_deref()
            .map(|name| screen_at(model, at, name));
        let screen = screen.transpose().map_err(unknown)?;
        let caller: Caller = given("--as", &self.caller, context.files)?;
        let session: Session = caller.session(model, None, None, now).map_err(unknown)?;
        let mut found = filter(model, &session, at, does, now);
        if let Some(tenant) = &self.tenant {
            found = found.within_tenant(tenant);
        }
        let columns = found.columns(screen);
        let written = match self.flavour {
            Flavour::Sql => self.sql(&loaded, at, &found, &columns),
            Flavour::Prisma => self.prisma(&loaded, &found, &columns, context)?,
        };
        let text = match self.format.format {
            super::Format::Json => json(&written.value),
            super::Format::Text => written.text,
        };
        let mut output = match found.denied() {
            None => Output::good(text),
            Some(reason) => {
                let mut output = Output::no(text);
                let line = format!("no row passes: {}\n", reason.name());
                output.stderr = context.paint().of(Style::Yellow, &line);
                output
            }
        };
        for note in written.notes {
            output.stderr.extend([note.as_str(), "\n"]);
        }
        Ok(output)
    }

    fn sql(&self, loaded: &Loaded, at: usize, found: &Filter<'_>, columns: &Columns) -> Written {
        let placeholders = match self.first {
            0 => Placeholders::Question,
            first => Placeholders::Numbered(first),
        };
        let storage = &loaded.document.storage;
        let sql = found.sql(storage, self.alias.as_deref(), placeholders);
        let table = storage
            .resources
            .get(at)
            .map_or("", |table| table.table.as_str());
        let row = self
            .alias
            .as_deref()
            .unwrap_or_else(|| table.rsplit('.').next().unwrap_or(table));
        let from = match &self.alias {
            Some(alias) => format!("{table} {alias}"),
            None => table.to_owned(),
        };
        let select = match columns.sql(row) {
            none if none.is_empty() => String::new(),
            some => format!("select {some}\nfrom {from}\n"),
        };
        let mut text = format!("{select}where {}\n", sql.text);
        for (place, value) in sql.params.iter().enumerate() {
            let name = match self.first {
                0 => format!("? {}", place + 1),
                first => format!("${}", place + first),
            };
            text.extend(["-- ", &name, " = ", &one_line(value), "\n"]);
        }
        Written {
            text,
            value: json!({
                "where": sql.text,
                "params": sql.params,
                "select": columns.sql(row),
                "columns": listed(columns),
                "denied": found.denied().map(ownguard_core::Reason::name),
            }),
            notes: Vec::new(),
        }
    }

    fn prisma(
        &self,
        loaded: &Loaded,
        found: &Filter<'_>,
        columns: &Columns,
        context: Context<'_>,
    ) -> Result<Written, Failure> {
        let names: Names = match &self.names {
            Some(path) => given("--names", &format!("@{path}"), context.files)?,
            None => Names::default(),
        };
        let prisma = found.prisma(&loaded.document.storage, &names);
        let query = json!({ "where": prisma.rows, "select": columns.prisma(&names) });
        Ok(Written {
            text: json(&query),
            value: json!({
                "where": query.get("where"),
                "select": query.get("select"),
                "leftOut": prisma.left_out,
                "columns": listed(columns),
                "denied": found.denied().map(ownguard_core::Reason::name),
            }),
            notes: prisma
                .left_out
                .iter()
                .map(|what| format!("left out, since Prisma cannot say it: {what}"))
                .collect(),
        })
    }
}

fn listed(columns: &Columns) -> serde_json::Value {
    json!({ "shown": columns.shown, "masked": columns.masked, "judged": columns.judged })
}

/// A value in a comment stays in it.
fn one_line(value: &str) -> String {
    value.escape_debug().to_string()
}
