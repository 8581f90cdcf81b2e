//! The built-in rules of a tenancy's members: nobody grants a role above their
//! own or raises themselves, and the last holder of the top role stays.

use super::act::Act;
use super::labels::Labels;
use super::refusal::{Refusal, Rejection};
use super::request::Stop;
use crate::action::Action;
use crate::model::Resource;

/// Before a member is removed.
pub(crate) fn check_removal(
    act: &Act<'_>,
    resource: &Resource,
    rows: &[&Labels<'_>],
) -> Result<(), Stop> {
    if resource.spec().members.is_some() && act.route.action == Action::DELETE {
        return rows.iter().try_for_each(|row| not_last(act, row));
    }
    Ok(())
}

/// Before a column of a member is written.
pub(crate) fn check_member(
    act: &Act<'_>,
    resource: &Resource,
    rows: &[&Labels<'_>],
    column: usize,
    value: Option<&str>,
) -> Result<(), Stop> {
    let Some(members) = resource.spec().members else {
        return Ok(());
    };
    if members.active.contains(column) {
        return rows.iter().try_for_each(|row| not_last(act, row));
    }
    if members.role != column {
        return Ok(());
    }
    let about = |refusal| Stop::from(Rejection::about(refusal, "role"));
    let roles = act
        .entry
        .model
        .tenancy()
        .map(|tenancy| tenancy.roles.as_slice())
        .unwrap_or_default();
    let rank = |name: Option<&str>| roles.iter().position(|role| Some(role.as_str()) == name);
    let new = rank(value).ok_or_else(|| about(Refusal::ValueNotAllowed))?;
    let principal = super::admit::known(act.session)?;
    let of_row = |row: &Labels<'_>| row.effective_tenant().map(str::to_owned);
    let named = act
        .named
        .tenant
        .or(act.session.tenant.as_deref())
        .map(str::to_owned);
    let tenants: Vec<_> = if rows.is_empty() {
        vec![named]
    } else {
        rows.iter().map(|row| of_row(row)).collect()
    };
    for tenant in tenants {
        let own = tenant
            .and_then(|tenant| principal.membership(&tenant))
            .and_then(|held| held.role);
        if own.is_none_or(|own| usize::from(own) < new) {
            return Err(about(Refusal::RoleAboveOwn));
        }
    }
    for row in rows {
        let own_row = row.owner.text().is_some() && row.owner.text() == principal.subject();
        let old = rank(row.role.text());
        if own_row && old.is_none_or(|old| old < new) {
            return Err(about(Refusal::RoleAboveOwn));
        }
        if old.is_none_or(|old| old > new) {
            not_last(act, row)?;
        }
    }
    Ok(())
}

/// Whether the row holds the top role alone must be known where it holds it.
fn not_last(act: &Act<'_>, row: &Labels<'_>) -> Result<(), Stop> {
    let top = act
        .entry
        .model
        .tenancy()
        .and_then(|tenancy| tenancy.roles.last());
    let holds = match row.role.text() {
        Some(role) => top.is_some_and(|top| top == role),
        None => return Err(Rejection::about(Refusal::LabelsUnavailable, "role").into()),
    };
    match (holds, row.last_holder) {
        (false, _) | (true, Some(false)) => Ok(()),
        (true, Some(true)) => Err(Refusal::LastHolder.into()),
        (true, None) => Err(Rejection::about(Refusal::LabelsUnavailable, "last").into()),
    }
}
