//! What of a row is handed out: its fields by the relations that let it leave, and `_can`.

use crate::action::Action;
use crate::decision::{Decision, Reason};
use crate::fields::{FieldPlan, FieldSet, Otherwise};
use crate::json::{self, Disclosure, FieldId, Plan};
use crate::model::{Model, Resource};
use crate::relation::RelationSet;

/// The fields that relations see of a resource, narrowed by a screen of that resource.
pub(crate) fn plan(
    model: &Model,
    resource: &Resource,
    at: usize,
    relations: RelationSet,
    screen: Option<usize>,
) -> Plan {
    let mut fields: FieldPlan = resource.plan(relations);
    let screen = screen.and_then(|screen| model.screens().get(screen));
    if let Some(screen) = screen.filter(|screen| screen.resource == at) {
        fields = fields.within(screen.fields.iter().copied().collect::<FieldSet>());
    }
    let mut plan = Plan::show(json::FieldSet::from_bits(fields.show.bits()));
    for field in fields.otherwise.iter() {
        let instead = match resource.fields().get(field).map(|field| field.otherwise) {
            Some(Otherwise::Null) => Disclosure::Null,
            Some(Otherwise::Mask(mask)) => Disclosure::Mask(mask),
            Some(Otherwise::Drop) | None => Disclosure::Omit,
        };
        if let Some(field) = FieldId::new(field) {
            plan = plan.with(field, instead);
        }
    }
    plan
}

/// The actions that `_can` could name: those on an existing row that somebody holds.
pub(crate) fn row_actions(model: &Model, resource: &Resource) -> impl Iterator<Item = Action> {
    (0..model.actions().len())
        .filter_map(Action::at)
        .filter(|action| !action.makes_a_row() && *action != Action::LIST)
        .filter(|action| !resource.ever_granted(*action).is_empty())
}

/// Whether `_can` names an action that was so decided. What only wants fresher facts counts.
pub(crate) fn counts(decision: &Decision) -> bool {
    match decision {
        Decision::Permit(_) => true,
        Decision::Deny(denial) => denial.reason == Reason::FactsStale,
    }
}

/// Appends `"_can":[…]`.
pub(crate) fn write_can(out: &mut Vec<u8>, model: &Model, actions: impl Iterator<Item = Action>) {
    out.extend_from_slice(b"\"_can\":[");
    for (at, action) in actions.enumerate() {
        out.extend_from_slice(if at == 0 { b"\"" } else { b",\"" });
        out.extend_from_slice(model.action_name(action).as_bytes());
        out.push(b'"');
    }
    out.push(b']');
}
