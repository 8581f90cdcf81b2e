//! The functions of `platform.js`.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Headers, Request, Response};
use worker::worker_sys::Context;

use crate::running::Running;

#[wasm_bindgen(module = "/src/platform.js")]
extern "C" {
    pub(crate) fn run(running: Running, request: &Request, context: &Context) -> Promise;

    #[wasm_bindgen(catch, js_name = fieldsOf)]
    pub(crate) fn fields_of(headers: &Headers) -> Result<String, JsValue>;

    #[wasm_bindgen(catch)]
    pub(crate) fn respond(
        status: u16,
        base: Option<&Response>,
        remove: &str,
        set: &str,
        body: &JsValue,
    ) -> Result<Response, JsValue>;
}
