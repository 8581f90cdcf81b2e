//! What an action asks beyond the grant: fresh facts, a verified address, a plan, an audit.

use super::differences::{Parked, parked};
use super::grants::WITHOUT_READ;
use super::{Naive, Slip};
use ownguard_core::spec::Asks;
use ownguard_core::{Action, AsOf, Membership, Principal, Reason, Timestamp, User};

impl Naive<'_> {
    /// The first thing asked that is not met. Staff, services and the unknown have no facts to be old.
    pub(super) fn unmet(
        &self,
        resource: usize,
        action: Action,
        member: Option<&Membership>,
    ) -> Option<Reason> {
        let user = match self.caller() {
            Principal::Staff(_) | Principal::Service(_) => return None,
            Principal::Anonymous => None,
            Principal::Guest(user) => Some(user),
            Principal::Person(person) => Some(&person.user),
        };
        let asked = self.asked(resource, action);
        let facts = user.map(|user| user.as_of);
        let facts = facts.into_iter().chain(member.map(|member| member.as_of));
        let oldest = facts.map(|as_of| self.age(as_of)).max();
        let stale = |limit: u32| oldest.is_some_and(|age| age > i64::from(limit));
        if self.limits(resource, action).into_iter().any(stale) {
            return Some(Reason::FactsStale);
        }
        if asked.iter().any(|asks| asks.verified) && !user.is_some_and(|user| user.verified) {
            return Some(Reason::EmailUnverified);
        }
        let plan = self.plan(resource, user, member);
        let lacks = |asks: &Asks| {
            asks.plan
                .is_some_and(|least| plan.is_none_or(|has| has < least))
        };
        asked.iter().any(lacks).then_some(Reason::PlanRequired)
    }

    pub(super) fn audited(&self, resource: usize, action: Action) -> bool {
        self.asked(resource, action).iter().any(|asks| asks.audit)
    }

    fn plan(
        &self,
        resource: usize,
        user: Option<&User>,
        member: Option<&Membership>,
    ) -> Option<u8> {
        if self.bound(resource) {
            member.and_then(|member| member.plan)
        } else {
            user.and_then(|user| user.plan)
        }
    }

    fn age(&self, as_of: AsOf) -> Timestamp {
        match as_of {
            AsOf::ThisRequest => 0,
            AsOf::At(_) if self.slips(Slip::KeptFactsAreFresh) => 0,
            AsOf::At(then) => self.now.saturating_sub(then).max(1),
        }
    }

    /// The action itself and `read`, what it is on the parent, and `read` on the parent, each with what they ask.
    fn questions(&self, resource: usize, action: Action) -> Vec<(usize, Action)> {
        let mut questions = vec![(resource, action)];
        if !WITHOUT_READ.contains(&action) {
            questions.extend(self.questions(resource, Action::READ));
        }
        if let Some(parent) = &self.spec.resources[resource].parent {
            questions.extend(self.questions(parent.resource, self.mapped(resource, action)));
            questions.extend(self.questions(parent.resource, Action::READ));
        }
        questions
    }

    fn asked(&self, resource: usize, action: Action) -> Vec<Asks> {
        let mut asked = Vec::new();
        for (resource, action) in self.questions(resource, action) {
            let asks = self.spec.resources[resource].asks.iter();
            asked.extend(asks.filter(|(of, _)| *of == action).map(|(_, asks)| *asks));
        }
        asked
    }

    fn limits(&self, resource: usize, action: Action) -> Vec<u32> {
        let fresh = self.asked(resource, action);
        let fresh = fresh.into_iter().filter_map(|asks| asks.fresh);
        let mut questions = self.questions(resource, action);
        if parked(Parked::MaxAgeOfTheChildAlone) {
            questions.truncate(1);
        }
        let ages = questions
            .into_iter()
            .filter_map(|(_, action)| match action {
                Action::LIST | Action::READ | Action::EXPORT => self.spec.max_age.read,
                _ => self.spec.max_age.write,
            });
        fresh.chain(ages).collect()
    }
}
