//! Absent labels: each is taken for the best, then for the worst. Only if both
//! come to the same is a decision known.

use crate::row::{LabelKind, LabelSet};

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
