//! Why the pipeline does not let a request or an answer through: a closed set
//! with stable names, statuses, and the level from which each is enforced.

use super::spec::Level;
use crate::decision::{Denial, Reason};

/// A refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The decision.
    Denied(Denial),
    /// A path that an origin could read otherwise.
    BadPath,
    /// A query that does not decode.
    BadQuery,
    /// Headers that are malformed, doubled or framed ambiguously.
    BadHeaders,
    /// Headers over the limit.
    HeadersTooLarge,
    /// A body that does not parse, or on a method that has none.
    BadBody,
    /// A body over the limit.
    BodyTooLarge,
    /// A body of a type that cannot be looked into.
    UnknownBodyType,
    /// A method that does not exist or does not stand at the path.
    MethodNotAllowed,
    /// A condition on a private write that the gate cannot honour.
    PreconditionFailed,
    /// No route names it.
    NotListed,
    /// A key or tenant in another spelling than the canonical one.
    NotCanonical,
    /// Another site could have sent it.
    CrossSite,
    /// Credentials of two subjects.
    TwoSubjects,
    /// A name says that the caller is somebody else.
    IdentityMismatch,
    /// A field outside the allow-list.
    FieldNotWritable,
    /// A value outside the allow-list.
    ValueNotAllowed,
    /// A reference to a row that the caller cannot read, or of another tenant.
    ForeignReference,
    /// A role above the caller's own, or a raise of their own.
    RoleAboveOwn,
    /// The last holder of the top role.
    LastHolder,
    /// More rows at once than allowed.
    TooManyRows,
    /// What the model asks for is not built into this gate.
    Unsupported,
    /// The issuer's keys could not be had.
    KeysUnavailable,
    /// The labels of a row could not be had.
    LabelsUnavailable,
    /// The origin did not answer.
    OriginDead,
    /// The origin did not answer in time.
    OriginSlow,
    /// The origin failed.
    OriginFailed,
    /// The origin's answer could have come from a shared store.
    OriginCached,
    /// The origin redirects to another host.
    OriginRedirects,
    /// The answer cannot be looked into.
    NotInspectable,
    /// The answer is over the limit.
    AnswerTooLarge,
    /// No row stands where the model says.
    RowsNotFound,
    /// The answer holds a row that the caller may not see, or not the one that was asked for.
    ForeignRow,
}

impl Refusal {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Denied(denial) => denial.reason.name(),
            Self::BadPath => "bad_path",
            Self::BadQuery => "bad_query",
            Self::BadHeaders => "bad_headers",
            Self::HeadersTooLarge => "headers_too_large",
            Self::BadBody => "bad_body",
            Self::BodyTooLarge => "body_too_large",
            Self::UnknownBodyType => "unknown_body_type",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::PreconditionFailed => "precondition_failed",
            Self::NotListed => "not_listed",
            Self::NotCanonical => "not_canonical",
            Self::CrossSite => "cross_site",
            Self::TwoSubjects => "two_subjects",
            Self::IdentityMismatch => "identity_mismatch",
            Self::FieldNotWritable => "field_not_writable",
            Self::ValueNotAllowed => "value_not_allowed",
            Self::ForeignReference => "foreign_reference",
            Self::RoleAboveOwn => "role_above_own",
            Self::LastHolder => "last_holder",
            Self::TooManyRows => "too_many_rows",
            Self::Unsupported => "unsupported",
            Self::KeysUnavailable => "keys_unavailable",
            Self::LabelsUnavailable => "labels_unavailable",
            Self::OriginDead => "origin_dead",
            Self::OriginSlow => "origin_slow",
            Self::OriginFailed => "origin_failed",
            Self::OriginCached => "origin_cached",
            Self::OriginRedirects => "origin_redirects",
            Self::NotInspectable => "not_inspectable",
            Self::AnswerTooLarge => "answer_too_large",
            Self::RowsNotFound => "rows_not_found",
            Self::ForeignRow => "foreign_row",
        }
    }

    /// The status (RFC 9110, section 15).
    pub const fn status(self) -> u16 {
        match self {
            Self::Denied(denial) => denial.status(),
            Self::BadPath
            | Self::BadQuery
            | Self::BadHeaders
            | Self::BadBody
            | Self::TwoSubjects
            | Self::TooManyRows => 400,
            Self::NotListed
            | Self::CrossSite
            | Self::IdentityMismatch
            | Self::FieldNotWritable
            | Self::ValueNotAllowed
            | Self::ForeignReference
            | Self::RoleAboveOwn
            | Self::LastHolder => 403,
            Self::NotCanonical | Self::ForeignRow => 404,
            Self::MethodNotAllowed => 405,
            Self::PreconditionFailed => 412,
            Self::BodyTooLarge => 413,
            Self::UnknownBodyType => 415,
            Self::HeadersTooLarge => 431,
            Self::LabelsUnavailable
            | Self::OriginDead
            | Self::OriginFailed
            | Self::OriginCached
            | Self::OriginRedirects
            | Self::NotInspectable
            | Self::AnswerTooLarge
            | Self::RowsNotFound => 502,
            Self::Unsupported | Self::KeysUnavailable => 503,
            Self::OriginSlow => 504,
        }
    }

    /// The lowest level at which it is enforced; below, it is only told.
    pub const fn enforced_from(self) -> Level {
        match self {
            Self::BadPath
            | Self::BadQuery
            | Self::BadHeaders
            | Self::HeadersTooLarge
            | Self::MethodNotAllowed
            | Self::OriginCached => Level::Cache,
            // Whatever the level, there is nothing to pass on.
            Self::OriginDead | Self::OriginSlow => Level::Report,
            Self::Denied(_)
            | Self::BadBody
            | Self::BodyTooLarge
            | Self::UnknownBodyType
            | Self::PreconditionFailed
            | Self::NotCanonical
            | Self::CrossSite
            | Self::TwoSubjects
            | Self::IdentityMismatch
            | Self::ForeignReference
            | Self::RoleAboveOwn
            | Self::LastHolder
            | Self::TooManyRows
            | Self::Unsupported
            | Self::KeysUnavailable
            | Self::LabelsUnavailable
            | Self::OriginRedirects
            | Self::NotInspectable
            | Self::AnswerTooLarge
            | Self::RowsNotFound
            | Self::ForeignRow => Level::Rows,
            Self::FieldNotWritable | Self::ValueNotAllowed | Self::OriginFailed => Level::Fields,
            Self::NotListed => Level::Full,
        }
    }
}

/// A refusal, and what was looked for: names of the model or of the request, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Why.
    pub refusal: Refusal,
    /// Such as the field that may not be written.
    pub detail: Option<String>,
    /// Whether the detail is the client's own text, which no log may have.
    pub of_client: bool,
    /// The route, if one names the request.
    pub route: Option<usize>,
}

impl Rejection {
    /// A refusal about something that has a name.
    pub fn about(refusal: Refusal, detail: &str) -> Self {
        let shown: String = detail
            .chars()
            .filter(|char| !char.is_control())
            .take(64)
            .collect();
        Self {
            refusal,
            detail: Some(shown),
            of_client: false,
            route: None,
        }
    }

    /// A refusal about a name that the model does not know.
    pub(crate) fn unknown(refusal: Refusal, name: &str) -> Self {
        Self {
            of_client: true,
            ..Self::about(refusal, name)
        }
    }

    pub(crate) fn denied(reason: Reason, readable: bool) -> Self {
        Refusal::Denied(Denial {
            reason,
            readable,
            missing: crate::row::LabelSet::NONE,
        })
        .into()
    }
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            detail: None,
            of_client: false,
            route: None,
        }
    }
}
