//! The gate's proof: one header by which an origin knows that a request came through the gate,
//! unchanged, and for whom.
//!
//! # Format
//!
//! The header [`HEADER`] has ten parts divided by dots:
//!
//! ```text
//! v1 . key id . purpose . expiry . nonce . body . principal . tenant . action . mac
//! ```
//!
//! `expiry` is unix seconds in decimal. `nonce` (16 bytes), `principal`, `tenant` (empty: none),
//! `action` and `mac` are base64url without padding. `body` is the base64url SHA-256 of the body,
//! or `-` where the gate streamed the body and did not see it whole.
//!
//! The MAC is HMAC-SHA-256 over these twelve fields, each after its length in four bytes,
//! big-endian: `ownguard.proof.v1`, key id, purpose, method, authority, path and query, body,
//! principal, tenant, action, expiry, nonce. Method (upper case), authority (as in `Host`) and
//! path and query are those of the request as the origin receives it; body, expiry and nonce are
//! the text of the header's part, principal, tenant and action the decoded text.
//!
//! # Checking it on Node
//!
//! ```js
//! import { createHmac, timingSafeEqual } from 'node:crypto'
//! export function check(header, { method, host, url, bodySha256 }, secrets, purpose = 'request') {
//!   const [v, kid, use, exp, nonce, body, ...rest] = header.split('.')
//!   const [principal, tenant, action, mac] = rest.map((part) => Buffer.from(part, 'base64url'))
//!   if (v !== 'v1' || rest.length !== 4 || use !== purpose || !Object.hasOwn(secrets, kid)) return null
//!   const fields = ['ownguard.proof.v1', kid, use, method, host, url, body, principal, tenant, action, exp, nonce].map(Buffer.from)
//!   const sized = (f) => { const n = Buffer.alloc(4); n.writeUInt32BE(f.length); return Buffer.concat([n, f]) }
//!   const ours = createHmac('sha256', secrets[kid]).update(Buffer.concat(fields.map(sized))).digest()
//!   if (mac.length !== 32 || !timingSafeEqual(ours, mac)) return null
//!   const left = Number(exp) - Date.now() / 1000
//!   if (!(left > 0 && left <= 35) || (body !== '-' && body !== bodySha256)) return null
//!   return { principal: `${principal}`, tenant: `${tenant}` || null, action: `${action}` }
//! }
//! ```
//!
//! Without a store of nonces a proof can be replayed until it expires, for the same request only.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::base64url;
use crate::mac::{KeyRing, MacKey, Message};

/// The header's name.
pub const HEADER: &str = "ownguard-proof";
/// The longest life of a proof, in seconds.
pub const MAX_LIFETIME: i64 = 30;

const DOMAIN: &str = "ownguard.proof.v1";
const MAX_HEADER_BYTES: usize = 4096;
const MAX_FIELD_BYTES: usize = 512;
/// How far the origin's clock may lag behind the gate's without refusing fresh proofs.
const CLOCK_LAG: i64 = 5;

/// What a proof is for; one for another purpose is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A caller's request, passed on.
    Request,
    /// The gate asks for the labels of rows.
    Labels,
    /// The gate asks for facts about a user.
    Facts,
}

/// The body that a proof covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Its SHA-256, from [`body_digest`]. A request without a body has the digest of nothing.
    Digest([u8; 32]),
    /// Streamed: the gate did not see it whole.
    Streamed,
}

/// The request that a proof is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'r> {
    /// What the proof is for.
    pub purpose: Purpose,
    /// In upper case.
    pub method: &'r str,
    /// Host and, where it is not the scheme's own, port; as the origin sees it in `Host`.
    pub authority: &'r str,
    /// The canonical path, and the query after `?` where there is one.
    pub path_and_query: &'r str,
}

/// What the gate found out about the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Who asks, such as `anonymous`, `person:<sub>` or `service:<name>`.
    pub principal: String,
    /// The tenant that the path or session names.
    pub tenant: Option<String>,
    /// The decided action, such as `invoice.read`.
    pub action: String,
    /// The body.
    pub body: Body,
}

/// A proof that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What the gate says. A [`Body::Digest`] must still be compared with [`body_digest`] of the
    /// body, unless [`check`] was given it.
    pub statement: Statement,
    /// When it ends, unix seconds.
    pub expires_at: i64,
    /// Occurs once; keep it until `expires_at` to refuse replays.
    pub nonce: [u8; 16],
}

/// Why a proof does not hold, or can't be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofFault {
    /// Not the form of a proof, or a field is too long or empty.
    Malformed,
    /// Signed with a key that is not in the ring.
    UnknownKey,
    /// The signature does not fit: another request, other statements, another key.
    Signature,
    /// For another purpose.
    Purpose,
    /// Its time is over, or it claims to last longer than [`MAX_LIFETIME`].
    Expired,
    /// The body is not the one that the gate saw.
    Body,
}

/// The SHA-256 of a body.
pub fn body_digest(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}

/// The header's value for a request. `now` is unix seconds, `lifetime` 1 to [`MAX_LIFETIME`]
/// seconds, `nonce` random.
pub fn make(
    target: &Target<'_>,
    statement: &Statement,
    now: i64,
    lifetime: i64,
    nonce: [u8; 16],
    key: &MacKey,
) -> Result<String, ProofFault> {
    let short = |text: &str| (1..=MAX_FIELD_BYTES).contains(&text.len());
    let tenant = statement.tenant.as_deref();
    if !short(&statement.principal) || !short(&statement.action) || !tenant.is_none_or(short) {
        return Err(ProofFault::Malformed);
    }
    if !(1..=MAX_LIFETIME).contains(&lifetime) {
        return Err(ProofFault::Expired);
    }
    let stated = Stated {
        key_id: key.id(),
        expires_at: &now.saturating_add(lifetime).to_string(),
        nonce: &base64url::encode(&nonce),
        body: &body_text(statement.body),
        principal: &statement.principal,
        tenant: tenant.unwrap_or_default(),
        action: &statement.action,
    };
    let tag = key.sign(&message(target, &stated));
    let encoded = |text: &str| base64url::encode(text.as_bytes());
    Ok([
        "v1",
        stated.key_id,
        target.purpose.name(),
        stated.expires_at,
        stated.nonce,
        stated.body,
        &encoded(stated.principal),
        &encoded(stated.tenant),
        &encoded(stated.action),
        &base64url::encode(&tag),
    ]
    .join("."))
}

/// Checks a header's value against the request as it arrived. `body` is the digest of its body,
/// or nothing where the caller compares [`Statement::body`] later.
pub fn check(
    header: &str,
    target: &Target<'_>,
    body: Option<[u8; 32]>,
    now: i64,
    keys: &KeyRing,
) -> Result<Proof, ProofFault> {
    let parts = parts(header).ok_or(ProofFault::Malformed)?;
    let [
        "v1",
        key_id,
        purpose,
        expires,
        nonce,
        body_part,
        principal,
        tenant,
        action,
        tag,
    ] = parts
    else {
        return Err(ProofFault::Malformed);
    };
    if purpose != target.purpose.name() {
        return Err(ProofFault::Purpose);
    }
    let key = keys.find(key_id).ok_or(ProofFault::UnknownKey)?;
    let [principal, tenant, action] = [decoded(principal)?, decoded(tenant)?, decoded(action)?];
    let tag = base64url::decode_array(tag).ok_or(ProofFault::Malformed)?;
    let stated = Stated {
        key_id,
        expires_at: expires,
        nonce,
        body: body_part,
        principal: &principal,
        tenant: &tenant,
        action: &action,
    };
    if !key.fits(&message(target, &stated), &tag) {
        return Err(ProofFault::Signature);
    }
    let expires_at: i64 = expires.parse().map_err(|_| ProofFault::Malformed)?;
    let nonce = base64url::decode_array(nonce).ok_or(ProofFault::Malformed)?;
    if now >= expires_at || expires_at.saturating_sub(now) > MAX_LIFETIME + CLOCK_LAG {
        return Err(ProofFault::Expired);
    }
    let covered = match body_part {
        "-" => Body::Streamed,
        digest => Body::Digest(base64url::decode_array(digest).ok_or(ProofFault::Malformed)?),
    };
    if let (Body::Digest(signed), Some(seen)) = (covered, body)
        && signed != seen
    {
        return Err(ProofFault::Body);
    }
    let tenant = Some(tenant).filter(|tenant| !tenant.is_empty());
    let statement = Statement {
        principal,
        tenant,
        action,
        body: covered,
    };
    Ok(Proof {
        statement,
        expires_at,
        nonce,
    })
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::Request, Self::Labels, Self::Facts];

    /// The name in the header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Labels => "labels",
            Self::Facts => "facts",
        }
    }
}

impl ProofFault {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnknownKey => "unknown_key",
            Self::Signature => "signature",
            Self::Purpose => "purpose",
            Self::Expired => "expired",
            Self::Body => "body",
        }
    }
}

impl fmt::Display for ProofFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "proof does not hold: `{}`", self.name())
    }
}

impl std::error::Error for ProofFault {}

struct Stated<'p> {
    key_id: &'p str,
    expires_at: &'p str,
    nonce: &'p str,
    body: &'p str,
    principal: &'p str,
    tenant: &'p str,
    action: &'p str,
}

fn message(target: &Target<'_>, stated: &Stated<'_>) -> Message {
    [
        stated.key_id,
        target.purpose.name(),
        target.method,
        target.authority,
        target.path_and_query,
        stated.body,
        stated.principal,
        stated.tenant,
        stated.action,
        stated.expires_at,
        stated.nonce,
    ]
    .into_iter()
    .fold(Message::new(DOMAIN), |message, field| {
        message.field(field.as_bytes())
    })
}

fn body_text(body: Body) -> String {
    match body {
        Body::Digest(digest) => base64url::encode(&digest),
        Body::Streamed => "-".to_owned(),
    }
}

fn parts(header: &str) -> Option<[&str; 10]> {
    if header.len() > MAX_HEADER_BYTES {
        return None;
    }
    let parts: Vec<&str> = header.split('.').collect();
    parts.try_into().ok()
}

fn decoded(part: &str) -> Result<String, ProofFault> {
    let bytes = base64url::decode(part).ok_or(ProofFault::Malformed)?;
    String::from_utf8(bytes).map_err(|_| ProofFault::Malformed)
}
