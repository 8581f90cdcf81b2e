//! What the platform does for the gate: time, randomness, fetching, reading
//! bodies up to a limit and within a time.

use futures_util::future::{Either, select};
use js_sys::{Date, Function, Promise, Reflect, Uint8Array};
use ownguard_gate::{Failure, Fetch, Moment, Outbound};
use std::future::Future;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStream, ReadableStreamDefaultReader, Request, RequestInit,
    RequestRedirect, Response, WorkerGlobalScope,
};

use crate::{convert, dead};

/// How long the body of an inspected answer may take, in milliseconds.
pub(crate) const ANSWER_PATIENCE: u32 = 30_000;

/// Now, and fresh randomness.
pub(crate) fn moment() -> Result<Moment, JsValue> {
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit")]
    let now = (Date::now() / 1000.0) as i64;
    Ok(Moment {
        now,
        random: random()?,
    })
}

/// From the platform's secure source.
pub(crate) fn random() -> Result<[u8; 16], JsValue> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| JsValue::UNDEFINED)?;
    Ok(bytes)
}

/// Waits.
pub(crate) async fn wait(milliseconds: u32) {
    worker::Delay::from(Duration::from_millis(milliseconds.into())).await;
}

/// Fetches a small document whole.
pub(crate) async fn fetch(wanted: &Fetch) -> Result<(u16, Vec<u8>), Failure> {
    let headers = ownguard_core::http::HeaderList(wanted.headers.clone());
    let init = init(wanted.method, &headers).map_err(dead)?;
    if let Some(body) = &wanted.body {
        init.set_body(&JsValue::from_str(body));
    }
    let whole = async {
        let response = send(&wanted.url, &init).await?;
        let body = read(response.body(), wanted.limit, None).await?;
        Ok((response.status(), body))
    };
    within(&init, wanted.patience, whole).await
}

/// Sends the request to the origin; its head must come in time, its body may take longer.
pub(crate) async fn forward(outbound: &Outbound, request: &Request) -> Result<Response, Failure> {
    let init = init(outbound.method, &outbound.headers).map_err(dead)?;
    if let Some(body) = &outbound.body {
        init.set_body(&Uint8Array::from(body.as_slice()));
    } else if let Some(stream) = request.body().filter(|_| outbound.stream_body) {
        init.set_body(&stream);
    }
    within(&init, outbound.patience, send(&outbound.url, &init)).await
}

/// Reads a body whole. More than `limit` bytes are not kept.
pub(crate) async fn read(
    stream: Option<ReadableStream>,
    limit: usize,
    patience: Option<u32>,
) -> Result<Vec<u8>, Failure> {
    let Some(stream) = stream else {
        return Ok(Vec::new());
    };
    let reader: ReadableStreamDefaultReader =
        stream.get_reader().dyn_into().map_err(|_| Failure::Dead)?;
    let chunks = collect(&reader, limit);
    let read = match patience {
        None => chunks.await,
        Some(patience) => match select(pin!(chunks), pin!(wait(patience))).await {
            Either::Left((read, _)) => read,
            Either::Right(((), _)) => Err(Failure::Slow),
        },
    };
    if read.is_err() {
        // The rest of the body is of no use; whether that can be told to its source does not matter.
        drop(reader.cancel());
    }
    read
}

async fn collect(reader: &ReadableStreamDefaultReader, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(dead)?;
        let member = |name| Reflect::get(&chunk, &JsValue::from_str(name)).map_err(dead);
        if member("done")?.is_truthy() {
            return Ok(bytes);
        }
        let chunk: Uint8Array = member("value")?.dyn_into().map_err(dead)?;
        let start = bytes.len();
        let end = start + chunk.length() as usize;
        if end > limit {
            return Err(Failure::TooLong);
        }
        bytes.resize(end, 0);
        if let Some(space) = bytes.get_mut(start..) {
            chunk.copy_to(space);
        }
    }
}

fn init(method: &str, headers: &ownguard_core::http::HeaderList) -> Result<RequestInit, JsValue> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_headers(&convert::headers(headers)?.into());
    init.set_redirect(RequestRedirect::Manual);
    // The platform's own cache must neither answer nor keep; set as a plain member, since the
    // binding's type would also write members that are not meant.
    Reflect::set(
        &init,
        &JsValue::from_str("cache"),
        &JsValue::from_str("no-store"),
    )?;
    Ok(init)
}

async fn send(url: &str, init: &RequestInit) -> Result<Response, Failure> {
    let global: WorkerGlobalScope = js_sys::global().unchecked_into();
    let promise: Promise = global.fetch_with_str_and_init(url, init);
    let response = JsFuture::from(promise).await.map_err(dead)?;
    response.dyn_into().map_err(dead)
}

/// Ends the fetch when it takes too long.
async fn within<T>(
    init: &RequestInit,
    patience: u32,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let controller = AbortController::new().map_err(dead)?;
    init.set_signal(Some(&controller.signal()));
    match select(pin!(work), pin!(wait(patience))).await {
        Either::Left((done, _)) => done,
        Either::Right(((), _)) => {
            controller.abort();
            Err(Failure::Slow)
        }
    }
}

/// A function of a global object.
pub(crate) fn function(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &JsValue::from_str(name))?.dyn_into()
}
