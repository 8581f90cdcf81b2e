//! The decision. Takes a compiled model, a session, a resource, an action, what
//! is known of the row, and the time; gives a [`Decision`]. Total, and without
//! allocation.

use crate::absence::{Absences, Assessment, better};
use crate::action::Action;
use crate::decision::{Decision, Denial, Obligations, Permit, Reason};
use crate::model::{MAX_DEPTH, Model, Resource, Rule};
use crate::principal::{Identity, Membership, Principal, Session, Timestamp};
use crate::relation::RelationSet;
use crate::row::{LabelSet, Parent, Row};
use crate::stand::Standing;
pub use crate::target::{Scope, Target};

/// Decides. `now` is Unix time in seconds.
pub fn decide<'a>(
    model: &'a Model,
    session: &'a Session,
    resource: usize,
    action: Action,
    target: &Target<'a>,
    now: Timestamp,
) -> Decision {
    let case = match Case::open(model, session, resource, now) {
        Ok(case) => case,
        Err(reason) => return refuse(reason),
    };
    match target {
        Target::Row(row) => case.row(action, row),
        Target::New(scope) | Target::Collection(scope) | Target::Listing(scope) => {
            case.rows(action, target, scope)
        }
    }
}

/// The most that an existing row of which these labels are known could get: absent labels are taken for
/// the best, facts for fresh. A denial is certain, a permit is none yet: it bounds what may be shown of a
/// row that somebody else has judged, and from which labels were redacted away.
pub fn could<'a>(
    model: &'a Model,
    session: &'a Session,
    resource: usize,
    action: Action,
    row: &Row<'a>,
    now: Timestamp,
) -> Decision {
    let case = Case::open(model, session, resource, now).map(|case| Case {
        trusts_age: true,
        ..case
    });
    let best = case.and_then(|case| {
        let assess = |absences: &mut Absences<'a>| case.assess_row(action, row, absences);
        case.at_best(None, assess).0
    });
    best.map_or_else(refuse, Decision::Permit)
}

/// A denial that has nothing to do with a row, so that telling it tells nothing.
fn refuse(reason: Reason) -> Decision {
    Decision::Deny(Denial {
        reason,
        readable: true,
        missing: LabelSet::NONE,
    })
}

pub(crate) struct Case<'a> {
    pub(crate) model: &'a Model,
    pub(crate) session: &'a Session,
    pub(crate) principal: &'a Principal,
    pub(crate) resource: &'a Resource,
    pub(crate) now: Timestamp,
    /// Whether facts count however old they are.
    pub(crate) trusts_age: bool,
}

impl<'a> Case<'a> {
    #[inline]
    fn open(
        model: &'a Model,
        session: &'a Session,
        resource: usize,
        now: Timestamp,
    ) -> Result<Self, Reason> {
        let principal = match &session.identity {
            Identity::TokenExpired => return Err(Reason::TokenExpired),
            Identity::TokenInvalid => return Err(Reason::TokenInvalid),
            Identity::Revoked => return Err(Reason::Revoked),
            Identity::FactsUnavailable => return Err(Reason::FactsUnavailable),
            Identity::Known(principal) => principal,
        };
        if principal.is_suspended() {
            return Err(Reason::Suspended);
        }
        let resource = model.resource(resource).filter(|resource| resource.sound);
        Ok(Self {
            model,
            session,
            principal,
            resource: resource.ok_or(Reason::NotOwner)?,
            now,
            trusts_age: false,
        })
    }

    fn assess_row(&self, action: Action, row: &Row<'a>, absences: &mut Absences<'a>) -> Assessment {
        let standing = self.standing(row, action, absences)?;
        let granting = self.judge(action, &standing, absences)?;
        Ok(self.permit(action, granting))
    }

    fn row(&self, action: Action, row: &Row<'a>) -> Decision {
        let mut absences = Absences::best(None, None);
        let standing = self.standing(row, action, &mut absences);
        let granting = match &standing {
            Ok(standing) => self.judge(action, standing, &mut absences),
            Err(reason) => Err(*reason),
        };
        if !absences.seen().is_empty() {
            return self.partly_known_row(action, row);
        }
        let reason = match granting {
            Ok(granting) => return Decision::Permit(self.permit(action, granting)),
            Err(reason) => reason,
        };
        let reads = |standing: &Standing<'a>| {
            self.judge(Action::READ, standing, &mut Absences::worst())
                .is_ok()
        };
        let readable = match &standing {
            Ok(_) | Err(_) if action == Action::READ => false,
            Ok(_) if action == Action::RESTORE => {
                let standing = self.standing(row, Action::READ, &mut Absences::worst());
                standing.is_ok_and(|standing| reads(&standing))
            }
            Ok(standing) => reads(standing),
            Err(_) => false,
        };
        Decision::Deny(Denial {
            reason,
            readable,
            missing: LabelSet::NONE,
        })
    }

    /// Where an absent label was looked at.
    #[inline(never)]
    fn partly_known_row(&self, action: Action, row: &Row<'a>) -> Decision {
        let assess = |action, absences: &mut Absences<'a>| self.assess_row(action, row, absences);
        match self.certain(None, |absences| assess(action, absences)) {
            Ok(permit) => Decision::Permit(permit),
            Err((reason, missing)) => {
                // Whatever absent labels would say: the fields that are shown do not matter here.
                let readable =
                    action != Action::READ && assess(Action::READ, &mut Absences::worst()).is_ok();
                Decision::Deny(Denial {
                    reason,
                    readable,
                    missing,
                })
            }
        }
    }

    fn rows(&self, action: Action, target: &Target<'a>, scope: &Scope<'a>) -> Decision {
        let assess = |absences: &mut Absences<'a>| {
            let standing = self.standing_among(target, scope, absences)?;
            let granting = self.judge(action, &standing, absences)?;
            Ok(self.permit(action, granting))
        };
        let outcome = match target {
            Target::Listing(_) => self
                .at_best(scope.tenant, assess)
                .0
                .map_err(|reason| (reason, LabelSet::NONE)),
            Target::Row(_) | Target::New(_) | Target::Collection(_) => {
                self.certain(scope.tenant, assess)
            }
        };
        match outcome {
            Ok(permit) => Decision::Permit(permit),
            Err((reason, missing)) => {
                let told = !matches!(
                    reason,
                    Reason::OtherTenant | Reason::Orphaned | Reason::NotFound
                );
                let readable = told && self.parent_readable(target, scope);
                Decision::Deny(Denial {
                    reason,
                    readable,
                    missing,
                })
            }
        }
    }

    /// Whoever cannot read the row above is not told that it is there.
    fn parent_readable(&self, target: &Target<'a>, scope: &Scope<'a>) -> bool {
        if !matches!(scope.parent, Parent::Row(_)) {
            return true;
        }
        let reads = |absences: &mut Absences<'a>| {
            let standing = self.standing_among(target, scope, absences)?;
            self.parents_readable(&standing, absences)?;
            Ok(self.permit(Action::READ, RelationSet::NONE))
        };
        self.certain(scope.tenant, reads).is_ok()
    }

    /// Absent labels are taken for the best first. Where any was looked at, they are then taken for
    /// the worst: only if both come to the same is the answer known.
    fn certain(
        &self,
        scope: Option<&'a str>,
        assess: impl Fn(&mut Absences<'a>) -> Assessment,
    ) -> Result<Permit, (Reason, LabelSet)> {
        let (best, missing) = self.at_best(scope, &assess);
        let permit = best.map_err(|reason| (reason, LabelSet::NONE))?;
        if missing.is_empty() {
            return Ok(permit);
        }
        match assess(&mut Absences::worst()) {
            Ok(worst) if worst.obligations == permit.obligations => Ok(worst),
            Ok(_) | Err(_) => Err((Reason::LabelsMissing, missing)),
        }
    }

    /// The best outcome over what absent labels could say, and which were looked at.
    fn at_best(
        &self,
        scope: Option<&'a str>,
        assess: impl Fn(&mut Absences<'a>) -> Assessment,
    ) -> (Assessment, LabelSet) {
        let mut absences = Absences::best(scope, None);
        let mut best = assess(&mut absences);
        let mut seen = absences.seen();
        if absences.tenant_open() {
            for tenant in self.own_tenants() {
                let mut absences = Absences::best(scope, Some(tenant));
                best = better(best, assess(&mut absences), self.resource);
                seen = seen.union(absences.seen());
            }
        }
        (best, seen)
    }

    /// Everything that follows once it is known how the principal stands to the row: the relations
    /// that grant the action.
    fn judge(
        &self,
        action: Action,
        standing: &Standing<'a>,
        absences: &mut Absences<'a>,
    ) -> Result<RelationSet, Reason> {
        if !standing.membership.is_none_or(Membership::is_active) {
            return Err(Reason::Suspended);
        }
        let Some(rule) = self.resource.rule(action) else {
            return Err(self.no_grant(RelationSet::NONE, standing));
        };
        let granting = Self::granting(rule, standing, 0, absences);
        if granting.is_empty() {
            return Err(self.no_grant(rule.ever, standing));
        }
        if self.resource.spec.parent.is_some() {
            self.parents_readable(standing, absences)?;
        }
        self.asked(rule, standing.membership)?;
        Ok(granting)
    }

    /// The relations to the row `depth` steps up that grant an action on it.
    #[inline]
    fn granting(
        rule: &Rule,
        standing: &Standing<'a>,
        depth: usize,
        absences: &mut Absences<'a>,
    ) -> RelationSet {
        let held = standing.held_at(depth);
        let mut granting = held.intersection(rule.granted);
        let Some(labels) = standing.when else {
            return granting;
        };
        for grant in &rule.conditional {
            let more = held.intersection(grant.relations).without(granting);
            if !more.is_empty() && Self::meets(&grant.when, labels, absences) {
                granting = granting.union(more);
            }
        }
        granting
    }

    fn permit(&self, action: Action, granting: RelationSet) -> Permit {
        let view = self.resource.view(granting);
        Permit {
            relations: granting,
            obligations: Obligations {
                fields: view.plan,
                write: view.writable,
                audit: matches!(self.principal, Principal::Staff(_))
                    || self.resource.asks(action).audit,
            },
        }
    }

    fn no_grant(&self, ever: RelationSet, standing: &Standing<'_>) -> Reason {
        let higher = || {
            let roles = ever.intersection(self.model.vocabulary().roles());
            !roles.without(standing.held()).is_empty()
        };
        match self.principal {
            Principal::Anonymous => Reason::Anonymous,
            Principal::Guest(_) | Principal::Person(_) | Principal::Service(_)
                if standing.foreign =>
            {
                Reason::OtherTenant
            }
            Principal::Person(_) if standing.membership.is_some() && higher() => Reason::RoleTooLow,
            Principal::Guest(_)
            | Principal::Person(_)
            | Principal::Staff(_)
            | Principal::Service(_) => Reason::NotOwner,
        }
    }

    /// Every action on a child also needs `read` on each row above it.
    fn parents_readable(
        &self,
        standing: &Standing<'a>,
        absences: &mut Absences<'a>,
    ) -> Result<(), Reason> {
        let (mut resource, mut depth) = (self.resource, 0);
        while let Some(parent) = self.parent_of(resource).filter(|_| depth < MAX_DEPTH) {
            depth += 1;
            let Some(rule) = parent.rule(Action::READ) else {
                return Err(self.no_grant(RelationSet::NONE, standing));
            };
            if Self::granting(rule, standing, depth, absences).is_empty() {
                return Err(self.no_grant(rule.ever, standing));
            }
            resource = parent;
        }
        Ok(())
    }

    pub(crate) fn parent_of(&self, resource: &Resource) -> Option<&'a Resource> {
        let parent = resource.spec.parent.as_ref()?;
        self.model.resource(parent.resource)
    }
}
