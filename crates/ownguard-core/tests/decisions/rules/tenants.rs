//! Rules 6 and 7: what is done where no row is known.

use super::says;
use crate::fixture::{
    ann, anonymous, guest, member_of, person, row, service, single_people, support, thing,
    workspaces,
};
use ownguard_core::{Parent, Row, Scope, Spec, Target};

const ACME: Scope<'static> = Scope {
    tenant: Some("acme"),
    parent: Parent::Absent,
};
const BETA: Scope<'static> = Scope {
    tenant: Some("beta"),
    parent: Parent::Absent,
};
const NOWHERE: Scope<'static> = Scope {
    tenant: None,
    parent: Parent::Absent,
};

fn invoices() -> Spec {
    workspaces(vec![
        thing("invoice", "tenant owner visibility")
            .shared(false)
            .grant("owner", "list read create export")
            .grant("shared.view", "list read export")
            .grant("workspace.viewer", "read")
            .grant("workspace.manager", "list create export")
            .grant("service.cron", "list read")
            .grant("staff.support", "list read"),
        thing("workspace", "tenant")
            .grant("authenticated", "create")
            .grant("workspace.viewer", "read"),
    ])
}

/// Rule 6.
#[test]
fn create_is_judged_on_the_tenant() {
    check! { &invoices();
        ann("manager"), "invoice.create", Target::New(ACME) => "workspace.manager";
        ann("member"), "invoice.create", Target::New(ACME) => "no: role_too_low";
        ann("manager"), "invoice.create", Target::New(BETA) => "no: other_tenant";
        guest("ann"), "invoice.create", Target::New(ACME) => "no: other_tenant";
        anonymous(), "invoice.create", Target::New(ACME) => "no: anonymous";
    }
}

/// Rule 6.
#[test]
fn whoever_is_signed_in_may_found_a_tenant() {
    check! { &invoices();
        person("bob", &[]), "workspace.create", Target::New(NOWHERE) => "authenticated";
        guest("bob"), "workspace.create", Target::New(NOWHERE) => "no: other_tenant";
        support(), "workspace.create", Target::New(NOWHERE) => "no: not_owner";
    }
}

/// Rules 6 and 7.
#[test]
fn without_a_tenant_a_create_is_the_sessions_own_row() {
    let spec = single_people(vec![
        thing("note", "owner").grant("owner", "create read list"),
    ]);
    check! { &spec;
        person("bob", &[]), "note.create", Target::New(NOWHERE) => "owner";
        guest("bob"), "note.create", Target::New(NOWHERE) => "owner";
        anonymous(), "note.create", Target::New(NOWHERE) => "no: anonymous";
        person("bob", &[]), "note.list", Target::Collection(NOWHERE) => "no: not_owner";
        person("bob", &[]), "note.list", Target::Listing(NOWHERE) => "owner";
    }
}

/// Rule 7.
#[test]
fn owners_and_shares_do_not_hold_where_rows_are_unknown() {
    check! { &invoices();
        ann("manager"), "invoice.export", Target::Collection(ACME) => "workspace.manager";
        ann("member"), "invoice.export", Target::Collection(ACME) => "no: role_too_low";
        ann("manager"), "invoice.export", Target::Collection(BETA) => "no: other_tenant";
        support(), "invoice.list", Target::Collection(BETA) => "staff.support";
        service("cron", Some("beta")), "invoice.list", Target::Collection(BETA) => "service.cron";
        service("cron", Some("acme")), "invoice.list", Target::Collection(BETA) => "no: other_tenant";
    }
}

/// Rule 7.
#[test]
fn a_listing_is_admitted_when_any_relation_could_grant_it() {
    let all = "owner shared.edit shared.view";
    check! { &invoices();
        ann("viewer"), "invoice.list", Target::Listing(ACME) => all;
        ann("viewer"), "invoice.list", Target::Listing(BETA) => "no: other_tenant";
        ann("viewer"), "invoice.list", Target::Listing(NOWHERE) => all;
        person("ann", &[]), "invoice.list", Target::Listing(NOWHERE) => "no: other_tenant";
        service("cron", Some("beta")), "invoice.list", Target::Listing(NOWHERE) => "service.cron";
        anonymous(), "invoice.list", Target::Listing(NOWHERE) => "no: anonymous";
    }
}

/// Rule 7.
#[test]
fn a_listing_without_a_tenant_counts_every_own_one() {
    let both = [member_of("acme", "viewer"), member_of("beta", "manager")];
    let said = says(
        &invoices(),
        &person("ann", &both),
        "invoice.list",
        &Target::Listing(NOWHERE),
    );
    assert_eq!(said, "owner shared.edit shared.view workspace.manager");
}

/// Rules 4 and 7.
#[test]
fn children_below_a_known_parent_are_judged_on_it() {
    let spec = workspaces(vec![
        thing("thread", "tenant owner").grant("owner", "read list create export update"),
        thing("message", "owner").below("thread", "create=update"),
    ]);
    let (own, bobs) = (
        row(),
        Row {
            owner: ownguard_core::Label::Value("bob"),
            ..row()
        },
    );
    let in_own = Scope {
        tenant: Some("acme"),
        parent: Parent::Row(&own),
    };
    let in_bobs = Scope {
        parent: Parent::Row(&bobs),
        ..in_own
    };
    let in_beta = Scope {
        tenant: Some("beta"),
        ..in_own
    };
    check! { &spec;
        ann("viewer"), "message.create", Target::New(in_own) => "owner";
        ann("viewer"), "message.create", Target::New(in_bobs) => "no: not_owner";
        ann("viewer"), "message.create", Target::New(in_beta) => "no: orphaned";
        ann("viewer"), "message.export", Target::Collection(in_own) => "owner";
        ann("viewer"), "message.export", Target::Collection(in_bobs) => "no: not_owner";
        ann("viewer"), "message.list", Target::Listing(in_own) => "owner";
        ann("viewer"), "message.list", Target::Listing(in_bobs) => "no: not_owner";
        ann("viewer"), "message.create", Target::New(ACME) => "no: labels_missing";
    }
}
