//! `ownguard matrix`: who may do what, every combination.

use super::Context;
use crate::finding::Failure;
use crate::output::Output;
use crate::source::{Loaded, ModelArg, rules};
use ownguard_emit::matrix::{self, Look, Only, Summary};

/// Show who may do what: every combination, decided
///
/// Who asks (nobody, a guest, a member of each role, a suspended one, staff, services, …), how they
/// stand to the row, what the row is, and what is done to it: each combination is decided by the code
/// that decides at the edge and in the app. `table` and `html` sum up for people; `json` and `csv`
/// hold every combination, and `json` enough to make a test of each.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ownguard matrix
  ownguard matrix --resource invoice --fields
  ownguard matrix --format html --output matrix.html
  ownguard matrix --format csv --resource invoice --action delete
  ownguard matrix --format json | jq '.resources[].name'")]
pub(crate) struct Matrix {
    #[command(flatten)]
    model: ModelArg,

    /// How the answer is written
    #[arg(short, long, value_enum, default_value_t)]
    format: Format,

    /// Only this resource; may be given more than once
    #[arg(short, long, value_name = "NAME")]
    resource: Vec<String>,

    /// Only this action; may be given more than once
    #[arg(short, long, value_name = "NAME")]
    action: Vec<String>,

    /// With what each of them sees and may write, in a table
    #[arg(long)]
    fields: bool,

    /// Write it to a file instead
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Summed up, for a terminal.
    #[default]
    Table,
    /// Every combination, for programs and tests.
    Json,
    /// Every combination, for spreadsheets.
    Csv,
    /// Summed up, one file for a browser.
    Html,
}

impl Matrix {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        let loaded = self.model.load(context.files)?;
        let only = self.only(&loaded)?;
        let (model, name) = (&loaded.model, loaded.source.name());
        let text = match self.format {
            Format::Table => {
                let look = Look {
                    width: context.columns(),
                    color: context.terminal.color && self.output.is_none(),
                    fields: self.fields,
                };
                matrix::table(&Summary::of(model), &only, look)
            }
            Format::Html => matrix::html(&Summary::of(model), &only, name),
            Format::Csv => matrix::csv(model, &only),
            // Without indents: there are more numbers in it than anybody reads.
            Format::Json => {
                let hash = Some(loaded.document.hash.as_slice());
                format!("{}\n", matrix::json(model, &only, hash))
            }
        };
        Ok(written(self.output.as_deref(), text, Output::good("")))
    }

    fn only(&self, loaded: &Loaded) -> Result<Only, Failure> {
        let model = &loaded.model;
        let unknown = |what: &str, name: &str, known: Vec<&str>| {
            let message = format!("the model has no {what} `{name}`");
            let mend = format!("it has {}", known.join(", "));
            Failure::from(rules::NAME.found(message).mend(mend))
        };
        for name in &self.resource {
            if model.find_resource(name).is_none() {
                let known = model.resources().iter().map(ownguard_core::Resource::name);
                return Err(unknown("resource", name, known.collect()));
            }
        }
        for name in &self.action {
            if model.action(name).is_none() {
                let known = model.actions().iter().map(String::as_str);
                return Err(unknown("action", name, known.collect()));
            }
        }
        Ok(Only {
            resources: self.resource.clone(),
            actions: self.action.clone(),
        })
    }
}

/// The text where it is wanted: on standard output, or in a file.
pub(super) fn written(file: Option<&str>, text: String, answer: Output) -> Output {
    match file {
        None => Output {
            stdout: text,
            ..answer
        },
        Some(path) => Output {
            stdout: format!("written to {path}\n"),
            ..answer
        }
        .writing(path, text, true),
    }
}
