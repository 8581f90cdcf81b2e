//! The gate as a Cloudflare Worker: one exported `serve`, called by `shim.mjs`, and
//! the same as a `fetch` event, for the shim that `worker-build` writes. It begins an exchange, which
//! `platform.js` carries out step by step; it decides nothing.

mod convert;
mod model;
mod platform;
mod running;
mod state;

use js_sys::{Object, Promise};
use ownguard_core::http::cache::PRIVATE_SET;
use running::Running;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Request, Response};

/// The same as the `fetch` event, for a shim that calls it: no task in wasm waits for the answer, and none of the
/// machinery for that is in a build without the event.
#[wasm_bindgen]
pub fn serve(request: &Request, env: &Object, context: &Object) -> Promise {
    let begun = Running::begin(request, env).ok().flatten();
    match begun {
        Some(running) => platform::run(running, request, context),
        None => match unavailable() {
            Ok(answer) => Promise::resolve(&JsValue::from(answer)),
            Err(why) => Promise::reject(&why),
        },
    }
}

/// 503: the gate cannot decide, so nothing passes.
fn unavailable() -> Result<Response, JsValue> {
    let set = convert::lines(PRIVATE_SET)?;
    platform::respond(503, None, "", &set, &JsValue::NULL)
}

#[cfg(feature = "event")]
mod event {
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Request, Response};
    use worker::worker_sys::Context as JsContext;
    use worker::{Context, Env, event};

    // `web_sys::Request`, because `worker::Request::method` says GET for every
    // method it does not know, while the request would go on as it came.
    #[event(fetch)]
    async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
        let context: &JsContext = context.as_ref();
        let served = super::serve(&request, env.unchecked_ref(), context.unchecked_ref());
        let answer = JsFuture::from(served).await?;
        Ok(answer.dyn_into()?)
    }
}
