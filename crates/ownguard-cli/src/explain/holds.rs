//! For whom a relation holds, in words.

use crate::source::Loaded;
use ownguard_core::{Action, Model, Relation, Resource, Vocabulary};

/// Somebody with a role or level holds those before it too.
pub(super) fn held(model: &Model, relation: Relation) -> Vec<Relation> {
    let vocabulary = model.vocabulary();
    let roles = (0..).map_while(|at| Some((at, vocabulary.role(at)?)));
    let role = roles
        .filter(|(_, role)| *role == relation)
        .map(|(at, _)| at)
        .next();
    role.map_or_else(
        || vec![relation],
        |at| vocabulary.role_and_weaker(at).iter().collect(),
    )
}

/// For whom the relation holds on rows of a resource.
pub(super) fn holds(
    loaded: &Loaded,
    resource: &Resource,
    relation: Relation,
    action: Action,
) -> String {
    let model = &loaded.model;
    let vocabulary = model.vocabulary();
    let name = vocabulary.name(relation);
    let short = name.split_once('.').map_or(name, |(_, short)| short);
    let tenancy = model.tenancy().filter(|_| resource.tenant_bound());
    let tenancy = tenancy.map(|tenancy| tenancy.name.as_str());
    let member = tenancy.map_or_else(String::new, |name| {
        format!(", while an active member of its {name}")
    });
    if relation == Vocabulary::OWNER {
        return owner(model, resource, action, &member);
    }
    if vocabulary.roles().contains(relation) {
        let stronger: Vec<&str> = resource
            .with_stronger(relation)
            .iter()
            .filter(|other| *other != relation)
            .filter_map(|other| Some(vocabulary.name(other).split_once('.')?.1))
            .collect();
        let more = if stronger.is_empty() {
            String::new()
        } else {
            format!(" or {}", stronger.join(", "))
        };
        let of = tenancy.map_or_else(String::new, |name| format!(" of its {name}"));
        return format!("active members{of} with the role {short}{more}");
    }
    if vocabulary.levels().contains(relation) {
        let root = root(model, resource);
        let out = root
            .spec()
            .shares
            .as_ref()
            .is_some_and(|shares| shares.outsiders);
        let member = if out { "" } else { &member };
        return format!(
            "whoever the {} is shared with at `{short}`{member}",
            root.name()
        );
    }
    if vocabulary.services().contains(relation) {
        let of = tenancy.map_or_else(String::new, |name| {
            format!(", for the {name} that it verifiably acts for")
        });
        return format!("the service {short}{of}");
    }
    if vocabulary.staff().contains(relation) {
        return format!("staff with the role {short}, everywhere; always audited");
    }
    if relation == vocabulary.link() {
        return "whoever presents a share link to it, where it is unlisted or public".to_owned();
    }
    let who = if relation == vocabulary.authenticated() {
        "every signed-in person"
    } else {
        "everybody, signed in or not"
    };
    if action.makes_a_row() {
        who.to_owned()
    } else {
        format!("{who}, where it is public")
    }
}

fn owner(model: &Model, resource: &Resource, action: Action, member: &str) -> String {
    let named = |resource: &Resource| {
        let field = resource.fields().get(resource.spec().owner?)?;
        Some(format!("`{}`", field.column))
    };
    if action.makes_a_row() && !resource.tenant_bound() && resource.spec().parent.is_none() {
        return "everybody with a session, who then owns it".to_owned();
    }
    let root = root(model, resource);
    match (named(resource), named(root)) {
        (Some(column), _) if resource.spec().parent.is_none() => {
            format!("whoever {column} names{member}")
        }
        (Some(own), Some(above)) => format!(
            "whoever {own} or {above} of its {} names{member}",
            root.name()
        ),
        (Some(column), None) => format!("whoever {column} names{member}"),
        (None, Some(above)) => format!("whoever {above} of its {} names{member}", root.name()),
        (None, None) => "nobody: there is no owner column".to_owned(),
    }
}

pub(super) fn root<'m>(model: &'m Model, resource: &'m Resource) -> &'m Resource {
    let parent = resource.spec().parent.as_ref();
    match parent.and_then(|parent| model.resource(parent.resource)) {
        Some(parent) if parent.name() != resource.name() => root(model, parent),
        Some(_) | None => resource,
    }
}
