//! Rules 5, 22 and 23: what is asked of persons and guests beyond the grant.

use super::obligations;
use crate::fixture::{
    ann, anonymous, guest, member_of, person, row, service, single_people, support, thing, user,
    workspaces,
};
use crate::world::NOW;
use ownguard_core::spec::{Asks, MaxAge};
use ownguard_core::{
    AsOf, Label, Membership, Parent, Person, Principal, Row, Session, Spec, Status, Target, User,
};

const PLAN: Asks = Asks {
    fresh: None,
    verified: false,
    plan: Some(1),
    audit: false,
};
const VERIFIED: Asks = Asks {
    fresh: None,
    verified: true,
    plan: None,
    audit: false,
};

fn fresh(seconds: u32) -> Asks {
    Asks {
        fresh: Some(seconds),
        ..Asks::default()
    }
}

fn invoices() -> Spec {
    let all = "read update delete export share remind";
    workspaces(vec![
        thing("invoice", "tenant visibility")
            .grant("workspace.viewer", all)
            .grant("staff.support", all)
            .grant("service.stripe", all)
            .grant("authenticated", all)
            .grant("anyone", all)
            .ask("update", fresh(60))
            .ask("delete", fresh(0))
            .ask("export", PLAN)
            .ask("share", VERIFIED)
            .ask(
                "remind",
                Asks {
                    audit: true,
                    ..Asks::default()
                },
            ),
        thing("line", "")
            .below("invoice", "update=read")
            .ask("update", fresh(5)),
    ])
}

fn somebody(user: User, membership: Membership) -> Session {
    Session::from(Principal::Person(Person {
        user,
        memberships: vec![membership],
    }))
}

/// Rule 22.
#[test]
fn facts_older_than_the_action_allows_are_stale() {
    for (age, update, delete) in [
        (AsOf::ThisRequest, "workspace.viewer", "workspace.viewer"),
        (AsOf::At(NOW), "workspace.viewer", "no: facts_stale"),
        (AsOf::At(NOW + 600), "workspace.viewer", "no: facts_stale"),
        (AsOf::At(NOW - 60), "workspace.viewer", "no: facts_stale"),
        (AsOf::At(NOW - 61), "no: facts_stale", "no: facts_stale"),
    ] {
        let membership = Membership {
            as_of: age,
            ..member_of("acme", "viewer")
        };
        let by_membership = somebody(user("ann"), membership);
        let by_user = User {
            as_of: age,
            ..user("ann")
        };
        let by_user = somebody(by_user, member_of("acme", "viewer"));
        for caller in [by_membership, by_user] {
            check! { &invoices();
                caller.clone(), "invoice.update", Target::Row(&row()) => update;
                caller, "invoice.delete", Target::Row(&row()) => delete;
            }
        }
    }
}

/// Rule 22.
#[test]
fn max_age_differs_for_reads_and_writes() {
    let mut spec = invoices();
    spec.max_age = MaxAge {
        read: Some(300),
        write: Some(30),
    };
    let membership = Membership {
        as_of: AsOf::At(NOW - 40),
        ..member_of("acme", "viewer")
    };
    let caller = somebody(user("ann"), membership);
    check! { &spec;
        caller.clone(), "invoice.read", Target::Row(&row()) => "workspace.viewer";
        caller.clone(), "invoice.export", Target::Row(&row()) => "workspace.viewer";
        caller.clone(), "invoice.share", Target::Row(&row()) => "no: facts_stale";
        caller, "invoice.update", Target::Row(&row()) => "no: facts_stale";
    }
}

/// Rule 4.
#[test]
fn a_child_asks_what_its_parents_action_asks_and_its_own() {
    let mut spec = invoices();
    let invoice = row();
    let line = Row {
        parent: Parent::Row(&invoice),
        ..row()
    };
    let membership = Membership {
        plan: Some(0),
        as_of: AsOf::At(NOW - 6),
        ..member_of("acme", "viewer")
    };
    let caller = somebody(user("ann"), membership);
    check! { &spec;
        caller.clone(), "line.update", Target::Row(&line) => "no: facts_stale";
        caller.clone(), "line.export", Target::Row(&line) => "no: plan_required";
        caller.clone(), "line.read", Target::Row(&line) => "workspace.viewer";
    }
    spec.resources[0]
        .asks
        .push((crate::fixture::named("read"), PLAN));
    check! { &spec;
        caller, "line.remind", Target::Row(&line) => "no: plan_required";
    }
}

/// Rule 5.
#[test]
fn staff_and_services_are_asked_nothing() {
    for action in ["delete", "export", "share"] {
        let what = format!("invoice.{action}");
        check! { &invoices();
            support(), &what, Target::Row(&row()) => "staff.support";
            service("stripe", Some("acme")), &what, Target::Row(&row()) => "service.stripe";
        }
    }
}

/// Rule 5.
#[test]
fn what_nobody_said_is_unmet() {
    let public = Row {
        visibility: Label::Value("public"),
        ..row()
    };
    let unverified = somebody(
        User {
            verified: false,
            ..user("ann")
        },
        member_of("acme", "viewer"),
    );
    check! { &invoices();
        unverified, "invoice.share", Target::Row(&row()) => "no: email_unverified";
        anonymous(), "invoice.share", Target::Row(&public) => "no: email_unverified";
        anonymous(), "invoice.export", Target::Row(&public) => "no: plan_required";
        anonymous(), "invoice.delete", Target::Row(&public) => "anyone";
        guest("bob"), "invoice.export", Target::Row(&public) => "no: plan_required";
    }
}

/// Rule 23.
#[test]
fn the_plan_is_the_tenants() {
    let public = Row {
        visibility: Label::Value("public"),
        ..row()
    };
    let poor = Membership {
        plan: Some(0),
        ..member_of("acme", "viewer")
    };
    let none = Membership {
        plan: None,
        ..poor.clone()
    };
    check! { &invoices();
        ann("viewer"), "invoice.export", Target::Row(&row()) => "workspace.viewer";
        somebody(user("ann"), poor), "invoice.export", Target::Row(&row()) => "no: plan_required";
        somebody(user("ann"), none), "invoice.export", Target::Row(&row()) => "no: plan_required";
        person("bob", &[]), "invoice.export", Target::Row(&public) => "no: plan_required";
    }
}

/// Rule 23.
#[test]
fn without_tenancy_the_plan_is_the_persons() {
    let spec = single_people(vec![
        thing("note", "owner")
            .grant("owner", "read export")
            .ask("export", PLAN),
    ]);
    let poor = Session::from(Principal::Guest(User {
        plan: Some(0),
        ..user("ann")
    }));
    check! { &spec;
        guest("ann"), "note.export", Target::Row(&row()) => "owner";
        poor, "note.export", Target::Row(&row()) => "no: plan_required";
    }
}

/// Rule 23.
#[test]
fn suspension_of_user_membership_or_tenant_denies() {
    let public = Row {
        visibility: Label::Value("public"),
        ..row()
    };
    let elsewhere = Row {
        tenant: Label::Value("beta"),
        ..public
    };
    let suspended = Status::Suspended;
    let user_suspended = somebody(
        User {
            status: suspended,
            ..user("ann")
        },
        member_of("acme", "admin"),
    );
    let out = somebody(
        user("ann"),
        Membership {
            status: suspended,
            ..member_of("acme", "admin")
        },
    );
    let closed = Membership {
        tenant_status: suspended,
        ..member_of("acme", "admin")
    };
    let closed = somebody(user("ann"), closed);
    check! { &invoices();
        user_suspended.clone(), "invoice.read", Target::Row(&row()) => "no: suspended";
        user_suspended, "invoice.read", Target::Row(&elsewhere) => "no: suspended";
        out.clone(), "invoice.read", Target::Row(&public) => "no: suspended";
        closed.clone(), "invoice.read", Target::Row(&public) => "no: suspended";
        out, "invoice.read", Target::Row(&elsewhere) => "anyone authenticated";
        closed, "invoice.read", Target::Row(&elsewhere) => "anyone authenticated";
    }
}

/// An audit that an action asks for, whoever acts.
#[test]
fn an_audited_action_is_audited() {
    let said = obligations(
        &invoices(),
        &ann("viewer"),
        "invoice.remind",
        &Target::Row(&row()),
    );
    assert_eq!(said, "audit");
}
