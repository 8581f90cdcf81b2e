//! The functions of `platform.js`.

use js_sys::{Object, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Request, Response};

use crate::running::Running;

#[wasm_bindgen(module = "/src/platform.js")]
extern "C" {
    pub(crate) fn run(running: Running, request: &Request, context: &Object) -> Promise;

    #[wasm_bindgen(catch, js_name = headOf)]
    pub(crate) fn head_of(request: &Request) -> Result<String, JsValue>;

    #[wasm_bindgen(catch)]
    pub(crate) fn respond(
        status: u16,
        base: Option<&Response>,
        remove: &str,
        set: &str,
        body: &JsValue,
    ) -> Result<Response, JsValue>;
}
