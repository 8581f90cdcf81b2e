//! Values as Prisma takes them: the model holds all of them as text.

use ownguard_core::http::key::{Key, KeyKind};
use serde_json::Value;

/// A key as Prisma takes it. `None` where no row can hold it: its one spelling is another. Where the kind
/// is not known, a UUID in another spelling would be read as one.
pub(super) fn id(kind: Option<KeyKind>, text: &str) -> Option<Value> {
    let canonical = |kind| Key::parse(kind, text).is_ok();
    match kind {
        Some(KeyKind::Int) => {
            canonical(KeyKind::Int).then(|| text.parse::<i64>().ok().map(Value::from))?
        }
        Some(KeyKind::Uuid) => canonical(KeyKind::Uuid).then(|| Value::from(text)),
        Some(KeyKind::Text) | None => {
            let digits = text.chars().filter(char::is_ascii_hexdigit).count();
            let other = |c: char| !c.is_ascii_hexdigit() && !matches!(c, '-' | '{' | '}');
            let uuid = digits == 32 && !text.contains(other);
            (!uuid || canonical(KeyKind::Uuid)).then(|| Value::from(text))
        }
    }
}

pub(super) fn texts(values: &[String]) -> Vec<Value> {
    values
        .iter()
        .map(|text| Value::from(text.as_str()))
        .collect()
}

pub(super) fn flag(text: &str) -> Option<Value> {
    match text {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// The model holds values as text: flags where all are, numbers where all are, else text.
pub(super) fn guessed(values: &[String]) -> Vec<Value> {
    let flags: Option<Vec<Value>> = values.iter().map(|text| flag(text)).collect();
    let number = |text: &String| id(Some(KeyKind::Int), text);
    let numbers = || values.iter().map(number).collect::<Option<Vec<Value>>>();
    flags.or_else(numbers).unwrap_or_else(|| texts(values))
}
