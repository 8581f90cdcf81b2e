//! What must hold of a row, and of the facts that SQL can see about the caller,
//! so that an action is permitted: one tree, as the core decides it. Pure; every
//! emitter of queries and policies stands on it.

mod derive;
mod holds;
mod notes;
mod simplify;

#[cfg(test)]
mod tests;

pub use derive::{command, condition, condition_among};
pub use notes::{Ask, Note, notes};

use ownguard_core::{Action, Model, Relation, RelationSet};

/// The kind of caller that a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// No credential.
    Anonymous,
    /// A session without an account.
    Guest,
    /// A signed-in person; memberships and shares are left to the tests.
    Person,
    /// Staff with these staff relations.
    Staff(RelationSet),
    /// The service at this place of the model; its tenant is left to the tests.
    Service(usize),
}

/// Which state of a row is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A row that exists: relations and `when`.
    Existing,
    /// The same row as an update leaves it: relations only.
    Changed,
    /// A row that does not exist yet: judged on its tenant and parent, its owner the session's user.
    New,
}

/// A command of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Command {
    /// `SELECT`.
    Select,
    /// `INSERT`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
}

/// One condition. [`condition`] gives it simplified: `Always` and `Never` stand alone, `All` and
/// `Any` hold at least two parts, none of which follows from another, and never their own kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Every row.
    Always,
    /// No row.
    Never,
    /// Every part holds.
    All(Vec<Condition>),
    /// Some part holds.
    Any(Vec<Condition>),
    /// The row `of` levels up names a parent that is there, and for it `holds` is true. Inside, places of
    /// that parent and of every row below it may stand.
    Parent {
        /// The level of the child; the parent's is one more.
        of: usize,
        /// The resource of the child.
        child: usize,
        /// What holds of the rows so far.
        holds: Box<Condition>,
    },
    /// One test.
    Test(Test),
}

/// A column of the row itself or of a row above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// 0 is the row itself, 1 its parent, 2 the parent's parent.
    pub level: usize,
    /// The resource at that level.
    pub resource: usize,
    /// The field of that resource.
    pub field: usize,
}

/// One test of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Not null.
    Present(Place),
    /// Null.
    Null(Place),
    /// The mark of soft deletion is null or false.
    Live(Place),
    /// Holds one of these values, in canonical text. Null holds none.
    OneOf(Place, Vec<String>),
    /// Two rows of one line are of one tenant. Null equals nothing.
    SameTenant(Place, Place),
    /// The column is the caller's subject.
    Subject(Place),
    /// The caller is an active member of the tenant that the column names, and the tenant is active; with
    /// at least the role at this place of the model, or with any or an unknown role.
    Member {
        /// The column of the tenant.
        tenant: Place,
        /// The weakest role that counts.
        least: Option<usize>,
    },
    /// The caller is not a suspended member of the tenant that the column names, nor a member while that
    /// tenant is suspended. Who is no member at all passes.
    NotSuspended(Place),
    /// The row of this key is shared with the caller at this level or a stronger one of its resource.
    Shared {
        /// The key.
        key: Place,
        /// The weakest level that counts.
        least: Relation,
    },
    /// The column is the tenant that the service acts for.
    ServiceTenant(Place),
}

impl Command {
    /// Every command.
    pub const ALL: [Self; 4] = [Self::Select, Self::Insert, Self::Update, Self::Delete];

    /// The actions that the command stands for. `restore`, and `delete` where rows are soft-deleted,
    /// are in none: policies hide the row from them, so they go through functions. `invite` makes a row of
    /// members only. A model's own actions are no command.
    pub fn actions(self, model: &Model, resource: usize) -> &'static [Action] {
        let spec = model.resource(resource).map(ownguard_core::Resource::spec);
        let soft = || spec.is_some_and(|spec| spec.deleted.is_some());
        let members = || spec.is_some_and(|spec| spec.members.is_some());
        match self {
            Self::Select => &[Action::LIST, Action::READ, Action::EXPORT],
            Self::Insert if members() => &[Action::CREATE, Action::INVITE],
            Self::Insert => &[Action::CREATE],
            Self::Update => &[Action::UPDATE, Action::BULK_UPDATE, Action::SHARE],
            Self::Delete if soft() => &[],
            Self::Delete => &[Action::DELETE],
        }
    }

    /// The word of SQL.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Select => "select",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl Condition {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        simplify::all(vec![self, other])
    }

    /// Either holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        simplify::any(vec![self, other])
    }

    /// All of these hold.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        simplify::all(parts.into_iter().collect())
    }

    /// Some of these hold.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        simplify::any(parts.into_iter().collect())
    }

    /// Every test in it, in order.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::Always | Self::Never => Vec::new(),
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().flat_map(Condition::tests).collect()
            }
            Self::Parent { holds, .. } => holds.tests(),
            Self::Test(test) => vec![test],
        }
    }
}

impl Test {
    /// The columns that it reads.
    pub fn places(&self) -> Vec<Place> {
        match self {
            Self::SameTenant(one, two) => vec![*one, *two],
            Self::Present(place)
            | Self::Null(place)
            | Self::Live(place)
            | Self::OneOf(place, _)
            | Self::Subject(place)
            | Self::NotSuspended(place)
            | Self::ServiceTenant(place)
            | Self::Member { tenant: place, .. }
            | Self::Shared { key: place, .. } => vec![*place],
        }
    }
}

impl From<Test> for Condition {
    fn from(test: Test) -> Self {
        Self::Test(test)
    }
}
