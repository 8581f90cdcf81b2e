//! T16: keys that must not be used, and documents that must not be read.

use ownguard_verify::jwks::{FetchFault, JwkSet, MAX_KEYS, MAX_SET_BYTES};
use ownguard_verify::keys::{HmacSecret, KeyFault};
use ownguard_verify::{Algorithm, Flaw, prepare};

use crate::support::*;
use crate::test_keys as keys;

fn check(text: &str, expected: Option<KeyFault>) {
    assert_eq!(jwk(text).err(), expected, "{text}");
}

/// An odd modulus of that many bits.
fn modulus(bits: usize) -> String {
    let mut bytes = vec![0xff_u8; bits.div_ceil(8)];
    if let Some(first) = bytes.first_mut() {
        *first >>= (8 - bits % 8) % 8;
    }
    b64(bytes)
}

#[test]
fn an_rsa_key_has_2048_to_4096_bits() {
    for (bits, expected) in [
        (512, Some(KeyFault::Size)),
        (1024, Some(KeyFault::Size)),
        (2047, Some(KeyFault::Size)),
        (2048, None),
        (3072, None),
        (4096, None),
        (4097, Some(KeyFault::Size)),
        (16384, Some(KeyFault::Size)),
    ] {
        check(&rsa_jwk(&modulus(bits), "AQAB"), expected);
    }
    check(&rsa_jwk(keys::RSA_1024_N, "AQAB"), Some(KeyFault::Size));
    let padded = [vec![0; 200], unb64(keys::RSA_1024_N)].concat();
    check(&rsa_jwk(&b64(padded), "AQAB"), Some(KeyFault::Size));
    check(&rsa_jwk("", "AQAB"), Some(KeyFault::Size));
}

#[test]
fn an_rsa_exponent_is_odd_and_neither_small_nor_huge() {
    for (exponent, expected) in [
        (&[1][..], Some(KeyFault::Weak)),
        (&[3], Some(KeyFault::Weak)),
        (&[17], Some(KeyFault::Weak)),
        (&[0], Some(KeyFault::Weak)),
        (&[], Some(KeyFault::Weak)),
        (&[1, 0, 0], Some(KeyFault::Weak)),
        (&[1, 0, 2], Some(KeyFault::Weak)),
        (&[1, 0, 1], None),
        (&[0, 0, 1, 0, 1], None),
        (&[1, 255, 255, 255, 255], None),
        (&[2, 0, 0, 0, 1], Some(KeyFault::Weak)),
        (&[255; 9], Some(KeyFault::Weak)),
        (&[255; 256], Some(KeyFault::Weak)),
    ] {
        check(&rsa_jwk(keys::RSA_N, &b64(exponent)), expected);
    }
    let mut even = unb64(keys::RSA_N);
    even.last_mut().map(|byte| *byte &= 0xfe).unwrap();
    check(&rsa_jwk(&b64(even), "AQAB"), Some(KeyFault::Weak));
}

#[test]
fn an_ed25519_key_of_another_length_is_refused_and_does_not_trap() {
    for length in [0, 1, 31, 33, 64] {
        check(&ed_jwk(&b64(vec![7; length])), Some(KeyFault::Size));
    }
    check(&ed_jwk(keys::ED_X), None);
    check(
        r#"{"kty":"OKP","crv":"Ed25519"}"#,
        Some(KeyFault::Malformed),
    );
}

#[test]
fn an_ec_coordinate_of_another_length_is_refused() {
    let point = |crv: &str, x: usize, y: usize| {
        let (x, y) = (b64(vec![7; x]), b64(vec![7; y]));
        format!(r#"{{"kty":"EC","crv":"{crv}","x":"{x}","y":"{y}"}}"#)
    };
    for (crv, x, y) in [
        ("P-256", 31, 32),
        ("P-256", 32, 33),
        ("P-256", 48, 48),
        ("P-384", 32, 32),
        ("P-384", 47, 48),
    ] {
        check(&point(crv, x, y), Some(KeyFault::Size));
    }
    check(&point("P-521", 66, 66), Some(KeyFault::Unsupported));
    check(&point("secp256k1", 32, 32), Some(KeyFault::Unsupported));
}

#[test]
fn a_point_off_the_curve_verifies_nothing() {
    let off = b64([7; 32]);
    let key = jwk(&format!(
        r#"{{"kty":"EC","crv":"P-256","x":"{off}","y":"{off}"}}"#
    ))
    .unwrap();
    let prepared = prepare(&good(Algorithm::Es256), &policy()).unwrap();
    assert_eq!(
        prepared.with_key(&key).unwrap().locally().err(),
        Some(Flaw::Signature.into())
    );
}

#[test]
fn a_published_secret_is_never_a_key() {
    let secret = format!(
        r#"{{"kty":"oct","kid":"hmac","alg":"HS256","k":"{}"}}"#,
        b64(SECRET)
    );
    check(&secret, Some(KeyFault::Unsupported));
    let set = JwkSet::parse(format!(r#"{{"keys":[{secret}]}}"#).as_bytes()).unwrap();
    assert!(set.keys().is_empty());
    assert_eq!(set.skipped(), [KeyFault::Unsupported]);
}

#[test]
fn a_key_for_something_else_is_refused() {
    for (member, expected) in [
        (r#""use":"enc""#, Some(KeyFault::Purpose)),
        (r#""use":"sig""#, None),
        (r#""use":["sig"]"#, Some(KeyFault::Malformed)),
        (r#""key_ops":["sign"]"#, Some(KeyFault::Purpose)),
        (r#""key_ops":[]"#, Some(KeyFault::Purpose)),
        (r#""key_ops":["verify"]"#, None),
        (r#""key_ops":"verify""#, Some(KeyFault::Malformed)),
        (r#""alg":"RS256""#, None),
        (r#""alg":"ES256""#, Some(KeyFault::Unsupported)),
        (r#""alg":"HS256""#, Some(KeyFault::Unsupported)),
        (r#""alg":"RSA-OAEP""#, Some(KeyFault::Unsupported)),
        (r#""alg":"none""#, Some(KeyFault::Unsupported)),
        (r#""alg":1"#, Some(KeyFault::Malformed)),
        (r#""d":"AQAB""#, Some(KeyFault::Private)),
        (r#""kid":"""#, Some(KeyFault::Malformed)),
    ] {
        check(
            &format!(
                r#"{{"kty":"RSA","n":"{}","e":"AQAB",{member}}}"#,
                keys::RSA_N
            ),
            expected,
        );
    }
    check("{}", Some(KeyFault::Malformed));
    check("[]", Some(KeyFault::Malformed));
}

#[test]
fn a_key_for_one_algorithm_accepts_no_other() {
    let text = format!(
        r#"{{"kty":"RSA","alg":"RS512","n":"{}","e":"AQAB"}}"#,
        keys::RSA_N
    );
    let key = jwk(&text).unwrap();
    for algorithm in Algorithm::ALL {
        assert_eq!(
            key.accepts(algorithm),
            algorithm == Algorithm::Rs512,
            "{algorithm:?}"
        );
    }
}

#[test]
fn a_signature_of_another_size_than_the_modulus_is_refused() {
    let key = jwk(&rsa_jwk(&modulus(4096), "AQAB")).unwrap();
    let prepared = prepare(&good(Algorithm::Rs256), &policy()).unwrap();
    assert_eq!(
        prepared.with_key(&key).err(),
        Some(Flaw::SignatureLength.into())
    );
}

#[test]
fn a_secret_is_as_long_as_its_hash() {
    for (algorithm, least) in [
        (Algorithm::Hs256, 32),
        (Algorithm::Hs384, 48),
        (Algorithm::Hs512, 64),
    ] {
        assert_eq!(
            HmacSecret::new(algorithm, &vec![1; least - 1]).err(),
            Some(KeyFault::Size)
        );
        let secret = HmacSecret::new(algorithm, &vec![1; least]).unwrap();
        assert_eq!(
            format!("{secret:?}"),
            format!("HmacSecret({})", algorithm.name())
        );
    }
    assert_eq!(
        HmacSecret::new(Algorithm::Rs256, &[1; 64]).err(),
        Some(KeyFault::Unsupported)
    );
}

#[test]
fn a_key_is_handed_to_the_host_in_canonical_form() {
    let noisy = [vec![0, 0], unb64(keys::RSA_N)].concat();
    let key = jwk(&rsa_jwk(&b64(noisy), "AAEAAQ")).unwrap();
    assert_eq!(
        key.to_json(),
        format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, keys::RSA_N)
    );
    for key in key_set().keys() {
        assert_eq!(jwk(&key.to_json()).unwrap().material(), key.material());
    }
}

#[test]
fn a_document_that_is_no_key_set_is_refused() {
    let many = vec!["{}"; MAX_KEYS + 1].join(",");
    let large = " ".repeat(MAX_SET_BYTES + 1);
    for (text, expected) in [
        ("", Some(FetchFault::Malformed)),
        ("<html>", Some(FetchFault::Malformed)),
        ("[]", Some(FetchFault::Malformed)),
        ("{}", Some(FetchFault::Malformed)),
        (r#"{"keys":{}}"#, Some(FetchFault::Malformed)),
        (r#"{"keys":[],"keys":[]}"#, Some(FetchFault::Malformed)),
        (
            r#"{"keys":[{"kty":"RSA","kty":"oct"}]}"#,
            Some(FetchFault::Malformed),
        ),
        (
            &format!(r#"{{"keys":[{many}]}}"#),
            Some(FetchFault::TooManyKeys),
        ),
        (&large, Some(FetchFault::TooLarge)),
        (r#"{"keys":[]}"#, None),
        (r#"{"keys":[{"kty":"new"}]}"#, None),
    ] {
        assert_eq!(JwkSet::parse(text.as_bytes()).err(), expected);
    }
}

#[test]
fn a_token_without_a_key_id_fits_only_a_single_key() {
    let set = key_set();
    assert_eq!(
        set.find(None, Algorithm::Es256).unwrap().key_id(),
        Some("p256")
    );
    let two = format!(r#"{{"keys":[{0},{0}]}}"#, rsa_jwk(keys::RSA_N, "AQAB"));
    let set = JwkSet::parse(two.as_bytes()).unwrap();
    assert!(set.find(None, Algorithm::Rs256).is_none());
    assert!(set.find(Some("rsa"), Algorithm::Rs256).is_some());
    assert!(set.find(Some("RSA"), Algorithm::Rs256).is_none());
}
