//! The reference of the format in Markdown: every key with type, default and
//! meaning, and every code. Made of the schema, so of the reader's tables.

use super::code::Code;
use super::schema::{TABLES, schema};
use serde_json::Value;
use std::fmt::Write as _;

/// The reference: one table for each table of the model, and one of the codes.
pub fn reference() -> String {
    let whole: Value = serde_json::from_str(&schema()).unwrap_or_default();
    let mut text = String::new();
    for (place, name, keys) in TABLES {
        let (heading, table) = if place.is_empty() {
            (&"the model", &whole)
        } else {
            (place, member(member(&whole, "$defs"), name))
        };
        line(
            &mut text,
            &format!("### `{heading}`\n\n{}\n", words(table, "description")),
        );
        if keys.is_empty() {
            continue;
        }
        line(
            &mut text,
            "| key | value | default | meaning |\n| --- | --- | --- | --- |",
        );
        let required = member(table, "required").as_array();
        for key in *keys {
            let property = member(member(table, "properties"), key);
            let must = required.is_some_and(|list| list.iter().any(|one| one == key));
            let default = match property.get("default") {
                Some(Value::String(text)) => format!("`{text}`"),
                Some(value) => format!("`{value}`"),
                None if must => "required".to_owned(),
                None => String::new(),
            };
            let kind = kind(&whole, property).replace('|', "\\|");
            let meaning = words(property, "description").replace('|', "\\|");
            line(
                &mut text,
                &format!("| `{key}` | {kind} | {default} | {meaning} |"),
            );
        }
        line(&mut text, "");
    }
    line(&mut text, "## Codes\n\n| code | meaning |\n| --- | --- |");
    for code in Code::ALL {
        line(
            &mut text,
            &format!("| {} | {} |", code.name(), code.meaning()),
        );
    }
    text
}

fn line(text: &mut String, line: &str) {
    // INVARIANT: writing to a `String` does not fail.
    writeln!(text, "{line}").unwrap_or_default();
}

fn member<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

fn words<'v>(value: &'v Value, name: &str) -> &'v str {
    member(value, name).as_str().unwrap_or_default()
}

/// What belongs there, in words.
fn kind(whole: &Value, schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return named(whole, reference.rsplit('/').next().unwrap_or_default());
    }
    if let Some(title) = schema.get("title").and_then(Value::as_str) {
        return title.to_owned();
    }
    if let Some(word) = schema.get("const") {
        return format!(
            "`{}`",
            word.as_str()
                .map_or_else(|| word.to_string(), str::to_owned)
        );
    }
    if let Some(forms) = schema.get("anyOf").and_then(Value::as_array) {
        let mut kinds: Vec<String> = forms.iter().map(|form| kind(whole, form)).collect();
        if let [one, list] = kinds.as_slice()
            && *list == format!("list of {one}")
        {
            return format!("{one}, or a list");
        }
        kinds.dedup();
        return kinds.join(" or ");
    }
    match words(schema, "type") {
        "array" => format!("list of {}", kind(whole, member(schema, "items"))),
        "object" => format!(
            "by name: {}",
            kind(whole, member(schema, "additionalProperties"))
        ),
        "string" => "text".to_owned(),
        "integer" => "whole number".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        other => other.to_owned(),
    }
}

/// The words of a closed set, or the place of a table.
fn named(whole: &Value, name: &str) -> String {
    let definition = member(member(whole, "$defs"), name);
    if let Some(words) = definition.get("oneOf").and_then(Value::as_array) {
        let words: Vec<String> = words.iter().map(|word| kind(whole, word)).collect();
        return words.join(", ");
    }
    let place = TABLES.iter().find(|(_, known, _)| *known == name);
    format!("table `{}`", place.map_or(name, |(place, _, _)| place))
}
