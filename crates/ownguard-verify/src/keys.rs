//! Keys, checked when they are read: a [`Jwk`] or [`HmacSecret`] that exists is usable, and for
//! one algorithm family only (RFC 7517, RFC 7518 section 6, RFC 8037 section 2).

use std::fmt;

use crate::algorithm::{Algorithm, Family};
use crate::base64url;
use crate::json::{Json, Object};

const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;
const RSA_EXPONENT: std::ops::Range<u64> = 65_537..1 << 33;
const MAX_KEY_ID_BYTES: usize = 256;

/// A published public key for signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    key_id: Option<String>,
    algorithm: Option<Algorithm>,
    material: PublicKey,
}

/// The numbers of a public key, big-endian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA: an odd modulus of 2048 to 4096 bits, an odd exponent of at least 65537; no leading
    /// zero bytes.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The exponent.
        e: Vec<u8>,
    },
    /// A point on P-256.
    P256 {
        /// The x coordinate.
        x: [u8; 32],
        /// The y coordinate.
        y: [u8; 32],
    },
    /// A point on P-384.
    P384 {
        /// The x coordinate.
        x: [u8; 48],
        /// The y coordinate.
        y: [u8; 48],
    },
    /// Ed25519.
    Ed25519 {
        /// The encoded point.
        x: [u8; 32],
    },
}

/// A shared secret for one HMAC algorithm. It comes from configuration; a key endpoint can't
/// make one.
#[derive(Clone)]
pub struct HmacSecret {
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

/// Why a key is not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// A member is missing, malformed or of the wrong type.
    Malformed,
    /// `kty`, `crv` or `alg` is not one that is verified here; among them `oct`.
    Unsupported,
    /// `use` or `key_ops` says that the key is for something else.
    Purpose,
    /// A private part is published: whoever reads it can sign.
    Private,
    /// Too short, too long, or not of the exact length.
    Size,
    /// The RSA exponent is even, too small or too large, or the modulus even.
    Weak,
}

impl Jwk {
    /// Reads one JSON Web Key.
    pub fn from_json(key: &Json) -> Result<Self, KeyFault> {
        let key = key.as_object().ok_or(KeyFault::Malformed)?;
        check_purpose(key)?;
        let material = PublicKey::from_members(key)?;
        let algorithm = match text(key, "alg")? {
            None => None,
            Some(name) => Some(
                Algorithm::from_name(name)
                    .filter(|algorithm| material.fits(*algorithm))
                    .ok_or(KeyFault::Unsupported)?,
            ),
        };
        let key_id = text(key, "kid")?;
        if key_id.is_some_and(|id| id.is_empty() || id.len() > MAX_KEY_ID_BYTES) {
            return Err(KeyFault::Malformed);
        }
        Ok(Self {
            key_id: key_id.map(str::to_owned),
            algorithm,
            material,
        })
    }

    /// `kid`.
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The numbers.
    pub fn material(&self) -> &PublicKey {
        &self.material
    }

    /// Whether a signature of this algorithm may be checked with the key.
    pub fn accepts(&self, algorithm: Algorithm) -> bool {
        self.material.fits(algorithm) && self.algorithm.is_none_or(|only| only == algorithm)
    }

    /// A minimal JWK for `crypto.subtle.importKey("jwk", …, ["verify"])`: the numbers alone, in
    /// canonical form.
    pub fn to_json(&self) -> String {
        let b64 = base64url::encode;
        let point = |crv, x: &[u8], y: &[u8]| {
            format!(
                r#"{{"kty":"EC","crv":"{crv}","x":"{}","y":"{}"}}"#,
                b64(x),
                b64(y)
            )
        };
        match &self.material {
            PublicKey::Rsa { n, e } => {
                format!(r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#, b64(n), b64(e))
            }
            PublicKey::P256 { x, y } => point("P-256", x, y),
            PublicKey::P384 { x, y } => point("P-384", x, y),
            PublicKey::Ed25519 { x } => {
                format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, b64(x))
            }
        }
    }
}

impl PublicKey {
    fn from_members(key: &Object) -> Result<Self, KeyFault> {
        let curve = text(key, "crv")?.unwrap_or_default();
        match (text(key, "kty")?.ok_or(KeyFault::Malformed)?, curve) {
            ("RSA", _) => rsa(key),
            ("EC", "P-256") => Ok(Self::P256 {
                x: exact(key, "x")?,
                y: exact(key, "y")?,
            }),
            ("EC", "P-384") => Ok(Self::P384 {
                x: exact(key, "x")?,
                y: exact(key, "y")?,
            }),
            ("OKP", "Ed25519") => Ok(Self::Ed25519 {
                x: exact(key, "x")?,
            }),
            _ => Err(KeyFault::Unsupported),
        }
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        match self {
            Self::Rsa { .. } => algorithm.family() == Family::Rsa,
            Self::P256 { .. } => algorithm == Algorithm::Es256,
            Self::P384 { .. } => algorithm == Algorithm::Es384,
            Self::Ed25519 { .. } => algorithm == Algorithm::EdDsa,
        }
    }
}

impl HmacSecret {
    /// A secret for one algorithm: at least as long as its hash (RFC 7518 section 3.2), that is
    /// 32, 48 or 64 bytes.
    pub fn new(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, KeyFault> {
        if algorithm.family() != Family::Hmac {
            return Err(KeyFault::Unsupported);
        }
        if bytes.len() < algorithm.signature_bytes().0 {
            return Err(KeyFault::Size);
        }
        Ok(Self {
            algorithm,
            bytes: bytes.to_vec(),
        })
    }

    /// The one algorithm it is for.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for HmacSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "HmacSecret({})", self.algorithm.name())
    }
}

impl KeyFault {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unsupported => "unsupported",
            Self::Purpose => "purpose",
            Self::Private => "private",
            Self::Size => "size",
            Self::Weak => "weak",
        }
    }
}

impl fmt::Display for KeyFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "key is not usable: `{}`", self.name())
    }
}

impl std::error::Error for KeyFault {}

fn check_purpose(key: &Object) -> Result<(), KeyFault> {
    if key.get("d").is_some() {
        return Err(KeyFault::Private);
    }
    if text(key, "use")?.is_some_and(|purpose| purpose != "sig") {
        return Err(KeyFault::Purpose);
    }
    match key.get("key_ops").map(Json::as_strings) {
        None => Ok(()),
        Some(None) => Err(KeyFault::Malformed),
        Some(Some(ops)) if ops.contains(&"verify") => Ok(()),
        Some(Some(_)) => Err(KeyFault::Purpose),
    }
}

fn rsa(key: &Object) -> Result<PublicKey, KeyFault> {
    let (n, e) = (number(key, "n")?, number(key, "e")?);
    let leading = n.first().map_or(0, |byte| byte.leading_zeros() as usize);
    if !RSA_BITS.contains(&(n.len() * 8 - leading)) {
        return Err(KeyFault::Size);
    }
    let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte & 1 == 1);
    let exponent = e.iter().try_fold(0_u64, |sum, byte| {
        sum.checked_mul(256).map(|sum| sum | u64::from(*byte))
    });
    if !odd(&n) || !odd(&e) || !exponent.is_some_and(|e| RSA_EXPONENT.contains(&e)) {
        return Err(KeyFault::Weak);
    }
    Ok(PublicKey::Rsa { n, e })
}

/// A big-endian number without the leading zero bytes that some issuers add.
fn number(key: &Object, name: &str) -> Result<Vec<u8>, KeyFault> {
    let bytes = text(key, name)?
        .and_then(base64url::decode)
        .ok_or(KeyFault::Malformed)?;
    Ok(bytes.into_iter().skip_while(|byte| *byte == 0).collect())
}

fn exact<const N: usize>(key: &Object, name: &str) -> Result<[u8; N], KeyFault> {
    let encoded = text(key, name)?.ok_or(KeyFault::Malformed)?;
    base64url::decode_array(encoded).ok_or(KeyFault::Size)
}

fn text<'k>(key: &'k Object, name: &str) -> Result<Option<&'k str>, KeyFault> {
    match key.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or(KeyFault::Malformed),
    }
}
