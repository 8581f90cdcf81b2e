//! Whether a combination moved only because of what an action asks beyond the grant.

use super::{Both, Effect, Pair};
use crate::matrix::{Age, Caller, seconds_in_words};
use ownguard_core::Model;
use ownguard_core::spec::Asks;

/// What one model asks for an action on a resource.
struct Asked<'m> {
    model: &'m Model,
    asks: Asks,
    bound: Option<u32>,
}

impl<'m> Asked<'m> {
    fn of(model: &'m Model, resource: &str, action: &str) -> Option<Self> {
        let resource = model.resource(model.find_resource(resource)?)?;
        let action = model.action(action)?;
        let asks = resource.asks(action);
        Some(Self {
            model,
            asks,
            bound: resource.max_age(action).into_iter().chain(asks.fresh).min(),
        })
    }

    fn plan(&self) -> Option<&'m str> {
        let plans = self.model.plans();
        self.asks
            .plan
            .and_then(|plan| plans.get(usize::from(plan)))
            .map(String::as_str)
    }

    fn too_old(&self, age: Age) -> bool {
        match (self.bound, age) {
            (None, _) | (Some(_), Age::ThisRequest) => false,
            (Some(bound), Age::Seconds(seconds)) => seconds > bound,
        }
    }

    fn too_small(&self, plan: Option<&str>) -> bool {
        let plans = self.model.plans();
        let held = plan.and_then(|name| plans.iter().position(|known| known == name));
        let least = self.asks.plan.map(usize::from);
        least.is_some_and(|least| held.is_none_or(|held| held < least))
    }
}

impl Pair<'_> {
    /// What the denying model asks that this caller lacks, where meeting it would have been enough.
    pub(super) fn asks(&self, effect: Effect, both: &Both) -> Option<Vec<String>> {
        let (denying, permitting) = match effect {
            Effect::Widening | Effect::Neutral => (self.old, self.new),
            Effect::Narrowing => (self.new, self.old),
        };
        let caller = self.questions.callers.get(both.caller)?;
        let situation = self.questions.situations.get(both.situation)?;
        if !caller.who.is_asked() {
            return None;
        }
        let (resource, action) = (&self.questions.resource, &self.questions.action);
        let strict = Asked::of(denying, resource, action)?;
        let lax = Asked::of(permitting, resource, action)?;
        let best = Caller::at_best(caller.who.clone(), denying.plans().last().cloned());
        let mut session = best.session(denying);
        let at = denying.find_resource(resource)?;
        let decision = situation.decide(denying, &mut session, at, denying.action(action)?)?;
        if !decision.is_permit() {
            return None;
        }
        let widens = effect == Effect::Widening;
        let mut said = Vec::new();
        if strict.too_old(caller.age) {
            let bound = |asked: &Asked<'_>| match asked.bound {
                None => "as long as the token lives".to_owned(),
                Some(0) => "of this request".to_owned(),
                Some(seconds) => format!("up to {} old", seconds_in_words(seconds)),
            };
            let (old, new) = if widens {
                (&strict, &lax)
            } else {
                (&lax, &strict)
            };
            said.push(format!(
                "facts {} are good enough, not {}",
                bound(new),
                bound(old)
            ));
        }
        if strict.asks.verified && !caller.verified {
            said.push(if widens {
                "a verified address is no longer asked".to_owned()
            } else {
                "a verified address is asked".to_owned()
            });
        }
        if strict.too_small(caller.plan.as_deref()) {
            let plan = |asked: &Asked<'_>| {
                let plan = asked.plan();
                plan.map_or_else(|| "no plan".to_owned(), |plan| format!("the plan `{plan}`"))
            };
            let (old, new) = if widens {
                (&strict, &lax)
            } else {
                (&lax, &strict)
            };
            said.push(format!("{} is asked, not {}", plan(new), plan(old)));
        }
        (!said.is_empty()).then_some(said)
    }
}
