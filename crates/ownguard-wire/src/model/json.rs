//! A model written as JSON. The first two levels stand on lines of their own, so that what changed
//! can be seen.

use super::node::{Entry, Node, Value};
use std::fmt::Write as _;

/// How deep tables are laid open.
const OPEN: usize = 2;

/// The tree as JSON, with a line feed at its end.
pub(super) fn write(root: &Node<'_>) -> String {
    let mut text = String::new();
    value(&mut text, root, 0);
    text.push('\n');
    text
}

fn value(text: &mut String, node: &Node<'_>, depth: usize) {
    match &node.value {
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Integer(number) => {
            let _ = write!(text, "{number}");
        }
        Value::Text(word) => string(text, word),
        // JSON has no dates; a text is read as one where one belongs.
        Value::Date(word) => string(text, word),
        Value::List(items) => list(text, items, depth),
        Value::Table(entries) => table(text, entries, depth),
        // INVARIANT: the reader refuses every model that holds one.
        Value::Null | Value::Number => text.push_str("null"),
    }
}

fn list(text: &mut String, items: &[Node<'_>], depth: usize) {
    text.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        value(text, item, depth.max(OPEN));
    }
    text.push(']');
}

fn table(text: &mut String, entries: &[Entry<'_>], depth: usize) {
    let open = depth < OPEN && !entries.is_empty();
    text.push('{');
    for (at, entry) in entries.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if open {
            line(text, depth + 1);
        }
        string(text, &entry.key);
        text.push_str(if open { ": " } else { ":" });
        value(text, &entry.node, depth + 1);
    }
    if open {
        line(text, depth);
    }
    text.push('}');
}

fn line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

/// RFC 8259, section 7.
fn string(text: &mut String, word: &str) {
    text.push('"');
    for letter in word.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\0'..='\u{1f}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(letter));
            }
            _ => text.push(letter),
        }
    }
    text.push('"');
}
