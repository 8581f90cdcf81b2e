//! What is written is read again, equal; anything else is refused.

#![expect(clippy::disallowed_methods, reason = "tests read the models")]

use super::*;
use crate::model::{Format, read as read_source};
use ownguard_core::Model;
use proptest::prelude::*;
use std::fs;
use std::path::Path;

fn specs() -> Vec<(String, Spec)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let mut files = vec![root.join("leaky-app/ownguard.toml")];
    let good = fs::read_dir(root.join("models/good")).unwrap();
    files.extend(good.map(|entry| entry.unwrap().path()));
    let named = files.into_iter().map(|file| {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.display().to_string();
        let format = match file.extension() {
            Some(kind) if kind == "json" => Format::Json,
            Some(_) | None => Format::Toml,
        };
        let document = read_source(&text, &name, format).unwrap();
        (name, document.spec)
    });
    named.collect()
}

/// Everything of a spec but what the form leaves out.
fn shown(spec: &Spec) -> String {
    let mut spec = spec.clone();
    spec.http = ownguard_core::http::HttpSpec::default();
    format!("{spec:#?}")
}

#[test]
fn a_model_is_read_as_it_was_written() {
    let specs = specs();
    assert!(specs.len() > 3);
    for (name, spec) in specs {
        let read = read_model(&write_model(&spec)).unwrap();
        assert_eq!(shown(&read), shown(&spec), "{name}");
        assert!(Model::compile(read).is_ok(), "{name}");
    }
}

#[test]
fn a_model_that_is_cut_or_longer_is_refused() {
    let (_, spec) = specs().swap_remove(0);
    let bytes = write_model(&spec);
    for end in 0..bytes.len() {
        assert!(read_model(&bytes[..end]).is_none(), "{end}");
    }
    assert!(read_model(&[&bytes[..], &[0]].concat()).is_none());
    let mut other = bytes;
    other[3] = 2;
    assert!(read_model(&other).is_none());
}

#[test]
fn a_session_is_read_as_it_was_written() {
    let (_, spec) = specs().swap_remove(0);
    let model = Model::compile(spec).unwrap();
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
        assert_eq!(read_session(&write_session(&session)), Some(session));
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let whole = [&FORM[..], &bytes].concat();
        drop(read_model(&whole));
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
