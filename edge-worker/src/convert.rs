//! From the platform's requests to the gate's, and headers both ways.

use crate::platform;
use ownguard_core::http::HeaderList;
use ownguard_core::http::headers::request::Front;
use ownguard_gate::Arrival;
use std::borrow::Borrow;
use wasm_bindgen::JsValue;
use web_sys::Request;

/// The request as it came. Nothing of its URL is normalised.
pub(crate) fn arrival(request: &Request) -> Result<Arrival, JsValue> {
    let head = platform::head_of(request)?;
    let mut lines = head.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (method, url, body, fields) = (line(), line(), line(), line());
    let (origin, target) = split(url);
    Ok(Arrival {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: HeaderList::from_lines(fields),
        front: Front::Cloudflare,
        origin: origin.to_ascii_lowercase(),
        has_body: !body.is_empty(),
    })
}

/// Names and values in turn, each on a line of its own. A line feed in one of them would make two
/// of it: an error.
pub(crate) fn lines<N: AsRef<str>, V: AsRef<str>>(
    fields: impl IntoIterator<Item = impl Borrow<(N, V)>>,
) -> Result<String, JsValue> {
    let mut text = String::with_capacity(1024);
    for field in fields {
        let (name, value) = field.borrow();
        for line in [name.as_ref(), value.as_ref()] {
            if line.contains('\n') {
                return Err(JsValue::UNDEFINED);
            }
            text.push_str(line);
            text.push('\n');
        }
    }
    Ok(text)
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
