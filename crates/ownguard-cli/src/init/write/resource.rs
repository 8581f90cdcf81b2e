//! One resource of a draft. Pure.

use super::grants::{self, Ladder};
use super::page::{Page, list, quoted};
use super::routes;
use crate::init::infer::proposal::{Choice, Proposal, Resource, Rows};
use crate::init::infer::words::folded;

pub(super) fn write(page: &mut Page, proposal: &Proposal, resource: &Resource) {
    let name = &resource.name;
    page.gap();
    page.table(&format!("resources.{name}"));
    if resource.table != *name {
        page.key("table", quoted(&resource.table));
    }
    page.key(
        "key",
        quoted(&format!("{}:{}", resource.key.0, resource.key.1)),
    );
    chosen(
        page,
        "tenant",
        &resource.tenant,
        "which of them is the tenant",
    );
    chosen(page, "owner", &resource.owner, "who owns a row");
    if let Some(column) = &resource.visibility {
        page.key("visibility", quoted(column));
    }
    if let Some(column) = &resource.deleted {
        page.key("deleted", quoted(column));
    }
    parent(page, resource);
    if let Some(path) = routes::rest(proposal, resource) {
        page.said(
            "rest",
            quoted(&path),
            "a guess: where its five usual routes stand",
        );
    }
    lists(page, resource);
    shares(page, resource);
    remarks(page, resource);
    if resource.parent.is_none() {
        grants::write(page, proposal, resource);
    }
    asks(page, resource);
    fields(page, proposal, resource);
}

fn chosen(page: &mut Page, key: &str, choice: &Choice<String>, question: &str) {
    match choice {
        Choice::None => {}
        Choice::One(column) => page.key(key, quoted(column)),
        Choice::Open(columns) => {
            let question = format!("{question}: {}", columns.join(", "));
            page.open(
                key,
                "\"?\"",
                &question,
                columns.iter().map(|column| quoted(column)).collect(),
            );
        }
    }
}

fn parent(page: &mut Page, resource: &Resource) {
    let inline = |(parent, field): &(String, String)| {
        format!(
            "{{ resource = {}, field = {}, as = {{ list = \"read\", create = \"update\", delete = \"update\" }} }}",
            quoted(parent),
            quoted(field)
        )
    };
    match &resource.parent {
        Choice::None => {}
        Choice::One(one) => page.key("parent", inline(one)),
        Choice::Open(list) => {
            let answers: Vec<String> = list.iter().map(inline).collect();
            let first = answers.first().cloned().unwrap_or_default();
            let others: Vec<String> = list
                .iter()
                .skip(1)
                .map(|(parent, field)| format!("{parent} by {field}"))
                .collect();
            let others = if others.is_empty() {
                String::new()
            } else {
                format!("; or {}", others.join(", "))
            };
            let question = format!(
                "whoever may read that may read these: {first}{others}; or take the line out and write grants"
            );
            page.open("parent", "\"?\"", &question, answers);
        }
    }
}

fn lists(page: &mut Page, resource: &Resource) {
    let columns = &resource.columns;
    if !columns.show.is_empty() {
        page.key("show", list(&columns.show));
    }
    if resource.visibility.is_some() {
        let plain = |column: &&String| *column != &resource.key.0 && columns.write.contains(column);
        let answer = columns.show.iter().find(plain).unwrap_or(&resource.key.0);
        page.open(
            "outside",
            "[\"?\"]",
            "what people outside see of a row that is public",
            vec![quoted(answer)],
        );
    }
    if !columns.write.is_empty() {
        page.key("write", list(&columns.write));
    }
    if !columns.never.is_empty() {
        page.key("never", list(&columns.never));
    }
}

fn shares(page: &mut Page, resource: &Resource) {
    let Some(shares) = &resource.shares else {
        return;
    };
    page.gap();
    page.table(&format!("resources.{}.shares", resource.name));
    page.key("table", quoted(&shares.table));
    page.key("resource", quoted(&shares.resource));
    page.key("user", quoted(&shares.user));
    page.key("level", quoted(&shares.level));
    if shares.levels.known {
        page.said("levels", list(&shares.levels.names), "weakest first");
    } else {
        let mut names = shares.levels.names.clone();
        names.push("?".to_owned());
        let found = shares.levels.found.join(", ");
        let found = if found.is_empty() {
            found
        } else {
            format!("; the schema says {found}")
        };
        page.open(
            "levels",
            list(&names),
            &format!("the levels, weakest first{found}"),
            vec!["\"edit\"".to_owned()],
        );
    }
}

/// What the lists leave out, and what the schema says already.
fn remarks(page: &mut Page, resource: &Resource) {
    let columns = &resource.columns;
    if !columns.controlled.is_empty() {
        page.comment(&format!(
            "shown, and written by nobody until it stands in `write`: {}",
            columns.controlled.join(", ")
        ));
    }
    if !columns.json.is_empty() {
        page.comment(&format!(
            "not shown: {}. An object or a list passes only whole: `{{ json = true }}` under `fields`, and in `show`",
            columns.json.join(", ")
        ));
    }
    match (resource.secured, resource.policies.as_slice()) {
        (_, [_, ..]) => page.comment(&format!(
            "the schema has policies of its own: {}",
            resource.policies.join("; ")
        )),
        (true, []) => page.comment("the schema turns row-level security on and has no policy"),
        (false, []) => {}
    }
}

fn asks(page: &mut Page, resource: &Resource) {
    match resource.rows {
        Rows::Tenants => {
            page.gap();
            page.table(&format!("resources.{}.actions", resource.name));
            page.key("update", "{ fresh = \"60s\" }");
            page.key("delete", "{ fresh = \"0s\", audit = true }");
        }
        Rows::Members => {
            page.gap();
            page.table(&format!("resources.{}.actions", resource.name));
            for action in ["invite", "update", "delete"] {
                page.key(action, "{ fresh = \"0s\", audit = true }");
            }
        }
        Rows::People | Rows::Own | Rows::Child => {}
    }
}

/// Columns that some relations see, and columns that hold keys of other rows.
fn fields(page: &mut Page, proposal: &Proposal, resource: &Resource) {
    let columns = &resource.columns;
    let relations = relations(proposal, resource);
    let role = proposal
        .tenancy
        .as_ref()
        .and_then(|tenancy| tenancy.members.role.as_ref());
    let role = role.filter(|_| resource.rows == Rows::Members);
    let references = columns
        .references
        .iter()
        .filter(|_| resource.rows == Rows::Own);
    let references: Vec<&(String, String)> = references.collect();
    let none = columns.personal.is_empty() && references.is_empty() && role.is_none();
    let Some(likely) = relations.last().filter(|_| !none) else {
        return;
    };
    let answers: Vec<String> = relations
        .iter()
        .rev()
        .map(|relation| quoted(relation))
        .collect();
    page.gap();
    page.table(&format!("resources.{}.fields", resource.name));
    for column in &columns.personal {
        let otherwise = if folded(column).contains("email") {
            ", otherwise = \"mask:email\""
        } else {
            ""
        };
        let value = format!("{{ to = [\"?\"]{otherwise} }}");
        page.open(
            column,
            value,
            &format!("who sees it: {}", relations.join(", ")),
            answers.clone(),
        );
    }
    for (column, there) in references {
        let value = format!("{{ write = [\"?\"], ref = {} }}", quoted(there));
        let question = format!(
            "who may point it at another {there}: {}",
            relations.join(", ")
        );
        page.open(column, value, &question, answers.clone());
    }
    if let Some(role) = role {
        page.key(role, format!("{{ write = [{}] }}", quoted(likely)));
    }
}

/// The relations that a draft grants something on these rows.
fn relations(proposal: &Proposal, resource: &Resource) -> Vec<String> {
    let mut list = Vec::new();
    if !resource.owner.is_none() {
        list.push("owner".to_owned());
    }
    let in_tenant = match resource.rows {
        Rows::Tenants | Rows::Members => true,
        Rows::Own => !resource.tenant.is_none(),
        Rows::Child => !resource.tenant.is_none() || proposal.tenancy.is_some(),
        Rows::People => false,
    };
    if in_tenant && let Some(ladder) = Ladder::of(proposal) {
        list.push(ladder.strongest);
    }
    list
}
