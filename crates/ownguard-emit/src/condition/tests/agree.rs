//! A condition holds of a row exactly when the core permits the action at the
//! facts that SQL can see.

use super::model;
use super::world::{Case, Dice, Known};
use crate::condition::{Caller, Stage, condition};
use ownguard_core::decide::{Scope, Target, decide};
use ownguard_core::row::Parent;
use ownguard_core::{Action, Model};

const LEAKY: &str = include_str!("../../../../../tests/leaky-app/ownguard.toml");
const PEOPLE: &str = include_str!("../../../../../tests/models/good/people.toml");
const DESIGN: &str = include_str!("../../../../../tests/models/good/design.toml");
const DEEP: &str = include_str!("deep.toml");

fn check(source: &str, rounds: usize) {
    let model = model(source);
    let mut dice = Dice(42);
    let (mut permitted, mut denied) = (0, 0);
    for resource in 0..model.resources().len() {
        for _ in 0..rounds {
            let row = Case::roll(&model, resource, &mut dice);
            let known = Known::roll(&model, &mut dice);
            for action in (0..model.actions().len()).filter_map(Action::at) {
                let holds = compare(&model, action, &row, &known);
                if holds {
                    permitted += 1;
                } else {
                    denied += 1;
                }
            }
        }
    }
    assert!(
        permitted > rounds && denied > rounds,
        "one answer is too rare: {permitted} {denied}"
    );
}

fn compare(model: &Model, action: Action, row: &Case, known: &Known) -> bool {
    let stage = if action.makes_a_row() {
        Stage::New
    } else {
        Stage::Existing
    };
    let wanted = condition(model, row.resource, action, known.caller, stage);
    let holds = known.meets(model, &wanted, row);
    let session = known.session();
    let mut permits = false;
    row.with_row(model, &mut |labels| {
        let scope = Scope {
            tenant: row.tenant(model),
            parent: labels.parent,
        };
        let target = match stage {
            Stage::New => Target::New(scope),
            Stage::Existing | Stage::Changed => Target::Row(labels),
        };
        permits = decide(model, &session, row.resource, action, &target, 0).is_permit();
        permits &= stage != Stage::New || fixed(model, action, row, known, labels.parent);
    });
    assert_eq!(
        holds,
        permits,
        "{} of {}: {:?}\n{row:?}\n{wanted:#?}\n{session:?}",
        model.action_name(action),
        model.resource(row.resource).unwrap().name(),
        known.caller,
    );
    let changed = condition(model, row.resource, action, known.caller, Stage::Changed);
    if stage == Stage::Existing && holds {
        assert!(
            known.meets(model, &changed, row),
            "the same row is refused after the update"
        );
    }
    holds
}

/// What the core leaves to the write rules: a new row is of a tenant, alive, and the session's own.
fn fixed(model: &Model, action: Action, row: &Case, known: &Known, parent: Parent<'_>) -> bool {
    let spec = model.resource(row.resource).unwrap().spec();
    let tenant = spec.tenant.is_none() || row.value(spec.tenant).is_some();
    let live = row.value(spec.deleted).is_none_or(|value| value == "false");
    let owner = match known.caller {
        Caller::Guest | Caller::Person => Some("me"),
        Caller::Anonymous | Caller::Staff(_) | Caller::Service(_) => None,
    };
    let own = spec.owner.is_none()
        || (action == Action::INVITE && spec.members.is_some())
        || row.value(spec.owner) == owner;
    tenant && live && own && !matches!(parent, Parent::Missing)
}

#[test]
fn the_leaky_app_is_judged_alike() {
    check(LEAKY, 400);
}

#[test]
fn an_app_of_single_people_is_judged_alike() {
    check(PEOPLE, 400);
}

#[test]
fn the_model_of_the_design_is_judged_alike() {
    check(DESIGN, 400);
}

#[test]
fn three_levels_with_shares_owners_and_conditions_are_judged_alike() {
    check(DEEP, 3000);
}
