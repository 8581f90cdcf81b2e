//! From the platform's requests and answers to the gate's, and headers back.

use js_sys::{Array, Iterator, Reflect};
use ownguard_core::http::HeaderList;
use ownguard_core::http::headers::request::Front;
use ownguard_gate::{Answer, Arrival};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Headers, Request, Response};

/// The request as it came. Nothing of its URL is normalised.
pub(crate) fn arrival(request: &Request) -> Result<Arrival, JsValue> {
    let url = request.url();
    let (origin, target) = split(&url);
    Ok(Arrival {
        method: request.method(),
        target: target.to_owned(),
        headers: header_list(&request.headers())?,
        front: Front::Cloudflare,
        origin: origin.to_ascii_lowercase(),
        has_body: request.body().is_some(),
    })
}

/// The head of the origin's answer. One that cannot be read has no header that would let it pass.
pub(crate) fn answer(response: &Response) -> Answer {
    Answer {
        status: response.status(),
        headers: header_list(&response.headers()).unwrap_or_default(),
    }
}

pub(crate) fn headers(list: &HeaderList) -> Result<Headers, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in list.iter() {
        headers.append(name, value)?;
    }
    Ok(headers)
}

fn header_list(headers: &Headers) -> Result<HeaderList, JsValue> {
    let entries = Reflect::get(headers, &JsValue::from_str("entries"))?;
    let entries: js_sys::Function = entries.dyn_into()?;
    let entries: Iterator = entries.call0(headers)?.dyn_into()?;
    let mut list = Vec::new();
    for entry in &entries {
        let pair: Array = entry?.dyn_into()?;
        let text = |at| pair.get(at).as_string().ok_or(JsValue::UNDEFINED);
        list.push((text(0)?, text(1)?));
    }
    Ok(HeaderList(list))
}

/// An absolute URL as origin and request target, as they came: nothing is decoded or resolved.
fn split(url: &str) -> (&str, &str) {
    let authority = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(authority..).unwrap_or_default();
    let end = authority + rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    url.split_at_checked(end).unwrap_or((url, ""))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_target_is_taken_as_it_came() {
        let cases = [
            (
                "https://gate.example/api/me?x=/y",
                ("https://gate.example", "/api/me?x=/y"),
            ),
            (
                "https://gate.example/a/../b",
                ("https://gate.example", "/a/../b"),
            ),
            ("https://gate.example\\b", ("https://gate.example", "\\b")),
            ("https://gate.example?x", ("https://gate.example", "?x")),
            ("https://gate.example", ("https://gate.example", "")),
            ("not a url", ("not a url", "")),
        ];
        for (url, expected) in cases {
            assert_eq!(split(url), expected, "{url}");
        }
    }
}
