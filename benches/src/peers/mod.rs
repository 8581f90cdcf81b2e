//! The crates that do the same, on the same data and questions. They say yes or
//! no; relations, fields and reasons are ownguard's alone.

pub mod cedar;
pub mod gatehouse;
