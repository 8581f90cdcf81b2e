//! From the gate's reply to the platform's, and the audit line to the log.

use js_sys::Uint8Array;
use ownguard_core::http::cache::PRIVATE_SET;
use ownguard_gate::{Reply, ReplyBody, ReplyHead};
use wasm_bindgen::JsValue;
use web_sys::{Headers, Response, ResponseInit};

/// The answer to the client. `answered` is the origin's, whose body passes or is dropped.
pub(crate) fn render(reply: Reply, answered: Option<&Response>) -> Result<Response, JsValue> {
    if let Some(line) = &reply.audit {
        web_sys::console::log_1(&JsValue::from_str(line));
    }
    let origin_body = answered.and_then(Response::body);
    if reply.body != ReplyBody::Origin
        && let Some(unread) = origin_body.as_ref().filter(|body| !body.locked())
    {
        // Nobody reads it; whether that can be told to the origin does not matter.
        drop(unread.cancel());
    }
    if reply.status == 101
        && let Some(upgraded) = answered
    {
        // The handle, not the response: a handshake cannot be cloned.
        return Ok(Clone::clone(upgraded));
    }
    let init = ResponseInit::new();
    init.set_status(reply.status);
    init.set_headers(&head(&reply.head, answered)?.into());
    match reply.body {
        ReplyBody::Empty => Response::new_with_opt_str_and_init(None, &init),
        ReplyBody::Origin => {
            Response::new_with_opt_readable_stream_and_init(origin_body.as_ref(), &init)
        }
        ReplyBody::Bytes(bytes) => {
            let body = Uint8Array::from(bytes.as_slice());
            Response::new_with_opt_buffer_source_and_init(Some(&body), &init)
        }
    }
}

/// 503: the gate cannot decide, so nothing passes.
pub(crate) fn unavailable() -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in PRIVATE_SET {
        headers.set(name, value)?;
    }
    let init = ResponseInit::new();
    init.set_status(503);
    init.set_headers(&headers);
    Response::new_with_opt_str_and_init(None, &init)
}

fn head(head: &ReplyHead, answered: Option<&Response>) -> Result<Headers, JsValue> {
    match head {
        ReplyHead::Own(set) => {
            let headers = Headers::new()?;
            set.iter()
                .try_for_each(|(name, value)| headers.set(name, value))?;
            Ok(headers)
        }
        ReplyHead::Origin { remove, set } => {
            let headers = match answered {
                Some(response) => Headers::new_with_headers(&response.headers())?,
                None => Headers::new()?,
            };
            remove.iter().try_for_each(|name| headers.delete(name))?;
            set.iter()
                .try_for_each(|(name, value)| headers.set(name, value))?;
            Ok(headers)
        }
    }
}
