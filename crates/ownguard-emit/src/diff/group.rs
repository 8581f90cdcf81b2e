//! Combinations that differ alike, collected while the models are compared, and then told together.

use super::access::{self, Access};
use super::fields::{self, Seen, Written};
use super::{Case, Change, Effect, Kind, Pair};
use crate::matrix::{Questions, distinct, in_words};
use ownguard_core::{Model, Permit};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What an action asks otherwise, and the combinations that this moves.
type Asked = (BTreeSet<String>, Vec<Case>);

/// What was found so far.
#[derive(Default)]
pub(super) struct Groups {
    pub(super) questions: Vec<Questions>,
    pub(super) access: BTreeMap<Access, Vec<Case>>,
    /// By resource and action: what is asked otherwise.
    pub(super) asks: BTreeMap<(Effect, String, String), Asked>,
    pub(super) audit: BTreeMap<Effect, Vec<Case>>,
    pub(super) shown: BTreeMap<Seen, Vec<Case>>,
    pub(super) writable: BTreeMap<Written, Vec<Case>>,
}

impl Pair<'_> {
    /// Collects what differs; gives how many combinations are newly permitted and newly denied.
    pub(super) fn compare(self, groups: &mut Groups) -> (usize, usize) {
        let (mut allowed, mut denied) = (0, 0);
        let place = groups.questions.len();
        let mut met = false;
        let mut known = Known::new();
        for both in &self.cases {
            let case = Case {
                questions: place,
                caller: both.caller,
                situation: both.situation,
            };
            let before = both.old.and_then(ownguard_core::Decision::permit);
            let after = both.new.and_then(ownguard_core::Decision::permit);
            met |= match (before, after) {
                (None, None) => false,
                (None, Some(permit)) => {
                    allowed += 1;
                    self.moved(Effect::Widening, both, &permit, case, groups);
                    true
                }
                (Some(permit), None) => {
                    denied += 1;
                    self.moved(Effect::Narrowing, both, &permit, case, groups);
                    true
                }
                (Some(before), Some(after)) => {
                    let at = known.iter().position(|(pair, _)| *pair == (before, after));
                    let at = at.unwrap_or_else(|| {
                        known.push(((before, after), self.still(&before, &after)));
                        known.len() - 1
                    });
                    known
                        .get(at)
                        .is_some_and(|(_, still)| still.note(case, groups))
                }
            };
        }
        if met {
            groups.access_conditions(place, &self);
            groups.questions.push(self.questions);
        }
        (allowed, denied)
    }

    /// A combination that only one of the models permits.
    fn moved(
        &self,
        effect: Effect,
        both: &super::Both,
        permit: &Permit,
        case: Case,
        groups: &mut Groups,
    ) {
        if let Some(causes) = self.asks(effect, both) {
            let (resource, action) = (&self.questions.resource, &self.questions.action);
            let place = (effect, resource.clone(), action.clone());
            let (known, cases) = groups.asks.entry(place).or_default();
            known.extend(causes);
            cases.push(case);
        } else if let Some(access) = self.access(effect, permit) {
            groups.access.entry(access).or_default().push(case);
        }
    }

    /// How two permits differ.
    fn still(&self, before: &Permit, after: &Permit) -> Still {
        Still {
            audit: match (before.obligations.audit, after.obligations.audit) {
                (true, false) => Some(Effect::Widening),
                (false, true) => Some(Effect::Narrowing),
                (true, true) | (false, false) => None,
            },
            seen: self.seen(before, after),
            written: self.written(before, after),
        }
    }
}

/// Pairs of permits that were compared; there are few, and many combinations of each.
type Known = Vec<((Permit, Permit), Still)>;

/// How two permits of one combination differ.
struct Still {
    audit: Option<Effect>,
    seen: Vec<Seen>,
    written: Vec<Written>,
}

impl Still {
    fn note(&self, case: Case, groups: &mut Groups) -> bool {
        if let Some(effect) = self.audit {
            groups.audit.entry(effect).or_default().push(case);
        }
        for one in &self.seen {
            groups.shown.entry(one.clone()).or_default().push(case);
        }
        for one in &self.written {
            groups.writable.entry(one.clone()).or_default().push(case);
        }
        self.audit.is_some() || !self.seen.is_empty() || !self.written.is_empty()
    }
}

impl Groups {
    /// Says under which conditions the newest groups of access hold, while both decisions are at hand.
    fn access_conditions(&mut self, place: usize, pair: &Pair<'_>) {
        let here = |access: &Access, cases: &[Case]| {
            access.resource == pair.questions.resource
                && access.actions == [pair.questions.action.clone()]
                && cases.iter().all(|case| case.questions == place)
        };
        let new: Vec<Access> = self
            .access
            .iter()
            .filter(|(access, cases)| access.when.is_none() && here(access, cases))
            .map(|(access, _)| access.clone())
            .collect();
        for access in new {
            if let Some(cases) = self.access.remove(&access) {
                let when = Some(pair.when(&access, &cases));
                self.access.insert(Access { when, ..access }, cases);
            }
        }
    }

    /// Everything that was found, told for people.
    pub(super) fn changes(&mut self, old: &Model, new: &Model) -> Vec<Change> {
        let mut changes = Vec::new();
        for (access, cases) in access::merged(std::mem::take(&mut self.access)) {
            let text = access.text();
            changes.push(self.change(
                access.effect,
                Kind::Access,
                Some(&access.resource),
                text,
                cases,
            ));
        }
        let mut asks: BTreeMap<(Effect, BTreeSet<String>), Vec<Case>> = BTreeMap::new();
        for ((effect, ..), (causes, cases)) in std::mem::take(&mut self.asks) {
            asks.entry((effect, causes)).or_default().extend(cases);
        }
        for ((effect, causes), cases) in asks {
            let causes = causes.into_iter().collect::<Vec<_>>().join(", and ");
            let text = format!("{}: {causes}", listed(&self.actions(&cases)));
            changes.push(self.change(effect, Kind::Asks, None, text, cases));
        }
        for (effect, cases) in std::mem::take(&mut self.audit) {
            let said = match effect {
                Effect::Widening => "no record is made any more",
                Effect::Narrowing | Effect::Neutral => "a record is made now",
            };
            let text = format!("{}: {said}", listed(&self.actions(&cases)));
            changes.push(self.change(effect, Kind::Audit, None, text, cases));
        }
        for (seen, cases) in fields::merged_seen(std::mem::take(&mut self.shown)) {
            let text = seen.text(&self.actions(&cases));
            changes.push(self.change(seen.effect, Kind::Shown, Some(&seen.resource), text, cases));
        }
        for (written, cases) in fields::merged_written(std::mem::take(&mut self.writable)) {
            let text = written.text();
            let (effect, resource) = (written.effect, Some(&*written.resource));
            changes.push(self.change(effect, Kind::Writable, resource, text, cases));
        }
        let gone = |from: &Model, to: &Model| -> Vec<String> {
            let names = from.resources().iter().map(ownguard_core::Resource::name);
            let gone = names.filter(|name| to.find_resource(name).is_none());
            gone.map(str::to_owned).collect()
        };
        for name in gone(old, new) {
            let text = format!("the resource `{name}` is no longer there");
            changes.push(Change::new(
                Effect::Neutral,
                Kind::Source,
                Some(&name),
                text,
            ));
        }
        for name in gone(new, old) {
            let text = format!("the resource `{name}` is new");
            changes.push(Change::new(
                Effect::Neutral,
                Kind::Source,
                Some(&name),
                text,
            ));
        }
        changes
    }

    fn change(
        &self,
        effect: Effect,
        kind: Kind,
        resource: Option<&str>,
        text: String,
        mut cases: Vec<Case>,
    ) -> Change {
        cases.sort_unstable();
        let said = cases.iter().filter_map(|case| {
            let questions = self.questions.get(case.questions)?;
            let caller = questions.callers.get(case.caller)?;
            let situation = questions.situations.get(case.situation)?;
            let (resource, action) = (&questions.resource, &questions.action);
            Some(format!(
                "{resource}.{action}|{}|{}",
                caller.id(),
                in_words(situation)
            ))
        });
        Change {
            id: id(effect, &text, said),
            effect,
            kind,
            resource: resource.map(str::to_owned),
            text,
            cases,
        }
    }

    /// Such as `invoice.delete`, each once.
    fn actions(&self, cases: &[Case]) -> Vec<String> {
        let places = distinct(cases.iter().map(|case| case.questions));
        let questions = places.into_iter().filter_map(|at| self.questions.get(at));
        let names = questions.map(|one| format!("{}.{}", one.resource, one.action));
        names.collect()
    }
}

/// Names between backticks; of many only the first.
pub(super) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let quoted = names.iter().take(SHOWN).map(|name| format!("`{name}`"));
    let mut text = quoted.collect::<Vec<_>>().join(", ");
    if let Some(more) = names.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        write!(text, " and {more} more").unwrap_or_default();
    }
    text
}

/// FNV-1a, 64 bits (draft-eastlake-fnv), over what a change says and every combination in it.
pub(super) fn id(effect: Effect, text: &str, cases: impl Iterator<Item = String>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut take = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    take(effect.name());
    take(text);
    cases.for_each(|case| take(&case));
    format!("{:012x}", hash >> 16)
}
