//! Keys with names for what ownguard signs itself, and an unambiguous encoding of fields.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The least length of a secret, in bytes.
pub const MIN_SECRET_BYTES: usize = 32;

/// A named HMAC-SHA-256 key.
#[derive(Clone)]
pub struct MacKey {
    id: String,
    keyed: Hmac<Sha256>,
}

/// The key that signs, and older ones that still verify.
#[derive(Clone, Debug)]
pub struct KeyRing {
    current: MacKey,
    previous: Vec<MacKey>,
}

/// Why a key or ring is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacKeyFault {
    /// The id is not 1 to 32 of `A-Z a-z 0-9 _ -`.
    Id,
    /// The secret is shorter than [`MIN_SECRET_BYTES`].
    Secret,
    /// Two keys have the same id.
    Duplicate,
}

impl MacKey {
    /// A key. The id stands in what it signs, in the open.
    pub fn new(id: &str, secret: &[u8]) -> Result<Self, MacKeyFault> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if !(1..=32).contains(&id.len()) || !id.bytes().all(plain) {
            return Err(MacKeyFault::Id);
        }
        if secret.len() < MIN_SECRET_BYTES {
            return Err(MacKeyFault::Secret);
        }
        let keyed =
            <Hmac<Sha256> as Mac>::new_from_slice(secret).map_err(|_| MacKeyFault::Secret)?;
        Ok(Self {
            id: id.to_owned(),
            keyed,
        })
    }

    /// Its name.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn sign(&self, message: &Message) -> [u8; 32] {
        self.keyed
            .clone()
            .chain_update(&message.0)
            .finalize()
            .into_bytes()
            .into()
    }

    /// In constant time.
    pub(crate) fn fits(&self, message: &Message, tag: &[u8; 32]) -> bool {
        self.keyed
            .clone()
            .chain_update(&message.0)
            .verify_slice(tag)
            .is_ok()
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "MacKey({})", self.id)
    }
}

impl KeyRing {
    /// A ring. To rotate: put the new key first everywhere as `previous`, then make it `current`,
    /// then drop the old one once nothing that it signed is valid any more.
    pub fn new(current: MacKey, previous: Vec<MacKey>) -> Result<Self, MacKeyFault> {
        let ids: Vec<&str> = previous
            .iter()
            .map(MacKey::id)
            .chain([current.id()])
            .collect();
        let twice = ids
            .iter()
            .enumerate()
            .any(|(at, id)| ids.iter().skip(at + 1).any(|x| x == id));
        if twice {
            Err(MacKeyFault::Duplicate)
        } else {
            Ok(Self { current, previous })
        }
    }

    /// The key that signs.
    pub fn current(&self) -> &MacKey {
        &self.current
    }

    /// The key of that id.
    pub fn find(&self, id: &str) -> Option<&MacKey> {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .find(|key| key.id == id)
    }
}

impl fmt::Display for MacKeyFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Id => "a key id is 1 to 32 of `A-Z a-z 0-9 _ -`",
            Self::Secret => "a secret needs at least 32 bytes",
            Self::Duplicate => "two keys have the same id",
        })
    }
}

impl std::error::Error for MacKeyFault {}

/// What is signed: fields, each after its length in four bytes, big-endian. So no two lists of
/// fields make the same message.
pub(crate) struct Message(Vec<u8>);

impl Message {
    /// `domain` keeps what is signed for one purpose from being used for another.
    pub(crate) fn new(domain: &str) -> Self {
        Self(Vec::with_capacity(512)).field(domain.as_bytes())
    }

    pub(crate) fn field(mut self, bytes: &[u8]) -> Self {
        // INVARIANT: every caller bounds its fields far below 4 GiB.
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }
}
