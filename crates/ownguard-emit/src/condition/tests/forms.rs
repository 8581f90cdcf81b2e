//! The forms that conditions take, so that what is written from them is short.

use super::model;
use crate::condition::{Ask, Caller, Command, Condition, Stage, Test, command, condition, notes};
use ownguard_core::{Action, Model};
use std::fmt::Write as _;

/// A condition in one line, columns by name and dots for levels.
fn line(model: &Model, condition: &Condition) -> String {
    let join = |parts: &[Condition], word: &str| {
        let parts: Vec<_> = parts.iter().map(|part| line(model, part)).collect();
        format!("({})", parts.join(word))
    };
    match condition {
        Condition::Always => "always".to_owned(),
        Condition::Never => "never".to_owned(),
        Condition::All(parts) => join(parts, " & "),
        Condition::Any(parts) => join(parts, " | "),
        Condition::Parent { holds, .. } => format!("parent[{}]", line(model, holds)),
        Condition::Test(test) => of(model, test),
    }
}

fn of(model: &Model, test: &Test) -> String {
    let mut out = match test {
        Test::Present(_) => "present".to_owned(),
        Test::Null(_) => "null".to_owned(),
        Test::Live(_) => "live".to_owned(),
        Test::OneOf(_, values) => values.join("/"),
        Test::SameTenant(..) => "same".to_owned(),
        Test::Subject(_) => "me".to_owned(),
        Test::Member { least, .. } => {
            least.map_or("member".to_owned(), |at| format!("member>={at}"))
        }
        Test::NotSuspended(_) => "unsuspended".to_owned(),
        Test::Shared { least, .. } => model.vocabulary().name(*least).to_owned(),
        Test::ServiceTenant(_) => "service".to_owned(),
    };
    for place in test.places() {
        let spec = model.resource(place.resource).unwrap().spec();
        let column = spec.fields.get(place.field).unwrap();
        write!(out, " {}{}", ".".repeat(place.level), column.column).unwrap();
    }
    out
}

#[track_caller]
fn check(resource: &str, action: Action, caller: Caller, expected: &str) {
    let model = model(include_str!("deep.toml"));
    let at = model.find_resource(resource).unwrap();
    let stage = if action.makes_a_row() {
        Stage::New
    } else {
        Stage::Existing
    };
    let found = condition(&model, at, action, caller, stage);
    assert_eq!(line(&model, &found), expected);
}

#[test]
fn a_member_needs_no_second_test_of_the_tenant() {
    check(
        "board",
        Action::RESTORE,
        Caller::Person,
        "(member team_id & me made_by)",
    );
}

#[test]
fn whoever_is_suspended_does_not_see_what_is_public() {
    check(
        "board",
        Action::READ,
        Caller::Person,
        "(live deleted_at & present team_id & ((member team_id & (member>=0 team_id | me made_by)) | \
         (shared.view id & unsuspended team_id) | (public visibility & unsuspended team_id)))",
    );
    check(
        "board",
        Action::READ,
        Caller::Anonymous,
        "(live deleted_at & present team_id & public visibility)",
    );
}

#[test]
fn a_new_row_is_its_makers() {
    check(
        "board",
        Action::CREATE,
        Caller::Person,
        "(live deleted_at & me made_by & member>=1 team_id)",
    );
    check("board", Action::CREATE, Caller::Guest, "never");
}

#[test]
fn what_is_asked_of_a_plan_excludes_who_has_none() {
    check("card", Action::CREATE, Caller::Anonymous, "never");
}

#[test]
fn a_soft_deleted_row_is_no_business_of_delete() {
    let model = model(include_str!("deep.toml"));
    let at = |name| model.find_resource(name).unwrap();
    let deletes = |name| {
        command(
            &model,
            at(name),
            Command::Delete,
            Caller::Person,
            Stage::Existing,
        )
    };
    assert_eq!(deletes("board"), Condition::Never);
    assert_ne!(deletes("comment"), Condition::Never);
}

#[test]
fn after_an_update_only_the_relation_counts() {
    let model = model(include_str!("deep.toml"));
    let board = model.find_resource("board").unwrap();
    let update = |stage| condition(&model, board, Action::UPDATE, Caller::Service(0), stage);
    assert_eq!(
        line(&model, &update(Stage::Existing)),
        "(live deleted_at & service team_id & open state)"
    );
    assert_eq!(
        line(&model, &update(Stage::Changed)),
        "(live deleted_at & service team_id)"
    );
}

#[test]
fn what_sql_cannot_say_is_listed() {
    let model = model(include_str!("deep.toml"));
    let board = model.find_resource("board").unwrap();
    let of_board = notes(&model)
        .into_iter()
        .filter(|note| note.resource == board);
    let asks: Vec<_> = of_board.map(|note| (note.action, note.ask)).collect();
    assert_eq!(
        asks,
        [(Action::READ, Ask::Staff), (Action::UPDATE, Ask::Plan(1))]
    );
}
