//! What an action is done to: a row, no row yet, or rows that are not known one by one.

use crate::action::Action;
use crate::row::{Parent, Row};

/// What the action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// One existing row.
    Row(&'a Row<'a>),
    /// No row yet.
    New(Scope<'a>),
    /// Rows of which none is known and none is judged later: a file, a stream, a change by filter.
    Collection(Scope<'a>),
    /// Rows that are each judged when the answer comes: admitted when any relation could grant one.
    Listing(Scope<'a>),
}

impl<'a> Target<'a> {
    /// What an action is done to where no row is known: rows that are each judged later for `list`, no row
    /// yet for what makes one, rows that nobody judges for the rest.
    pub const fn among(action: Action, scope: Scope<'a>) -> Self {
        if action.index() == Action::LIST.index() {
            Self::Listing(scope)
        } else if action.makes_a_row() {
            Self::New(scope)
        } else {
            Self::Collection(scope)
        }
    }
}

/// Where rows stand that are not known one by one; from a path or a session, never from a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The tenant's key.
    pub tenant: Option<&'a str>,
    /// The parent row.
    pub parent: Parent<'a>,
}
