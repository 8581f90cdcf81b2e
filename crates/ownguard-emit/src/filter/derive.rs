//! From one caller's facts to the rows that they may meet. It follows the core's
//! decision on one row step by step; what hangs on a row becomes a test of it.

use super::tree::{Rows, Test};
use crate::condition::Place;
use ownguard_core::model::MAX_DEPTH;
use ownguard_core::{
    Action, Link, Membership, Model, Principal, RelationSet, Resource, Timestamp, User,
};

/// The resource and those above it, up to the root; empty where the line has no sound end.
pub(super) fn line(model: &Model, resource: usize) -> Vec<usize> {
    let above = |at: &usize| {
        let parent = model.resource(*at)?.spec().parent.as_ref();
        parent.map(|parent| parent.resource)
    };
    let line: Vec<usize> = std::iter::successors(Some(resource), above)
        .take(MAX_DEPTH)
        .collect();
    let root = line.last().and_then(|at| model.resource(*at));
    if root.is_some_and(|root| root.spec().parent.is_none()) {
        line
    } else {
        Vec::new()
    }
}

/// One caller's question about the rows of one resource.
pub(super) struct Case<'a> {
    pub(super) model: &'a Model,
    pub(super) principal: &'a Principal,
    pub(super) link: Option<&'a Link>,
    action: Action,
    pub(super) line: Vec<(usize, &'a Resource)>,
    /// Whether rows belong to a tenant.
    pub(super) bound: bool,
    /// The memberships that count: in use, fresh enough, and of a sufficient plan.
    pub(super) members: Vec<&'a Membership>,
    /// The tenants that are closed to the caller, however visible their rows are.
    pub(super) closed: Vec<String>,
    /// Whether what the action asks of the caller whatever the row is met.
    meets: bool,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        model: &'a Model,
        principal: &'a Principal,
        link: Option<&'a Link>,
        resource: usize,
        action: Action,
        now: Timestamp,
    ) -> Option<Self> {
        let line: Vec<(usize, &Resource)> = line(model, resource)
            .into_iter()
            .filter_map(|at| Some((at, model.resource(at)?)))
            .collect();
        let (_, here) = *line.first()?;
        let asks = here.asks(action);
        let age = here.max_age(action).into_iter().chain(asks.fresh).min();
        let fresh =
            |as_of: ownguard_core::AsOf| age.is_none_or(|bound| as_of.age(now) <= i64::from(bound));
        let bound = here.tenant_bound();
        let met = |plan: Option<u8>| asks.plan.is_none_or(|least| plan >= Some(least));
        let user = user(principal);
        let exempt = matches!(principal, Principal::Staff(_) | Principal::Service(_));
        let meets = exempt
            || user.is_none_or(|user| fresh(user.as_of))
                && (!asks.verified || user.is_some_and(|user| user.verified))
                && (bound || met(user.and_then(|user| user.plan)))
                && (!bound || asks.plan.is_none() || matches!(principal, Principal::Person(_)));
        let held = memberships(principal);
        let open = |held: &&Membership| held.is_active() && fresh(held.as_of);
        let closed = held.iter().filter(|held| !open(held));
        Some(Self {
            model,
            principal,
            link,
            action,
            line,
            bound,
            closed: closed.map(|held| held.tenant.to_string()).collect(),
            members: held
                .into_iter()
                .filter(open)
                .filter(|held| met(held.plan))
                .collect(),
            meets,
        })
    }

    /// The rows that the caller may do the action to.
    pub(super) fn rows(&self) -> Rows {
        if !self.meets {
            return Rows::None;
        }
        let granting = self.line.iter().enumerate().map(|(level, (_, resource))| {
            // Every action on a child also needs `read` on each row above it.
            let action = if level == 0 {
                self.action
            } else {
                Action::READ
            };
            self.granting(resource, action, level)
        });
        let granting: Vec<Rows> = granting.collect();
        Rows::all(
            self.there()
                .into_iter()
                .chain(granting)
                .chain([self.planned()]),
        )
    }

    /// Every relation that the caller could hold to some row, for the fields that they could see.
    pub(super) fn relations(&self) -> RelationSet {
        let vocabulary = self.model.vocabulary();
        let holds = |relation: &ownguard_core::Relation| {
            self.holds(RelationSet::of(*relation), 0) != Rows::None
        };
        vocabulary.all().filter(holds).collect()
    }

    /// Live, of one tenant, owned where that is needed.
    fn there(&self) -> Vec<Rows> {
        let mut parts = Vec::new();
        let mut below: Option<Place> = None;
        for (level, (_, resource)) in self.line.iter().enumerate() {
            let spec = resource.spec();
            let restoring = level == 0 && self.action == Action::RESTORE;
            if let Some(deleted) = spec.deleted.filter(|_| !restoring) {
                parts.extend(
                    self.place(level, deleted)
                        .map(|at| Rows::Where(Test::Live(at))),
                );
            }
            if let Some(at) = spec.tenant.and_then(|field| self.place(level, field)) {
                parts.push(Rows::Where(match below {
                    Some(below) => Test::Same(below, at),
                    None => Test::Present(at),
                }));
                below = Some(at);
            }
            let unbound = spec.parent.is_none() && !resource.tenant_bound();
            if let Some(owner) = spec.owner.filter(|_| unbound) {
                parts.extend(
                    self.place(level, owner)
                        .map(|at| Rows::Where(Test::Present(at))),
                );
            }
        }
        parts
    }

    /// Where a plan is asked for, the row's tenant must have it.
    fn planned(&self) -> Rows {
        let asks = self.line.first().map(|(_, here)| here.asks(self.action));
        let wanted = asks.is_some_and(|asks| asks.plan.is_some());
        match self.principal {
            Principal::Person(_) if wanted && self.bound => self.of_members(|_| true),
            Principal::Anonymous
            | Principal::Guest(_)
            | Principal::Person(_)
            | Principal::Staff(_)
            | Principal::Service(_) => Rows::Every,
        }
    }

    /// The caller holds, to the row at a level, a relation that grants the action there.
    fn granting(&self, resource: &Resource, action: Action, level: usize) -> Rows {
        let root = self.line.len().saturating_sub(1);
        let columns = self
            .line
            .last()
            .map_or(&[][..], |(_, root)| root.spec().when.as_slice());
        let conditional = resource.conditions(action).map(|(relations, when)| {
            let met = when.iter().map(|condition| {
                let at = columns.get(condition.column);
                let at = at.and_then(|field| self.place(root, *field));
                at.map_or(Rows::None, |at| Rows::holding(at, condition.values.clone()))
            });
            self.holds(relations, level).and(Rows::all(met))
        });
        let whatever = self.holds(resource.granted(action), level);
        Rows::any(std::iter::once(whatever).chain(conditional))
    }

    pub(super) fn place(&self, level: usize, field: usize) -> Option<Place> {
        let (resource, _) = self.line.get(level)?;
        Some(Place {
            level,
            resource: *resource,
            field,
        })
    }
}

fn user(principal: &Principal) -> Option<&User> {
    match principal {
        Principal::Guest(user) => Some(user),
        Principal::Person(person) => Some(&person.user),
        Principal::Anonymous | Principal::Staff(_) | Principal::Service(_) => None,
    }
}

/// At most one for each tenant: the first, as the core takes it.
fn memberships(principal: &Principal) -> Vec<&Membership> {
    let mut distinct: Vec<&Membership> = Vec::new();
    if let Principal::Person(person) = principal {
        for held in &person.memberships {
            if !distinct.iter().any(|known| known.tenant == held.tenant) {
                distinct.push(held);
            }
        }
    }
    distinct
}
