//! Rows that have already arrived, as one person's screen may show them: on a phone, where no request is
//! admitted and no labels can be asked for.
//!
//! Each row is judged on its own labels, exactly as [`inspect`](super::inspect()) judges an answer. A row
//! from which labels were redacted away can't be judged again: it is shown only if its server says in
//! `_can` that its reader may read it, and then at most what the reader could see of any such row
//! ([`could`]). Every row that is shown says in `_can` what its reader may do with it, which is never more
//! than its server said. To show what was shown changes nothing.

mod ask;
mod layouts;
mod told;

use self::layouts::{CAN, Placed};
pub use self::layouts::{Extent, Layouts};
use self::told::Told;
use super::judge::Seen;
use super::judge::view;
use super::labels::{LabelBook, LabelText, Labels};
use crate::action::Action;
use crate::decide::{Target, could, decide};
use crate::decision::{Decision, Denial, Reason};
use crate::json::{self, Fault, Limits, Plan, Tape, Verdict};
use crate::model::{Model, Resource};
use crate::principal::{Session, Timestamp};
use crate::relation::RelationSet;
use crate::row::LabelSet;

/// Who looks at rows of one resource, and when.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its layouts.
    pub layouts: &'a Layouts,
    /// The person.
    pub session: &'a Session,
    /// The resource's place.
    pub resource: usize,
    /// The row above, as JSON, where it is known.
    pub above: Option<&'a [u8]>,
    /// Unix time in seconds.
    pub now: Timestamp,
}

/// Why nothing is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unshown {
    /// The document is not JSON, too large, or holds no rows where the model knows them.
    Document(json::Error),
    /// A row does not say enough to be judged, and its server did not judge it in its stead.
    LabelsMissing(LabelSet),
    /// Facts about the person are older than the model allows.
    FactsStale,
    /// The person may not read the one row.
    Refused(Reason),
}

struct KnownPlan {
    resource: usize,
    relations: RelationSet,
    plan: Plan,
}

impl<'a> Viewer<'a> {
    /// The document with only what may be shown, narrowed by a screen where one is named. Rows of a page
    /// that the person may not read are left out.
    pub fn show(
        &self,
        body: &[u8],
        extent: Extent,
        screen: Option<usize>,
    ) -> Result<Vec<u8>, Unshown> {
        let limits = self.limits();
        let book = LabelBook::default();
        let around = self.read_above(&limits)?;
        let around = around.as_ref().map(|above| self.seen(above, &book));
        let scanned = self.layouts.scan(self.resource, extent, body, &limits);
        let (tape, placed) = scanned.map_err(Unshown::Document)?;
        let mut seen: Vec<Seen<'_>> = Vec::with_capacity(tape.len());
        let mut vouched: Vec<bool> = Vec::with_capacity(tape.len());
        let mut plans: Vec<KnownPlan> = Vec::new();
        let mut kept: Vec<Option<(usize, usize, usize)>> = Vec::with_capacity(tape.len());
        let mut extra = Vec::new();
        for row in tape.rows() {
            let at = usize::from(row.shape().0);
            let resource = self.model.resource(at).ok_or(NO_ROWS)?;
            let embedded = row.parent().map(|(parent, _)| parent.id().0 as usize);
            let inside = embedded.and_then(|parent| seen.get(parent));
            let in_view = inside.is_none_or(|inside| inside.kept);
            let above_vouched = embedded.and_then(|parent| vouched.get(parent)) == Some(&true);
            let around = inside.or(around.as_ref());
            let (model, layouts) = (self.model, self.layouts);
            let told = Told::read(model, layouts, &book, resource, row, around, above_vouched);
            let action = match embedded {
                None => placed.action(row.site()),
                Some(_) => Action::READ,
            };
            let verdict = if in_view {
                self.verdict(at, action, &told)?
            } else {
                Err(Reason::NotFound)
            };
            let is_one = extent == Extent::One && embedded.is_none();
            if let Err(reason) = verdict
                && is_one
                && row.site() == placed.main()
            {
                return Err(Unshown::Refused(reason));
            }
            kept.push(verdict.ok().map(|relations| {
                let start = extra.len();
                if embedded.is_none() && !has_column(resource, CAN) {
                    view::write_can(&mut extra, self.model, self.actions(resource, at, &told));
                }
                let plan = self.known(&mut plans, resource, at, relations, screen);
                (plan, start, extra.len())
            }));
            vouched.push(told.vouched);
            seen.push(Seen {
                resource: at,
                labels: told.labels,
                kept: verdict.is_ok(),
            });
        }
        Ok(write(&tape, &kept, &plans, &extra))
    }

    fn limits(&self) -> Limits {
        Limits {
            bytes: self.model.http().inspect_limit,
            ..Limits::default()
        }
    }

    /// The row above, with the place of its resource.
    fn read_above(
        &self,
        limits: &Limits,
    ) -> Result<Option<(usize, Tape<'a>, &'a Placed)>, Unshown> {
        let parent = self
            .model
            .resource(self.resource)
            .and_then(|it| it.spec().parent.as_ref());
        let (Some(parent), Some(body)) = (parent, self.above) else {
            return Ok(None);
        };
        let scanned = self
            .layouts
            .scan(parent.resource, Extent::One, body, limits);
        let (tape, placed) = scanned.map_err(Unshown::Document)?;
        Ok(Some((parent.resource, tape, placed)))
    }

    fn seen<'t>(&self, above: &'t (usize, Tape<'a>, &'a Placed), book: &'t LabelBook) -> Seen<'t> {
        let (resource, tape, placed) = above;
        let row = tape.rows_at(placed.main()).next();
        let labels = row.and_then(|row| {
            let known = self.model.resource(*resource)?;
            let (model, layouts) = (self.model, self.layouts);
            let told = Told::read(model, layouts, book, known, row, None, false);
            Some(told.labels)
        });
        Seen {
            resource: *resource,
            labels: labels.unwrap_or_default(),
            kept: true,
        }
    }

    /// The relations by which a row is shown, or why it is not.
    fn verdict(
        &self,
        at: usize,
        action: Action,
        told: &Told<'_>,
    ) -> Result<Result<RelationSet, Reason>, Unshown> {
        let keyless = !matches!(told.labels.key, LabelText::Value(_));
        if (told.can.is_some() || keyless) && !told.vouched {
            return Ok(Err(Reason::NotFound));
        }
        let denial = match self.ask(at, action, &told.labels) {
            Decision::Permit(permit) => return Ok(Ok(permit.relations)),
            Decision::Deny(denial) => denial,
        };
        match unjudged(denial) {
            None => Ok(Err(denial.reason)),
            Some(unshown) if !told.vouched => Err(unshown),
            Some(_) => Ok(match self.could(at, action, &told.labels) {
                Decision::Permit(permit) => Ok(permit.relations),
                Decision::Deny(denial) => Err(denial.reason),
            }),
        }
    }

    fn actions(
        &self,
        resource: &Resource,
        at: usize,
        told: &Told<'_>,
    ) -> impl Iterator<Item = Action> {
        view::row_actions(self.model, resource).filter(move |action| self.allows(at, *action, told))
    }

    /// What labels say, and never more than the server said.
    fn allows(&self, at: usize, action: Action, told: &Told<'_>) -> bool {
        let named = if action == Action::LIST {
            Action::READ
        } else {
            action
        };
        if told.can.as_ref().is_some_and(|can| !can.contains(&named)) {
            return false;
        }
        let decision = self.ask(at, action, &told.labels);
        match decision.denial() {
            Some(denial) if denial.reason == Reason::LabelsMissing && told.can.is_some() => {
                self.could(at, action, &told.labels).is_permit()
            }
            Some(_) | None => view::counts(&decision),
        }
    }

    fn ask(&self, resource: usize, action: Action, labels: &Labels<'_>) -> Decision {
        let mut decision = Decision::Deny(UNKNOWN);
        labels.with_row(&mut |row| {
            let target = Target::Row(row);
            decision = decide(
                self.model,
                self.session,
                resource,
                action,
                &target,
                self.now,
            );
        });
        decision
    }

    fn could(&self, resource: usize, action: Action, labels: &Labels<'_>) -> Decision {
        let mut decision = Decision::Deny(UNKNOWN);
        labels.with_row(&mut |row| {
            decision = could(self.model, self.session, resource, action, row, self.now);
        });
        decision
    }

    fn known(
        &self,
        plans: &mut Vec<KnownPlan>,
        resource: &Resource,
        at: usize,
        relations: RelationSet,
        screen: Option<usize>,
    ) -> usize {
        let known = |plan: &KnownPlan| plan.resource == at && plan.relations == relations;
        plans.iter().position(known).unwrap_or_else(|| {
            let plan = view::plan(self.model, resource, at, relations, screen);
            plans.push(KnownPlan {
                resource: at,
                relations,
                plan,
            });
            plans.len() - 1
        })
    }
}

const NO_ROWS: Unshown = Unshown::Document(json::Error {
    at: 0,
    fault: Fault::RowsNotFound,
});

const UNKNOWN: Denial = Denial {
    reason: Reason::LabelsMissing,
    readable: false,
    missing: LabelSet::NONE,
};

/// Whether a denial says only that it can't be told here and now.
const fn unjudged(denial: Denial) -> Option<Unshown> {
    match denial.reason {
        Reason::LabelsMissing => Some(Unshown::LabelsMissing(denial.missing)),
        Reason::FactsStale => Some(Unshown::FactsStale),
        Reason::TokenExpired
        | Reason::TokenInvalid
        | Reason::Revoked
        | Reason::FactsUnavailable
        | Reason::Suspended
        | Reason::NotFound
        | Reason::Orphaned
        | Reason::Anonymous
        | Reason::OtherTenant
        | Reason::RoleTooLow
        | Reason::NotOwner
        | Reason::EmailUnverified
        | Reason::PlanRequired => None,
    }
}

fn has_column(resource: &Resource, wire: &str) -> bool {
    resource.fields().iter().any(|field| field.wire == wire)
}

fn write(
    tape: &Tape<'_>,
    kept: &[Option<(usize, usize, usize)>],
    plans: &[KnownPlan],
    extra: &[u8],
) -> Vec<u8> {
    let verdicts: Vec<Verdict<'_>> = kept
        .iter()
        .map(
            |row| match row.and_then(|row| Some((row, plans.get(row.0)?))) {
                Some(((_, start, end), known)) => Verdict::Keep {
                    plan: &known.plan,
                    extra: extra.get(start..end).unwrap_or_default(),
                },
                None => Verdict::Drop,
            },
        )
        .collect();
    let mut out = Vec::with_capacity(tape.body().len() + extra.len());
    tape.emit(&verdicts, &mut out);
    out
}
