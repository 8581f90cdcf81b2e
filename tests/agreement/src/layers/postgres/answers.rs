//! What came back, as yes or no for each row.

use super::statements::{Statement, What};
use crate::database::Failure;
use serde_json::Value;
use std::collections::BTreeSet;

/// One for each row that the statement is about.
pub(super) struct Answers(pub(super) Vec<Answer>);

#[derive(Clone)]
pub(super) struct Answer {
    pub(super) yes: bool,
    /// Why not, in the database's words.
    pub(super) said: String,
}

impl Answer {
    const NO: Self = Self {
        yes: false,
        said: String::new(),
    };
}

/// Of a statement over the whole table, or of a call of `agree.tries`.
pub(super) fn whole(statement: &Statement, rows: &[Vec<Value>]) -> Result<Answers, String> {
    if statement.tried() {
        return each(statement, rows);
    }
    let met: BTreeSet<&str> = rows.iter().filter_map(|row| row[0].as_str()).collect();
    let keys = statement.keys.iter();
    let answers = keys.map(|key| Answer {
        yes: met.contains(key.as_str()),
        ..Answer::NO
    });
    Ok(Answers(answers.collect()))
}

/// Of statements that were run one by one.
pub(super) fn each(statement: &Statement, rows: &[Vec<Value>]) -> Result<Answers, String> {
    let said = rows.iter().map(|row| row[0].as_str().unwrap_or_default());
    let answers: Result<Vec<Answer>, String> = said
        .enumerate()
        .map(|(at, said)| one(statement, at, said))
        .collect();
    let mut answers = answers?;
    // A function that a caller's role does not have permits nothing.
    answers.resize(expected(statement), Answer::NO);
    Ok(Answers(answers))
}

/// Of a statement that failed as a whole.
pub(super) fn refused(statement: &Statement, failure: &Failure) -> Result<Answers, String> {
    let said = format!("{} {}", failure.code, failure.message);
    let answer = one(statement, usize::MAX, &said)?;
    Ok(Answers(vec![answer; expected(statement)]))
}

fn expected(statement: &Statement) -> usize {
    match &statement.what {
        What::Rows { .. } | What::Written { .. } | What::Moved { .. } => statement.keys.len(),
        What::New { news, .. } => news.len(),
    }
}

/// A count of rows, or why not; only a refusal is an answer.
fn one(statement: &Statement, at: usize, said: &str) -> Result<Answer, String> {
    let count = said.parse::<u64>();
    if count.is_err() && !said.starts_with("42501 ") {
        return Err(format!("{said}\n{}", statement.text(at)));
    }
    Ok(Answer {
        yes: count.as_ref().is_ok_and(|count| *count > 0),
        said: said.to_owned(),
    })
}
