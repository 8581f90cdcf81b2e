//! Rules 2 and 15: which fields are seen and written.

use super::obligations;
use crate::fixture::{ann, anonymous, field, person, row, service, support, thing, workspaces};
use ownguard_core::{Label, Parent, Row, Session, Spec, Target};

fn invoices() -> Spec {
    workspaces(vec![
        thing("invoice", "tenant owner visibility")
            .grant("owner", "read update")
            .grant("workspace.viewer", "read")
            .grant("workspace.manager", "update")
            .grant("service.stripe", "read update")
            .grant("staff.support", "read")
            .grant("authenticated", "read")
            .grant("anyone", "read")
            .field(field("total").show().outside().write())
            .field(field("notes").show())
            .field(field("email").to("owner workspace.manager").masked())
            .field(
                field("margin")
                    .to("workspace.manager")
                    .show()
                    .outside()
                    .write_by("workspace.manager"),
            )
            .field(field("teaser").to("anyone"))
            .field(field("paid").write_by("service.stripe"))
            .field(field("secret").show().outside().never()),
        thing("line", "tenant owner")
            .below("invoice", "")
            .field(field("text").show().write())
            .field(
                field("cost")
                    .to("workspace.manager")
                    .write_by("workspace.manager"),
            ),
    ])
}

fn sees(session: &Session, what: &str, row: &Row<'_>) -> String {
    obligations(&invoices(), session, what, &Target::Row(row))
}

/// Rule 15.
#[test]
fn insiders_see_what_is_shown() {
    let nobodys = Row {
        owner: Label::Null,
        ..row()
    };
    let said = sees(&ann("viewer"), "invoice.read", &nobodys);
    assert_eq!(said, "show notes total, mask email, write total");
}

/// Rule 15.
#[test]
fn to_names_exactly_who_sees_and_each_stronger_role() {
    let nobodys = Row {
        owner: Label::Null,
        ..row()
    };
    for role in ["manager", "admin"] {
        let said = sees(&ann(role), "invoice.read", &nobodys);
        assert_eq!(said, "show email margin notes total, write margin total");
    }
    let said = sees(&service("stripe", Some("acme")), "invoice.read", &row());
    assert_eq!(said, "show notes total, mask email, write paid total");
}

/// Rule 2.
#[test]
fn two_relations_see_what_either_sees() {
    let public = Row {
        visibility: Label::Value("public"),
        ..row()
    };
    let said = sees(&ann("viewer"), "invoice.read", &public);
    assert_eq!(said, "show email notes teaser total, write total");
}

/// Rule 15.
#[test]
fn outsiders_see_what_is_named_for_outside_and_nothing_masked() {
    let public = Row {
        visibility: Label::Value("public"),
        ..row()
    };
    let said = sees(&anonymous(), "invoice.read", &public);
    assert_eq!(said, "show teaser total, write total");
    let said = sees(&person("bob", &[]), "invoice.read", &public);
    assert_eq!(said, "show teaser total, write total");
}

/// Rule 15.
#[test]
fn never_is_seen_by_nobody() {
    let public = Row {
        visibility: Label::Value("public"),
        ..row()
    };
    for caller in [
        ann("admin"),
        support(),
        anonymous(),
        service("stripe", Some("acme")),
    ] {
        let said = sees(&caller, "invoice.read", &public);
        assert!(!said.contains("secret"), "{said} by {caller:?}");
    }
}

/// Rules 15 and 20.
#[test]
fn only_listed_fields_are_written() {
    let said = sees(&service("stripe", Some("acme")), "invoice.update", &row());
    assert!(said.ends_with("write paid total"), "{said}");
    let said = sees(&ann("manager"), "invoice.update", &row());
    assert!(said.ends_with("write margin total"), "{said}");
    let said = sees(&ann("viewer"), "invoice.update", &row());
    assert!(said.ends_with("write total"), "{said}");
}

/// Rule 2.
#[test]
fn a_relation_that_does_not_grant_shows_nothing() {
    let nobodys = Row {
        owner: Label::Null,
        ..row()
    };
    let said = sees(&ann("manager"), "invoice.update", &nobodys);
    assert_eq!(said, "show email margin notes total, write margin total");
    let own = row();
    let said = sees(&ann("viewer"), "invoice.update", &own);
    assert_eq!(said, "show email notes total, write total");
}

/// Rules 4 and 15.
#[test]
fn a_child_shows_its_own_fields() {
    let invoice = Row {
        owner: Label::Null,
        ..row()
    };
    let line = Row {
        parent: Parent::Row(&invoice),
        owner: Label::Null,
        ..row()
    };
    assert_eq!(
        sees(&ann("viewer"), "line.read", &line),
        "show text, write text"
    );
    assert_eq!(
        sees(&ann("manager"), "line.read", &line),
        "show cost text, write cost text"
    );
}
