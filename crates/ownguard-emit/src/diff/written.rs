//! What no decision shows: the columns that labels are read from, what fields are, references, the
//! rules of members, and the tables behind it all.

use super::group::listed;
use super::{Change, Effect, Kind, Version};
use ownguard_core::spec::{FieldKind, FieldSpec, ResourceSpec};
use ownguard_core::{Model, Resource};

pub(super) fn changes(old: Version<'_>, new: Version<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for resource in new.model.resources() {
        let name = resource.name();
        let before = old.model.find_resource(name);
        if let Some(before) = before.and_then(|at| old.model.resource(at)) {
            columns(&mut changes, before, resource);
            parents(&mut changes, (old.model, before), (new.model, resource));
            members(&mut changes, before, resource);
            fields(&mut changes, (old.model, before), (new.model, resource));
        }
    }
    changes
}

fn columns(changes: &mut Vec<Change>, old: &Resource, new: &Resource) {
    let name = new.name();
    let column = |spec: &ResourceSpec, at: Option<usize>| {
        let field = at.and_then(|at| spec.fields.get(at));
        field.map(|field| field.column.clone())
    };
    let (old, new) = (old.spec(), new.spec());
    let labels = [
        ("key", Some(old.key.field), Some(new.key.field)),
        ("tenant", old.tenant, new.tenant),
        ("owner", old.owner, new.owner),
        ("visibility", old.visibility, new.visibility),
        ("soft delete", old.deleted, new.deleted),
    ];
    for (what, before, after) in labels {
        let text = match (column(old, before), column(new, after)) {
            (Some(from), Some(to)) if from != to => {
                format!("the {what} of `{name}` is read from `{to}`, not `{from}`")
            }
            (Some(from), None) if what != "visibility" => {
                format!("`{name}` has no {what} any more; it was `{from}`")
            }
            (None, Some(to)) => {
                let text = format!("`{name}` has a {what} in `{to}`");
                changes.push(Change::new(Effect::Neutral, Kind::Source, Some(name), text));
                continue;
            }
            (Some(_), Some(_) | None) | (None, None) => continue,
        };
        changes.push(Change::new(
            Effect::Widening,
            Kind::Source,
            Some(name),
            text,
        ));
    }
    if old.key.kind != new.key.kind {
        let text = format!("the key of `{name}` is of another type");
        changes.push(Change::new(Effect::Neutral, Kind::Source, Some(name), text));
    }
}

fn parents(changes: &mut Vec<Change>, old: (&Model, &Resource), new: (&Model, &Resource)) {
    let name = new.1.name();
    let parent = |(model, resource): (&Model, &Resource)| {
        let spec = resource.spec();
        let parent = spec.parent.as_ref()?;
        let above = model.resource(parent.resource)?.name().to_owned();
        let column = spec.fields.get(parent.field)?.column.clone();
        Some((above, column))
    };
    let text = match (parent(old), parent(new)) {
        (Some((above, from)), Some((now, to))) if above == now && from != to => {
            format!("the {above} of `{name}` is read from `{to}`, not `{from}`")
        }
        (Some((above, _)), Some((now, _))) if above != now => {
            format!("`{name}` belongs to its `{now}`, not to its `{above}`")
        }
        (Some((above, _)), None) => format!("`{name}` no longer belongs to its `{above}`"),
        (None, Some((now, _))) => format!("`{name}` belongs to its `{now}`"),
        (Some(_), Some(_)) | (None, None) => return,
    };
    changes.push(Change::new(
        Effect::Widening,
        Kind::Source,
        Some(name),
        text,
    ));
}

/// The built-in rules of members: nobody raises themselves, and the last of the top role stays.
fn members(changes: &mut Vec<Change>, old: &Resource, new: &Resource) {
    let name = new.name();
    let (old, new) = (old.spec().members, new.spec().members);
    let (effect, text) = match (old, new) {
        (Some(_), None) => (
            Effect::Widening,
            format!("`{name}` is no longer the table of members: its own rules hold no more"),
        ),
        (None, Some(_)) => (
            Effect::Narrowing,
            format!("`{name}` is the table of members: its own rules hold"),
        ),
        (Some(_), Some(_)) | (None, None) => return,
    };
    changes.push(Change::new(effect, Kind::Writable, Some(name), text));
}

fn fields(changes: &mut Vec<Change>, old: (&Model, &Resource), new: (&Model, &Resource)) {
    let name = new.1.name();
    let mut renamed = Vec::new();
    for field in new.1.fields() {
        let before = old.1.fields().iter().find(|one| one.column == field.column);
        let Some(before) = before else { continue };
        let column = format!("{name}.{}", field.column);
        reference(changes, (old.0, before), (new.0, field), name, &column);
        let (from, to) = (value(old.0, before.kind), value(new.0, field.kind));
        if from != to {
            let effect = match field.kind {
                FieldKind::Scalar => Effect::Narrowing,
                FieldKind::Embed(_) | FieldKind::Json => Effect::Widening,
            };
            let text = format!("`{column}` holds {to}, not {from}");
            changes.push(Change::new(effect, Kind::Shown, Some(name), text));
        }
        if before.wire != field.wire {
            renamed.push(column);
        }
    }
    if !renamed.is_empty() {
        let text = format!("JSON calls {} by other names", listed(&renamed));
        changes.push(Change::new(
            Effect::Widening,
            Kind::Source,
            Some(name),
            text,
        ));
    }
}

fn reference(
    changes: &mut Vec<Change>,
    old: (&Model, &FieldSpec),
    new: (&Model, &FieldSpec),
    resource: &str,
    column: &str,
) {
    let target = |(model, field): (&Model, &FieldSpec)| {
        let target = field.reference.and_then(|at| model.resource(at));
        target.map(|target| target.name().to_owned())
    };
    let (effect, text) = match (target(old), target(new)) {
        (Some(from), None) => (
            Effect::Widening,
            format!("`{column}` may point at a `{from}` that the caller cannot read"),
        ),
        (None, Some(to)) => (
            Effect::Narrowing,
            format!("`{column}` must point at a `{to}` that the caller can read"),
        ),
        (Some(from), Some(to)) if from != to => (
            Effect::Widening,
            format!("`{column}` points at a `{to}`, not at a `{from}`"),
        ),
        (Some(_), Some(_)) | (None, None) => return,
    };
    changes.push(Change::new(effect, Kind::Writable, Some(resource), text));
}

fn value(model: &Model, kind: FieldKind) -> String {
    match kind {
        FieldKind::Scalar => "a single value".to_owned(),
        FieldKind::Json => "any JSON, passed whole".to_owned(),
        FieldKind::Embed(at) => {
            let name = model.resource(at).map_or("", Resource::name);
            format!("rows of `{name}`")
        }
    }
}
