//! Fields that combinations permitted by both models show or let write differently.

use super::group::listed;
use super::{Case, Effect, Pair};
use crate::matrix::{Shown, Writable, distinct};
use ownguard_core::{Action, Model, Permit, Relation, RelationSet, Resource};
use std::collections::BTreeMap;

/// Fields that somebody sees differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seen {
    pub(super) effect: Effect,
    pub(super) resource: String,
    pub(super) relations: Vec<String>,
    pub(super) columns: Vec<String>,
    from: String,
    to: String,
}

/// Fields that somebody may write differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Written {
    pub(super) effect: Effect,
    pub(super) resource: String,
    pub(super) relations: Vec<String>,
    pub(super) columns: Vec<String>,
    actions: Vec<String>,
    from: String,
    to: String,
}

impl Seen {
    pub(super) fn text(&self, actions: &[String]) -> String {
        let columns = self.columns.iter();
        let columns: Vec<String> = columns
            .map(|column| format!("{}.{column}", self.resource))
            .collect();
        let (who, what) = (listed(&self.relations), listed(&columns));
        let plural = if self.relations.len() > 1 {
            "see"
        } else {
            "sees"
        };
        let on = self.on(actions);
        let (from, to) = (how(&self.from), how(&self.to));
        match (self.from.as_str(), self.to.as_str()) {
            (_, "hidden") => format!("{who} no longer {plural} {what}{on}"),
            ("hidden", "shown") => format!("{who} now {plural} {what}{on}"),
            ("hidden", _) => format!("{who} now {plural} {what} {to}{on}"),
            (_, _) => format!("{who} now {plural} {what} {to}, not {from}{on}"),
        }
    }

    /// On which actions, unless it holds when a row is read.
    fn on(&self, actions: &[String]) -> String {
        if actions.contains(&format!("{}.read", self.resource)) {
            String::new()
        } else {
            format!(" on {}", listed(actions))
        }
    }
}

impl Written {
    pub(super) fn text(&self) -> String {
        let columns = self.columns.iter();
        let columns: Vec<String> = columns
            .map(|column| format!("{}.{column}", self.resource))
            .collect();
        let (who, what) = (listed(&self.relations), listed(&columns));
        let on = listed(&self.actions);
        match (self.from.as_str(), self.to.as_str()) {
            ("nothing", "anything") => format!("{who} may now write {what} on {on}"),
            (_, "nothing") => format!("{who} may no longer write {what} on {on}"),
            (from, to) => format!("{who} may write {to} to {what} on {on}, not {from}"),
        }
    }
}

fn how(name: &str) -> String {
    match name.split_once(':') {
        Some((_, mask)) => format!("masked ({mask})"),
        None if name == "shown" => "in full".to_owned(),
        None => format!("as {name}"),
    }
}

/// Fields that the same relation sees alike, then relations that see the same fields alike.
pub(super) fn merged_seen(groups: BTreeMap<Seen, Vec<Case>>) -> BTreeMap<Seen, Vec<Case>> {
    let by_relation = fold(groups, |one| &mut one.columns);
    fold(by_relation, |one| &mut one.relations)
}

/// Actions on which it is alike, then fields, then relations.
pub(super) fn merged_written(groups: BTreeMap<Written, Vec<Case>>) -> BTreeMap<Written, Vec<Case>> {
    let by_field = fold(groups, |one| &mut one.actions);
    let by_relation = fold(by_field, |one| &mut one.columns);
    fold(by_relation, |one| &mut one.relations)
}

fn fold<G: Ord + Clone>(
    groups: BTreeMap<G, Vec<Case>>,
    part: impl Fn(&mut G) -> &mut Vec<String>,
) -> BTreeMap<G, Vec<Case>> {
    let mut folded: BTreeMap<G, (Vec<String>, Vec<Case>)> = BTreeMap::new();
    for (mut group, cases) in groups {
        let names = std::mem::take(part(&mut group));
        let (all, together) = folded.entry(group).or_default();
        *all = distinct(all.drain(..).chain(names));
        together.extend(cases);
    }
    let whole = folded.into_iter().map(|(mut group, (names, mut cases))| {
        *part(&mut group) = names;
        cases.sort_unstable();
        cases.dedup();
        (group, cases)
    });
    whole.collect()
}

/// One model's part of a comparison.
#[derive(Clone, Copy)]
struct Side<'m> {
    model: &'m Model,
    resource: &'m Resource,
    permit: &'m Permit,
}

impl<'m> Side<'m> {
    fn of(model: &'m Model, resource: &str, permit: &'m Permit) -> Option<Self> {
        let resource = model.resource(model.find_resource(resource)?)?;
        Some(Self {
            model,
            resource,
            permit,
        })
    }

    fn shown(&self, column: &str) -> Shown {
        let at = self.resource.find_field(column);
        at.map_or(Shown::Hidden, |at| {
            Shown::of(self.resource, self.permit.obligations.fields, at)
        })
    }

    fn shown_to(&self, relation: Relation, column: &str) -> Shown {
        let at = self.resource.find_field(column);
        let plan = self.resource.plan(RelationSet::of(relation));
        at.map_or(Shown::Hidden, |at| Shown::of(self.resource, plan, at))
    }

    fn writable(&self, column: &str) -> Writable {
        let at = self.resource.find_field(column);
        at.map_or(Writable::No, |at| {
            Writable::of(self.resource, self.permit, at)
        })
    }

    fn writable_by(&self, relation: Relation, column: &str) -> Writable {
        let relations = RelationSet::of(relation);
        let mut permit = *self.permit;
        permit.relations = relations;
        permit.obligations.write = self.resource.writable(relations);
        let alone = Side {
            permit: &permit,
            ..*self
        };
        alone.writable(column)
    }

    /// The first relation of the permit by which it comes.
    fn cause(&self, fits: impl Fn(Relation) -> bool) -> String {
        let relations = self.permit.relations;
        let cause = relations.iter().find(|relation| fits(*relation));
        let cause = cause.or(relations.first());
        cause.map_or_else(String::new, |one| {
            self.model.vocabulary().name(one).to_owned()
        })
    }
}

impl Pair<'_> {
    /// Fields that two permits of one combination show differently.
    pub(super) fn seen(&self, before: &Permit, after: &Permit) -> Vec<Seen> {
        let Some((old, new)) = self.sides(before, after) else {
            return Vec::new();
        };
        let compare = |column: String| {
            let (from, to) = (old.shown(&column), new.shown(&column));
            if from == to {
                return None;
            }
            let effect = if to.rank() < from.rank() {
                Effect::Narrowing
            } else {
                Effect::Widening
            };
            let relation = match effect {
                Effect::Widening | Effect::Neutral => {
                    new.cause(|one| new.shown_to(one, &column) == to)
                }
                Effect::Narrowing => old.cause(|one| old.shown_to(one, &column) == from),
            };
            Some(Seen {
                effect,
                resource: self.questions.resource.clone(),
                relations: vec![relation],
                columns: vec![column],
                from: from.name(),
                to: to.name(),
            })
        };
        columns(old, new).into_iter().filter_map(compare).collect()
    }

    /// Fields that two permits of one combination let write differently.
    pub(super) fn written(&self, before: &Permit, after: &Permit) -> Vec<Written> {
        let action = self.new.action(&self.questions.action);
        let reads = action.is_none_or(Action::only_reads);
        let fixed = matches!(action, Some(Action::DELETE | Action::RESTORE));
        let sides = self.sides(before, after).filter(|_| !reads && !fixed);
        let Some((old, new)) = sides else {
            return Vec::new();
        };
        let compare = |column: String| {
            let (from, to) = (old.writable(&column), new.writable(&column));
            if from == to {
                return None;
            }
            let effect = if from.covers(&to) {
                Effect::Narrowing
            } else {
                Effect::Widening
            };
            let relation = match effect {
                Effect::Widening | Effect::Neutral => {
                    new.cause(|one| !from.covers(&new.writable_by(one, &column)))
                }
                Effect::Narrowing => old.cause(|one| !to.covers(&old.writable_by(one, &column))),
            };
            Some(Written {
                effect,
                resource: self.questions.resource.clone(),
                relations: vec![relation],
                columns: vec![column],
                actions: vec![self.questions.action.clone()],
                from: from.words(),
                to: to.words(),
            })
        };
        columns(old, new).into_iter().filter_map(compare).collect()
    }

    fn sides<'s>(&'s self, before: &'s Permit, after: &'s Permit) -> Option<(Side<'s>, Side<'s>)> {
        let resource = &self.questions.resource;
        let old = Side::of(self.old, resource, before)?;
        Some((old, Side::of(self.new, resource, after)?))
    }
}

/// The columns of both.
fn columns(old: Side<'_>, new: Side<'_>) -> Vec<String> {
    let fields = old.resource.fields().iter().chain(new.resource.fields());
    distinct(fields.map(|field| field.column.clone()))
}
