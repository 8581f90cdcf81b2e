//! ownguard on a phone: what of rows that have already arrived a screen may show, and which buttons would
//! work. A thin shell over the core for Swift and Kotlin: it converts, delegates and returns; it reads no
//! clock and no network, and holds nothing but a model and who is signed in.
//!
//! Everything that is exported returns a value or a [`GuardError`]; a panic becomes
//! [`GuardError::Internal`]. On the device redaction is display hygiene: the bytes have already arrived, so
//! the server must redact too.

mod access;
mod claims;
mod error;
mod guard;
mod session;
mod shield;

pub use access::{Access, Place};
pub use claims::decode_claims_unverified;
pub use error::GuardError;
pub use guard::{Guard, ModelVersion};
pub use session::{SessionFacts, ShareLink};

uniffi::setup_scaffolding!();
