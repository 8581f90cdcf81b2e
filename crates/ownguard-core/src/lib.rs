//! The ownership decision point of ownguard: facts in, decision out.
//!
//! No I/O, no clock, no randomness, no globals. Time, keys, memberships and rows
//! are arguments; [`decide()`] is total, and whoever enforces its answer must
//! honour every obligation or deny.

mod absence;
pub mod action;
mod asked;
mod compile;
pub mod decide;
pub mod decision;
pub mod fields;
pub mod http;
pub mod id;
mod lineage;
pub mod model;
pub mod principal;
pub mod relation;
pub mod row;
pub mod spec;
mod stand;
pub mod storage;
mod target;

pub use action::Action;
pub use decide::{Scope, Target, could, decide};
pub use decision::{Decision, Denial, Obligations, Permit, Reason};
pub use fields::{FieldPlan, FieldSet, Otherwise};
pub use id::Id;
pub use model::{Model, Resource};
pub use ownguard_json as json;
pub use principal::{
    AsOf, Identity, Link, Membership, Person, Principal, Service, Session, Staff, Status,
    Timestamp, User,
};
pub use relation::{Relation, RelationSet, Vocabulary};
pub use row::{Label, LabelKind, LabelSet, Parent, Row, Share, Visibility};
pub use spec::Spec;
