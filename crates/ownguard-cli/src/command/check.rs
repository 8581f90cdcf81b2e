//! `ownguard check`: what is wrong with a model, what was probably not meant, and what is worth knowing.

use super::{Context, json};
use crate::finding::{Failure, Finding, Place, Rule, Severity};
use crate::output::Output;
use crate::paint::Style;
use crate::sarif::sarif;
use crate::source::{Loaded, ModelArg, rules};
use crate::table::{Cell, Table};
use crate::{lint, snippet};
use ownguard_wire::model::Code;
use serde_json::json;

/// Say what is wrong with a model, and what is worth knowing of it
///
/// The model must be readable, and each rule is held against it. Errors and warnings make the answer
/// no; notes do not. A finding that somebody has looked at is silenced by a comment behind it or
/// above it: `# ownguard: allow OG3102`.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard check
  ownguard check --verbose              notes with their lines and mends
  ownguard check --model apps/api/ownguard.toml --fail-on error
  ownguard check --allow unused-grant --allow OG3120
  ownguard check --format sarif > ownguard.sarif
  ownguard check --rules                what each rule finds, and what to do about it
  ownguard check --rules OG3143"
)]
pub(crate) struct Check {
    #[command(flatten)]
    model: ModelArg,

    /// How the answer is written
    #[arg(short, long, value_enum, default_value_t)]
    format: Format,

    /// The least that makes the answer no
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    fail_on: FailOn,

    /// A rule, by code or name, that is not reported; errors always are
    #[arg(long, value_name = "RULE")]
    allow: Vec<String>,

    /// Show the lines and the mend of notes too
    #[arg(short, long)]
    verbose: bool,

    /// Explain one rule, or list all of them
    #[arg(long, value_name = "RULE", num_args = 0..=1, default_missing_value = "all")]
    rules: Option<String>,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, with the lines that are meant.
    #[default]
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

/// The least that makes the answer no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    Error,
    #[default]
    Warning,
    Info,
}

impl Check {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        if let Some(wanted) = &self.rules {
            return self.explained(wanted, context);
        }
        let (source, format) = self.model.source(context.files)?;
        let name = source.name().to_owned();
        let mut findings = match Loaded::read(source, format) {
            Ok(loaded) => {
                let mut found: Vec<Finding> =
                    loaded.document.warnings.iter().map(Finding::from).collect();
                found.extend(lint::lint(&loaded, context.terminal.today()));
                found
            }
            Err(failure) => failure.0,
        };
        findings.retain(|finding| {
            finding.rule.severity == Severity::Error || !self.allows(&finding.rule)
        });
        findings.sort_by(|one, two| one.order().cmp(&two.order()));
        let text = match self.format {
            Format::Text => told(&name, &findings, self.verbose, context),
            Format::Json => json(&json!({ "file": name, "findings": findings })),
            Format::Sarif => json(&sarif(lint::ALL, &findings)),
        };
        let worst = findings.iter().map(|finding| finding.rule.severity).min();
        Ok(
            if worst.is_some_and(|worst| worst <= self.fail_on.severity()) {
                Output::no(text)
            } else {
                Output::good(text)
            },
        )
    }

    fn allows(&self, rule: &Rule) -> bool {
        let is = |name: &String| name == rule.code || name == rule.name;
        self.allow.iter().any(is)
    }

    fn explained(&self, wanted: &str, context: Context<'_>) -> Result<Output, Failure> {
        let problems = Code::ALL
            .iter()
            .map(|code| Rule::of(*code, Severity::Error));
        let known: Vec<Rule> = if wanted == "all" {
            lint::ALL.to_vec()
        } else {
            let is = |rule: &Rule| rule.code == wanted || rule.name == wanted;
            lint::ALL
                .iter()
                .copied()
                .chain(problems)
                .filter(is)
                .collect()
        };
        if known.is_empty() {
            let message = format!("there is no rule `{wanted}`");
            return Err(rules::NAME
                .found(message)
                .mend("`ownguard check --rules` lists them")
                .into());
        }
        Ok(Output::good(match self.format {
            Format::Json => json(&known.iter().map(value).collect::<Vec<_>>()),
            Format::Sarif => json(&sarif(&known, &[])),
            Format::Text => listed(&known, context),
        }))
    }
}

impl FailOn {
    const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

fn told(name: &str, findings: &[Finding], verbose: bool, context: Context<'_>) -> String {
    let paint = context.paint();
    let short = |finding: &&Finding| !verbose && finding.rule.severity == Severity::Info;
    let (notes, whole): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(short);
    let mut text = snippet::render(whole, context.columns(), paint);
    if !notes.is_empty() {
        text.push_str(&noted(&notes, context));
    }
    let counted = snippet::counted(findings);
    let worst = findings.iter().map(|finding| finding.rule.severity).min();
    let (style, last) = match worst {
        None => (Style::Green, format!("{name}: nothing found")),
        Some(Severity::Info) => (Style::Green, format!("{name}: good, {counted}")),
        Some(Severity::Warning) => (Style::Yellow, format!("{name}: {counted}")),
        Some(Severity::Error) => (Style::Red, format!("{name}: {counted}")),
    };
    text + &paint.of(style, &last) + "\n"
}

/// Notes in a line each.
fn noted(notes: &[&Finding], context: Context<'_>) -> String {
    let mut table = Table::new(&[]);
    for note in notes {
        let start = note.place.as_ref().map(Place::start);
        let place = start.map_or_else(String::new, |at| format!("{}:{}", at.line, at.column));
        table.row([
            Cell::styled(Style::Dim, place),
            Cell::styled(Style::Cyan, note.rule.code),
            note.message.as_str().into(),
        ]);
    }
    let head = context.paint().bold("Worth knowing");
    format!(
        "{head}\n{}\n",
        table.render(2, context.columns(), context.paint())
    )
}

fn value(rule: &Rule) -> serde_json::Value {
    json!({
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.name(),
        "about": rule.about,
        "mend": rule.mend,
    })
}

fn listed(known: &[Rule], context: Context<'_>) -> String {
    let paint = context.paint();
    let mut text = String::new();
    for rule in known {
        let style = snippet::style_of(rule);
        let head = [rule.code, rule.name].join(" ");
        let head = format!(
            "{}  {}\n",
            paint.bold(head.trim()),
            paint.of(style, rule.severity.name())
        );
        text.push_str(&head);
        let mut table = Table::new(&[]);
        table.row([rule.about.into()]);
        if !rule.mend.is_empty() {
            table.row([Cell::styled(Style::Dim, rule.mend)]);
        }
        text.push_str(&table.render(2, context.columns(), paint));
        text.push('\n');
    }
    text
}
