//! `ownguard scan`: what a model cannot see in the code of an app.

use super::{Context, json};
use crate::finding::{Failure, Finding, Severity};
use crate::output::Output;
use crate::paint::Style;
use crate::sarif::sarif;
use crate::scan::{self, Scanned, looks_at, rules, skips_folder};
use crate::snippet;
use crate::source::{Loaded, source, written_in};
use crate::table::{Cell, Table};
use ownguard_core::json::Span;
use ownguard_wire::model::Source;
use serde_json::json;
use std::sync::Arc;

/// Look in the code of an app for what a model cannot see
///
/// Reads route handlers, pages, server actions, migrations in SQL, settings and bundles. A finding that
/// is well is ignored by a comment on its line or the one before: `ownguard-ignore: OG3204` and why.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard scan
  ownguard scan apps/web --model ownguard.toml
  ownguard scan --format sarif > ownguard.sarif
  ownguard scan --rules                 what each rule finds, and what to do about it

Where an error is found, the answer is no; warnings alone do not make it so."
)]
pub(crate) struct Scan {
    /// The folder of the app
    #[arg(value_name = "DIR", default_value = ".")]
    folder: String,

    /// The model [default: ownguard.toml in the folder, or here; without one some rules find less]
    #[arg(short, long, value_name = "FILE")]
    model: Option<String>,

    /// How the answer is written
    #[arg(short, long, value_enum, default_value_t)]
    format: Format,

    /// List the rules
    #[arg(long)]
    rules: bool,
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

impl Scan {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        if self.rules {
            return Ok(Output::good(self.listed(context)));
        }
        let root = self.folder.trim_end_matches('/');
        let here = matches!(root, "" | ".");
        let shown = context.files.walk(&self.folder, &skips_folder);
        let shown = shown.map_err(|error| Failure::from(&error))?;
        let model = self.model(context, root, here)?;
        let mut scan = scan::Scan::default();
        for path in shown {
            let below = path.strip_prefix(root).filter(|_| !here);
            let below = below.map_or(path.as_str(), |rest| rest.trim_start_matches('/'));
            let below = below.trim_start_matches("./");
            if looks_at(below) {
                match context.files.read(&path) {
                    Ok(bytes) => scan.add(below, &path, &bytes),
                    Err(_) => scan.miss(&path),
                }
            }
        }
        let scanned = scan.judge(model.as_ref().map(|loaded| &loaded.document));
        let text = match self.format {
            Format::Text => self.told(&scanned, model.is_some(), context),
            Format::Json => json(&json!({
                "files": scanned.files,
                "ignored": scanned.ignored,
                "model": model.as_ref().map(|loaded| loaded.source.name()),
                "unread": scanned.unread.iter().map(|(file, why)| json!({ "file": file, "why": why })).collect::<Vec<_>>(),
                "findings": scanned.findings,
            })),
            Format::Sarif => json(&sarif(&rules::ALL, &scanned.findings)),
        };
        let errors = scanned
            .findings
            .iter()
            .any(|finding| finding.rule.severity == Severity::Error);
        Ok(if errors {
            Output::no(text)
        } else {
            Output::good(text)
        })
    }

    /// The model that was named, or one that stands where it usually does.
    fn model(
        &self,
        context: Context<'_>,
        root: &str,
        here: bool,
    ) -> Result<Option<Loaded>, Failure> {
        let usual = ["ownguard.toml", "ownguard.json"];
        let inside = usual
            .iter()
            .filter(|_| !here)
            .map(|name| format!("{root}/{name}"));
        let mut paths = inside.chain(usual.iter().map(|name| (*name).to_owned()));
        let path = match &self.model {
            Some(path) => Some(path.clone()),
            None => paths.find(|path| context.files.read(path).is_ok()),
        };
        let loaded =
            path.map(|path| Loaded::read(source(context.files, &path)?, written_in(&path)));
        loaded.transpose()
    }

    fn told(&self, scanned: &Scanned, with_model: bool, context: Context<'_>) -> String {
        let paint = context.paint();
        let readable: Vec<Finding> = scanned.findings.iter().map(readable).collect();
        let mut text = snippet::render(&readable, context.columns(), paint);
        let plural =
            |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let mut parts = vec![plural(scanned.files, "file")];
        if scanned.ignored > 0 {
            parts.push(format!(
                "{} ignored with a reason",
                plural(scanned.ignored, "finding")
            ));
        }
        if !scanned.unread.is_empty() {
            parts.push(format!("{} not read", plural(scanned.unread.len(), "file")));
            let mut table = Table::new(&[]);
            for (file, why) in &scanned.unread {
                table.row([Cell::styled(Style::Dim, file.as_str()), (*why).into()]);
            }
            text.extend([
                paint.bold("Not read").as_str(),
                "\n",
                &table.render(2, context.columns(), paint),
                "\n",
            ]);
        }
        if !with_model {
            text.push_str("No model: which routes it names and which tables it guards is not known. `ownguard init` drafts one.\n\n");
        }
        let counted = snippet::counted(&scanned.findings);
        let worst = scanned
            .findings
            .iter()
            .map(|finding| finding.rule.severity)
            .min();
        let (style, found) = match worst {
            None => (Style::Green, "nothing found".to_owned()),
            Some(Severity::Info) => (Style::Green, counted),
            Some(Severity::Warning) => (Style::Yellow, counted),
            Some(Severity::Error) => (Style::Red, counted),
        };
        let last = format!("{}: {found} in {}", self.folder, parts.join(", "));
        text + &paint.of(style, &last) + "\n"
    }

    fn listed(&self, context: Context<'_>) -> String {
        match self.format {
            Format::Json => {
                let rules = rules::ALL.iter().map(|rule| {
                    json!({
                        "code": rule.code,
                        "name": rule.name,
                        "severity": rule.severity.name(),
                        "about": rule.about,
                        "mend": rule.mend,
                    })
                });
                json(&rules.collect::<Vec<_>>())
            }
            Format::Sarif => json(&sarif(&rules::ALL, &[])),
            Format::Text => {
                let mut table = Table::new(&["rule", "name", "level", "what it finds"]);
                for rule in rules::ALL {
                    table.row([
                        Cell::styled(Style::Cyan, rule.code),
                        rule.name.into(),
                        rule.severity.name().into(),
                        rule.about.into(),
                    ]);
                }
                table.render(0, context.columns(), context.paint())
            }
        }
    }
}

/// Lines longer than this are shown in part.
const LONG: usize = 300;

/// The finding as a terminal can show it: of a long line, as bundles have them, the part around the place.
fn readable(finding: &Finding) -> Finding {
    let Some(place) = &finding.place else {
        return finding.clone();
    };
    let start = place.start();
    let text = place.source.text();
    let line = text
        .lines()
        .nth(start.line.saturating_sub(1))
        .unwrap_or_default();
    if line.len() <= LONG {
        return finding.clone();
    }
    let from = start.column.saturating_sub(1);
    let begin = from.saturating_sub(30);
    let length = place.span.of(text).chars().count().clamp(1, 60);
    let part: String = line.chars().skip(begin).take(length + 60).collect();
    // As many lines before it as there are, so that the number is right.
    let before = "\n".repeat(start.line.saturating_sub(1));
    let lead = before.len()
        + part
            .chars()
            .take(from - begin)
            .map(char::len_utf8)
            .sum::<usize>();
    let marked = part
        .chars()
        .skip(from - begin)
        .take(length)
        .map(char::len_utf8)
        .sum::<usize>();
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let source = Arc::new(Source::new(place.file(), &format!("{before}{part}")));
    let span = Span {
        start: offset(lead),
        end: offset(lead + marked),
    };
    let label = format!("column {} of a long line", start.column);
    finding.clone().at(&source, span).label(label)
}
