//! Random changes of models, from seeds: the difference is exactly what the core decides differently.

use crate::check;
use crate::enumeration::document;
use crate::models::{BOARDS, NOTES};
use ownguard_core::spec::{Asks, Condition, Grant, Spec, Writer, Writers};
use ownguard_core::{Action, Otherwise, Relation};
use ownguard_emit::diff::Kind;
use std::collections::BTreeSet;

/// `SplitMix64` (Steele, Lea and Flood, 2014).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

fn mutate(spec: &mut Spec, seeded: &mut Seeded) {
    let relations = {
        let model = ownguard_core::Model::compile(spec.clone()).unwrap();
        model.vocabulary().all().collect::<Vec<Relation>>()
    };
    let roots: Vec<usize> = (0..spec.resources.len())
        .filter(|at| spec.resources[*at].parent.is_none())
        .collect();
    let at = *seeded.one(&roots);
    let any = seeded.below(spec.resources.len());
    let action = Action::at(seeded.below(10 + spec.actions.len())).unwrap();
    let resource = &mut spec.resources[at];
    match seeded.below(13) {
        0 | 1 => resource.grants.push(Grant {
            relation: *seeded.one(&relations),
            action,
            when: Vec::new(),
        }),
        2 => {
            let place = seeded.below(resource.grants.len());
            resource.grants.remove(place);
        }
        3 => {
            if !resource.when.is_empty() {
                let values = ["draft", "stale", "true", "auto"];
                resource.grants.push(Grant {
                    relation: *seeded.one(&relations),
                    action,
                    when: vec![Condition {
                        column: seeded.below(resource.when.len()),
                        values: vec![(*seeded.one(&values)).to_owned()],
                    }],
                });
            }
        }
        4 => {
            let conditional = resource
                .grants
                .iter_mut()
                .find(|grant| !grant.when.is_empty());
            if let Some(grant) = conditional {
                grant.when.clear();
            }
        }
        5 => {
            let asks = Asks {
                fresh: *seeded.one(&[None, Some(0), Some(30), Some(900)]),
                verified: seeded.below(2) == 0,
                plan: if spec.plans.is_empty() {
                    None
                } else {
                    *seeded.one(&[None, Some(0), Some(1)])
                },
                audit: seeded.below(2) == 0,
            };
            spec.resources[any].asks.push((action, asks));
        }
        6 => spec.resources[any].asks.clear(),
        7 => spec.max_age.read = *seeded.one(&[None, Some(60), Some(300), Some(601)]),
        10 | 11 => {
            let resource = &mut spec.resources[any];
            let place = seeded.below(resource.fields.len());
            let field = &mut resource.fields[place];
            let relation = *seeded.one(&relations);
            match seeded.below(6) {
                0 => field.show = !field.show,
                1 => field.outside = !field.outside,
                2 => field.to = Some(vec![relation]),
                3 => field.otherwise = *seeded.one(&[Otherwise::Null, Otherwise::Drop]),
                4 => field.never = !field.never,
                _ => {
                    let values = seeded.one(&[None, Some(vec!["a".to_owned()])]).clone();
                    field.write = Writers::Only(vec![Writer { relation, values }]);
                }
            }
        }
        8 => spec.max_age.write = *seeded.one(&[None, Some(60), Some(300)]),
        _ => {
            let child = spec
                .resources
                .iter_mut()
                .find(|one| one.parent.is_some())
                .unwrap();
            let to = Action::at(seeded.below(10)).unwrap();
            child
                .parent
                .as_mut()
                .unwrap()
                .map
                .retain(|(from, _)| *from != action);
            child.parent.as_mut().unwrap().map.push((action, to));
        }
    }
}

/// What some seed must change, or the seeds show little.
const ALL: [Kind; 4] = [Kind::Access, Kind::Asks, Kind::Shown, Kind::Writable];

fn run(text: &str, seeds: std::ops::Range<u64>, expected: &[Kind]) {
    let base = document(text).spec;
    let mut moved = 0;
    let mut kinds = BTreeSet::new();
    for seed in seeds {
        let mut seeded = Seeded(seed);
        let (mut old, mut new) = (base.clone(), base.clone());
        for _ in 0..seeded.below(3) {
            mutate(&mut old, &mut seeded);
        }
        for _ in 0..=seeded.below(3) {
            mutate(&mut new, &mut seeded);
        }
        let (difference, more) = check(&old, &new, &[], &format!("seed {seed}"));
        moved += more;
        kinds.extend(difference.changes.iter().map(|change| change.kind));
    }
    assert!(moved > 0);
    for kind in expected {
        assert!(kinds.contains(kind), "no seed changes {kind:?}");
    }
}

#[test]
fn random_changes_of_single_people_are_told_exactly() {
    // One column of conditions is enough here.
    let notes = NOTES.replace(", kind = [\"auto\", \"bot\"]", "");
    run(&notes, 0..8, &ALL);
}

#[test]
fn random_changes_three_rows_deep_are_told_exactly() {
    run(BOARDS, 100..104, &[Kind::Access]);
}
