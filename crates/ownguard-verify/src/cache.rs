//! Verified tokens, remembered: bounded, keyed by the whole token, never past `exp`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use siphasher::sip::SipHasher13;

/// Longer tokens are verified each time.
pub const MAX_CACHED_TOKEN_BYTES: usize = 8 * 1024;

/// How much of a token's end is hashed: the signature, where tokens differ.
const HASHED_BYTES: usize = 64;

/// Under what a token was verified. Any change empties the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// The model's or policy's hash or revision.
    pub policy: u64,
    /// The generation of keys, from [`crate::jwks::Standing::Current`]; 0 with a shared secret.
    pub keys: u64,
}

/// When an entry may be used: `not_before <= now < expires_at`, unix seconds, without skew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// `nbf`.
    pub not_before: i64,
    /// `exp`.
    pub expires_at: i64,
}

/// A bounded cache from token to `T`. Only what was verified is put in; failures are not kept, so
/// that a flood of bad tokens displaces nothing.
///
/// Entries live in two generations: when the young one is full it becomes the old one, and what
/// was old is dropped. A hit in the old one moves it back to the young.
#[derive(Debug)]
pub struct TokenCache<T> {
    hasher: SipHasher13,
    half: usize,
    epoch: Option<Epoch>,
    young: Entries<T>,
    old: Entries<T>,
}

type Entries<T> = HashMap<u64, Entry<T>, BuildHasherDefault<AlreadyHashed>>;

#[derive(Debug)]
struct Entry<T> {
    token: Box<str>,
    window: Window,
    value: T,
}

impl<T> Entry<T> {
    fn usable(&self, token: &str, now: i64) -> Option<&T> {
        let current = (self.window.not_before..self.window.expires_at).contains(&now);
        (current && *self.token == *token).then_some(&self.value)
    }
}

impl<T> TokenCache<T> {
    /// A cache of about `capacity` entries (at least 2). `seed` is random and secret: who knows it
    /// could choose tokens that collide.
    pub fn new(capacity: usize, seed: &[u8; 16]) -> Self {
        Self {
            hasher: SipHasher13::new_with_key(seed),
            half: (capacity / 2).max(1),
            epoch: None,
            young: HashMap::default(),
            old: HashMap::default(),
        }
    }

    /// What was put in for exactly this token under this epoch, if `now` lies in its window.
    /// Allocates nothing on a hit, unless the entry returns to a young generation that grows.
    pub fn get(&mut self, token: &str, epoch: Epoch, now: i64) -> Option<&T> {
        if self.epoch != Some(epoch) {
            self.clear();
            return None;
        }
        let hash = self.hash(token);
        if let Some(entry) = self.old.remove(&hash) {
            self.insert(hash, entry);
        }
        self.young.get(&hash)?.usable(token, now)
    }

    /// Remembers a token that was verified under this epoch.
    pub fn put(&mut self, token: &str, epoch: Epoch, window: Window, value: T) {
        if token.len() > MAX_CACHED_TOKEN_BYTES || window.expires_at <= window.not_before {
            return;
        }
        if self.epoch != Some(epoch) {
            self.clear();
            self.epoch = Some(epoch);
        }
        let hash = self.hash(token);
        self.old.remove(&hash);
        self.insert(
            hash,
            Entry {
                token: token.into(),
                window,
                value,
            },
        );
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
        self.epoch = None;
    }

    /// How many tokens are held.
    pub fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn insert(&mut self, hash: u64, entry: Entry<T>) {
        if self.young.len() >= self.half && !self.young.contains_key(&hash) {
            self.old.clear();
            std::mem::swap(&mut self.young, &mut self.old);
        }
        self.young.insert(hash, entry);
    }

    fn hash(&self, token: &str) -> u64 {
        let bytes = token.as_bytes();
        let end = bytes
            .get(bytes.len().saturating_sub(HASHED_BYTES)..)
            .unwrap_or(bytes);
        self.hasher.hash(end)
    }
}

/// The map's keys are keyed hashes already.
#[derive(Default)]
struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
