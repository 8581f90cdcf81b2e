//! What the core decides: rule by rule, against a naive second decider over
//! random worlds, and exhaustively over two models.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod agree;
mod exhaustive;
mod rules;

pub(crate) use ownguard_oracle::{fixture, naive, world};
