//! The difference as JSON.

use super::{Change, Difference, Effect};
use serde_json::{Value, json};

/// As JSON, each change with every combination in it. `acknowledged` are ids of widenings that are meant.
pub fn json(difference: &Difference, acknowledged: &[String]) -> Value {
    let changes = difference.changes.iter();
    let changes = changes.map(|change| one(difference, change, acknowledged));
    json!({
        "format": "ownguard.diff",
        "version": 1,
        "from": difference.from,
        "to": difference.to,
        "backwards": difference.goes_back(),
        "combinations": difference.combinations,
        "allowed": difference.allowed,
        "denied": difference.denied,
        "open": difference.open(acknowledged).map(|change| &change.id).collect::<Vec<_>>(),
        "changes": changes.collect::<Vec<_>>(),
    })
}

fn one(difference: &Difference, change: &Change, acknowledged: &[String]) -> Value {
    let cases = change.cases.iter().filter_map(|case| {
        let (questions, caller, situation) = difference.case(*case)?;
        Some(json!({
            "resource": questions.resource,
            "action": questions.action,
            "caller": caller,
            "situation": situation,
        }))
    });
    let known = change.effect == Effect::Widening && acknowledged.contains(&change.id);
    json!({
        "id": change.id,
        "effect": change.effect.name(),
        "kind": change.kind.name(),
        "resource": change.resource,
        "text": change.text.replace('`', ""),
        "acknowledged": known,
        "combinations": change.cases.len(),
        "cases": cases.collect::<Vec<_>>(),
    })
}
