//! Share links: a signed, expiring permission to read one row, for whoever holds the text.
//!
//! The text is one base64url word (no dot, so no cache takes it for a file name) of
//!
//! ```text
//! version 1 (1 byte) | key id | resource | key | tenant | expiry (8 bytes) | id (16 bytes) | MAC (32 bytes)
//! ```
//!
//! where key id, resource and key stand after their length in two bytes, and the tenant after one
//! byte that says whether there is one. Numbers are big-endian. The MAC is HMAC-SHA-256 over the
//! fields `ownguard.link` and everything before the MAC, each after its length in four bytes.

use std::fmt;

use crate::base64url;
use crate::mac::{KeyRing, MacKey, Message};

/// The longest text of a link.
pub const MAX_LINK_BYTES: usize = 2048;

const VERSION: u8 = 1;
const DOMAIN: &str = "ownguard.link";
const MAX_FIELD_BYTES: usize = 256;

/// What a link gives: `read` on one row, until it expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The resource's name in the model.
    pub resource: String,
    /// The row's key.
    pub key: String,
    /// The row's tenant, for a resource that has one.
    pub tenant: Option<String>,
    /// The second from which it no longer counts (unix seconds).
    pub expires_at: i64,
    /// Random, so that an app can list a single link as withdrawn.
    pub id: [u8; 16],
}

/// Why a text is not a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// Not the encoding of a link, or a field is empty or too long.
    Malformed,
    /// Signed with a key that is not in the ring.
    UnknownKey,
    /// The signature does not fit.
    Signature,
    /// Its time is over.
    Expired,
}

/// The text of a link. Refuses empty fields and fields of more than 256 bytes.
pub fn mint(link: &Link, key: &MacKey) -> Result<String, LinkFault> {
    let mut bytes = vec![VERSION];
    write(&mut bytes, key.id())?;
    write(&mut bytes, &link.resource)?;
    write(&mut bytes, &link.key)?;
    match &link.tenant {
        None => bytes.push(0),
        Some(tenant) => {
            bytes.push(1);
            write(&mut bytes, tenant)?;
        }
    }
    bytes.extend_from_slice(&link.expires_at.to_be_bytes());
    bytes.extend_from_slice(&link.id);
    let tag = key.sign(&Message::new(DOMAIN).field(&bytes));
    bytes.extend_from_slice(&tag);
    Ok(base64url::encode(&bytes))
}

/// Reads a link. Its signature is checked before anything that it says is believed.
pub fn open(text: &str, keys: &KeyRing, now: i64) -> Result<Link, LinkFault> {
    if text.len() > MAX_LINK_BYTES {
        return Err(LinkFault::Malformed);
    }
    let bytes = base64url::decode(text).ok_or(LinkFault::Malformed)?;
    let (signed, tag) = bytes.split_last_chunk::<32>().ok_or(LinkFault::Malformed)?;
    let mut rest = Reader(signed);
    if rest.array::<1>()? != [VERSION] {
        return Err(LinkFault::Malformed);
    }
    let key = keys.find(rest.text()?).ok_or(LinkFault::UnknownKey)?;
    if !key.fits(&Message::new(DOMAIN).field(signed), tag) {
        return Err(LinkFault::Signature);
    }
    let link = Link {
        resource: rest.text()?.to_owned(),
        key: rest.text()?.to_owned(),
        tenant: match rest.array()? {
            [0] => None,
            [1] => Some(rest.text()?.to_owned()),
            [_] => return Err(LinkFault::Malformed),
        },
        expires_at: i64::from_be_bytes(rest.array()?),
        id: rest.array()?,
    };
    if !rest.0.is_empty() {
        return Err(LinkFault::Malformed);
    }
    if now >= link.expires_at {
        Err(LinkFault::Expired)
    } else {
        Ok(link)
    }
}

fn write(bytes: &mut Vec<u8>, text: &str) -> Result<(), LinkFault> {
    if !(1..=MAX_FIELD_BYTES).contains(&text.len()) {
        return Err(LinkFault::Malformed);
    }
    let length = u16::try_from(text.len()).map_err(|_| LinkFault::Malformed)?;
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
    Ok(())
}

struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], LinkFault> {
        let (array, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or(LinkFault::Malformed)?;
        self.0 = rest;
        Ok(*array)
    }

    fn text(&mut self) -> Result<&'b str, LinkFault> {
        let length = usize::from(u16::from_be_bytes(self.array()?));
        if !(1..=MAX_FIELD_BYTES).contains(&length) {
            return Err(LinkFault::Malformed);
        }
        let (text, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(LinkFault::Malformed)?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| LinkFault::Malformed)
    }
}

impl LinkFault {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnknownKey => "unknown_key",
            Self::Signature => "signature",
            Self::Expired => "expired",
        }
    }
}

impl fmt::Display for LinkFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "link is not acceptable: `{}`", self.name())
    }
}

impl std::error::Error for LinkFault {}
