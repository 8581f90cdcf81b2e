//! `ownguard types`: the model as TypeScript types.

use super::Context;
use crate::finding::Failure;
use crate::output::Output;
use crate::source::ModelArg;
use ownguard_emit::types::emit;

/// Write the model as TypeScript types: resources, actions, rows as each action shows them
///
/// Only types: nothing of them is left once compiled. A name that the model does not know, a field
/// that an action does not show, a value that it does not write: none of them compiles.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard types > src/ownguard.ts
  ownguard types --out src/ownguard.ts

Use:
  import type { Row, Input } from './ownguard'
  type Shown = Row<'invoice.read'>
  type Written = Input<'invoice.update', 'workspace.manager'>"
)]
pub(crate) struct Types {
    /// Write them to a file
    #[arg(short, long, value_name = "FILE")]
    out: Option<String>,

    #[command(flatten)]
    model: ModelArg,
}

impl Types {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        let loaded = self.model.load(context.files)?;
        let text = emit(&loaded.model, &loaded.document.storage, &[]);
        Ok(match &self.out {
            Some(path) => Output::good(format!("wrote {path}\n")).writing(path, text, true),
            None => Output::good(text),
        })
    }
}
