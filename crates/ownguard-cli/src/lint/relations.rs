//! Roles, levels, services and actions that are named and grant nothing; shares and children that
//! grant more than they seem to.

use super::rules::{OPEN_CHILD, OUTSIDERS, UNUSED_ACTION, UNUSED_RELATION, WEAK_PARENT};
use super::subject::Subject;
use crate::finding::Finding;
use ownguard_core::action::BUILT_IN;
use ownguard_core::spec::Writers;
use ownguard_core::{Action, Relation, RelationSet, Resource, Vocabulary};

pub(super) fn lint(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = unused(subject);
    found.extend(own_actions(subject));
    for resource in subject.model.resources() {
        found.extend(outsiders(subject, resource));
        found.extend(weak_parent(subject, resource));
        found.extend(open_child(subject, resource));
    }
    found
}

fn unused(subject: &Subject<'_>) -> Vec<Finding> {
    let named: RelationSet = subject.model.resources().iter().flat_map(named).collect();
    let vocabulary = subject.model.vocabulary();
    let built_in: RelationSet = vocabulary
        .outside()
        .union(RelationSet::of(Vocabulary::OWNER));
    let idle = vocabulary
        .all()
        .filter(|relation| !built_in.contains(*relation) && !named.contains(*relation));
    let found = idle.map(|relation| {
        let name = subject.relation(relation);
        let short = name.split_once('.').map_or(name, |(_, short)| short);
        let message = if vocabulary.roles().contains(relation) {
            format!("`{name}` is granted nothing of its own")
        } else {
            format!("`{name}` is granted nothing")
        };
        subject.found(&UNUSED_RELATION, &path(subject, relation, short), message)
    });
    found.collect()
}

/// Every relation that a resource names.
fn named(resource: &Resource) -> Vec<Relation> {
    let grants = resource.spec().grants.iter().map(|grant| grant.relation);
    let fields = resource.fields().iter().flat_map(|field| {
        let writers = match &field.write {
            Writers::Only(writers) => writers.as_slice(),
            Writers::Nobody | Writers::Everyone => &[],
        };
        let readers = field.to.iter().flatten().copied();
        readers.chain(writers.iter().map(|writer| writer.relation))
    });
    grants.chain(fields).collect()
}

/// Where a relation is declared.
fn path<'a>(subject: &Subject<'a>, relation: Relation, name: &'a str) -> Vec<&'a str> {
    let vocabulary = subject.model.vocabulary();
    if vocabulary.roles().contains(relation) {
        return vec!["tenancy", "roles", name];
    }
    if vocabulary.services().contains(relation) {
        return vec!["services", name];
    }
    if vocabulary.staff().contains(relation) {
        return vec!["staff", "roles", name];
    }
    let shared = |resource: &&Resource| {
        let shares = resource.spec().shares.as_ref();
        shares.is_some_and(|shares| shares.levels.contains(&relation))
    };
    let resource = subject.model.resources().iter().find(shared);
    vec![
        "resources",
        resource.map_or("", Resource::name),
        "shares",
        "levels",
        name,
    ]
}

fn own_actions(subject: &Subject<'_>) -> Vec<Finding> {
    let own = subject
        .model
        .actions()
        .iter()
        .enumerate()
        .skip(BUILT_IN.len());
    let granted = |action: Action| {
        let mut resources = subject.model.resources().iter();
        resources.any(|resource| !resource.ever_granted(action).is_empty())
    };
    let idle = own.filter(|(at, _)| Action::at(*at).is_some_and(|action| !granted(action)));
    let found = idle.map(|(_, name)| {
        let message = format!("the action `{name}` is granted to nobody");
        subject.found(&UNUSED_ACTION, &["actions", name], message)
    });
    found.collect()
}

fn outsiders(subject: &Subject<'_>, resource: &Resource) -> Option<Finding> {
    let shares = resource
        .spec()
        .shares
        .as_ref()
        .filter(|shares| shares.outsiders)?;
    let does = |level: &Relation| {
        let actions = subject.model.actions().iter().enumerate();
        let granted = actions.filter(|(at, _)| {
            let action = Action::at(*at);
            action.is_some_and(|action| resource.ever_granted(action).contains(*level))
        });
        let names: Vec<String> = granted.map(|(_, name)| format!("`{name}`")).collect();
        format!("`{}` gives {}", subject.relation(*level), names.join(", "))
    };
    let levels: Vec<String> = shares.levels.iter().map(does).collect();
    let name = resource.name();
    let message = format!(
        "`{name}` can be shared with people outside its tenant: {}",
        levels.join("; ")
    );
    Some(subject.found(
        &OUTSIDERS,
        &["resources", name, "shares", "outsiders"],
        message,
    ))
}

/// Children that whoever reads the parent may change.
fn weak_parent(subject: &Subject<'_>, resource: &Resource) -> Vec<Finding> {
    let Some(parent) = &resource.spec().parent else {
        return Vec::new();
    };
    let above = subject
        .model
        .resource(parent.resource)
        .map_or("", Resource::name);
    let changes = |action: &Action| {
        matches!(
            *action,
            Action::UPDATE | Action::DELETE | Action::BULK_UPDATE
        )
    };
    let weak = parent
        .map
        .iter()
        .filter(|(own, asked)| changes(own) && asked.only_reads());
    let found = weak.map(|(own, asked)| {
        let (own, asked) = (subject.action(*own), subject.action(*asked));
        let name = resource.name();
        let message =
            format!("whoever may `{asked}` the `{above}` may `{own}` every `{name}` below it");
        subject.found(
            &WEAK_PARENT,
            &["resources", name, "parent", "as", own],
            message,
        )
    });
    found.collect()
}

/// Children that staff write with no more than a right to read, or everybody does.
fn open_child(subject: &Subject<'_>, resource: &Resource) -> Vec<Finding> {
    let Some(parent) = &resource.spec().parent else {
        return Vec::new();
    };
    let vocabulary = subject.model.vocabulary();
    let far = vocabulary.staff().union(vocabulary.outside());
    let writes = parent
        .map
        .iter()
        .filter(|(own, asked)| !own.only_reads() && asked.only_reads());
    let open = writes.filter_map(|(own, asked)| {
        let granted = resource.ever_granted(*own).intersection(far);
        let without_link = granted.without(RelationSet::of(vocabulary.link()));
        Some((own, asked, without_link.first()?))
    });
    let found = open.map(|(own, asked, relation)| {
        let (own, asked) = (subject.action(*own), subject.action(*asked));
        let (name, who) = (resource.name(), subject.relation(relation));
        let message =
            format!("`{who}` may `{own}` a `{name}`: it asks only `{asked}` of the parent");
        subject.found(
            &OPEN_CHILD,
            &["resources", name, "parent", "as", own],
            message,
        )
    });
    found.collect()
}
