//! The policy enforcement pipeline for HTTP, without I/O: `admit` a request,
//! `release` the head of its answer, `inspect` the body. A shell fetches what is
//! asked for, applies the edits, and decides nothing.

pub mod cache;
pub mod content_type;
pub mod cookie;
pub mod form;
pub mod headers;
pub mod key;
pub mod method;
pub mod multipart;
pub mod origin_check;
pub mod path;
mod percent;
pub mod query;
mod router;
pub mod spec;

pub use method::Method;
pub use router::{Bindings, Matched, Router};
pub use spec::{Gatekeeping, HttpSpec};
