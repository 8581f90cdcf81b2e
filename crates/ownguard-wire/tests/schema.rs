//! The published schema: it is current, takes the right models and refuses wrong
//! keys. `BLESS=1 cargo test -p ownguard-wire --test schema` writes it.

#![expect(clippy::disallowed_methods, reason = "tests work on files")]

use ownguard_wire::model::{reference, schema};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn published() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ownguard.schema.json")
}

#[test]
fn the_published_schema_is_current() {
    if std::env::var_os("BLESS").is_some() {
        fs::write(published(), schema()).unwrap();
    }
    let found = fs::read_to_string(published()).unwrap();
    assert!(found == schema(), "run this test with BLESS=1");
}

#[test]
fn the_reference_in_the_readme_is_current() {
    const MARK: &str = "<!-- made by the test `the_reference_in_the_readme_is_current` -->\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&file).unwrap();
    let (before, after) = text.split_once(MARK).unwrap();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, [before, MARK, &reference()].concat()).unwrap();
        return;
    }
    assert!(after == reference(), "run this test with BLESS=1");
}

#[test]
fn the_schema_takes_every_right_model() {
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    for name in ["design", "empty", "people"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/models/good")
            .join(name)
            .with_extension("json");
        let model: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        assert_eq!(refused(&schema, &schema, &model), None, "{name}");
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    for model in [
        json!({}),
        json!({ "version": 1, "tenency": {} }),
        json!({ "version": 1, "identity": { "preset": "subabase" } }),
        json!({ "version": 1, "identity": { "preset": "jwt", "secret": 5 } }),
        json!({ "version": 1, "enforce": { "level": null } }),
        json!({ "version": 1, "resources": { "note": {} } }),
        json!({ "version": 1, "resources": { "note": { "key": "id:int", "grants": { "owner": "read" } } } }),
        json!({ "version": 1, "routes": { "GET /": { "dos": "public" } } }),
    ] {
        assert!(refused(&schema, &schema, &model).is_some(), "{model}");
    }
}

/// As much of JSON Schema as the schema uses, but for patterns.
fn refused(root: &Value, schema: &Value, value: &Value) -> Option<String> {
    let at = |what: &str| Some(format!("{what}: {value}"));
    if let Some(path) = schema.get("$ref").and_then(Value::as_str) {
        let definition = root.pointer(path.trim_start_matches('#'));
        let Some(definition) = definition else {
            return at("no definition");
        };
        if let Some(why) = refused(root, definition, value) {
            return Some(why);
        }
    }
    for forms in ["anyOf", "oneOf"] {
        let forms = schema.get(forms).and_then(Value::as_array);
        let fits = |form: &Value| refused(root, form, value).is_none();
        if forms.is_some_and(|forms| !forms.iter().any(fits)) {
            return at("no form");
        }
    }
    if schema.get("const").is_some_and(|word| word != value) {
        return at("another word");
    }
    let fits = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        _ => false,
    };
    let kind = schema.get("type").and_then(Value::as_str);
    if kind.is_some_and(|kind| !fits(kind)) {
        return at("another type");
    }
    if let Some(items) = value.as_array() {
        let of = schema.get("items").unwrap_or(&Value::Null);
        return items.iter().find_map(|item| refused(root, of, item));
    }
    let members = value.as_object()?;
    let required = schema.get("required").and_then(Value::as_array);
    for key in required.into_iter().flatten().filter_map(Value::as_str) {
        if !members.contains_key(key) {
            return at(&format!("without `{key}`"));
        }
    }
    members.iter().find_map(|(key, member)| {
        let known = schema.get("properties").and_then(|list| list.get(key));
        let of = known.or_else(|| schema.get("additionalProperties"))?;
        if *of == false {
            return at(&format!("unknown key `{key}`"));
        }
        refused(root, of, member)
    })
}
