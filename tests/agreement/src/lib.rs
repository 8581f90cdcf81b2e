//! Whether every layer answers alike. Random models with random tables are drawn
//! from a seed; the core, the naive decider, Postgres under the generated policies,
//! the generated filters and the `cedar-policy` crate are asked the same questions.
#![expect(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "tests fail loudly"
)]

pub mod case;
pub mod database;
pub mod draft;
pub mod judge;
pub mod layers;
pub mod random;
pub mod run;
pub mod shrink;
pub mod world;
