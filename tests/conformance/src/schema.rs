//! The JSON Schema of a vector, for editors and for other languages' runners.

use schemars::generate::SchemaSettings;
use serde_json::json;

use crate::{Kind, Vector};

/// The schema as `tests/vectors/vector.schema.json` holds it.
#[must_use]
pub fn schema() -> String {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let kinds = Kind::schemas(&mut generator);
    let mut schema = generator.into_root_schema_for::<Vector>();
    schema.insert("title".to_owned(), "ownguard vector".into());
    let of_kind = kinds.into_iter().map(|(kind, [input, outcome])| {
        json!({
            "if": { "properties": { "kind": { "const": kind } } },
            "then": { "properties": { "input": input, "expect": outcome } },
        })
    });
    schema.insert("allOf".to_owned(), of_kind.collect());
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
