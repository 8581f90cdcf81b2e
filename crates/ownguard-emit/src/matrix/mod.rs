//! Who may do what: every combination of identity, relation, visibility and action, decided by the
//! core. [`Space`] enumerates, [`Summary`] sums up for people; written as text for a terminal, JSON,
//! CSV and one HTML file.

mod axes;
mod caller;
mod csv;
mod holder;
mod html;
mod json;
mod outcome;
mod page;
mod sheet;
mod situation;
mod space;
mod states;
mod summary;
mod table;
mod told;
mod words;

pub use caller::{Age, Caller, Seat, ServiceTenant, Who};
pub use csv::csv;
pub use holder::{Group, Holder};
pub use html::html;
pub use json::json;
pub use outcome::{Shown, Writable};
pub(crate) use page::{escape, grouped, marked, page};
pub use situation::{Flaw, Level, Owner, Seen, Situation, TargetKind, Value};
pub(crate) use space::distinct;
pub use space::{Questions, Space};
pub(crate) use summary::seconds_in_words;
pub use summary::{Cell, Column, FieldCell, FieldRow, Mark, ResourceSummary, Summary};
pub(crate) use table::wrapped;
pub use table::{Look, table};
pub(crate) use words::{conditions, in_words};

/// Which part of a matrix is wanted; empty is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Only {
    /// Resources by name.
    pub resources: Vec<String>,
    /// Actions by name.
    pub actions: Vec<String>,
}

impl Only {
    /// Whether a resource is wanted.
    pub fn resource(&self, name: &str) -> bool {
        self.resources.is_empty() || self.resources.iter().any(|wanted| wanted == name)
    }

    /// Whether an action is wanted.
    pub fn action(&self, name: &str) -> bool {
        self.actions.is_empty() || self.actions.iter().any(|wanted| wanted == name)
    }
}
