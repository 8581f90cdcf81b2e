//! Soft deletion and restoring as functions: a policy that hides deleted rows
//! makes the direct update fail. Each asks for itself what its caller may.

use super::render::by_role;
use super::tables::{Guarded, Tables};
use super::text::{add, body, indent, kind, name, part};
use crate::condition::{Stage, condition};
use crate::sql::{ident, literal};
use ownguard_core::Action;

const ROW: &str = "ownguard_row";

/// A function for one role. It takes a key, and says whether the row was there and allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// As it is called, with the type of its argument: `ownguard."delete_invoice"(uuid)`.
    pub signature: String,
    /// The place of the resource.
    pub resource: usize,
    /// `delete` or `restore`.
    pub action: Action,
    /// The only role that may call it.
    pub role: String,
}

pub(super) fn functions(tables: &Tables<'_>) -> (String, Vec<Function>) {
    let mut out = part("Soft deletion");
    let mut all = Vec::new();
    for guarded in tables.resources() {
        let spec = guarded.resource.spec();
        let deleted = spec
            .deleted
            .and_then(|field| guarded.resource.fields().get(field));
        let key = guarded.resource.fields().get(spec.key.field);
        let (Some(deleted), Some(key)) = (deleted, key) else {
            continue;
        };
        for action in [Action::DELETE, Action::RESTORE] {
            for role in &tables.roles {
                let held = by_role(tables, role, ROW, |caller| {
                    condition(tables.model, guarded.at, action, caller, Stage::Existing)
                });
                let Some(held) = held else { continue };
                let called = called(tables, guarded, action, &role.suffix);
                let kind = kind(spec.key.kind);
                let columns = (key.column.as_str(), deleted.column.as_str());
                let text = body(&update(tables, guarded, action, columns, &held));
                add(
                    &mut out,
                    format!(
                        "create or replace function {called}(key {kind}) returns boolean
language plpgsql security definer set search_path = ''
as {text};

"
                    ),
                );
                all.push(Function {
                    signature: format!("{called}({kind})"),
                    resource: guarded.at,
                    action,
                    role: role.name.clone(),
                });
            }
        }
    }
    if all.is_empty() {
        out.clear();
    }
    (out, all)
}

fn called(tables: &Tables<'_>, guarded: Guarded<'_>, action: Action, suffix: &str) -> String {
    let word = tables.model.action_name(action);
    let resource = guarded.resource.name();
    let name = match suffix {
        "" => name(&[word, resource]),
        suffix => name(&[word, resource, "as", suffix]),
    };
    format!("ownguard.{}", ident(&name))
}

/// The column may be a time, a flag or a number: each says "deleted" in its own way.
fn update(
    tables: &Tables<'_>,
    guarded: Guarded<'_>,
    action: Action,
    (key, deleted): (&str, &str),
    held: &str,
) -> String {
    let table = tables.table(guarded.table);
    let (flag, number, time) = if action == Action::RESTORE {
        ("false", "null", "null")
    } else {
        (
            "true",
            "extract(epoch from pg_catalog.now())::bigint",
            "pg_catalog.now()",
        )
    };
    let set = |value: &str| {
        format!(
            "    update {table} as {ROW} set {deleted} = {value}\n    where {ROW}.{key} = $1 and {held};",
            deleted = ident(deleted),
            key = ident(key),
            held = indent(held, 4),
        )
    };
    format!(
        "declare
  kind regtype := (
    select atttypid from pg_catalog.pg_attribute
    where attrelid = {of}::regclass and attname = {name});
begin
  if kind = 'boolean'::regtype then
{flag}
  elsif kind in ('bigint'::regtype, 'integer'::regtype) then
{number}
  else
{time}
  end if;
  return found;
end",
        of = literal(&table),
        name = literal(deleted),
        flag = set(flag),
        number = set(number),
        time = set(time),
    )
}
