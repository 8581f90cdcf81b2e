//! `ownguard diff`: what a change of the model newly allows or denies.

mod beside;

use super::matrix::written;
use super::{Context, json};
use crate::finding::{Failure, Finding, Rule, Severity};
use crate::output::{Exit, Output};
use crate::snippet;
use crate::source::{Loaded, source, text};
use ownguard_core::json::Span;
use ownguard_emit::diff::{self, Difference, Effect, Setting, Version};
use ownguard_emit::matrix::Look;
use ownguard_wire::model::Format as Language;

const BACKWARDS: Rule = Rule {
    code: "OG3011",
    name: "revision-goes-back",
    severity: Severity::Error,
    about: "The new model has a lower revision than the old one.",
    mend: "an older model never replaces a newer one: raise `revision`",
};

const SAME: Rule = Rule {
    code: "OG3012",
    name: "revision-stays",
    severity: Severity::Warning,
    about: "The model changed, and its revision did not.",
    mend: "raise `revision`, so that whoever runs the old one can tell the two apart",
};

const UNKNOWN: Rule = Rule {
    code: "OG3013",
    name: "acknowledges-nothing",
    severity: Severity::Warning,
    about: "An id is acknowledged that no widening has.",
    mend: "an id stands for exactly one change; what changed since has another",
};

/// Show what a change of the model newly allows or denies
///
/// Every combination that either model can tell apart is decided under both, and what differs is told:
/// who may do what, what is asked, shown and written, what stands at each route, and how much is
/// enforced. The answer is no where something gets wider that is not acknowledged by its id, and where
/// the revision goes back.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  git show main:ownguard.toml | ownguard diff - ownguard.toml
  ownguard diff old.toml new.toml --ack 4bfb8359a9bc
  ownguard diff old.toml new.toml --ack-file .ownguard-ack --format markdown")]
pub(crate) struct Diff {
    /// The model as it was; `-` is standard input
    old: String,

    /// The model as it is to be [default: ownguard.toml]
    new: Option<String>,

    /// How the answer is written
    #[arg(short, long, value_enum, default_value_t)]
    format: Format,

    /// A widening that is meant, by its id; may be given more than once
    #[arg(long, value_name = "ID")]
    ack: Vec<String>,

    /// A file with one such id on each line; `#` begins a comment
    #[arg(long, value_name = "FILE")]
    ack_file: Option<String>,

    /// Write it to a file instead
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For programs: each change with every combination in it.
    Json,
    /// For a pull request.
    Markdown,
    /// One file for a browser.
    Html,
}

impl Diff {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        let old = load(context, &self.old)?;
        let new = load(context, self.new.as_deref().unwrap_or("ownguard.toml"))?;
        let acknowledged = self.acknowledged(context)?;
        let beside = (
            beside::settings(&old.document),
            beside::settings(&new.document),
        );
        let difference = Difference::between(version(&old, &beside.0), version(&new, &beside.1));
        let text = match self.format {
            Format::Text => {
                let look = Look {
                    width: context.columns(),
                    color: context.terminal.color && self.output.is_none(),
                    fields: false,
                };
                diff::text(&difference, &acknowledged, look)
            }
            Format::Json => json(&diff::json(&difference, &acknowledged)),
            Format::Markdown => diff::markdown(&difference, &acknowledged),
            Format::Html => {
                let names = (old.source.name(), new.source.name());
                diff::html(&difference, &acknowledged, names)
            }
        };
        let wider = difference.open(&acknowledged).next().is_some();
        let findings = findings(&difference, &acknowledged, &new);
        let answer = Output {
            stderr: snippet::render(&findings, context.columns(), context.paint()),
            code: if wider || difference.goes_back() {
                Exit::No
            } else {
                Exit::Good
            },
            ..Output::default()
        };
        Ok(written(self.output.as_deref(), text, answer))
    }

    fn acknowledged(&self, context: Context<'_>) -> Result<Vec<String>, Failure> {
        let mut ids = self.ack.clone();
        if let Some(path) = &self.ack_file {
            let lines = text(context.files, path)?;
            let lines = lines.lines();
            let lines = lines.map(|line| line.split('#').next().unwrap_or_default().trim());
            ids.extend(lines.filter(|id| !id.is_empty()).map(str::to_owned));
        }
        Ok(ids)
    }
}

fn load(context: Context<'_>, path: &str) -> Result<Loaded, Failure> {
    let json = std::path::Path::new(path).extension();
    let json = json.is_some_and(|extension| extension == "json");
    let format = if json { Language::Json } else { Language::Toml };
    Loaded::read(source(context.files, path)?, format)
}

fn version<'a>(loaded: &'a Loaded, settings: &'a [Setting]) -> Version<'a> {
    Version {
        spec: &loaded.document.spec,
        model: &loaded.model,
        storage: Some(&loaded.document.storage),
        settings,
    }
}

/// What is to be said about the comparison itself.
fn findings(difference: &Difference, acknowledged: &[String], new: &Loaded) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (from, to) = (difference.from, difference.to);
    let at_revision = |finding: Finding| match revision(new.source.text()) {
        Some(span) => finding.at(&new.source, span),
        None => finding,
    };
    if difference.goes_back() {
        let message = format!("the revision goes back from {from} to {to}");
        findings.push(at_revision(BACKWARDS.found(message)));
    } else if from == to && !difference.changes.is_empty() {
        let message = format!("the model changed, and its revision is still {to}");
        findings.push(at_revision(SAME.found(message)));
    }
    for id in acknowledged {
        let widens = |change: &diff::Change| change.id == *id;
        if !difference.of(Effect::Widening).any(widens) {
            findings.push(UNKNOWN.found(format!("no widening has the id `{id}`")));
        }
    }
    findings
}

/// The line that says the revision.
fn revision(text: &str) -> Option<Span> {
    let start = text.find("revision")?;
    let line = text.get(start..)?.lines().next()?;
    let said = line.split(['#', ',', '}']).next()?.trim_end();
    let place = |at: usize| u32::try_from(at).ok();
    Some(Span {
        start: place(start)?,
        end: place(start + said.len())?,
    })
}
