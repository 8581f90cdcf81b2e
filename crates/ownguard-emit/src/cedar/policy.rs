//! One policy for each action of each resource.

use super::expression::{Line, all, any, row};
use super::{line, quoted, row_type};
use ownguard_core::spec::Asks;
use ownguard_core::{Action, Model, Resource};

/// One `permit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The place of the resource in the model.
    pub resource: usize,
    /// The action.
    pub action: Action,
    /// The policy's text.
    pub text: String,
}

/// The whole model.
#[must_use]
pub fn policies(model: &Model) -> Vec<Policy> {
    let actions = || (0..model.actions().len()).filter_map(Action::at);
    let resources = model.resources().iter().enumerate();
    resources
        .flat_map(|(resource, _)| actions().map(move |action| policy(model, resource, action)))
        .collect()
}

fn policy(model: &Model, resource: usize, action: Action) -> Policy {
    let line = Line {
        model,
        chain: line(model, resource),
        new: action.makes_a_row(),
    };
    let mut parts = vec![line.present(action), line.not_suspended()];
    parts.push(granted(&line, 0, action));
    parts.extend((1..line.chain.len()).map(|depth| granted(&line, depth, Action::READ)));
    parts.push(asked(&line, action));
    let what = line
        .chain
        .first()
        .map_or_else(String::new, |resource| row_type(resource));
    let text = format!(
        "permit (\n  principal,\n  action == Action::{},\n  resource is {what}\n) when {{\n  {}\n}};\n",
        quoted(model.action_name(action)),
        parts.join(" &&\n  ")
    );
    Policy {
        resource,
        action,
        text,
    }
}

/// What an action on the row at a depth is called on the root.
fn rooted(line: &Line<'_>, depth: usize, action: Action) -> Action {
    let above = line.chain.iter().skip(depth);
    above.fold(action, |action, resource| mapped(resource, action))
}

fn mapped(resource: &Resource, action: Action) -> Action {
    let parent = resource.spec().parent.as_ref();
    let named = parent.and_then(|parent| parent.map.iter().find(|(from, _)| *from == action));
    named.map_or(action, |(_, to)| *to)
}

/// Some relation to the row at a depth grants the action there.
fn granted(line: &Line<'_>, depth: usize, action: Action) -> String {
    let Some(root) = line.chain.last() else {
        return "false".to_owned();
    };
    let mut called = action;
    let mut reads = true;
    for resource in line.chain.iter().skip(depth) {
        reads &= called == Action::READ;
        called = mapped(resource, called);
    }
    let on_root = rooted(line, depth, action);
    let link = line.model.vocabulary().link();
    let grants = root
        .spec()
        .grants
        .iter()
        .filter(|grant| grant.action == on_root && (reads || grant.relation != link));
    any(grants.map(|grant| {
        let when = (!grant.when.is_empty()).then(|| line.when(&grant.when));
        all([line.holds(grant.relation, depth)].into_iter().chain(when))
    }))
}

/// What the action asks of people, and `read` on every row above.
fn asked(line: &Line<'_>, action: Action) -> String {
    let mut here = action;
    let mut parts = Vec::new();
    for (depth, resource) in line.chain.iter().enumerate() {
        let mut questions = vec![here];
        questions.extend((depth > 0).then_some(Action::READ));
        for question in questions {
            let asks = resource.spec().asks.iter();
            let asks = asks.filter(|(of, _)| *of == question);
            parts.extend(asks.flat_map(|(_, asks)| each(line, *asks)));
            let age = line.model.max_age();
            let age = if question.only_reads() {
                age.read
            } else {
                age.write
            };
            parts.extend(age.map(|bound| younger(line, bound)));
        }
        here = mapped(resource, here);
    }
    if parts.is_empty() {
        return "true".to_owned();
    }
    format!(
        "(principal is Staff || principal is Service || {})",
        all(parts)
    )
}

fn each(line: &Line<'_>, asks: Asks) -> Vec<String> {
    let mut parts = Vec::new();
    if asks.verified {
        parts.push("(principal has verified && principal.verified)".to_owned());
    }
    parts.extend(asks.fresh.map(|bound| younger(line, bound)));
    parts.extend(asks.plan.map(|plan| {
        if line.bound() {
            let root = row(line.root());
            format!("({root} has tenant && principal in {root}.tenant.plan{plan})")
        } else {
            format!("(principal has plan && principal.plan >= {plan})")
        }
    }));
    parts
}

/// The facts about the caller are no older than this. Of an anonymous one there are none.
fn younger(line: &Line<'_>, bound: u32) -> String {
    let root = row(line.root());
    let member = line
        .bound()
        .then(|| format!("({root} has tenant && principal in {root}.tenant.older{bound})"));
    let own = format!("(principal has age && principal.age > {bound})");
    format!(
        "!{}",
        any([own, "false".to_owned()].into_iter().chain(member))
    )
}
