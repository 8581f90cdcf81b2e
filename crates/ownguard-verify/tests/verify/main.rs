//! What `ownguard-verify` withstands, one file a subject.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail loudly")]

mod cache;
mod claims;
mod credentials;
mod forged;
mod key_store;
mod keys;
mod links;
mod presets;
mod proofs;
mod properties;
mod support;
mod test_keys;
