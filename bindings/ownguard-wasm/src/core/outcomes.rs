//! The decisions met so far, each with a number under which JavaScript keeps what it made of it.

use ownguard_core::{Action, Decision, Model};

/// A decision about one resource and action.
#[derive(Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) resource: usize,
    pub(crate) action: Action,
    pub(crate) decision: Decision,
}

/// Each number stands for one outcome, for as long as the policy lives.
pub(crate) struct Outcomes {
    met: Vec<Outcome>,
    /// By resource and action, the numbers of what was met there: few.
    places: Vec<Vec<u32>>,
    /// How many actions there are.
    actions: usize,
}

impl Outcomes {
    pub(crate) fn of(model: &Model) -> Self {
        let actions = model.actions().len();
        Self {
            met: Vec::new(),
            places: vec![Vec::new(); model.resources().len().saturating_mul(actions)],
            actions,
        }
    }

    /// The number of a decision.
    pub(crate) fn number(&mut self, resource: usize, action: Action, decision: Decision) -> u32 {
        let at = resource.saturating_mul(self.actions) + action.index();
        let Some(place) = self.places.get_mut(at) else {
            return u32::MAX;
        };
        let met = &self.met;
        let same = |number: &&u32| {
            let known = met.get(**number as usize);
            known.is_some_and(|outcome| outcome.decision == decision)
        };
        if let Some(number) = place.iter().find(same) {
            return *number;
        }
        let number = u32::try_from(self.met.len()).unwrap_or(u32::MAX);
        place.push(number);
        self.met.push(Outcome {
            resource,
            action,
            decision,
        });
        number
    }

    pub(crate) fn find(&self, number: u32) -> Option<Outcome> {
        self.met.get(number as usize).copied()
    }
}
