//! Tokens: taken apart, their signature checked, their claims read.

use ownguard_verify::keys::HmacSecret;
use ownguard_verify::revocation::revoked;
use ownguard_verify::{
    Algorithm, Algorithms, Claims, Policy, PolicySpec, TokenFault, Verified, finish, prepare,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::keys::read;
use crate::kind::Behaviour;
use crate::models::World;

/// A token, what it must say, and the key that should fit it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Verifying {
    token: String,
    /// Unix seconds.
    now: i64,
    policy: Must,
    key: Key,
}

/// What a token must say.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Must {
    issuer: String,
    #[serde(default)]
    audiences: Vec<String>,
    #[serde(default)]
    parties: Vec<String>,
    #[serde(default)]
    party_optional: bool,
    algorithms: Vec<String>,
    /// Seconds.
    max_lifetime: i64,
    /// Seconds.
    skew: i64,
}

/// The key that should fit.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Key {
    /// A shared secret, as text.
    Secret { algorithm: String, secret: String },
    /// A public key; whether the signature fits is the host's word.
    Public { jwk: Value, host_says: bool },
}

/// What a token proves.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Proves {
    /// Who it is.
    Accepted {
        subject: String,
        issued_at: i64,
        not_before: i64,
        expires_at: i64,
    },
    /// Nothing any more.
    Expired,
    /// Nothing: what is wrong.
    Invalid(String),
}

impl Behaviour for Verifying {
    type Outcome = Proves;

    fn run(self, _: &World<'_>) -> Result<Proves, String> {
        let policy = self.policy.read()?;
        Ok(
            match self
                .verify(&policy)?
                .and_then(|verified| finish(&verified, self.now, &policy))
            {
                Ok(claims) => accepted(&claims),
                Err(TokenFault::Expired) => Proves::Expired,
                Err(TokenFault::Invalid(flaw)) => Proves::Invalid(flaw.name().to_owned()),
            },
        )
    }
}

impl Verifying {
    fn verify(&self, policy: &Policy) -> Result<Result<Verified, TokenFault>, String> {
        let prepared = match prepare(&self.token, policy) {
            Ok(prepared) => prepared,
            Err(fault) => return Ok(Err(fault)),
        };
        match &self.key {
            Key::Secret {
                algorithm: name,
                secret,
            } => {
                let secret = HmacSecret::new(algorithm(name)?, secret.as_bytes());
                let secret = secret.map_err(|fault| fault.to_string())?;
                Ok(prepared.with_secret(&secret))
            }
            Key::Public { jwk, host_says } => {
                let key = read(jwk)?.map_err(|fault| fault.to_string())?;
                Ok(prepared
                    .with_key(&key)
                    .and_then(|check| check.host_says(*host_says)))
            }
        }
    }
}

impl Must {
    fn read(&self) -> Result<Policy, String> {
        let algorithms = self.algorithms.iter().map(|name| algorithm(name));
        let algorithms: Vec<Algorithm> = algorithms.collect::<Result<_, _>>()?;
        let spec = PolicySpec {
            issuer: self.issuer.clone(),
            audiences: self.audiences.clone(),
            parties: self.parties.clone(),
            party_optional: self.party_optional,
            algorithms: Algorithms::of(&algorithms),
            max_lifetime: self.max_lifetime,
            skew: self.skew,
        };
        Policy::new(spec).map_err(|fault| fault.to_string())
    }
}

fn accepted(claims: &Claims) -> Proves {
    Proves::Accepted {
        subject: claims.subject().to_owned(),
        issued_at: claims.issued_at(),
        not_before: claims.not_before(),
        expires_at: claims.expires_at(),
    }
}

pub(crate) fn algorithm(name: &str) -> Result<Algorithm, String> {
    Algorithm::from_name(name).ok_or_else(|| format!("no algorithm `{name}`"))
}

/// When a token was issued, and the epoch of its user.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Revocation {
    issued_at: i64,
    epoch: Option<i64>,
}

/// Whether it still counts.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct IsRevoked {
    revoked: bool,
}

impl Behaviour for Revocation {
    type Outcome = IsRevoked;

    fn run(self, _: &World<'_>) -> Result<IsRevoked, String> {
        Ok(IsRevoked {
            revoked: revoked(self.issued_at, self.epoch),
        })
    }
}
