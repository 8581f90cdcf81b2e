//! The rules, file by file of what they look at. Pure.

mod cached;
mod client;
mod guards;
mod policies;
mod queries;
mod routes;
mod tables;

use super::guarded::Tables;
use super::project::Project;
use crate::finding::Finding;
use ownguard_wire::model::Document;

/// What everything is judged against.
pub(super) struct Checks<'a> {
    pub(super) project: &'a Project,
    pub(super) tables: Tables,
    pub(super) model: Option<&'a Document>,
}

impl Checks<'_> {
    /// Every finding, in no order.
    pub(super) fn run(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.routes(&mut findings);
        self.queries(&mut findings);
        self.client(&mut findings);
        self.cached(&mut findings);
        self.sql(&mut findings);
        findings
    }
}
