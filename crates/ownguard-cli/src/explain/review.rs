//! The four questions of a launch review: where identity is verified, where permission is checked,
//! which data is trusted, and which tests show it.

mod identity;
mod permission;
mod trust;

use super::coverage::{Coverage, coverage};
use crate::files::Files;
use crate::paint::{Paint, Style};
use crate::source::Loaded;
use crate::table::{Cell, Table};
use serde::Serialize;

/// The answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Review {
    /// Of the model.
    revision: u64,
    identity: Vec<Line>,
    permission: Vec<Line>,
    trusted: Vec<Line>,
    /// How many files look like tests.
    test_files: usize,
    /// Each action and route, and the tests that name it.
    tests: Coverage,
}

/// One part of an answer.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    /// What it is about.
    topic: String,
    /// What is said of it.
    says: String,
    /// Whether it is a gap that somebody should look at.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    gap: bool,
}

impl Line {
    fn new(topic: &str, says: impl Into<String>) -> Self {
        Self {
            topic: topic.to_owned(),
            says: says.into(),
            gap: false,
        }
    }

    fn gap(topic: &str, says: impl Into<String>) -> Self {
        Self {
            gap: true,
            ..Self::new(topic, says)
        }
    }
}

/// Answers the four questions; tests are looked for below a folder.
pub(crate) fn review(loaded: &Loaded, files: &dyn Files, folder: &str) -> Review {
    let (tests, test_files) = coverage(loaded, files, folder);
    Review {
        revision: loaded.model.revision(),
        identity: identity::answer(loaded),
        permission: permission::answer(loaded),
        trusted: trust::answer(loaded),
        test_files,
        tests,
    }
}

/// The review for people.
pub(crate) fn told(review: &Review, columns: usize, paint: Paint) -> String {
    let mut text = String::new();
    let questions = [
        ("1. Where is identity verified?", &review.identity),
        ("2. Where is permission checked?", &review.permission),
        ("3. Which data is trusted?", &review.trusted),
    ];
    for (question, lines) in questions {
        text.push_str(&paint.bold(question));
        text.push('\n');
        let mut table = Table::new(&[]);
        for line in lines {
            let style = if line.gap {
                Style::Yellow
            } else {
                Style::Plain
            };
            table.row([
                Cell::styled(Style::Dim, line.topic.as_str()),
                Cell::styled(style, line.says.as_str()),
            ]);
        }
        text.push_str(&table.render(2, columns, paint));
        text.push('\n');
    }
    text.push_str(&paint.bold("4. Which tests show it?"));
    text.push('\n');
    text.push_str(&tests(review, columns, paint));
    text
}

fn tests(review: &Review, columns: usize, paint: Paint) -> String {
    let shown = review.tests.iter().filter(|(_, files)| !files.is_empty());
    let mut table = Table::new(&[]);
    for (action, files) in shown {
        let more = files.len().saturating_sub(3);
        let mut list = files.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        if more > 0 {
            let more = format!(", and {more} more");
            list.push_str(&more);
        }
        table.row([Cell::styled(Style::Dim, action.as_str()), list.into()]);
    }
    let missing: Vec<&str> = review
        .tests
        .iter()
        .filter(|(_, files)| files.is_empty())
        .map(|(action, _)| action.as_str())
        .collect();
    if !missing.is_empty() {
        let says = format!(
            "{} of {}: {}",
            missing.len(),
            review.tests.len(),
            missing.join(", ")
        );
        table.row([
            Cell::styled(Style::Dim, "no test names"),
            Cell::styled(Style::Yellow, says),
        ]);
    }
    let files = match review.test_files {
        0 => "  no file here looks like a test\n".to_owned(),
        1 => "  1 file looks like a test\n".to_owned(),
        many => format!("  {many} files look like tests\n"),
    };
    files + &table.render(2, columns, paint)
}
