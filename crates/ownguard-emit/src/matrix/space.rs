//! The space of every question that one model, or either of two, can tell apart. Finite, and each
//! combination stands in it once.
//!
//! Of a resource and an action it is the product of
//! - who asks ([`super::Who`]), and where the action asks for it: a verified address or not, each plan and
//!   none, and facts of each age that some bound tells from the next;
//! - the target: the row, unless the action makes one; a new one, if it does; a listing for `list`;
//!   a collection for `list`, `export` and `bulk_update`; without a row, with and without the tenant;
//! - for the row and each row above it: the caller's, somebody's or nobody's; private, unlisted or
//!   public; not shared, or at each level; only guests and persons own and share;
//! - no link, or one for the row or for a row above it, where the root has a visibility;
//! - live, or one flaw: deleted, without a tenant, of another tenant than the row above, without the row above;
//! - each value of each column that a condition on the action names, any other value, and null.

use super::axes::Axes;
use super::caller::Caller;
use super::situation::{Situation, TargetKind};
use ownguard_core::action::BUILT_IN;
use ownguard_core::model::MAX_DEPTH;
use ownguard_core::{Action, Decision, Model, Resource};

/// The questions that some models can tell apart.
#[derive(Clone, Copy, Debug)]
pub struct Space<'m> {
    models: &'m [&'m Model],
}

/// The questions about one action on one resource.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    /// The resource.
    pub resource: String,
    /// The action.
    pub action: String,
    /// Who may ask.
    pub callers: Vec<Caller>,
    /// What they may ask about.
    pub situations: Vec<Situation>,
}

impl<'m> Space<'m> {
    /// The space of these models together.
    pub const fn of(models: &'m [&'m Model]) -> Self {
        Self { models }
    }

    /// The names of all resources.
    pub fn resources(&self) -> Vec<String> {
        let names = |model: &'m Model| model.resources().iter().map(|one| one.name().to_owned());
        distinct(self.models.iter().copied().flat_map(names))
    }

    /// The names of all actions.
    pub fn actions(&self) -> Vec<String> {
        let names = self.models.iter().flat_map(|model| model.actions());
        distinct(names.cloned())
    }

    /// Every question about one action on one resource.
    pub fn questions(&self, resource: &str, action: &str) -> Questions {
        let axes = Axes::of(self.models, resource, action);
        Questions {
            resource: resource.to_owned(),
            action: action.to_owned(),
            callers: axes.callers(),
            situations: axes.situations(action),
        }
    }
}

impl Questions {
    /// Each question once, as places in `callers` and `situations`; the order is stable.
    pub fn cases(&self) -> impl Iterator<Item = (usize, usize)> {
        let situations = || self.situations.iter().enumerate();
        self.callers
            .iter()
            .enumerate()
            .flat_map(move |(at, caller)| {
                situations()
                    .filter(|(_, situation)| caller.who.is_user() || !situation.is_personal())
                    .map(move |(situation, _)| (at, situation))
            })
    }

    /// What the core decides under one model, in the order of `cases`; `None` where the model lacks
    /// the resource or the action.
    pub fn answers(&self, model: &Model) -> Option<Vec<Decision>> {
        let resource = model.find_resource(&self.resource)?;
        let action = model.action(&self.action)?;
        let mut answers = Vec::new();
        for caller in &self.callers {
            let mut session = caller.session(model);
            for situation in &self.situations {
                if caller.who.is_user() || !situation.is_personal() {
                    answers.push(situation.decide(model, &mut session, resource, action)?);
                }
            }
        }
        Some(answers)
    }
}

/// What an action can be done to.
pub(crate) fn targets(action: &str) -> &'static [TargetKind] {
    let at = BUILT_IN.iter().position(|known| *known == action);
    match at.and_then(Action::at) {
        Some(action) if action.makes_a_row() => &[TargetKind::New],
        Some(Action::LIST) => &[TargetKind::Row, TargetKind::Listing, TargetKind::Collection],
        Some(Action::EXPORT | Action::BULK_UPDATE) => &[TargetKind::Row, TargetKind::Collection],
        Some(_) | None => &[TargetKind::Row],
    }
}

/// The resource, its parent, and so on to the root.
pub(crate) fn lineage<'m>(model: &'m Model, resource: &'m Resource) -> Vec<&'m Resource> {
    let above = |one: &&'m Resource| {
        let parent = one.spec().parent.as_ref()?;
        model.resource(parent.resource)
    };
    std::iter::successors(Some(resource), above)
        .take(MAX_DEPTH)
        .collect()
}

pub(crate) fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for one in all {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}
