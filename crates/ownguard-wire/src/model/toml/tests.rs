//! Held against another reader of TOML: the same documents are refused, and the same tree is read.

use super::super::node::{Node, Value};
use super::parse;
use ::toml::de::{DeTable, DeValue};
use proptest::prelude::*;
use std::ops::Range;

/// A tree as text, with the places of keys and values.
fn shown(node: &Node<'_>) -> String {
    let value = match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number => "number".to_owned(),
        Value::Text(text) => format!("{text:?}"),
        Value::Date(text) => text.clone(),
        Value::List(items) => format!("{:?}", items.iter().map(shown).collect::<Vec<_>>()),
        Value::Table(entries) => {
            let members = entries.iter().map(|entry| {
                let (start, end) = (entry.span.start, entry.span.end);
                format!("{}@{start}..{end} {}", entry.key, shown(&entry.node))
            });
            format!("{:?}", members.collect::<Vec<_>>())
        }
    };
    format!("{value}@{}..{}", node.span.start, node.span.end)
}

fn other(value: &DeValue<'_>, at: &Range<usize>) -> String {
    let value = match value {
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or("number".to_owned(), |number| number.to_string()),
        DeValue::Float(_) => "number".to_owned(),
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| other(item.get_ref(), &item.span()));
            format!("{:?}", items.collect::<Vec<_>>())
        }
        DeValue::Table(table) => others(table),
    };
    format!("{value}@{}..{}", at.start, at.end)
}

fn others(table: &DeTable<'_>) -> String {
    let mut members: Vec<_> = table.iter().collect();
    members.sort_by_key(|(key, _)| key.span().start);
    let members = members.into_iter().map(|(key, value)| {
        let (at, value) = (key.span(), other(value.get_ref(), &value.span()));
        format!("{}@{}..{} {value}", key.get_ref(), at.start, at.end)
    });
    format!("{:?}", members.collect::<Vec<_>>())
}

fn check(text: &str) {
    let start = |error: &&::toml::de::Error| error.span().unwrap_or_default().start;
    let (table, errors) = DeTable::parse_recoverable(text);
    match parse(text) {
        Ok(root) => {
            assert!(errors.is_empty(), "{text}\n{errors:?}");
            let wanted = format!("{}@0..0", others(table.get_ref()));
            assert_eq!(shown(&root), wanted, "{text}");
        }
        Err(drafts) => {
            // The other one continues the last of `[[tables]]` by a key with two dots.
            if text.contains("[[") && (text.contains("b.c =") || text.contains("c.a =")) {
                return;
            }
            assert!(!errors.is_empty(), "{text}\n{drafts:?}");
            let other = errors.iter().min_by_key(start).unwrap();
            let own = drafts.iter().min_by_key(|draft| draft.span.start).unwrap();
            if !other.message().starts_with("cannot extend") {
                assert_eq!(own.message, other.message(), "{text}");
            }
            let place = own.span.start as usize..own.span.end as usize;
            assert_eq!(place, other.span().unwrap_or_default(), "{text}");
        }
    }
}

#[test]
fn scalars_are_read_as_another_reader_reads_them() {
    for value in [
        "1",
        "-1",
        "+1",
        "1_000",
        "0x_f",
        "0xFf",
        "0o17",
        "0b101",
        "01",
        "1.5",
        "1e3",
        "inf",
        "-nan",
        "9223372036854775807",
        "9223372036854775808",
        "true",
        "True",
        "",
        "'a\\b'",
        "\"a\\tb\\u00e9\"",
        "\"\\x\"",
        "'''a\nb'''",
        "\"\"\"a\\\n  b\"\"\"",
        "\"open",
        "2027-03-31",
        "[1, 2,]",
        "[,]",
        "[1 2]",
        "{}",
        "{a = 1,}",
        "{a = 1 b = 2}",
        "[[], {}]",
        "{a = [",
        "é",
    ] {
        check(&format!("key = {value}"));
        check(&format!("key = {value} # said\nother = [ {value}\n, 2 ]\n"));
    }
}

const LINES: [&str; 21] = [
    "[a]",
    "[b]",
    "[a.b]",
    "[a.b.c]",
    "[[a]]",
    "[[b]]",
    "[[a.b]]",
    "a = 1",
    "b = 2",
    "c = 3",
    "a.b = 1",
    "a.c = 2",
    "a.b.c = 3",
    "b.c.a = 4",
    "a = {b = 1}",
    "b = {c.a = 1, c.b = 2}",
    "c = {a = 1, a.b = 2}",
    "a = []",
    "b = [{a = 1}, {a.b = 2}]",
    "\"a\".'b' = 5",
    "a =",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_are_continued_where_another_reader_continues_them(
        lines in prop::collection::vec(prop::sample::select(&LINES[..]), 0..7),
    ) {
        check(&lines.join("\n"));
    }
}
