//! The full form as JSON: enough to make a test of every combination. Callers and situations stand
//! once, and each case names them by their places. Cases are written as they are decided, since there
//! can be millions.

use super::Only;
use super::caller::{Caller, ELSEWHERE, HERE, NOW};
use super::space::{Questions, Space};
use super::told;
use ownguard_core::spec::Asks;
use ownguard_core::{Decision, Model, Resource};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Every combination. `hash` is the model's, where it is known.
///
/// `resources[].actions[].cases` is a list of `[caller, situation, outcome]`: places in `callers`,
/// in the resource's `situations` and in the action's `outcomes`.
pub fn json(model: &Model, only: &Only, hash: Option<&[u8]>) -> String {
    let mut callers = Places::default();
    let mut resources = String::new();
    for one in model.resources() {
        if only.resource(one.name()) {
            separate(&mut resources);
            resource(&mut resources, model, one, only, &mut callers);
        }
    }
    let callers = callers.all.iter().map(|one| told::caller(model, one));
    let head = json!({
        "format": "ownguard.matrix",
        "version": 1,
        "revision": model.revision(),
        "hash": hash.map(hex),
        "now": NOW,
        "tenancy": model.tenancy().map(|tenancy| &tenancy.name),
        "tenants": { "here": HERE, "elsewhere": ELSEWHERE },
        "callers": callers.collect::<Vec<_>>(),
    });
    let mut out = opened(&head);
    out.push_str(",\"resources\":[");
    out.push_str(&resources);
    out.push_str("]}");
    out
}

/// An object without its end, so that more members can follow.
fn opened(object: &Value) -> String {
    let mut text = object.to_string();
    text.pop();
    text
}

fn separate(list: &mut String) {
    if !list.is_empty() {
        list.push(',');
    }
}

/// Values in the order in which they were first met.
struct Places<T> {
    all: Vec<T>,
    at: BTreeMap<T, usize>,
}

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            at: BTreeMap::new(),
        }
    }
}

impl<T: Ord + Clone> Places<T> {
    fn place(&mut self, one: &T) -> usize {
        if let Some(at) = self.at.get(one) {
            return *at;
        }
        let at = self.all.len();
        self.all.push(one.clone());
        self.at.insert(one.clone(), at);
        at
    }
}

fn resource(
    out: &mut String,
    model: &Model,
    resource: &Resource,
    only: &Only,
    callers: &mut Places<Caller>,
) {
    let models = [model];
    let space = Space::of(&models);
    let mut situations = Places::default();
    let mut actions = String::new();
    for name in model.actions().iter().filter(|name| only.action(name)) {
        let questions = space.questions(resource.name(), name);
        let who = questions.callers.iter();
        let who: Vec<usize> = who.map(|one| callers.place(one)).collect();
        let what = questions.situations.iter();
        let what: Vec<usize> = what.map(|one| situations.place(one)).collect();
        let (cases, outcomes) = cases(model, resource, &questions, (&who, &what));
        let action = model.action(name);
        let asks = action.map_or(Asks::default(), |action| resource.asks(action));
        let head = json!({
            "name": name,
            "asks": told::asks(model, asks),
            "max_age": action.and_then(|action| resource.max_age(action)),
            "outcomes": outcomes,
        });
        separate(&mut actions);
        write!(actions, "{},\"cases\":[{cases}]}}", opened(&head)).unwrap_or_default();
    }
    let situations = situations.all.iter();
    let situations = situations.map(|one| told::situation(model, resource, one));
    let fields = resource.fields().iter().map(|field| &field.column);
    let head = json!({
        "name": resource.name(),
        "fields": fields.collect::<Vec<_>>(),
        "situations": situations.collect::<Vec<_>>(),
    });
    write!(out, "{},\"actions\":[{actions}]}}", opened(&head)).unwrap_or_default();
}

/// The cases as a list without its brackets, and the outcomes that they name.
fn cases(
    model: &Model,
    resource: &Resource,
    questions: &Questions,
    (who, what): (&[usize], &[usize]),
) -> (String, Vec<Value>) {
    let answers = questions.answers(model).unwrap_or_default();
    let mut known: Vec<(Decision, usize)> = Vec::new();
    let mut outcomes: Vec<Value> = Vec::new();
    let mut cases = String::new();
    for ((caller, situation), answer) in questions.cases().zip(answers) {
        let at = known.iter().find(|(known, _)| *known == answer);
        let at = at.map(|(_, at)| *at);
        let at = at.unwrap_or_else(|| {
            let said = told::outcome(model, resource, &answer);
            let at = outcomes.iter().position(|known| *known == said);
            let at = at.unwrap_or_else(|| {
                outcomes.push(said);
                outcomes.len() - 1
            });
            known.push((answer, at));
            at
        });
        if let (Some(caller), Some(situation)) = (who.get(caller), what.get(situation)) {
            separate(&mut cases);
            write!(cases, "[{caller},{situation},{at}]").unwrap_or_default();
        }
    }
    (cases, outcomes)
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}").unwrap_or_default();
    }
    text
}
