//! What changes nothing shows nothing.

use crate::difference;
use crate::models::{BOARDS, LEAKY, NOTES};

fn check(old: &str, new: &str) {
    let difference = difference(old, new);
    let told: Vec<_> = difference
        .changes
        .iter()
        .map(|change| &change.text)
        .collect();
    assert!(told.is_empty(), "{told:#?}");
    assert_eq!((difference.allowed, difference.denied), (0, 0));
    assert!(difference.questions.is_empty());
}

#[test]
fn a_model_does_not_differ_from_itself() {
    for model in [LEAKY, NOTES, BOARDS, "version = 1\n"] {
        check(model, model);
    }
}

#[test]
fn comments_and_blank_lines_change_nothing() {
    for model in [LEAKY, NOTES, BOARDS] {
        let spaced = model.replace('\n', "\n\n# a comment\n");
        let bare = model
            .lines()
            .map(|line| line.split(" #").next().unwrap_or_default());
        let bare = bare.filter(|line| !line.is_empty() && !line.starts_with('#'));
        check(model, &spaced);
        check(model, &bare.collect::<Vec<_>>().join("\n"));
    }
}

/// Whole tables in the reverse order, but what stands before the first.
#[test]
fn the_order_of_tables_changes_nothing() {
    for model in [LEAKY, NOTES, BOARDS] {
        let at = model.find("\n[").unwrap_or_default();
        let (head, tables) = model.split_at(at);
        let mut tables: Vec<&str> = tables.split("\n[").skip(1).collect();
        tables.reverse();
        check(model, &format!("{head}\n[{}\n", tables.join("\n[")));
    }
}

/// The lines of each table in the reverse order.
#[test]
fn the_order_of_keys_changes_nothing() {
    for model in [LEAKY, NOTES, BOARDS] {
        let mut turned = Vec::new();
        let mut table: Vec<&str> = Vec::new();
        for line in model.lines() {
            if line.starts_with('[') {
                turned.extend(table.drain(..).rev());
                turned.push(line);
            } else {
                table.push(line);
            }
        }
        turned.extend(table.drain(..).rev());
        check(model, &turned.join("\n"));
    }
}

#[test]
fn a_raised_revision_alone_shows_nothing() {
    let raised = LEAKY.replace("revision = 1", "revision = 2");
    check(LEAKY, &raised);
    let there = difference(LEAKY, &raised);
    let back = difference(&raised, LEAKY);
    assert_eq!([there.goes_back(), back.goes_back()], [false, true]);
}
