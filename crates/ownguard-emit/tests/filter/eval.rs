//! Filters evaluated on rows in memory, without any database.

use crate::world::Level;
use ownguard_core::Model;
use ownguard_emit::condition::Place;
use ownguard_emit::filter::{Filter, Rows, Test};
use serde_json::Value;

/// Whether a row passes: its whole line is there, and the condition holds.
pub(crate) fn passes(filter: &Filter<'_>, line: &[Level]) -> bool {
    line.len() == filter.line().len() && holds(filter.rows(), line)
}

pub(crate) fn holds(rows: &Rows, line: &[Level]) -> bool {
    let value = |at: &Place| {
        assert_eq!(line[at.level].resource, at.resource);
        line[at.level].values[at.field].as_ref()
    };
    match rows {
        Rows::Every => true,
        Rows::None => false,
        Rows::All(parts) => parts.iter().all(|part| holds(part, line)),
        Rows::Any(parts) => parts.iter().any(|part| holds(part, line)),
        Rows::Where(Test::Present(at)) => value(at).is_some(),
        Rows::Where(Test::Live(at)) => value(at).is_none_or(|mark| mark == "false"),
        Rows::Where(Test::In(at, values)) => value(at).is_some_and(|value| values.contains(value)),
        Rows::Where(Test::NotIn(at, values)) => {
            value(at).is_some_and(|value| !values.contains(value))
        }
        Rows::Where(Test::Same(one, two)) => value(one).is_some() && value(one) == value(two),
        Rows::Where(Test::Shared { key, levels, .. }) => {
            let share = line[key.level].share.as_ref();
            share.is_some_and(|level| levels.contains(level))
        }
    }
}

/// Whether a row passes a Prisma `where`, for a schema whose names are the columns'.
pub(crate) fn prisma(model: &Model, rows: &Value, line: &[Level]) -> bool {
    let (here, above) = line.split_first().unwrap();
    let resource = model.resource(here.resource).unwrap();
    rows.as_object()
        .unwrap()
        .iter()
        .all(|(name, wanted)| match name.as_str() {
            "AND" => wanted
                .as_array()
                .unwrap()
                .iter()
                .all(|part| prisma(model, part, line)),
            "OR" => wanted
                .as_array()
                .unwrap()
                .iter()
                .any(|part| prisma(model, part, line)),
            "parent" => !above.is_empty() && prisma(model, &wanted["is"], above),
            "shares" => {
                let levels = wanted["some"]["level"]["in"].as_array().unwrap();
                let share = here.share.as_deref();
                share.is_some_and(|level| levels.iter().any(|wanted| wanted == level))
            }
            column => {
                let field = resource.find_field(column).unwrap();
                matches(here.values[field].as_deref(), wanted)
            }
        })
}

fn matches(value: Option<&str>, wanted: &Value) -> bool {
    let is = |wanted: &Value| {
        let text = match wanted {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => wanted.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => panic!("compared with {wanted}"),
        };
        value == Some(&text)
    };
    match wanted {
        Value::Null => value.is_none(),
        Value::Object(operators) => operators.iter().all(|(operator, of)| {
            let list = || of.as_array().unwrap().iter();
            match operator.as_str() {
                "in" => list().any(is),
                "notIn" => value.is_some() && !list().any(is),
                "not" => of.is_null() && value.is_some(),
                unknown => panic!("unknown operator `{unknown}`"),
            }
        }),
        Value::String(_) | Value::Number(_) | Value::Bool(_) => is(wanted),
        Value::Array(_) => panic!("a list"),
    }
}
