//! Numbers of JavaScript as what they stand for.

use crate::fault::Fault;
use ownguard_core::{Action, Model};

/// A resource's place and an action, checked.
pub(crate) fn named(model: &Model, resource: u32, action: u32) -> Result<(usize, Action), Fault> {
    let at = resource as usize;
    let action = Action::at(action as usize);
    let action = action.filter(|action| action.index() < model.actions().len());
    match (model.resource(at), action) {
        (Some(_), Some(action)) => Ok((at, action)),
        (None, _) | (_, None) => Err(Fault::usage("no such resource or action")),
    }
}

/// A number of JavaScript as Unix seconds.
#[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit")]
pub(crate) fn seconds(now: f64) -> i64 {
    now as i64
}
