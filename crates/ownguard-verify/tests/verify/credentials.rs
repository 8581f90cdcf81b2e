//! Where tokens stand, and SEMANTICS 24: one request, one subject.

use ownguard_verify::Algorithm;
use ownguard_verify::credential::{
    Carrier, CookieSource, Credential, MAX_TOKENS, Malformed, Sources, credential, credentials,
};

use crate::support::*;

fn sources() -> Sources {
    Sources {
        bearer: true,
        headers: vec!["X-Auth-Token".into()],
        cookies: vec![
            CookieSource::Prefixed("__session_".into()),
            CookieSource::Plain("__session".into()),
            CookieSource::Supabase("sb-ref-auth-token".into()),
        ],
    }
}

fn find<'r>(headers: &[(&'r str, &'r str)]) -> Credential<'r> {
    credential(headers.iter().copied(), &sources())
}

fn check(headers: &[(&str, &str)], token: &str, carrier: Carrier) {
    assert_eq!(
        find(headers),
        Credential::Token(token.into(), carrier),
        "{headers:?}"
    );
}

fn token(subject: &str, mark: &str) -> String {
    let claims = good_claims().replace("user_1", subject);
    signed(
        Algorithm::Hs256,
        &format!(r#"{{"alg":"HS256","kid":"{mark}"}}"#),
        &claims,
    )
}

fn session(token: &str) -> String {
    format!(
        r#"{{"access_token":"{token}","refresh_token":"r","user":{{"id":"1","access_token":"no"}}}}"#
    )
}

#[test]
fn a_request_without_a_token_is_anonymous() {
    for headers in [
        &[][..],
        &[("cookie", "theme=dark; sb-other-auth-token=x; session=y")],
        &[(
            "cookie",
            "__session=; sb-ref-auth-token=; sb-ref-auth-token.0=",
        )],
        &[("cookie", ";;=; =x; __session")],
        &[("authorization", "Basic dTpw")],
        &[("accept", "text/html")],
    ] {
        assert_eq!(find(headers), Credential::None, "{headers:?}");
    }
}

#[test]
fn a_bearer_token_is_found_in_every_spelling() {
    for (name, value) in [
        ("authorization", "Bearer a.b.c"),
        ("Authorization", "bearer a.b.c"),
        ("AUTHORIZATION", " BEARER  a.b.c "),
    ] {
        check(&[(name, value)], "a.b.c", Carrier::Bearer);
    }
    check(&[("x-auth-token", "a.b.c")], "a.b.c", Carrier::Header);
}

#[test]
fn a_broken_authorization_is_a_bad_credential() {
    for value in [
        "Bearer",
        "Bearer ",
        "bearer\t",
        "Bearer a b",
        "Bearer a,Bearer b",
        "Bearer \u{e9}",
    ] {
        assert_eq!(
            find(&[("authorization", value)]),
            Credential::Malformed,
            "{value}"
        );
    }
    let twice = [
        ("authorization", "Bearer a.b.c"),
        ("Authorization", "Bearer a.b.c"),
    ];
    assert_eq!(find(&twice), Credential::Malformed);
    assert_eq!(find(&[("x-auth-token", "")]), Credential::Malformed);
}

#[test]
fn a_plain_or_prefixed_cookie_holds_a_token() {
    for cookie in [
        "__session=a.b.c",
        "x=1;__session=a.b.c ; y=2",
        "__session_Zf3kQ1ab=a.b.c",
    ] {
        check(&[("cookie", cookie)], "a.b.c", Carrier::Cookie);
    }
    check(
        &[("cookie", "a=1"), ("Cookie", "__session=a.b.c")],
        "a.b.c",
        Carrier::Cookie,
    );
}

#[test]
fn a_supabase_session_is_read_whole_chunked_encoded_or_plain() {
    let json = session("a.b.c");
    let encoded = format!("base64-{}", b64(&json));
    let (first, rest) = encoded.split_at(40);
    let (second, third) = rest.split_at(40);
    let url = json
        .bytes()
        .fold(String::new(), |url, byte| url + &format!("%{byte:02x}"));
    for cookie in [
        format!("sb-ref-auth-token={encoded}"),
        format!(
            "sb-ref-auth-token.1={second}; sb-ref-auth-token.0={first}; sb-ref-auth-token.2={third}"
        ),
        format!("sb-ref-auth-token={url}"),
        format!("sb-ref-auth-token={}", encoded.replace('-', "%2D")),
        // Leftovers beside a whole cookie do not count, as in Supabase's own library.
        format!("sb-ref-auth-token={encoded}; sb-ref-auth-token.0=old"),
        // Chunks end at the first that is missing.
        format!("sb-ref-auth-token.0={encoded}; sb-ref-auth-token.2=old"),
    ] {
        check(&[("cookie", &cookie)], "a.b.c", Carrier::Cookie);
    }
}

#[test]
fn a_broken_supabase_session_is_a_bad_credential() {
    let encoded = |json: &str| format!("base64-{}", b64(json));
    let many: Vec<String> = (0..20)
        .map(|at| format!("sb-ref-auth-token.{at}=x"))
        .collect();
    for cookie in [
        "sb-ref-auth-token=x".to_owned(),
        "sb-ref-auth-token=base64-".to_owned(),
        "sb-ref-auth-token=base64-!!".to_owned(),
        "sb-ref-auth-token=%7".to_owned(),
        "sb-ref-auth-token=%zz".to_owned(),
        "sb-ref-auth-token=%ff".to_owned(),
        format!("sb-ref-auth-token={}=", encoded(&session("a.b.c"))),
        format!("sb-ref-auth-token={}", encoded("{}")),
        format!("sb-ref-auth-token={}", encoded("[]")),
        format!("sb-ref-auth-token={}", encoded(r#"{"access_token":1}"#)),
        format!("sb-ref-auth-token={}", encoded(r#"{"access_token":""}"#)),
        format!(
            "sb-ref-auth-token={}",
            encoded(r#"{"access_token":"a.b.c","access_token":"d.e.f"}"#)
        ),
        "sb-ref-auth-token.0=a; sb-ref-auth-token.0=b".to_owned(),
        format!("sb-ref-auth-token.1={}", encoded(&session("a.b.c"))),
        many.join("; "),
        format!("sb-ref-auth-token={}", "x".repeat(70_000)),
    ] {
        let found = find(&[("cookie", &cookie)]);
        assert_eq!(
            found,
            Credential::Malformed,
            "{}",
            cookie.chars().take(80).collect::<String>()
        );
    }
}

#[test]
fn the_same_token_twice_is_one() {
    let token = token("user_1", "a");
    let bearer = format!("Bearer {token}");
    let cookie = format!("__session={token}; __session_x={token}");
    check(
        &[("cookie", &cookie), ("authorization", &bearer)],
        &token,
        Carrier::Bearer,
    );
}

#[test]
fn two_tokens_of_one_subject_give_the_first_in_precedence() {
    let (one, two) = (token("user_1", "a"), token("user_1", "b"));
    let (bearer, cookie) = (format!("Bearer {one}"), format!("__session={two}"));
    check(
        &[("cookie", &cookie), ("authorization", &bearer)],
        &one,
        Carrier::Bearer,
    );
    let cookies = format!("__session={one}; __session_x={two}");
    check(&[("cookie", &cookies)], &two, Carrier::Cookie);
}

#[test]
fn two_tokens_of_different_subjects_conflict() {
    let (one, two) = (token("user_1", "a"), token("user_2", "a"));
    let bearer = format!("Bearer {one}");
    let session = format!("sb-ref-auth-token=base64-{}", b64(session(&two)));
    for cookie in [
        format!("__session={two}"),
        format!("__session_x={two}"),
        session,
    ] {
        let headers = [
            ("authorization", bearer.as_str()),
            ("cookie", cookie.as_str()),
        ];
        assert_eq!(find(&headers), Credential::Conflict, "{cookie}");
    }
    let cookie = format!("__session={one}; __session={two}");
    assert_eq!(find(&[("cookie", &cookie)]), Credential::Conflict);
    assert_eq!(
        find(&[("x-auth-token", &one), ("x-auth-token", &two)]),
        Credential::Conflict
    );
    let elsewhere = good_claims().replace("issuer.example", "other.example");
    let other = signed(Algorithm::Hs256, r#"{"alg":"HS256"}"#, &elsewhere);
    let cookie = format!("__session={one}; __session_x={other}");
    assert_eq!(
        find(&[("cookie", &cookie)]),
        Credential::Conflict,
        "the same name elsewhere"
    );
}

fn find_clerk(headers: &[(&str, &str)]) -> Result<Vec<String>, Malformed> {
    let sources = Sources {
        bearer: true,
        headers: Vec::new(),
        cookies: vec![CookieSource::Clerk {
            suffixed: "__session_own".into(),
            issuer: "https://issuer.example".into(),
        }],
    };
    let found = credentials(headers.iter().copied(), &sources)?;
    Ok(found
        .into_iter()
        .map(|found| found.token.into_owned())
        .collect())
}

#[test]
fn clerk_sessions_of_other_apps_on_the_host_are_not_ours() {
    let (own, newer, stranger) = (
        token("user_1", "a"),
        token("user_1", "b"),
        token("user_2", "a"),
    );
    let claims = good_claims().replace("issuer.example", "other.example");
    let other = signed(Algorithm::Hs256, r#"{"alg":"HS256"}"#, &claims);
    let no_issuer = good_claims().replace(r#""iss""#, r#""was""#);
    let no_issuer = signed(Algorithm::Hs256, r#"{"alg":"HS256"}"#, &no_issuer);
    let check = |cookie: String, tokens: &[&String]| {
        let found = find_clerk(&[("cookie", &cookie)]).unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), tokens, "{cookie}");
    };
    check(format!("__session_own={own}"), &[&own]);
    check(format!("__session={own}"), &[&own]);
    check(format!("__session_other={other}"), &[]);
    check(
        format!("__session_own={own}; __session_other={other}"),
        &[&own],
    );
    check(format!("__session={other}; __session_own={own}"), &[&own]);
    // Alone it is a bad credential, not nobody's.
    check(format!("__session={other}"), &[&other]);
    // The same issuer's, or what cannot be told, stays.
    check(
        format!("__session={newer}; __session_own={own}"),
        &[&own, &newer],
    );
    check(
        format!("__session={stranger}; __session_own={own}"),
        &[&own, &stranger],
    );
    check(
        format!("__session={no_issuer}; __session_own={own}"),
        &[&own, &no_issuer],
    );
    check(
        format!("__session=x; __session_own={own}"),
        &[&own, &"x".into()],
    );
}

#[test]
fn a_second_token_that_is_none_is_a_bad_credential() {
    let bearer = format!("Bearer {}", token("user_1", "a"));
    for cookie in [
        "__session=x",
        "__session=a.b.c",
        "__session_x=..",
        "sb-ref-auth-token=x",
    ] {
        let headers = [("authorization", bearer.as_str()), ("cookie", cookie)];
        assert_eq!(find(&headers), Credential::Malformed, "{cookie}");
    }
}

#[test]
fn only_a_few_tokens_are_looked_at() {
    let cookie = |count: usize| {
        let all: Vec<_> = (0..count)
            .map(|at| format!("__session_{at}={}", token("u", &at.to_string())))
            .collect();
        all.join("; ")
    };
    let (few, many) = (cookie(MAX_TOKENS), cookie(MAX_TOKENS + 1));
    let found = credentials([("cookie", few.as_str())].into_iter(), &sources());
    assert_eq!(found.map(|found| found.len()), Ok(MAX_TOKENS));
    assert_eq!(find(&[("cookie", &many)]), Credential::Malformed);
}

#[test]
fn a_place_that_is_not_configured_is_not_looked_at() {
    let none = Sources::default();
    let headers = [
        ("authorization", "Bearer a.b.c"),
        ("cookie", "__session=a.b.c"),
    ];
    assert_eq!(credential(headers.into_iter(), &none), Credential::None);
}
