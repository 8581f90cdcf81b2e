//! Answers the gate gives by itself. None of them may be stored by any cache.

use wasm_bindgen::JsValue;
use web_sys::{Headers, Response, ResponseInit};

/// What every answer of the gate's own carries. `private, no-store` alone is
/// safe on every cache; the others keep a cache that ranks a header of its own
/// higher from finding one missing.
const NEVER_STORED: [(&str, &str); 6] = [
    ("cache-control", "private, no-store, max-age=0"),
    ("cdn-cache-control", "no-store"),
    ("cloudflare-cdn-cache-control", "no-store"),
    ("vary", "*"),
    ("pragma", "no-cache"),
    ("expires", "0"),
];

/// 200: who answers, and in which version.
pub(crate) fn version() -> Result<Response, JsValue> {
    let body = concat!(
        r#"{"name":"ownguard","version":""#,
        env!("CARGO_PKG_VERSION"),
        r#""}"#
    );
    own(200, Some(body), &[("content-type", "application/json")])
}

/// 405, naming what the path does answer to.
pub(crate) fn method_not_allowed(allow: &str) -> Result<Response, JsValue> {
    own(405, None, &[("allow", allow)])
}

/// 503: the gate can't decide, so nothing passes.
pub(crate) fn unavailable() -> Result<Response, JsValue> {
    own(503, None, &[])
}

fn own(status: u16, body: Option<&str>, more: &[(&str, &str)]) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in NEVER_STORED.iter().chain(more) {
        headers.set(name, value)?;
    }
    headers.set("x-content-type-options", "nosniff")?;
    let init = ResponseInit::new();
    init.set_status(status);
    init.set_headers(&headers);
    Response::new_with_opt_str_and_init(body, &init)
}
