//! Decisions of shared vectors as an app asks for them: `can`, and for those who read, `redact` of a row
//! that has every column.

use super::caller::{text, told};
use super::case::{Case, Expected};
use super::rows::{Written, row};
use super::{Shared, world};
use ownguard_core::json::Mask;
use ownguard_core::spec::FieldKind;
use ownguard_core::{Model, Scope, Target};
use serde_json::{Map, Value, json};

pub(crate) fn cases(vector: &Shared) -> Result<Vec<Case>, String> {
    let (document, model) = world(&vector.model)?;
    let input = &vector.input;
    let now = input["now"].as_i64().ok_or("no time")?;
    let (resource, action) = (text(&input["resource"]), text(&input["action"]));
    let session = told(&document, input.get("caller"), input.get("link"), None, now)?;
    let asked = Case {
        model: vector.model.clone(),
        now,
        session,
        resource: resource.clone(),
        ..Case::default()
    };
    let (kind, target) = input["target"]
        .as_object()
        .and_then(|target| target.iter().next())
        .ok_or("no target")?;
    let mut can = Case {
        id: format!("decide/{}#can", vector.id),
        call: "can".into(),
        action: Some(action.clone()),
        expect: may(&vector.expect),
        ..asked.clone()
    };
    if kind != "row" {
        let named = model.action(&action).ok_or("no such action")?;
        let natural = match Target::among(named, Scope::default()) {
            Target::Row(_) => "row",
            Target::New(_) => "new",
            Target::Collection(_) => "collection",
            Target::Listing(_) => "listing",
        };
        if kind != natural {
            return Err(format!("an app does not ask for `{action}` on a {kind}"));
        }
        can.tenant = target["tenant"].as_str().map(str::to_owned);
        can.above = above(&model, &resource, target.get("parent"))?;
        return Ok(vec![can]);
    }
    let Written { row, above } = row(&model, &resource, target)?;
    can.json = Some(Value::Object(row.clone()).to_string());
    can.above.clone_from(&above);
    let mut cases = vec![can];
    let keyed = row.contains_key(&key_name(&model, &resource));
    if action == "read" && above.is_none() && keyed {
        let whole = filled(&model, &resource, row);
        cases.push(Case {
            id: format!("decide/{}#redact", vector.id),
            call: "redact".into(),
            screen: input["screen"].as_str().map(str::to_owned),
            expect: shown(&model, vector, &resource, &whole),
            json: Some(Value::Object(whole).to_string()),
            ..asked
        });
    }
    Ok(cases)
}

fn above(model: &Model, resource: &str, parent: Option<&Value>) -> Result<Option<String>, String> {
    let Some(labels) = parent else {
        return Ok(None);
    };
    let at = model
        .find_resource(resource)
        .and_then(|at| model.resource(at));
    let spec = at.and_then(|at| at.spec().parent.as_ref());
    let parent = spec.and_then(|spec| model.resource(spec.resource));
    if labels.is_null() {
        return Err("an app that has no row above names none".into());
    }
    let written = row(model, parent.ok_or("no parent")?.name(), labels)?;
    match written.above {
        Some(_) => Err("an app tells one row above, not two".into()),
        None => Ok(Some(Value::Object(written.row).to_string())),
    }
}

/// A permit is yes, and so is what only wants fresher facts. What cannot be told is an error.
fn may(expect: &Value) -> Expected {
    match expect["deny"]["reason"].as_str() {
        None => Expected::Can(true),
        Some("facts_stale") => Expected::Can(true),
        Some("labels_missing") => Expected::Error("labels_missing".into()),
        Some("token_expired") => Expected::Error("session_expired".into()),
        Some("token_invalid") => Expected::Error("session_invalid".into()),
        Some(_) => Expected::Can(false),
    }
}

fn key_name(model: &Model, resource: &str) -> String {
    let at = model
        .find_resource(resource)
        .and_then(|at| model.resource(at));
    let key = at.and_then(|at| at.fields().get(at.spec().key.field));
    key.map_or_else(String::new, |field| field.wire.clone())
}

/// The row with a text in every other plain column that is no label.
fn filled(model: &Model, resource: &str, mut row: Map<String, Value>) -> Map<String, Value> {
    let Some(known) = model
        .find_resource(resource)
        .and_then(|at| model.resource(at))
    else {
        return row;
    };
    let spec = known.spec();
    let labels = [spec.tenant, spec.owner, spec.visibility, spec.deleted];
    let labels: Vec<usize> = labels
        .into_iter()
        .flatten()
        .chain(spec.parent.iter().map(|parent| parent.field))
        .chain(spec.when.iter().copied())
        .collect();
    for (at, field) in known.fields().iter().enumerate() {
        let plain = field.kind == FieldKind::Scalar && !labels.contains(&at);
        if plain && !row.contains_key(&field.wire) {
            row.insert(field.wire.clone(), json!("ada@x.example"));
        }
    }
    row
}

/// The row by the lists of columns that the vector expects, written without the shell and the core's tape.
fn shown(model: &Model, vector: &Shared, resource: &str, whole: &Map<String, Value>) -> Expected {
    let permit = &vector.expect["permit"];
    if let Some(reason) = vector.expect["deny"]["reason"].as_str() {
        let code = match reason {
            "labels_missing" => "labels_missing",
            "facts_stale" => "facts_stale",
            "token_expired" => "session_expired",
            "token_invalid" => "session_invalid",
            _ => "refused",
        };
        return Expected::Error(code.into());
    }
    let fields = model
        .find_resource(resource)
        .and_then(|at| model.resource(at))
        .map_or(&[][..], |known| known.fields());
    let listed = |list: &Value, column: &str| {
        let names = list.as_array().into_iter().flatten();
        names.into_iter().any(|name| name == column)
    };
    let mut out = Map::new();
    for (name, value) in whole {
        let Some(field) = fields.iter().find(|field| field.wire == *name) else {
            continue;
        };
        if listed(&permit["show"], &field.column) {
            out.insert(name.clone(), value.clone());
        } else if listed(&permit["null"], &field.column) {
            out.insert(name.clone(), Value::Null);
        } else if let Some(mask) = permit["mask"][&field.column].as_str() {
            let mask = Mask::find(mask);
            let masked = value
                .as_str()
                .zip(mask)
                .map(|(text, mask)| mask.apply(text));
            out.insert(name.clone(), masked.map_or(Value::Null, Value::from));
        }
    }
    let can = super::can_of(vector, whole);
    let mut text = Value::Object(out).to_string();
    text.pop();
    let comma = if text == "{" { "" } else { "," };
    Expected::Json(format!("{text}{comma}\"_can\":{can}}}"))
}
