//! Exchanges through the gate, carried out by a shell that answers from tables.

#![expect(clippy::indexing_slicing, reason = "tests fail loudly")]

mod shell;

use ownguard_core::http::HeaderList;
use ownguard_gate::Arrival;
use serde_json::{Value, json};
use shell::*;

fn invoice(owner: &str, tenant: &str) -> Value {
    json!({"id": INVOICE, "workspace_id": tenant, "created_by": owner, "total": 5, "secret": 1})
}

fn manager(status: &Value) -> String {
    let mut claims = json!({"workspaces": {T1: "manager"}});
    if !status.is_null() {
        claims["status"] = status.clone();
    }
    token("alice", &claims)
}

fn path(tenant: &str) -> String {
    format!("/w/{tenant}/invoices/{INVOICE}")
}

fn member(role: &str) -> Value {
    json!({"v": 1, "as_of": NOW, "user": {"status": "active", "verified": true}, "staff": [],
        "memberships": [{"tenant": T1, "role": role, "status": "active", "plan": "free"}]})
}

#[test]
fn an_own_row_is_read_redacted_with_one_call_to_the_origin() {
    let (mut gate, mut world) = (gate(MODEL), World::default().json(&invoice("bob", T1)));
    let token = manager(&json!("active"));
    let reply = run(&mut gate, &mut world, get(&path(T1), Some(&token)), "");
    assert_eq!(
        (reply.status, world.steps.as_slice()),
        (200, &["forward GET".to_owned()][..])
    );
    let body: Value = serde_json::from_str(&text(&reply)).unwrap();
    let shown = json!({"id": INVOICE, "workspace_id": T1, "created_by": "bob", "total": 5});
    assert_eq!(body, shown);
    assert_eq!(event(&reply)["rows"], json!([format!("invoice:{INVOICE}")]));
    assert_eq!(event(&reply)["relation"], "workspace.viewer");
}

#[test]
fn a_foreign_tenant_in_the_path_ends_before_the_origin() {
    let (mut gate, mut world) = (gate(MODEL), World::default().json(&invoice("bob", T2)));
    world.facts = Some(member("manager"));
    let token = manager(&json!("active"));
    let reply = run(&mut gate, &mut world, get(&path(T2), Some(&token)), "");
    assert_eq!(reply.status, 404);
    assert_eq!(world.steps, ["GET /facts?sub=alice"]);
}

#[test]
fn a_row_of_another_tenant_in_the_answer_is_not_found() {
    let (mut gate, mut world) = (gate(MODEL), World::default().json(&invoice("bob", T2)));
    let token = manager(&json!("active"));
    let reply = run(&mut gate, &mut world, get(&path(T1), Some(&token)), "");
    assert_eq!(
        (reply.status, text(&reply).as_str()),
        (404, "{\"error\":\"not found\"}")
    );
    assert_eq!(event(&reply)["outcome"], "leak");
    assert_eq!(
        event(&reply)["leaked"],
        json!([format!("invoice:{INVOICE}")])
    );
}

#[test]
fn a_write_is_judged_on_labels_before_the_origin_is_asked() {
    let patch = |token: &str| Arrival {
        method: "PATCH".to_owned(),
        headers: HeaderList(vec![
            ("authorization".to_owned(), format!("Bearer {token}")),
            ("content-type".to_owned(), "application/json".to_owned()),
        ]),
        has_body: true,
        ..get(&path(T1), None)
    };
    let token = manager(&json!("active"));
    let labels = |tenant: &str| json!({"tenant": tenant, "owner": "bob"});

    let (mut first, mut world) = (gate(MODEL), World::default().json(&invoice("bob", T1)));
    world.labels.insert(INVOICE.to_owned(), labels(T1));
    let reply = run(&mut first, &mut world, patch(&token), r#"{"total":7}"#);
    assert_eq!(
        (reply.status, world.steps.as_slice()),
        (
            200,
            &["POST /labels".to_owned(), "forward PATCH".to_owned()][..]
        )
    );
    assert_eq!(
        world.sent.unwrap().body.as_deref(),
        Some(&br#"{"total":7}"#[..])
    );

    for (tenant, body, status, reason) in [
        (T2, r#"{"total":7}"#, 404, "not_found"),
        (
            T1,
            r#"{"total":7,"workspace_id":"x"}"#,
            403,
            "identity_mismatch",
        ),
        (T1, r#"{"role":"admin"}"#, 403, "field_not_writable"),
        (T1, r#"{"total":7,"total":8}"#, 400, "bad_body"),
        (T1, r#"{"total":{"a":1}}"#, 403, "field_not_writable"),
    ] {
        let (mut gate, mut world) = (gate(MODEL), World::default().json(&invoice("bob", T1)));
        world.facts = Some(member("manager"));
        world.labels.insert(INVOICE.to_owned(), labels(tenant));
        let reply = run(&mut gate, &mut world, patch(&token), body);
        assert_eq!(
            (reply.status, event(&reply)["reason"].as_str()),
            (status, Some(reason)),
            "{body}"
        );
        assert!(world.sent.is_none(), "{body}");
    }
}

#[test]
fn an_action_that_asks_for_fresh_facts_asks_the_source_in_this_request() {
    let delete = |token: &str| Arrival {
        method: "DELETE".to_owned(),
        ..get(&path(T1), Some(token))
    };
    let token = manager(&json!("active"));
    for (role, status) in [("manager", 204), ("viewer", 403)] {
        let (mut gate, mut world) = (gate(MODEL), World::default());
        world.facts = Some(member(role));
        world
            .labels
            .insert(INVOICE.to_owned(), json!({"tenant": T1, "owner": "bob"}));
        world.origin = Some((204, Vec::new(), String::new()));
        let reply = run(&mut gate, &mut world, delete(&token), "");
        assert_eq!(reply.status, status, "{role}");
        assert_eq!(
            world
                .steps
                .iter()
                .filter(|step| step.contains("/facts"))
                .count(),
            1
        );
    }
}

#[test]
fn facts_that_cannot_be_had_are_503_and_never_a_permit() {
    let (mut gate, mut world) = (gate(MODEL), World::default().json(&invoice("bob", T1)));
    let token = manager(&Value::Null);
    let reply = run(&mut gate, &mut world, get(&path(T1), Some(&token)), "");
    assert_eq!(
        (reply.status, event(&reply)["reason"].as_str()),
        (503, Some("facts_unavailable"))
    );
    assert!(world.sent.is_none());
}

#[test]
fn a_token_without_a_status_leaves_it_to_the_next_source() {
    for (status, expected) in [("active", 200), ("suspended", 403), ("odd", 403)] {
        let (mut gate, mut world) = (gate(MODEL), World::default().json(&invoice("bob", T1)));
        let mut facts = member("viewer");
        facts["user"]["status"] = json!(status);
        world.facts = Some(facts);
        let token = manager(&Value::Null);
        let reply = run(&mut gate, &mut world, get(&path(T1), Some(&token)), "");
        assert_eq!(reply.status, expected, "{status}");
        // The second request finds them kept.
        world.steps.clear();
        run(&mut gate, &mut world, get(&path(T1), Some(&token)), "");
        assert!(
            !world.steps.iter().any(|step| step.contains("/facts")),
            "{:?}",
            world.steps
        );
    }
}

#[test]
fn labels_that_no_source_tells_are_read_from_the_rows_own_route() {
    let model = MODEL.replace("labels = \"/labels\"", "");
    let (mut gate, mut world) = (gate(&model), World::default().json(&invoice("bob", T1)));
    let token = manager(&json!("active"));
    let patch = Arrival {
        method: "PATCH".to_owned(),
        has_body: false,
        ..get(&path(T1), Some(&token))
    };
    let reply = run(&mut gate, &mut world, patch, "");
    assert_eq!(reply.status, 200);
    assert_eq!(
        world.steps,
        [format!("GET {}", path(T1)), "forward PATCH".to_owned()]
    );
}

#[test]
fn the_origin_gets_one_proof_and_none_of_the_clients() {
    let (mut gate, mut world) = (gate(MODEL), World::default().json(&invoice("bob", T1)));
    let mut arrival = get(&path(T1), Some(&manager(&json!("active"))));
    for name in [
        "ownguard-proof",
        "Ownguard_Proof",
        "X-OWNGUARD-USER",
        "x_ownguard_user",
    ] {
        arrival
            .headers
            .0
            .push((name.to_owned(), "forged".to_owned()));
    }
    let forged = arrival.headers.clone();
    run(&mut gate, &mut world, arrival, "");
    let sent = world.sent.unwrap();
    for (name, _) in forged.iter().filter(|(_, value)| *value == "forged") {
        assert!(sent.remove.iter().any(|gone| gone == name), "{name}");
    }
    let own: Vec<_> = sent
        .set
        .iter()
        .filter(|(name, _)| name.contains("ownguard"))
        .collect();
    assert_eq!(own.len(), 1);
    assert!(own[0].1.starts_with("v1.k1.request."));
}

#[test]
fn a_dead_slow_or_broken_origin_is_told_and_nothing_of_it_passes() {
    let token = manager(&json!("active"));
    let (mut first, mut world) = (gate(MODEL), World::default());
    let reply = run(&mut first, &mut world, get(&path(T1), Some(&token)), "");
    assert_eq!(
        (reply.status, event(&reply)["reason"].as_str()),
        (502, Some("origin_dead"))
    );

    world.origin = Some((
        500,
        vec![("content-type", "text/plain")],
        "stack trace".to_owned(),
    ));
    let reply = run(&mut first, &mut world, get(&path(T1), Some(&token)), "");
    assert_eq!(
        (reply.status, text(&reply).as_str()),
        (502, "{\"error\":\"bad gateway\"}")
    );
}

#[test]
fn a_public_route_passes_without_an_identity_and_without_a_line_in_the_log() {
    let (mut gate, mut world) = (gate(MODEL), World::default().json(&json!({"ok": true})));
    let reply = run(
        &mut gate,
        &mut world,
        get("/health", Some("not a token")),
        "",
    );
    assert_eq!(
        (reply.status, text(&reply).as_str(), reply.audit),
        (200, "<origin>", None)
    );
}

#[test]
fn health_says_version_model_and_level() {
    let (mut gate, mut world) = (gate(MODEL), World::default());
    let reply = run(
        &mut gate,
        &mut world,
        get("/.well-known/ownguard", None),
        "",
    );
    let body: Value = serde_json::from_str(&text(&reply)).unwrap();
    assert_eq!(
        (body["revision"].as_u64(), body["level"].as_str()),
        (Some(3), Some("full"))
    );
    assert_eq!(body["model"].as_str().unwrap().len(), 64);
}

#[test]
fn a_listed_page_is_told_what_it_may_send_and_no_other_is() {
    let model = MODEL.replace(
        "labels = \"/labels\"",
        "labels = \"/labels\"\norigins = [\"https://app.example\"]",
    );
    let mut gate = gate(&model);
    let asks = |origin: &str, path: &str| Arrival {
        method: "OPTIONS".to_owned(),
        headers: HeaderList(vec![
            ("origin".to_owned(), origin.to_owned()),
            (
                "access-control-request-method".to_owned(),
                "PATCH".to_owned(),
            ),
        ]),
        ..get(path, None)
    };
    let mut answers = Vec::new();
    for path in [path(T1), path(T2), "/nowhere".to_owned()] {
        let mut world = World::default();
        let reply = run(
            &mut gate,
            &mut world,
            asks("https://app.example", &path),
            "",
        );
        assert_eq!((reply.status, world.steps.len()), (204, 0));
        answers.push(reply);
    }
    assert!(
        answers.iter().all(|reply| *reply == answers[0]),
        "it tells of no path"
    );
    for origin in ["https://evil.example", "null", "https://app.example.evil"] {
        let mut world = World::default();
        let reply = run(&mut gate, &mut world, asks(origin, &path(T1)), "");
        assert_eq!((reply.status, world.steps.len()), (405, 0), "{origin}");
    }
}
