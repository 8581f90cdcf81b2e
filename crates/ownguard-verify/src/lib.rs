#![doc = include_str!("../README.md")]

pub mod algorithm;
pub mod base64url;
pub mod cache;
pub mod claims;
mod cookies;
pub mod credential;
pub mod fault;
pub mod identity;
pub mod json;
pub mod jwks;
pub mod keys;
pub mod link;
#[cfg(feature = "local-crypto")]
mod local;
pub mod mac;
pub mod path;
pub mod policy;
pub mod preset;
pub mod proof;
pub mod revocation;
pub mod token;

pub use algorithm::{Algorithm, Algorithms};
pub use claims::{Claims, finish};
pub use fault::{Flaw, TokenFault};
pub use identity::{ClaimPaths, Identity};
pub use policy::{Policy, PolicySpec};
pub use token::{Prepared, Verified, prepare};
