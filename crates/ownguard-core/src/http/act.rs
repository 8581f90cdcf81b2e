//! The decision on a row-checked route: which rows the request names, what must
//! be known of them before the origin is asked, and whether the caller may.

mod known;
mod named;

use self::named::Named;
use super::admit::Entry;
use super::labels::RowRef;
use super::members;
use super::passage::Admitted;
use super::refusal::{Refusal, Rejection};
use super::request::{Need, Stop};
use super::router::Bindings;
use super::spec::{ActionRoute, Answer, KeyFrom};
use crate::action::Action;
use crate::asked::facts_are_stale;
use crate::decide::{Scope, Target, decide};
use crate::decision::{Decision, Denial, Permit, Reason};
use crate::principal::{Principal, Session};
use crate::row::{LabelSet, Parent};

/// How many rows one request may change.
pub(crate) const MAX_ROWS: usize = 100;

/// Decides an action route. Also gives the refusal that the level did not enforce, if there was one.
pub(crate) fn act(
    entry: &Entry<'_>,
    route: &ActionRoute,
    bindings: &Bindings<'_>,
    session: &Session,
    tenant: Option<&str>,
) -> Result<(Admitted, Option<Rejection>), Stop> {
    let named = Named::read(entry, route, bindings, session, tenant)?;
    let mut act = Act {
        entry,
        route,
        session,
        named,
    };
    let permits = act.decide()?;
    if let Some(resource) = entry.model.resource(route.resource) {
        members::check_removal(&act, resource, &act.rows())?;
    }
    let body = act.body_if_any()?;
    let would = match body.map(|body| super::write::check(&act, &permits, &body)) {
        None | Some(Ok(())) => None,
        Some(Err(Stop::Reject(rejection)))
            if rejection.refusal.enforced_from() > entry.model.http().level() =>
        {
            Some(rejection)
        }
        Some(Err(stop)) => return Err(stop),
    };
    let named = act.named;
    let admitted = Admitted {
        resource: route.resource,
        action: Some(route.action),
        relations: permits
            .iter()
            .fold(crate::RelationSet::NONE, |all, permit| {
                all.union(permit.relations)
            }),
        audit: permits.iter().any(|permit| permit.obligations.audit),
        tenant: named.tenant.map(str::to_owned),
        key: named.key,
        ancestors: named.ancestors,
        keys: named.keys,
    };
    Ok((admitted, would))
}

/// One decision in the making.
pub(crate) struct Act<'a> {
    pub(crate) entry: &'a Entry<'a>,
    pub(crate) route: &'a ActionRoute,
    pub(crate) session: &'a Session,
    pub(crate) named: Named<'a>,
}

impl Act<'_> {
    fn decide(&mut self) -> Result<Vec<Permit>, Stop> {
        let (resource, action) = (self.route.resource, self.route.action);
        let judged_later =
            self.route.answer == Answer::Json && action.only_reads() && action != Action::EXPORT;
        let possible = self.possible()?;
        let listed = judged_later && action == Action::LIST;
        let under_a_row = self.named.ancestors.iter().any(Option::is_some);
        if self.route.composite
            || (judged_later && self.named.key.is_some() && !self.needs_labels())
            || (listed && !under_a_row)
        {
            return Ok(possible);
        }
        if let KeyFrom::Body(pointer) = &self.route.key {
            self.named.keys = self.keys_in_body(pointer)?;
            let rows: Vec<_> = self
                .named
                .keys
                .iter()
                .map(|key| RowRef {
                    resource,
                    key: key.clone(),
                })
                .collect();
            self.known(rows.clone())?;
            return rows.iter().map(|row| self.on_row(action, row)).collect();
        }
        if let Some(key) = self.named.key.clone() {
            let row = RowRef { resource, key };
            self.known(vec![row.clone()])?;
            return Ok(vec![self.on_row(action, &row)?]);
        }
        Ok(vec![self.on_rows(action, listed)?])
    }

    /// Whether no answer of the origin says enough of a row: who shares it, or who owns the rows above
    /// it. Then the label source is asked first, for a foreign row as for one that does not exist.
    fn needs_labels(&self) -> bool {
        let resource = self.entry.model.resource(self.route.resource);
        resource.is_some_and(|resource| {
            resource.spec().parent.is_some() || resource.spec().shares.is_some()
        })
    }

    /// Whether any row at all could be permitted: if not, nobody needs to be asked anything.
    fn possible(&self) -> Result<Vec<Permit>, Stop> {
        let scope = Scope {
            tenant: self.named.tenant,
            parent: Parent::Absent,
        };
        let makes = self.route.action.makes_a_row() && self.parent_of_new().is_none();
        let single = [(self.route.resource, self.route.action)];
        let sites: Vec<_> = if self.route.composite {
            let sites = self.route.sites.iter();
            sites.map(|site| (site.resource, site.action)).collect()
        } else {
            single.to_vec()
        };
        let mut permits = Vec::new();
        let mut denial = None;
        for (resource, action) in sites {
            let target = if makes {
                Target::New(self.scope(Parent::Absent))
            } else {
                Target::Listing(scope)
            };
            match self.ask(resource, action, &target) {
                Decision::Permit(permit) => permits.push(permit),
                Decision::Deny(reason) => denial = denial.or(Some(reason)),
            }
        }
        match denial {
            Some(denial) if permits.is_empty() => Err(self.denied(denial)),
            Some(_) | None => Ok(permits),
        }
    }

    fn scope<'s>(&'s self, parent: Parent<'s>) -> Scope<'s> {
        Scope {
            tenant: self.named.tenant.or(self.session.tenant.as_deref()),
            parent,
        }
    }

    pub(crate) fn ask(&self, resource: usize, action: Action, target: &Target<'_>) -> Decision {
        decide(
            self.entry.model,
            self.session,
            resource,
            action,
            target,
            self.entry.now,
        )
    }

    /// A denial, unless a source that was not asked yet could mend it.
    pub(crate) fn denied(&self, denial: Denial) -> Stop {
        let curable = match denial.reason {
            Reason::FactsStale
            | Reason::OtherTenant
            | Reason::EmailUnverified
            | Reason::PlanRequired => true,
            Reason::NotOwner => matches!(
                self.session.identity,
                crate::Identity::Known(Principal::Person(_))
            ),
            Reason::TokenExpired
            | Reason::TokenInvalid
            | Reason::Revoked
            | Reason::FactsUnavailable
            | Reason::LabelsMissing
            | Reason::NotFound
            | Reason::Orphaned
            | Reason::Anonymous => false,
            // A role or a status that is too old to permit is too old to deny.
            Reason::Suspended | Reason::RoleTooLow => {
                let (model, route) = (self.entry.model, self.route);
                facts_are_stale(
                    model,
                    self.session,
                    route.resource,
                    route.action,
                    self.entry.now,
                )
            }
        };
        // What is told as 404 must cost the same calls whether the row exists or not.
        if (curable || denial.status() == 404) && self.entry.evidence.more_facts {
            return Stop::Need(Need::Facts);
        }
        Stop::Reject(Refusal::Denied(denial).into())
    }

    /// Rows that are not known one by one: a new one, a file of many, a change by filter.
    fn on_rows(&self, action: Action, listed: bool) -> Result<Permit, Stop> {
        let decided = |parent: Parent<'_>| {
            let scope = self.scope(parent);
            let target = if action.makes_a_row() {
                Target::New(scope)
            } else if listed {
                Target::Listing(scope)
            } else {
                Target::Collection(scope)
            };
            self.ask(self.route.resource, action, &target)
        };
        let decision = match self.parent_row()? {
            None => decided(Parent::Absent),
            Some(parent) => {
                self.known(vec![parent.clone()])?;
                match self.labels(&parent) {
                    None => decided(Parent::Missing),
                    Some(labels) => {
                        let mut decision = decided(Parent::Missing);
                        labels.with_row(&mut |row| {
                            decision = decided(Parent::Row(row));
                        });
                        self.bound_above(labels, 1)?;
                        decision
                    }
                }
            }
        };
        match decision {
            Decision::Permit(permit) => Ok(permit),
            Decision::Deny(denial) => Err(self.denied(denial)),
        }
    }

    pub(crate) fn on_row(&self, action: Action, row: &RowRef) -> Result<Permit, Stop> {
        let Some(labels) = self.labels(row) else {
            return Err(self.gone());
        };
        self.bound(row.resource, labels)?;
        let mut decision = Decision::Deny(Denial {
            reason: Reason::LabelsMissing,
            readable: false,
            missing: LabelSet::NONE,
        });
        labels.with_row(&mut |labels| {
            decision = self.ask(row.resource, action, &Target::Row(labels));
        });
        match decision {
            Decision::Permit(permit) => Ok(permit),
            Decision::Deny(denial) => Err(self.denied_row(denial)),
        }
    }

    /// The row does not exist, or is not where the path says: told alike, at the cost of the same calls.
    fn gone(&self) -> Stop {
        let missing = LabelSet::NONE;
        self.denied(Denial {
            reason: Reason::NotFound,
            readable: false,
            missing,
        })
    }

    /// What hangs on the row: whoever may not read it is told that it does not exist, signed in or not.
    fn denied_row(&self, denial: Denial) -> Stop {
        match self.denied(denial) {
            Stop::Reject(_) if denial.reason == Reason::LabelsMissing => {
                Refusal::LabelsUnavailable.into()
            }
            Stop::Reject(_) if denial.reason == Reason::Anonymous => {
                Rejection::denied(Reason::NotFound, false).into()
            }
            stop @ (Stop::Need(_) | Stop::Reject(_)) => stop,
        }
    }
}
