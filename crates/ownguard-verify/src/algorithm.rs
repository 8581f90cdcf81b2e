//! The signature algorithms that a token may name, and what each needs. Pure data.

/// A JWS signature algorithm (RFC 7518 section 3.1, RFC 8037 section 3.1). `none` and the
/// RSA-PSS family are deliberately absent: what can't be named can't be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// `EdDSA` on Ed25519.
    EdDsa,
}

/// The kind of key that an algorithm needs. A key belongs to exactly one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A shared secret; from configuration only, never from a key endpoint.
    Hmac,
    /// An RSA public key.
    Rsa,
    /// A point on P-256 or P-384.
    Ec,
    /// An Ed25519 public key.
    Ed,
}

/// How `crypto.subtle.importKey` and `verify` name an algorithm (Web Cryptography, section 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebCrypto {
    /// `name`.
    pub name: &'static str,
    /// `hash`, where the algorithm takes one.
    pub hash: Option<&'static str>,
    /// `namedCurve`, for ECDSA.
    pub curve: Option<&'static str>,
}

impl WebCrypto {
    /// As the JSON object that `SubtleCrypto` takes.
    fn to_json(self) -> String {
        let members = [
            ("name", Some(self.name)),
            ("hash", self.hash),
            ("namedCurve", self.curve),
        ];
        let members = members
            .into_iter()
            .filter_map(|(member, value)| Some(format!("\"{member}\":\"{}\"", value?)));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }
}

impl Algorithm {
    /// Every algorithm, in a fixed order.
    pub const ALL: [Self; 9] = [
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
    ];

    /// The name in a JOSE header, such as `ES256`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of that name; names are case-sensitive (RFC 7515 section 4.1.1).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    /// The kind of key it needs.
    pub const fn family(self) -> Family {
        match self {
            Self::Hs256 | Self::Hs384 | Self::Hs512 => Family::Hmac,
            Self::Rs256 | Self::Rs384 | Self::Rs512 => Family::Rsa,
            Self::Es256 | Self::Es384 => Family::Ec,
            Self::EdDsa => Family::Ed,
        }
    }

    /// The names that the Web Cryptography API has for it.
    pub const fn web_crypto(self) -> WebCrypto {
        const fn named(
            name: &'static str,
            hash: Option<&'static str>,
            curve: Option<&'static str>,
        ) -> WebCrypto {
            WebCrypto { name, hash, curve }
        }
        match self {
            Self::Hs256 => named("HMAC", Some("SHA-256"), None),
            Self::Hs384 => named("HMAC", Some("SHA-384"), None),
            Self::Hs512 => named("HMAC", Some("SHA-512"), None),
            Self::Rs256 => named("RSASSA-PKCS1-v1_5", Some("SHA-256"), None),
            Self::Rs384 => named("RSASSA-PKCS1-v1_5", Some("SHA-384"), None),
            Self::Rs512 => named("RSASSA-PKCS1-v1_5", Some("SHA-512"), None),
            Self::Es256 => named("ECDSA", Some("SHA-256"), Some("P-256")),
            Self::Es384 => named("ECDSA", Some("SHA-384"), Some("P-384")),
            Self::EdDsa => named("Ed25519", None, None),
        }
    }

    /// The same as JSON, by the name of an algorithm; empty where it is none.
    pub fn web_crypto_json(name: &str) -> String {
        let found = Self::from_name(name);
        found.map_or_else(String::new, |algorithm| algorithm.web_crypto().to_json())
    }

    /// The least and the greatest length of a signature, in bytes.
    pub(crate) const fn signature_bytes(self) -> (usize, usize) {
        match self {
            Self::Hs256 => (32, 32),
            Self::Hs384 => (48, 48),
            Self::Hs512 | Self::Es256 | Self::EdDsa => (64, 64),
            Self::Es384 => (96, 96),
            Self::Rs256 | Self::Rs384 | Self::Rs512 => (256, 512),
        }
    }

    const fn bit(self) -> u16 {
        match self {
            Self::Hs256 => 1,
            Self::Hs384 => 1 << 1,
            Self::Hs512 => 1 << 2,
            Self::Rs256 => 1 << 3,
            Self::Rs384 => 1 << 4,
            Self::Rs512 => 1 << 5,
            Self::Es256 => 1 << 6,
            Self::Es384 => 1 << 7,
            Self::EdDsa => 1 << 8,
        }
    }
}

/// A set of algorithms: a policy's allow-list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Algorithms(u16);

impl Algorithms {
    /// The set of these.
    pub const fn of(list: &[Algorithm]) -> Self {
        let mut bits = 0;
        let mut rest = list;
        while let Some((first, tail)) = rest.split_first() {
            bits |= first.bit();
            rest = tail;
        }
        Self(bits)
    }

    /// Whether the set holds it.
    pub const fn contains(self, algorithm: Algorithm) -> bool {
        self.0 & algorithm.bit() != 0
    }

    /// The set with one more.
    #[must_use]
    pub const fn with(self, algorithm: Algorithm) -> Self {
        Self(self.0 | algorithm.bit())
    }

    /// Whether the set holds none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}
