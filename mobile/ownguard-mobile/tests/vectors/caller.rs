//! Callers of shared vectors as a phone knows them: claims in the places that the model names, and facts.

use super::case::Told;
use ownguard_wire::model::{Document, GuestConfig};
use serde_json::{Map, Value, json};

/// Far enough for every vector.
const LIFETIME: i64 = 3600;

/// What an app would bind, or why no app can.
pub(crate) fn told(
    document: &Document,
    caller: Option<&Value>,
    link: Option<&Value>,
    tenant: Option<&str>,
    now: i64,
) -> Result<Told, String> {
    let link = link.map(|link| (text(&link["resource"]), text(&link["key"])));
    let anonymous = json!({ "kind": "anonymous" });
    let caller = caller.unwrap_or(&anonymous);
    let kind = text(&caller["kind"]);
    let as_of = match &caller["as_of"] {
        Value::Null => now,
        said => said["at"].as_i64().unwrap_or(now),
    };
    let paths = document.identity.as_ref().map(|identity| &identity.claims);
    if caller.to_string().contains("this_request") {
        return Err("no fact on a device is of this very request".into());
    }
    let id = caller.get("id").cloned().unwrap_or_else(|| json!("u1"));
    let mut claims = json!({ "sub": id, "iat": now, "exp": now + LIFETIME });
    if let (Some(tenant), Some(path)) = (tenant, paths.and_then(|paths| paths.tenant.as_ref())) {
        set(&mut claims, path, json!(tenant));
    }
    let mut facts = json!({ "v": 1, "as_of": as_of, "user": {
        "status": caller.get("status").unwrap_or(&json!("active")),
        "verified": caller.get("verified").unwrap_or(&json!(false)),
        "plan": caller["plan"],
    } });
    match kind.as_str() {
        "anonymous" => {
            return Ok(Told {
                link,
                ..Told::default()
            });
        }
        "token_expired" => set(&mut claims, "exp", json!(now)),
        "token_invalid" => set(&mut claims, "sub", json!(7)),
        "person" => {
            let members = caller["memberships"].as_array().cloned();
            let members = members.unwrap_or_default().into_iter();
            let told = members.map(|member| membership(member, &caller["as_of"]));
            facts["memberships"] = told.collect::<Result<Vec<_>, String>>()?.into();
        }
        "guest" => match paths.and_then(|paths| paths.guest.as_ref()) {
            Some(GuestConfig::Flag(path)) => set(&mut claims, path, json!(true)),
            Some(GuestConfig::Equals(path, value)) => set(&mut claims, path, json!(value)),
            None => return Err("the model knows no claim of guests".into()),
        },
        "staff" => {
            let known = document.spec.staff.clone();
            let roles = caller["roles"].as_array().cloned().unwrap_or_default();
            if !roles.iter().any(|role| known.contains(&text(role))) {
                return Err("claims that name no known staff role are a person's".into());
            }
            facts["staff"] = roles.into();
        }
        "service" => {
            let path = paths.and_then(|paths| paths.service.as_ref());
            let path = path.ok_or("the model knows no claim of services")?;
            claims = json!({ "sub": "service", "iat": now, "exp": now + LIFETIME });
            set(&mut claims, path, caller["name"].clone());
            if let Some(tenant) = caller["tenant"].as_str() {
                let path = paths.and_then(|paths| paths.tenant.as_ref());
                set(
                    &mut claims,
                    path.ok_or("the model knows no claim of tenants")?,
                    json!(tenant),
                );
            }
            return Ok(Told {
                claims: Some(claims.to_string()),
                facts: None,
                link,
            });
        }
        other => return Err(format!("a device does not learn of `{other}`")),
    }
    Ok(Told {
        claims: Some(claims.to_string()),
        facts: Some(facts.to_string()),
        link,
    })
}

fn membership(member: Value, of_person: &Value) -> Result<Value, String> {
    let Value::Object(mut member) = member else {
        return Err("no membership".into());
    };
    if let Some(own) = member.remove("as_of")
        && own != *of_person
    {
        return Err("facts of two ages are told in one answer".into());
    }
    Ok(Value::Object(member))
}

/// Sets the claim at a path such as `app.status`.
fn set(claims: &mut Value, path: &str, value: Value) {
    let mut here = claims;
    for name in path.split('.') {
        if !here.is_object() {
            *here = Value::Object(Map::new());
        }
        here = &mut here[name];
    }
    *here = value;
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
