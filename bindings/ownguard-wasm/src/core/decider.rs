//! Decisions: what comes in as small numbers and bytes becomes a question, what the core says becomes a
//! number.

use super::answer;
use super::labels::{self, SCRATCH, Scratch};
use super::outcomes::Outcomes;
use crate::asked::{named, seconds};
use crate::fault::Fault;
use ownguard_core::{Action, Decision, Model, Row, Session, Target, decide};
use ownguard_wire::question::Done;
use std::cell::{Cell, RefCell};

/// A model, and the decisions met so far.
pub(crate) struct Decider {
    pub(crate) model: Model,
    outcomes: RefCell<Outcomes>,
    scratch: Box<Scratch>,
}

/// What is asked about rows: two numbers, and the time.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) resource: u32,
    pub(crate) action: u32,
    /// Unix seconds.
    pub(crate) now: f64,
}

/// How labels stand in the scratch: lengths in bytes, visibility and deletion in bits.
#[derive(Clone, Copy)]
pub(crate) struct Laid {
    pub(crate) tenant: u32,
    pub(crate) owner: u32,
    pub(crate) flags: u32,
}

impl Decider {
    pub(crate) fn of(model: Model) -> Self {
        Self {
            outcomes: RefCell::new(Outcomes::of(&model)),
            scratch: Box::new(Cell::new([0; SCRATCH])),
            model,
        }
    }

    pub(crate) fn scratch(&self) -> *const u8 {
        self.scratch.as_ptr().cast()
    }

    /// The decision on a row whose labels stand in the scratch; `None` for what is no question.
    pub(crate) fn laid(&self, session: &Session, asked: Asked, laid: Laid) -> Option<u32> {
        let (resource, action) = self.named(asked).ok()?;
        let bytes = self.scratch.get();
        let (tenant, owner) = labels::pair(&bytes, laid.tenant, laid.owner)?;
        let row = labels::row(tenant, owner, laid.flags & 3, laid.flags >> 2)?;
        Some(self.row(session, resource, action, &row, asked.now))
    }

    /// The decision on any target, in JSON.
    pub(crate) fn ask(&self, session: &Session, asked: Asked, target: &str) -> Result<u32, Fault> {
        let (resource, action) = self.named(asked)?;
        let target = Done::parse(target.as_bytes())
            .map_err(|bad| Fault::usage(format!("this is no target: `{}`", bad.0)))?;
        let decision = target.with(&self.model, resource, &|target| {
            self.decided(session, resource, action, target, asked.now)
        });
        let decision = decision.map_err(Fault::usage)?;
        Ok(self.number(resource, action, decision))
    }

    /// What a number stands for, as JSON.
    pub(crate) fn outcome(&self, number: u32) -> Result<String, Fault> {
        let found = self.outcomes.borrow().find(number);
        let outcome = found.ok_or_else(|| Fault::usage("no outcome has this number"))?;
        Ok(answer::json(&self.model, outcome))
    }

    fn named(&self, asked: Asked) -> Result<(usize, Action), Fault> {
        named(&self.model, asked.resource, asked.action)
    }

    fn row(
        &self,
        session: &Session,
        resource: usize,
        action: Action,
        row: &Row<'_>,
        now: f64,
    ) -> u32 {
        let decision = self.decided(session, resource, action, &Target::Row(row), now);
        self.number(resource, action, decision)
    }

    fn decided(
        &self,
        session: &Session,
        resource: usize,
        action: Action,
        target: &Target<'_>,
        now: f64,
    ) -> Decision {
        decide(&self.model, session, resource, action, target, seconds(now))
    }

    fn number(&self, resource: usize, action: Action, decision: Decision) -> u32 {
        self.outcomes
            .borrow_mut()
            .number(resource, action, decision)
    }
}
