//! T17 and RFC 7519: times, issuer, audience, party, actor, subject.

use ownguard_verify::policy::PolicyFault;
use ownguard_verify::{
    Algorithm, Algorithms, Claims, Flaw, Policy, PolicySpec, TokenFault, finish,
};

use crate::support::*;

fn claims(members: &str) -> Result<Claims, TokenFault> {
    claims_at(members, &spec(), NOW)
}

fn claims_at(members: &str, spec: &PolicySpec, now: i64) -> Result<Claims, TokenFault> {
    let policy = Policy::new(spec.clone()).unwrap();
    let header = r#"{"alg":"HS256"}"#;
    accept(
        &signed(Algorithm::Hs256, header, &format!("{{{members}}}")),
        &policy,
        now,
    )
}

fn check(members: &str, expected: Option<TokenFault>) {
    assert_eq!(claims(members).err(), expected, "{members}");
}

const BASE: &str = r#""iss":"https://issuer.example","aud":"app","sub":"user_1""#;

fn check_times(times: &str, expected: Option<TokenFault>) {
    check(&format!("{BASE},{times}"), expected);
}

/// Members that are good but for `name`, which becomes `value`.
fn with(name: &str, value: &str) -> String {
    let all = [
        ("iss", r#""https://issuer.example""#.to_owned()),
        ("aud", r#""app""#.to_owned()),
        ("sub", r#""user_1""#.to_owned()),
        ("iat", NOW.to_string()),
        ("exp", (NOW + 60).to_string()),
    ];
    let kept = all.iter().filter(|(known, _)| *known != name);
    let mut members: Vec<_> = kept
        .map(|(known, value)| format!(r#""{known}":{value}"#))
        .collect();
    if !value.is_empty() {
        members.push(format!(r#""{name}":{value}"#));
    }
    members.join(",")
}

#[test]
fn a_token_without_exp_or_iat_is_refused() {
    check_times(&format!(r#""iat":{NOW}"#), Some(Flaw::Time.into()));
    check_times(&format!(r#""exp":{}"#, NOW + 60), Some(Flaw::Time.into()));
}

#[test]
fn a_time_that_is_not_a_sensible_number_is_refused() {
    for name in ["exp", "iat", "nbf"] {
        for value in [
            r#""1800000060""#,
            "null",
            "-1",
            "1e300",
            "true",
            "[]",
            "99999999999999999999",
        ] {
            check(&with(name, value), Some(Flaw::Time.into()));
        }
    }
}

#[test]
fn a_token_expires_after_exp_and_the_skew() {
    for (exp, expected) in [
        (NOW + 1, None),
        (NOW, None),
        (NOW - 29, None),
        (NOW - 30, Some(TokenFault::Expired)),
        (NOW - 3000, Some(TokenFault::Expired)),
    ] {
        check_times(&format!(r#""iat":{},"exp":{exp}"#, exp - 60), expected);
    }
}

#[test]
fn a_fraction_of_a_second_counts_against_the_token() {
    let spec = PolicySpec { skew: 0, ..spec() };
    for (times, expected) in [
        (
            format!(r#""iat":{}.9,"exp":{NOW}.9"#, NOW - 60),
            Some(TokenFault::Expired),
        ),
        (
            format!(r#""iat":{NOW},"nbf":{NOW}.1,"exp":{}"#, NOW + 60),
            Some(Flaw::NotYetValid.into()),
        ),
        (
            format!(r#""iat":{NOW}.0,"nbf":{NOW}.0,"exp":{}.5"#, NOW + 60),
            None,
        ),
        (
            format!(
                r#""iat":{NOW}00e-2,"nbf":0.{NOW}E10,"exp":{}.0e0"#,
                NOW + 60
            ),
            None,
        ),
        (
            format!(r#""iat":{NOW},"exp":{NOW}99e-2"#),
            Some(Flaw::Lifetime.into()),
        ),
    ] {
        assert_eq!(
            claims_at(&format!("{BASE},{times}"), &spec, NOW).err(),
            expected,
            "{times}"
        );
    }
}

#[test]
fn a_token_from_the_future_is_refused() {
    for (times, expected) in [
        (format!(r#""iat":{},"exp":{}"#, NOW + 30, NOW + 60), None),
        (
            format!(r#""iat":{},"exp":{}"#, NOW + 31, NOW + 60),
            Some(Flaw::IssuedInFuture),
        ),
        (
            format!(r#""iat":{NOW},"nbf":{},"exp":{}"#, NOW + 30, NOW + 60),
            None,
        ),
        (
            format!(r#""iat":{NOW},"nbf":{},"exp":{}"#, NOW + 31, NOW + 60),
            Some(Flaw::NotYetValid),
        ),
    ] {
        check_times(&times, expected.map(TokenFault::from));
    }
}

#[test]
fn an_absurd_lifetime_is_refused() {
    for (exp, expected) in [
        (NOW + 3600, None),
        (NOW + 3601, Some(Flaw::Lifetime)),
        (NOW + 10 * 365 * 86_400, Some(Flaw::Lifetime)),
        (NOW, Some(Flaw::Lifetime)),
        (NOW - 1, Some(Flaw::Lifetime)),
    ] {
        check_times(
            &format!(r#""iat":{NOW},"exp":{exp}"#),
            expected.map(TokenFault::from),
        );
    }
}

#[test]
fn the_issuer_must_be_exactly_the_policys() {
    for value in [
        "",
        "null",
        r#""https://issuer.example/""#,
        r#""HTTPS://issuer.example""#,
        r#""https://issuer.example.evil""#,
        r#"["https://issuer.example"]"#,
    ] {
        check(&with("iss", value), Some(Flaw::Issuer.into()));
    }
}

#[test]
fn one_audience_must_be_the_policys() {
    for value in [r#""app""#, r#"["app"]"#, r#"["other","app"]"#] {
        check(&with("aud", value), None);
    }
    for value in [
        "",
        "null",
        r#""other""#,
        r#""APP""#,
        "[]",
        r#"["app",1]"#,
        "1",
        r#"{"app":1}"#,
    ] {
        check(&with("aud", value), Some(Flaw::Audience.into()));
    }
}

#[test]
fn a_policy_without_audiences_takes_no_token_made_for_one() {
    let spec = PolicySpec {
        audiences: vec![],
        parties: vec!["https://app.example".into()],
        ..spec()
    };
    let party = r#","azp":"https://app.example""#;
    let without = with("aud", "");
    assert!(claims_at(&format!("{without}{party}"), &spec, NOW).is_ok());
    let fault = claims_at(&format!("{}{party}", with("aud", r#""app""#)), &spec, NOW).err();
    assert_eq!(fault, Some(Flaw::Audience.into()));
}

#[test]
fn the_party_must_be_listed_where_the_policy_lists_parties() {
    let required = PolicySpec {
        parties: vec!["https://app.example".into()],
        ..spec()
    };
    let optional = PolicySpec {
        party_optional: true,
        ..required.clone()
    };
    for (value, spec, fits) in [
        (r#""https://app.example""#, &required, true),
        (r#""https://evil.example""#, &required, false),
        (r#""https://evil.example""#, &optional, false),
        (r#"["https://app.example"]"#, &required, false),
        ("", &required, false),
        ("", &optional, true),
        ("null", &optional, false),
    ] {
        let expected = (!fits).then_some(Flaw::Party.into());
        assert_eq!(
            claims_at(&with("azp", value), spec, NOW).err(),
            expected,
            "{value}"
        );
    }
}

#[test]
fn a_token_with_an_actor_is_refused() {
    for value in [r#"{"sub":"admin"}"#, "null", r#""""#] {
        check(&with("act", value), Some(Flaw::Actor.into()));
    }
}

#[test]
fn the_subject_must_be_a_plain_text() {
    let long = format!(r#""{}""#, "u".repeat(256));
    for value in [
        "",
        "null",
        "1",
        r#""""#,
        r#""a\nb""#,
        r#""a\u0000b""#,
        r#""a\u0085b""#,
        &long,
    ] {
        check(&with("sub", value), Some(Flaw::Subject.into()));
    }
    let claims = claims(&with("sub", r#""аdmin""#)).unwrap();
    assert_ne!(claims.subject(), "admin", "look-alikes stay what they are");
}

#[test]
fn claims_that_are_too_deep_or_not_an_object_are_refused() {
    for (depth, expected) in [
        (15, None),
        (16, Some(Flaw::Claims)),
        (3000, Some(Flaw::Claims)),
    ] {
        let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        check(&with("x", &value), expected.map(TokenFault::from));
    }
    for text in ["[]", "1", "{}{}", "{", "nul"] {
        let token = signed(Algorithm::Hs256, r#"{"alg":"HS256"}"#, text);
        assert_eq!(
            accept(&token, &policy(), NOW).err(),
            Some(Flaw::Claims.into()),
            "{text}"
        );
    }
}

#[test]
fn an_expired_token_with_another_flaw_is_invalid_not_expired() {
    let times = format!(r#""iat":{},"exp":{}"#, NOW - 600, NOW - 300);
    let members = format!(r#""iss":"https://other.example","aud":"app","sub":"u",{times}"#);
    check(&members, Some(Flaw::Issuer.into()));
}

#[test]
fn claims_are_found_by_path() {
    let claims = claims(&with(
        "app_metadata",
        r#"{"workspaces":{"w2":"admin","w1":"viewer"},"list":["a","b"],"n":7,"f":1.0,"no":null},"https://app.example/roles":["x"]"#,
    ))
    .unwrap();
    let at = |path| claims.path(path);
    let map = at("app_metadata.workspaces").unwrap().as_string_map();
    assert_eq!(map, Some(vec![("w1", "viewer"), ("w2", "admin")]));
    assert_eq!(
        at("app_metadata.list").unwrap().as_strings(),
        Some(vec!["a", "b"])
    );
    assert_eq!(
        at("https://app.example/roles").unwrap().as_strings(),
        Some(vec!["x"])
    );
    assert_eq!(at("app_metadata.n").unwrap().as_i64(), Some(7));
    assert_eq!(at("app_metadata.f").unwrap().as_i64(), None);
    assert_eq!(at("sub").unwrap().as_str(), Some("user_1"));
    for absent in [
        "app_metadata.no",
        "app_metadata.none",
        "sub.x",
        "x",
        "",
        "user_metadata.x",
    ] {
        assert_eq!(at(absent), None, "{absent}");
    }
}

#[test]
fn a_token_prepared_under_a_wider_policy_is_refused() {
    let verified = verify(&good(Algorithm::Hs256), &policy()).unwrap();
    let algorithms = Algorithms::of(&[Algorithm::Es256]);
    let narrow = Policy::new(PolicySpec {
        algorithms,
        ..spec()
    })
    .unwrap();
    assert_eq!(
        finish(&verified, NOW, &narrow).err(),
        Some(Flaw::Algorithm.into())
    );
}

#[test]
fn a_policy_that_would_accept_too_much_is_refused() {
    let check = |change: fn(&mut PolicySpec), fault| {
        let mut spec = spec();
        change(&mut spec);
        assert_eq!(Policy::new(spec).err(), Some(fault));
    };
    check(|spec| spec.issuer.clear(), PolicyFault::Issuer);
    check(|spec| spec.audiences.clear(), PolicyFault::Audience);
    check(
        |spec| spec.audiences.push(String::new()),
        PolicyFault::Audience,
    );
    check(
        |spec| spec.algorithms = Algorithms::default(),
        PolicyFault::Algorithms,
    );
    check(|spec| spec.max_lifetime = 0, PolicyFault::Lifetime);
    check(|spec| spec.max_lifetime = i64::MAX, PolicyFault::Lifetime);
    check(|spec| spec.skew = 61, PolicyFault::Skew);
    check(|spec| spec.skew = -1, PolicyFault::Skew);
}
