//! The full form as comma-separated values (RFC 4180): one line for each combination.

use super::Only;
use super::outcome::{Shown, Writable};
use super::situation::Situation;
use super::space::{Questions, Space};
use ownguard_core::{Decision, Model, Resource};
use std::fmt::Write as _;

const HEAD: &str = "resource,action,caller,target,tenant,state,owner,visibility,share,link,when,decision,reason,status,relations,audit,shown,masked,writable";

/// Every combination.
pub fn csv(model: &Model, only: &Only) -> String {
    let models = [model];
    let space = Space::of(&models);
    let mut out = format!("{HEAD}\r\n");
    for resource in model
        .resources()
        .iter()
        .filter(|one| only.resource(one.name()))
    {
        for action in model.actions().iter().filter(|one| only.action(one)) {
            of_action(
                &mut out,
                model,
                resource,
                &space.questions(resource.name(), action),
            );
        }
    }
    out
}

fn of_action(out: &mut String, model: &Model, resource: &Resource, questions: &Questions) {
    let answers = questions.answers(model).unwrap_or_default();
    let callers: Vec<String> = questions
        .callers
        .iter()
        .map(|caller| quoted(&caller.id()))
        .collect();
    let situations: Vec<String> = questions.situations.iter().map(state).collect();
    let mut known: Vec<(Decision, String)> = Vec::new();
    for ((caller, situation), answer) in questions.cases().zip(answers) {
        let at = known.iter().position(|(known, _)| *known == answer);
        let at = at.unwrap_or_else(|| {
            known.push((answer, outcome(model, resource, &answer)));
            known.len() - 1
        });
        let (caller, situation) = (callers.get(caller), situations.get(situation));
        if let (Some(caller), Some(situation), Some((_, outcome))) =
            (caller, situation, known.get(at))
        {
            let (resource, action) = (&questions.resource, &questions.action);
            write!(
                out,
                "{resource},{action},{caller},{situation},{outcome}\r\n"
            )
            .unwrap_or_default();
        }
    }
}

fn state(situation: &Situation) -> String {
    let flaw = match situation.flaw.resource() {
        None => situation.flaw.name().to_owned(),
        Some(of) => format!("{}:{of}", situation.flaw.name()),
    };
    let tenant = if situation.named { "here" } else { "" };
    let each = |text: &dyn Fn(&super::situation::Level) -> Option<String>| {
        let parts = situation.levels.iter().filter_map(|level| {
            let text = text(level)?;
            Some(format!("{}={text}", level.resource))
        });
        parts.collect::<Vec<_>>().join(" ")
    };
    let owner = each(&|level| {
        let owner = level.owner?;
        Some(owner.text().unwrap_or("null").to_owned())
    });
    let visibility = each(&|level| level.visibility.map(|seen| seen.name().to_owned()));
    let share = each(&|level| level.share.clone());
    let when = situation.when.iter();
    let when = when.map(|(column, value)| format!("{column}={}", value.text().unwrap_or("null")));
    let when = when.collect::<Vec<_>>().join(" ");
    let fields = [
        situation.target.name().to_owned(),
        tenant.to_owned(),
        flaw,
        owner,
        visibility,
        share,
        situation.link.clone().unwrap_or_default(),
        when,
    ];
    fields
        .iter()
        .map(|field| quoted(field))
        .collect::<Vec<_>>()
        .join(",")
}

fn outcome(model: &Model, resource: &Resource, decision: &Decision) -> String {
    let permit = match decision {
        Decision::Deny(denial) => {
            return format!("deny,{},{},,,,,", denial.reason.name(), denial.status());
        }
        Decision::Permit(permit) => permit,
    };
    let relations = permit
        .relations
        .iter()
        .map(|one| model.vocabulary().name(one));
    let relations = relations.collect::<Vec<_>>().join(" ");
    let (mut shown, mut masked, mut writable) = (Vec::new(), Vec::new(), Vec::new());
    for (at, field) in resource.fields().iter().enumerate() {
        let column = &field.column;
        match Shown::of(resource, permit.obligations.fields, at) {
            Shown::Hidden => {}
            Shown::Plain => shown.push(column.clone()),
            other @ (Shown::Null | Shown::Masked(_)) => {
                masked.push(format!("{column}={}", other.name()));
            }
        }
        match Writable::of(resource, permit, at) {
            Writable::No => {}
            Writable::Any => writable.push(column.clone()),
            Writable::Values(values) => writable.push(format!("{column}={}", values.join("|"))),
        }
    }
    let fields = [
        "permit".to_owned(),
        String::new(),
        String::new(),
        relations,
        permit.obligations.audit.to_string(),
        shown.join(" "),
        masked.join(" "),
        writable.join(" "),
    ];
    fields
        .iter()
        .map(|field| quoted(field))
        .collect::<Vec<_>>()
        .join(",")
}

/// A field with separators is quoted; one that a spreadsheet would take for a formula is made text.
fn quoted(field: &str) -> String {
    let guarded = if field.starts_with(['=', '+', '-', '@']) {
        format!("'{field}")
    } else {
        field.to_owned()
    };
    if guarded.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}
