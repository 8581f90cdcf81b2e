//! `ownguard decide`: one question in JSON, one decision.

use super::{Context, Format, json};
use crate::finding::Failure;
use crate::output::Output;
use crate::paint::Style;
use crate::source::{ModelArg, rules, source};
use crate::table::{Cell, Table};
use ownguard_core::json::Span;
use ownguard_wire::question::{Answer, Question};

/// Answer one question in JSON: may this caller do this to that row
///
/// The question holds `caller`, `resource`, `action` and `target`, and may hold `now`, `link` and
/// `screen`, as in the vectors of ownguard's own tests. Exit code 0 is a permit, 1 a denial.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard decide question.json
  echo '{
    \"caller\": { \"kind\": \"person\", \"id\": \"u1\", \"memberships\": [{ \"tenant\": \"t1\", \"role\": \"viewer\" }] },
    \"resource\": \"invoice\", \"action\": \"read\",
    \"target\": { \"row\": { \"key\": \"i1\", \"tenant\": \"t1\", \"owner\": \"u2\" } }
  }' | ownguard decide -

Callers: anonymous, guest, person, staff, service.
Targets: row (one that exists), new (one to be made), listing, collection."
)]
pub(crate) struct Decide {
    /// The question; `-` is standard input
    #[arg(value_name = "QUESTION")]
    question: String,

    #[command(flatten)]
    model: ModelArg,

    /// How the answer is written
    #[arg(short, long, value_enum, default_value = "json")]
    format: Format,
}

impl Decide {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        let loaded = self.model.load(context.files)?;
        let source = source(context.files, &self.question)?;
        let question: Question = serde_json::from_str(source.text()).map_err(|error| {
            let at = offset(source.text(), error.line(), error.column());
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            let found = rules::QUESTION.found(format!("this is no question: {message}"));
            let found = found.at(&source, Span { start: at, end: at });
            Failure::from(found.mend("`ownguard decide --help` shows one"))
        })?;
        let answer = question.answer(&loaded.model, context.terminal.now);
        let answer = answer.map_err(|why| Failure::from(rules::NAME.found(why)))?;
        let text = match self.format {
            Format::Json => json(&answer),
            Format::Text => told(&answer, context),
        };
        Ok(match answer {
            Answer::Permit(_) => Output::good(text),
            Answer::Deny(_) => Output::no(text),
        })
    }
}

/// The byte that a line and a column mean; both count from 1, and 0 is the beginning.
fn offset(text: &str, line: usize, column: usize) -> u32 {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let at = (before + column.saturating_sub(1)).min(text.len());
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The decision for people.
pub(crate) fn told(answer: &Answer, context: Context<'_>) -> String {
    let paint = context.paint();
    let mut table = Table::new(&[]);
    let mut line = |name: &str, list: &[String]| {
        if !list.is_empty() {
            table.row([Cell::styled(Style::Dim, name), list.join(", ").into()]);
        }
    };
    let head = match answer {
        Answer::Permit(permit) => {
            line("relations", &permit.relations);
            line("sees", &permit.show);
            line("as null", &permit.null);
            let masked = permit
                .mask
                .iter()
                .map(|(column, mask)| format!("{column} ({mask})"));
            line("masked", &masked.collect::<Vec<_>>());
            line("writes", &permit.write);
            if permit.audit {
                line("audit", &["a record must be made".to_owned()]);
            }
            paint.of(Style::Green, "permit")
        }
        Answer::Deny(denial) => {
            line("reason", std::slice::from_ref(&denial.reason));
            line("status", &[denial.status.to_string()]);
            line("missing", &denial.missing);
            paint.of(Style::Red, "deny")
        }
    };
    format!("{head}\n{}", table.render(2, context.columns(), paint))
}
