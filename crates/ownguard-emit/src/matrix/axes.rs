//! What tells questions apart: the vocabularies of some models together, as far as they bear on one
//! action on one resource.

use super::caller::{Age, Caller, Seat, ServiceTenant, Who};
use super::space::{distinct, lineage};
use ownguard_core::{Model, RelationSet, Resource};
use std::collections::{BTreeMap, BTreeSet};

/// What tells the questions about one action on one resource apart.
#[derive(Default)]
pub(super) struct Axes {
    pub(super) tenancy: bool,
    pub(super) roles: Vec<String>,
    pub(super) staff: Vec<String>,
    pub(super) services: Vec<String>,
    pub(super) verified: bool,
    pub(super) plans: Vec<Option<String>>,
    pub(super) ages: Vec<Age>,
    /// The resource, then each one above it.
    pub(super) levels: Vec<LevelAxes>,
    pub(super) linkable: bool,
    pub(super) when: BTreeMap<String, BTreeSet<String>>,
}

/// Which labels some model's rows of a resource have.
#[derive(Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "columns that are there or not"
)]
pub(super) struct LevelAxes {
    pub(super) resource: String,
    pub(super) owner: bool,
    pub(super) visibility: bool,
    pub(super) shares: Vec<String>,
    pub(super) deleted: bool,
    pub(super) tenant: bool,
    pub(super) parent: bool,
}

impl Axes {
    pub(super) fn of(models: &[&Model], resource: &str, action: &str) -> Self {
        let mut axes = Self::default();
        let mut bounds = BTreeSet::new();
        let mut planned = false;
        for model in models {
            let words = model.vocabulary();
            let names = |set: RelationSet| set.iter().map(|one| words.name(one).to_owned());
            axes.roles.extend(names(words.roles()));
            axes.staff.extend(names(words.staff()));
            axes.services.extend(names(words.services()));
            let Some(found) = model
                .find_resource(resource)
                .and_then(|at| model.resource(at))
            else {
                continue;
            };
            axes.tenancy |= found.tenant_bound();
            let lineage = lineage(model, found);
            for one in &lineage {
                axes.level(model, one);
            }
            let root = lineage.last().copied().unwrap_or(found);
            axes.linkable |= root.spec().visibility.is_some();
            let Some(action) = model.action(action) else {
                continue;
            };
            let asks = found.asks(action);
            axes.verified |= asks.verified;
            planned |= asks.plan.is_some();
            bounds.extend(found.max_age(action).into_iter().chain(asks.fresh).min());
            for (_, conditions) in found.conditions(action) {
                for condition in conditions {
                    let field = root.spec().when.get(condition.column);
                    if let Some(field) = field.and_then(|field| root.fields().get(*field)) {
                        let values = axes.when.entry(field.column.clone()).or_default();
                        values.extend(condition.values.iter().cloned());
                    }
                }
            }
        }
        axes.roles = distinct(axes.roles.into_iter());
        axes.staff = distinct(axes.staff.into_iter());
        axes.services = distinct(axes.services.into_iter());
        axes.ages = ages(&bounds);
        axes.plans = vec![None];
        if planned {
            let plans = distinct(models.iter().flat_map(|model| model.plans()).cloned());
            axes.plans.extend(plans.into_iter().map(Some));
        }
        axes
    }

    fn level(&mut self, model: &Model, resource: &Resource) {
        let at = self
            .levels
            .iter()
            .position(|known| known.resource == resource.name());
        let at = at.unwrap_or_else(|| {
            self.levels.push(LevelAxes {
                resource: resource.name().to_owned(),
                ..LevelAxes::default()
            });
            self.levels.len() - 1
        });
        let Some(level) = self.levels.get_mut(at) else {
            return;
        };
        let spec = resource.spec();
        level.owner |= spec.owner.is_some();
        level.visibility |= spec.visibility.is_some();
        level.deleted |= spec.deleted.is_some();
        level.tenant |= spec.tenant.is_some();
        level.parent |= spec.parent.is_some();
        let shares = spec.shares.iter().flat_map(|shares| &shares.levels);
        let shares = shares.map(|share| model.vocabulary().name(*share).to_owned());
        level.shares = distinct(level.shares.drain(..).chain(shares));
    }

    pub(super) fn callers(&self) -> Vec<Caller> {
        self.who()
            .into_iter()
            .flat_map(|who| {
                if who.is_asked() {
                    self.asked(&who)
                } else {
                    vec![Caller::at_best(who, None)]
                }
            })
            .collect()
    }

    fn asked(&self, who: &Who) -> Vec<Caller> {
        let mut callers = Vec::new();
        let verified: &[bool] = if self.verified {
            &[true, false]
        } else {
            &[true]
        };
        for &verified in verified {
            for plan in &self.plans {
                callers.extend(self.ages.iter().map(|&age| Caller {
                    who: who.clone(),
                    verified,
                    plan: plan.clone(),
                    age,
                }));
            }
        }
        callers
    }

    fn who(&self) -> Vec<Who> {
        let mut all = vec![
            Who::TokenExpired,
            Who::TokenInvalid,
            Who::Revoked,
            Who::FactsUnavailable,
            Who::Anonymous,
            Who::Guest,
            Who::SuspendedGuest,
            Who::Person(Seat::Nowhere),
            Who::SuspendedPerson,
            Who::Staff(None),
            Who::SuspendedStaff,
        ];
        let tenants: &[ServiceTenant] = if self.tenancy {
            let roles = self.roles.iter().cloned().map(Some).chain([None]);
            let seats = roles.map(Seat::Member).chain([
                Seat::Elsewhere,
                Seat::SuspendedMember,
                Seat::SuspendedTenant,
            ]);
            all.extend(seats.map(Who::Person));
            &[
                ServiceTenant::Here,
                ServiceTenant::Elsewhere,
                ServiceTenant::Nowhere,
            ]
        } else {
            &[ServiceTenant::Nowhere]
        };
        all.extend(self.staff.iter().cloned().map(Some).map(Who::Staff));
        for service in &self.services {
            let bound = tenants.iter();
            all.extend(bound.map(|tenant| Who::Service(service.clone(), *tenant)));
        }
        all
    }
}

/// One age on each side of every bound.
fn ages(bounds: &BTreeSet<u32>) -> Vec<Age> {
    let Some(last) = bounds.last() else {
        return vec![Age::ThisRequest];
    };
    let within = bounds.iter().map(|bound| match bound {
        0 => Age::ThisRequest,
        seconds => Age::Seconds(*seconds),
    });
    within
        .chain([Age::Seconds(last.saturating_add(1))])
        .collect()
}
