//! `ownguard types`: the model as TypeScript types.

use super::Context;
use crate::finding::Failure;
use crate::init::schema::{Kind, Schema, Table};
use crate::output::Output;
use crate::source::{Loaded, ModelArg};
use ownguard_emit::types::{Column, ColumnKind, emit};

/// Write the model as TypeScript types
///
/// Resources, actions, rows as each action shows them, and what may be written. Only types: nothing
/// of them is left once compiled. A name that the model does not know, a field that an action does
/// not show, a value that it does not write: none of them compiles. What a column holds is known
/// where `--from` names the database's schema; else it is any scalar.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard types > src/ownguard.ts
  ownguard types --from prisma/schema.prisma --out src/ownguard.ts
  ownguard types --from supabase/migrations --out src/ownguard.ts

Use:
  import type { Row, Input } from './ownguard'
  type Shown = Row<'invoice.read'>
  type Written = Input<'invoice.update', 'workspace.manager'>"
)]
pub(crate) struct Types {
    /// The schema: a `.sql` or `.prisma` file, or a folder of them; may be repeated
    #[arg(long, value_name = "PATH")]
    from: Vec<String>,

    /// Write them to a file
    #[arg(short, long, alias = "output", value_name = "FILE")]
    out: Option<String>,

    #[command(flatten)]
    model: ModelArg,
}

impl Types {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        let loaded = self.model.load(context.files)?;
        let columns = columns(context, &loaded, &self.from)?;
        let text = emit(&loaded.model, &loaded.document.storage, &columns);
        Ok(match &self.out {
            Some(path) => Output::good(format!("wrote {path}\n")).writing(path, text, true),
            None => Output::good(text),
        })
    }
}

/// What the schema that stands at these paths says of the columns of the model's tables.
pub(super) fn columns(
    context: Context<'_>,
    loaded: &Loaded,
    from: &[String],
) -> Result<Vec<Column>, Failure> {
    if from.is_empty() {
        return Ok(Vec::new());
    }
    let (language, files) = super::init::read(context, from)?;
    Ok(known(loaded, &crate::init::read(language, &files)))
}

fn known(loaded: &Loaded, schema: &Schema) -> Vec<Column> {
    let mut columns = Vec::new();
    for resource in &loaded.document.storage.resources {
        let usual = resource
            .table
            .strip_prefix("public.")
            .unwrap_or(&resource.table);
        let same = |table: &&Table| table.written() == usual;
        let Some(table) = schema.tables.iter().find(same) else {
            continue;
        };
        columns.extend(table.columns.iter().filter_map(|column| {
            let values = schema.values(column);
            let kind = match &column.kind {
                Kind::Text | Kind::Enum(_) if !values.is_empty() => {
                    ColumnKind::OneOf(values.to_vec())
                }
                Kind::Uuid | Kind::Text | Kind::Time => ColumnKind::Text,
                // Which driver it is decides whether a large one comes as text.
                Kind::Int | Kind::Number => ColumnKind::LargeNumber,
                Kind::Bool => ColumnKind::Boolean,
                Kind::Enum(_) | Kind::Json | Kind::Other => return None,
            };
            Some(Column {
                table: resource.table.clone(),
                column: column.name.clone(),
                kind,
                nullable: column.nullable,
            })
        }));
    }
    columns
}
