//! What came back, as yes or no for each row.

use super::statements::{Statement, What};
use crate::database::Failure;
use serde_json::Value;
use std::collections::BTreeSet;

/// One for each row that the statement is about.
pub(super) struct Answers(pub(super) Vec<bool>);

/// Of a statement over the whole table, or of a call of `agree.tries`.
pub(super) fn whole(statement: &Statement, rows: &[Vec<Value>]) -> Result<Answers, String> {
    if statement.tried() {
        return each(statement, rows);
    }
    let met: BTreeSet<&str> = rows.iter().filter_map(|row| row[0].as_str()).collect();
    let keys = statement.keys.iter();
    Ok(Answers(
        keys.map(|key| met.contains(key.as_str())).collect(),
    ))
}

/// Of statements that were run one by one.
pub(super) fn each(statement: &Statement, rows: &[Vec<Value>]) -> Result<Answers, String> {
    let said = rows.iter().map(|row| row[0].as_str().unwrap_or_default());
    let answers: Result<Vec<bool>, String> = said
        .enumerate()
        .map(|(at, said)| one(statement, at, said))
        .collect();
    let mut answers = answers?;
    // A function that a caller's role does not have permits nothing.
    answers.resize(expected(statement), false);
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
        What::Rows { .. } | What::Moved { .. } => statement.keys.len(),
        What::New { news, .. } => news.len(),
    }
}

/// A count of rows, or why not; only a refusal is an answer.
fn one(statement: &Statement, at: usize, said: &str) -> Result<bool, String> {
    if let Ok(count) = said.parse::<u64>() {
        return Ok(count > 0);
    }
    if said.starts_with("42501 ") {
        return Ok(false);
    }
    Err(format!("{said}\n{}", statement.text(at)))
}
