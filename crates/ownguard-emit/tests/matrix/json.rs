//! The JSON holds enough to ask every question again: callers, rows and links are read back from it,
//! and the core answers what it expects. CSV holds the same combinations.

use crate::enumeration::document;
use crate::models::{BOARDS, LEAKY, NOTES};
use ownguard_core::spec::{ResourceSpec, Spec};
use ownguard_core::{
    AsOf, Decision, Identity, Label, Link, Membership, Model, Parent, Person, Principal, Row,
    Scope, Service, Session, Share, Staff, Status, Target, User, decide,
};
use ownguard_emit::matrix::{Only, Summary, csv, json};
use serde_json::Value;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn place(names: &[String], name: &Value) -> Option<u8> {
    let at = names
        .iter()
        .position(|known| Some(known.as_str()) == name.as_str())?;
    u8::try_from(at).ok()
}

fn status(value: &Value) -> Status {
    if value == "active" {
        Status::Active
    } else {
        Status::Suspended
    }
}

fn session(spec: &Spec, model: &Model, now: i64, caller: &Value) -> Session {
    let as_of = |value: &Value| match value["age"].as_i64() {
        None => AsOf::ThisRequest,
        Some(age) => AsOf::At(now - age),
    };
    let user = || User {
        id: caller["sub"].as_str().unwrap().into(),
        status: status(&caller["status"]),
        verified: caller["verified"] == true,
        plan: place(&spec.plans, &caller["plan"]),
        as_of: as_of(caller),
    };
    let roles = spec
        .tenancy
        .as_ref()
        .map_or(&[][..], |tenancy| &tenancy.roles);
    let membership = |one: &Value| Membership {
        tenant: one["tenant"].as_str().unwrap().into(),
        role: place(roles, &one["role"]),
        status: status(&one["status"]),
        tenant_status: status(&one["tenant_status"]),
        plan: place(&spec.plans, &one["plan"]),
        as_of: as_of(one),
    };
    let identity = match caller["kind"].as_str().unwrap() {
        "token_expired" => Identity::TokenExpired,
        "token_invalid" => Identity::TokenInvalid,
        "revoked" => Identity::Revoked,
        "facts_unavailable" => Identity::FactsUnavailable,
        "anonymous" => Identity::Known(Principal::Anonymous),
        "guest" => Identity::Known(Principal::Guest(user())),
        "person" => Identity::Known(Principal::Person(Person {
            user: user(),
            memberships: caller["memberships"]
                .as_array()
                .unwrap()
                .iter()
                .map(membership)
                .collect(),
        })),
        "staff" => {
            let roles = caller["roles"].as_array().unwrap().iter();
            let roles = roles.map(|role| format!("staff.{}", role.as_str().unwrap()));
            Identity::Known(Principal::Staff(Staff {
                id: caller["sub"].as_str().unwrap().into(),
                status: status(&caller["status"]),
                roles: roles
                    .filter_map(|role| model.vocabulary().find(&role))
                    .collect(),
            }))
        }
        "service" => Identity::Known(Principal::Service(Service {
            index: place(&spec.services, &caller["name"]).unwrap_or(u8::MAX),
            tenant: caller["tenant"].as_str().map(Into::into),
        })),
        other => panic!("`{other}` is no kind"),
    };
    Session {
        identity,
        link: None,
        tenant: None,
    }
}

fn label(value: &Value) -> Label<'_> {
    value.as_str().map_or(Label::Null, Label::Value)
}

fn with_row(
    spec: &Spec,
    model: &Model,
    resource: &ResourceSpec,
    labels: &Value,
    then: &mut dyn FnMut(&Row<'_>),
) {
    let when = resource.when.iter();
    let when = when.map(|at| label(&labels["when"][&resource.fields[*at].column]));
    let when: Vec<Label<'_>> = when.collect();
    let share = labels["share"].as_str();
    let share = share.and_then(|level| model.vocabulary().find(&format!("shared.{level}")));
    with_parent(spec, model, resource, &labels["parent"], &mut |parent| {
        then(&Row {
            key: label(&labels["key"]),
            tenant: label(&labels["tenant"]),
            owner: label(&labels["owner"]),
            visibility: label(&labels["visibility"]),
            deleted: label(&labels["deleted"]),
            share: share.map_or(Share::None, Share::Level),
            parent,
            when: &when,
        });
    });
}

fn with_parent(
    spec: &Spec,
    model: &Model,
    resource: &ResourceSpec,
    labels: &Value,
    then: &mut dyn FnMut(Parent<'_>),
) {
    match &resource.parent {
        None => then(Parent::Absent),
        Some(_) if labels.is_null() => then(Parent::Missing),
        Some(parent) => {
            let parent = &spec.resources[parent.resource];
            with_row(spec, model, parent, labels, &mut |row| {
                then(Parent::Row(row));
            });
        }
    }
}

fn outcome(model: &Model, decision: Decision) -> (String, u64, Vec<String>) {
    match decision {
        Decision::Deny(denial) => (
            denial.reason.name().to_owned(),
            denial.status().into(),
            Vec::new(),
        ),
        Decision::Permit(permit) => {
            let names = permit
                .relations
                .iter()
                .map(|one| model.vocabulary().name(one).to_owned());
            ("permit".to_owned(), 200, names.collect())
        }
    }
}

fn expected(outcome: &Value) -> (String, u64, Vec<String>) {
    let reason = outcome["reason"].as_str().unwrap_or("permit");
    let relations = outcome["relations"].as_array().into_iter().flatten();
    let relations = relations.map(|one| one.as_str().unwrap().to_owned());
    (
        reason.to_owned(),
        outcome["status"].as_u64().unwrap(),
        relations.collect(),
    )
}

/// Gives how many cases there were.
fn check(text: &str, only: &Only) -> usize {
    let spec = document(text).spec;
    let model = Model::compile(spec.clone()).unwrap();
    let all = parsed(&json(&model, only, None));
    let now = all["now"].as_i64().unwrap();
    let callers = all["callers"].as_array().unwrap();
    let sessions: Vec<Session> = callers
        .iter()
        .map(|one| session(&spec, &model, now, one))
        .collect();
    let mut count = 0;
    for resource in all["resources"].as_array().unwrap() {
        let at = model
            .find_resource(resource["name"].as_str().unwrap())
            .unwrap();
        let own = &spec.resources[at];
        for action in resource["actions"].as_array().unwrap() {
            let name = model.action(action["name"].as_str().unwrap()).unwrap();
            for case in action["cases"].as_array().unwrap() {
                let at_of = |nth: usize| usize::try_from(case[nth].as_u64().unwrap()).unwrap();
                let situation = &resource["situations"][at_of(1)];
                let link = &situation["link"];
                let session = Session {
                    link: link["resource"].as_str().map(|name| Link {
                        resource: model.find_resource(name).unwrap(),
                        key: link["key"].as_str().unwrap().into(),
                    }),
                    ..sessions[at_of(0)].clone()
                };
                let mut answer = None;
                let mut ask = |target: Target<'_>| {
                    answer = Some(decide(&model, &session, at, name, &target, now));
                };
                if situation["target"] == "row" {
                    let row = &situation["row"];
                    with_row(&spec, &model, own, row, &mut |row| ask(Target::Row(row)));
                } else {
                    with_parent(&spec, &model, own, &situation["parent"], &mut |parent| {
                        let tenant = situation["tenant"].as_str();
                        let scope = Scope { tenant, parent };
                        ask(match situation["target"].as_str().unwrap() {
                            "new" => Target::New(scope),
                            "listing" => Target::Listing(scope),
                            _ => Target::Collection(scope),
                        });
                    });
                }
                let wanted = expected(&action["outcomes"][at_of(2)]);
                let answer = outcome(&model, answer.unwrap());
                assert_eq!(answer, wanted, "{} {case} {situation}", action["name"]);
                count += 1;
            }
        }
    }
    count
}

#[test]
fn every_case_in_the_json_can_be_asked_again() {
    for text in [NOTES, BOARDS] {
        let model = Model::compile(document(text).spec).unwrap();
        assert_eq!(
            check(text, &Only::default()),
            Summary::of(&model).combinations
        );
    }
    let resources = ["member", "invoice", "message"].map(str::to_owned).to_vec();
    let some = Only {
        resources,
        ..Only::default()
    };
    assert!(check(LEAKY, &some) > 10_000);
}

#[test]
fn the_csv_has_one_line_for_each_combination() {
    for text in [NOTES, BOARDS, LEAKY] {
        let model = Model::compile(document(text).spec).unwrap();
        let csv = csv(&model, &Only::default());
        let mut lines = csv.lines();
        let head: Vec<&str> = lines.next().unwrap().split(',').collect();
        let lines: Vec<&str> = lines.collect();
        assert_eq!(lines.len(), Summary::of(&model).combinations);
        let columns = |line: &&str| line.split(',').count() == head.len();
        assert!(
            lines.iter().all(columns),
            "no value of these models has a comma"
        );
        let unique: std::collections::BTreeSet<&&str> = lines.iter().collect();
        assert_eq!(unique.len(), lines.len());
    }
}

#[test]
fn a_part_is_the_same_as_in_the_whole() {
    let model = Model::compile(document(LEAKY).spec).unwrap();
    let only = Only {
        resources: vec!["invoice".into()],
        actions: vec!["update".into()],
    };
    let part = parsed(&json(&model, &only, None));
    let whole = parsed(&json(&model, &Only::default(), None));
    let cases = |all: &Value| {
        let resources = all["resources"].as_array().unwrap();
        let invoice = resources
            .iter()
            .find(|one| one["name"] == "invoice")
            .unwrap();
        let actions = invoice["actions"].as_array().unwrap();
        let update = actions.iter().find(|one| one["name"] == "update").unwrap();
        (
            update["outcomes"].clone(),
            update["cases"].as_array().unwrap().len(),
        )
    };
    assert_eq!(cases(&part), cases(&whole));
    assert_eq!(part["resources"].as_array().unwrap().len(), 1);
}
