//! Questions about one row, or about none: which buttons would work.

use super::told::Told;
use super::{Extent, NO_ROWS, Unshown, Viewer};
use crate::action::Action;
use crate::decide::{Scope, Target, decide};
use crate::decision::{Decision, Reason};
use crate::http::judge::view;
use crate::http::labels::{Above, LabelBook, Labels};

impl Viewer<'_> {
    /// What the person may do with one row, in the model's order.
    pub fn actions_on(&self, row: &[u8]) -> Result<Vec<Action>, Unshown> {
        self.with_row(row, |told| {
            let resource = self.model.resource(self.resource).ok_or(NO_ROWS)?;
            self.judgeable(told)?;
            Ok(self.actions(resource, self.resource, told).collect())
        })
    }

    /// Whether the person may do this to one row. What only wants fresher facts counts: whoever carries
    /// the action out asks for them.
    pub fn can(&self, action: Action, row: &[u8]) -> Result<bool, Unshown> {
        self.with_row(row, |told| {
            let decision = self.ask(self.resource, action, &told.labels);
            if let (Decision::Deny(denial), None) = (&decision, &told.can)
                && denial.reason == Reason::LabelsMissing
            {
                return Err(Unshown::LabelsMissing(denial.missing));
            }
            Ok(self.allows(self.resource, action, told))
        })
    }

    /// The same where no row is known: for a list, for a new row in a tenant or below the row above.
    pub fn can_among(&self, action: Action, tenant: Option<&str>) -> Result<bool, Unshown> {
        let book = LabelBook::default();
        let above = self.read_above(&self.limits())?;
        let above = above.as_ref().map(|above| self.seen(above, &book));
        let labels = above.map_or_else(Labels::default, |above| Labels {
            parent: Above::Row(Box::new(above.labels)),
            ..Labels::default()
        });
        let tenant = tenant.or(self.session.tenant.as_deref());
        let mut decision = None;
        labels.with_row(&mut |row| {
            let parent = row.parent;
            let target = Target::among(action, Scope { tenant, parent });
            let (model, session) = (self.model, self.session);
            decision = Some(decide(
                model,
                session,
                self.resource,
                action,
                &target,
                self.now,
            ));
        });
        match decision {
            Some(Decision::Deny(denial)) if denial.reason == Reason::LabelsMissing => {
                Err(Unshown::LabelsMissing(denial.missing))
            }
            Some(decision) => Ok(view::counts(&decision)),
            None => Ok(false),
        }
    }

    fn with_row<T>(
        &self,
        row: &[u8],
        then: impl FnOnce(&Told<'_>) -> Result<T, Unshown>,
    ) -> Result<T, Unshown> {
        let limits = self.limits();
        let book = LabelBook::default();
        let above = self.read_above(&limits)?;
        let above = above.as_ref().map(|above| self.seen(above, &book));
        let (at, one) = (self.resource, Extent::One);
        let (tape, placed) = self
            .layouts
            .scan(at, one, row, &limits)
            .map_err(Unshown::Document)?;
        let row = tape.rows_at(placed.main()).next().ok_or(NO_ROWS)?;
        let resource = self.model.resource(at).ok_or(NO_ROWS)?;
        let (model, layouts, above) = (self.model, self.layouts, above.as_ref());
        then(&Told::read(
            model, layouts, &book, resource, row, above, false,
        ))
    }

    /// An error where neither the row nor its server says whether it may be read.
    fn judgeable(&self, told: &Told<'_>) -> Result<(), Unshown> {
        let decision = self.ask(self.resource, Action::READ, &told.labels);
        match decision.denial() {
            Some(denial) if denial.reason == Reason::LabelsMissing && told.can.is_none() => {
                Err(Unshown::LabelsMissing(denial.missing))
            }
            Some(_) | None => Ok(()),
        }
    }
}
