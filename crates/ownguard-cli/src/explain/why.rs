//! Reasons of denials in words.

use ownguard_core::Reason;

/// What a reason means, in one clause.
pub(crate) const fn meaning(reason: Reason) -> &'static str {
    match reason {
        Reason::TokenExpired => "the token is past its time",
        Reason::TokenInvalid => "the token does not verify",
        Reason::Revoked => "the session was ended",
        Reason::FactsUnavailable => "no source could give the facts",
        Reason::Suspended => "the person, the membership or the tenant is suspended",
        Reason::LabelsMissing => "a label of the row that could change the answer is missing",
        Reason::NotFound => "the row is deleted",
        Reason::Orphaned => {
            "the row has no tenant, no owner, or a parent that is missing or of another tenant"
        }
        Reason::Anonymous => "nobody is signed in, and the grant needs somebody",
        Reason::OtherTenant => "the caller does not belong to the row's tenant",
        Reason::RoleTooLow => "a higher role holds the grant",
        Reason::NotOwner => "no relation of the caller to the row holds the grant",
        Reason::FactsStale => {
            "the facts are older than the action allows, and no source was asked again"
        }
        Reason::EmailUnverified => "the action asks for a verified e-mail address",
        Reason::PlanRequired => "the action asks for a higher plan",
    }
}

/// The same, by the stable name.
pub(crate) fn meaning_of(name: &str) -> &'static str {
    let reason = Reason::ALL.into_iter().find(|reason| reason.name() == name);
    reason.map_or("", meaning)
}
