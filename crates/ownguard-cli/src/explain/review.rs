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
    /// What it is said of, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    list: Vec<String>,
    /// Whether it is a gap that somebody should look at.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    gap: bool,
}

impl Line {
    fn new(topic: &str, says: impl Into<String>) -> Self {
        Self {
            topic: topic.to_owned(),
            says: says.into(),
            list: Vec::new(),
            gap: false,
        }
    }

    fn listing(mut self, list: Vec<String>) -> Self {
        self.list = list;
        self
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
            let topic = Cell::styled(Style::Dim, line.topic.as_str());
            table.row([topic, Cell::styled(style, line.says.as_str())]);
            for one in &line.list {
                table.row(["".into(), format!("  {one}").into()]);
            }
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
    let mut table = Table::new(&[]);
    let mut missing = Vec::new();
    for (action, files) in &review.tests {
        let name = Cell::styled(Style::Dim, action.as_str());
        match files.as_slice() {
            [] => missing.push(action.as_str()),
            [one] => table.row([name, one.as_str().into()]),
            [first, rest @ ..] => {
                table.row([name, format!("{first}, and {} more", rest.len()).into()]);
            }
        }
    }
    let files = match review.test_files {
        0 => "  no file here looks like a test\n".to_owned(),
        1 => "  1 file looks like a test\n".to_owned(),
        many => format!("  {many} files look like tests\n"),
    };
    let mut gaps = Table::new(&[]);
    if !missing.is_empty() {
        let says = format!("{} of {}", missing.len(), review.tests.len());
        gaps.row([
            Cell::styled(Style::Dim, "no test names"),
            Cell::styled(Style::Yellow, says),
        ]);
        for action in missing {
            gaps.row(["".into(), action.into()]);
        }
    }
    [
        files,
        table.render(2, columns, paint),
        gaps.render(2, columns, paint),
    ]
    .concat()
}
