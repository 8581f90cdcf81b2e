//! What a decision says: permit with obligations, or deny with a reason of a
//! closed set. Whoever enforces must honour every obligation or deny.

use crate::fields::{FieldPlan, FieldSet};
use crate::relation::RelationSet;
use crate::row::LabelSet;

/// The answer to "may this principal do this to that".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes, under obligations.
    Permit(Permit),
    /// No.
    Deny(Denial),
}

/// A permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    /// Every relation that grants the action.
    pub relations: RelationSet,
    /// What the enforcer must do.
    pub obligations: Obligations,
}

/// What comes with a permit. The answer is private: it is never stored by a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obligations {
    /// Only these fields leave, as the plan says.
    pub fields: FieldPlan,
    /// Only these fields may be written.
    pub write: FieldSet,
    /// An audit record must be made.
    pub audit: bool,
}

/// A denial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The first reason that applies.
    pub reason: Reason,
    /// Whether the caller may read the row, which makes it a 403 rather than a 404.
    pub readable: bool,
    /// The labels that were missing, with [`Reason::LabelsMissing`].
    pub missing: LabelSet,
}

/// Why not. The order is that of precedence, but that a tenant's or membership's suspension, which
/// has the name of a user's, is met after `Orphaned`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The token is past its time.
    TokenExpired,
    /// The token does not verify.
    TokenInvalid,
    /// The session was ended.
    Revoked,
    /// No source could give the facts.
    FactsUnavailable,
    /// The user, the membership or the tenant is suspended.
    Suspended,
    /// A label that could change the decision is missing.
    LabelsMissing,
    /// The row is deleted.
    NotFound,
    /// The row has no tenant, no owner, or a parent that is missing or of another tenant.
    Orphaned,
    /// Nobody is signed in, and the grant needs somebody.
    Anonymous,
    /// The caller is not of the row's tenant.
    OtherTenant,
    /// A higher role of the tenant holds the grant.
    RoleTooLow,
    /// No relation of the caller to the row holds the grant.
    NotOwner,
    /// The facts are older than the action allows.
    FactsStale,
    /// The action asks for a verified e-mail address.
    EmailUnverified,
    /// The action asks for a higher plan.
    PlanRequired,
}

impl Reason {
    /// Every reason, in order of precedence.
    pub const ALL: [Self; 15] = [
        Self::TokenExpired,
        Self::TokenInvalid,
        Self::Revoked,
        Self::FactsUnavailable,
        Self::Suspended,
        Self::LabelsMissing,
        Self::NotFound,
        Self::Orphaned,
        Self::Anonymous,
        Self::OtherTenant,
        Self::RoleTooLow,
        Self::NotOwner,
        Self::FactsStale,
        Self::EmailUnverified,
        Self::PlanRequired,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TokenExpired => "token_expired",
            Self::TokenInvalid => "token_invalid",
            Self::Revoked => "revoked",
            Self::FactsUnavailable => "facts_unavailable",
            Self::Suspended => "suspended",
            Self::LabelsMissing => "labels_missing",
            Self::NotFound => "not_found",
            Self::Orphaned => "orphaned",
            Self::Anonymous => "anonymous",
            Self::OtherTenant => "other_tenant",
            Self::RoleTooLow => "role_too_low",
            Self::NotOwner => "not_owner",
            Self::FactsStale => "facts_stale",
            Self::EmailUnverified => "email_unverified",
            Self::PlanRequired => "plan_required",
        }
    }
}

impl Denial {
    /// The HTTP status (RFC 9110, section 15.5): whoever cannot read a row is told that it does not exist.
    pub const fn status(self) -> u16 {
        match self.reason {
            Reason::TokenExpired | Reason::TokenInvalid | Reason::Revoked | Reason::Anonymous => {
                401
            }
            Reason::FactsUnavailable | Reason::FactsStale => 503,
            Reason::LabelsMissing => 502,
            Reason::NotFound | Reason::Orphaned => 404,
            Reason::Suspended
            | Reason::OtherTenant
            | Reason::RoleTooLow
            | Reason::NotOwner
            | Reason::EmailUnverified
            | Reason::PlanRequired => {
                if self.readable {
                    403
                } else {
                    404
                }
            }
        }
    }
}

impl Decision {
    /// The permit, if it is one.
    pub const fn permit(self) -> Option<Permit> {
        match self {
            Self::Permit(permit) => Some(permit),
            Self::Deny(_) => None,
        }
    }

    /// The denial, if it is one.
    pub const fn denial(self) -> Option<Denial> {
        match self {
            Self::Permit(_) => None,
            Self::Deny(denial) => Some(denial),
        }
    }

    /// Whether it is a permit.
    pub const fn is_permit(self) -> bool {
        matches!(self, Self::Permit(_))
    }
}
