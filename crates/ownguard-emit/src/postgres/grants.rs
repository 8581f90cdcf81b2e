//! Privileges: which columns a role may read and write at all. Which of several
//! relations a caller holds is no matter of privileges; `never`, and what nobody
//! of a role may write, is.

use super::Mode;
use super::needs;
use super::roles::Role;
use super::soft::Function;
use super::tables::{Guarded, Tables};
use super::text::{add, kind, part, run};
use crate::condition::{Caller, Command, Condition, Stage};
use crate::sql::{ident, literal};
use ownguard_core::FieldSet;
use ownguard_core::spec::FieldKind;
use std::collections::BTreeSet;

/// The privileges on every guarded table.
pub(super) fn grants(tables: &Tables<'_>) -> String {
    let mut out = part("Which columns");
    let names: Vec<_> = tables.roles.iter().map(|role| ident(&role.name)).collect();
    let names = names.join(", ");
    for table in tables.guarded() {
        let full = tables.table(table);
        add(
            &mut out,
            format!("revoke all on {full} from public, {names};\n"),
        );
        for role in &tables.roles {
            for command in Command::ALL {
                let (word, to) = (command.word(), ident(&role.name));
                match columns(tables, table, role, command) {
                    Columns::None => {}
                    Columns::Whole => add(&mut out, format!("grant {word} on {full} to {to};\n")),
                    Columns::Named(columns) => {
                        let columns: Vec<_> = columns.iter().map(|column| ident(column)).collect();
                        let columns = columns.join(", ");
                        add(
                            &mut out,
                            format!("grant {word} ({columns}) on {full} to {to};\n"),
                        );
                    }
                }
            }
        }
    }
    out.push_str(&sequences(tables));
    out.push_str(&super::keep::settle(tables));
    out
}

/// A `serial` key takes its value from a sequence, which is a privilege of its own.
fn sequences(tables: &Tables<'_>) -> String {
    let mut pairs = Vec::new();
    for table in tables.guarded() {
        for role in &tables.roles {
            if let Columns::Named(_) = columns(tables, table, role, Command::Insert) {
                pairs.push(format!(
                    "({}, {})",
                    literal(&tables.table(table)),
                    literal(&role.name)
                ));
            }
        }
    }
    if pairs.is_empty() {
        return String::new();
    }
    run(&format!(
        "declare
  found record;
begin
  for found in
    select s.oid::regclass as sequence, wanted.role
    from (values {}) as wanted (name, role)
    join pg_catalog.pg_depend as d on d.refobjid = wanted.name::regclass and d.deptype = 'a'
    join pg_catalog.pg_class as s on s.oid = d.objid and s.relkind = 'S'
    where d.classid = 'pg_catalog.pg_class'::regclass
  loop
    execute format('grant usage on sequence %s to %I', found.sequence, found.role);
  end loop;
end",
        pairs.join(", ")
    ))
}

/// What of a table a command may touch.
enum Columns<'a> {
    None,
    Whole,
    Named(BTreeSet<&'a str>),
}

fn columns<'a>(tables: &Tables<'a>, table: &str, role: &Role, command: Command) -> Columns<'a> {
    let mut named = BTreeSet::new();
    let mut whole = false;
    for guarded in tables.of_table(table) {
        if !meets(tables, role, guarded.at, command) {
            continue;
        }
        whole |= command == Command::Delete;
        let fields = match command {
            Command::Select => read(tables, role, guarded),
            Command::Insert => inserted(tables, role, guarded),
            Command::Update => updated(tables, role, guarded),
            Command::Delete => FieldSet::NONE,
        };
        let columns = guarded.resource.fields().iter().enumerate();
        let columns = columns.filter(|(at, _)| fields.contains(*at));
        named.extend(columns.map(|(_, field)| field.column.as_str()));
    }
    if let Some(shared) = super::shares::columns(tables, table, role, command) {
        whole |= command == Command::Delete;
        named.extend(shared);
    }
    match (whole, named.is_empty()) {
        (true, _) => Columns::Whole,
        (false, true) => Columns::None,
        (false, false) => Columns::Named(named),
    }
}

/// Whether somebody of the role passes a command on some row.
pub(super) fn meets(tables: &Tables<'_>, role: &Role, at: usize, command: Command) -> bool {
    let stage = if command == Command::Insert {
        Stage::New
    } else {
        Stage::Existing
    };
    let met = |caller: &Caller| {
        let all = tables.all_relations();
        tables.allowed((at, command), *caller, stage, all) != Condition::Never
    };
    role.callers.iter().any(met)
}

/// Columns that are there: nested rows are no column.
fn stored(guarded: Guarded<'_>) -> FieldSet {
    let fields = guarded.resource.fields().iter().enumerate();
    let columns = fields.filter(|(_, field)| match field.kind {
        FieldKind::Scalar | FieldKind::Json => true,
        FieldKind::Embed(_) => false,
    });
    columns.map(|(at, _)| at).collect()
}

/// What some relation of the role sees as it is, the key, and what rules on other tables ask of this one.
fn read(tables: &Tables<'_>, role: &Role, guarded: Guarded<'_>) -> FieldSet {
    let granting = tables.granting(
        role,
        guarded.resource,
        Command::Select.actions(tables.model, guarded.at),
    );
    let shown = guarded.resource.plan(granting).show;
    let key = FieldSet::of(guarded.resource.spec().key.field);
    let never = never(guarded);
    let asked: FieldSet = needs::asked(tables, role)
        .into_iter()
        .filter(|(resource, _)| *resource == guarded.at)
        .map(|(_, field)| field)
        .collect();
    let all = shown.union(key).union(asked);
    all.without(never).intersection(stored(guarded))
}

pub(super) fn never(guarded: Guarded<'_>) -> FieldSet {
    let fields = guarded.resource.fields().iter().enumerate();
    fields
        .filter(|(_, field)| field.never)
        .map(|(at, _)| at)
        .collect()
}

/// What some relation of the role may write by an action.
pub(super) fn writable(
    tables: &Tables<'_>,
    role: &Role,
    guarded: Guarded<'_>,
    command: Command,
) -> FieldSet {
    let spec = guarded.resource.spec();
    let granting = tables.granting(
        role,
        guarded.resource,
        command.actions(tables.model, guarded.at),
    );
    let parent = spec.parent.as_ref().map(|parent| parent.field);
    let fixed: FieldSet = spec.deleted.into_iter().chain(parent).collect();
    let writable = guarded.resource.writable(granting).without(fixed);
    writable.intersection(stored(guarded))
}

fn inserted(tables: &Tables<'_>, role: &Role, guarded: Guarded<'_>) -> FieldSet {
    let spec = guarded.resource.spec();
    let said = [
        Some(spec.key.field),
        spec.tenant,
        spec.owner,
        spec.parent.as_ref().map(|parent| parent.field),
        spec.members.map(|members| members.user),
    ];
    let said: FieldSet = said.into_iter().flatten().collect();
    writable(tables, role, guarded, Command::Insert).union(said)
}

fn updated(tables: &Tables<'_>, role: &Role, guarded: Guarded<'_>) -> FieldSet {
    let key = FieldSet::of(guarded.resource.spec().key.field);
    writable(tables, role, guarded, Command::Update).without(key)
}

/// Who may call what.
pub(super) fn functions(tables: &Tables<'_>, soft: &[Function]) -> String {
    let mut out = part("Who may call what");
    out.push_str("revoke all on all functions in schema ownguard from public;\n");
    let names: Vec<_> = tables.roles.iter().map(|role| ident(&role.name)).collect();
    let mut everybody = vec![
        "person()".to_owned(),
        "guest()".to_owned(),
        "subject()".to_owned(),
        "service_tenant()".to_owned(),
        "tenants()".to_owned(),
        "tenants(text)".to_owned(),
        "suspended_tenants()".to_owned(),
        "default_of(oid, name)".to_owned(),
    ];
    if tables.members().is_some() {
        let subject = kind(tables.options.subject);
        everybody.push(format!("last_holder({}, {subject})", tables.tenant_kind()));
    }
    let shared = tables
        .resources()
        .filter(|guarded| guarded.shares.is_some());
    everybody.extend(shared.map(|guarded| {
        let function = super::shares::function(tables, guarded.at);
        format!(
            "{}(text)",
            function.strip_prefix("ownguard.").unwrap_or(&function)
        )
    }));
    let everybody: Vec<_> = everybody
        .iter()
        .map(|function| format!("ownguard.{function}"))
        .collect();
    add(
        &mut out,
        format!(
            "grant execute on function\n  {}\nto {};\n",
            everybody.join(",\n  "),
            names.join(", ")
        ),
    );
    for function in soft {
        let grant = format!(
            "grant execute on function {} to {};\n",
            function.signature,
            ident(&function.role)
        );
        match tables.options.mode {
            Mode::Replace => out.push_str(&grant),
            Mode::Restrictive => out.push_str(&if_nothing_stood_there(tables, function, &grant)),
        }
    }
    out.push('\n');
    out
}

/// These functions ask the model alone: where other policies stood, or the role could not write the
/// column, they would let more through than before.
fn if_nothing_stood_there(tables: &Tables<'_>, function: &Function, grant: &str) -> String {
    let guarded = tables.resource(function.resource);
    let table = guarded.map_or_else(String::new, |guarded| tables.table(guarded.table));
    let column = guarded.and_then(|guarded| {
        let deleted = guarded.resource.spec().deleted?;
        guarded.resource.fields().get(deleted)
    });
    let column = column.map_or("", |field| &field.column);
    run(&format!(
        "begin
  if exists (
    select from ownguard.kept
    where relation::regclass = {table}::regclass and not enabled
      and (starts_with({role}, 'ownguard_') or format('UPDATE %s %I', {role}, {column}) = any (held))
  ) then
    {grant}  end if;
end",
        table = literal(&table),
        role = literal(&function.role),
        column = literal(column),
    ))
}
