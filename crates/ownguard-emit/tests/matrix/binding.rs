//! Sessions and rows of a combination under one model, built a second time, and what the core decides
//! of them.

use super::enumeration::{Combination, actions, column};
use ownguard_core::spec::{ResourceSpec, Spec};
use ownguard_core::{
    Action, AsOf, Decision, Identity, Label, Link, Membership, Model, Parent, Person, Principal,
    Row, Scope, Service, Session, Share, Staff, Status, Target, User, decide,
};

const NOW: i64 = 5_000_000;

/// What the core decides for a combination under one model; `None` where it lacks the words.
pub(crate) fn decided(
    spec: &Spec,
    model: &Model,
    resource: &str,
    action: &str,
    of: &Combination,
) -> Option<Decision> {
    let action = Action::at(actions(spec).iter().position(|known| known == action)?).unwrap();
    let at = spec.resources.iter().position(|one| one.name == resource)?;
    let session = Session {
        link: of.link.as_ref().and_then(|name| {
            let resource = spec.resources.iter().position(|one| one.name == *name)?;
            Some(Link {
                resource,
                key: name.as_str().into(),
            })
        }),
        ..session(spec, model, of)
    };
    let mut decision = None;
    let mut ask = |target: Target<'_>| {
        decision = Some(decide(model, &session, at, action, &target, NOW));
    };
    if of.target == "row" {
        with_row(spec, model, &spec.resources[at], of, &mut |row| {
            ask(Target::Row(row));
        });
    } else {
        let tenant = of.named.then_some("t-here");
        with_parent(spec, model, &spec.resources[at], of, &mut |parent| {
            let scope = Scope { tenant, parent };
            ask(match of.target.as_str() {
                "new" => Target::New(scope),
                "collection" => Target::Collection(scope),
                _ => Target::Listing(scope),
            });
        });
    }
    decision
}

fn with_parent(
    spec: &Spec,
    model: &Model,
    resource: &ResourceSpec,
    of: &Combination,
    then: &mut dyn FnMut(Parent<'_>),
) {
    match &resource.parent {
        None => then(Parent::Absent),
        Some(_) if of.flaw == ("no_parent".into(), Some(resource.name.clone())) => {
            then(Parent::Missing);
        }
        Some(parent) => {
            let parent = &spec.resources[parent.resource];
            with_row(spec, model, parent, of, &mut |row| then(Parent::Row(row)));
        }
    }
}

fn with_row(
    spec: &Spec,
    model: &Model,
    resource: &ResourceSpec,
    of: &Combination,
    then: &mut dyn FnMut(&Row<'_>),
) {
    let name = Some(resource.name.clone());
    let row = of.rows.iter().find(|row| row[0] == name).unwrap();
    let said = |text: &Option<String>| match text.as_deref() {
        None | Some("null") => Label::Null,
        Some("caller") => Label::Value("u-caller"),
        Some("somebody") => Label::Value("u-other"),
        Some("private") => Label::Value("private"),
        Some("unlisted") => Label::Value("unlisted"),
        _ => Label::Value("public"),
    };
    let flaw = (of.flaw.1 == name).then_some(of.flaw.0.as_str());
    let when: Vec<Label<'_>> = resource
        .when
        .iter()
        .map(|at| match of.when.get(&column(resource, *at)) {
            Some(Some(value)) => Label::Value(value),
            Some(None) | None => Label::Null,
        })
        .collect();
    let share = row[3]
        .as_ref()
        .and_then(|level| model.vocabulary().find(level));
    with_parent(spec, model, resource, of, &mut |parent| {
        then(&Row {
            key: Label::Value(&resource.name),
            tenant: match flaw {
                Some("no_tenant") => Label::Null,
                Some("other_tenant") => Label::Value("t-other"),
                _ => Label::Value("t-here"),
            },
            owner: said(&row[1]),
            visibility: said(&row[2]),
            deleted: if flaw == Some("deleted") {
                Label::Value("yes")
            } else {
                Label::Null
            },
            share: share.map_or(Share::None, Share::Level),
            parent,
            when: &when,
        });
    });
}

fn session(spec: &Spec, model: &Model, of: &Combination) -> Session {
    let as_of = of
        .age
        .map_or(AsOf::ThisRequest, |age| AsOf::At(NOW - i64::from(age)));
    let plan = spec
        .plans
        .iter()
        .position(|plan| of.plan.as_ref() == Some(plan));
    let plan = plan.map(|at| u8::try_from(at).unwrap());
    let status = |suspended: bool| {
        if suspended {
            Status::Suspended
        } else {
            Status::Active
        }
    };
    let user = User {
        id: "u-caller".into(),
        status: status(of.who.ends_with(":suspended")),
        verified: of.verified,
        plan,
        as_of,
    };
    let (kind, rest) = of.who.split_once(':').unwrap_or((&of.who, ""));
    let roles = spec
        .tenancy
        .as_ref()
        .map_or(&[][..], |tenancy| &tenancy.roles);
    let role = |at: Option<usize>| at.map(|at| u8::try_from(at).unwrap());
    let top = role(roles.len().checked_sub(1));
    let member = |tenant: &str, role: Option<u8>| Membership {
        tenant: tenant.into(),
        role,
        status: status(rest == "suspended_member"),
        tenant_status: status(rest == "suspended_tenant"),
        plan,
        as_of,
    };
    let memberships = match rest {
        "" => Vec::new(),
        "elsewhere" => vec![member("t-other", top)],
        "suspended" | "suspended_member" | "suspended_tenant" => vec![member("t-here", top)],
        name => {
            let named = spec.tenancy.as_ref().map_or("", |tenancy| &tenancy.name);
            let found = roles
                .iter()
                .position(|role| format!("{named}.{role}") == name);
            vec![member("t-here", role(found))]
        }
    };
    let principal = match kind {
        "token_expired" => return unknown(Identity::TokenExpired),
        "token_invalid" => return unknown(Identity::TokenInvalid),
        "revoked" => return unknown(Identity::Revoked),
        "facts_unavailable" => return unknown(Identity::FactsUnavailable),
        "anonymous" => Principal::Anonymous,
        "guest" => Principal::Guest(user),
        "person" => Principal::Person(Person { user, memberships }),
        staff if staff.starts_with("staff") => Principal::Staff(Staff {
            id: "u-caller".into(),
            status: user.status,
            roles: model.vocabulary().find(staff).into_iter().collect(),
        }),
        service => Principal::Service(Service {
            index: spec
                .services
                .iter()
                .position(|name| format!("service.{name}") == service)
                .map_or(200, |at| u8::try_from(at).unwrap()),
            tenant: match rest {
                "here" => Some("t-here".into()),
                "elsewhere" => Some("t-other".into()),
                _ => None,
            },
        }),
    };
    unknown(Identity::Known(principal))
}

fn unknown(identity: Identity) -> Session {
    Session {
        identity,
        link: None,
        tenant: None,
    }
}
