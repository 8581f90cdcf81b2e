//! The difference is exhaustive: whatever two models decide differently stands in it, and nothing else.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

#[path = "../matrix/binding.rs"]
mod binding;
#[path = "../matrix/enumeration.rs"]
mod enumeration;
mod fields;
#[path = "../matrix/models.rs"]
mod models;
mod mutations;
mod nothing;
mod random;
mod routes;
mod told;
#[path = "../matrix/words.rs"]
mod words;

use binding::decided;
use enumeration::{Combination, combinations, document};
use ownguard_core::spec::Spec;
use ownguard_core::{Decision, Model, Permit};
use ownguard_emit::diff::{Case, Difference, Effect, Kind, Version};
use std::collections::BTreeSet;
use words::in_words;

type Place = (String, String, Combination);

pub(crate) fn difference(old: &str, new: &str) -> Difference {
    let (old, new) = (document(old), document(new));
    let models = [&old, &new].map(|one| Model::compile(one.spec.clone()).unwrap());
    Difference::between(
        Version {
            spec: &old.spec,
            model: &models[0],
            storage: Some(&old.storage),
            settings: &[],
        },
        Version {
            spec: &new.spec,
            model: &models[1],
            storage: Some(&new.storage),
            settings: &[],
        },
    )
}

pub(crate) fn between(old: &Spec, new: &Spec) -> Difference {
    let models = [old, new].map(|one| Model::compile(one.clone()).unwrap());
    let version = |spec, at: usize| Version {
        spec,
        model: &models[at],
        storage: None,
        settings: &[],
    };
    Difference::between(version(old, 0), version(new, 1))
}

/// What the two models decide differently, found by the second enumeration alone.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) allowed: BTreeSet<Place>,
    pub(crate) denied: BTreeSet<Place>,
    pub(crate) unrecorded: BTreeSet<Place>,
    /// Permitted by both, and shown differently.
    pub(crate) shown: BTreeSet<Place>,
    /// Permitted by both, and what may be written differs.
    pub(crate) writable: BTreeSet<Place>,
    pub(crate) count: usize,
}

pub(crate) fn alone(old: &Spec, new: &Spec, within: &[&str]) -> Found {
    let models = [old, new].map(|one| Model::compile(one.clone()).unwrap());
    let resources = old.resources.iter().chain(&new.resources);
    let resources: BTreeSet<String> = resources
        .map(|one| one.name.clone())
        .filter(|name| within.is_empty() || within.contains(&name.as_str()))
        .collect();
    let actions = models
        .iter()
        .flat_map(|model| model.actions().iter().cloned());
    let actions: BTreeSet<String> = actions.collect();
    let mut found = Found::default();
    for resource in &resources {
        for action in &actions {
            for one in combinations(&[old, new], resource, action) {
                found.count += 1;
                let permit = |spec, model| -> Option<Permit> {
                    decided(spec, model, resource, action, &one).and_then(Decision::permit)
                };
                let (before, after) = (permit(old, &models[0]), permit(new, &models[1]));
                let place = || (resource.clone(), action.clone(), one.clone());
                match (before, after) {
                    (None, Some(_)) => drop(found.allowed.insert(place())),
                    (Some(_), None) => drop(found.denied.insert(place())),
                    (Some(before), Some(after)) => {
                        if before.obligations.audit && !after.obligations.audit {
                            found.unrecorded.insert(place());
                        }
                        let fields = |spec, permit| fields::shown(spec, resource, permit);
                        if fields(old, &before) != fields(new, &after) {
                            found.shown.insert(place());
                        }
                        let fields = |spec, at: usize, permit| {
                            fields::writable(spec, &models[at], resource, action, permit)
                        };
                        if fields(old, 0, &before) != fields(new, 1, &after) {
                            found.writable.insert(place());
                        }
                    }
                    (None, None) => {}
                }
            }
        }
    }
    found
}

/// The combinations of some changes; each may stand in one change only.
fn told(difference: &Difference, effect: Effect, kinds: &[Kind]) -> BTreeSet<Place> {
    let mut all = BTreeSet::new();
    let changes = difference
        .of(effect)
        .filter(|change| kinds.contains(&change.kind));
    for change in changes {
        assert!(
            !change.cases.is_empty(),
            "`{}` is about nothing",
            change.text
        );
        for case in &change.cases {
            assert!(
                all.insert(place(difference, *case)),
                "`{}` tells a combination twice",
                change.text
            );
        }
    }
    all
}

/// The combinations that some changes of one kind are about; several may be about the same.
fn touched(difference: &Difference, kind: Kind) -> BTreeSet<Place> {
    let changes = difference
        .changes
        .iter()
        .filter(|change| change.kind == kind);
    let cases = changes.flat_map(|change| &change.cases);
    cases.map(|case| place(difference, *case)).collect()
}

fn place(difference: &Difference, case: Case) -> Place {
    let questions = &difference.questions[case.questions];
    let caller = &questions.callers[case.caller];
    let words = in_words(caller, &questions.situations[case.situation]);
    (questions.resource.clone(), questions.action.clone(), words)
}

/// What is told is exactly what differs, within these resources or all; gives how many combinations do.
pub(crate) fn check(old: &Spec, new: &Spec, within: &[&str], name: &str) -> (Difference, usize) {
    let difference = between(old, new);
    let found = alone(old, new, within);
    let moves = [Kind::Access, Kind::Asks];
    if within.is_empty() {
        assert_eq!(difference.combinations, found.count, "{name}");
    }
    assert_eq!(
        told(&difference, Effect::Widening, &moves),
        found.allowed,
        "{name}: allowed"
    );
    assert_eq!(
        told(&difference, Effect::Narrowing, &moves),
        found.denied,
        "{name}: denied"
    );
    assert_eq!(
        told(&difference, Effect::Widening, &[Kind::Audit]),
        found.unrecorded,
        "{name}"
    );
    assert_eq!(
        touched(&difference, Kind::Shown),
        found.shown,
        "{name}: shown"
    );
    assert_eq!(
        touched(&difference, Kind::Writable),
        found.writable,
        "{name}: writable"
    );
    assert_eq!(difference.allowed, found.allowed.len(), "{name}");
    assert_eq!(difference.denied, found.denied.len(), "{name}");
    let moved = found.allowed.len() + found.denied.len();
    (difference, moved)
}
