//! One policy for each action of each resource.

use super::expression::{Line, all, any, row};
use super::{line, quoted, row_type};
use ownguard_core::spec::{Asks, Grant};
use ownguard_core::{Action, Model, Relation, RelationSet, Resource};

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

fn mapped(resource: &Resource, action: Action) -> Action {
    let parent = resource.spec().parent.as_ref();
    let named = parent.and_then(|parent| parent.map.iter().find(|(from, _)| *from == action));
    named.map_or(action, |(_, to)| *to)
}

/// Every action on an existing row but `restore` implies `read` on it.
const fn implies_read(action: Action) -> bool {
    !matches!(
        action,
        Action::READ | Action::CREATE | Action::INVITE | Action::RESTORE
    )
}

/// The action, and what it is called on each row above.
fn called<'a>(chain: &'a [&Resource], action: Action) -> impl Iterator<Item = Action> + 'a {
    let mut here = action;
    chain.iter().map(move |resource| {
        let named = here;
        here = mapped(resource, here);
        named
    })
}

/// Some relation to the row at a depth grants the action there.
fn granted(line: &Line<'_>, depth: usize, action: Action) -> String {
    let chain = line.chain.get(depth..).unwrap_or_default();
    let grants = grants(line.model, chain, action);
    any(grants.into_iter().flat_map(|(grant, relations)| {
        relations.iter().map(move |relation| {
            let when = (!grant.when.is_empty()).then(|| line.when(&grant.when));
            all([line.holds(relation, depth)].into_iter().chain(when))
        })
    }))
}

/// Each grant on the root that is worth something here, and who holds it.
fn grants<'a>(
    model: &Model,
    chain: &[&'a Resource],
    action: Action,
) -> Vec<(&'a Grant, RelationSet)> {
    let Some(root) = chain.last() else {
        return Vec::new();
    };
    let on_root = called(chain, action).last().unwrap_or(action);
    let reads = |action| matches!(action, Action::READ | Action::LIST);
    let bare =
        called(chain, action).any(reads) || matches!(on_root, Action::CREATE | Action::INVITE);
    let named = root.spec().grants.iter();
    let named = named.filter(|grant| grant.action == on_root && (grant.when.is_empty() || !bare));
    let held = named.map(|grant| {
        let relations = and_stronger(model, root, grant.relation);
        (grant, allowed(model, chain, action, relations))
    });
    held.collect()
}

/// Those of some relations that also read the row, and every row above; a link only reads.
fn allowed(
    model: &Model,
    chain: &[&Resource],
    action: Action,
    relations: RelationSet,
) -> RelationSet {
    let mut held = match chain {
        [here, above @ ..] if !above.is_empty() => {
            allowed(model, above, mapped(here, action), relations)
        }
        _ => relations,
    };
    if implies_read(action) {
        let readers = grants(model, chain, Action::READ).into_iter();
        held = held.intersection(readers.fold(RelationSet::NONE, |all, (_, set)| all.union(set)));
    }
    if action == Action::READ {
        held
    } else {
        held.without(RelationSet::of(model.vocabulary().link()))
    }
}

/// The relation, and every stronger role or level.
fn and_stronger(model: &Model, root: &Resource, relation: Relation) -> RelationSet {
    let levels = root.spec().shares.iter();
    let levels = levels.flat_map(|shares| shares.levels.iter().copied());
    let roles = model.vocabulary().roles().iter();
    let stronger = roles
        .skip_while(|role| *role != relation)
        .chain(levels.skip_while(|level| *level != relation));
    RelationSet::of(relation).union(stronger.collect())
}

/// What the action asks of people, and `read` with it, here and on every row above.
fn asked(line: &Line<'_>, action: Action) -> String {
    let mut parts = Vec::new();
    for (resource, question) in questions(&line.chain, action) {
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
    parts.sort();
    parts.dedup();
    if parts.is_empty() {
        return "true".to_owned();
    }
    format!(
        "(principal is Staff || principal is Service || {})",
        all(parts)
    )
}

fn questions<'a>(chain: &[&'a Resource], action: Action) -> Vec<(&'a Resource, Action)> {
    let Some((here, above)) = chain.split_first() else {
        return Vec::new();
    };
    let mut all = vec![(*here, action)];
    if implies_read(action) {
        all.extend(questions(chain, Action::READ));
    }
    if !above.is_empty() {
        all.extend(questions(above, mapped(here, action)));
        all.extend(questions(above, Action::READ));
    }
    all
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
