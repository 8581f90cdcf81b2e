//! The policy enforcement pipeline for HTTP, without I/O: `admit` a request,
//! `release` the head of its answer, `inspect` the body. A shell fetches what is
//! asked for, applies the edits, and decides nothing.

mod act;
pub mod admit;
mod body;
pub mod cache;
pub mod content_type;
pub mod cookie;
pub mod form;
pub mod headers;
mod identity;
pub mod input;
pub mod inspect;
mod judge;
pub mod key;
pub mod labels;
mod members;
pub mod method;
pub mod multipart;
pub mod origin_check;
pub mod passage;
pub mod path;
mod percent;
#[cfg(test)]
mod properties;
pub mod query;
pub mod refusal;
pub mod release;
pub mod request;
mod reread;
mod router;
pub mod show;
pub mod spec;
mod write;

pub use admit::{admit, pass_on};
pub use inspect::{Answered, Inspected, Inspection, Report, inspect, inspect_error};
pub use labels::{Above, LabelBook, LabelText, Labels, RowRef};

pub use method::Method;
pub use passage::{Admission, Admitted, Handling, Passage};
pub use refusal::{Refusal, Rejection};
pub use release::{AnswerHead, BodyPlan, Release, release};
pub use request::{Body, Evidence, HeaderList, Need, Request};
pub use reread::{labels_in_answer, read_route};
pub use router::{Bindings, Matched, Router};
pub use spec::{Gatekeeping, HttpSpec};
