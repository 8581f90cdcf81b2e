//! Builds tokens, good and forged.

use base64ct::{Base64UrlUnpadded, Encoding};
use jsonwebtoken::EncodingKey;
use ownguard_verify::json::Json;
use ownguard_verify::jwks::JwkSet;
use ownguard_verify::keys::{HmacSecret, Jwk};
use ownguard_verify::{
    Algorithm, Algorithms, Claims, Policy, PolicySpec, TokenFault, Verified, finish, prepare,
};

use crate::test_keys as keys;

/// The time of every test, unless it says otherwise.
pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const SECRET: &[u8] =
    b"a test secret of 64 bytes, so long that each HMAC may use it ...";

pub(crate) fn b64(bytes: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(bytes.as_ref())
}

pub(crate) fn unb64(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).unwrap()
}

pub(crate) fn spec() -> PolicySpec {
    PolicySpec {
        issuer: "https://issuer.example".to_owned(),
        audiences: vec!["app".to_owned()],
        parties: vec![],
        party_optional: false,
        algorithms: Algorithms::of(&Algorithm::ALL),
        max_lifetime: 3600,
        skew: 30,
    }
}

pub(crate) fn policy() -> Policy {
    Policy::new(spec()).unwrap()
}

pub(crate) fn good_claims() -> String {
    format!(
        r#"{{"iss":"https://issuer.example","aud":"app","sub":"user_1","iat":{},"exp":{}}}"#,
        NOW - 60,
        NOW + 600
    )
}

/// A token with this header and these claims, signed as `algorithm` with the test key for it.
pub(crate) fn signed(algorithm: Algorithm, header: &str, claims: &str) -> String {
    let input = format!("{}.{}", b64(header), b64(claims));
    let signature = sign(algorithm, input.as_bytes());
    format!("{input}.{signature}")
}

pub(crate) fn sign(algorithm: Algorithm, message: &[u8]) -> String {
    let (key, algorithm) = match algorithm {
        Algorithm::Hs256 => (
            EncodingKey::from_secret(SECRET),
            jsonwebtoken::Algorithm::HS256,
        ),
        Algorithm::Hs384 => (
            EncodingKey::from_secret(SECRET),
            jsonwebtoken::Algorithm::HS384,
        ),
        Algorithm::Hs512 => (
            EncodingKey::from_secret(SECRET),
            jsonwebtoken::Algorithm::HS512,
        ),
        Algorithm::Rs256 => (rsa(), jsonwebtoken::Algorithm::RS256),
        Algorithm::Rs384 => (rsa(), jsonwebtoken::Algorithm::RS384),
        Algorithm::Rs512 => (rsa(), jsonwebtoken::Algorithm::RS512),
        Algorithm::Es256 => (
            EncodingKey::from_ec_der(&unb64(keys::P256_DER)),
            jsonwebtoken::Algorithm::ES256,
        ),
        Algorithm::Es384 => (
            EncodingKey::from_ec_der(&unb64(keys::P384_DER)),
            jsonwebtoken::Algorithm::ES384,
        ),
        Algorithm::EdDsa => (
            EncodingKey::from_ed_der(&unb64(keys::ED_DER)),
            jsonwebtoken::Algorithm::EdDSA,
        ),
    };
    jsonwebtoken::crypto::sign(message, &key, algorithm).unwrap()
}

fn rsa() -> EncodingKey {
    EncodingKey::from_rsa_der(&unb64(keys::RSA_DER))
}

/// A token that nothing is wrong with.
pub(crate) fn good(algorithm: Algorithm) -> String {
    let header = format!(
        r#"{{"alg":"{}","kid":"{}","typ":"JWT"}}"#,
        algorithm.name(),
        kid(algorithm)
    );
    signed(algorithm, &header, &good_claims())
}

pub(crate) fn kid(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512 => "hmac",
        Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512 => "rsa",
        Algorithm::Es256 => "p256",
        Algorithm::Es384 => "p384",
        Algorithm::EdDsa => "ed",
    }
}

/// The published keys, as a document.
pub(crate) fn document() -> String {
    format!(
        r#"{{"keys":[{},{},{},{}]}}"#,
        rsa_jwk(keys::RSA_N, "AQAB"),
        format_args!(
            r#"{{"kty":"EC","crv":"P-256","kid":"p256","use":"sig","x":"{}","y":"{}"}}"#,
            keys::P256_X,
            keys::P256_Y
        ),
        format_args!(
            r#"{{"kty":"EC","crv":"P-384","kid":"p384","x":"{}","y":"{}"}}"#,
            keys::P384_X,
            keys::P384_Y
        ),
        ed_jwk(keys::ED_X),
    )
}

pub(crate) fn rsa_jwk(n: &str, e: &str) -> String {
    format!(r#"{{"kty":"RSA","kid":"rsa","n":"{n}","e":"{e}"}}"#)
}

pub(crate) fn ed_jwk(x: &str) -> String {
    format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"ed","key_ops":["verify"],"x":"{x}"}}"#)
}

pub(crate) fn key_set() -> JwkSet {
    JwkSet::parse(document().as_bytes()).unwrap()
}

pub(crate) fn jwk(text: &str) -> Result<Jwk, ownguard_verify::keys::KeyFault> {
    Jwk::from_json(&Json::parse(text.as_bytes(), 100_000, 8).unwrap())
}

/// Verifies a token as a shell does: with the published key or the configured secret.
pub(crate) fn verify(token: &str, policy: &Policy) -> Result<Verified, TokenFault> {
    let prepared = prepare(token, policy)?;
    if let Ok(secret) = HmacSecret::new(prepared.algorithm(), SECRET) {
        return prepared.with_secret(&secret);
    }
    let set = key_set();
    let key = set
        .find(prepared.key_id(), prepared.algorithm())
        .expect("a test key");
    prepared.with_key(key)?.locally()
}

pub(crate) fn accept(token: &str, policy: &Policy, now: i64) -> Result<Claims, TokenFault> {
    finish(&verify(token, policy)?, now, policy)
}
