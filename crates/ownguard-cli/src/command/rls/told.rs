//! What `ownguard rls` says of a migration, and the files it writes.

use crate::command::Context;
use crate::output::Output;
use crate::paint::Style;
use crate::table::{Cell, Table};
use ownguard_emit::postgres::{File, Flavour, Migration, Mode, Note, Options};
use serde_json::json;

/// The files, below a folder.
pub(super) fn written(output: Output, folder: &str, migration: &Migration) -> Output {
    let files = [&migration.up, &migration.down, &migration.audit];
    files.into_iter().fold(output, |output, file| {
        output.writing(below(folder, file), &file.sql, true)
    })
}

fn below(folder: &str, file: &File) -> String {
    match folder.trim_end_matches('/') {
        "" | "." => file.path.clone(),
        folder => format!("{folder}/{}", file.path),
    }
}

pub(super) fn told(
    migration: &Migration,
    folder: &str,
    options: &Options,
    context: Context<'_>,
) -> String {
    let paint = context.paint();
    let mut files = Table::new(&[]);
    for (file, about) in [
        (&migration.up, "applies the model; may be applied again"),
        (&migration.down, "takes it back"),
        (
            &migration.audit,
            "a query: what is wider than the model, and who goes around it",
        ),
    ] {
        files.row([Cell::styled(Style::Cyan, below(folder, file)), about.into()]);
    }
    let flavour = match options.flavour {
        Flavour::Plain => "settings of the app",
        Flavour::Supabase => "Supabase's token",
    };
    let mode = match options.mode {
        Mode::Restrictive => "restrictive: only narrows",
        Mode::Replace => "replaces the policies that are there",
    };
    let mut text = format!("wrote, {mode}, the caller from {flavour}\n");
    text.push_str(&files.render(2, context.columns(), paint));
    if !migration.notes.is_empty() {
        text.push_str("\nWhat SQL leaves aside or says more strictly\n");
        let mut notes = Table::new(&[]);
        for (said, of) in grouped(&migration.notes) {
            notes.row([said.into()]);
            if !of.is_empty() {
                notes.row([Cell::styled(Style::Dim, format!("  {}", of.join(", ")))]);
            }
        }
        text.push_str(&notes.render(2, context.columns(), paint));
    }
    text
}

/// Each note once, with all that it is about.
fn grouped(notes: &[Note]) -> Vec<(&str, Vec<String>)> {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for note in notes {
        let about = Some(about(note)).filter(|about| !about.is_empty());
        match groups.iter_mut().find(|(text, _)| *text == note.text) {
            Some((_, of)) => of.extend(about),
            None => groups.push((&note.text, about.into_iter().collect())),
        }
    }
    groups
}

fn about(note: &Note) -> String {
    let parts = [note.resource.as_deref(), note.action.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(".")
}

pub(super) fn value(migration: &Migration) -> serde_json::Value {
    let file = |file: &File| json!({ "path": file.path, "sql": file.sql });
    let notes = migration
        .notes
        .iter()
        .map(|note| json!({ "resource": note.resource, "action": note.action, "text": note.text }));
    let functions = migration
        .functions
        .iter()
        .map(|function| json!({ "signature": function.signature, "role": function.role }));
    json!({
        "up": file(&migration.up),
        "down": file(&migration.down),
        "audit": file(&migration.audit),
        "notes": notes.collect::<Vec<_>>(),
        "roles": migration.roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(),
        "functions": functions.collect::<Vec<_>>(),
    })
}
