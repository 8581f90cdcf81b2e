//! The gate as a Cloudflare Worker: one exported `fetch`, called by `shim.mjs`
//! (or by the shim that `worker-build` writes). It converts, asks and answers;
//! what is allowed is decided in `ownguard-gate`.

mod answer;
mod model;

use web_sys::{Request, Response};
use worker::{Context, Env, event};

/// Where the gate answers for itself instead of asking the origin.
const WELL_KNOWN: &str = "/.well-known/ownguard";

// `web_sys::Request`, because `worker::Request::method` says GET for every
// method it does not know, while the request would go on as it came.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    answer_for(&request, &env).map_err(worker::Error::from)
}

fn answer_for(request: &Request, env: &Env) -> Result<Response, wasm_bindgen::JsValue> {
    if model::text(env).is_none() || path(&request.url()) != WELL_KNOWN {
        return answer::unavailable();
    }
    match request.method().as_str() {
        "GET" | "HEAD" => answer::version(),
        _ => answer::method_not_allowed("GET, HEAD"),
    }
}

/// The path of an absolute URL, as it came: nothing is decoded or resolved.
fn path(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = after_scheme.find(['?', '#']).unwrap_or(after_scheme.len());
    let (head, _) = after_scheme
        .split_at_checked(end)
        .unwrap_or((after_scheme, ""));
    let start = head.find('/').unwrap_or(head.len());
    head.split_at_checked(start).map_or("", |(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn the_path_is_taken_as_it_came() {
        let cases = [
            (
                "https://gate.example/.well-known/ownguard",
                "/.well-known/ownguard",
            ),
            (
                "https://gate.example/.well-known/ownguard?x=/y",
                "/.well-known/ownguard",
            ),
            (
                "https://gate.example/a/../.well-known/ownguard",
                "/a/../.well-known/ownguard",
            ),
            ("https://gate.example?/.well-known/ownguard", ""),
            ("https://gate.example/#/.well-known/ownguard", "/"),
            ("https://gate.example", ""),
            ("not a url", ""),
        ];
        for (url, want) in cases {
            assert_eq!(path(url), want, "{url}");
        }
    }
}
