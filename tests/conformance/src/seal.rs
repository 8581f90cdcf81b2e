//! What ownguard signs itself: share links and the gate's proof.

use ownguard_verify::link::{self, mint, open};
use ownguard_verify::mac::{KeyRing, MacKey};
use ownguard_verify::proof::{self, Body, Purpose, Statement, body_digest, check, make};
use serde::{Deserialize, Serialize};

use crate::bytes::{Bytes, encode, sixteen};
use crate::kind::Behaviour;
use crate::models::World;

/// A named secret.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Secret {
    id: String,
    /// As text.
    secret: String,
}

impl Secret {
    fn read(&self) -> Result<MacKey, String> {
        MacKey::new(&self.id, self.secret.as_bytes()).map_err(|fault| fault.to_string())
    }
}

/// The first signs, all verify.
fn ring(keys: &[Secret]) -> Result<KeyRing, String> {
    let mut keys: Vec<MacKey> = keys.iter().map(Secret::read).collect::<Result<_, _>>()?;
    if keys.is_empty() {
        return Err("no key".to_owned());
    }
    let current = keys.remove(0);
    KeyRing::new(current, keys).map_err(|fault| fault.to_string())
}

/// A share link to make or to open.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Link {
    /// Makes one.
    Mint { link: Gives, key: Secret },
    /// Opens one.
    Open {
        text: String,
        keys: Vec<Secret>,
        now: i64,
    },
}

/// What a link gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Gives {
    resource: String,
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    expires_at: i64,
    /// 16 bytes in base64url.
    id: String,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Linked {
    Text(String),
    Link(Gives),
    Fault(String),
}

impl Behaviour for Link {
    type Outcome = Linked;

    fn run(self, _: &World<'_>) -> Result<Linked, String> {
        let fault = |fault: link::LinkFault| Linked::Fault(fault.name().to_owned());
        Ok(match self {
            Self::Mint { link, key } => {
                let link = link::Link {
                    id: sixteen(&link.id)?,
                    resource: link.resource,
                    key: link.key,
                    tenant: link.tenant,
                    expires_at: link.expires_at,
                };
                mint(&link, &key.read()?).map_or_else(fault, Linked::Text)
            }
            Self::Open { text, keys, now } => {
                let opened = open(&text, &ring(&keys)?, now);
                opened.map_or_else(fault, |link| {
                    Linked::Link(Gives {
                        id: encode(&link.id),
                        resource: link.resource,
                        key: link.key,
                        tenant: link.tenant,
                        expires_at: link.expires_at,
                    })
                })
            }
        })
    }
}

/// A proof to make or to check.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Proof {
    /// Makes one.
    Make {
        request: Target,
        says: Says,
        now: i64,
        lifetime: i64,
        /// 16 bytes in base64url.
        nonce: String,
        key: Secret,
    },
    /// Checks one against the request as it arrived.
    Check {
        header: String,
        request: Target,
        /// The body as it arrived; left out where it is compared later.
        #[serde(default)]
        body: Option<Bytes>,
        now: i64,
        keys: Vec<Secret>,
    },
}

/// The request that a proof is bound to.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    purpose: For,
    method: String,
    authority: String,
    path_and_query: String,
}

/// What a proof is for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum For {
    Request,
    Labels,
    Facts,
}

/// What the gate says.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Says {
    principal: String,
    #[serde(default)]
    tenant: Option<String>,
    action: String,
    /// Left out where the gate streamed it.
    #[serde(default)]
    body: Option<Bytes>,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Proved {
    /// The header's value.
    Header(String),
    /// It holds.
    Holds {
        principal: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tenant: Option<String>,
        action: String,
        streamed: bool,
        expires_at: i64,
    },
    /// It does not.
    Fault(String),
}

impl Behaviour for Proof {
    type Outcome = Proved;

    fn run(self, _: &World<'_>) -> Result<Proved, String> {
        let fault = |fault: proof::ProofFault| Proved::Fault(fault.name().to_owned());
        Ok(match self {
            Self::Make {
                request,
                says,
                now,
                lifetime,
                nonce,
                key,
            } => {
                let body = says.body.as_ref().map(Bytes::read).transpose()?;
                let statement = Statement {
                    principal: says.principal,
                    tenant: says.tenant,
                    action: says.action,
                    body: body.map_or(Body::Streamed, |body| Body::Digest(body_digest(&body))),
                };
                let nonce = sixteen(&nonce)?;
                let made = make(
                    &request.read(),
                    &statement,
                    now,
                    lifetime,
                    nonce,
                    &key.read()?,
                );
                made.map_or_else(fault, Proved::Header)
            }
            Self::Check {
                header,
                request,
                body,
                now,
                keys,
            } => {
                let body = body.as_ref().map(Bytes::read).transpose()?;
                let digest = body.map(|body| body_digest(&body));
                check(&header, &request.read(), digest, now, &ring(&keys)?)
                    .map_or_else(fault, holds)
            }
        })
    }
}

fn holds(proof: proof::Proof) -> Proved {
    Proved::Holds {
        principal: proof.statement.principal,
        tenant: proof.statement.tenant,
        action: proof.statement.action,
        streamed: proof.statement.body == Body::Streamed,
        expires_at: proof.expires_at,
    }
}

impl Target {
    fn read(&self) -> proof::Target<'_> {
        proof::Target {
            purpose: match self.purpose {
                For::Request => Purpose::Request,
                For::Labels => Purpose::Labels,
                For::Facts => Purpose::Facts,
            },
            method: &self.method,
            authority: &self.authority,
            path_and_query: &self.path_and_query,
        }
    }
}
