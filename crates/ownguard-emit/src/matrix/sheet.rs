//! One resource summed up: which cells hold for whom, and the notes that say when.

use super::holder::Holder;
use super::outcome::{Shown, Writable};
use super::situation::{Situation, TargetKind};
use super::space::Questions;
use super::summary::{Cell, Column, FieldCell, FieldRow, Mark, ResourceSummary, seconds_in_words};
use super::words::conditions;
use ownguard_core::spec::Asks;
use ownguard_core::{Action, Decision, Model, Permit, Resource};

/// One resource of one model.
pub(super) struct Sheet<'m> {
    pub(super) model: &'m Model,
    pub(super) resource: &'m Resource,
}

impl Sheet<'_> {
    pub(super) fn sum_up(&self, questions: &[Questions]) -> ResourceSummary {
        let mut notes = Vec::new();
        let mut holders = Holder::all(self.model, self.resource);
        let granted = |action: &str| {
            let action = self.model.action(action);
            action.is_some_and(|action| !self.resource.ever_granted(action).is_empty())
        };
        let (used, unused): (Vec<_>, Vec<_>) =
            questions.iter().partition(|one| granted(&one.action));
        let row = |holder: &Holder, notes: &mut Vec<String>| -> Vec<Cell> {
            let cell = |one: &&Questions| self.cell(holder, one, notes);
            used.iter().map(cell).collect()
        };
        let mut cells: Vec<Vec<Cell>> = Vec::new();
        let mut without = Vec::new();
        let mut kept: Vec<Holder> = Vec::new();
        for holder in holders.drain(..) {
            let cells_of = row(&holder, &mut notes);
            let idle = cells_of.iter().all(|cell| cell.mark == Mark::No);
            let same = |at: usize| {
                cells
                    .get(at)
                    .is_some_and(|known| marks(known) == marks(&cells_of))
            };
            if idle && holder.is_machine_or_staff() {
                without.push(holder.label);
            } else if holder.is_guest() && same(0) {
                if let Some(first) = kept.first_mut() {
                    "anonymous, guest".clone_into(&mut first.label);
                    "nobody is signed in, or a session without an account"
                        .clone_into(&mut first.meaning);
                }
            } else if !(holder.is_link() && same(0)) {
                cells.push(cells_of);
                kept.push(holder);
            }
        }
        let fields = self.fields(&kept, questions, &mut notes);
        ResourceSummary {
            name: self.resource.name().to_owned(),
            belongs: self.belongs(),
            columns: used.iter().map(|one| self.column(&one.action)).collect(),
            unused: unused.iter().map(|one| one.action.clone()).collect(),
            holders: kept,
            cells,
            fields,
            notes,
            without,
        }
    }

    fn belongs(&self) -> String {
        let spec = self.resource.spec();
        let column = |at: Option<usize>| {
            let field = at.and_then(|at| spec.fields.get(at));
            field.map(|field| field.column.clone())
        };
        let parent = spec.parent.as_ref();
        let parent = parent.and_then(|parent| self.model.resource(parent.resource));
        let tenancy = self.model.tenancy().map(|tenancy| tenancy.name.as_str());
        let said = [
            parent.map(|parent| format!("belongs to its {}", parent.name())),
            column(spec.tenant)
                .zip(tenancy)
                .map(|(column, tenancy)| format!("{tenancy} in `{column}`")),
            column(spec.owner).map(|column| format!("owner in `{column}`")),
            column(spec.visibility).map(|column| format!("visibility in `{column}`")),
            column(spec.deleted).map(|column| format!("deleted by `{column}`")),
        ];
        said.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn column(&self, name: &str) -> Column {
        let action = self.model.action(name);
        let asks = action.map_or(Asks::default(), |action| self.resource.asks(action));
        let plan = asks
            .plan
            .and_then(|plan| self.model.plans().get(usize::from(plan)));
        let fresh = asks.fresh.map(|seconds| match seconds {
            0 => "facts of this request".to_owned(),
            _ => format!("facts of the last {}", seconds_in_words(seconds)),
        });
        let verified = asks.verified.then(|| "verified address".to_owned());
        let plan = plan.map(|plan| format!("plan {plan}"));
        Column {
            action: name.to_owned(),
            asks: [plan, verified, fresh].into_iter().flatten().collect(),
            audit: asks.audit,
            max_age: action.and_then(|action| self.resource.max_age(action)),
        }
    }

    /// The permits of a holder, by situation; each is decided by the core.
    fn decided<'q>(&self, holder: &Holder, of: &'q Questions) -> Vec<(&'q Situation, Decision)> {
        let found = self.model.find_resource(&of.resource);
        let Some((at, action)) = found.zip(self.model.action(&of.action)) else {
            return Vec::new();
        };
        let mut session = holder.caller(self.model).session(self.model);
        let own = of
            .situations
            .iter()
            .filter(|situation| holder.meets(situation, self.resource, &of.action));
        own.filter_map(|situation| {
            let decision = situation.decide(self.model, &mut session, at, action)?;
            Some((situation, decision))
        })
        .collect()
    }

    fn cell(&self, holder: &Holder, of: &Questions, notes: &mut Vec<String>) -> Cell {
        let decided = self.decided(holder, of);
        let among = |wanted: &[TargetKind], named: bool| {
            let fits = |one: &Situation| wanted.contains(&one.target) && one.named == named;
            self.when(decided.iter().filter(|(one, _)| fits(one)))
        };
        let single = among(&[TargetKind::Row, TargetKind::New], true);
        let unnamed = among(&[TargetKind::New], false);
        let many = among(&[TargetKind::Collection], true);
        let takes_many = self.model.action(&of.action) != Some(Action::LIST)
            && decided
                .iter()
                .any(|(one, _)| one.target == TargetKind::Collection);
        let tenancy = self.model.tenancy().map_or("", |tenancy| &tenancy.name);
        let mut said = Vec::new();
        let mark = match (single, unnamed) {
            (Some(text), _) => {
                said.push(text);
                if takes_many && many.is_none() {
                    said.push("row by row, not as a collection".to_owned());
                }
                Mark::Yes
            }
            (None, Some(text)) => {
                said.extend([text, format!("where no {tenancy} is named yet")]);
                Mark::Yes
            }
            (None, None) if takes_many && many.is_some() => {
                said.push("as a collection only".to_owned());
                Mark::Yes
            }
            (None, None) => Mark::No,
        };
        said.retain(|text| !text.is_empty());
        let denied = decided.iter().find_map(|(_, decision)| decision.denial());
        Cell {
            mark: if said.is_empty() { mark } else { Mark::Depends },
            note: note(said.join(", "), notes),
            reason: denied
                .filter(|_| mark == Mark::No)
                .map(|denial| (denial.reason.name(), denial.status())),
        }
    }

    /// In which situations it is permitted: in all is the empty text, in none is `None`.
    fn when<'q>(
        &self,
        decided: impl Iterator<Item = &'q (&'q Situation, Decision)>,
    ) -> Option<String> {
        let decided: Vec<_> = decided.collect();
        let all: Vec<&Situation> = decided.iter().map(|(one, _)| *one).collect();
        let held = decided.iter().filter(|(_, decision)| decision.is_permit());
        let held: Vec<&Situation> = held.map(|(one, _)| *one).collect();
        conditions(&all, &held, self.resource.name())
    }

    fn fields(
        &self,
        holders: &[Holder],
        questions: &[Questions],
        notes: &mut Vec<String>,
    ) -> Vec<FieldRow> {
        let of = |action: Action| {
            let name = self.model.action_name(action);
            questions.iter().find(move |one| one.action == name)
        };
        let permits = |holder: &Holder, action: Action| -> Vec<(&Situation, Permit)> {
            let decided = of(action).map(|one| self.decided(holder, one));
            let decided = decided.unwrap_or_default().into_iter();
            decided
                .filter_map(|(one, decision)| Some((one, decision.permit()?)))
                .collect()
        };
        let known: Vec<_> = holders
            .iter()
            .map(|holder| {
                let writes = [Action::UPDATE, Action::CREATE, Action::INVITE];
                let writes = writes.iter().flat_map(|action| permits(holder, *action));
                (permits(holder, Action::READ), writes.collect::<Vec<_>>())
            })
            .collect();
        let fields = self.resource.fields().iter().enumerate();
        fields
            .map(|(at, field)| FieldRow {
                column: field.column.clone(),
                never: field.never,
                cells: known
                    .iter()
                    .map(|(reads, writes)| self.field(at, reads, writes, notes))
                    .collect(),
            })
            .collect()
    }

    fn field(
        &self,
        at: usize,
        reads: &[(&Situation, Permit)],
        writes: &[(&Situation, Permit)],
        notes: &mut Vec<String>,
    ) -> FieldCell {
        let shown = |permit: &Permit| Shown::of(self.resource, permit.obligations.fields, at);
        let best = reads.iter().map(|(_, permit)| shown(permit));
        let best = best.max_by_key(|shown| shown.rank()).unwrap_or_default();
        let all: Vec<&Situation> = reads.iter().map(|(one, _)| *one).collect();
        let held = reads.iter().filter(|(_, permit)| shown(permit) == best);
        let held: Vec<&Situation> = held.map(|(one, _)| *one).collect();
        let text = conditions(&all, &held, self.resource.name()).unwrap_or_default();
        let writable = |new: bool| {
            writes
                .iter()
                .filter(|(one, _)| (one.target == TargetKind::New) == new)
                .map(|(_, permit)| Writable::of(self.resource, permit, at))
                .reduce(|one, two| if two.covers(&one) { two } else { one })
                .unwrap_or_default()
        };
        let (changed, made) = (writable(false), writable(true));
        let only_new = made.is_some() && !changed.is_some();
        FieldCell {
            shown: best,
            note: note(text, notes),
            write: if only_new || made.covers(&changed) {
                made
            } else {
                changed
            },
            only_new,
        }
    }
}

fn marks(cells: &[Cell]) -> Vec<(Mark, usize)> {
    cells.iter().map(|cell| (cell.mark, cell.note)).collect()
}

/// The number of a note, from 1; 0 is none.
fn note(text: String, notes: &mut Vec<String>) -> usize {
    if text.is_empty() {
        return 0;
    }
    let known = notes.iter().position(|known| *known == text);
    known.map_or_else(
        || {
            notes.push(text);
            notes.len()
        },
        |at| at + 1,
    )
}
