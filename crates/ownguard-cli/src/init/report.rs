//! What `init` tells of a draft: what was found, what was left out, and what is to
//! be decided. For people as text, for programs as JSON. Pure.

use super::Draft;
use super::infer::proposal::{Choice, Resource};
use crate::paint::{Paint, Style};
use crate::table::{Cell, Table};
use serde_json::{Value, json};

/// The report for people.
pub(crate) fn report(draft: &Draft, columns: usize, paint: Paint) -> String {
    let mut text = String::new();
    let proposal = &draft.proposal;
    let count =
        |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    let passed = if draft.skipped.is_empty() {
        String::new()
    } else {
        format!(", {} passed over", count(draft.skipped.len(), "statement"))
    };
    let found = format!("{} read{passed}", count(draft.tables, "table"));
    text.extend([paint.bold(&found).as_str(), "\n"]);
    let mut who = Table::new(&[]);
    let provider =
        proposal.provider.map_or(
            "not to be told from the schema",
            |provider| match provider {
                super::schema::Provider::Supabase => "Supabase",
                super::schema::Provider::Authjs => "Auth.js",
                super::schema::Provider::Clerk => "Clerk",
                super::schema::Provider::Firebase => "Firebase",
                super::schema::Provider::Auth0 => "Auth0",
            },
        );
    who.row(["sessions".into(), provider.into()]);
    let tenancy = proposal.tenancy.as_ref().map_or_else(
        || "none: rows belong to single people".to_owned(),
        |tenancy| {
            let members = &tenancy.members.table;
            format!(
                "{}: {}, members in {members}, roles {}",
                tenancy.name,
                tenancy.table,
                tenancy.roles.names.join(" < ")
            )
        },
    );
    who.row(["tenancy".into(), tenancy.into()]);
    text.push_str(&who.render(2, columns, paint));

    let mut resources = Table::new(&["resource", "table", "key", "owned by"]);
    for resource in &proposal.resources {
        resources.row([
            Cell::styled(Style::Cyan, resource.name.as_str()),
            resource.table.as_str().into(),
            format!("{}:{}", resource.key.0, resource.key.1).into(),
            owned(resource).into(),
        ]);
    }
    if !resources.is_empty() {
        text.push('\n');
        text.push_str(&resources.render(2, columns, paint));
    }
    section(
        &mut text,
        "Left out",
        proposal
            .left_out
            .iter()
            .map(|(table, why)| (table.clone(), why.clone())),
        columns,
        paint,
    );
    let skipped = draft.skipped.iter().map(|skipped| {
        let place = &skipped.place;
        (
            format!("{}:{}", place.file, place.line),
            skipped.what.clone(),
        )
    });
    section(
        &mut text,
        "Passed over, because it could not be read",
        skipped,
        columns,
        paint,
    );
    if !proposal.notes.is_empty() {
        text.extend(["\n", paint.bold("Worth knowing").as_str(), "\n"]);
        let mut table = Table::new(&[]);
        for note in &proposal.notes {
            table.row(["·".into(), one_line(note).into()]);
        }
        text.push_str(&table.render(2, columns, paint));
    }
    let open = format!("To decide: {}", draft.decisions.len());
    let decisions = draft.decisions.iter().map(|decision| {
        (
            format!("line {}", decision.line),
            format!("{}: {}", decision.key, decision.question),
        )
    });
    section(&mut text, &open, decisions, columns, paint);
    text
}

fn section(
    text: &mut String,
    title: &str,
    rows: impl Iterator<Item = (String, String)>,
    columns: usize,
    paint: Paint,
) {
    let mut table = Table::new(&[]);
    for (name, what) in rows {
        table.row([
            Cell::styled(Style::Dim, one_line(&name)),
            one_line(&what).into(),
        ]);
    }
    if !table.is_empty() {
        text.extend(["\n", paint.bold(title).as_str(), "\n"]);
        text.push_str(&table.render(2, columns, paint));
    }
}

/// Names come from a schema, and a terminal obeys what stands in them.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn owned(resource: &Resource) -> String {
    let mut parts = Vec::new();
    let mut part = |what: &str, choice: Vec<String>, open: bool| {
        if !choice.is_empty() {
            let mark = if open { "?" } else { "" };
            parts.push(format!("{what} {}{mark}", choice.join(" or ")));
        }
    };
    let columns = |choice: &Choice<String>| choice.all().to_vec();
    let open = |choice: &Choice<String>| matches!(choice, Choice::Open(_));
    part("tenant", columns(&resource.tenant), open(&resource.tenant));
    let parents = resource
        .parent
        .all()
        .iter()
        .map(|(parent, field)| format!("{parent} by {field}"));
    part(
        "parent",
        parents.collect(),
        matches!(resource.parent, Choice::Open(_)),
    );
    part("owner", columns(&resource.owner), open(&resource.owner));
    let shares = resource.shares.iter().map(|shares| shares.table.clone());
    part("shared in", shares.collect(), false);
    parts.join(", ")
}

/// The report for programs.
pub(crate) fn json(draft: &Draft) -> Value {
    let pairs = |list: &[(String, String)]| -> Vec<Value> {
        let pairs = list
            .iter()
            .map(|(table, why)| json!({ "table": table, "why": why }));
        pairs.collect()
    };
    let decisions = draft.decisions.iter().map(|decision| {
        json!({
            "line": decision.line,
            "key": decision.key,
            "question": decision.question,
            "answers": decision.answers,
        })
    });
    let skipped = draft.skipped.iter().map(|skipped| {
        json!({ "file": skipped.place.file, "line": skipped.place.line, "what": skipped.what })
    });
    json!({
        "model": draft.text,
        "tables": draft.tables,
        "decisions": decisions.collect::<Vec<_>>(),
        "leftOut": pairs(&draft.proposal.left_out),
        "skipped": skipped.collect::<Vec<_>>(),
        "notes": draft.proposal.notes,
    })
}
