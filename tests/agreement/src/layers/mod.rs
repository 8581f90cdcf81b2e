//! What answers beside the core, each in a file of its own.

pub mod cedar;
pub mod filter;
pub mod postgres;
