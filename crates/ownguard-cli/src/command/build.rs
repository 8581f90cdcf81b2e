//! `ownguard build`: the model and its types as one TypeScript module, which the app imports.

use super::{Context, types};
use crate::finding::{Failure, Rule, Severity};
use crate::output::Output;
use crate::source::{ModelArg, beside};
use ownguard_emit::describe::describe;
use ownguard_emit::types::{Written, emit_module};
use ownguard_wire::compact;
use ownguard_wire::model::{Format, read, to_json};

/// Write the model and its types for the app
///
/// One module, which `createGuard` takes: a name that the model does not know does not compile, and
/// rows have the type that an action shows. `withOwnguard` of `ownguard/config` does the same by
/// itself whenever Next.js runs.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard build
  ownguard build --from prisma/schema.prisma --out src/ownguard.gen.ts
  ownguard build --watch                write it again with every change
  ownguard build --check                in CI: ends with 1 where the file is not current

Use:
  import { createGuard } from 'ownguard/next'
  import { model } from './ownguard.gen'
  export const og = createGuard({ model })"
)]
pub(crate) struct Build {
    /// The schema: a `.sql` or `.prisma` file, or a folder of them; may be repeated
    #[arg(long, value_name = "PATH")]
    from: Vec<String>,

    /// Where it is written [default: ownguard.gen.ts beside the model]
    #[arg(short, long, alias = "output", value_name = "FILE")]
    out: Option<String>,

    /// Write nothing; end with 1 where the file is not current
    #[arg(long, conflicts_with = "watch")]
    check: bool,

    /// Go on, and write it again whenever the model or the schema changes
    #[arg(long)]
    watch: bool,

    #[command(flatten)]
    model: ModelArg,
}

const NEEDS_NODE: Rule = Rule {
    code: "OG3006",
    name: "",
    severity: Severity::Error,
    about: "What is asked for goes on, and this program answers once.",
    mend: "`npx ownguard` of the npm package does it",
};

impl Build {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        if self.watch {
            return Err(needs_node("`--watch`").into());
        }
        let loaded = self.model.load(context.files)?;
        let path = self.model.path(context.files);
        let columns = types::columns(context, &loaded, &self.from)?;
        let source = &loaded.source;
        let json = to_json(source.text(), source.name(), loaded.format);
        let json = json.map_err(|problems| Failure::from(&problems))?;
        let json = json.trim_end();
        // The app's model is what it carries along, and is known by its hash.
        let document = read(json, "ownguard.json", Format::Json);
        let document = document.map_err(|problems| Failure::from(&problems))?;
        let (model, storage) = (&loaded.model, &document.storage);
        let described = describe(model, storage, &document.hash, document.facts_path());
        let written = Written {
            json,
            described: &described,
            compact: &compact::write(&document, [json, &described]),
        };
        let text = emit_module(model, storage, &columns, written);

        let out = self.out.clone();
        let out = out.unwrap_or_else(|| beside(&path, "ownguard.gen.ts"));
        let there = context.files.read(&out);
        if there.is_ok_and(|bytes| bytes == text.as_bytes()) {
            return Ok(Output::good(format!("{out} is current\n")));
        }
        if self.check {
            let mend = "`npx ownguard build` writes it again";
            return Ok(Output::no(format!(
                "{out} is not what the model says: {mend}\n"
            )));
        }
        Ok(Output::good(format!("wrote {out}\n")).writing(out, text, true))
    }
}

/// Why a command that goes on is not answered here.
pub(super) fn needs_node(what: &str) -> crate::finding::Finding {
    NEEDS_NODE.found(format!("{what} goes on, and this program answers once"))
}
