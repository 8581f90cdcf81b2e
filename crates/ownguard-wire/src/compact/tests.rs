//! What is written is read again, equal; anything else is refused.

#![expect(clippy::disallowed_methods, reason = "tests read the models")]

use super::*;
use crate::model::{Format, read as read_source};
use ownguard_core::Model;
use proptest::prelude::*;
use std::fs;
use std::path::Path;

const BESIDE: [&str; 2] = ["{\"version\":1}", "{\"names\":[]}"];

fn documents() -> Vec<(String, Document)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let mut files = vec![root.join("leaky-app/ownguard.toml")];
    let good = fs::read_dir(root.join("models/good")).unwrap();
    files.extend(good.map(|entry| entry.unwrap().path()));
    files.sort();
    let named = files.into_iter().map(|file| {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().display().to_string();
        let format = match file.extension() {
            Some(kind) if kind == "json" => Format::Json,
            Some(_) | None => Format::Toml,
        };
        let document = read_source(&text, &name, format).unwrap();
        (name, document)
    });
    named.collect()
}

fn leaky() -> Document {
    documents().remove(0).1
}

/// Everything of a document but what the form leaves out.
fn shown(document: &Document) -> String {
    let mut document = document.clone();
    document.spec.http.routes.clear();
    document.services.clear();
    document.warnings = Problems::default();
    document.labels = None;
    document.until = None;
    format!("{document:#?}")
}

fn decisive(document: &Document) -> String {
    let mut spec = document.spec.clone();
    spec.http = ownguard_core::http::HttpSpec::default();
    format!("{spec:#?}")
}

#[test]
fn a_model_is_read_as_it_was_written() {
    let documents = documents();
    assert!(documents.len() > 3);
    for (name, document) in documents {
        let bytes = write(&document, BESIDE);
        assert_eq!(
            shown(&super::read(&bytes).unwrap()),
            shown(&document),
            "{name}"
        );
        let spec = read_spec(&bytes, BESIDE).unwrap();
        assert_eq!(format!("{spec:#?}"), decisive(&document), "{name}");
        assert!(Model::compile(spec).is_ok(), "{name}");
    }
}

#[test]
fn what_identifies_callers_is_read_as_it_was_written() {
    let identities = [
        r#"{"preset":"supabase","project":"env:URL","max_lifetime":"1h","skew":"10s","cookies":["a","b"]}"#,
        r#"{"preset":"clerk","project":"pk","parties":["https://a.example"],"claims":{"guest":"is_guest"}}"#,
        r#"{"preset":"jwt","issuer":"https://i.example","audience":["a","env:B"],"secret":"env:S",
            "algorithms":["HS256"],"headers":"x-token","claims":{"sub":"uid","status":"s","verified":"v",
            "guest":{"claim":"kind","equals":"guest"},"staff":"st","plan":"p","tenant":"t","role":"r","service":"sv"}}"#,
        r#"{"preset":"jwt","issuer":"https://i.example","audience":"a","jwks":"https://i.example/keys"}"#,
    ];
    for identity in identities {
        let text = format!("{{\"version\":1,\"identity\":{identity}}}");
        let document = read_source(&text, "ownguard.json", Format::Json);
        let document = document.map_err(|why| why.to_string()).unwrap();
        let read = super::read(&write(&document, BESIDE)).unwrap();
        assert_eq!(read.identity, document.identity);
    }
}

#[test]
fn a_model_that_is_cut_or_longer_or_changed_is_refused() {
    let bytes = write(&leaky(), BESIDE);
    let refused = |bytes: &[u8]| read_spec(bytes, BESIDE).err();
    for end in 0..bytes.len() {
        assert!(refused(&bytes[..end]).is_some(), "{end}");
        assert!(super::read(&bytes[..end]).is_err(), "{end}");
    }
    assert_eq!(refused(&[&bytes[..], &[0]].concat()), Some(NotAModel::Seal));
    assert!(super::read(&[&bytes[..], &[0]].concat()).is_err());
    for at in 0..bytes.len() {
        let mut other = bytes.clone();
        other[at] ^= 1;
        assert!(refused(&other).is_some(), "{at}");
    }
    let mut other = bytes;
    other[3] = 2;
    assert_eq!(refused(&other), Some(NotAModel::Form));
}

#[test]
fn a_model_beside_other_texts_is_refused() {
    let bytes = write(&leaky(), BESIDE);
    let [one, two] = BESIDE;
    assert!(read_spec(&bytes, BESIDE).is_ok());
    let all = [one, two].concat();
    for beside in [["", two], [one, ""], [two, one], [&all, ""], ["", &all]] {
        assert_eq!(
            read_spec(&bytes, beside).err(),
            Some(NotAModel::Seal),
            "{beside:?}"
        );
    }
}

/// Something of everything that the form holds.
const MODEL: &str = r#"
version = 1
revision = 3
[identity]
preset = "supabase"
project = "env:URL"
cookies = "session"
claims = { status = "app_metadata.status", guest = "is_anonymous" }
[tenancy]
name = "team"
table = "teams"
plan = "plan"
roles = ["member", "admin"]
members = { table = "members", tenant = "team_id", user = "user_id", role = "role", active = { removed_at = "null" } }
facts = ["claim:app_metadata.teams", "origin:/facts"]
max_age = { read = "5m", write = "60s" }
[plans]
order = ["free", "pro"]
[staff]
roles = ["support"]
[services]
cron = { proof = "token" }
[wire]
case = "camel"
origins = ["https://a.example"]
[actions]
remind = {}
[resources.note]
table = "notes"
key = "id:uuid"
tenant = "team_id"
owner = "created_by"
visibility = "visibility"
deleted = "deleted_at"
show = ["id", "title"]
outside = ["title"]
write = ["title"]
never = ["secret_code"]
shares = { table = "note_shares", resource = "note_id", user = "user_id", level = "level", levels = ["view", "edit"] }
[resources.note.grants]
owner = ["list", "read", "update", "delete"]
"team.member" = ["list", "read"]
"team.admin" = ["create", { do = "remind", when = { status = ["open"] } }]
"staff.support" = ["read"]
"shared.view" = ["read"]
link = ["read"]
[resources.note.actions]
delete = { fresh = "0s", audit = true, verified = true, plan = "pro" }
[resources.note.fields]
email = { to = ["owner"], otherwise = "mask:email" }
hint = { to = ["team.admin"], otherwise = "null", write = ["team.admin"] }
status = { write = { "team.admin" = ["open", "done"] } }
lines = { embed = "line" }
extra = { json = true }
[resources.line]
table = "lines"
key = "id:int"
parent = { resource = "note", field = "note_id", as = { create = "update" } }
show = ["id", "text"]
[screens.short]
resource = "note"
fields = ["id", "title"]
"#;

/// Files that were built stay where they are while ownguard is updated: what they mean must not change
/// under them.
#[test]
fn other_bytes_for_the_same_model_are_another_version_of_the_form() {
    let document = read_source(MODEL, "ownguard.toml", Format::Toml);
    let document = document.map_err(|why| why.to_string()).unwrap();
    let bytes = write(&document, BESIDE);
    assert_eq!(shown(&super::read(&bytes).unwrap()), shown(&document));
    let known = (*b"og\0\x01", 15_610_607_898_855_022_545);
    let found = (FORM, sealed(&bytes[FORM.len() + SEAL..], ["", ""]));
    assert_eq!(
        found, known,
        "raise the last byte of `FORM`, then keep these numbers"
    );
}

#[test]
fn a_session_is_read_as_it_was_written() {
    let model = Model::compile(leaky().spec).unwrap();
    let callers = [
        r#"{"kind":"anonymous"}"#,
        r#"{"kind":"token_expired"}"#,
        r#"{"kind":"token_invalid"}"#,
        r#"{"kind":"revoked"}"#,
        r#"{"kind":"facts_unavailable"}"#,
        r#"{"kind":"guest","id":"g1"}"#,
        r#"{"kind":"person","id":"ü1","status":"suspended","verified":true,"as_of":{"at":-5},"memberships":
            [{"tenant":"t1","role":"manager","plan":"pro","as_of":"this_request"},{"tenant":"t2","role":"none"}]}"#,
        r#"{"kind":"staff","id":"s1","roles":["support"]}"#,
        r#"{"kind":"service","name":"stripe","tenant":"t1"}"#,
    ];
    for caller in callers {
        let caller: crate::question::Caller = serde_json::from_str(caller).unwrap();
        let link = crate::question::Link::to("invoice", "k1");
        let session = caller.session(&model, Some(&link), Some("t1"), 7).unwrap();
        let bytes = write_session(&session);
        for end in 0..bytes.len() {
            assert_eq!(read_session(&bytes[..end]), None, "{end}");
        }
        assert_eq!(read_session(&[&bytes[..], &[0]].concat()), None);
        assert_eq!(read_session(&bytes), Some(session));
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let whole = [&FORM[..], &bytes].concat();
        drop(super::read(&whole));
        if let Some(session) = read_session(&whole) {
            prop_assert_eq!(read_session(&write_session(&session)), Some(session));
        }
    }

    #[test]
    fn numbers_have_one_spelling(number in any::<u64>(), bytes in proptest::collection::vec(any::<u8>(), 1..12)) {
        let mut to = Vec::new();
        number.put(&mut to);
        prop_assert_eq!(u64::get(&mut to.as_slice()), Some(number));
        let mut from = bytes.as_slice();
        if let Some(read) = u64::get(&mut from) {
            let mut again = Vec::new();
            read.put(&mut again);
            prop_assert_eq!(&again[..], &bytes[..bytes.len() - from.len()]);
        }
    }
}
