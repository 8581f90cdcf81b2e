//! Phase one: a compact JWS taken apart, strictly (RFC 7515, RFC 8725). Nothing in it is true
//! until its signature fits; only a [`Verified`] token goes on to [`crate::claims::finish`].

use hmac::{Hmac, Mac};
use sha2::{Sha256, Sha384, Sha512};

use crate::algorithm::{Algorithm, Family};
use crate::base64url;
use crate::fault::{Flaw, TokenFault};
use crate::json::{Json, JsonFault, Object};
use crate::keys::{HmacSecret, Jwk, PublicKey};
use crate::policy::Policy;

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN_BYTES: usize = 16 * 1024;

const MAX_HEADER_BYTES: usize = 2048;
const MAX_HEADER_DEPTH: usize = 4;
const MAX_KEY_ID_BYTES: usize = 256;

/// A well-formed token whose signature has not been checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Prepared {
    algorithm: Algorithm,
    key_id: Option<String>,
    signing_input: Box<str>,
    signature: Vec<u8>,
}

/// A token whose signature fits; its claims have not been looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified(Prepared);

/// A token and the key that should fit it: what a host needs to check the signature.
#[derive(Clone, Copy)]
pub struct Check<'c> {
    prepared: &'c Prepared,
    key: &'c Jwk,
}

/// Takes a token apart. Refuses what is not a canonical compact JWS or asks for an algorithm
/// outside the policy's list, before any cryptography.
pub fn prepare(token: &str, policy: &Policy) -> Result<Prepared, TokenFault> {
    let (signing_input, header, _, signature) = split(token)?;
    let header = base64url::decode(header).ok_or(Flaw::Encoding)?;
    let header = object(&header, MAX_HEADER_BYTES, MAX_HEADER_DEPTH, Flaw::Header)?;
    let algorithm = algorithm(&header, policy)?;
    refuse_extensions(&header)?;
    let key_id = key_id(&header)?;
    let signature = base64url::decode(signature).ok_or(Flaw::Encoding)?;
    check_signature_shape(algorithm, &signature)?;
    Ok(Prepared {
        algorithm,
        key_id,
        signing_input: signing_input.into(),
        signature,
    })
}

impl Prepared {
    /// The algorithm that the token names; in the policy's list.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key that the token names.
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// Pairs the token with a published key. Refuses a key of another family, for another
    /// algorithm, or of another size than the signature.
    pub fn with_key<'c>(&'c self, key: &'c Jwk) -> Result<Check<'c>, TokenFault> {
        if !key.accepts(self.algorithm) {
            return Err(Flaw::KeyMismatch.into());
        }
        if let PublicKey::Rsa { n, .. } = key.material()
            && n.len() != self.signature.len()
        {
            return Err(Flaw::SignatureLength.into());
        }
        Ok(Check {
            prepared: self,
            key,
        })
    }

    /// Checks an HMAC signature here, in constant time.
    pub fn with_secret(self, secret: &HmacSecret) -> Result<Verified, TokenFault> {
        if secret.algorithm() != self.algorithm {
            return Err(Flaw::KeyMismatch.into());
        }
        let (key, message) = (secret.bytes(), self.signing_input.as_bytes());
        let fits = match self.algorithm {
            Algorithm::Hs256 => mac_fits::<Hmac<Sha256>>(key, message, &self.signature),
            Algorithm::Hs384 => mac_fits::<Hmac<Sha384>>(key, message, &self.signature),
            Algorithm::Hs512 => mac_fits::<Hmac<Sha512>>(key, message, &self.signature),
            Algorithm::Rs256
            | Algorithm::Rs384
            | Algorithm::Rs512
            | Algorithm::Es256
            | Algorithm::Es384
            | Algorithm::EdDsa => return Err(Flaw::KeyMismatch.into()),
        };
        if fits {
            Ok(Verified(self))
        } else {
            Err(Flaw::Signature.into())
        }
    }
}

impl Check<'_> {
    /// The algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.prepared.algorithm
    }

    /// The key, fit for the algorithm.
    pub fn key(&self) -> &Jwk {
        self.key
    }

    /// What was signed: header and claims as they stood in the token.
    pub fn signing_input(&self) -> &[u8] {
        self.prepared.signing_input.as_bytes()
    }

    /// The signature; for ECDSA r and s one after the other (RFC 7518 section 3.4).
    pub fn signature(&self) -> &[u8] {
        &self.prepared.signature
    }

    /// Takes the host's word, the result of `crypto.subtle.verify` for exactly this check.
    pub fn host_says(&self, fits: bool) -> Result<Verified, TokenFault> {
        if fits {
            Ok(Verified(self.prepared.clone()))
        } else {
            Err(Flaw::Signature.into())
        }
    }
}

impl Verified {
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.0.algorithm
    }

    pub(crate) fn claims_part(&self) -> &str {
        self.0
            .signing_input
            .split_once('.')
            .map_or("", |(_, claims)| claims)
    }
}

/// Issuer and subject as an unverified token states them: good only for refusing a request that
/// carries tokens of two subjects.
pub(crate) fn stated_subject(token: &str) -> Option<(Option<String>, String)> {
    let (_, _, claims, _) = split(token).ok()?;
    let claims = base64url::decode(claims)?;
    let claims = crate::claims::parse(&claims).ok()?;
    let text = |name| claims.get(name).and_then(Json::as_str).map(str::to_owned);
    Some((text("iss"), text("sub")?))
}

fn split(token: &str) -> Result<(&str, &str, &str, &str), TokenFault> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Flaw::TooLong.into());
    }
    let (signing_input, signature) = token.rsplit_once('.').ok_or(Flaw::NotCompact)?;
    let (header, claims) = signing_input.split_once('.').ok_or(Flaw::NotCompact)?;
    if claims.contains('.') || header.is_empty() || claims.is_empty() {
        return Err(Flaw::NotCompact.into());
    }
    Ok((signing_input, header, claims, signature))
}

/// A strict JSON object, or the flaw that fits.
pub(crate) fn object(
    text: &[u8],
    max_bytes: usize,
    max_depth: usize,
    flaw: Flaw,
) -> Result<Object, TokenFault> {
    match Json::parse(text, max_bytes, max_depth) {
        Ok(Json::Object(members)) => Ok(members),
        Err(JsonFault::Duplicate) => Err(Flaw::DuplicateMember.into()),
        Ok(
            Json::Null
            | Json::Bool(_)
            | Json::Int(_)
            | Json::Decimal(_)
            | Json::String(_)
            | Json::Array(_),
        )
        | Err(JsonFault::TooLarge | JsonFault::TooDeep | JsonFault::Syntax) => Err(flaw.into()),
    }
}

fn algorithm(header: &Object, policy: &Policy) -> Result<Algorithm, TokenFault> {
    header
        .get("alg")
        .and_then(Json::as_str)
        .and_then(Algorithm::from_name)
        .filter(|algorithm| policy.spec().algorithms.contains(*algorithm))
        .ok_or(TokenFault::Invalid(Flaw::Algorithm))
}

fn refuse_extensions(header: &Object) -> Result<(), TokenFault> {
    for (names, flaw) in [
        (&["jwk", "jku", "x5u", "x5c"][..], Flaw::EmbeddedKey),
        (&["crit", "b64", "cty", "enc", "zip"][..], Flaw::Critical),
    ] {
        if names.iter().any(|name| header.get(name).is_some()) {
            return Err(flaw.into());
        }
    }
    let typed = |kind: &str| {
        ["JWT", "at+jwt"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(kind))
    };
    match header.get("typ") {
        None => Ok(()),
        Some(kind) if kind.as_str().is_some_and(typed) => Ok(()),
        Some(_) => Err(Flaw::Type.into()),
    }
}

fn key_id(header: &Object) -> Result<Option<String>, TokenFault> {
    let Some(key_id) = header.get("kid") else {
        return Ok(None);
    };
    match key_id.as_str() {
        Some(text) if (1..=MAX_KEY_ID_BYTES).contains(&text.len()) => Ok(Some(text.to_owned())),
        Some(_) | None => Err(Flaw::KeyId.into()),
    }
}

fn check_signature_shape(algorithm: Algorithm, signature: &[u8]) -> Result<(), TokenFault> {
    let (least, most) = algorithm.signature_bytes();
    if !(least..=most).contains(&signature.len()) {
        return Err(Flaw::SignatureLength.into());
    }
    let zero = |half: &[u8]| half.iter().all(|byte| *byte == 0);
    if algorithm.family() == Family::Ec {
        let (r, s) = signature.split_at(signature.len() / 2);
        if zero(r) || zero(s) {
            return Err(Flaw::SignatureZero.into());
        }
    }
    Ok(())
}

fn mac_fits<M: Mac + hmac::digest::KeyInit>(key: &[u8], message: &[u8], tag: &[u8]) -> bool {
    <M as Mac>::new_from_slice(key)
        .is_ok_and(|mac| mac.chain_update(message).verify_slice(tag).is_ok())
}
