//! What the core lets a caller write into one column of one row.

use crate::case::{Act, Case, Facts};
use ownguard_core::spec::Writers;
use ownguard_core::{Action, Label, RelationSet};

/// A value for one column.
#[derive(Clone, Debug)]
pub(super) struct Write {
    pub(super) column: String,
    pub(super) value: String,
}

/// Whether some action that is an update lets it be written.
pub(super) fn lets(
    case: &Case,
    (caller, resource, row): (usize, usize, usize),
    write: &Write,
) -> bool {
    let act = |action| Act {
        caller,
        resource,
        row,
        action,
    };
    let found = &case.model.resources()[resource];
    let Some(field) = found.find_field(&write.column) else {
        return false;
    };
    let spec = &found.fields()[field];
    let takes = |relations: RelationSet| match &spec.write {
        Writers::Nobody => false,
        Writers::Everyone => true,
        Writers::Only(writers) => writers.iter().any(|writer| {
            let held = found.with_stronger(writer.relation).intersection(relations);
            let listed = |values: &Vec<String>| values.contains(&write.value);
            !held.is_empty() && writer.values.as_ref().is_none_or(listed)
        }),
    };
    let actions = [Action::UPDATE, Action::BULK_UPDATE, Action::SHARE];
    let may = actions.iter().any(|action| {
        let permit = case.permit(act(*action), Facts::Best);
        permit.is_some_and(|permit| {
            permit.obligations.write.contains(field) && takes(permit.relations)
        })
    });
    may && shares(case, act(Action::SHARE), field, write)
        && points(case, act(Action::READ), spec.reference, &write.value)
}

/// Whoever changes who else sees a row needs `share` on it.
fn shares(case: &Case, share: Act, field: usize, write: &Write) -> bool {
    let spec = case.model.resources()[share.resource].spec();
    let old = &case.records[share.resource][share.row].visibility;
    let changes = spec.visibility == Some(field) && old.as_ref() != Some(&write.value);
    !changes || case.core(share, Facts::Best)
}

/// The caller must be able to read what the row will point at, in the same tenant.
fn points(case: &Case, read: Act, target: Option<usize>, key: &str) -> bool {
    let Some(target) = target else {
        return true;
    };
    let Some(row) = case.records[target].iter().position(|row| row.key == key) else {
        return false;
    };
    let there = Act {
        resource: target,
        row,
        ..read
    };
    let bound = |at: usize| case.model.resources()[at].tenant_bound();
    let same = !bound(target)
        || !bound(read.resource)
        || case.tenant(read) == case.tenant(there) && case.tenant(read) != Label::Null;
    same && case.core(there, Facts::Best)
}
