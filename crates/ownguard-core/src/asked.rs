//! What an action asks beyond the grant: fresh facts, a verified address, a plan.

use crate::action::Action;
use crate::decide::Case;
use crate::decision::Reason;
use crate::model::{Model, Rule};
use crate::principal::{AsOf, Identity, Membership, Principal, Session, Timestamp};

/// Whether some fact about the caller is older than an action allows, so that its source is to be asked
/// before the caller is told no.
pub(crate) fn facts_are_stale(
    model: &Model,
    session: &Session,
    resource: usize,
    action: Action,
    now: Timestamp,
) -> bool {
    let Identity::Known(principal) = &session.identity else {
        return false;
    };
    let Some(bound) = model
        .resource(resource)
        .and_then(|resource| resource.rule(action)?.max_age_with_asks())
    else {
        return false;
    };
    let memberships = match principal {
        Principal::Person(person) => person.memberships.as_slice(),
        Principal::Anonymous
        | Principal::Guest(_)
        | Principal::Staff(_)
        | Principal::Service(_) => &[],
    };
    let user = principal.user().map(|user| user.as_of);
    let facts = user
        .into_iter()
        .chain(memberships.iter().map(|held| held.as_of));
    facts
        .into_iter()
        .any(|as_of| as_of.age(now) > i64::from(bound))
}

impl Case<'_> {
    /// Freshness, a verified address and the plan, which bind everybody but staff and services.
    #[inline]
    pub(crate) fn asked(&self, rule: &Rule, membership: Option<&Membership>) -> Result<(), Reason> {
        let asks = rule.asks;
        let user = match self.principal {
            Principal::Staff(_) | Principal::Service(_) => return Ok(()),
            Principal::Anonymous => None,
            Principal::Guest(user) => Some(user),
            Principal::Person(person) => Some(&person.user),
        };
        if let Some(bound) = rule.max_age_with_asks().filter(|_| !self.trusts_age) {
            let stale = |as_of: AsOf| as_of.age(self.now) > i64::from(bound);
            if user.is_some_and(|user| stale(user.as_of))
                || membership.is_some_and(|held| stale(held.as_of))
            {
                return Err(Reason::FactsStale);
            }
        }
        if asks.verified && !user.is_some_and(|user| user.verified) {
            return Err(Reason::EmailUnverified);
        }
        if let Some(least) = asks.plan {
            let of_user = || user.and_then(|user| user.plan);
            let bound = self.resource.tenant_bound;
            let plan = if bound {
                membership.and_then(|held| held.plan)
            } else {
                of_user()
            };
            if plan.is_none_or(|plan| plan < least) {
                return Err(Reason::PlanRequired);
            }
        }
        Ok(())
    }
}
