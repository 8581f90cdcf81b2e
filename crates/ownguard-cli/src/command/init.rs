//! `ownguard init`: drafts a model from a database schema.

use super::{Context, Format, FormatArg, json};
use crate::finding::{Failure, Rule, Severity};
use crate::init::{Draft, Language, draft, report};
use crate::output::Output;
use crate::source::text;

/// Draft a model from a database schema
///
/// Reads tables, foreign keys and names, and proposes who owns what. What the schema cannot say stays
/// open as a literal `"?"`, which `ownguard check` refuses until it is decided.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ownguard init --from supabase/migrations
  ownguard init --from prisma/schema.prisma
  ownguard init --from schema.sql --stdout

Without `--from` it looks for prisma/schema.prisma, supabase/migrations, drizzle, schema.sql and db/schema.sql.")]
pub(crate) struct Init {
    /// The schema: a `.sql` or `.prisma` file, or a folder of them; may be repeated
    #[arg(long, value_name = "PATH")]
    from: Vec<String>,
    /// Where the model is written
    #[arg(short, long, value_name = "FILE", default_value = "ownguard.toml")]
    out: String,
    /// Print the model and write nothing; the report goes to standard error
    #[arg(long)]
    stdout: bool,
    /// Replace a model that is there already
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    format: FormatArg,
}

const NO_SCHEMA: Rule = rule(
    "OG3301",
    "There is no schema to draft from.",
    "`--from` names a `.sql` or `.prisma` file, or a folder of them; `pg_dump --schema-only > schema.sql` writes one",
);
const NO_TABLE: Rule = rule(
    "OG3302",
    "The schema has no tables.",
    "`--from` names the file that makes the tables, or the folder of migrations",
);
const THERE_ALREADY: Rule = rule(
    "OG3303",
    "A model is there already.",
    "`--out FILE` writes beside it, `--stdout` prints it, `--force` replaces it",
);

const fn rule(code: &'static str, about: &'static str, mend: &'static str) -> Rule {
    Rule {
        code,
        name: "",
        severity: Severity::Error,
        about,
        mend,
    }
}

const USUAL: [&str; 5] = [
    "prisma/schema.prisma",
    "supabase/migrations",
    "drizzle",
    "schema.sql",
    "db/schema.sql",
];

impl Init {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        let there = !self.stdout && !self.force && context.files.read(&self.out).is_ok();
        if there {
            return Err(THERE_ALREADY
                .found(format!("`{}` is there already", self.out))
                .into());
        }
        let from = self.sources(context)?;
        let (language, files) = read(context, &from)?;
        let named = from.join(", ");
        let draft = draft(language, &files, &format!("`{named}`"))
            .ok_or_else(|| NO_TABLE.found(format!("`{named}` makes no table")))?;
        Ok(self.told(context, &draft, &from))
    }

    fn told(&self, context: Context<'_>, draft: &Draft, from: &[String]) -> Output {
        let output = match self.format.format {
            Format::Json => Output::good(json(&crate::init::json(draft))),
            Format::Text => {
                let report = report(draft, context.columns(), context.paint());
                if self.stdout {
                    return Output {
                        stderr: report,
                        ..Output::good(draft.text.clone())
                    };
                }
                let next = self.next(draft, from);
                Output::good(format!("{report}\nwrote {}\n\n{next}", self.out))
            }
        };
        if self.stdout {
            output
        } else {
            output.writing(&self.out, draft.text.clone(), self.force)
        }
    }

    /// The three steps from a draft to a guarded route.
    fn next(&self, draft: &Draft, from: &[String]) -> String {
        let model = match self.out.as_str() {
            "ownguard.toml" => String::new(),
            path => format!(" -m {path}"),
        };
        let decide = match draft.decisions.len() {
            0 => "read it, and run",
            _ => "answer every `\"?\"` in it, and run",
        };
        let from = from.iter().map(|path| format!(" --from {path}"));
        let from: String = from.collect();
        format!(
            "Next:
  1. {decide} `npx ownguard check{model}` until nothing is wrong
  2. `npx ownguard build{model}{from}` writes ownguard.gen.ts, the model and its types;
     in next.config, `withOwnguard` of `ownguard/config` does it with every change
  3. `export const og = createGuard({{ model }})` of `ownguard/next` guards a route in a line;
     `npx ownguard dev --origin http://localhost:3000` puts the gate in front of the app
"
        )
    }

    /// The paths that were given, else the first usual one that is there.
    fn sources(&self, context: Context<'_>) -> Result<Vec<String>, Failure> {
        if !self.from.is_empty() {
            return Ok(self.from.clone());
        }
        let there = |path: &&str| {
            let file = Language::of(path).is_some() && context.files.read(path).is_ok();
            file || context
                .files
                .walk(path, &|_| false)
                .is_ok_and(|found| found.iter().any(|path| Language::of(path).is_some()))
        };
        let usual = USUAL.into_iter().find(there);
        let usual =
            usual.ok_or_else(|| NO_SCHEMA.found("no schema stands where one usually does"))?;
        Ok(vec![usual.to_owned()])
    }
}

/// The files of the schema, in order. Where a folder holds both languages, Prisma's is the schema.
pub(super) fn read(
    context: Context<'_>,
    from: &[String],
) -> Result<(Language, Vec<(String, String)>), Failure> {
    let mut paths: Vec<(Language, String)> = Vec::new();
    for path in from {
        if let Some(language) = Language::of(path) {
            paths.push((language, path.clone()));
            continue;
        }
        let skip = |name: &str| name == "node_modules" || name.starts_with('.');
        let found = context
            .files
            .walk(path, &skip)
            .map_err(|error| Failure::from(&error))?;
        let named = found
            .into_iter()
            .filter_map(|path| Some((Language::of(&path)?, path)));
        let before = paths.len();
        paths.extend(named);
        if paths.len() == before {
            return Err(NO_SCHEMA
                .found(format!("`{path}` holds no `.sql` and no `.prisma` file"))
                .into());
        }
    }
    let prisma = paths
        .iter()
        .any(|(language, _)| *language == Language::Prisma);
    let language = if prisma {
        Language::Prisma
    } else {
        Language::Sql
    };
    let mut files = Vec::new();
    for (_, path) in paths.into_iter().filter(|(found, _)| *found == language) {
        files.push((path.clone(), text(context.files, &path)?));
    }
    Ok((language, files))
}
