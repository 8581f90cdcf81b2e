//! Explanations for people.

use super::why::meaning_of;
use super::{Explained, Granted, explain};
use crate::paint::{Paint, Style};
use crate::source::Loaded;
use crate::table::{Cell, Table};
use ownguard_core::Action;
use ownguard_wire::question::Answer;

/// One action: whom it is granted to, what it asks, and what everybody is answered.
pub(crate) fn explained(it: &Explained, columns: usize, paint: Paint) -> String {
    let mut text = paint.bold(&format!("{}.{}", it.resource, it.action));
    if let Some(through) = &it.through {
        let more = format!(": as `{through}`, and `read` on every row above");
        text.push_str(&more);
    }
    text.push('\n');
    if it.grants.is_empty() {
        text.push_str("\nGranted to nobody.\n");
    } else {
        text.push_str("\nGranted to\n");
        text.push_str(&granted(&it.grants, columns, paint));
    }
    if !it.asks.is_empty() {
        let asks = it.asks.join("; ");
        let asked = format!("\nAsks of persons and guests\n  {asks}\n");
        text.push_str(&asked);
    }
    text.push_str("\nWhat everybody is answered\n");
    text.push_str(&cases(it, columns, paint));
    text
}

fn granted(grants: &[Granted], columns: usize, paint: Paint) -> String {
    let mut table = Table::new(&[]);
    for grant in grants.iter().filter(|grant| !grant.implied) {
        let name = Cell::styled(Style::Cyan, grant.relation.as_str());
        table.row([name, "".into(), grant.holds.as_str().into()]);
        let mut line = |what: &str, list: String| {
            if !list.is_empty() {
                table.row([
                    "".into(),
                    Cell::styled(Style::Dim, what),
                    Cell::styled(Style::Dim, list),
                ]);
            }
        };
        line("only while", condition(grant));
        line("sees", grant.sees.join(", "));
        line("writes", grant.writes.join(", "));
    }
    table.render(2, columns, paint)
}

fn condition(grant: &Granted) -> String {
    let alternatives = grant.when.iter().map(|when| {
        let columns = when
            .iter()
            .map(|(column, values)| format!("`{column}` is {}", values.join(" or ")));
        columns.collect::<Vec<_>>().join(" and ")
    });
    alternatives.collect::<Vec<_>>().join(", or while ")
}

fn cases(it: &Explained, columns: usize, paint: Paint) -> String {
    let mut table = Table::new(&[]);
    for case in &it.cases {
        let on = if case.on.is_empty() {
            String::new()
        } else {
            format!("({})", case.on)
        };
        let who = if on.is_empty() {
            case.who.clone()
        } else {
            format!("{} {on}", case.who)
        };
        table.row(match &case.answer {
            Answer::Permit(permit) => {
                let by = format!("by {}", permit.relations.join(", "));
                [who.into(), Cell::styled(Style::Green, "yes"), by.into()]
            }
            Answer::Deny(denial) => {
                let why = format!(
                    "{} {}: {}",
                    denial.status,
                    denial.reason,
                    meaning_of(&denial.reason)
                );
                [who.into(), Cell::styled(Style::Red, "no"), why.into()]
            }
        });
    }
    table.render(2, columns, paint)
}

/// Every action of a resource in one line each.
pub(crate) fn overview(loaded: &Loaded, at: usize, columns: usize, paint: Paint) -> String {
    let Some(resource) = loaded.model.resource(at) else {
        return String::new();
    };
    let mut table = Table::new(&[]);
    let mut denied: Vec<&str> = Vec::new();
    for (place, name) in loaded.model.actions().iter().enumerate() {
        let explained = Action::at(place).and_then(|action| explain(loaded, at, action));
        let Some(explained) = explained.filter(|explained| !explained.grants.is_empty()) else {
            denied.push(name);
            continue;
        };
        table.row([
            Cell::styled(Style::Cyan, name.as_str()),
            granted_to(&explained).into(),
        ]);
        if !explained.asks.is_empty() {
            let asks = format!("asks {}", explained.asks.join("; "));
            table.row(["".into(), Cell::styled(Style::Dim, asks)]);
        }
    }
    let mut text = format!("{}\n\n", paint.bold(resource.name()));
    if !table.is_empty() {
        text.push_str(&table.render(2, columns, paint));
    }
    if !denied.is_empty() {
        let denied = denied.join(", ");
        let nobody = format!("\n  granted to nobody: {denied}\n");
        text.push_str(&nobody);
    }
    text
}

/// What a denial means, and whom the action is granted to, behind the decision itself.
pub(crate) fn asked(answer: &Answer, it: Option<&Explained>) -> String {
    match answer {
        Answer::Permit(_) => String::new(),
        Answer::Deny(denial) => {
            let who = it.map(granted_to).filter(|who| !who.is_empty());
            let who = who.map_or_else(
                || "granted to nobody".to_owned(),
                |who| format!("granted to {who}"),
            );
            format!("  {}; {who}\n", meaning_of(&denial.reason))
        }
    }
}

/// `owner, workspace.manager or higher, service.stripe (in some states)`.
fn granted_to(it: &Explained) -> String {
    let roles = |name: &str| {
        it.grants
            .iter()
            .any(|grant| grant.implied && of(&grant.relation) == of(name))
    };
    let shown = it
        .grants
        .iter()
        .filter(|grant| !grant.implied)
        .map(|grant| {
            let higher = if roles(&grant.relation) {
                " or higher"
            } else {
                ""
            };
            let states = if grant.when.is_empty() {
                ""
            } else {
                " (in some states)"
            };
            format!("{}{higher}{states}", grant.relation)
        });
    shown.collect::<Vec<_>>().join(", ")
}

/// What stands before the dot.
fn of(relation: &str) -> &str {
    relation.split_once('.').map_or(relation, |(of, _)| of)
}
