//! Answers the gate gives by itself: by status alone, so that two reasons for
//! one status cannot be told apart; only a developer's gate says more.

use ownguard_core::http::Rejection;
use ownguard_core::http::cache::PRIVATE_SET;

use crate::gate::{Gate, VERSION};
use crate::step::{Reply, ReplyBody, ReplyHead};

/// The reply to what is refused.
pub(crate) fn refusal(gate: &Gate, rejection: &Rejection) -> Reply {
    let status = rejection.refusal.status();
    let mut reply = of_status(status);
    if gate.dev {
        let detail = rejection
            .detail
            .as_deref()
            .unwrap_or_default()
            .replace(['"', '\\'], "'");
        let body = format!(
            "{{\"error\":\"{}\",\"code\":\"{}\",\"about\":\"{detail}\",\"mend\":\"{}\"}}",
            phrase(status),
            rejection.refusal.name(),
            mend(rejection.refusal.name()),
        );
        reply.body = ReplyBody::Bytes(body.into_bytes());
    }
    reply
}

/// The reply of a status: the same bytes whatever the reason.
pub(crate) fn of_status(status: u16) -> Reply {
    let body = format!("{{\"error\":\"{}\"}}", phrase(status));
    let mut head = own_head();
    head.push(("content-type", "application/json".to_owned()));
    if status == 401 {
        head.push(("www-authenticate", "Bearer".to_owned()));
    }
    Reply {
        status,
        head: ReplyHead::Own(head),
        body: ReplyBody::Bytes(body.into_bytes()),
        audit: None,
    }
}

/// 405, naming what the path does answer to (RFC 9110, section 15.5.6).
pub(crate) fn not_allowed(methods: &'static str) -> Reply {
    let mut reply = of_status(405);
    if let ReplyHead::Own(head) = &mut reply.head {
        head.push(("allow", methods.to_owned()));
    }
    reply
}

/// What a page of a listed origin may send: the methods that exist, a token and a body.
pub(crate) fn preflight(page: &str) -> Reply {
    let mut head = own_head();
    head.extend([
        ("access-control-allow-origin", page.to_owned()),
        ("access-control-allow-credentials", "true".to_owned()),
        (
            "access-control-allow-methods",
            "GET, HEAD, POST, PUT, PATCH, DELETE".to_owned(),
        ),
        (
            "access-control-allow-headers",
            "authorization, content-type".to_owned(),
        ),
        ("access-control-max-age", "600".to_owned()),
    ]);
    Reply {
        status: 204,
        head: ReplyHead::Own(head),
        body: ReplyBody::Empty,
        audit: None,
    }
}

/// Version, model and level, for whoever watches the gate.
pub(crate) fn health(gate: &Gate) -> Reply {
    let body = format!(
        "{{\"name\":\"ownguard\",\"version\":\"{VERSION}\",\"model\":\"{}\",\"revision\":{},\"level\":\"{}\"}}",
        gate.model_hash(),
        gate.model.revision(),
        gate.model.http().level().name(),
    );
    Reply {
        body: ReplyBody::Bytes(body.into_bytes()),
        ..of_status(200)
    }
}

pub(crate) fn own_head() -> Vec<(&'static str, String)> {
    PRIVATE_SET
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

/// Reason phrases (RFC 9110, section 15), in lower case.
const fn phrase(status: u16) -> &'static str {
    match status {
        200 => "ok",
        400 => "bad request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        409 => "conflict",
        410 => "gone",
        412 => "precondition failed",
        413 => "content too large",
        415 => "unsupported media type",
        422 => "unprocessable content",
        429 => "too many requests",
        431 => "request header fields too large",
        503 => "service unavailable",
        504 => "gateway timeout",
        500..=599 => "bad gateway",
        _ => "refused",
    }
}

/// What a developer can do about it.
fn mend(code: &str) -> &'static str {
    match code {
        "not_listed" => "name the route under `[routes]`, or give the resource a `rest` path",
        "anonymous" => "sign in; or grant the action to `anyone` and make the row public",
        "token_invalid" => "compare issuer, audience, algorithms and keys with `[identity]`",
        "other_tenant" => "the caller has no membership in this tenant: look at `tenancy.facts`",
        "role_too_low" => "grant the action to a lower role, or give the caller a higher one",
        "facts_stale" => {
            "add an `origin:` source to `tenancy.facts`, which is asked when a token is too old"
        }
        "facts_unavailable" => {
            "let the app answer the endpoint in `tenancy.facts`, as `og.facts()` does; its log says more"
        }
        "keys_unavailable" => "the issuer did not answer: look at the address in `[identity]`",
        "labels_missing" | "labels_unavailable" => {
            "let the answer carry the columns that decide, or let the app answer `wire.labels`"
        }
        "field_not_writable" => "add the field to `write`, or leave it out of the body",
        "value_not_allowed" => "add the value to the field's `write`",
        "rows_not_found" => "say where rows stand: `rows = \"/data\"` on the route",
        "not_inspectable" => "answer JSON without an encoding, or set `answer` on the route",
        "cross_site" => {
            "send the request from the site itself, or list its origin in `wire.origins`"
        }
        "foreign_row" => {
            "the origin answered with a row that the caller may not see: filter the query by owner"
        }
        "unknown_body_type" => "send JSON, a form or multipart, with its content type",
        _ => "see the gate's log",
    }
}
