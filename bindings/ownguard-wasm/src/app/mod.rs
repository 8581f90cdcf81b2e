//! What an app loads when it is first needed: who sends a request, queries, inputs, proofs. Of sessions
//! it makes the few bytes that `core` decides with.

#![expect(
    clippy::needless_pass_by_value,
    reason = "wasm-bindgen hands over what may be left out by value"
)]

mod identify;
mod input;
mod mask;
mod policy;
mod proof;
mod query;
mod session;

pub use mask::mask;
