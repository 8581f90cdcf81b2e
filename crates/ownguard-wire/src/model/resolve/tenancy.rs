//! The tenancy.

use super::resources::key;
use crate::model::code::Code;
use crate::model::leaf::is_name;
use crate::model::problem::Draft;
use crate::model::read::At;
use crate::model::read::Notes;
use crate::model::said::said;
use crate::model::written::{Guarded, Model, OneOrMany, Tenancy};
use ownguard_core::http::key::KeyKind;
use ownguard_core::spec::{MaxAge, TenancySpec};
use ownguard_core::storage::{Holds, MembersTable, TenantTable};

/// What a tenancy cannot be called: relations and parameters mean something else by it.
const RESERVED: [&str; 8] = [
    "owner",
    "shared",
    "staff",
    "service",
    "authenticated",
    "anyone",
    "link",
    "id",
];

pub(super) fn resolve(model: &Model, notes: &mut Notes) -> Option<TenancySpec> {
    let tenancy = &model.tenancy.as_ref()?.value;
    let name = &tenancy.name;
    if RESERVED.contains(&name.value.0.as_str()) {
        let message = said!("`{}` means something else already", name.value.0);
        let draft = Draft::new(Code::Reserved, name.span, message);
        notes
            .drafts
            .push(draft.help("such as `workspace`, `team` or `organisation`"));
    }
    Some(TenancySpec {
        name: name.value.0.clone(),
        roles: tenancy
            .roles
            .iter()
            .map(|role| role.value.0.clone())
            .collect(),
        key: kind(tenancy, model, notes),
    })
}

/// As its key says; else as the key of the resource on its table; else text.
fn kind(tenancy: &Tenancy, model: &Model, notes: &mut Notes) -> KeyKind {
    if let Some(written) = &tenancy.key {
        if written.value.contains(':') {
            return key(written, notes).map_or(KeyKind::Text, |(_, kind)| kind);
        }
        if !is_name(&written.value) {
            let draft = Draft::new(
                Code::Name,
                written.span,
                said!("`{}` is not a key", written.value),
            );
            notes
                .drafts
                .push(draft.help("the column and its type: `id:uuid`"));
        }
    }
    let resources = model.resources.as_ref().map_or(&[][..], |map| &map.0);
    let same = resources.iter().find(|(name, resource)| {
        let table = resource
            .value
            .table
            .as_ref()
            .map_or(&name.value, |at| &at.value.0);
        *table == tenancy.table.value.0
    });
    // What is wrong with that key is noted where it stands.
    let found = same.and_then(|(_, resource)| key(&resource.value.key, &mut Notes::default()));
    found.map_or(KeyKind::Text, |(_, kind)| kind)
}

pub(super) fn max_age(model: &Model) -> MaxAge {
    let tenancy = model.tenancy.as_ref().map(|at| &at.value);
    let age = tenancy.and_then(|tenancy| tenancy.max_age.as_ref());
    MaxAge {
        read: age.and_then(|age| age.read).map(|at| at.value.0),
        write: age.and_then(|age| age.write).map(|at| at.value.0),
    }
}

pub(super) fn table(model: &Model) -> Option<TenantTable> {
    let tenancy = &model.tenancy.as_ref()?.value;
    let key = tenancy.key.as_ref().map_or("id", |key| &key.value);
    Some(TenantTable {
        table: tenancy.table.value.0.clone(),
        key: key.split(':').next().unwrap_or_default().to_owned(),
        status: tenancy.status.as_ref().map(|at| at.value.0.clone()),
        plan: tenancy.plan.as_ref().map(|at| at.value.0.clone()),
        members: tenancy.members.as_ref().map(|at| MembersTable {
            table: at.value.table.value.0.clone(),
            tenant: at.value.tenant.value.0.clone(),
            user: at.value.user.value.0.clone(),
            role: at.value.role.value.0.clone(),
            active: active(&at.value),
        }),
    })
}

fn active(members: &crate::model::written::Members) -> Vec<(String, Holds)> {
    let columns = members.active.as_ref().map_or(&[][..], |map| &map.0);
    let columns = columns
        .iter()
        .map(|(at, values)| (at.value.clone(), holds(values)));
    columns.collect()
}

fn holds(values: &OneOrMany<At<Guarded>>) -> Holds {
    match values.0.as_slice() {
        [one] if one.value.0 == "null" => Holds::Null,
        several => Holds::OneOf(several.iter().map(|at| at.value.0.clone()).collect()),
    }
}
