//! T16: forged tokens. Each is refused, and says by which check.

use ownguard_verify::keys::HmacSecret;
use ownguard_verify::token::MAX_TOKEN_BYTES;
use ownguard_verify::{Algorithm, Algorithms, Flaw, Policy, TokenFault, prepare};

use crate::support::*;
use crate::test_keys as keys;

fn check(token: &str, flaw: Flaw) {
    assert_eq!(
        accept(token, &policy(), NOW).err(),
        Some(flaw.into()),
        "{token}"
    );
}

fn check_header(header: &str, flaw: Flaw) {
    check(&signed(Algorithm::Rs256, header, &good_claims()), flaw);
}

#[test]
fn a_good_token_of_every_algorithm_is_accepted() {
    for algorithm in Algorithm::ALL {
        let claims = accept(&good(algorithm), &policy(), NOW);
        assert_eq!(
            claims.map(|claims| claims.subject().to_owned()),
            Ok("user_1".to_owned())
        );
    }
}

#[test]
fn a_token_without_a_signature_algorithm_is_refused() {
    for name in [
        "none", "None", "NONE", "nOnE", "", "hs256", "HS1", "PS256", "ES256K", "ES512",
    ] {
        check_header(&format!(r#"{{"alg":"{name}"}}"#), Flaw::Algorithm);
        let unsigned = format!(
            "{}.{}.",
            b64(format!(r#"{{"alg":"{name}"}}"#)),
            b64(good_claims())
        );
        check(&unsigned, Flaw::Algorithm);
    }
    for header in [
        r#"{"typ":"JWT"}"#,
        r#"{"alg":null}"#,
        r#"{"alg":["RS256"]}"#,
        r#"{"alg":1}"#,
    ] {
        check_header(header, Flaw::Algorithm);
    }
}

#[test]
fn an_algorithm_outside_the_policy_is_refused() {
    let mut spec = spec();
    spec.algorithms = Algorithms::of(&[Algorithm::Es256]);
    let policy = Policy::new(spec).unwrap();
    for algorithm in Algorithm::ALL {
        let expected = if algorithm == Algorithm::Es256 {
            None
        } else {
            Some(Flaw::Algorithm.into())
        };
        assert_eq!(
            prepare(&good(algorithm), &policy).err(),
            expected,
            "{algorithm:?}"
        );
    }
}

#[test]
fn a_public_key_used_as_an_hmac_secret_is_refused() {
    let header = r#"{"alg":"HS256","kid":"rsa"}"#;
    let input = format!("{}.{}", b64(header), b64(good_claims()));
    for secret in [
        document().into_bytes(),
        unb64(keys::RSA_N),
        keys::RSA_N.as_bytes().to_vec(),
    ] {
        let key = jsonwebtoken::EncodingKey::from_secret(&secret);
        let tag =
            jsonwebtoken::crypto::sign(input.as_bytes(), &key, jsonwebtoken::Algorithm::HS256);
        let prepared = prepare(&format!("{input}.{}", tag.unwrap()), &policy()).unwrap();
        let set = key_set();
        assert!(set.find(Some("rsa"), Algorithm::Hs256).is_none());
        for key in set.keys() {
            assert_eq!(prepared.with_key(key).err(), Some(Flaw::KeyMismatch.into()));
        }
        let secret = HmacSecret::new(Algorithm::Hs256, SECRET).unwrap();
        assert_eq!(
            prepared.with_secret(&secret).err(),
            Some(Flaw::Signature.into())
        );
    }
}

#[test]
fn a_secret_checks_only_its_own_algorithm() {
    let secret = HmacSecret::new(Algorithm::Hs512, SECRET).unwrap();
    for algorithm in Algorithm::ALL {
        let result = prepare(&good(algorithm), &policy())
            .unwrap()
            .with_secret(&secret);
        let expected = (algorithm != Algorithm::Hs512).then_some(Flaw::KeyMismatch.into());
        assert_eq!(result.err(), expected, "{algorithm:?}");
    }
}

#[test]
fn a_key_checks_only_its_own_algorithms() {
    let set = key_set();
    for algorithm in Algorithm::ALL {
        let prepared = prepare(&good(algorithm), &policy()).unwrap();
        for key in set.keys() {
            let fits = key.key_id() == Some(kid(algorithm));
            assert_eq!(
                prepared.with_key(key).is_ok(),
                fits,
                "{algorithm:?} {key:?}"
            );
        }
    }
}

#[test]
fn a_key_or_a_url_of_a_key_in_the_header_is_refused() {
    let jwk = rsa_jwk(keys::RSA_N, "AQAB");
    for member in [
        format!(r#""jwk":{jwk}"#),
        r#""jku":"https://evil.example/jwks.json""#.to_owned(),
        r#""x5u":"https://evil.example/cert""#.to_owned(),
        r#""x5c":["MIIB"]"#.to_owned(),
        r#""jku":null"#.to_owned(),
    ] {
        check_header(
            &format!(r#"{{"alg":"RS256","kid":"rsa",{member}}}"#),
            Flaw::EmbeddedKey,
        );
    }
}

#[test]
fn a_header_that_asks_for_more_than_a_signature_is_refused() {
    for member in [
        r#""crit":["exp"]"#,
        r#""crit":[]"#,
        r#""crit":["b64"],"b64":false"#,
        r#""b64":false"#,
        r#""cty":"JWT""#,
        r#""enc":"A256GCM""#,
        r#""zip":"DEF""#,
    ] {
        check_header(
            &format!(r#"{{"alg":"RS256","kid":"rsa",{member}}}"#),
            Flaw::Critical,
        );
    }
}

#[test]
fn a_wrong_type_is_refused_and_a_missing_one_is_not() {
    for typ in [
        r#""JWE""#,
        r#""dpop+jwt""#,
        r#""secevent+jwt""#,
        r#""""#,
        "1",
        "null",
        r#"["JWT"]"#,
    ] {
        check_header(
            &format!(r#"{{"alg":"RS256","kid":"rsa","typ":{typ}}}"#),
            Flaw::Type,
        );
    }
    for typ in [
        "",
        r#","typ":"JWT""#,
        r#","typ":"jwt""#,
        r#","typ":"at+jwt""#,
        r#","typ":"AT+JWT""#,
    ] {
        let header = format!(r#"{{"alg":"RS256","kid":"rsa"{typ}}}"#);
        assert!(
            accept(
                &signed(Algorithm::Rs256, &header, &good_claims()),
                &policy(),
                NOW
            )
            .is_ok()
        );
    }
}

#[test]
fn a_bad_key_id_is_refused() {
    let long = format!(r#""{}""#, "k".repeat(257));
    for kid in [r#""""#, "1", "null", "{}", &long] {
        check_header(&format!(r#"{{"alg":"RS256","kid":{kid}}}"#), Flaw::KeyId);
    }
}

#[test]
fn a_repeated_member_is_refused_at_every_depth() {
    for header in [
        r#"{"alg":"RS256","kid":"rsa","alg":"none"}"#,
        r#"{"alg":"RS256","kid":"rsa","a\u006cg":"RS256"}"#,
        r#"{"alg":"RS256","kid":"rsa","x":{"y":1,"y":1}}"#,
    ] {
        check_header(header, Flaw::DuplicateMember);
    }
    let header = r#"{"alg":"RS256","kid":"rsa"}"#;
    for member in [
        r#""sub":"user_2""#,
        r#""s\u0075b":"user_2""#,
        r#""app_metadata":{"role":"a","role":"b"}"#,
        r#""x":[[{"y":{"z":1,"z":2}}]]"#,
    ] {
        let claims = good_claims().replacen('{', &format!("{{{member},"), 1);
        check(
            &signed(Algorithm::Rs256, header, &claims),
            Flaw::DuplicateMember,
        );
    }
}

#[test]
fn only_canonical_base64url_is_read() {
    let token = good(Algorithm::Es256);
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    // 86 characters for 64 bytes: the last one carries four bits that must be zero.
    let (rest, last) = signature.split_at(85);
    let trailing = ["A", "Q", "g", "w"]
        .iter()
        .position(|c| *c == last)
        .unwrap();
    let changed = ["B", "R", "h", "x"].get(trailing).unwrap();
    for token in [
        format!("{header}.{claims}.{rest}{changed}"),
        format!("{header}.{claims}.{signature}="),
        format!("{header}.{claims}.{signature}\n"),
        format!("{header}.{claims}. {signature}"),
        format!("{header}=.{claims}.{signature}"),
        format!("+{header}.{claims}.{signature}"),
    ] {
        check(&token, Flaw::Encoding);
    }
    let padded = format!("{header}.{claims}=");
    let token = format!("{padded}.{}", sign(Algorithm::Es256, padded.as_bytes()));
    check(&token, Flaw::Encoding);
}

#[test]
fn only_three_parts_make_a_token() {
    let token = good(Algorithm::Rs256);
    for token in [
        "",
        ".",
        "..",
        "a.b",
        "a..b",
        ".b.c",
        &format!("{token}.x"),
        &format!(".{token}"),
    ] {
        check(token, Flaw::NotCompact);
    }
}

#[test]
fn a_token_beyond_the_size_limit_is_refused_unread() {
    check(&".".repeat(MAX_TOKEN_BYTES + 1), Flaw::TooLong);
    check(&".".repeat(MAX_TOKEN_BYTES), Flaw::NotCompact);
}

#[test]
fn a_header_that_is_not_a_small_json_object_is_refused() {
    let long = format!(r#"{{"alg":"RS256","x":"{}"}}"#, "x".repeat(2048));
    let deep = format!(
        r#"{{"alg":"RS256","x":{}{}}}"#,
        "[".repeat(9),
        "]".repeat(9)
    );
    let deeper = "[".repeat(1000);
    for header in [
        "",
        "[]",
        "1",
        "null",
        "{",
        "{}x",
        "\u{feff}{}",
        &long,
        &deep,
        &deeper,
    ] {
        let flaw = if header.is_empty() {
            Flaw::NotCompact
        } else {
            Flaw::Header
        };
        check_header(header, flaw);
    }
    let bytes = format!("{}.e30.AA", b64(b"{\"alg\":\"RS256\",\"x\":\"\xff\"}"));
    check(&bytes, Flaw::Header);
}

#[test]
fn an_ecdsa_signature_with_r_or_s_zero_is_refused() {
    for (algorithm, half) in [(Algorithm::Es256, 32), (Algorithm::Es384, 48)] {
        let token = good(algorithm);
        let (input, signature) = token.rsplit_once('.').unwrap();
        let signature = unb64(signature);
        let (r, s) = signature.split_at(half);
        let zero = vec![0; half];
        for forged in [
            [&zero, s].concat(),
            [r, &zero].concat(),
            [&zero[..], &zero].concat(),
        ] {
            check(&format!("{input}.{}", b64(forged)), Flaw::SignatureZero);
        }
    }
}

#[test]
fn a_signature_of_another_length_is_refused() {
    for algorithm in Algorithm::ALL {
        let token = good(algorithm);
        let (input, signature) = token.rsplit_once('.').unwrap();
        let signature = unb64(signature);
        let shorter = signature.split_last().unwrap().1.to_vec();
        let longer = [&signature[..], &[0]].concat();
        for forged in [Vec::new(), shorter, longer] {
            check(&format!("{input}.{}", b64(forged)), Flaw::SignatureLength);
        }
    }
}

#[test]
fn a_changed_token_is_refused() {
    for algorithm in Algorithm::ALL {
        let token = good(algorithm);
        let [header, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        let other = b64(good_claims().replace("user_1", "user_2"));
        check(&format!("{header}.{other}.{signature}"), Flaw::Signature);
        let mut bytes = unb64(signature);
        bytes.get_mut(5).map(|byte| *byte ^= 1).unwrap();
        check(
            &format!("{header}.{claims}.{}", b64(bytes)),
            Flaw::Signature,
        );
    }
}

#[test]
fn a_hosts_no_is_a_no() {
    let prepared = prepare(&good(Algorithm::Rs256), &policy()).unwrap();
    let set = key_set();
    let check = prepared
        .with_key(set.find(Some("rsa"), Algorithm::Rs256).unwrap())
        .unwrap();
    assert_eq!(check.host_says(false).err(), Some(Flaw::Signature.into()));
    assert!(check.host_says(true).is_ok());
    assert_eq!(check.signature().len(), 256);
    assert!(
        good(Algorithm::Rs256)
            .as_bytes()
            .starts_with(check.signing_input())
    );
}

#[test]
fn faults_name_the_reason_of_the_denial_and_nothing_of_the_token() {
    assert_eq!(TokenFault::Expired.name(), "token_expired");
    assert_eq!(TokenFault::from(Flaw::Algorithm).name(), "token_invalid");
    assert_eq!(
        TokenFault::from(Flaw::Audience).to_string(),
        "token is not acceptable: `audience`"
    );
}
