//! Rule 35: the first reason that applies, and what it is told as. And that deciding is total.

use super::says;
use crate::fixture::{
    ann, anonymous, member_of, named, person, row, staff, support, thing, user, workspaces,
};
use crate::world::NOW;
use ownguard_core::spec::Asks;
use ownguard_core::{
    Action, AsOf, Identity, Label, Link, Membership, Model, Parent, Person, Principal, Relation,
    RelationSet, Row, Scope, Service, Session, Share, Spec, Status, Target, User, Vocabulary,
    decide,
};

fn invoices() -> Spec {
    let asks = Asks {
        fresh: Some(5),
        verified: true,
        plan: Some(1),
        audit: false,
    };
    workspaces(vec![
        thing("invoice", "tenant owner deleted")
            .grant("owner", "read")
            .grant("workspace.member", "read update")
            .grant("workspace.manager", "delete")
            .ask("update", asks),
    ])
}

/// Rule 35: everything is wrong at once, and is mended from the first to the last.
#[test]
fn the_first_reason_that_applies_is_said() {
    let spec = invoices();
    let mut row = Row {
        deleted: Label::Value("now"),
        tenant: Label::Null,
        owner: Label::Null,
        ..row()
    };
    let old = AsOf::At(NOW - 6);
    let mut ann = Person {
        user: User {
            status: Status::Suspended,
            verified: false,
            as_of: old,
            ..user("ann")
        },
        memberships: Vec::new(),
    };
    let said = |ann: &Person, row: &Row<'_>| {
        let session = Session::from(Principal::Person(ann.clone()));
        says(&spec, &session, "invoice.update", &Target::Row(row))
    };
    assert_eq!(said(&ann, &row), "no: suspended");
    ann.user.status = Status::Active;
    assert_eq!(said(&ann, &row), "no: not_found");
    row.deleted = Label::Null;
    assert_eq!(said(&ann, &row), "no: orphaned");
    row.tenant = Label::Value("acme");
    assert_eq!(said(&ann, &row), "no: other_tenant");
    let closed = Membership {
        tenant_status: Status::Suspended,
        plan: None,
        ..member_of("acme", "viewer")
    };
    ann.memberships.push(closed);
    assert_eq!(said(&ann, &row), "no: suspended");
    ann.memberships[0].tenant_status = Status::Active;
    assert_eq!(said(&ann, &row), "no: role_too_low");
    ann.memberships[0].role = Some(1);
    assert_eq!(said(&ann, &row), "no: facts_stale");
    ann.user.as_of = AsOf::At(NOW - 5);
    assert_eq!(said(&ann, &row), "no: email_unverified");
    ann.user.verified = true;
    assert_eq!(said(&ann, &row), "no: plan_required");
    ann.memberships[0].plan = Some(1);
    assert_eq!(said(&ann, &row), "workspace.member");
}

/// Rule 35.
#[test]
fn a_bad_credential_is_never_taken_for_anonymous() {
    let gone = Row {
        deleted: Label::Value("now"),
        ..row()
    };
    for (identity, expected) in [
        (Identity::TokenExpired, "no: token_expired"),
        (Identity::TokenInvalid, "no: token_invalid"),
        (Identity::Revoked, "no: revoked"),
        (Identity::FactsUnavailable, "no: facts_unavailable"),
        (Identity::Known(Principal::Anonymous), "no: not_found"),
    ] {
        let session = Session {
            identity,
            ..anonymous()
        };
        assert_eq!(
            says(&invoices(), &session, "invoice.read", &Target::Row(&gone)),
            expected
        );
    }
}

/// Rule 35.
#[test]
fn no_grant_says_why() {
    let bobs = Row {
        owner: Label::Value("bob"),
        ..row()
    };
    check! { &invoices();
        anonymous(), "invoice.read", Target::Row(&bobs) => "no: anonymous";
        person("ann", &[]), "invoice.read", Target::Row(&bobs) => "no: other_tenant";
        ann("viewer"), "invoice.read", Target::Row(&bobs) => "no: role_too_low";
        ann("member"), "invoice.delete", Target::Row(&bobs) => "no: role_too_low";
        ann("admin"), "invoice.remind", Target::Row(&bobs) => "no: not_owner";
        support(), "invoice.read", Target::Row(&bobs) => "no: not_owner";
    }
}

/// Rule 35.
#[test]
fn whoever_cannot_read_a_row_is_told_that_it_does_not_exist() {
    let spec = invoices();
    let model = Model::compile(spec).unwrap();
    let bobs = Row {
        owner: Label::Value("bob"),
        ..row()
    };
    let lost = Row {
        tenant: Label::Null,
        ..row()
    };
    let unverified = Principal::Person(Person {
        user: User {
            verified: false,
            ..user("ann")
        },
        memberships: vec![member_of("acme", "member")],
    });
    for (session, action, row, status) in [
        (anonymous(), "read", &bobs, 401),
        (
            Session {
                identity: Identity::TokenExpired,
                ..anonymous()
            },
            "read",
            &bobs,
            401,
        ),
        (
            Session {
                identity: Identity::FactsUnavailable,
                ..anonymous()
            },
            "read",
            &bobs,
            503,
        ),
        (person("ann", &[]), "read", &bobs, 404),
        (ann("viewer"), "read", &bobs, 404),
        (ann("viewer"), "delete", &bobs, 404),
        (ann("member"), "delete", &bobs, 403),
        (ann("member"), "read", &lost, 404),
        (Session::from(unverified), "update", &bobs, 403),
    ] {
        let target = Target::Row(row);
        let decision = decide(&model, &session, 0, named(action), &target, NOW);
        let told = decision.denial().unwrap().status();
        assert_eq!(told, status, "{action} by {session:?}");
    }
}

/// Whatever is asked is answered; what the model does not name is denied.
#[test]
fn deciding_is_total() {
    let spec = invoices();
    let model = Model::compile(spec).unwrap();
    let words: Vec<String> = (0..60).map(|at| at.to_string()).collect();
    let foreign = Vocabulary::new("elsewhere", &[], &words, &[], &[]).unwrap();
    let all: RelationSet = foreign.all().collect();
    let level: Relation = foreign.level(59).unwrap();
    let strange = Person {
        user: User {
            plan: Some(255),
            as_of: AsOf::At(i64::MIN),
            ..user("ann")
        },
        memberships: vec![Membership {
            role: Some(255),
            as_of: AsOf::At(i64::MAX),
            ..member_of("beta", "")
        }],
    };
    let stranger = Service {
        index: 255,
        tenant: Some("acme".into()),
    };
    let sessions = [
        anonymous(),
        staff(all),
        Session {
            link: Some(Link {
                resource: usize::MAX,
                key: "k1".into(),
            }),
            ..anonymous()
        },
        Session::from(Principal::Person(strange)),
        Session::from(Principal::Service(stranger)),
    ];
    let deep = row();
    let rows = [
        Row::default(),
        Row {
            share: Share::Level(level),
            parent: Parent::Row(&deep),
            when: &[],
            ..row()
        },
    ];
    let scope = Scope {
        tenant: Some(""),
        parent: Parent::Row(&deep),
    };
    let targets = [
        Target::Row(&rows[0]),
        Target::Row(&rows[1]),
        Target::New(scope),
        Target::Collection(scope),
        Target::Listing(scope),
        Target::Listing(Scope {
            tenant: Some(""),
            parent: Parent::Absent,
        }),
    ];
    for session in &sessions {
        for resource in [0, 1, 64, usize::MAX] {
            for action in (0..Action::LIMIT).filter_map(Action::at) {
                for target in &targets {
                    for now in [i64::MIN, 0, i64::MAX] {
                        let decision = decide(&model, session, resource, action, target, now);
                        assert!(
                            !decision.is_permit(),
                            "{session:?} {resource} {action:?} {target:?}"
                        );
                    }
                }
            }
        }
    }
}

/// Parents that do not exist or go round in a circle own nothing, and grant nothing.
#[test]
fn a_broken_model_denies() {
    for parents in [[1, 0], [0, 0], [9, usize::MAX]] {
        let mut spec = workspaces(vec![
            thing("a", "tenant owner").grant("workspace.viewer", "read"),
            thing("b", "tenant owner")
                .below("a", "")
                .grant("workspace.viewer", "read"),
        ]);
        let below = spec.resources[1].parent.clone();
        for (resource, parent) in spec.resources.iter_mut().zip(parents) {
            resource.parent.clone_from(&below);
            resource.parent.as_mut().unwrap().resource = parent;
        }
        let model = Model::compile(spec).unwrap();
        let top = row();
        let middle = Row {
            parent: Parent::Row(&top),
            ..row()
        };
        let bottom = Row {
            parent: Parent::Row(&middle),
            ..row()
        };
        for resource in 0..2 {
            for row in [&top, &middle, &bottom] {
                let target = Target::Row(row);
                let decision = decide(&model, &ann("admin"), resource, Action::READ, &target, NOW);
                assert!(!decision.is_permit(), "{parents:?} {resource}");
            }
        }
    }
}

/// An empty model denies everything.
#[test]
fn the_empty_model_denies() {
    let model = Model::compile(Spec::default()).unwrap();
    for session in [anonymous(), support(), ann("admin")] {
        let decision = decide(&model, &session, 0, Action::READ, &Target::Row(&row()), NOW);
        assert!(!decision.is_permit());
    }
}
