//! What becomes of the columns of a table: shown, written, hidden. Pure.

use super::meaning::{is_controlled, is_kept, is_personal, is_secret, is_stamp};
use super::proposal::{Columns, Resource, Rows};
use super::words::{folded, is_name};
use crate::init::schema::{Column, Kind, Table};

/// More columns than this one resource does not show.
const MOST: usize = 120;

/// Sorts the columns. `target` is the resource that a foreign key's column leads to.
pub(super) fn sort(
    table: &Table,
    resource: &Resource,
    camel: bool,
    target: impl Fn(&Column) -> Option<String>,
) -> Columns {
    let mut columns = Columns::default();
    let mut seen: Vec<String> = Vec::new();
    for column in &table.columns {
        let wire = if camel {
            folded(&column.name).replace('_', "")
        } else {
            column.name.clone()
        };
        if !is_name(&column.name) || seen.contains(&wire) || seen.len() >= MOST {
            columns.unwritable.push(column.name.clone());
            continue;
        }
        seen.push(wire);
        place(column, resource, &mut columns, &target);
    }
    columns
}

fn place(
    column: &Column,
    resource: &Resource,
    columns: &mut Columns,
    target: &impl Fn(&Column) -> Option<String>,
) {
    let name = column.name.clone();
    let word = folded(&name);
    let is = |known: Option<&String>| known == Some(&name);
    let anchors = resource.tenant.all().iter().chain(resource.owner.all());
    let parents = resource.parent.all().iter().map(|(_, field)| field);
    let fixed = name == resource.key.0 || anchors.chain(parents).any(|known| *known == name);
    if fixed {
        columns.show.push(name);
    } else if is(resource.deleted.as_ref()) {
    } else if is_secret(&word) {
        columns.never.push(name);
    } else if column.kind == Kind::Json {
        columns.json.push(name);
    } else if is(resource.visibility.as_ref()) {
        columns.show.push(name);
    } else if let Some(there) = target(column).filter(|_| !is_kept(&resource.name)) {
        columns.show.push(name.clone());
        columns.references.push((name, there));
    } else if is_personal(&word) && resource.rows != Rows::People {
        columns.personal.push(name);
    } else if resource.rows == Rows::Members {
        // The built-in rules of members decide over the role.
        columns.show.push(name);
    } else if column.generated || is_stamp(&word) || word.ends_with("_by") || word.ends_with("_id")
    {
        columns.show.push(name);
    } else if is_controlled(&word)
        || is_personal(&word)
        || column.kind == Kind::Other
        || is_kept(&resource.name)
    {
        columns.show.push(name.clone());
        columns.controlled.push(name);
    } else {
        columns.show.push(name.clone());
        columns.write.push(name);
    }
}
