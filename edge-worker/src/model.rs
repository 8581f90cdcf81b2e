//! Where the Worker's model comes from: the text of `ownguard.toml`, which the
//! entry module hands over as one more member of `env`.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use worker::Env;

/// The member of `env` that holds the model's text. `worker.mjs` sets it from
/// the text module beside it; a build without that entry binds a variable.
const BINDING: &str = "OWNGUARD_MODEL";

/// What the operator reads when there is no model. The client learns nothing.
const MISSING: &str = concat!(
    r#"{"event":"not_ready","reason":"model_missing","#,
    r#""mend":"put `ownguard.toml` beside `worker.mjs`, or bind `OWNGUARD_MODEL`"}"#,
);

/// The text of the model. Where there is none, or only white space, nothing can
/// be allowed: the answer is `None`, and a log line says so.
pub(crate) fn text(env: &Env) -> Option<String> {
    let text = Reflect::get(env, &JsValue::from_str(BINDING))
        .ok()
        .and_then(|value| value.as_string())
        .filter(|text| !text.trim().is_empty());
    if text.is_none() {
        web_sys::console::error_1(&JsValue::from_str(MISSING));
    }
    text
}
