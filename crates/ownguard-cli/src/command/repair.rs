//! `ownguard repair`: queries that find rows to be mended before the model is enforced.

use super::{Context, Format, FormatArg, json};
use crate::finding::Failure;
use crate::output::Output;
use crate::source::ModelArg;
use ownguard_emit::repair::{queries, script};
use serde_json::json;

/// Write queries that find rows to mend before the model is enforced
///
/// Orphaned rows, missing or unknown tenants and owners, Stripe ids that stand twice, members
/// without a tenant, children in another tenant than their parent. Each query only reads, and gives
/// the table, the key and why.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard repair | psql \"$DATABASE_URL\"
  ownguard repair --only invoice
  ownguard repair --format json         for programs: id, about, sql"
)]
pub(crate) struct Repair {
    /// Only queries whose id holds this text
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,

    /// Write them to a file
    #[arg(short, long, alias = "output", value_name = "FILE")]
    out: Option<String>,

    #[command(flatten)]
    model: ModelArg,

    #[command(flatten)]
    format: FormatArg,
}

impl Repair {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        let loaded = self.model.load(context.files)?;
        let mut found = queries(&loaded.model, &loaded.document.storage);
        if let Some(only) = &self.only {
            found.retain(|query| query.id.contains(only));
        }
        let text = match self.format.format {
            Format::Text => script(&found),
            Format::Json => {
                let list = found
                    .iter()
                    .map(|query| json!({ "id": query.id, "about": query.about, "sql": query.sql }));
                json(&list.collect::<Vec<_>>())
            }
        };
        Ok(match &self.out {
            Some(path) => Output::good(format!("wrote {path}\n")).writing(path, text, true),
            None => Output::good(text),
        })
    }
}
