//! The decision point for apps: a `Policy` holds the model, finds out who asks, and
//! decides. What JavaScript gets back is a number or JSON; nothing here decides by itself.

#![expect(
    clippy::needless_pass_by_value,
    reason = "wasm-bindgen hands over what may be left out by value"
)]

mod decide;
mod describe;
mod fault;
mod identify;
mod input;
mod labels;
mod outcomes;
mod policy;
mod proof;
mod query;
mod session;

pub use decide::mask;
