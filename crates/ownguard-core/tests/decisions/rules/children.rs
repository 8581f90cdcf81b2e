//! Rules 3 and 4: rows that are owned through a parent.

use super::says;
use crate::fixture::{ann, anonymous, member_of, person, row, support, thing, workspaces};
use ownguard_core::{Label, Parent, Row, Scope, Spec, Target};

fn threads() -> Spec {
    workspaces(vec![
        thing("thread", "tenant owner visibility deleted")
            .grant("owner", "list read update")
            .grant("workspace.manager", "read")
            .grant("anyone", "read"),
        thing("message", "tenant owner visibility").below("thread", "list=read create=update"),
        thing("reaction", "").below("message", "list=read create=read"),
    ])
}

/// Rule 4.
#[test]
fn a_child_is_what_its_parent_is() {
    let spec = threads();
    let thread = Row {
        owner: Label::Value("bob"),
        ..row()
    };
    let message = Row {
        parent: Parent::Row(&thread),
        ..row()
    };
    let of_nobody = Row {
        owner: Label::Null,
        ..message
    };
    let reaction = Row {
        parent: Parent::Row(&message),
        ..row()
    };
    let bob = person("bob", &[member_of("acme", "viewer")]);
    let in_thread = Scope {
        tenant: Some("acme"),
        parent: Parent::Row(&thread),
    };
    check! { &spec;
        bob.clone(), "message.list", Target::Row(&message) => "owner";
        bob.clone(), "reaction.read", Target::Row(&reaction) => "owner";
        bob, "message.create", Target::New(in_thread) => "owner";
        ann("manager"), "message.read", Target::Row(&message) => "owner workspace.manager";
        ann("manager"), "message.update", Target::Row(&message) => "owner";
        ann("manager"), "message.create", Target::New(in_thread) => "no: not_owner";
        ann("manager"), "message.read", Target::Row(&of_nobody) => "workspace.manager";
    }
}

/// Rule 4.
#[test]
fn every_action_on_a_child_needs_read_on_the_parent() {
    let thread = Row {
        owner: Label::Value("bob"),
        ..row()
    };
    let message = Row {
        parent: Parent::Row(&thread),
        ..row()
    };
    let said = says(
        &threads(),
        &ann("member"),
        "message.update",
        &Target::Row(&message),
    );
    assert_eq!(said, "no: role_too_low");
}

/// Rules 4 and 18.
#[test]
fn every_action_on_a_child_needs_what_read_is_on_its_parent() {
    let spec = workspaces(vec![
        thing("thread", "tenant owner")
            .grant("owner", "read update")
            .grant("workspace.manager", "read"),
        thing("note", "tenant").below("thread", "read=update delete=read"),
    ]);
    let thread = Row {
        owner: Label::Value("bob"),
        ..row()
    };
    let note = Row {
        parent: Parent::Row(&thread),
        ..row()
    };
    let bob = person("bob", &[member_of("acme", "manager")]);
    check! { &spec;
        bob, "note.delete", Target::Row(&note) => "owner";
        ann("manager"), "note.read", Target::Row(&note) => "no: not_owner";
        ann("manager"), "note.delete", Target::Row(&note) => "no: not_owner";
    }
}

/// Rules 3 and 4.
#[test]
fn a_child_is_as_visible_as_the_stricter_of_both() {
    let spec = threads();
    for (above, own, expected) in [
        ("public", "public", "anyone"),
        ("public", "unlisted", "no: anonymous"),
        ("private", "public", "no: anonymous"),
        ("unlisted", "public", "no: anonymous"),
    ] {
        let thread = Row {
            visibility: Label::Value(above),
            ..row()
        };
        let visibility = Label::Value(own);
        let message = Row {
            parent: Parent::Row(&thread),
            visibility,
            ..row()
        };
        let reaction = Row {
            parent: Parent::Row(&message),
            ..row()
        };
        for what in [("message.read", &message), ("reaction.read", &reaction)] {
            let said = says(&spec, &anonymous(), what.0, &Target::Row(what.1));
            assert_eq!(said, expected, "{what:?}");
        }
    }
}

/// Rule 4.
#[test]
fn a_child_of_no_parent_or_of_another_tenants_is_orphaned() {
    let spec = threads();
    let thread = row();
    let missing = Row {
        parent: Parent::Missing,
        ..row()
    };
    let apart = Row {
        tenant: Label::Value("beta"),
        parent: Parent::Row(&thread),
        ..row()
    };
    let lost = Row {
        tenant: Label::Null,
        parent: Parent::Row(&thread),
        ..row()
    };
    let deep = Row {
        parent: Parent::Row(&missing),
        ..row()
    };
    let in_nothing = Scope {
        tenant: Some("acme"),
        parent: Parent::Missing,
    };
    check! { &spec;
        ann("admin"), "message.read", Target::Row(&missing) => "no: orphaned";
        support(), "message.read", Target::Row(&missing) => "no: orphaned";
        ann("admin"), "message.read", Target::Row(&apart) => "no: orphaned";
        ann("admin"), "message.read", Target::Row(&lost) => "no: orphaned";
        ann("admin"), "reaction.read", Target::Row(&deep) => "no: orphaned";
        ann("admin"), "message.create", Target::New(in_nothing) => "no: orphaned";
    }
}
