//! Rules 1, 2, 3 and 5: which relations hold, and what they give.

use super::{obligations, says};
use crate::fixture::{
    ann, anonymous, guest, member_of, person, row, service, single_people, support, thing,
    workspaces,
};
use ownguard_core::{Label, Link, Row, Scope, Session, Share, Spec, Target, Vocabulary};

fn invoices() -> Spec {
    workspaces(vec![
        thing("invoice", "tenant owner visibility")
            .shared(false)
            .grant("owner", "list read update")
            .grant("shared.view", "read")
            .grant("shared.edit", "read update")
            .grant("workspace.viewer", "list read")
            .grant("workspace.manager", "create update delete")
            .grant("service.stripe", "read update")
            .grant("staff.support", "read")
            .grant("link", "list read update")
            .grant("authenticated", "read")
            .grant("anyone", "read"),
    ])
}

fn level(spec: &Spec, name: &str) -> Share {
    let model = ownguard_core::Model::compile(spec.clone()).unwrap();
    Share::Level(model.vocabulary().find(name).unwrap())
}

fn with_link(mut session: Session, resource: usize, key: &str) -> Session {
    session.link = Some(Link {
        resource,
        key: key.into(),
    });
    session
}

/// Rule 1.
#[test]
fn owners_and_shares_hold_for_active_members_only() {
    let spec = invoices();
    let own = row();
    let shared = Row {
        owner: Label::Null,
        share: level(&spec, "shared.edit"),
        ..row()
    };
    let elsewhere = person("ann", &[member_of("beta", "admin")]);
    let unknown_role = person("ann", &[member_of("acme", "chairman")]);
    check! { &spec;
        ann("viewer"), "invoice.update", Target::Row(&own) => "owner";
        unknown_role.clone(), "invoice.update", Target::Row(&own) => "owner";
        elsewhere.clone(), "invoice.update", Target::Row(&own) => "no: other_tenant";
        person("ann", &[]), "invoice.read", Target::Row(&own) => "no: other_tenant";
        unknown_role, "invoice.read", Target::Row(&shared) => "shared.edit shared.view";
        ann("viewer"), "invoice.update", Target::Row(&shared) => "shared.edit";
        elsewhere, "invoice.read", Target::Row(&shared) => "no: other_tenant";
    }
}

/// Rule 1.
#[test]
fn shares_reach_outsiders_where_the_model_says_so() {
    let spec = workspaces(vec![
        thing("page", "tenant owner")
            .shared(true)
            .grant("owner", "read")
            .grant("shared.view", "read"),
    ]);
    let shared = Row {
        share: level(&spec, "shared.view"),
        ..row()
    };
    check! { &spec;
        person("ann", &[]), "page.read", Target::Row(&shared) => "shared.view";
        guest("ann"), "page.read", Target::Row(&shared) => "no: other_tenant";
    }
}

/// Rule 2.
#[test]
fn a_permit_names_every_relation_that_grants() {
    let said = says(
        &invoices(),
        &ann("manager"),
        "invoice.update",
        &Target::Row(&row()),
    );
    assert_eq!(said, "owner workspace.manager");
    let public = Row {
        visibility: Label::Value("public"),
        ..row()
    };
    let said = says(
        &invoices(),
        &ann("viewer"),
        "invoice.read",
        &Target::Row(&public),
    );
    assert_eq!(said, "anyone authenticated owner workspace.viewer");
}

/// Rule 2.
#[test]
fn an_audit_names_staff_last() {
    let spec = workspaces(Vec::new());
    let model = ownguard_core::Model::compile(spec).unwrap();
    let names: Vec<_> = model.vocabulary().names().collect();
    assert_eq!(names.first(), Some(&"owner"));
    assert_eq!(names.last(), Some(&"staff.support"));
    assert_eq!(model.vocabulary().all().next(), Some(Vocabulary::OWNER));
}

/// Rule 3.
#[test]
fn visibility_lets_links_and_then_everybody_in() {
    let spec = invoices();
    let link = with_link(anonymous(), 0, "k1");
    let wrong = with_link(anonymous(), 0, "k2");
    let outsider = person("bob", &[]);
    for (label, of_link, of_nobody, of_outsider) in [
        (
            Label::Value("private"),
            "no: anonymous",
            "no: anonymous",
            "no: other_tenant",
        ),
        (
            Label::Null,
            "no: anonymous",
            "no: anonymous",
            "no: other_tenant",
        ),
        (
            Label::Value("Public"),
            "no: anonymous",
            "no: anonymous",
            "no: other_tenant",
        ),
        (
            Label::Value("unlisted"),
            "link",
            "no: anonymous",
            "no: other_tenant",
        ),
        (
            Label::Value("public"),
            "anyone link",
            "anyone",
            "anyone authenticated",
        ),
    ] {
        let row = Row {
            visibility: label,
            ..row()
        };
        let nobody = if of_link == "link" {
            "no: anonymous"
        } else {
            of_nobody
        };
        check! { &spec;
            link.clone(), "invoice.read", Target::Row(&row) => of_link;
            wrong.clone(), "invoice.read", Target::Row(&row) => nobody;
            anonymous(), "invoice.read", Target::Row(&row) => of_nobody;
            outsider.clone(), "invoice.read", Target::Row(&row) => of_outsider;
        }
    }
}

/// Rule 3.
#[test]
fn a_link_never_lists_or_writes() {
    let spec = invoices();
    let link = with_link(anonymous(), 0, "k1");
    let public = Row {
        visibility: Label::Value("public"),
        ..row()
    };
    check! { &spec;
        link.clone(), "invoice.list", Target::Row(&public) => "no: anonymous";
        link.clone(), "invoice.update", Target::Row(&public) => "no: anonymous";
        link, "invoice.list", Target::Listing(Scope::default()) => "no: anonymous";
    }
}

/// Rule 3.
#[test]
fn a_resource_without_the_column_is_private() {
    let spec = workspaces(vec![thing("note", "tenant").grant("anyone", "read")]);
    let public = Row {
        visibility: Label::Value("public"),
        ..row()
    };
    let said = says(&spec, &anonymous(), "note.read", &Target::Row(&public));
    assert_eq!(said, "no: anonymous");
}

/// Rule 3.
#[test]
fn visibility_neither_widens_nor_narrows_a_role() {
    for visibility in ["private", "unlisted", "public"] {
        let row = Row {
            visibility: Label::Value(visibility),
            owner: Label::Null,
            ..row()
        };
        let target = Target::Row(&row);
        let said = says(&invoices(), &ann("manager"), "invoice.update", &target);
        assert_eq!(said, "workspace.manager");
        let said = says(&invoices(), &ann("viewer"), "invoice.update", &target);
        assert_eq!(said, "no: role_too_low");
    }
}

/// Rule 5.
#[test]
fn each_kind_of_caller_holds_only_its_own() {
    let spec = invoices();
    let (private, public) = (
        row(),
        Row {
            visibility: Label::Value("public"),
            ..row()
        },
    );
    check! { &spec;
        guest("ann"), "invoice.read", Target::Row(&private) => "no: other_tenant";
        guest("ann"), "invoice.read", Target::Row(&public) => "anyone";
        support(), "invoice.read", Target::Row(&private) => "staff.support";
        support(), "invoice.update", Target::Row(&private) => "no: not_owner";
        service("stripe", Some("acme")), "invoice.update", Target::Row(&private) => "service.stripe";
        service("stripe", Some("beta")), "invoice.update", Target::Row(&private) => "no: other_tenant";
        service("stripe", None), "invoice.read", Target::Row(&private) => "no: other_tenant";
        service("stripe", None), "invoice.read", Target::Row(&public) => "anyone";
        service("cron", Some("acme")), "invoice.read", Target::Row(&private) => "no: not_owner";
    }
}

/// Rule 5.
#[test]
fn guests_own_what_belongs_to_no_tenant() {
    let spec = single_people(vec![
        thing("cart", "owner")
            .shared(false)
            .grant("owner", "read update")
            .grant("shared.view", "read"),
    ]);
    let shared = Row {
        owner: Label::Value("bob"),
        share: level(&spec, "shared.view"),
        ..row()
    };
    check! { &spec;
        guest("ann"), "cart.update", Target::Row(&row()) => "owner";
        guest("bob"), "cart.update", Target::Row(&row()) => "no: not_owner";
        guest("ann"), "cart.read", Target::Row(&shared) => "shared.view";
    }
}

/// Rule 5.
#[test]
fn what_staff_read_is_audited() {
    let said = obligations(
        &invoices(),
        &support(),
        "invoice.read",
        &Target::Row(&row()),
    );
    assert_eq!(said, "audit");
    let said = obligations(
        &invoices(),
        &ann("viewer"),
        "invoice.read",
        &Target::Row(&row()),
    );
    assert_eq!(said, "");
}
