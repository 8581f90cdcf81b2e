//! The published schema: it is current, takes the right models and refuses wrong
//! keys. `BLESS=1 cargo test -p ownguard-wire --test schema` writes it.

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
    if let Some(path) = schema["$ref"].as_str() {
        let definition = root.pointer(path.trim_start_matches('#')).unwrap();
        if let Some(why) = refused(root, definition, value) {
            return Some(why);
        }
    }
    for forms in ["anyOf", "oneOf"] {
        if let Some(forms) = schema[forms].as_array()
            && forms
                .iter()
                .all(|form| refused(root, form, value).is_some())
        {
            return at("no form");
        }
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        return at("another word");
    }
    let fits = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        other => panic!("unknown type `{other}`"),
    };
    if schema["type"].as_str().is_some_and(|kind| !fits(kind)) {
        return at("another type");
    }
    if let Some(items) = value.as_array() {
        let mut wrong = items
            .iter()
            .filter_map(|item| refused(root, &schema["items"], item));
        return wrong.next();
    }
    let members = value.as_object()?;
    for key in schema["required"].as_array().into_iter().flatten() {
        if !members.contains_key(key.as_str().unwrap()) {
            return at(&format!("without {key}"));
        }
    }
    members
        .iter()
        .find_map(|(key, member)| match &schema["properties"][key] {
            Value::Null => match &schema["additionalProperties"] {
                Value::Bool(false) => at(&format!("unknown key `{key}`")),
                other => refused(root, other, member),
            },
            property => refused(root, property, member),
        })
}
