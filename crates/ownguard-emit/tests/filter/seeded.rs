//! Filters that forget one test: the comparison with the core must tell.

use crate::eval::holds;
use crate::{ask, load};
use ownguard_emit::filter::{Rows, Test};
use std::collections::BTreeSet;

/// The condition without each of its tests in turn, and what was forgotten.
fn forgetful(rows: &Rows) -> Vec<(&'static str, Rows)> {
    match rows {
        Rows::Every | Rows::None => Vec::new(),
        Rows::Where(test) => vec![(kind(test), Rows::Every)],
        Rows::All(parts) => each(parts, Rows::All),
        Rows::Any(parts) => each(parts, Rows::Any),
    }
}

fn each(parts: &[Rows], many: impl Fn(Vec<Rows>) -> Rows) -> Vec<(&'static str, Rows)> {
    let mut all = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        for (forgotten, part) in forgetful(part) {
            let mut parts = parts.to_vec();
            parts[place] = part;
            all.push((forgotten, many(parts)));
        }
    }
    all
}

fn kind(test: &Test) -> &'static str {
    match test {
        Test::Present(_) => "present",
        Test::Live(_) => "live",
        Test::In(..) => "in",
        Test::NotIn(..) => "not in",
        Test::Same(..) => "same",
        Test::Shared { .. } => "shared",
    }
}

#[test]
fn a_filter_that_forgets_one_test_is_caught() {
    let (model, _) = load("tests/filter/workroom.toml");
    let mut caught = BTreeSet::new();
    ask(&model, 5, 80, |filter, line, decision| {
        if line.len() == filter.line().len() && !decision.is_permit() {
            let forgetful = forgetful(filter.rows());
            let wrong = forgetful.into_iter().filter(|(_, rows)| holds(rows, line));
            caught.extend(wrong.map(|(forgotten, _)| forgotten));
        }
    });
    let all = ["in", "live", "not in", "present", "same", "shared"];
    assert_eq!(caught.into_iter().collect::<Vec<_>>(), all);
}
