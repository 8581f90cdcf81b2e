//! Who may newly do what, or no longer.

use super::group::listed;
use super::{Both, Case, Effect, Pair};
use crate::matrix::{Flaw, Situation, TargetKind, Who, conditions, distinct};
use ownguard_core::{Decision, Permit};
use std::collections::{BTreeMap, BTreeSet};

/// Relations that newly hold actions, or no longer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Access {
    pub(super) effect: Effect,
    pub(super) resource: String,
    pub(super) relations: Vec<String>,
    pub(super) actions: Vec<String>,
    /// In which states, as far as it does not follow from the relation.
    pub(super) when: Option<String>,
}

impl Access {
    pub(super) fn text(&self) -> String {
        let actions = self.actions.iter();
        let actions: Vec<String> = actions
            .map(|action| format!("{}.{action}", self.resource))
            .collect();
        let may = match self.effect {
            Effect::Widening => "may now",
            Effect::Narrowing | Effect::Neutral => "may no longer",
        };
        let (who, what) = (listed(&self.relations), listed(&actions));
        let when = self.when.as_deref().unwrap_or_default();
        let gap = if when.is_empty() { "" } else { " " };
        format!("{who} {may} {what}{gap}{when}")
    }
}

/// First actions that the same relation holds alike, then relations that hold the same actions alike.
pub(super) fn merged(groups: BTreeMap<Access, Vec<Case>>) -> BTreeMap<Access, Vec<Case>> {
    let by_relation = fold(groups, |access| {
        let actions = std::mem::take(&mut access.actions);
        (actions, |access: &mut Access| &mut access.actions)
    });
    fold(by_relation, |access| {
        let relations = std::mem::take(&mut access.relations);
        (relations, |access: &mut Access| &mut access.relations)
    })
}

type Part = fn(&mut Access) -> &mut Vec<String>;

/// Groups that are alike but for one part become one with all of their parts.
fn fold(
    groups: BTreeMap<Access, Vec<Case>>,
    take: impl Fn(&mut Access) -> (Vec<String>, Part),
) -> BTreeMap<Access, Vec<Case>> {
    let mut folded: BTreeMap<Access, (Vec<String>, Vec<Case>, Part)> = BTreeMap::new();
    for (mut access, cases) in groups {
        let (names, part) = take(&mut access);
        let entry = folded
            .entry(access)
            .or_insert_with(|| (Vec::new(), Vec::new(), part));
        entry.0 = distinct(entry.0.drain(..).chain(names));
        entry.1.extend(cases);
    }
    let whole = folded
        .into_iter()
        .map(|(mut access, (names, cases, part))| {
            *part(&mut access) = names;
            (access, cases)
        });
    whole.collect()
}

impl Pair<'_> {
    /// The group of a combination that only one model permits: by the relation that an audit names.
    pub(super) fn access(&self, effect: Effect, permit: &Permit) -> Option<Access> {
        let relation = permit.relations.first()?;
        Some(Access {
            effect,
            resource: self.questions.resource.clone(),
            relations: vec![
                self.permitting(effect)
                    .vocabulary()
                    .name(relation)
                    .to_owned(),
            ],
            actions: vec![self.questions.action.clone()],
            when: None,
        })
    }

    /// The model that permits what the other denies.
    pub(super) fn permitting(&self, effect: Effect) -> &ownguard_core::Model {
        match effect {
            Effect::Widening | Effect::Neutral => self.new,
            Effect::Narrowing => self.old,
        }
    }

    /// What the combinations of a group have in common, against all that its relation holds.
    pub(super) fn when(&self, access: &Access, cases: &[Case]) -> String {
        let model = self.permitting(access.effect);
        let words = model.vocabulary();
        let relation = access.relations.first().and_then(|name| words.find(name));
        let held = |decision: Option<Decision>| {
            let permit = decision.and_then(Decision::permit);
            relation.is_some() && permit.and_then(|permit| permit.relations.first()) == relation
        };
        let outside = relation.is_some_and(|relation| words.outside().contains(relation));
        let whole: Vec<_> = self
            .cases
            .iter()
            .filter(|both| match access.effect {
                Effect::Widening | Effect::Neutral => held(both.new),
                Effect::Narrowing => held(both.old),
            })
            .map(|both| (both.caller, both.situation))
            .collect();
        let situation = |at: usize| self.questions.situations.get(at);
        let mine: Vec<&Situation> = cases
            .iter()
            .filter_map(|case| situation(case.situation))
            .collect();
        // Situations of one kind only: the others lack some of what conditions speak of.
        let rows = mine.iter().find(|one| one.target == TargetKind::Row);
        let kind = rows.or(mine.first()).map(|one| one.target);
        let row = |one: &&Situation| Some(one.target) == kind;
        let all: Vec<&Situation> = if outside {
            self.questions.situations.iter().filter(row).collect()
        } else {
            let all = whole.iter().filter_map(|(_, at)| situation(*at));
            all.filter(row).collect()
        };
        let rows: Vec<&Situation> = mine.iter().copied().filter(row).collect();
        let states = conditions(&all, &rows, &self.questions.resource).unwrap_or_default();
        let said = [
            states,
            flaws(&mine),
            targets(&mine),
            self.callers(access, &whole, cases),
        ];
        let said = said.into_iter().filter(|text| !text.is_empty());
        said.collect::<Vec<_>>().join(", ")
    }

    /// Who they are, where the same relation lets others do the same under both models.
    fn callers(&self, access: &Access, whole: &[(usize, usize)], cases: &[Case]) -> String {
        let (denying, denied): (_, fn(&Both) -> Option<Decision>) = match access.effect {
            Effect::Widening | Effect::Neutral => (self.old, |both| both.old),
            Effect::Narrowing => (self.new, |both| both.new),
        };
        let relation = access.relations.first();
        let relation = relation.and_then(|name| denying.vocabulary().find(name));
        let states: BTreeSet<usize> = cases.iter().map(|case| case.situation).collect();
        let whole: BTreeSet<(usize, usize)> = whole.iter().copied().collect();
        let others = self.cases.iter().filter(|both| {
            let permit = denied(both).and_then(Decision::permit);
            let alike = permit.is_some_and(|permit| permit.relations.first() == relation);
            alike
                && states.contains(&both.situation)
                && whole.contains(&(both.caller, both.situation))
        });
        let who = |at: usize| self.questions.callers.get(at).map(|caller| &caller.who);
        let others: BTreeSet<&Who> = others.filter_map(|both| who(both.caller)).collect();
        let mine: BTreeSet<&Who> = cases.iter().filter_map(|case| who(case.caller)).collect();
        if relation.is_none() || others.is_subset(&mine) {
            return String::new();
        }
        let tenancy = self.new.tenancy().or(self.old.tenancy());
        let tenancy = tenancy.map_or("tenant", |tenancy| &tenancy.name);
        let mut names: Vec<String> = mine.iter().take(3).map(|who| who.words(tenancy)).collect();
        if let Some(more) = mine.len().checked_sub(3).filter(|more| *more > 0) {
            names.push(format!("{more} more"));
        }
        format!("for {}", names.join(", "))
    }
}

/// What is wrong with the rows, where it is with each.
fn flaws(situations: &[&Situation]) -> String {
    if situations.iter().any(|one| one.flaw == Flaw::None) {
        return String::new();
    }
    let said = situations.iter().filter_map(|one| {
        let of = one.flaw.resource()?;
        Some(match &one.flaw {
            Flaw::None => return None,
            Flaw::Deleted(_) => format!("where the {of} is deleted"),
            Flaw::NoTenant(_) => format!("where the {of} has no tenant"),
            Flaw::OtherTenant(_) => format!("where the {of} is of another tenant than its parent"),
            Flaw::NoParent(_) => format!("where the {of} has no parent"),
        })
    });
    distinct(said).join(" or ")
}

/// Which rows, where none is a single one.
fn targets(situations: &[&Situation]) -> String {
    let single = |one: &&&Situation| matches!(one.target, TargetKind::Row | TargetKind::New);
    if situations.iter().any(|one| single(&one)) {
        return String::new();
    }
    let many = situations
        .iter()
        .any(|one| one.target == TargetKind::Collection);
    if many {
        "as a whole".to_owned()
    } else {
        "where each row is judged later".to_owned()
    }
}
