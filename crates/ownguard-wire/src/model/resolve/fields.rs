//! Fields: who sees and who writes each, and what contradicts itself.

use super::columns::Columns;
use super::grants::{readers, with_stronger};
use super::lineage;
use super::names::Names;
use crate::model::code::Code;
use crate::model::leaf::{NAME_HELP, is_name};
use crate::model::problem::Draft;
use crate::model::read::{At, Notes, mended};
use crate::model::said::said;
use crate::model::written::{self, Field, Resource, Values};
use ownguard_core::json::{Mask, Span};
use ownguard_core::spec::{FieldKind, FieldSpec, ResourceSpec, Writer, Writers};
use ownguard_core::{Action, Otherwise, Relation, RelationSet};

/// Adds what the `fields` table says.
pub(super) fn resolve(
    resource: &Resource,
    columns: &mut Columns,
    names: &Names,
    notes: &mut Notes,
) {
    let fields = resource.fields.as_ref().map_or(&[][..], |map| &map.0);
    for (name, at) in fields {
        if !is_name(&name.value) {
            let draft = Draft::new(
                Code::Name,
                name.span,
                said!("`{}` is not a column", name.value),
            );
            notes.drafts.push(draft.help(NAME_HELP));
        }
        let field = &at.value;
        let kind = kind(field, at.span, names, notes);
        let otherwise = field.otherwise.as_ref().map(|at| otherwise(at, notes));
        let to = field.to.as_ref().map(|to| relations(to, names, notes));
        let write = field
            .write
            .as_ref()
            .map(|at| writers(&at.value, names, notes));
        let reference = field
            .reference
            .as_ref()
            .and_then(|at| names.resource(at, notes));
        columns.change(&name.value, |spec| {
            spec.kind = kind;
            spec.otherwise = otherwise.unwrap_or_default();
            spec.to = to;
            spec.reference = reference;
            if let Some(write) = write {
                spec.write = write;
            }
        });
    }
}

fn kind(field: &Field, span: Span, names: &Names, notes: &mut Notes) -> FieldKind {
    let json = field.json.is_some_and(|at| at.value);
    let embed = field.embed.as_ref();
    let mut contradicts = |what: &str, help: &str| {
        notes
            .drafts
            .push(Draft::new(Code::FieldKind, span, what).help(help));
    };
    if json && embed.is_some() {
        contradicts(
            "a field is nested rows or any JSON, not both",
            "with `embed` its rows are judged; `json = true` passes it whole",
        );
    }
    if field.reference.is_some() && (json || embed.is_some()) {
        contradicts(
            "a reference is a key, not JSON",
            "`ref` stands at the column with the other row's key",
        );
    }
    if let (Some(_), Some(write)) = (embed, &field.write) {
        let draft = Draft::new(
            Code::FieldKind,
            write.span,
            "nested rows are not written through this one",
        );
        notes
            .drafts
            .push(draft.help("write them by routes of their own resource"));
    }
    if let Some(at) = field
        .otherwise
        .as_ref()
        .filter(|at| at.value.starts_with("mask:"))
        && (json || embed.is_some())
    {
        let draft = Draft::new(
            Code::FieldKind,
            at.span,
            "a mask shows part of a text; this is no text",
        );
        notes
            .drafts
            .push(draft.help("`otherwise = \"null\"`, or leave it out"));
    }
    match embed.map(|at| names.resource(at, notes)) {
        Some(Some(place)) => FieldKind::Embed(place),
        Some(None) | None if json => FieldKind::Json,
        Some(None) | None => FieldKind::Scalar,
    }
}

fn otherwise(at: &At<String>, notes: &mut Notes) -> Otherwise {
    if at.value == "null" {
        return Otherwise::Null;
    }
    let mask = at.value.strip_prefix("mask:").and_then(Mask::find);
    mask.map_or_else(
        || {
            let message = said!("`{}` cannot stand in place of a value", at.value);
            let masks = Mask::ALL.map(|mask| format!("mask:{}", mask.name()));
            let known: Vec<&str> = masks.iter().map(String::as_str).chain(["null"]).collect();
            let draft = Draft::new(Code::Otherwise, at.span, message);
            notes.drafts.push(mended(draft, &at.value, &known));
            Otherwise::Drop
        },
        Otherwise::Mask,
    )
}

fn relations(list: &[At<String>], names: &Names, notes: &mut Notes) -> Vec<Relation> {
    list.iter()
        .filter_map(|at| names.relation(at, notes))
        .collect()
}

fn writers(write: &written::Writers, names: &Names, notes: &mut Notes) -> Writers {
    let list = match write {
        written::Writers::Anything(list) => relations(list, names, notes)
            .into_iter()
            .map(|relation| Writer {
                relation,
                values: None,
            })
            .collect::<Vec<_>>(),
        written::Writers::Valued(map) => map
            .0
            .iter()
            .filter_map(|(name, values)| {
                Some(Writer {
                    relation: names.relation(name, notes)?,
                    values: match values {
                        Values::Any => None,
                        Values::Listed(list) => {
                            Some(list.iter().map(|at| at.value.0.clone()).collect())
                        }
                    },
                })
            })
            .collect(),
    };
    if list.is_empty() {
        Writers::Nobody
    } else {
        Writers::Only(list)
    }
}

/// Checks that need nothing but the resource itself.
pub(super) fn check(resource: &Resource, spec: &ResourceSpec, _names: &Names, notes: &mut Notes) {
    let column = |place: usize| spec.fields.get(place);
    let named = |name: &str| spec.fields.iter().find(|field| field.column == name);
    let parent = spec.parent.as_ref().map(|parent| parent.field);
    let fixed = [
        (Some(spec.key.field), "the key"),
        (spec.tenant, "the tenant"),
        (spec.owner, "the owner"),
        (parent, "the parent"),
        (spec.deleted, "the mark of a deleted row"),
    ];
    let fixed =
        fixed.map(|(place, what)| (place.and_then(column).map(|field| &field.column), what));
    let mut refuse = |code: Code, span: Span, message: String, help: &str| {
        notes
            .drafts
            .push(Draft::new(code, span, message).help(help));
    };
    let fields = resource.fields.as_ref().map_or(&[][..], |map| &map.0);
    let in_write = resource
        .write
        .iter()
        .flatten()
        .map(|at| (&at.value.0, at.span));
    let own = fields.iter().filter_map(|(name, at)| {
        let spec = named(&name.value)?;
        let write = at.value.write.as_ref()?;
        (spec.write != Writers::Nobody).then_some((&name.value, write.span))
    });
    for (name, span) in in_write.chain(own) {
        if let Some((_, what)) = fixed.iter().find(|(column, _)| *column == Some(name)) {
            let message = said!("`{name}` is {what} and never written");
            refuse(
                Code::FixedField,
                span,
                message,
                "take it out: it comes from the path, the session or an action of its own",
            );
        }
        if named(name).is_some_and(|field| field.never) {
            let message = said!("`{name}` stands under `never` and under `write`");
            refuse(
                Code::FixedField,
                span,
                message,
                "what leaves the server for nobody is written by the server alone",
            );
        }
    }
    let shown = resource.show.iter().chain(&resource.outside).flatten();
    for at in shown.filter(|at| named(&at.value.0).is_some_and(|field| field.never)) {
        let message = said!("`{}` stands under `never`, and is shown", at.value.0);
        refuse(
            Code::NeverShown,
            at.span,
            message,
            "take it out of one of them",
        );
    }
    for (name, at) in fields {
        if let Some(spec) = named(&name.value) {
            check_field(name, &at.value, spec, notes);
        }
    }
}

fn check_field(name: &At<String>, field: &Field, spec: &FieldSpec, notes: &mut Notes) {
    let mut note = |draft: Draft, help: &str| notes.drafts.push(draft.help(help));
    let column = &name.value;
    if let (true, Some(_)) = (spec.never, &field.to) {
        let message = said!("`{column}` stands under `never`, and is shown");
        note(
            Draft::new(Code::NeverShown, name.span, message),
            "take away `to`, or take it out of `never`",
        );
    }
    if let (Some(at), true) = (&field.reference, spec.write == Writers::Nobody) {
        let message = said!("nobody writes `{column}`, so nothing is to be checked");
        note(
            Draft::new(Code::UselessRef, at.span, message),
            "add `write`, or take `ref` away",
        );
    }
    if let (Some(at), None) = (&field.otherwise, &field.to) {
        let message = "`otherwise` is what those get who are not in `to`, and there is no `to`";
        note(
            Draft::new(Code::UselessOtherwise, at.span, message),
            "`to = [\"…\"]`: the relations that see the value itself",
        );
    }
    let seen = spec.show || spec.outside || spec.to.is_some() || spec.never;
    if spec.kind != FieldKind::Scalar && !seen {
        let message = said!("`{column}` is shown to nobody");
        note(
            Draft::new(Code::Unseen, name.span, message).warning(),
            "add it to `show`, or say `to`",
        );
    }
    if spec.to.is_some() && (spec.show || spec.outside) && !spec.never {
        let message = said!("`to` overrides `show` and `outside`, which name `{column}` too");
        note(
            Draft::new(Code::Overridden, name.span, message).warning(),
            "take it out of `show` and `outside`",
        );
    }
}

/// Warns of relations that see or write a field of rows that they may not read or write.
pub(super) fn check_grants(
    _name: &At<String>,
    at: &At<Resource>,
    place: usize,
    specs: &[ResourceSpec],
    parents: &[Option<usize>],
    names: &Names,
    notes: &mut Notes,
) {
    let root = lineage::above(parents, place)
        .last()
        .and_then(|place| specs.get(place));
    let (Some(root), Some(own)) = (root, specs.get(place)) else {
        return;
    };
    let mut see = readers(root, names);
    let writes = root
        .grants
        .iter()
        .filter(|grant| !grant.action.only_reads() && grant.action != Action::DELETE);
    let mut write = with_stronger(writes.map(|grant| grant.relation).collect(), root, names);
    if own.parent.is_some() && own.owner.is_some() {
        let owner = RelationSet::of(ownguard_core::Vocabulary::OWNER);
        (see, write) = (see.union(owner), write.union(owner));
    }
    let fields = at.value.fields.as_ref().map_or(&[][..], |map| &map.0);
    for (_, field) in fields {
        let mut warn = |list: Vec<&At<String>>, may: RelationSet, what: &str| {
            for name in list {
                let relation = names.vocabulary.find(&name.value);
                // A role counts where a stronger one holds the grant, too.
                let held = relation.is_none_or(|relation| {
                    let stronger = with_stronger(RelationSet::of(relation), root, names);
                    !stronger.intersection(may).is_empty()
                });
                if !held {
                    let message =
                        said!("`{}` is granted nothing that {what} these rows", name.value);
                    let draft = Draft::new(Code::NoGrant, name.span, message).warning();
                    notes
                        .drafts
                        .push(draft.help("grant it the action, or take it out here"));
                }
            }
        };
        warn(field.value.to.iter().flatten().collect(), see, "reads");
        let writers = match field.value.write.as_ref().map(|at| &at.value) {
            Some(written::Writers::Anything(list)) => list.iter().collect(),
            Some(written::Writers::Valued(map)) => map.0.iter().map(|(name, _)| name).collect(),
            None => Vec::new(),
        };
        warn(writers, write, "writes");
    }
}
