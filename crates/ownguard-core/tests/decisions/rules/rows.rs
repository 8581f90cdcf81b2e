//! Rules 9, 11 and 13: labels that are absent, null, or say deleted.

use super::verdict;
use crate::fixture::{
    ann, anonymous, guest, person, row, single_people, staff, support, thing, workspaces,
};
use crate::naive::Verdict;
use ownguard_core::{Label, LabelKind, Model, Parent, Row, Scope, Spec, Target, decide};

fn invoices() -> Spec {
    workspaces(vec![
        thing("invoice", "tenant owner visibility deleted")
            .grant("owner", "read update restore")
            .grant("workspace.manager", "read update")
            .grant("workspace.admin", "read update delete restore")
            .grant("staff.support", "read")
            .grant("anyone", "read"),
    ])
}

/// Rule 9.
#[test]
fn a_label_is_required_where_it_could_change_the_decision() {
    let spec = invoices();
    let no_tenant = Row {
        tenant: Label::Absent,
        ..row()
    };
    let no_owner = Row {
        owner: Label::Absent,
        ..row()
    };
    let no_visibility = Row {
        visibility: Label::Absent,
        ..row()
    };
    let no_deleted = Row {
        deleted: Label::Absent,
        ..row()
    };
    check! { &spec;
        ann("manager"), "invoice.read", Target::Row(&no_tenant) => "no: labels_missing";
        support(), "invoice.read", Target::Row(&no_tenant) => "no: labels_missing";
        person("ann", &[]), "invoice.update", Target::Row(&no_tenant) => "no: other_tenant";
        ann("manager"), "invoice.delete", Target::Row(&no_tenant) => "no: role_too_low";
        ann("viewer"), "invoice.update", Target::Row(&no_owner) => "no: labels_missing";
        ann("manager"), "invoice.update", Target::Row(&no_owner) => "workspace.manager";
        anonymous(), "invoice.read", Target::Row(&no_visibility) => "no: labels_missing";
        anonymous(), "invoice.update", Target::Row(&no_visibility) => "no: anonymous";
        ann("manager"), "invoice.update", Target::Row(&no_visibility) => "owner workspace.manager";
        ann("manager"), "invoice.update", Target::Row(&no_deleted) => "no: labels_missing";
        ann("viewer"), "invoice.restore", Target::Row(&no_deleted) => "owner";
    }
}

/// Rule 9.
#[test]
fn a_missing_label_is_named() {
    let spec = invoices();
    let model = Model::compile(spec.clone()).unwrap();
    let row = Row {
        deleted: Label::Absent,
        ..row()
    };
    let read = crate::fixture::named("read");
    let denial = decide(&model, &ann("admin"), 0, read, &Target::Row(&row), 0)
        .denial()
        .unwrap();
    assert!(denial.missing.contains(LabelKind::Deleted));
    assert!(!denial.missing.contains(LabelKind::Tenant));
    assert_eq!(denial.status(), 502);
}

/// Rule 9.
#[test]
fn absent_is_not_null() {
    let spec = invoices();
    let absent = Row {
        owner: Label::Absent,
        ..row()
    };
    let null = Row {
        owner: Label::Null,
        ..row()
    };
    let asked = |row: &Row<'_>| verdict(&spec, &ann("viewer"), "invoice.update", &Target::Row(row));
    assert_ne!(asked(&absent), asked(&null));
    assert_eq!(
        asked(&null),
        Verdict::Deny(ownguard_core::Reason::RoleTooLow)
    );
}

/// Rule 9.
#[test]
fn an_absent_parent_is_asked_for() {
    let spec = workspaces(vec![
        thing("thread", "tenant owner").grant("owner", "read"),
        thing("message", "").below("thread", ""),
    ]);
    check! { &spec;
        ann("viewer"), "message.read", Target::Row(&row()) => "no: labels_missing";
        person("ann", &[]), "message.read", Target::Row(&row()) => "no: other_tenant";
    }
}

/// Rule 11.
#[test]
fn a_row_without_a_tenant_is_orphaned_for_everybody() {
    let lost = Row {
        tenant: Label::Null,
        visibility: Label::Value("public"),
        ..row()
    };
    let said = "no: orphaned";
    for caller in [ann("admin"), support(), anonymous(), guest("ann")] {
        check! { &invoices();
            caller, "invoice.read", Target::Row(&lost) => said;
        }
    }
}

/// Rule 11.
#[test]
fn a_row_without_an_owner_is_nobodys_own() {
    let spec = invoices();
    let lost = Row {
        owner: Label::Null,
        ..row()
    };
    check! { &spec;
        ann("viewer"), "invoice.read", Target::Row(&lost) => "no: role_too_low";
        ann("manager"), "invoice.read", Target::Row(&lost) => "workspace.manager";
        support(), "invoice.read", Target::Row(&lost) => "staff.support";
    }
}

/// Rule 11.
#[test]
fn without_tenancy_a_row_without_an_owner_is_orphaned() {
    let spec = single_people(vec![
        thing("note", "owner visibility")
            .grant("owner", "read")
            .grant("staff.support", "read"),
    ]);
    let support = Model::compile(spec.clone()).unwrap().vocabulary().staff();
    let lost = Row {
        owner: Label::Null,
        visibility: Label::Value("public"),
        ..row()
    };
    check! { &spec;
        person("ann", &[]), "note.read", Target::Row(&lost) => "no: orphaned";
        staff(support), "note.read", Target::Row(&lost) => "no: orphaned";
    }
}

/// Rule 11.
#[test]
fn null_satisfies_no_condition() {
    let spec = workspaces(vec![
        thing("invoice", "tenant")
            .grant("workspace.viewer", "read")
            .grant_when("workspace.viewer", "update", &["open", "null", ""]),
    ]);
    let open = Row {
        when: &[Label::Value("open")],
        ..row()
    };
    let null = Row {
        when: &[Label::Null],
        ..row()
    };
    let unsaid = Row { when: &[], ..row() };
    check! { &spec;
        ann("viewer"), "invoice.update", Target::Row(&open) => "workspace.viewer";
        ann("admin"), "invoice.update", Target::Row(&null) => "no: not_owner";
        ann("admin"), "invoice.update", Target::Row(&unsaid) => "no: labels_missing";
    }
}

/// Rule 12.
#[test]
fn keys_are_compared_by_bytes() {
    let spec = invoices();
    for (tenant, owner) in [("Acme", "ann"), ("acme ", "ann"), ("acm\u{435}", "ann")] {
        let row = Row {
            tenant: Label::Value(tenant),
            owner: Label::Value(owner),
            ..row()
        };
        check! { &spec;
            ann("admin"), "invoice.read", Target::Row(&row) => "no: other_tenant";
        }
    }
    let row = Row {
        owner: Label::Value("Ann"),
        ..row()
    };
    check! { &spec;
        ann("viewer"), "invoice.read", Target::Row(&row) => "no: role_too_low";
    }
}

/// Rule 13.
#[test]
fn a_deleted_row_is_absent_to_everything_but_restore() {
    let spec = invoices();
    let gone = Row {
        deleted: Label::Value("2024-02-29"),
        ..row()
    };
    let live = Row {
        deleted: Label::Value("false"),
        ..row()
    };
    check! { &spec;
        ann("admin"), "invoice.read", Target::Row(&gone) => "no: not_found";
        support(), "invoice.read", Target::Row(&gone) => "no: not_found";
        ann("admin"), "invoice.delete", Target::Row(&gone) => "no: not_found";
        ann("viewer"), "invoice.restore", Target::Row(&gone) => "owner";
        ann("member"), "invoice.read", Target::Row(&live) => "owner";
    }
}

/// Rule 13.
#[test]
fn what_is_below_a_deleted_row_is_absent_even_to_restore() {
    let spec = workspaces(vec![
        thing("thread", "tenant deleted").grant("workspace.viewer", "read restore"),
        thing("message", "deleted").below("thread", ""),
    ]);
    let gone = Row {
        deleted: Label::Value("true"),
        ..row()
    };
    let message = Row {
        parent: Parent::Row(&gone),
        ..row()
    };
    let below = Scope {
        tenant: Some("acme"),
        parent: Parent::Row(&gone),
    };
    check! { &spec;
        ann("admin"), "message.read", Target::Row(&message) => "no: not_found";
        ann("admin"), "message.restore", Target::Row(&message) => "no: not_found";
        ann("admin"), "message.list", Target::Listing(below) => "no: not_found";
    }
}
