//! `ownguard schema`: the JSON Schema of a model, for editors.

use super::Context;
use crate::finding::Failure;
use crate::output::Output;
use ownguard_wire::model::SCHEMA;

/// Print the JSON Schema of a model, for editors
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ownguard schema > ownguard.schema.json
  ownguard schema --out ownguard.schema.json

A model names it in its first line: `#:schema ./ownguard.schema.json`")]
pub(crate) struct Schema {
    /// Write it to a file
    #[arg(short, long, alias = "output", value_name = "FILE")]
    out: Option<String>,
}

impl Schema {
    #[expect(clippy::unnecessary_wraps, reason = "every command may fail")]
    pub(crate) fn run(&self, _: Context<'_>) -> Result<Output, Failure> {
        Ok(match &self.out {
            Some(path) => Output::good(format!("wrote {path}\n")).writing(path, SCHEMA, true),
            None => Output::good(SCHEMA),
        })
    }
}
