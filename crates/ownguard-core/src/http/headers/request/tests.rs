//! What of a client's headers reaches the origin, case by case.

use super::*;

const READ: RequestRules = RequestRules {
    reach: Reach::PrivateRead,
    inspected: false,
    front: Front::Client,
    websocket: false,
};
const WRITE: RequestRules = RequestRules {
    reach: Reach::PrivateWrite,
    ..READ
};
const PUBLIC: RequestRules = RequestRules {
    reach: Reach::Public,
    ..READ
};

fn check(headers: &[Header<'_>], rules: RequestRules, removed: &[&str]) {
    let edits = request_edits(headers.iter().copied(), rules);
    assert_eq!(
        edits.map(|edits| edits.remove).as_deref(),
        Ok(removed),
        "{headers:?}"
    );
}

fn check_name(name: &str, rules: RequestRules, kept: bool) {
    check(
        &[(name, "1")],
        rules,
        if kept {
            &[]
        } else {
            std::slice::from_ref(&name)
        },
    );
}

fn refused(headers: &[Header<'_>], rules: RequestRules, fault: HeaderFault) {
    let edits = request_edits(headers.iter().copied(), rules);
    assert_eq!(edits, Err(fault), "{headers:?}");
}

#[test]
fn what_browsers_send_is_kept() {
    for name in [
        "Accept",
        "Accept-Language",
        "Authorization",
        "Content-Type",
        "Cookie",
        "Host",
        "Origin",
        "Referer",
        "Sec-Fetch-Site",
        "Sec-WebSocket-Key",
        "User-Agent",
        "traceparent",
        "x-api-key",
        "api_key",
        "rsc",
        "next-action",
        "next-router-state-tree",
        "x-nextjs-data",
        "stripe-signature",
        "if-none-matches",
        "x-request-id",
        "cdn-loop",
    ] {
        for rules in [READ, WRITE, PUBLIC] {
            check_name(name, rules, true);
        }
    }
}

#[test]
fn what_speaks_past_the_gate_is_stripped_in_every_spelling() {
    for name in [
        "x-ownguard-user",
        "X-OwnGuard-Proof",
        "x_ownguard_user",
        "X-Ownguard_User",
        "x.ownguard.user",
        "x-ownguard",
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Proxy-Authorization",
        "Proxy-Connection",
        "HTTP2-Settings",
        "Expect",
        "Upgrade",
        "X-HTTP-Method-Override",
        "x_http_method_override",
        "X-HTTP-Method",
        "X-Method-Override",
        "_method",
        "X-Original-URL",
        "X-Original-Method",
        "X-Rewrite-URL",
        "x_rewrite_url",
        "X-Forwarded-Host",
        "X_Forwarded_Host",
        "X-Forwarded-Prefix",
        "X-Forwarded-User",
        "Forwarded",
        "x-middleware-subrequest",
        "X-Middleware-Rewrite",
        "x_middleware_subrequest",
        "x-nextjs-cache",
        "x-nextjs_data",
        "x-invoke-path",
        "x-now-route-matches",
        "x-matched-path",
        "next-resume",
        "Proxy",
        "content_type",
        "Cookie_",
    ] {
        for rules in [READ, WRITE, PUBLIC] {
            check_name(name, rules, name == "Cookie_");
        }
    }
}

#[test]
fn every_copy_of_a_stripped_header_is_named() {
    check(
        &[
            ("x-ownguard-user", "a"),
            ("accept", "*/*"),
            ("X_OwnGuard_User", "b"),
            ("x-ownguard-user", "c"),
        ],
        READ,
        &["x-ownguard-user", "X_OwnGuard_User", "x-ownguard-user"],
    );
}

#[test]
fn what_connection_lists_is_stripped() {
    check(
        &[
            ("connection", "close, X-Foo"),
            ("x-foo", "1"),
            ("x-bar", "1"),
        ],
        READ,
        &["connection", "x-foo"],
    );
    check(
        &[
            ("x-foo", "1"),
            ("Connection", "x-foo"),
            ("connection", "x-bar"),
            ("X-Bar", "1"),
        ],
        READ,
        &["x-foo", "Connection", "connection", "X-Bar"],
    );
    for name in [
        "content-type",
        "Cookie",
        "authorization",
        "HOST",
        "content_type",
    ] {
        refused(&[("connection", name)], READ, HeaderFault::ConnectionLists);
    }
}

#[test]
fn conditions_and_ranges_are_dropped_on_private_reads_only() {
    for name in [
        "If-None-Match",
        "If-Modified-Since",
        "If-Range",
        "Range",
        "If-Match",
        "If-Unmodified-Since",
        "if_none_match",
    ] {
        check_name(name, READ, false);
        check_name(name, PUBLIC, true);
    }
}

#[test]
fn a_private_write_keeps_create_only_and_refuses_what_it_cannot_honour() {
    check_name("If-None-Match", WRITE, true);
    check_name("Range", WRITE, false);
    refused(&[("If-Match", "\"a\"")], WRITE, HeaderFault::Precondition);
    refused(&[("if_match", "\"a\"")], WRITE, HeaderFault::Precondition);
    refused(
        &[("If-Unmodified-Since", "x")],
        WRITE,
        HeaderFault::Precondition,
    );
    assert_eq!(HeaderFault::Precondition.status(), 412);
}

#[test]
fn the_clients_address_is_believed_from_cloudflare_only() {
    let cloudflare = RequestRules {
        front: Front::Cloudflare,
        ..READ
    };
    for name in [
        "CF-Connecting-IP",
        "cf-ray",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "True-Client-IP",
    ] {
        check_name(name, cloudflare, true);
        check_name(name, READ, false);
        check_name(&name.replace('-', "_"), cloudflare, false);
    }
    check_name("X-Forwarded-Host", cloudflare, false);
}

#[test]
fn only_an_allowed_websocket_upgrade_passes() {
    let allowed = RequestRules {
        websocket: true,
        ..READ
    };
    check(
        &[("connection", "Upgrade"), ("upgrade", "WebSocket")],
        allowed,
        &["connection"],
    );
    check(
        &[("connection", "upgrade"), ("upgrade", "websocket")],
        READ,
        &["connection", "upgrade"],
    );
    check(
        &[
            ("connection", "upgrade, http2-settings"),
            ("upgrade", "h2c"),
            ("http2-settings", "AA"),
        ],
        allowed,
        &["connection", "upgrade", "http2-settings"],
    );
    check(&[("upgrade", "websocket, h2c")], allowed, &["upgrade"]);
}

#[test]
fn an_inspected_answer_is_asked_for_unencoded() {
    let inspected = RequestRules {
        inspected: true,
        ..READ
    };
    let edits = request_edits([("accept-encoding", "gzip, br")].into_iter(), inspected);
    assert_eq!(
        edits.map(|edits| edits.set),
        Ok([("accept-encoding", "identity")].as_slice())
    );
    check(
        &[("accept_encoding", "gzip")],
        inspected,
        &["accept_encoding"],
    );
    let plain = request_edits([("accept-encoding", "gzip, br")].into_iter(), READ);
    assert_eq!(
        plain,
        Ok(HeaderEdits {
            remove: vec![],
            set: &[]
        })
    );
}

#[test]
fn malformed_headers_are_refused() {
    let cases: [(&[Header<'_>], HeaderFault); 16] = [
        (&[("", "1")], HeaderFault::BadName),
        (&[("a b", "1")], HeaderFault::BadName),
        (&[("a:", "1")], HeaderFault::BadName),
        (&[("é", "1")], HeaderFault::BadName),
        (&[("a\n", "1")], HeaderFault::BadName),
        (&[("a", "1\r\nb: 2")], HeaderFault::BadValue),
        (&[("a", "1\n")], HeaderFault::BadValue),
        (&[("a", "\0")], HeaderFault::BadValue),
        (&[("a", "\u{7f}")], HeaderFault::BadValue),
        (
            &[("authorization", "a"), ("Authorization", "b")],
            HeaderFault::Duplicate,
        ),
        (
            &[("content-type", "a/b"), ("content-type", "a/b")],
            HeaderFault::Duplicate,
        ),
        (
            &[("content-length", "1"), ("transfer-encoding", "chunked")],
            HeaderFault::Framing,
        ),
        (
            &[("content-length", "1"), ("content-length", "1")],
            HeaderFault::Framing,
        ),
        (&[("content-length", "1, 1")], HeaderFault::Framing),
        (&[("content-length", "+1")], HeaderFault::Framing),
        (
            &[("transfer-encoding", "chunked, identity")],
            HeaderFault::Framing,
        ),
    ];
    for (headers, fault) in cases {
        refused(headers, PUBLIC, fault);
    }
    check(
        &[("a", "é\t1"), ("cookie", "a=1"), ("cookie", "b=2")],
        READ,
        &[],
    );
}

#[test]
fn too_many_or_too_large_headers_are_431() {
    let many = vec![("a", "1"); MAX_FIELDS];
    check(&many, READ, &[]);
    refused(
        &[many, vec![("a", "1")]].concat(),
        READ,
        HeaderFault::TooLarge,
    );
    let large = "a".repeat(MAX_BYTES - 1);
    check(&[("a", &large)], READ, &[]);
    refused(&[("aa", &large)], READ, HeaderFault::TooLarge);
    assert_eq!(HeaderFault::TooLarge.status(), 431);
}

#[test]
fn no_name_on_a_list_is_passed_over() {
    let lists = [
        SINGLE,
        END_TO_END,
        CLIENT_ADDRESS,
        CONDITIONS,
        READ_CONDITIONS,
        UNMET_CONDITIONS,
        STRIPPED,
        HOP_BY_HOP,
    ];
    for name in lists.into_iter().flatten() {
        for spelling in [
            (*name).to_owned(),
            name.to_uppercase(),
            name.replace('-', "_"),
        ] {
            assert!(may_be_known(&spelling), "`{spelling}`");
        }
    }
    let prefixes = STRIPPED_PREFIXES
        .iter()
        .chain(&["cf-", "ownguard-", "x-ownguard-"]);
    for prefix in prefixes {
        for name in [
            (*prefix).to_owned(),
            format!("{prefix}a"),
            format!("{}{}", prefix.to_uppercase(), "a".repeat(300)),
        ] {
            assert!(may_be_known(&name), "`{name}`");
        }
    }
    for name in ["ownguard", "x-ownguard", "x-nextjs-data"] {
        assert!(may_be_known(name), "`{name}`");
    }
    for name in ["user-agent", "referer", "sec-ch-ua", "dnt", ""] {
        assert!(!may_be_known(name), "`{name}`");
    }
}
