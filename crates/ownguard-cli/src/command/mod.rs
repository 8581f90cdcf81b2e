//! The registry of commands: one file each. To add one, write a struct of its arguments with a
//! `run`, and name it here twice: as a module, and in `commands!`.

mod build;
mod check;
mod completions;
mod decide;
mod dev;
mod diff;
mod explain;
mod filter;
mod gate;
mod init;
mod matrix;
mod repair;
mod rls;
mod scan;
mod schema;
mod types;

use crate::finding::Failure;
use crate::output::Output;
use crate::paint::Paint;
use crate::{Files, Terminal, snippet};
use clap::{CommandFactory, Parser, Subcommand};

/// One ownership model, enforced the same way everywhere
///
/// You write down once who owns what, in `ownguard.toml`. These commands check the model, explain
/// it, show every combination of it, compare two versions, and write it out for the database and
/// the app.
#[derive(Debug, Parser)]
#[command(
    name = "ownguard",
    verbatim_doc_comment,
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Exit codes:
  0  all is well
  1  the answer is no
  2  the question was bad

Examples:
  ownguard init --from schema.sql       a draft of ownguard.toml from what the database has
  ownguard check                        what is wrong or worth knowing in ownguard.toml
  ownguard build                        ownguard.gen.ts: the model and its types, for the app
  ownguard explain invoice.update       who may update an invoice, and when
  ownguard explain --review             the four questions of a launch review
  ownguard diff old.toml ownguard.toml  what a change newly allows or denies
  ownguard rls --out .                  the model as policies of the database"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What a command is given beside its own arguments.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) terminal: &'a Terminal,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Flatten it into the arguments of a command that answers in text or JSON.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct FormatArg {
    /// How the answer is written
    #[arg(short, long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

macro_rules! commands {
    ($($module:ident::$name:ident,)+) => {
        #[derive(Debug, Subcommand)]
        enum Command {
            $($name($module::$name),)+
        }

        impl Command {
            fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
                match self {
                    $(Self::$name(command) => command.run(context),)+
                }
            }
        }
    };
}

// In the order of the help.
commands! {
    check::Check,
    explain::Explain,
    matrix::Matrix,
    diff::Diff,
    decide::Decide,
    rls::Rls,
    filter::Where,
    types::Types,
    repair::Repair,
    init::Init,
    build::Build,
    dev::Dev,
    gate::Gate,
    scan::Scan,
    schema::Schema,
    completions::Completions,
}

pub(crate) fn run(args: &[String], files: &dyn Files, terminal: &Terminal) -> Output {
    let words = std::iter::once("ownguard").chain(args.iter().map(String::as_str));
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return Output::bad(error.render().to_string()),
        Err(error) => return Output::good(error.render().to_string()),
    };
    let context = Context { files, terminal };
    let answer = cli.command.run(context);
    answer.unwrap_or_else(|failure| {
        if asks_for_json(args) {
            Output::bad(json(&serde_json::json!({ "findings": failure.0 })))
        } else {
            context.failed(&failure)
        }
    })
}

/// Whether whoever asks is a program, which then reads why there is no answer, too.
fn asks_for_json(args: &[String]) -> bool {
    let format = |word: &str| matches!(word, "json" | "sarif");
    let alone = args.windows(2).any(|pair| match pair {
        [option, value] => matches!(option.as_str(), "-f" | "--format") && format(value),
        _ => false,
    });
    let joined = |word: &String| {
        let value = word
            .strip_prefix("--format=")
            .or_else(|| word.strip_prefix("-f"));
        value.is_some_and(|value| format(value.trim_start_matches('=')))
    };
    alone || args.iter().any(joined)
}

/// The whole command line, for completions.
pub(crate) fn command_line() -> clap::Command {
    Cli::command()
}

impl Context<'_> {
    pub(crate) fn paint(self) -> Paint {
        Paint {
            color: self.terminal.color,
        }
    }

    pub(crate) fn columns(self) -> usize {
        self.terminal.columns()
    }

    fn failed(self, failure: &Failure) -> Output {
        Output::bad(snippet::render(&failure.0, self.columns(), self.paint()))
    }
}

/// JSON for programs, with a line feed at its end.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    // INVARIANT: what commands answer has text keys, so that it can be written.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text + "\n"
}
