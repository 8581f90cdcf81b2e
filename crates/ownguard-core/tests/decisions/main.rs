//! What the core decides: rule by rule, against a naive second decider over
//! random worlds, and exhaustively over two models.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod agree;
mod exhaustive;
mod fixture;
mod naive;
mod rules;
mod world;
