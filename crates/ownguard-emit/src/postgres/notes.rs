//! What SQL leaves aside or says more strictly, in words for whoever applies it.

use super::tables::Tables;
use super::{Flavour, Mode};
use crate::condition::{Ask, notes as asks};
use ownguard_core::spec::FieldKind;
use std::fmt;

/// One thing to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The resource, where it is about one.
    pub resource: Option<String>,
    /// The action, where it is about one.
    pub action: Option<String>,
    /// In words.
    pub text: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.resource, &self.action) {
            (Some(resource), Some(action)) => write!(f, "{resource}.{action}: {}", self.text),
            (Some(resource), None) => write!(f, "{resource}: {}", self.text),
            (None, _) => f.write_str(&self.text),
        }
    }
}

pub(super) fn notes(tables: &Tables<'_>) -> Vec<Note> {
    let mut all = Vec::new();
    for found in asks(tables.model) {
        let resource = tables.model.resource(found.resource);
        all.push(Note {
            resource: resource.map(|found| found.name().to_owned()),
            action: Some(tables.model.action_name(found.action).to_owned()),
            text: asked(tables, found.ask),
        });
    }
    for guarded in tables.resources() {
        let mut about = |text: String| {
            all.push(Note {
                resource: Some(guarded.resource.name().to_owned()),
                action: None,
                text,
            });
        };
        let fields = guarded.resource.fields();
        let differs = |field: &&ownguard_core::spec::FieldSpec| {
            field.to.is_some() && !field.never && !matches!(field.kind, FieldKind::Embed(_))
        };
        let differing: Vec<_> = fields
            .iter()
            .filter(differs)
            .map(|field| format!("`{}`", field.column))
            .collect();
        if !differing.is_empty() {
            about(format!(
                "who reads {} is decided column by column in the app, not in SQL",
                differing.join(", ")
            ));
        }
        let never = super::grants::never(guarded);
        let blocked: Vec<_> = fields
            .iter()
            .enumerate()
            .filter(|(at, _)| never.contains(*at))
            .filter(|(at, _)| {
                let wanted = (guarded.at, *at);
                tables
                    .roles
                    .iter()
                    .any(|role| super::needs::asked(tables, role).contains(&wanted))
            })
            .map(|(_, field)| format!("`{}`", field.column))
            .collect();
        if !blocked.is_empty() {
            about(format!(
                "rules of other tables read {}, which leaves for nobody: those rows are denied in SQL",
                blocked.join(", ")
            ));
        }
        if guarded.resource.spec().deleted.is_some() {
            about(
                "rows are deleted and restored by functions, not by `delete` or `update`"
                    .to_owned(),
            );
            if tables.options.mode == Mode::Restrictive {
                about(
                    "those functions ask the model alone, so nobody may call them where other policies stood"
                        .to_owned(),
                );
            }
        }
    }
    let mut general = |text: &str| {
        all.push(Note {
            resource: None,
            action: None,
            text: text.to_owned(),
        });
    };
    general(
        "a role reads and writes only the columns that the model gives it: `select *` fails where one is not",
    );
    general(
        "what the model lets nobody write needs a default, a trigger or a function, or a role that policies do not bind",
    );
    if tables.members().is_some() {
        general(
            "whoever founds a tenant is no member yet: the first membership is the app's to write",
        );
    }
    if tables.storage.tenants.is_some() && tables.members().is_none() {
        general(
            "the model names no table of members, so SQL knows no tenant role and nobody holds one",
        );
    }
    match (tables.options.flavour, &tables.options.claims.status) {
        (Flavour::Plain, _) => {
            general(
                "a suspended person is `ownguard.kind` of neither `person` nor `guest`: the app says so",
            );
        }
        (Flavour::Supabase, None) => {
            general("the model names no claim of the person's status, so SQL suspends nobody");
        }
        (Flavour::Supabase, Some(_)) => {}
    }
    if tables.options.mode == Mode::Restrictive {
        general(
            "restrictive: what other policies deny stays denied; run the audit query, then replace them",
        );
    }
    all
}

fn asked(tables: &Tables<'_>, ask: Ask) -> String {
    match ask {
        Ask::Fresh(_) => {
            "how old the token may be stays with the app; memberships are read as they are now"
                .to_owned()
        }
        Ask::Verified => "a verified address stays with the app".to_owned(),
        Ask::Plan(plan) => {
            let plan = tables.model.plans().get(usize::from(plan));
            let plan = plan.map_or("", String::as_str);
            format!("the plan (at least `{plan}`) stays with the app")
        }
        Ask::Audit => "no record is made in SQL".to_owned(),
        Ask::Link => "links are denied in SQL; the app serves them".to_owned(),
        Ask::Staff if tables.options.staff => "what staff read is not recorded in SQL".to_owned(),
        Ask::Staff => "staff have no policies; the app serves them and records it".to_owned(),
    }
}

/// Each text once, with what it is about before it.
pub(super) fn lines(notes: &[Note]) -> Vec<String> {
    let mut grouped: Vec<(&str, Vec<String>)> = Vec::new();
    for note in notes {
        let about = match (&note.resource, &note.action) {
            (Some(resource), Some(action)) => Some(format!("{resource}.{action}")),
            (Some(resource), None) => Some(resource.clone()),
            (None, _) => None,
        };
        match grouped.iter_mut().find(|(text, _)| *text == note.text) {
            Some((_, known)) => known.extend(about),
            None => grouped.push((&note.text, about.into_iter().collect())),
        }
    }
    let lines = grouped
        .into_iter()
        .map(|(text, about)| match about.as_slice() {
            [] => text.to_owned(),
            about => format!("{text}: {}", about.join(", ")),
        });
    lines.collect()
}
