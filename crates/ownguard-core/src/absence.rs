//! Absent labels: each is taken for the best, then for the worst. Only if both
//! come to the same is a decision known.

use crate::decision::{Obligations, Permit, Reason};
use crate::model::Resource;
use crate::row::{LabelKind, LabelSet};

/// What one way to take absent labels comes to.
pub(crate) type Assessment = Result<Permit, Reason>;

/// How an absent label is taken, and which were looked at.
pub(crate) struct Absences<'a> {
    best: bool,
    /// The tenant that the scope names: an absent one can be no other.
    scope: Option<&'a str>,
    tenant: Option<&'a str>,
    seen: LabelSet,
    open: bool,
}

impl<'a> Absences<'a> {
    /// Absent labels are as the caller would like them. An absent tenant is a foreign one, unless assumed.
    pub(crate) const fn best(scope: Option<&'a str>, tenant: Option<&'a str>) -> Self {
        Self {
            best: true,
            scope,
            tenant,
            seen: LabelSet::NONE,
            open: false,
        }
    }

    /// Absent labels are as the caller would least like them.
    pub(crate) const fn worst() -> Self {
        Self {
            best: false,
            scope: None,
            tenant: None,
            seen: LabelSet::NONE,
            open: false,
        }
    }

    pub(crate) const fn seen(&self) -> LabelSet {
        self.seen
    }

    /// Whether the outcome hangs on a tenant that nobody named.
    pub(crate) const fn tenant_open(&self) -> bool {
        self.open
    }

    pub(crate) fn assumed_tenant(&mut self) -> Option<&'a str> {
        if self.scope.is_none() {
            self.open = true;
        }
        self.scope.or(self.tenant)
    }

    pub(crate) fn take(&mut self, kind: LabelKind) -> bool {
        self.seen = self.seen.with(kind);
        self.best
    }
}

/// Either permit permits, and both together show what either shows. Of two denials the one that
/// came further.
pub(crate) fn better(one: Assessment, two: Assessment, resource: &Resource) -> Assessment {
    match (one, two) {
        (Ok(one), Ok(two)) => {
            let relations = one.relations.union(two.relations);
            let audit = one.obligations.audit || two.obligations.audit;
            let view = resource.view(relations);
            let (fields, write) = (view.plan, view.writable);
            Ok(Permit {
                relations,
                obligations: Obligations {
                    fields,
                    write,
                    audit,
                },
            })
        }
        (Ok(permit), Err(_)) | (Err(_), Ok(permit)) => Ok(permit),
        (Err(one), Err(two)) => Err(if reached(two) > reached(one) {
            two
        } else {
            one
        }),
    }
}

/// How far an assessment came before this reason ended it. Only a tenant's suspension is met here.
const fn reached(reason: Reason) -> (u8, Reason) {
    match reason {
        Reason::Suspended => (1, reason),
        Reason::TokenExpired
        | Reason::TokenInvalid
        | Reason::Revoked
        | Reason::FactsUnavailable
        | Reason::LabelsMissing
        | Reason::NotFound
        | Reason::Orphaned => (0, reason),
        Reason::Anonymous
        | Reason::OtherTenant
        | Reason::RoleTooLow
        | Reason::NotOwner
        | Reason::FactsStale
        | Reason::EmailUnverified
        | Reason::PlanRequired => (2, reason),
    }
}
