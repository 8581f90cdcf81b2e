//! `decide`: who may do what to which row, which fields they see and write.

use ownguard_wire::question::{Answer, Question};
use serde::Deserialize;

use crate::kind::Behaviour;
use crate::models::World;

/// A question to the decision point, at a time that the vector names.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub(crate) struct Decide(Question);

impl Behaviour for Decide {
    type Outcome = Answer;

    fn run(self, world: &World<'_>) -> Result<Answer, String> {
        let now = self.0.now.ok_or("a vector says when it is: `now`")?;
        self.0.answer(&world.model()?, now)
    }
}
