//! Where the Worker's model comes from: the text of `ownguard.toml`, which the
//! entry module hands over as one more member of `env`.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use worker::Env;

/// The member of `env` that holds the model's text. `worker.mjs` sets it from
/// the text module beside it; a build without that entry binds a variable.
const BINDING: &str = "OWNGUARD_MODEL";

/// There is no model, so nothing can be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Missing;

impl Missing {
    /// One line for the operator. The client learns nothing.
    pub(crate) fn log(self) {
        web_sys::console::error_1(&JsValue::from_str(concat!(
            r#"{"event":"not_ready","reason":"model_missing","#,
            r#""mend":"put `ownguard.toml` beside `worker.mjs`, or bind `OWNGUARD_MODEL`"}"#,
        )));
    }
}

/// The text of the model.
///
/// # Errors
/// [`Missing`] when there is none, or it is only white space.
pub(crate) fn text(env: &Env) -> Result<String, Missing> {
    Reflect::get(env, &JsValue::from_str(BINDING))
        .ok()
        .and_then(|value| value.as_string())
        .filter(|text| !text.trim().is_empty())
        .ok_or(Missing)
}
