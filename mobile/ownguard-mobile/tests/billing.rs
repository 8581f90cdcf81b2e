//! The shell on the model of most vectors: what is shown, what is refused, and by which error.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use ownguard_mobile::{Access, Guard, GuardError, Place, SessionFacts, decode_claims_unverified};
use std::sync::Arc;

const MODEL: &str = include_str!("../../../tests/vectors/models/billing.toml");
const NOW: i64 = 1_000_000;

const ROW: &str = r#"{"id":"i1","workspaceId":"t1","createdBy":"u9","number":"7","status":"open","total":5,"visibility":"private","deletedAt":null,"customerEmail":"ada@x.example","internalNotes":"n","margin":3,"stripeId":"s","internal":1}"#;

fn session(id: &str, role: &str) -> SessionFacts {
    SessionFacts {
        claims: Some(format!(
            r#"{{"sub":"{id}","iat":{NOW},"exp":{},"app":{{"workspaces":{{"t1":"{role}"}}}}}}"#,
            NOW + 3600
        )),
        ..SessionFacts::default()
    }
}

fn access(id: &str, role: &str) -> Arc<Access> {
    let guard = Guard::new(MODEL).unwrap();
    guard.bind(session(id, role), NOW).unwrap()
}

#[test]
fn an_owner_sees_their_row_and_what_they_may_do_with_it() {
    let shown = access("u9", "viewer").redact(ROW, "invoice", None, NOW);
    assert_eq!(
        shown.unwrap(),
        r#"{"id":"i1","workspaceId":"t1","createdBy":"u9","number":"7","status":"open","total":5,"visibility":"private","customerEmail":"ada@x.example","margin":null,"_can":["read","update","share","remind"]}"#
    );
}

#[test]
fn what_was_shown_is_shown_again_without_a_change() {
    for (id, role) in [("u9", "viewer"), ("u1", "viewer"), ("u1", "admin")] {
        let access = access(id, role);
        let once = access.redact(ROW, "invoice", None, NOW).unwrap();
        assert_eq!(access.redact(&once, "invoice", None, NOW).unwrap(), once);
    }
}

#[test]
fn a_row_of_another_tenant_is_refused_alone_and_left_out_of_a_page() {
    let access = access("u9", "viewer");
    let foreign = ROW.replace("\"t1\"", "\"t2\"");
    let refused = access.redact(&foreign, "invoice", None, NOW);
    assert!(
        matches!(refused, Err(GuardError::Refused { ref reason, .. }) if reason == "other_tenant")
    );
    let page = access.redact_page(&format!("[{foreign}]"), "invoice", None, NOW);
    assert_eq!(page.unwrap(), "[]");
}

#[test]
fn buttons_are_asked_for_by_row_by_place_and_by_name() {
    let access = access("u9", "viewer");
    let actions = access.allowed_actions("invoice", ROW, NOW).unwrap();
    assert_eq!(actions, ["read", "update", "share", "remind"]);
    let can = |action: &str| access.can(action, "invoice", Some(ROW.into()), None, NOW);
    assert_eq!((can("update"), can("delete")), (Ok(true), Ok(false)));
    assert!(matches!(can("fly"), Err(GuardError::UnknownAction { .. })));
    let place = Place {
        tenant: Some("t1".into()),
        above: None,
    };
    assert_eq!(
        access.can("create", "invoice", None, Some(place), NOW),
        Ok(false)
    );
}

#[test]
fn claims_are_read_and_not_verified() {
    let claims = decode_claims_unverified("e30.eyJzdWIiOiJ1MSJ9.AA");
    assert_eq!(claims.unwrap(), r#"{"sub":"u1"}"#);
    for token in [
        "",
        "e30.e30",
        "e30.bm8.AA",
        "e30.eyJzdWIiOiJ1MSJ9.",
        "a b c",
    ] {
        let refused = decode_claims_unverified(token);
        assert!(
            matches!(refused, Err(GuardError::SessionInvalid { .. })),
            "{token}"
        );
    }
}
