//! Masks, keys and facts of shared vectors, as they show in what an app gets.

use super::Shared;
use super::caller::text;
use super::case::{Case, Expected, Told};
use serde_json::{Value, json};

const NOW: i64 = 1_000_000;

/// A row whose one column is shown masked.
pub(crate) fn mask(vector: &Shared) -> Vec<Case> {
    let mask = text(&vector.input["mask"]);
    let model = format!(
        "version = 1\n\n[resources.thing]\nkey = \"id:text\"\nowner = \"owner\"\nshow = [\"id\"]\n\n\
         [resources.thing.grants]\nowner = [\"read\"]\nstaff.none = [\"read\"]\n\n\
         [resources.thing.fields]\nseen = {{ to = [\"staff.none\"], otherwise = \"mask:{mask}\" }}\n\n\
         [staff]\nroles = [\"none\"]\n"
    );
    let row = json!({ "id": "1", "owner": "u1", "seen": vector.input["text"] });
    let shown = json!({ "id": "1", "seen": vector.expect["text"], "_can": ["read"] });
    vec![Case {
        id: format!("mask/{}", vector.id),
        model,
        now: NOW,
        session: person(None),
        call: "redact".into(),
        resource: "thing".into(),
        json: Some(row.to_string()),
        expect: Expected::Json(shown.to_string()),
        ..Case::default()
    }]
}

/// A page of one row with that key: shown if it is one.
pub(crate) fn key(vector: &Shared) -> Result<Vec<Case>, String> {
    let kind = text(&vector.input["type"]);
    let written = &vector.input["written"];
    let key = match (&written["number"], &written["string"], &written["path"]) {
        (Value::String(number), _, _) => number.clone(),
        (_, Value::String(text), _) | (_, _, Value::String(text)) => json!(text).to_string(),
        _ => return Err("no key is written".into()),
    };
    if serde_json::from_str::<Value>(&key).is_err() {
        return Err("a number so written is not JSON".into());
    }
    let model = format!(
        "version = 1\n\n[resources.thing]\nkey = \"id:{kind}\"\nowner = \"owner\"\nshow = [\"id\"]\n\n\
         [resources.thing.grants]\nowner = [\"list\", \"read\"]\n"
    );
    let page = format!("[{{\"id\":{key},\"owner\":\"u1\"}}]");
    let shown = if vector.expect["canonical"] == true {
        format!("[{{\"id\":{key},\"_can\":[\"read\"]}}]")
    } else {
        "[]".to_owned()
    };
    Ok(vec![Case {
        id: format!("key/{}", vector.id),
        model,
        now: NOW,
        session: person(None),
        call: "redactPage".into(),
        resource: "thing".into(),
        json: Some(page),
        expect: Expected::Json(shown),
        ..Case::default()
    }])
}

/// A session with these facts.
pub(crate) fn facts(vector: &Shared) -> Result<Vec<Case>, String> {
    let body = &vector.input["body"];
    let facts = match (body["text"].as_str(), &body["json"]) {
        (Some(text), _) => text.to_owned(),
        (None, Value::Null) => return Err("a text in Swift and Kotlin is always UTF-8".into()),
        (None, json) => json.to_string(),
    };
    let expect = match &vector.expect["facts"] {
        Value::Null => Expected::Error("session_invalid".into()),
        known if known["memberships"].is_null() && known["staff"].is_null() => {
            Expected::Error("facts_missing".into())
        }
        _ => Expected::Bound,
    };
    Ok(vec![Case {
        id: format!("facts/{}", vector.id),
        model: "billing".into(),
        now: NOW,
        session: person(Some(facts)),
        call: "bind".into(),
        expect,
        ..Case::default()
    }])
}

fn person(facts: Option<String>) -> Told {
    Told {
        claims: Some(json!({ "sub": "u1", "iat": NOW, "exp": NOW + 3600 }).to_string()),
        facts,
        link: None,
    }
}
