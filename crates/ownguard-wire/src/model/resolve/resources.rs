//! Resources: their columns, and what each owns. Grants, fields and parents have
//! files of their own.

use super::columns::Columns;
use super::names::{Names, twice};
use super::{fields, grants, lineage};
use crate::model::code::Code;
use crate::model::leaf::{Name, is_name};
use crate::model::problem::Draft;
use crate::model::read::{At, Notes};
use crate::model::said::said;
use crate::model::written::{ActionAsks, Case, Model, Resource, Shares};
use ownguard_core::FieldSet;
use ownguard_core::http::key::KeyKind;
use ownguard_core::spec::{Asks, KeySpec, MembersSpec, ResourceSpec, SharesSpec, Writers};
use ownguard_core::storage::{ResourceTable, ShareTable};
use ownguard_core::{Action, Relation};

pub(super) type Written<'w> = (&'w At<String>, &'w At<Resource>);

pub(super) fn written(model: &Model) -> impl Iterator<Item = Written<'_>> {
    let resources = model.resources.as_ref().map_or(&[][..], |map| &map.0);
    resources.iter().map(|(name, resource)| (name, resource))
}

pub(super) fn resolve(model: &Model, names: &Names, notes: &mut Notes) -> Vec<ResourceSpec> {
    let parents = lineage::resolve(model, names, notes);
    let resolver = Resolver {
        model,
        names,
        case: model
            .wire
            .as_ref()
            .and_then(|wire| wire.case)
            .map_or(Case::Snake, |at| at.value),
    };
    let mut specs: Vec<ResourceSpec> = written(model)
        .zip(&parents)
        .map(|(resource, parent)| resolver.resource(resource, *parent, notes))
        .collect();
    for ((resource, spec), place) in written(model).zip(&mut specs).zip(0..) {
        lineage::check(model, &parents, place, resource, notes);
        grants::resolve(resource, spec, names, notes);
    }
    for ((name, resource), place) in written(model).zip(0..) {
        fields::check_grants(name, resource, place, &specs, &parents, names, notes);
    }
    specs
}

/// The key column and its type.
pub(super) fn key(at: &At<String>, notes: &mut Notes) -> Option<(String, KeyKind)> {
    let (column, kind) = at.value.split_once(':').unwrap_or((&at.value, ""));
    let kind = match kind {
        "uuid" => Some(KeyKind::Uuid),
        "int" => Some(KeyKind::Int),
        "text" => Some(KeyKind::Text),
        _ => None,
    };
    kind.filter(|_| is_name(column))
        .map(|kind| (column.to_owned(), kind))
        .or_else(|| {
            let draft = Draft::new(Code::Name, at.span, said!("`{}` is not a key", at.value));
            let column = if is_name(column) { column } else { "id" };
            let help = said!(
                "the column and its type: `{column}:uuid`, `{column}:int` or `{column}:text`"
            );
            notes.note(draft.help(help))
        })
}

pub(super) fn table_name((name, resource): Written<'_>) -> &str {
    let table = resource.value.table.as_ref();
    table.map_or(&name.value, |at| &at.value.0)
}

pub(super) fn tables(model: &Model) -> Vec<ResourceTable> {
    let tables = written(model).map(|resource| ResourceTable {
        table: table_name(resource).to_owned(),
        shares: resource.1.value.shares.as_ref().map(|at| ShareTable {
            table: at.value.table.value.0.clone(),
            resource: at.value.resource.value.0.clone(),
            user: at.value.user.value.0.clone(),
            level: at.value.level.value.0.clone(),
        }),
    });
    tables.collect()
}

struct Resolver<'w> {
    model: &'w Model,
    names: &'w Names,
    case: Case,
}

impl Resolver<'_> {
    fn resource(
        &self,
        (name, at): Written<'_>,
        parent: Option<usize>,
        notes: &mut Notes,
    ) -> ResourceSpec {
        let resource = &at.value;
        let mut columns = Columns::new(self.case);
        let key = key(&resource.key, notes).map(|(column, kind)| KeySpec {
            field: columns.place(&column),
            kind,
        });
        let mut place = |at: &Option<At<Name>>| at.as_ref().map(|at| columns.place(&at.value.0));
        let tenant = place(&resource.tenant);
        let owner = place(&resource.owner);
        let visibility = place(&resource.visibility);
        let deleted = place(&resource.deleted);
        if let (Some(at), None) = (&resource.tenant, &self.names.tenancy) {
            let draft = Draft::new(Code::NoTenancy, at.span, "the model has no tenancy");
            notes
                .drafts
                .push(draft.help("write `[tenancy]`, or remove `tenant`"));
        }
        let parent =
            resource.parent.as_ref().zip(parent).map(|(parent, place)| {
                lineage::spec(parent, place, &mut columns, self.names, notes)
            });
        lists(resource, &mut columns, notes);
        let members = self.members((name, at), &mut columns);
        fields::resolve(resource, &mut columns, self.names, notes);
        let spec = ResourceSpec {
            name: name.value.clone(),
            key: key.unwrap_or_default(),
            tenant,
            owner,
            visibility,
            deleted,
            parent,
            shares: self.shares(resource.shares.as_ref()),
            members,
            asks: self.asks(resource, notes),
            fields: columns.fields,
            grants: Vec::new(),
            when: Vec::new(),
        };
        check_columns(at, &spec, notes);
        fields::check(resource, &spec, self.names, notes);
        spec
    }

    fn shares(&self, at: Option<&At<Shares>>) -> Option<SharesSpec> {
        let shares = &at?.value;
        let levels = shares.levels.iter().filter_map(|level| {
            let name = format!("shared.{}", level.value.0);
            self.names.vocabulary.find(&name)
        });
        let mut distinct: Vec<Relation> = Vec::new();
        for level in levels {
            if !distinct.contains(&level) {
                distinct.push(level);
            }
        }
        Some(SharesSpec {
            levels: distinct,
            outsiders: shares.outsiders.is_some_and(|at| at.value),
        })
    }

    fn members(&self, resource: Written<'_>, columns: &mut Columns) -> Option<MembersSpec> {
        let tenancy = &self.model.tenancy.as_ref()?.value;
        let members = &tenancy.members.as_ref()?.value;
        if table_name(resource) != members.table.value.0 {
            return None;
        }
        let active = members.active.as_ref().map_or(&[][..], |map| &map.0);
        Some(MembersSpec {
            role: columns.place(&members.role.value.0),
            user: columns.place(&members.user.value.0),
            active: active
                .iter()
                .map(|(column, _)| columns.place(&column.value))
                .collect::<FieldSet>(),
        })
    }

    fn asks(&self, resource: &Resource, notes: &mut Notes) -> Vec<(Action, Asks)> {
        let list = resource.actions.as_ref().map_or(&[][..], |map| &map.0);
        let asks = list.iter().filter_map(|(name, at)| {
            let asks = self.ask(&at.value, notes);
            let action = self.names.action(&name.value, name.span, notes)?;
            Some((action, asks))
        });
        asks.collect()
    }

    fn ask(&self, ask: &ActionAsks, notes: &mut Notes) -> Asks {
        let plan = ask.plan.as_ref().and_then(|at| self.names.plan(at, notes));
        Asks {
            fresh: ask.fresh.map(|at| at.value.0),
            verified: ask.verified.is_some_and(|at| at.value),
            plan: plan.and_then(|place| u8::try_from(place).ok()),
            audit: ask.audit.is_some_and(|at| at.value),
        }
    }
}

/// Names the columns of `show`, `outside`, `write` and `never`.
fn lists(resource: &Resource, columns: &mut Columns, notes: &mut Notes) {
    let lists = [
        &resource.show,
        &resource.outside,
        &resource.write,
        &resource.never,
    ];
    for list in lists.into_iter().flatten() {
        for (place, at) in list.iter().enumerate() {
            if list.iter().take(place).any(|known| known.value == at.value) {
                notes.drafts.push(twice(&at.value.0, at.span));
            }
        }
    }
    for at in resource.show.iter().flatten() {
        columns.change(&at.value.0, |field| field.show = true);
    }
    for at in resource.outside.iter().flatten() {
        columns.change(&at.value.0, |field| field.outside = true);
    }
    for at in resource.write.iter().flatten() {
        columns.change(&at.value.0, |field| field.write = Writers::Everyone);
    }
    for at in resource.never.iter().flatten() {
        columns.change(&at.value.0, |field| field.never = true);
    }
}

/// Bounds, and names that would be one in JSON.
fn check_columns(at: &At<Resource>, spec: &ResourceSpec, notes: &mut Notes) {
    if spec.fields.len() > FieldSet::LIMIT {
        let message = said!(
            "{} columns; a resource holds {}",
            spec.fields.len(),
            FieldSet::LIMIT
        );
        notes
            .drafts
            .push(Draft::new(Code::TooMany, at.span, message));
    }
    for (place, field) in spec.fields.iter().enumerate() {
        let mut before = spec.fields.iter().take(place);
        if let Some(same) = before.find(|other| other.wire == field.wire) {
            let message = said!(
                "`{}` and `{}` are both `{}` in JSON",
                same.column,
                field.column,
                field.wire
            );
            let draft = Draft::new(Code::WireCollision, at.span, message);
            notes
                .drafts
                .push(draft.help("rename one of the columns, or set `wire.case = \"snake\"`"));
        }
    }
}
