//! A naive second decider, written from the exact rules alone, over the model
//! as written ([`Spec`]) and not as compiled: names in ordered sets, recursion,
//! every absent label tried out. Slow and plain; the real one is held against it.
//!
//! Where the rules leave room, both deciders follow these readings:
//!
//! - `link` holds only when the request presents a link for that row or a row
//!   above it and the row is effectively unlisted or public; it gives `read` alone.
//! - A child without a visibility column has its parent's; a root without one is private.
//! - Roles, and share levels in the resource's order, are cumulative in grants, `to` and `write`.
//! - Nothing is known of rows of a root but the tenant: the visibility counts as
//!   public. Without a tenant nobody is a member, but a listing counts every own tenant.
//! - Without a row of its own, a child is judged on the parent row, where one is known.
//! - Absent labels are taken for the best and for the worst; only if both come to
//!   the same is the answer known. If even the best denies, it is that denial.
//! - A listing is judged at its best alone, since each row is judged later; a file or
//!   a stream of children needs to know the parent.
//! - Whatever has no tenant is created as the session's own, owner column or not.
//! - The key of a row is always known; an absent one is no link's.
//! - `never` beats all: such a field is neither shown nor written.
//! - A member whose role nobody knows is still a member, so that `owner` holds.
//! - `verified` and `plan` asked of an anonymous caller are unmet; staff and services are exempt.

mod asks;
mod differences;
mod grants;
mod labels;
mod stand;

pub use differences::Slip;
use differences::{Parked, parked};
use labels::{Assume, FullRow};
use ownguard_core::{
    Action, Identity, Parent, Principal, Reason, Row, Scope, Session, Spec, Status, Target,
    Timestamp,
};
use stand::{Seen, Stand};
use std::collections::BTreeSet;

/// Names of relations or columns.
pub type Names = BTreeSet<String>;

/// What the naive decider says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Permit(Allowed),
    Deny(Reason),
}

/// What a permit allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    pub relations: Names,
    pub show: Names,
    pub masked: Names,
    pub write: Names,
    pub audit: bool,
}

/// One question; `slip` is for the test of the comparison itself.
pub struct Naive<'a> {
    spec: &'a Spec,
    session: &'a Session,
    now: Timestamp,
    slip: Option<Slip>,
    /// Every relation by name, in the order that the model's vocabulary documents.
    names: Vec<String>,
}

impl<'a> Naive<'a> {
    pub fn new(spec: &'a Spec, session: &'a Session, now: Timestamp) -> Self {
        let (slip, names) = (None, grants::names(spec));
        Self {
            spec,
            session,
            now,
            slip,
            names,
        }
    }

    /// With a rule forgotten.
    pub fn slipping(self, slip: Option<Slip>) -> Self {
        Self { slip, ..self }
    }

    /// Decides.
    pub fn decide(&self, resource: usize, action: Action, target: &Target<'_>) -> Verdict {
        match &self.session.identity {
            Identity::TokenExpired => Verdict::Deny(Reason::TokenExpired),
            Identity::TokenInvalid => Verdict::Deny(Reason::TokenInvalid),
            Identity::Revoked => Verdict::Deny(Reason::Revoked),
            Identity::FactsUnavailable => Verdict::Deny(Reason::FactsUnavailable),
            Identity::Known(caller) if suspended(caller) => Verdict::Deny(Reason::Suspended),
            Identity::Known(_) => match target {
                Target::Row(row) => self.row(resource, action, row),
                Target::New(scope) => self.rows(resource, action, Seen::New, scope),
                Target::Collection(scope) => self.rows(resource, action, Seen::Collection, scope),
                Target::Listing(scope) => self.rows(resource, action, Seen::Listing, scope),
            },
        }
    }

    fn slips(&self, slip: Slip) -> bool {
        self.slip == Some(slip)
    }

    /// One row, of which some labels may be absent.
    fn row(&self, resource: usize, action: Action, row: &Row<'_>) -> Verdict {
        let judge = |assume: &Assume| {
            let full = self.complete(resource, row, assume);
            self.full_row(resource, action, &full)
        };
        let tenants = self.tenants_of(resource, row, None);
        self.best_and_worst(&tenants, judge)
    }

    fn best_and_worst(&self, tenants: &[String], judge: impl Fn(&Assume) -> Verdict) -> Verdict {
        let best = best(tenants, &judge);
        let worst = judge(&Assume::Worst);
        match (best, worst) {
            (Some(Verdict::Permit(best)), Verdict::Permit(worst)) if best.obliges_like(&worst) => {
                Verdict::Permit(worst)
            }
            (Some(Verdict::Permit(_)), worst) if self.slips(Slip::AbsentIsNull) => worst,
            (Some(Verdict::Permit(_)) | None, _) => Verdict::Deny(Reason::LabelsMissing),
            (Some(Verdict::Deny(reason)), _) => Verdict::Deny(reason),
        }
    }

    fn full_row(&self, resource: usize, action: Action, row: &FullRow) -> Verdict {
        let own =
            row.deleted && action != Action::RESTORE && !self.slips(Slip::DeletedRowsAreThere);
        if own || row.above().any(|above| above.deleted) {
            return Verdict::Deny(Reason::NotFound);
        }
        if self.orphaned(row) {
            return Verdict::Deny(Reason::Orphaned);
        }
        let above = row
            .above()
            .map(|above| (above.resource, self.held_on_row(above)))
            .collect();
        self.judge(
            resource,
            action,
            &Stand {
                held: self.held_on_row(row),
                above,
                tenant: row.tenant_of_root(),
                root: Some(row.root().clone()),
            },
        )
    }

    /// No row, or rows not known one by one.
    fn rows(&self, resource: usize, action: Action, seen: Seen, scope: &Scope<'_>) -> Verdict {
        let Some(parent) = self.spec.resources[resource].parent.as_ref() else {
            return self.rows_of_tenants(resource, action, seen, scope);
        };
        match (scope.parent, seen) {
            (Parent::Absent, _) => self.rows_of_parent(
                resource,
                action,
                seen,
                (parent.resource, &Row::default()),
                scope,
            ),
            (Parent::Missing, _) => Verdict::Deny(Reason::Orphaned),
            (Parent::Row(row), _) => {
                self.rows_of_parent(resource, action, seen, (parent.resource, row), scope)
            }
        }
    }

    fn rows_of_parent(
        &self,
        resource: usize,
        action: Action,
        seen: Seen,
        (above, row): (usize, &Row<'_>),
        scope: &Scope<'_>,
    ) -> Verdict {
        let judge = |assume: &Assume| {
            let parent = self.complete(above, row, assume);
            if parent.made_up && matches!(assume, Assume::Worst) {
                return Verdict::Deny(Reason::Orphaned);
            }
            if parent.deleted || parent.above().any(|above| above.deleted) {
                return Verdict::Deny(Reason::NotFound);
            }
            let tenant = parent.tenant_of_root();
            let elsewhere = scope.tenant.is_some() && scope.tenant != tenant.as_deref();
            if self.orphaned(&parent) || elsewhere {
                return Verdict::Deny(Reason::Orphaned);
            }
            let mut held = self.held_on_row(&parent);
            if seen == Seen::Listing {
                held.extend(self.possible_below(resource, &parent));
            }
            let above = std::iter::once(&parent).chain(parent.above());
            let above = above
                .map(|above| (above.resource, self.held_on_row(above)))
                .collect();
            self.judge(
                resource,
                action,
                &Stand {
                    held,
                    above,
                    tenant,
                    root: Some(parent.root().clone()),
                },
            )
        };
        let tenants = self.tenants_of(above, row, scope.tenant);
        if seen == Seen::Listing {
            return best(&tenants, judge).unwrap();
        }
        self.best_and_worst(&tenants, judge)
    }

    fn rows_of_tenants(
        &self,
        resource: usize,
        action: Action,
        seen: Seen,
        scope: &Scope<'_>,
    ) -> Verdict {
        let judge = |tenant: Option<String>| {
            let stand = self.stand_in_tenant(resource, seen, tenant);
            self.judge(resource, action, &stand)
        };
        if seen == Seen::Listing && scope.tenant.is_none() {
            let tenants = self.tenants_to_try(Names::new());
            let judged = tenants.into_iter().map(|tenant| judge(Some(tenant)));
            return judged.reduce(better).unwrap();
        }
        let differs = parked(Parked::ConditionsOnUnknownRows) || parked(Parked::NoTenantIsEveryOwn);
        if differs && seen != Seen::Listing {
            return self.rows_of_tenants_as_parked(resource, action, seen, scope);
        }
        judge(scope.tenant.map(str::to_owned))
    }

    fn rows_of_tenants_as_parked(
        &self,
        resource: usize,
        action: Action,
        seen: Seen,
        scope: &Scope<'_>,
    ) -> Verdict {
        let any = self.stand_in_tenant(resource, Seen::Listing, None).root;
        let any = any.filter(|_| parked(Parked::ConditionsOnUnknownRows));
        let stand = |tenant: Option<String>, root: &Option<FullRow>| Stand {
            root: root.clone(),
            ..self.stand_in_tenant(resource, seen, tenant)
        };
        let tenants: Vec<Option<String>> = match scope.tenant {
            Some(tenant) => vec![Some(tenant.to_owned())],
            None if !parked(Parked::NoTenantIsEveryOwn) => vec![None],
            None => self
                .tenants_to_try(Names::new())
                .into_iter()
                .map(Some)
                .collect(),
        };
        let first = scope.tenant.map(str::to_owned);
        let held = stand(first.clone(), &None).held;
        let looks = |root: Option<&FullRow>| -> Names {
            self.granted(resource, action, root)
                .intersection(&held)
                .cloned()
                .collect()
        };
        let looked = looks(any.as_ref()) != looks(None);
        let best = tenants
            .into_iter()
            .map(|tenant| self.judge(resource, action, &stand(tenant, &any)))
            .reduce(better)
            .unwrap();
        match (best, self.judge(resource, action, &stand(first, &None))) {
            (best @ Verdict::Permit(_), _) if !looked => best,
            (Verdict::Permit(best), Verdict::Permit(worst)) if best.obliges_like(&worst) => {
                Verdict::Permit(worst)
            }
            (Verdict::Permit(_), _) => Verdict::Deny(Reason::LabelsMissing),
            (denial, _) => denial,
        }
    }

    /// Everything from the tenant's suspension on.
    fn judge(&self, resource: usize, action: Action, stand: &Stand) -> Verdict {
        let member = self.membership(resource, stand.tenant.as_deref());
        if member.is_some_and(|member| {
            member.status == Status::Suspended || member.tenant_status == Status::Suspended
        }) && !self.slips(Slip::SuspendedTenantsWork)
        {
            return Verdict::Deny(Reason::Suspended);
        }
        let granted = self.granted(resource, action, stand.root.as_ref());
        let relations: Names = granted.intersection(&stand.held).cloned().collect();
        if relations.is_empty() {
            return Verdict::Deny(self.why_no_grant(resource, action, stand));
        }
        for (above, held) in &stand.above {
            let root = stand.root.as_ref();
            let root = root.filter(|_| !parked(Parked::ParentsReadUnconditionally));
            let readers = self.granted(*above, Action::READ, root);
            if readers.is_disjoint(held) && !self.slips(Slip::ParentsNeedNotBeReadable) {
                return Verdict::Deny(self.why_no_grant(*above, Action::READ, stand));
            }
        }
        if let Some(unmet) = self.unmet(resource, action, member) {
            return Verdict::Deny(unmet);
        }
        Verdict::Permit(self.allowed(resource, action, relations))
    }
}

impl Allowed {
    fn obliges_like(&self, other: &Self) -> bool {
        (&self.show, &self.masked, &self.write, self.audit)
            == (&other.show, &other.masked, &other.write, other.audit)
    }

    fn and(mut self, other: Self) -> Self {
        self.relations.extend(other.relations);
        self.show.extend(other.show);
        self.masked.extend(other.masked);
        self.masked.retain(|field| !self.show.contains(field));
        self.write.extend(other.write);
        self.audit |= other.audit;
        self
    }
}

fn best(tenants: &[String], judge: impl Fn(&Assume) -> Verdict) -> Option<Verdict> {
    let judged = tenants
        .iter()
        .map(|tenant| judge(&Assume::Best(tenant.clone())));
    judged.reduce(better)
}

/// A permit before a denial, two permits together, the denial that came further.
fn better(one: Verdict, two: Verdict) -> Verdict {
    match (one, two) {
        (Verdict::Permit(one), Verdict::Permit(two)) => Verdict::Permit(one.and(two)),
        (permit @ Verdict::Permit(_), Verdict::Deny(_))
        | (Verdict::Deny(_), permit @ Verdict::Permit(_)) => permit,
        (Verdict::Deny(one), Verdict::Deny(two)) => {
            Verdict::Deny(std::cmp::max_by_key(one, two, |reason| how_far(*reason)))
        }
    }
}

/// How far it came: here it is the tenant that is suspended, which is asked after orphaned.
fn how_far(reason: Reason) -> (bool, Reason) {
    let suspended = reason == Reason::Suspended && !parked(Parked::OrphanedBeforeSuspended);
    (suspended || reason > Reason::Orphaned, reason)
}

fn suspended(caller: &Principal) -> bool {
    match caller {
        Principal::Anonymous | Principal::Service(_) => false,
        Principal::Guest(user) => user.status == Status::Suspended,
        Principal::Person(person) => person.user.status == Status::Suspended,
        Principal::Staff(staff) => staff.status == Status::Suspended,
    }
}
