//! Rules 17, 18 and 20: changes of existing rows.

use super::obligations;
use crate::fixture::{ann, field, member_of, person, row, service, thing, workspaces};
use ownguard_core::spec::{Asks, Writers};
use ownguard_core::{Action, Label, Membership, Parent, Row, Scope, Spec, Target};

fn invoices() -> Spec {
    workspaces(vec![
        thing("invoice", "tenant owner deleted")
            .grant("workspace.viewer", "read")
            .grant("workspace.manager", "update restore")
            .grant("service.stripe", "read")
            .grant_when("service.stripe", "update", &["open", "past_due"])
            .grant(
                "service.cron",
                "update delete create invite restore remind bulk_update export share",
            )
            .grant_when("owner", "read list create invite", &["open"])
            .field(field("total").write()),
        thing("line", "").below("invoice", "create=update delete=update"),
    ])
}

/// Rule 17.
#[test]
fn a_condition_is_asked_of_the_old_row() {
    let spec = invoices();
    let paid = Row {
        when: &[Label::Value("paid")],
        ..row()
    };
    let stripe = service("stripe", Some("acme"));
    check! { &spec;
        stripe.clone(), "invoice.update", Target::Row(&row()) => "service.stripe";
        stripe.clone(), "invoice.update", Target::Row(&paid) => "no: not_owner";
        stripe, "invoice.read", Target::Row(&paid) => "service.stripe";
        ann("manager"), "invoice.update", Target::Row(&paid) => "workspace.manager";
    }
}

/// Rules 4 and 17.
#[test]
fn a_childs_condition_is_asked_of_its_root() {
    let spec = invoices();
    let (open, paid) = (
        row(),
        Row {
            when: &[Label::Value("paid")],
            ..row()
        },
    );
    let stripe = service("stripe", Some("acme"));
    for (invoice, said) in [(&open, "service.stripe"), (&paid, "no: not_owner")] {
        let line = Row {
            parent: Parent::Row(invoice),
            ..row()
        };
        let below = Scope {
            tenant: Some("acme"),
            parent: Parent::Row(invoice),
        };
        check! { &spec;
            stripe.clone(), "line.delete", Target::Row(&line) => said;
            stripe.clone(), "line.create", Target::New(below) => said;
        }
    }
}

/// Rule 18.
#[test]
fn every_action_on_a_row_implies_read_except_restore() {
    let spec = invoices();
    let cron = || service("cron", Some("acme"));
    for action in [
        "update",
        "delete",
        "remind",
        "bulk_update",
        "export",
        "share",
    ] {
        let what = format!("invoice.{action}");
        check! { &spec;
            cron(), &what, Target::Row(&row()) => "no: not_owner";
        }
    }
    let acme = Scope {
        tenant: Some("acme"),
        parent: Parent::Absent,
    };
    check! { &spec;
        cron(), "invoice.restore", Target::Row(&row()) => "service.cron";
        cron(), "invoice.create", Target::New(acme) => "service.cron";
        cron(), "invoice.invite", Target::New(acme) => "service.cron";
    }
}

/// Rule 18.
#[test]
fn what_read_asks_is_asked_by_every_action_that_implies_it() {
    let mut spec = invoices();
    let plan = Asks {
        plan: Some(1),
        ..Asks::default()
    };
    spec.resources[0].asks.push((Action::READ, plan));
    let poor = Membership {
        plan: Some(0),
        ..member_of("acme", "manager")
    };
    let poor = || person("ann", std::slice::from_ref(&poor));
    check! { &spec;
        poor(), "invoice.read", Target::Row(&row()) => "no: plan_required";
        poor(), "invoice.update", Target::Row(&row()) => "no: plan_required";
        poor(), "invoice.restore", Target::Row(&row()) => "workspace.manager";
        ann("manager"), "invoice.update", Target::Row(&row()) => "workspace.manager";
    }
}

/// Rule 18.
#[test]
fn reads_take_no_condition() {
    let spec = invoices();
    let own = row();
    let nobody = crate::fixture::person("ann", &[crate::fixture::member_of("acme", "nothing")]);
    for action in ["read", "list", "create", "invite"] {
        let what = format!("invoice.{action}");
        let said = crate::rules::says(&spec, &nobody, &what, &Target::Row(&own));
        assert!(said.starts_with("no: "), "{what}: {said}");
    }
}

/// Rule 20.
#[test]
fn nobody_writes_the_tenant_or_the_owner() {
    let mut spec = invoices();
    for field in &mut spec.resources[0].fields {
        field.write = Writers::Everyone;
    }
    let said = obligations(
        &spec,
        &ann("manager"),
        "invoice.update",
        &Target::Row(&row()),
    );
    let fields: Vec<&str> = said.split_whitespace().collect();
    assert!(fields.contains(&"total"), "{said}");
    assert!(
        !fields.contains(&"tenant") && !fields.contains(&"owner"),
        "{said}"
    );
}
