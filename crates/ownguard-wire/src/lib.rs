//! The written forms of ownguard: what people write and machines exchange, read
//! into the types of `ownguard-core`. No I/O: sources are arguments.

pub mod event;
pub mod facts;
pub mod labels;
pub mod model;
