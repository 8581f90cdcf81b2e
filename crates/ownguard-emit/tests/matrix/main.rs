//! The matrix is exhaustive, each combination stands in it once, and its answers are the core's.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod binding;
mod enumeration;
mod json;
mod models;
mod pages;
mod words;

use binding::decided;
use enumeration::{Combination, combinations, document};
use models::{BOARDS, LEAKY, NOTES};
use ownguard_core::Model;
use ownguard_emit::matrix::{Questions, Space, Summary};
use std::collections::BTreeSet;
use words::in_words;

fn asked(questions: &Questions) -> Vec<Combination> {
    let cases = questions.cases();
    let cases = cases.map(|(caller, situation)| {
        in_words(&questions.callers[caller], &questions.situations[situation])
    });
    cases.collect()
}

/// The space holds exactly the combinations of the second enumeration, each once, and each answer is
/// what the core says of sessions and rows built by that one. Gives how many there were.
fn check(text: &str) -> usize {
    let spec = document(text).spec;
    let model = Model::compile(spec.clone()).unwrap();
    let models = [&model];
    let space = Space::of(&models);
    let mut count = 0;
    for resource in &spec.resources {
        for action in model.actions() {
            let name = format!("{}.{action}", resource.name);
            let questions = space.questions(&resource.name, action);
            let asked = asked(&questions);
            let unique: BTreeSet<_> = asked.iter().cloned().collect();
            assert_eq!(unique.len(), asked.len(), "{name} asks something twice");
            let expected = combinations(&[&spec], &resource.name, action);
            assert_eq!(expected.len(), asked.len(), "{name}");
            assert_eq!(
                expected.into_iter().collect::<BTreeSet<_>>(),
                unique,
                "{name}"
            );
            let answers = questions.answers(&model).unwrap();
            assert_eq!(answers.len(), asked.len(), "{name}");
            for (one, answer) in asked.iter().zip(answers) {
                let alone = decided(&spec, &model, &resource.name, action, one);
                assert_eq!(alone, Some(answer), "{name} {one:?}");
            }
            count += asked.len();
        }
    }
    assert_eq!(Summary::of(&model).combinations, count);
    count
}

#[test]
fn every_combination_of_the_leaky_app_is_decided_once() {
    assert!(check(LEAKY) > 100_000);
}

/// By hand, for `note.read`: 9 who are not asked (4 without an identity, anonymous, suspended guest
/// and person, staff unknown and suspended), support and cron, and guest and person; the 9 users'
/// and others' rows: 2 or 3 owners, 3 visibilities, 1 or 3 shares, with or without a link, live or
/// deleted.
#[test]
fn every_combination_of_single_people_is_decided_once() {
    let notes = check(NOTES);
    let model = Model::compile(document(NOTES).spec).unwrap();
    let models = [&model];
    let read = Space::of(&models).questions("note", "read");
    let users = 4; // guest, suspended guest, person, suspended person
    let others = 9; // 4 without an identity, anonymous, 3 of staff, cron
    let rows = |owners: usize, shares: usize| owners * 3 * shares * 2 * 2;
    assert_eq!(
        read.cases().count(),
        users * rows(3, 3) + others * rows(2, 1)
    );
    assert!(notes > read.cases().count() * 10);
}

#[test]
fn every_combination_three_rows_deep_is_decided_once() {
    assert!(check(BOARDS) > 10_000);
}

#[test]
fn an_empty_model_asks_nothing() {
    assert_eq!(check("version = 1\n"), 0);
}
