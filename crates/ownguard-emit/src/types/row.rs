//! Rows as an action or a relation shows them.

use super::column::Columns;
use super::text::{Member, Shape, Type};
use ownguard_core::spec::ScreenSpec;
use ownguard_core::{Action, FieldSet, Otherwise, RelationSet};

/// The row that an action shows, whoever holds it. The answer to a write is shown as a `read`.
pub(super) fn of_action(columns: &Columns<'_>, at: usize, action: Action) -> Shape {
    let Some(resource) = columns.model.resource(at) else {
        return Shape::default();
    };
    let (held, reads) = (
        resource.ever_granted(action),
        resource.ever_granted(Action::READ),
    );
    let both = held.union(reads);
    match action {
        Action::LIST | Action::READ => shape(columns, at, held, held),
        // Whoever holds such an action reads the row by the same relation.
        _ if reads.contains_all(held) => shape(columns, at, held, both),
        _ => shape(columns, at, both, both),
    }
}

/// The row as relations alone show it.
pub(super) fn of_relations(columns: &Columns<'_>, at: usize, relations: RelationSet) -> Shape {
    shape(columns, at, relations, relations)
}

/// What a screen shows of a row, whoever reads it.
pub(super) fn of_screen(columns: &Columns<'_>, screen: &ScreenSpec) -> Shape {
    let fields: FieldSet = screen.fields.iter().copied().collect();
    let names = columns.model.resource(screen.resource).map(|resource| {
        let wanted = resource.fields().iter().enumerate();
        let wanted = wanted.filter(|(place, _)| fields.contains(*place));
        wanted.map(|(_, field)| field.wire.as_str()).collect()
    });
    let names: Vec<&str> = names.unwrap_or_default();
    let Shape(mut members) = of_action(columns, screen.resource, Action::READ);
    members.retain(|member| names.contains(&member.name.as_str()));
    Shape(members)
}

/// A caller holds at least one of `least`, and may hold all of `most`.
fn shape(columns: &Columns<'_>, at: usize, least: RelationSet, most: RelationSet) -> Shape {
    let Some(resource) = columns.model.resource(at) else {
        return Shape::default();
    };
    let plans = |set: RelationSet| {
        set.iter()
            .map(|relation| resource.plan(RelationSet::of(relation)))
    };
    let mut members = Vec::new();
    for (place, field) in resource.fields().iter().enumerate() {
        let shown = plans(most).any(|plan| plan.show.contains(place));
        let masked = plans(most).any(|plan| plan.otherwise.contains(place));
        if !shown && !masked {
            continue;
        }
        let mut is = Type::default();
        if shown {
            is = is.or(&columns.shown(at, place));
        }
        if masked {
            is = is.or(&instead(field.otherwise));
        }
        let dropped = plans(least).any(|plan| !plan.show.union(plan.otherwise).contains(place));
        members.push(Member {
            name: field.wire.clone(),
            optional: dropped,
            is,
            about: masked.then(|| about(field.otherwise, shown)),
        });
    }
    Shape(members)
}

/// What stands in a field's place: a mask leaves a string a string, and anything else `null`.
fn instead(otherwise: Otherwise) -> Type {
    match otherwise {
        Otherwise::Drop => Type::default(),
        Otherwise::Null => Type::of(&["null"]),
        Otherwise::Mask(_) => Type::of(&["string", "null"]),
    }
}

fn about(otherwise: Otherwise, shown: bool) -> String {
    let to_whom = if shown {
        "to those who may not see it"
    } else {
        "here"
    };
    match otherwise {
        Otherwise::Drop => format!("Left out {to_whom}."),
        Otherwise::Null => format!("`null` {to_whom}."),
        Otherwise::Mask(mask) => format!("Masked (`{}`) {to_whom}.", mask.name()),
    }
}
