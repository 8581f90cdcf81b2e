//! Reads JSON as bytes: finds the rows of an origin's answer, hands out their fields, writes the
//! answer again with only what each row's verdict shows. Nothing here knows about authorization.
//!
//! - [`Layout`] says where rows stand and which fields they have; built once a route.
//! - [`Tape::scan`] validates a body (RFC 8259, strictly) and records its rows, in one pass.
//! - [`Tape::emit`] writes the redacted body from a [`Verdict`] a row.
//! - [`Tree`] is for small documents that are read whole: a request body, a model.
//!
//! What several parsers may read differently is refused: a member name that stands twice (however
//! it is escaped), a lone surrogate, a byte order mark, anything after the value.

mod cursor;
mod emit;
mod layout;
mod lexer;
mod mask;
mod plan;
mod pointer;
mod row;
mod scan;
mod shape;
mod tape;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod value;

pub use layout::{Layout, LayoutError, Many, RowSite, SiteId};
pub use mask::Mask;
pub use plan::{Disclosure, FieldSet, Plan, Verdict};
pub use pointer::{Pointer, PointerError};
pub use shape::{FieldId, FieldKind, FieldSpec, MAX_FIELDS, Shape, ShapeId};
pub use tape::{Found, RowId, RowRef, Tape};
pub use text::{same_text, unescape};
pub use tree::{Member, Node, Tree};
pub use value::{Error, Fault, Kind, Limits, MAX_DEPTH, Span, Value};
