//! Privileges: which columns a role may read and write at all. Which of several
//! relations a caller holds is no matter of privileges; `never`, and what nobody
//! of a role may write, is.

use super::roles::Role;
use super::soft::Function;
use super::tables::{Guarded, Tables};
use super::text::{add, kind, part};
use crate::condition::{Caller, Command, Condition, Stage, condition};
use crate::sql::ident;
use ownguard_core::spec::FieldKind;
use ownguard_core::{Action, FieldSet};
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
    out.push_str(&super::keep::settle(tables));
    out
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
    let asked: FieldSet = asked(tables, role)
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

/// Columns that policies and triggers on other tables read in the caller's name.
pub(super) fn asked(tables: &Tables<'_>, role: &Role) -> BTreeSet<(usize, usize)> {
    let mut asked = BTreeSet::new();
    for guarded in tables.resources() {
        for caller in &role.callers {
            for command in Command::ALL {
                for stage in [Stage::Existing, Stage::New] {
                    let held = tables.allowed(
                        (guarded.at, command),
                        *caller,
                        stage,
                        tables.all_relations(),
                    );
                    note(tables, &held, 1, &mut asked);
                }
            }
            for target in guarded
                .resource
                .fields()
                .iter()
                .filter_map(|field| field.reference)
            {
                let held = condition(tables.model, target, Action::READ, *caller, Stage::Existing);
                note(tables, &held, 0, &mut asked);
                line(tables, target, &mut asked);
                line(tables, guarded.at, &mut asked);
            }
            if guarded.shares.is_some() {
                let held = condition(
                    tables.model,
                    guarded.at,
                    Action::SHARE,
                    *caller,
                    Stage::Existing,
                );
                note(tables, &held, 0, &mut asked);
            }
        }
    }
    asked
}

/// The columns of a condition from a level on, and those that lead to parents.
fn note(tables: &Tables<'_>, held: &Condition, from: usize, asked: &mut BTreeSet<(usize, usize)>) {
    match held {
        Condition::Always | Condition::Never => {}
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                note(tables, part, from, asked);
            }
        }
        Condition::Parent { of, child, holds } => {
            let parent = tables
                .resource(*child)
                .and_then(|child| child.resource.spec().parent.as_ref());
            if let Some(parent) = parent {
                if *of >= from {
                    asked.insert((*child, parent.field));
                }
                let above = tables.resource(parent.resource);
                asked.extend(above.map(|above| (parent.resource, above.resource.spec().key.field)));
            }
            note(tables, holds, from, asked);
        }
        Condition::Test(test) => {
            let places = test
                .places()
                .into_iter()
                .filter(|place| place.level >= from);
            asked.extend(places.map(|place| (place.resource, place.field)));
        }
    }
}

/// The columns that lead from a row to its tenant.
fn line(tables: &Tables<'_>, from: usize, asked: &mut BTreeSet<(usize, usize)>) {
    let mut next = tables.resource(from);
    let mut steps = 0;
    while let Some(found) = next.filter(|_| steps < ownguard_core::model::MAX_DEPTH) {
        steps += 1;
        let spec = found.resource.spec();
        asked.insert((found.at, spec.key.field));
        asked.extend(spec.tenant.map(|tenant| (found.at, tenant)));
        asked.extend(spec.parent.as_ref().map(|parent| (found.at, parent.field)));
        next = spec
            .parent
            .as_ref()
            .and_then(|parent| tables.resource(parent.resource));
    }
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
    for function in everybody {
        add(
            &mut out,
            format!(
                "grant execute on function ownguard.{function} to {};\n",
                names.join(", ")
            ),
        );
    }
    for function in soft {
        add(
            &mut out,
            format!(
                "grant execute on function {} to {};\n",
                function.signature,
                ident(&function.role)
            ),
        );
    }
    out.push('\n');
    out
}
