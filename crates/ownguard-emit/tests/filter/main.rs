//! Filters against the core's decision on row after row, and as text.

#![expect(clippy::disallowed_methods, reason = "tests work on files")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail loudly"
)]

mod eval;
mod postgres;
mod seeded;
mod text;
mod world;

use ownguard_core::storage::Storage;
use ownguard_core::{Action, Decision, Model, Target, decide};
use ownguard_emit::filter::{Filter, Names, Renamed, filter};
use ownguard_wire::model::{Format, read};
use std::collections::BTreeSet;
use world::{NOW, Seed};

/// A model of the repository, by its path from this crate.
pub(crate) fn load(path: &str) -> (Model, Storage) {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read_to_string(&path).unwrap();
    let document =
        read(&source, &path, Format::Toml).unwrap_or_else(|problems| panic!("{problems}"));
    (Model::compile(document.spec).unwrap(), document.storage)
}

const MODELS: [&str; 3] = [
    "tests/filter/workroom.toml",
    "../../tests/leaky-app/ownguard.toml",
    "../../tests/models/good/people.toml",
];

/// What random questions met, so that a test which asks nothing fails.
#[derive(Default)]
struct Met {
    permits: usize,
    denials: usize,
    /// Resource and action of each permit.
    kinds: BTreeSet<(usize, usize)>,
}

/// Asks about random rows of every resource and action of a model.
fn ask(
    model: &Model,
    seed: u64,
    sessions: usize,
    mut check: impl FnMut(&Filter<'_>, &[world::Level], Decision),
) -> Met {
    let mut seed = Seed(seed);
    let mut met = Met::default();
    for _ in 0..sessions {
        let session = world::session(model, &mut seed);
        for at in 0..model.resources().len() {
            let lines: Vec<_> = (0..12).map(|_| world::line(model, &mut seed, at)).collect();
            for action in (0..model.actions().len()).filter_map(Action::at) {
                let filter = filter(model, &session, at, action, NOW);
                for line in &lines {
                    let mut decision = None;
                    world::with_row(model, line, &mut |row| {
                        let target = Target::Row(row);
                        decision = Some(decide(model, &session, at, action, &target, NOW));
                    });
                    let decision = decision.unwrap();
                    if decision.is_permit() {
                        met.permits += 1;
                        met.kinds.insert((at, action.index()));
                    } else {
                        met.denials += 1;
                    }
                    check(&filter, line, decision);
                }
            }
        }
    }
    met
}

#[test]
fn a_row_passes_exactly_when_the_core_permits() {
    for (path, kinds) in MODELS.into_iter().zip([40, 50, 10]) {
        let (model, _) = load(path);
        let met = ask(&model, 1, 160, |filter, line, decision| {
            assert_eq!(
                eval::passes(filter, line),
                decision.is_permit(),
                "{path}: {decision:?} on {line:?} under {filter:?}"
            );
        });
        assert!(
            met.permits > 1_000 && met.denials > 1_000,
            "{path}: {}",
            met.permits
        );
        assert!(met.kinds.len() >= kinds, "{path}: {:?}", met.kinds);
    }
}

#[test]
fn who_meets_nothing_is_told_the_reason_of_the_core() {
    for path in MODELS {
        let (model, _) = load(path);
        let mut reasons = BTreeSet::new();
        ask(&model, 2, 50, |filter, _, decision| {
            if let Some(reason) = filter.denied() {
                assert!(!decision.is_permit());
                reasons.insert(reason.name());
            }
        });
        assert!(reasons.len() > 5, "{path}: {reasons:?}");
    }
}

#[test]
fn a_prisma_where_says_the_same_but_for_what_it_says_it_leaves_out() {
    for path in MODELS {
        let (model, storage) = load(path);
        let names = names_for(&model);
        let (mut same, mut stricter) = (0, 0);
        ask(&model, 3, 60, |filter, line, decision| {
            let prisma = filter.prisma(&storage, &names);
            let passes = eval::prisma(&model, &prisma.rows, line);
            if prisma.left_out.is_empty() {
                assert_eq!(
                    passes,
                    decision.is_permit(),
                    "{line:?} under {}",
                    prisma.rows
                );
                same += usize::from(passes);
            } else {
                assert!(
                    !passes || decision.is_permit(),
                    "{line:?} under {}",
                    prisma.rows
                );
                stricter += 1;
            }
        });
        assert!(same > 200, "{path}: {same} permits, {stricter} left out");
    }
}

/// Columns are called as they are, parents `parent`, tables of shares `shares`; marks of deletion are
/// texts here, with null where a row is live.
fn names_for(model: &Model) -> Names {
    let mut names = Names {
        as_columns: true,
        ..Names::default()
    };
    for resource in model.resources() {
        names
            .parents
            .insert(resource.name().to_owned(), "parent".to_owned());
        names
            .shares
            .insert(resource.name().to_owned(), "shares".to_owned());
        let level = format!("{}.shares.level", resource.name());
        names.fields.insert(level, Renamed::default());
        if let Some(deleted) = resource.spec().deleted {
            let column = &resource.fields()[deleted].column;
            let flag = Renamed {
                holds: Some(ownguard_emit::filter::Holding::Boolean),
                required: Some(false),
                ..Renamed::default()
            };
            names
                .fields
                .insert(format!("{}.{column}", resource.name()), flag);
        }
    }
    names
}

#[test]
fn every_column_that_a_permit_shows_is_selected() {
    for path in MODELS {
        let (model, _) = load(path);
        ask(&model, 4, 40, |filter, line, decision| {
            let Some(permit) = decision.permit() else {
                return;
            };
            let resource = model.resource(line[0].resource).unwrap();
            let columns = filter.columns(None);
            let all: Vec<&str> = columns.all().collect();
            for place in permit.obligations.fields.show.iter() {
                let field = &resource.fields()[place];
                let nested = matches!(field.kind, ownguard_core::spec::FieldKind::Embed(_));
                assert!(
                    nested || columns.shown.contains(&field.column),
                    "{columns:?}"
                );
            }
            for (place, field) in resource.fields().iter().enumerate() {
                let judged = columns.judged.contains(&field.column);
                assert!(
                    !field.never || judged || !all.contains(&field.column.as_str()),
                    "{place}"
                );
            }
            let distinct: BTreeSet<&&str> = all.iter().collect();
            assert_eq!(distinct.len(), all.len());
        });
    }
}
