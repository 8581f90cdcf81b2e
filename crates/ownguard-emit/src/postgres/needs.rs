//! Which columns the rules on one table read of another. Subqueries of policies
//! and triggers run with the caller's privileges, so the caller needs these.

use super::roles::Role;
use super::tables::{Guarded, Tables};
use crate::condition::{Caller, Command, Condition, Stage, condition};
use ownguard_core::spec::{Writer, Writers};
use ownguard_core::{Action, RelationSet};
use std::collections::BTreeSet;

/// Columns that policies and triggers on other tables read in the caller's name.
pub(super) fn asked(tables: &Tables<'_>, role: &Role) -> BTreeSet<(usize, usize)> {
    let mut asked = BTreeSet::new();
    for guarded in tables.resources() {
        for caller in &role.callers {
            for command in Command::ALL {
                for stage in [Stage::Existing, Stage::New] {
                    let held = tables.allowed(
                        (guarded.at, command),
                        *caller,
                        stage,
                        tables.all_relations(),
                    );
                    note(tables, &held, 1, &mut asked);
                }
            }
            for target in guarded
                .resource
                .fields()
                .iter()
                .filter_map(|field| field.reference)
            {
                let held = condition(tables.model, target, Action::READ, *caller, Stage::Existing);
                note(tables, &held, 0, &mut asked);
                line(tables, target, &mut asked);
                line(tables, guarded.at, &mut asked);
            }
            let share = condition(
                tables.model,
                guarded.at,
                Action::SHARE,
                *caller,
                Stage::Existing,
            );
            note(tables, &share, 1, &mut asked);
            if guarded.shares.is_some() {
                note(tables, &share, 0, &mut asked);
            }
            written(tables, guarded, *caller, &mut asked);
        }
    }
    asked
}

/// What single relations may write is asked of them alone: that can be more than what is left of it
/// where all relations are asked at once.
fn written(
    tables: &Tables<'_>,
    guarded: Guarded<'_>,
    caller: Caller,
    asked: &mut BTreeSet<(usize, usize)>,
) {
    for field in guarded.resource.fields() {
        let Writers::Only(writers) = &field.write else {
            continue;
        };
        let of = |writer: &Writer| guarded.resource.with_stronger(writer.relation);
        let free = writers.iter().filter(|writer| writer.values.is_none());
        let free = free.fold(RelationSet::NONE, |set, writer| set.union(of(writer)));
        for among in writers.iter().map(of).chain([free]) {
            for (command, stage) in [
                (Command::Update, Stage::Existing),
                (Command::Insert, Stage::New),
            ] {
                let held = tables.allowed((guarded.at, command), caller, stage, among);
                note(tables, &held, 1, asked);
            }
        }
    }
}

/// The columns of a condition from a level on, and those that lead to parents.
fn note(tables: &Tables<'_>, held: &Condition, from: usize, asked: &mut BTreeSet<(usize, usize)>) {
    match held {
        Condition::Always | Condition::Never => {}
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                note(tables, part, from, asked);
            }
        }
        Condition::Parent { of, child, holds } => {
            let parent = tables
                .resource(*child)
                .and_then(|child| child.resource.spec().parent.as_ref());
            if let Some(parent) = parent {
                if *of >= from {
                    asked.insert((*child, parent.field));
                }
                let above = tables.resource(parent.resource);
                asked.extend(above.map(|above| (parent.resource, above.resource.spec().key.field)));
            }
            note(tables, holds, from, asked);
        }
        Condition::Test(test) => {
            let places = test
                .places()
                .into_iter()
                .filter(|place| place.level >= from);
            asked.extend(places.map(|place| (place.resource, place.field)));
        }
    }
}

/// The columns that lead from a row to its tenant.
fn line(tables: &Tables<'_>, from: usize, asked: &mut BTreeSet<(usize, usize)>) {
    let mut next = tables.resource(from);
    let mut steps = 0;
    while let Some(found) = next.filter(|_| steps < ownguard_core::model::MAX_DEPTH) {
        steps += 1;
        let spec = found.resource.spec();
        asked.insert((found.at, spec.key.field));
        asked.extend(spec.tenant.map(|tenant| (found.at, tenant)));
        asked.extend(spec.parent.as_ref().map(|parent| (found.at, parent.field)));
        next = spec
            .parent
            .as_ref()
            .and_then(|parent| tables.resource(parent.resource));
    }
}
