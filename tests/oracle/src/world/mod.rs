//! Random worlds: a valid model, a caller, a target. Every part is drawn for
//! itself and then fitted to the rest, so that a failing case shrinks part by part.

mod caller;
mod describe;
mod fit;
mod model;
mod target;

use caller::RawSession;
use model::RawSpec;
use ownguard_core::{Action, Model, Session, Spec, Timestamp};
use proptest::prelude::*;
use std::fmt;
pub use target::Asked;

/// When everything happens.
pub const NOW: Timestamp = 1_000;

/// One question about one world.
pub struct Case {
    pub spec: Spec,
    pub session: Session,
    pub resource: usize,
    pub action: Action,
    pub asked: Asked,
}

#[derive(Clone, Debug)]
pub struct RawCase {
    spec: RawSpec,
    session: RawSession,
    resource: usize,
    action: usize,
    /// One that is granted to somebody, instead.
    granted: bool,
    asked: target::RawAsked,
}

/// Any case.
pub fn cases() -> impl Strategy<Value = RawCase> {
    let (spec, session) = (model::specs(), caller::sessions());
    let action = (model::actions(), prop::bool::weighted(0.7));
    (spec, session, 0..4_usize, action, target::asked()).prop_map(
        |(spec, session, resource, (action, granted), asked)| RawCase {
            spec,
            session,
            resource,
            action,
            granted,
            asked,
        },
    )
}

impl RawCase {
    /// Fits the parts to each other.
    pub fn fit(&self) -> Case {
        let spec = self.spec.fit();
        let model = Model::compile(spec.clone()).unwrap();
        let resource = self.resource % spec.resources.len();
        let session = self.session.fit(&spec, model.vocabulary(), resource);
        let asked = self.asked.fit(&spec, model.vocabulary(), resource);
        Case {
            action: self.action(&spec, resource),
            spec,
            session,
            resource,
            asked,
        }
    }
}

impl RawCase {
    fn action(&self, spec: &Spec, resource: usize) -> Action {
        let mut root = resource;
        while let Some(parent) = &spec.resources[root].parent {
            root = parent.resource;
        }
        let grants = &spec.resources[root].grants;
        if self.granted && !grants.is_empty() {
            return grants[self.action % grants.len()].action;
        }
        model::action(self.action, spec.actions.len())
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe::describe(self, f)
    }
}
