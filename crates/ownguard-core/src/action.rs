//! Actions: what a principal wants to do with a resource. The built-in names,
//! and those that a model adds.

/// One action of a model: its place among the built-in and the model's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action(u8);

/// The built-in actions, in order; a model's own follow.
pub const BUILT_IN: [&str; 10] = [
    "list",
    "read",
    "create",
    "update",
    "delete",
    "restore",
    "export",
    "share",
    "invite",
    "bulk_update",
];

impl Action {
    /// Rows of a resource, each judged for itself.
    pub const LIST: Self = Self(0);
    /// One row.
    pub const READ: Self = Self(1);
    /// A new row.
    pub const CREATE: Self = Self(2);
    /// A change of one row.
    pub const UPDATE: Self = Self(3);
    /// The end of one row, soft where the resource names a `deleted` column.
    pub const DELETE: Self = Self(4);
    /// A soft-deleted row taken back.
    pub const RESTORE: Self = Self(5);
    /// Many rows as one document.
    pub const EXPORT: Self = Self(6);
    /// A change of who else sees the row.
    pub const SHARE: Self = Self(7);
    /// A new member of a tenant.
    pub const INVITE: Self = Self(8);
    /// A change of several rows, all or nothing.
    pub const BULK_UPDATE: Self = Self(9);
    /// How many actions a model can have.
    pub const LIMIT: usize = 64;

    /// The action at a place; `None` past [`Action::LIMIT`].
    pub fn at(index: usize) -> Option<Self> {
        u8::try_from(index)
            .ok()
            .filter(|at| usize::from(*at) < Self::LIMIT)
            .map(Self)
    }

    /// The place among the model's actions.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Whether the action makes something new rather than meeting an existing row.
    pub const fn makes_a_row(self) -> bool {
        matches!(self, Self::CREATE | Self::INVITE)
    }

    /// Whether the action only reads.
    pub const fn only_reads(self) -> bool {
        matches!(self, Self::LIST | Self::READ | Self::EXPORT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_stand_where_their_names_stand() {
        let constants = [
            Action::LIST,
            Action::READ,
            Action::CREATE,
            Action::UPDATE,
            Action::DELETE,
            Action::RESTORE,
            Action::EXPORT,
            Action::SHARE,
            Action::INVITE,
            Action::BULK_UPDATE,
        ];
        assert_eq!(constants.map(Action::index), std::array::from_fn(|at| at));
        assert_eq!(constants.len(), BUILT_IN.len());
    }

    #[test]
    fn an_action_past_the_limit_does_not_exist() {
        assert_eq!(Action::at(63).map(Action::index), Some(63));
        assert_eq!(Action::at(64), None);
    }
}
