//! What is known of a row: its labels. Absent is not null, and a label is
//! required only where it could change the decision or the fields.

use crate::relation::Relation;

/// A label of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Label<'a> {
    /// Nobody has said; not the same as null.
    #[default]
    Absent,
    /// The column is null.
    Null,
    /// The column's value in canonical text.
    Value(&'a str),
}

/// The level at which the row is shared with the caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Share {
    /// Nobody has said.
    #[default]
    Absent,
    /// Not shared with the caller, or at a level that the model does not know.
    None,
    /// Shared at this level, a `shared.*` relation.
    Level(Relation),
}

/// The row that owns a child.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Parent<'a> {
    /// Nobody has said.
    #[default]
    Absent,
    /// The column is null, or no such row exists.
    Missing,
    /// The parent's own labels.
    Row(&'a Row<'a>),
}

/// The labels of one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row<'a> {
    /// The key; a share link is bound to it.
    pub key: Label<'a>,
    /// The tenant column of the resource, where it has one.
    pub tenant: Label<'a>,
    /// The owner column, where it has one.
    pub owner: Label<'a>,
    /// `private`, `unlisted` or `public`; anything else is private.
    pub visibility: Label<'a>,
    /// Null while the row is live; any value but `false` means deleted.
    pub deleted: Label<'a>,
    /// The caller's share level.
    pub share: Share,
    /// The parent, where the resource has one.
    pub parent: Parent<'a>,
    /// Values of the columns that conditions name, in the resource's order; missing ones are absent.
    pub when: &'a [Label<'a>],
}

/// Kinds of label, to say which one is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// The tenant column.
    Tenant,
    /// The owner column.
    Owner,
    /// The visibility column.
    Visibility,
    /// The soft-delete column.
    Deleted,
    /// The caller's share level.
    Share,
    /// The parent's labels.
    Parent,
    /// A column that a condition names.
    When,
}

impl LabelKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Tenant,
        Self::Owner,
        Self::Visibility,
        Self::Deleted,
        Self::Share,
        Self::Parent,
        Self::When,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Owner => "owner",
            Self::Visibility => "visibility",
            Self::Deleted => "deleted",
            Self::Share => "share",
            Self::Parent => "parent",
            Self::When => "when",
        }
    }
}

/// A set of [`LabelKind`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabelSet(u8);

impl LabelSet {
    /// No label.
    pub const NONE: Self = Self(0);

    /// The set with one more kind.
    #[must_use]
    pub const fn with(self, kind: LabelKind) -> Self {
        Self(self.0 | 1 << kind as u8)
    }

    /// Every kind in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the kind is in the set.
    pub const fn contains(self, kind: LabelKind) -> bool {
        self.0 >> kind as u8 & 1 == 1
    }

    /// The kinds in order.
    pub fn iter(self) -> impl Iterator<Item = LabelKind> {
        LabelKind::ALL
            .into_iter()
            .filter(move |kind| self.contains(*kind))
    }
}

/// Who may see a row without a relation of their own, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visibility {
    /// Nobody.
    Private,
    /// Whoever presents a link.
    Unlisted,
    /// Everybody.
    Public,
}

impl Visibility {
    /// Reads a visibility label; unknown and null are private.
    pub fn of(label: &str) -> Self {
        match label {
            "public" => Self::Public,
            "unlisted" => Self::Unlisted,
            _ => Self::Private,
        }
    }
}
