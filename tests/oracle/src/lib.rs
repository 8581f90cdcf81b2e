//! What the decision is held against: a naive second decider, random worlds, and
//! small readable models. For tests alone; the core's own tests and those that
//! compare every layer stand on it.
#![expect(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::return_self_not_must_use,
    reason = "tests fail loudly"
)]

pub mod fixture;
pub mod naive;
pub mod world;
