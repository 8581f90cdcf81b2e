//! What goes wrong on a device: each ends in a typed error, with nothing shown.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use ownguard_mobile::{
    Access, Guard, GuardError, SessionFacts, ShareLink, decode_claims_unverified,
};
use std::sync::Arc;
use std::thread;

const MODEL: &str = include_str!("../../../tests/vectors/models/billing.toml");
const NOW: i64 = 1_000_000;
const ROW: &str = r#"{"id":"i1","workspaceId":"t1","createdBy":"u9","number":"7","status":"open","total":5,"visibility":"private","deletedAt":null,"customerEmail":"ada@x.example"}"#;

fn session() -> SessionFacts {
    let claims = format!(
        r#"{{"sub":"u9","iat":{NOW},"exp":{},"app":{{"workspaces":{{"t1":"viewer"}}}}}}"#,
        NOW + 3600
    );
    SessionFacts {
        claims: Some(claims),
        ..SessionFacts::default()
    }
}

fn bound(model: &str) -> Arc<Access> {
    Guard::new(model).unwrap().bind(session(), NOW).unwrap()
}

fn code<T: std::fmt::Debug>(outcome: Result<T, GuardError>) -> &'static str {
    outcome.unwrap_err().code()
}

#[test]
fn a_document_of_ten_megabytes_is_too_large_and_takes_no_time() {
    let access = bound(MODEL);
    let page = format!("[{}]", vec![ROW; 10 * 1024 * 1024 / ROW.len()].join(","));
    assert!(page.len() > 10_000_000);
    assert_eq!(
        code(access.redact_page(&page, "invoice", None, NOW)),
        "too_large"
    );
    assert_eq!(
        code(access.redact(&page, "invoice", None, NOW)),
        "too_large"
    );
    assert_eq!(
        code(access.allowed_actions("invoice", &page, NOW)),
        "too_large"
    );
    let can = access.can("read", "invoice", Some(page), None, NOW);
    assert_eq!(code(can), "too_large");
}

#[test]
fn a_document_of_ten_megabytes_is_shown_where_the_model_allows_it() {
    let model = MODEL.replace("\"4KiB\"", "\"64MiB\"");
    let access = bound(&model);
    let text = format!("\"metadata\":[\"{}\"]", "x".repeat(10 * 1024 * 1024));
    let row = ROW.replace("\"number\":\"7\"", &text);
    let shown = access.redact(&row, "invoice", None, NOW).unwrap();
    assert!(shown.len() > 10 * 1024 * 1024 && !shown.contains("stripeId"));
    // Depth and the number of rows have limits of their own.
    let deep = format!("{{\"id\":\"i1\",\"metadata\":{}", "[".repeat(5_000_000));
    assert_eq!(
        code(access.redact(&deep, "invoice", None, NOW)),
        "json_invalid"
    );
    let many = format!("[{}]", vec!["{}"; 3_000_000].join(","));
    assert_eq!(
        code(access.redact_page(&many, "invoice", None, NOW)),
        "too_large"
    );
}

#[test]
fn after_the_end_nothing_is_shown_to_whoever_still_holds_it() {
    let access = bound(MODEL);
    let elsewhere = Arc::clone(&access);
    assert!(elsewhere.redact(ROW, "invoice", None, NOW).is_ok());
    access.end().unwrap();
    access.end().unwrap();
    assert_eq!(code(elsewhere.redact(ROW, "invoice", None, NOW)), "closed");
    assert_eq!(
        code(elsewhere.redact_page("[]", "invoice", None, NOW)),
        "closed"
    );
    assert_eq!(
        code(elsewhere.allowed_actions("invoice", ROW, NOW)),
        "closed"
    );
    assert_eq!(
        code(elsewhere.can("list", "invoice", None, None, NOW)),
        "closed"
    );
}

#[test]
fn a_model_that_is_refused_or_older_leaves_the_held_one() {
    let guard = Guard::new(MODEL).unwrap();
    let held = guard.version().unwrap();
    assert_eq!((held.revision, held.hash.len()), (3, 64));
    for (model, wrong) in [
        ("", "model_invalid"),
        ("{", "model_invalid"),
        ("version = 9", "model_invalid"),
        (
            &MODEL.replace("revision = 3", "revision = 2"),
            "model_older",
        ),
        (&MODEL.replace("revision = 3\n", ""), "model_older"),
    ] {
        assert_eq!(code(guard.replace(model)), wrong);
        assert_eq!(guard.version().unwrap(), held);
        assert!(guard.bind(session(), NOW).is_ok());
    }
    let before = guard.bind(session(), NOW).unwrap();
    let newer = MODEL.replace("revision = 3", "revision = 4");
    let newer = newer.replace("\"customer\", \"lines\"", "\"lines\"");
    assert_eq!(guard.replace(&newer).unwrap().revision, 4);
    assert_eq!(guard.version().unwrap().revision, 4);
    assert_eq!(before.version().unwrap(), held);
    assert_eq!(code(guard.replace(MODEL)), "model_older");
}

#[test]
fn a_model_in_json_is_the_same_as_in_toml() {
    use ownguard_wire::model::{Format, to_json};
    let json = to_json(MODEL, "ownguard.toml", Format::Toml).unwrap();
    let by = |model: &str| bound(model).redact(ROW, "invoice", None, NOW).unwrap();
    assert_eq!(by(&json), by(MODEL));
}

#[test]
fn four_threads_at_once_get_what_one_gets() {
    let guard = Guard::new(MODEL).unwrap();
    let access = guard.bind(session(), NOW).unwrap();
    let alone = access.redact(ROW, "invoice", None, NOW).unwrap();
    thread::scope(|scope| {
        for turn in 0..4 {
            let (guard, access, alone) = (&guard, &access, &alone);
            scope.spawn(move || {
                for _ in 0..2_000 {
                    assert_eq!(&access.redact(ROW, "invoice", None, NOW).unwrap(), alone);
                    if turn == 0 {
                        guard.replace(MODEL).unwrap();
                    } else {
                        let other = guard.bind(session(), NOW).unwrap();
                        assert_eq!(&other.redact(ROW, "invoice", None, NOW).unwrap(), alone);
                    }
                }
            });
        }
    });
}

#[cfg(feature = "panics")]
#[test]
fn a_panic_becomes_an_error_and_the_guard_goes_on() {
    let guard = Guard::new(MODEL).unwrap();
    assert_eq!(code(guard.panics()), "internal");
    assert!(guard.bind(session(), NOW).is_ok());
}

#[test]
fn a_link_to_what_the_model_does_not_know_is_refused() {
    let link = ShareLink {
        resource: "invoices".into(),
        key: "i1".into(),
    };
    let told = SessionFacts {
        link: Some(link),
        ..SessionFacts::default()
    };
    let bound = Guard::new(MODEL).unwrap().bind(told, NOW);
    assert_eq!(bound.err().unwrap().code(), "unknown_resource");
}

#[test]
fn an_error_says_what_is_wrong_and_how_to_mend_it_and_no_value() {
    let access = bound(MODEL);
    let errors = [
        access.redact("{\"id\":\"secret-key\"", "invoice", None, NOW),
        access.redact(&ROW.replace("t1", "secret-key"), "invoice", None, NOW),
        access.redact("{\"id\":\"secret-key\"}", "invoice", None, NOW),
        access.redact("[\"secret-key\"]", "invoice", None, NOW),
        access.redact(ROW, "invoices", None, NOW),
        access.redact(ROW, "invoice", Some("nothing".into()), NOW),
        access.redact(ROW, "invoice", None, NOW + 600),
        access.redact(ROW, "invoice", None, NOW + 3600),
    ];
    for error in errors {
        let error = error.unwrap_err();
        let (why, mend) = error.words();
        assert!(why.len() > 10 && mend.len() > 10, "{error}");
        assert!(!error.to_string().contains("secret-key"), "{error}");
    }
}

#[test]
fn claims_are_read_and_not_verified() {
    let claims = decode_claims_unverified("e30.eyJzdWIiOiJ1MSJ9.AA");
    assert_eq!(claims.unwrap(), r#"{"sub":"u1"}"#);
    let past = decode_claims_unverified("e30.eyJzdWIiOiJ1MSIsImV4cCI6MX0.AA");
    assert_eq!(past.unwrap(), r#"{"sub":"u1","exp":1}"#);
    let long = format!("e30.{}.AA", "A".repeat(20_000));
    for token in [
        "",
        "e30.e30",
        "e30.bm8.AA",
        "e30.eyJzdWIiOiJ1MSJ9.",
        "a b c",
        &long,
    ] {
        assert_eq!(
            code(decode_claims_unverified(token)),
            "session_invalid",
            "{token}"
        );
    }
}

#[test]
fn what_is_wrong_with_a_model_is_told_with_its_place() {
    let refused = Guard::new("version = 1\n\n[resources.note]\nkeys = 1\n")
        .err()
        .unwrap();
    let (why, mend) = refused.words();
    assert!(why.contains("OG") && why.contains('4'), "{why}");
    assert!(mend.contains("ownguard check"), "{mend}");
}
