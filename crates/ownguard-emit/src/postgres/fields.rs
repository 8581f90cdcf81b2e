//! Which relation may write which field, with which value, and which rows a field
//! may point at. Policies are for whole rows, so this is a trigger: each column
//! that changed is held against who may write it. Each role's condition is a
//! statement of its own: Postgres asks for the privileges of all tables of a plan,
//! and of those that only another role's condition reads there are none.

use super::definer::EXEMPT;
use super::render::{by_role, join};
use super::roles::Role;
use super::tables::{Guarded, Tables};
use super::text::{add, body, indent, name, part, refuse};
use crate::condition::{Caller, Command, Condition, Stage, condition};
use crate::sql::{ident, literal, literals};
use ownguard_core::spec::{FieldKind, FieldSpec, Writer, Writers};
use ownguard_core::{Action, RelationSet};

const TARGET: &str = "ownguard_target";

/// A column's default as text, so that a field that nobody wrote is told from one that was.
const DEFAULT: &str = "declare
  expression text := (
    select pg_catalog.pg_get_expr(d.adbin, d.adrelid)
    from pg_catalog.pg_attrdef as d join pg_catalog.pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where d.adrelid = of and a.attname = column_name);
  value text;
begin
  if expression is not null then
    execute 'select (' || expression || ')::text' into value;
  end if;
  return value;
end";

pub(super) fn triggers(tables: &Tables<'_>) -> String {
    let mut out = part("Which fields");
    let default = body(DEFAULT);
    add(
        &mut out,
        format!(
            "create or replace function ownguard.default_of(of oid, column_name name) returns text
language plpgsql stable set search_path = ''
as {default};

"
        ),
    );
    for guarded in tables.resources() {
        let refusals = refusals(tables, guarded);
        if refusals.is_empty() {
            continue;
        }
        let function = ident(&name(&["fields", guarded.resource.name()]));
        let trigger = ident(&name(&["00_ownguard_fields", guarded.resource.name()]));
        let text = body(&format!(
            "declare
  held boolean;
begin
  if {EXEMPT} then
    return new;
  end if;
{}
  return new;
end",
            refusals.join("\n")
        ));
        add(
            &mut out,
            format!(
                "create or replace function ownguard.{function}() returns trigger
language plpgsql set search_path = ''
as {text};
create trigger {trigger} before insert or update on {}
  for each row execute function ownguard.{function}();

",
                tables.table(guarded.table)
            ),
        );
    }
    out
}

fn refusals(tables: &Tables<'_>, guarded: Guarded<'_>) -> Vec<String> {
    let mut all = Vec::new();
    let spec = guarded.resource.spec();
    for (at, field) in guarded.resource.fields().iter().enumerate() {
        if matches!(field.kind, FieldKind::Embed(_)) {
            continue;
        }
        let (new, old) = (
            format!("new.{}", ident(&field.column)),
            format!("old.{}", ident(&field.column)),
        );
        let changed = format!("tg_op = 'UPDATE' and {new}::text is distinct from {old}::text");
        let default = literal(&field.column);
        let default = format!("ownguard.default_of(tg_relid, {default})");
        let given = format!(
            "tg_op = 'INSERT' and {new} is not null and {new}::text is distinct from {default}"
        );
        if let Writers::Only(writers) = &field.write {
            for (command, wrote) in [(Command::Update, &changed), (Command::Insert, &given)] {
                if let Some(held) = writing(tables, guarded, &new, writers, command) {
                    let refusal = refuse("field_not_writable", &field.column, HELD);
                    all.push(unless(wrote, &held, &refusal));
                }
            }
        }
        if spec.visibility == Some(at) && !matches!(field.write, Writers::Nobody) {
            let held = roles(tables, |role| {
                by_role(tables, role, "old", |caller| {
                    condition(
                        tables.model,
                        guarded.at,
                        Action::SHARE,
                        caller,
                        Stage::Existing,
                    )
                })
            });
            let refusal = refuse("visibility_needs_share", &field.column, HELD);
            all.push(unless(&changed, &held, &refusal));
        }
        if let Some(target) = field.reference.and_then(|target| tables.resource(target)) {
            let held = roles(tables, |role| {
                reference(tables, guarded, target, field, role)
            });
            let points =
                format!("{new} is not null and (tg_op = 'INSERT' or {new} is distinct from {old})");
            let refusal = refuse("foreign_reference", &field.column, HELD);
            all.push(unless(&points, &held, &refusal));
        }
    }
    all
}

/// What is refused.
const HELD: &str = "held is not true";

/// Refuses what was written, unless something holds.
fn unless(wrote: &str, held: &[String], refusal: &str) -> String {
    let mut text = format!("  if {wrote} then\n    held := false;\n");
    for statement in held {
        add(&mut text, format!("    {}\n", indent(statement, 4)));
    }
    add(&mut text, format!("  {}\n  end if;", indent(refusal, 2)));
    text
}

/// Statements that set `held`, one for each of our roles: what must hold where the statement runs under it.
fn roles(tables: &Tables<'_>, held: impl Fn(&Role) -> Option<String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for role in &tables.roles {
        let Some(held) = held(role) else { continue };
        let name = literal(&role.name);
        let is = format!("pg_catalog.pg_has_role(current_user, {name}, 'usage')");
        let first = all.is_empty();
        let when = if first {
            is
        } else {
            format!("{HELD} and {is}")
        };
        let held = indent(&held, 2);
        all.push(format!("if {when} then\n  held := {held};\nend if;"));
    }
    all
}

/// What must hold so that a field may be written; `None` where whoever may write the row may write it.
fn writing(
    tables: &Tables<'_>,
    guarded: Guarded<'_>,
    new: &str,
    writers: &[Writer],
    command: Command,
) -> Option<Vec<String>> {
    let (row, stage) = if command == Command::Insert {
        ("new", Stage::New)
    } else {
        ("old", Stage::Existing)
    };
    let by = |writers: &[&Writer]| {
        writers.iter().fold(RelationSet::NONE, |set, writer| {
            set.union(guarded.resource.with_stronger(writer.relation))
        })
    };
    let free: Vec<_> = writers
        .iter()
        .filter(|writer| writer.values.is_none())
        .collect();
    let free = by(&free);
    let allowed =
        |among| move |caller: Caller| tables.allowed((guarded.at, command), caller, stage, among);
    let all = tables.all_relations();
    let everybody = tables
        .roles
        .iter()
        .flat_map(|role| &role.callers)
        .all(|caller| {
            let whole = allowed(all)(*caller);
            whole == Condition::Never || whole == allowed(free)(*caller)
        });
    if everybody {
        return None;
    }
    Some(roles(tables, |role| {
        let freely = by_role(tables, role, row, allowed(free));
        let valued = writers.iter().filter_map(|writer| {
            let values = writer.values.as_ref()?;
            let held = by_role(tables, role, row, allowed(by(&[writer])))?;
            let values = literals(values.iter().map(String::as_str));
            let among = format!("{new}::text in ({values})");
            Some(join(&[among, held], "and"))
        });
        let ways: Vec<_> = freely.into_iter().chain(valued).collect();
        match ways.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            several => Some(join(several, "or")),
        }
    }))
}

/// The row that a field points at must be readable, and of the same tenant.
fn reference(
    tables: &Tables<'_>,
    guarded: Guarded<'_>,
    target: Guarded<'_>,
    field: &FieldSpec,
    role: &Role,
) -> Option<String> {
    let readable = by_role(tables, role, TARGET, |caller| {
        condition(
            tables.model,
            target.at,
            Action::READ,
            caller,
            Stage::Existing,
        )
    })?;
    let key = target
        .resource
        .fields()
        .get(target.resource.spec().key.field)?;
    let mut parts = vec![format!(
        "{TARGET}.{} = new.{}",
        ident(&key.column),
        ident(&field.column)
    )];
    if guarded.resource.tenant_bound() && target.resource.tenant_bound() {
        parts.push(format!(
            "{} = {}",
            tenant(tables, target, TARGET, 0)?,
            tenant(tables, guarded, "new", 0)?
        ));
    }
    parts.push(readable);
    let held = indent(&join(&parts, "and"), 2);
    let table = tables.table(target.table);
    Some(format!(
        "exists (\n  select from {table} as {TARGET}\n  where {held}\n)"
    ))
}

/// A row's tenant, its own or that of the row above it.
fn tenant(tables: &Tables<'_>, guarded: Guarded<'_>, row: &str, depth: usize) -> Option<String> {
    let spec = guarded.resource.spec();
    let fields = guarded.resource.fields();
    if let Some(tenant) = spec.tenant {
        return Some(format!("{row}.{}", ident(&fields.get(tenant)?.column)));
    }
    if depth == ownguard_core::model::MAX_DEPTH {
        return None;
    }
    let parent = spec.parent.as_ref()?;
    let above = tables.resource(parent.resource)?;
    let key = above
        .resource
        .fields()
        .get(above.resource.spec().key.field)?;
    let alias = format!(
        "{}_{depth}",
        row.replace('"', "").replace("new", "ownguard_new")
    );
    Some(format!(
        "(select {} from {} as {alias} where {alias}.{} = {row}.{})",
        tenant(tables, above, &alias, depth + 1)?,
        tables.table(above.table),
        ident(&key.column),
        ident(&fields.get(parent.field)?.column),
    ))
}
