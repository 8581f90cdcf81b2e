//! Where the Worker's model and settings come from: members of `env`. The text
//! of `ownguard.toml` is put there by the entry module.

use js_sys::{JSON, Object, Reflect};
use ownguard_core::http::headers::request::Front;
use wasm_bindgen::JsValue;

/// The member of `env` that holds the model's text. `worker.mjs` sets it from
/// the text module beside it; a build without that entry binds a variable.
const BINDING: &str = "OWNGUARD_MODEL";

/// Set by a host that nobody stands before.
const FRONT: &str = "OWNGUARD_FRONT";

/// The text of the model. Where there is none, or only white space, nothing can
/// be allowed: the answer is `None`, and a log line says so.
pub(crate) fn text(env: &Object) -> Option<String> {
    let text = variable(env, BINDING).filter(|text| !text.trim().is_empty());
    if text.is_none() {
        tell(
            "model_missing",
            "put `ownguard.toml` beside `worker.mjs`, or bind `OWNGUARD_MODEL`",
        );
    }
    text
}

/// A variable or secret of the Worker.
pub(crate) fn variable(env: &Object, name: &str) -> Option<String> {
    Reflect::get(env, &JsValue::from_str(name))
        .ok()?
        .as_string()
}

/// Who stands before the gate: Cloudflare, unless the host says otherwise, as the one in Node does.
pub(crate) fn front(env: &Object) -> Front {
    match variable(env, FRONT) {
        None => Front::Cloudflare,
        Some(_) => Front::Client,
    }
}

/// A line for the operator. The client learns nothing of it.
pub(crate) fn tell(reason: &str, mend: &str) {
    let line = Object::new();
    let members = [("event", "not_ready"), ("reason", reason), ("mend", mend)];
    for (name, value) in members {
        // A plain object takes every member.
        drop(Reflect::set(
            &line,
            &JsValue::from_str(name),
            &JsValue::from_str(value),
        ));
    }
    if let Ok(text) = JSON::stringify(&line) {
        web_sys::console::error_1(&text);
    }
}
