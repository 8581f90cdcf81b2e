//! What may be written: the members of a body, and where values are listed only these.

use super::column::Columns;
use super::text::{Member, Shape, Type, quoted};
use ownguard_core::spec::{FieldKind, FieldSpec, Writers};
use ownguard_core::{Action, FieldSet, RelationSet, Resource};

/// Whether a body comes with the action.
pub(super) fn takes(action: Action) -> bool {
    !action.only_reads() && !matches!(action, Action::DELETE | Action::RESTORE)
}

/// What relations may write of a row; `None` where that is nothing. Which members a new row needs, the
/// database says.
pub(super) fn of(columns: &Columns<'_>, at: usize, relations: RelationSet) -> Option<Shape> {
    let resource = columns.model.resource(at)?;
    let members = written(resource, relations).filter_map(|(place, field)| {
        let is = match field.kind {
            FieldKind::Embed(child) => nested(columns, resource, at, child, relations)?,
            FieldKind::Json | FieldKind::Scalar => value(columns, at, place, field, relations),
        };
        let about = resource.spec().visibility == Some(place);
        Some(Member {
            name: field.wire.clone(),
            optional: true,
            is,
            about: about.then(|| "Needs `share` too.".to_owned()),
        })
    });
    let members: Vec<Member> = members.collect();
    (!members.is_empty()).then_some(Shape(members))
}

/// Nested rows: what is written of them flat, without what points elsewhere.
fn nested(
    columns: &Columns<'_>,
    resource: &Resource,
    at: usize,
    child: usize,
    relations: RelationSet,
) -> Option<Type> {
    let nested = columns.model.resource(child)?;
    let flat =
        |field: &FieldSpec| !matches!(field.kind, FieldKind::Embed(_)) && field.reference.is_none();
    let members = written(nested, relations)
        .filter(|(_, field)| flat(field))
        .map(|(place, field)| Member {
            name: field.wire.clone(),
            optional: true,
            is: value(columns, child, place, field, relations),
            about: None,
        });
    let row = Shape(members.collect());
    if row.0.is_empty() {
        return None;
    }
    let row = row.inline();
    let many = format!("{row}[]");
    Some(match columns.nests_many(resource, at, child) {
        Some(true) => Type::of(&[&many]),
        Some(false) => Type::of(&[&row]),
        None => Type::of(&[&row, &many]),
    })
}

fn written(
    resource: &Resource,
    relations: RelationSet,
) -> impl Iterator<Item = (usize, &FieldSpec)> {
    let spec = resource.spec();
    let parent = spec.parent.as_ref().map(|parent| parent.field);
    let fixed = [Some(spec.key.field), spec.deleted, parent];
    let fixed: FieldSet = fixed.into_iter().flatten().collect();
    let places = resource.writable(relations).without(fixed);
    let fields = resource.fields().iter().enumerate();
    fields.filter(move |(place, _)| places.contains(*place))
}

fn value(
    columns: &Columns<'_>,
    at: usize,
    place: usize,
    field: &FieldSpec,
    relations: RelationSet,
) -> Type {
    let Some(resource) = columns.model.resource(at) else {
        return Type::default();
    };
    listed(resource, field, relations).unwrap_or_else(|| match field.kind {
        FieldKind::Json => Type::of(&["JsonValue"]),
        FieldKind::Scalar | FieldKind::Embed(_) => columns.written(at, place),
    })
}

/// The only values that any of the relations may write; `None` where one may write any.
fn listed(resource: &Resource, field: &FieldSpec, relations: RelationSet) -> Option<Type> {
    let Writers::Only(writers) = &field.write else {
        return None;
    };
    let mut all = Type::default();
    for writer in writers {
        let stronger = resource.with_stronger(writer.relation);
        if stronger.intersection(relations).is_empty() {
            continue;
        }
        for value in writer.values.as_ref()? {
            all = all.or(&literal(value));
        }
    }
    Some(all)
}

/// A value in canonical text: a number or a boolean may stand in JSON as itself.
fn literal(value: &str) -> Type {
    let number = serde_json::from_str::<serde_json::Number>(value);
    let number = number.is_ok_and(|number| number.to_string() == value);
    let text = quoted(value);
    if number || value == "true" || value == "false" {
        Type::of(&[&text, value])
    } else {
        Type::of(&[&text])
    }
}
