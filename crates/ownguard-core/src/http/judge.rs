//! The rows of one answer before the decision: labels read from each row and
//! the rows around it, path parameters bound, each row permitted or not.

mod read;
pub(crate) mod view;

pub(crate) use self::read::labels_of;
use super::inspect::{Answered, Report};
use super::labels::{Entry, LabelText, Labels, RowRef};
use super::refusal::{Refusal, Rejection};
use super::spec::ActionRoute;
use crate::action::Action;
use crate::decide::{Target, decide};
use crate::decision::{Decision, Denial, Reason};
use crate::json::{self, Plan, RowRef as TapeRow, Tape};
use crate::model::{Model, Resource};
use crate::relation::RelationSet;
use crate::row::LabelSet;

/// What judging the rows came to.
pub(crate) enum Outcome {
    Judged(Judged),
    Need(Vec<RowRef>),
    Refuse(Rejection, Report),
}

/// The verdict on every row.
#[derive(Default)]
pub(crate) struct Judged {
    /// In the order of the tape; `None` is dropped.
    pub(crate) rows: Vec<Option<Kept>>,
    pub(crate) plans: Vec<KnownPlan>,
    /// Members that are appended to rows, one behind the other.
    pub(crate) extra: Vec<u8>,
    pub(crate) report: Report,
    /// Whether the answer is one row, and it is dropped.
    pub(crate) only_row_denied: bool,
}

/// A row that leaves.
#[derive(Clone, Copy)]
pub(crate) struct Kept {
    pub(crate) plan: usize,
    pub(crate) extra: (usize, usize),
}

/// The fields that a set of relations sees of a resource.
pub(crate) struct KnownPlan {
    resource: usize,
    relations: RelationSet,
    pub(crate) plan: Plan,
}

/// Everything one answer is held against.
pub(crate) struct Judgement<'a> {
    pub(crate) model: &'a Model,
    pub(crate) answered: &'a Answered<'a>,
    pub(crate) route: &'a ActionRoute,
}

/// A row with its labels, kept for the rows embedded in it.
pub(crate) struct Seen<'t> {
    pub(crate) resource: usize,
    pub(crate) labels: Labels<'t>,
    pub(crate) kept: bool,
}

impl<'a> Judgement<'a> {
    pub(crate) fn judge<'t>(&self, tape: &'t Tape<'a>) -> Outcome
    where
        'a: 't,
    {
        let mut judged = Judged {
            rows: Vec::with_capacity(tape.len()),
            ..Judged::default()
        };
        let mut seen: Vec<Seen<'t>> = Vec::with_capacity(tape.len());
        let mut needed = Vec::new();
        let mut unknown = LabelSet::NONE;
        for row in tape.rows() {
            let resource = usize::from(row.shape().0);
            let Some(known) = self.model.resource(resource) else {
                return Outcome::Refuse(Refusal::NotInspectable.into(), judged.report);
            };
            let around = row
                .parent()
                .and_then(|(around, _)| seen.get(around.id().0 as usize));
            let in_view = around.is_none_or(|around| around.kept);
            let labels = labels_of(self.answered.labels, known, row, around);
            let verdict = match &labels.key {
                _ if !in_view => Ok(None),
                LabelText::Value(_) => self.verdict(known, resource, row, &labels),
                LabelText::Absent | LabelText::Null => Ok(None),
            };
            match verdict {
                Ok(None) => {
                    if in_view {
                        self.drop_row(&mut judged.report, resource, &labels, row);
                    }
                    judged.rows.push(None);
                }
                Ok(Some(relations)) => {
                    let kept = self.keep(&mut judged, known, resource, relations, row, &labels);
                    judged.rows.push(Some(kept));
                }
                Err(_) if self.is_gone(resource, &labels) => judged.rows.push(None),
                Err(missing) => {
                    unknown = unknown.union(missing);
                    needed.push(RowRef {
                        resource,
                        key: labels.key.text().unwrap_or_default().to_owned(),
                    });
                    judged.rows.push(None);
                }
            }
            let kept = judged.rows.last().is_some_and(Option::is_some);
            seen.push(Seen {
                resource,
                labels,
                kept,
            });
        }
        if !needed.is_empty() {
            return self.need(needed, unknown, judged.report);
        }
        judged.only_row_denied = self.only_row_denied(tape, &judged);
        Outcome::Judged(judged)
    }

    /// Whether the label source was asked and knows no such row: deleted meanwhile.
    fn is_gone(&self, resource: usize, labels: &Labels<'_>) -> bool {
        let key = labels.key.text().unwrap_or_default();
        self.answered.labels.find(resource, key) == Entry::NoRow
    }

    /// Rows whose labels were asked for already, and still do not say enough, end it.
    fn need(&self, mut needed: Vec<RowRef>, unknown: LabelSet, report: Report) -> Outcome {
        needed.sort();
        needed.dedup();
        let book = self.answered.labels;
        if needed
            .iter()
            .any(|row| book.find(row.resource, &row.key) != Entry::Unasked)
        {
            let names: Vec<&str> = unknown.iter().map(crate::row::LabelKind::name).collect();
            return Outcome::Refuse(
                Rejection::about(Refusal::LabelsUnavailable, &names.join(", ")),
                report,
            );
        }
        Outcome::Need(needed)
    }

    fn only_row_denied(&self, tape: &Tape<'_>, judged: &Judged) -> bool {
        let site = json::SiteId(0);
        let single = !self.route.composite && tape.found(site) == json::Found::One;
        single && judged.rows.first().is_some_and(Option::is_none)
    }

    /// The relations that let the row leave, `None` where it may not, the missing labels where
    /// that cannot be told.
    fn verdict(
        &self,
        resource: &Resource,
        at: usize,
        row: TapeRow<'_>,
        labels: &Labels<'_>,
    ) -> Result<Option<RelationSet>, LabelSet> {
        if row.parent().is_none() && !self.bound(resource, at, labels) {
            return Ok(None);
        }
        let action = self.action(row);
        let decision = self.ask(at, action, labels);
        match decision {
            Decision::Permit(permit) => Ok(Some(permit.relations)),
            Decision::Deny(Denial {
                reason: Reason::LabelsMissing,
                missing,
                ..
            }) => Err(missing),
            Decision::Deny(_) => Ok(None),
        }
    }

    fn ask(&self, resource: usize, action: Action, labels: &Labels<'_>) -> Decision {
        let missing = Denial {
            reason: Reason::LabelsMissing,
            readable: false,
            missing: LabelSet::NONE,
        };
        let mut decision = Decision::Deny(missing);
        let Answered { session, now, .. } = *self.answered;
        labels.with_row(&mut |row| {
            decision = decide(
                self.model,
                session,
                resource,
                action,
                &Target::Row(row),
                now,
            );
        });
        decision
    }

    /// A row is judged by its site's action, the answer to a write as a `read`, embedded rows too.
    fn action(&self, row: TapeRow<'_>) -> Action {
        let site = self.route.sites.get(usize::from(row.site().0));
        match site {
            Some(site) if row.parent().is_none() && site.action == Action::LIST => Action::LIST,
            Some(_) | None => Action::READ,
        }
    }

    /// Path parameters bind: what the origin answers with is what the path named.
    fn bound(&self, resource: &Resource, at: usize, labels: &Labels<'_>) -> bool {
        let Some(admitted) = &self.answered.passage.admitted else {
            return false;
        };
        let of_route = at == self.route.resource;
        let same_key = match &admitted.key {
            Some(key) if of_route && !self.route.composite => labels.key.text() == Some(key),
            Some(_) | None => true,
        };
        let tenant = labels.effective_tenant();
        let same_tenant = match &admitted.tenant {
            Some(named) if resource.tenant_bound() => tenant.is_none_or(|tenant| tenant == named),
            Some(_) | None => true,
        };
        let mut above = Some(labels);
        let same_above = admitted.ancestors.iter().all(|named| {
            above = above.and_then(|labels| labels.above(1));
            match (named, above.map(|labels| labels.key.text())) {
                (Some(named), Some(Some(key))) => !of_route || named == key,
                (Some(_) | None, _) => true,
            }
        });
        same_key && same_tenant && same_above
    }

    /// Rows of the path's tenant that the caller may not see are left out silently; any other is a leak.
    fn drop_row(
        &self,
        report: &mut Report,
        resource: usize,
        labels: &Labels<'_>,
        row: TapeRow<'_>,
    ) {
        let named = self
            .answered
            .passage
            .admitted
            .as_ref()
            .and_then(|admitted| admitted.tenant.as_deref());
        let own = named.is_some() && labels.effective_tenant() == named;
        let many = row.parent().is_some()
            || self
                .answered
                .passage
                .admitted
                .as_ref()
                .is_some_and(|to| to.key.is_none());
        if own && many {
            report.hidden += 1;
        } else {
            let key = labels.key.text().unwrap_or_default().to_owned();
            report.leaked.push(RowRef { resource, key });
        }
    }

    fn keep(
        &self,
        judged: &mut Judged,
        resource: &Resource,
        at: usize,
        relations: RelationSet,
        row: TapeRow<'_>,
        labels: &Labels<'_>,
    ) -> Kept {
        let known = |plan: &KnownPlan| plan.resource == at && plan.relations == relations;
        let plan = judged.plans.iter().position(known).unwrap_or_else(|| {
            let plan = view::plan(self.model, resource, at, relations, self.route.screen);
            judged.plans.push(KnownPlan {
                resource: at,
                relations,
                plan,
            });
            judged.plans.len() - 1
        });
        judged.report.relations = judged.report.relations.union(relations);
        let start = judged.extra.len();
        if self.route.can && row.parent().is_none() {
            let can = view::row_actions(self.model, resource)
                .filter(|action| view::counts(&self.ask(at, *action, labels)));
            view::write_can(&mut judged.extra, self.model, can);
        }
        let key = labels.key.text().unwrap_or_default().to_owned();
        judged.report.rows.push(RowRef { resource: at, key });
        Kept {
            plan,
            extra: (start, judged.extra.len()),
        }
    }
}
