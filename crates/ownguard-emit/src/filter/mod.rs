//! Query filters: the rows that one caller may meet, as SQL text with parameters
//! or a Prisma `where`, and the columns that they may see. Pure; everything about
//! the caller is known here, so a filter is exactly what the core decides row by row.

mod columns;
mod derive;
mod holds;
mod names;
mod prisma;
mod sql;
mod tree;
mod value;

pub use columns::Columns;
pub use names::{Holding, Names, Renamed};
pub use prisma::Prisma;
pub use sql::{Placeholders, Sql};
pub use tree::{Rows, Test};

use crate::condition::Place;
use derive::Case;
use ownguard_core::storage::Storage;
use ownguard_core::{
    Action, Identity, Model, Principal, Reason, RelationSet, Scope, Session, Status, Target,
    Timestamp, decide,
};

/// The rows of one resource that one caller may do one action to.
#[derive(Clone, Debug)]
pub struct Filter<'a> {
    model: &'a Model,
    line: Vec<usize>,
    action: Action,
    rows: Rows,
    relations: RelationSet,
    denied: Option<Reason>,
    tenants: Vec<String>,
}

/// Derives the filter. A row passes exactly when [`decide()`] permits the action on it, whatever the
/// action: that of a write holds the grant's `when` too, so that a conditional write can repeat it.
/// `now` is Unix time in seconds.
#[must_use]
pub fn filter<'a>(
    model: &'a Model,
    session: &Session,
    resource: usize,
    action: Action,
    now: Timestamp,
) -> Filter<'a> {
    let line = derive::line(model, resource);
    let case = caller(session).and_then(|principal| {
        Case::new(
            model,
            principal,
            session.link.as_ref(),
            resource,
            action,
            now,
        )
    });
    let rows = case.as_ref().map_or(Rows::None, Case::rows);
    let denied = (rows == Rows::None).then(|| {
        let anything = Target::Listing(Scope::default());
        let decision = decide(model, session, resource, action, &anything, now);
        decision
            .denial()
            .map_or(Reason::NotOwner, |denial| denial.reason)
    });
    Filter {
        model,
        line,
        action,
        relations: case.as_ref().map_or(RelationSet::NONE, Case::relations),
        rows,
        denied,
        tenants: caller(session).map_or_else(Vec::new, tenants),
    }
}

impl Filter<'_> {
    /// The condition.
    pub const fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The resource and those above it, up to the root. A row's whole line must be there.
    pub fn line(&self) -> &[usize] {
        &self.line
    }

    /// Why no row passes; `None` where some row could.
    pub const fn denied(&self) -> Option<Reason> {
        self.denied
    }

    /// The same rows, of one tenant: that of the path or the session.
    #[must_use]
    pub fn within_tenant(mut self, tenant: &str) -> Self {
        let bound = |(level, at): (usize, &usize)| {
            let field = self.model.resource(*at)?.spec().tenant?;
            Some(Place {
                level,
                resource: *at,
                field,
            })
        };
        if let Some(at) = self.line.iter().enumerate().find_map(bound) {
            let of_tenant = Rows::holding(at, vec![tenant.to_owned()]);
            self.rows = self.rows.and(of_tenant);
            self.tenants = vec![tenant.to_owned()];
        }
        self
    }

    /// The condition as SQL. Columns are those of `row`, the name or alias of the table in the query;
    /// without one, of the table's own name.
    #[must_use]
    pub fn sql(&self, storage: &Storage, row: Option<&str>, placeholders: Placeholders) -> Sql {
        sql::write(self, storage, row, placeholders)
    }

    /// The condition as a Prisma `where`.
    #[must_use]
    pub fn prisma(&self, storage: &Storage, names: &Names) -> Prisma {
        prisma::write(self, storage, names)
    }

    /// The columns to select: nothing that the caller may see on no row, and what judging a row needs;
    /// for a screen, by its place in the model, what it needs of them.
    #[must_use]
    pub fn columns(&self, screen: Option<usize>) -> Columns {
        columns::of(self, screen)
    }
}

/// The caller, where anything at all can be granted.
fn caller(session: &Session) -> Option<&Principal> {
    let Identity::Known(principal) = &session.identity else {
        return None;
    };
    let suspended = match principal {
        Principal::Anonymous | Principal::Service(_) => false,
        Principal::Guest(user) => user.status == Status::Suspended,
        Principal::Person(person) => person.user.status == Status::Suspended,
        Principal::Staff(staff) => staff.status == Status::Suspended,
    };
    (!suspended).then_some(principal)
}

/// The tenants that the caller belongs to or acts for.
fn tenants(principal: &Principal) -> Vec<String> {
    match principal {
        Principal::Person(person) => {
            let held = person.memberships.iter();
            held.map(|held| held.tenant.to_string()).collect()
        }
        Principal::Service(service) => service.tenant.iter().map(ToString::to_string).collect(),
        Principal::Anonymous | Principal::Guest(_) | Principal::Staff(_) => Vec::new(),
    }
}
