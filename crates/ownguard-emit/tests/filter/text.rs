//! Filters as text: SQL and Prisma for named callers, snapshotted. `BLESS=1 cargo
//! test -p ownguard-emit --test filter` writes them.

use crate::load;
use crate::world::NOW;
use ownguard_core::{
    AsOf, Identity, Link, Membership, Model, Person, Principal, Service, Session, Staff, Status,
    User, Vocabulary,
};
use ownguard_emit::filter::{Names, Placeholders, filter};
use std::fmt::Write as _;

const TENANT: &str = "0f0e0d0c-0b0a-4000-8000-000000000001";
const PERSON: &str = "0f0e0d0c-0b0a-4000-8000-0000000000aa";

fn person(roles: &[(&str, Option<u8>)]) -> Session {
    let memberships = roles.iter().map(|(tenant, role)| Membership {
        tenant: (*tenant).into(),
        role: *role,
        status: Status::Active,
        tenant_status: Status::Active,
        plan: Some(1),
        as_of: AsOf::ThisRequest,
    });
    let memberships = memberships.collect();
    Principal::Person(Person {
        user: User {
            id: PERSON.into(),
            status: Status::Active,
            verified: true,
            plan: Some(1),
            as_of: AsOf::ThisRequest,
        },
        memberships,
    })
    .into()
}

fn linked(model: &Model, resource: &str, key: &str) -> Session {
    Session {
        identity: Identity::Known(Principal::Anonymous),
        link: Some(Link {
            resource: model.find_resource(resource).unwrap(),
            key: key.into(),
        }),
        tenant: None,
    }
}

fn suspended(mut session: Session) -> Session {
    if let Identity::Known(Principal::Person(person)) = &mut session.identity {
        person.memberships[0].tenant_status = Status::Suspended;
    }
    session
}

fn cases(model: &Model) -> Vec<(&'static str, Session, &'static str)> {
    let other = "0f0e0d0c-0b0a-4000-8000-000000000002";
    let staff = |names: &[&str]| {
        let roles = names
            .iter()
            .filter_map(|name| model.vocabulary().find(name));
        Session::from(Principal::Staff(Staff {
            id: "s1".into(),
            status: Status::Active,
            roles: roles.collect(),
        }))
    };
    let service = |tenant: Option<&str>| {
        Session::from(Principal::Service(Service {
            index: 0,
            tenant: tenant.map(Into::into),
        }))
    };
    vec![
        (
            "a viewer lists invoices",
            person(&[(TENANT, Some(0))]),
            "invoice.list",
        ),
        (
            "a manager of two workspaces",
            person(&[(TENANT, Some(2)), (other, Some(2))]),
            "invoice.update",
        ),
        (
            "a viewer updates",
            person(&[(TENANT, Some(0))]),
            "invoice.update",
        ),
        (
            "a viewer of a suspended workspace",
            suspended(person(&[(TENANT, Some(0))])),
            "invoice.read",
        ),
        ("a person outside", person(&[]), "invoice.read"),
        (
            "nobody exports",
            Principal::Anonymous.into(),
            "invoice.export",
        ),
        (
            "a link",
            linked(model, "invoice", "0f0e0d0c-0b0a-4000-8000-0000000000f1"),
            "invoice.read",
        ),
        (
            "a link to the invoice opens its lines",
            linked(model, "invoice", "0f0e0d0c-0b0a-4000-8000-0000000000f1"),
            "invoice_line.read",
        ),
        (
            "stripe moves what is open",
            service(Some(TENANT)),
            "invoice.update",
        ),
        (
            "stripe without a workspace",
            service(None),
            "invoice.update",
        ),
        ("support reads", staff(&["staff.support"]), "invoice.read"),
        (
            "a member's projects",
            person(&[(TENANT, Some(1))]),
            "project.list",
        ),
        (
            "a member's messages",
            person(&[(TENANT, Some(1))]),
            "message.list",
        ),
        (
            "support reads messages",
            staff(&["staff.support"]),
            "message.read",
        ),
        ("their own profile", person(&[]), "profile.update"),
        (
            "an expired token",
            Session {
                identity: Identity::TokenExpired,
                link: None,
                tenant: None,
            },
            "invoice.list",
        ),
    ]
}

#[test]
fn sql_and_prisma_stay_as_they_were_read() {
    let (model, storage) = load("../../tests/leaky-app/ownguard.toml");
    let mut text = String::new();
    for (about, session, asked) in cases(&model) {
        let (resource, action) = asked.split_once('.').unwrap();
        let at = model.find_resource(resource).unwrap();
        let action = model.action(action).unwrap();
        let filter = filter(&model, &session, at, action, NOW);
        let sql = filter.sql(&storage, None, Placeholders::Numbered(1));
        let prisma = filter.prisma(&storage, &Names::default());
        let columns = filter.columns(None);
        let _ = writeln!(text, "── {about}: {asked}");
        if let Some(reason) = filter.denied() {
            let _ = writeln!(text, "denied   {}", reason.name());
        }
        let _ = writeln!(text, "sql      {}", sql.text);
        let _ = writeln!(text, "params   {:?}", sql.params);
        let _ = writeln!(text, "prisma   {}", prisma.rows);
        for left_out in prisma.left_out {
            let _ = writeln!(text, "left out {left_out}");
        }
        let all: Vec<&str> = columns.all().collect();
        let _ = writeln!(text, "columns  {}\n", all.join(" "));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/filter/leaky-app.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        known == text,
        "run with BLESS=1 and read the difference:\n{text}"
    );
}

#[test]
fn values_never_stand_in_the_text() {
    let (model, storage) = load("../../tests/leaky-app/ownguard.toml");
    let evil = "x' or true --";
    let session = person(&[(evil, Some(3))]);
    let at = model.find_resource("invoice").unwrap();
    for action in ["list", "read", "update", "delete", "export"] {
        let action = model.action(action).unwrap();
        let filter = filter(&model, &session, at, action, NOW);
        for placeholders in [Placeholders::Numbered(3), Placeholders::Question] {
            let sql = filter.sql(&storage, Some("i\"x"), placeholders);
            assert!(!sql.text.contains("true") && sql.params.iter().any(|param| param == evil));
            assert!(
                sql.text.contains("\"i\"\"x\".\"workspace_id\""),
                "{}",
                sql.text
            );
            let marks = match placeholders {
                Placeholders::Numbered(from) => {
                    let last = from + sql.params.len();
                    assert!((from..last).all(|n| sql.text.contains(&format!("${n}"))));
                    assert!(!sql.text.contains(&format!("${last}")));
                    sql.params.len()
                }
                Placeholders::Question => sql.text.matches('?').count(),
            };
            assert_eq!(marks, sql.params.len());
        }
    }
}

#[test]
fn a_key_in_another_spelling_is_compared_as_text() {
    let (model, storage) = load("../../tests/leaky-app/ownguard.toml");
    let at = model.find_resource("profile").unwrap();
    for (subject, column) in [
        (PERSON, "\"profiles\".\"id\" = $1"),
        ("7", "\"profiles\".\"id\" = $1"),
        (
            "0F0E0D0C-0B0A-4000-8000-0000000000AA",
            "cast(\"profiles\".\"id\" as text) = $1",
        ),
        ("007", "cast(\"profiles\".\"id\" as text) = $1"),
        ("user_2a", "cast(\"profiles\".\"id\" as text) = $1"),
    ] {
        let mut session = person(&[]);
        if let Identity::Known(Principal::Person(person)) = &mut session.identity {
            person.user.id = subject.into();
        }
        let filter = filter(&model, &session, at, model.action("read").unwrap(), NOW);
        let sql = filter.sql(&storage, None, Placeholders::Numbered(1));
        assert_eq!(sql.text, column, "{subject}");
    }
}

#[test]
fn a_tenant_narrows_a_filter_to_its_own_rows() {
    let (model, storage) = load("../../tests/leaky-app/ownguard.toml");
    let other = "0f0e0d0c-0b0a-4000-8000-000000000002";
    let session = person(&[(TENANT, Some(2)), (other, Some(2))]);
    let at = model.find_resource("invoice").unwrap();
    let all = filter(&model, &session, at, model.action("list").unwrap(), NOW);
    assert!(all.rows() != all.clone().within_tenant(TENANT).rows());
    let sql = all
        .within_tenant(TENANT)
        .sql(&storage, None, Placeholders::Question);
    assert!(!sql.params.iter().any(|param| param == other), "{sql:?}");
    let _ = Vocabulary::OWNER;
}

#[test]
fn a_screen_selects_what_it_needs_and_what_judging_needs() {
    let (model, _) = load("../../tests/leaky-app/ownguard.toml");
    let at = model.find_resource("invoice").unwrap();
    let session = person(&[(TENANT, Some(0))]);
    let filter = filter(&model, &session, at, model.action("list").unwrap(), NOW);
    let columns = filter.columns(Some(0));
    assert_eq!(columns.shown, ["id", "number", "status", "total"]);
    assert_eq!(columns.masked, Vec::<String>::new());
    assert_eq!(
        columns.judged,
        ["workspace_id", "created_by", "visibility", "deleted_at"]
    );
    assert_eq!(columns.prisma(&Names::default())["workspaceId"], true);
    assert!(columns.sql("i").starts_with("\"i\".\"id\", "));
}
