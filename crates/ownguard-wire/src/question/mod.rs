//! A question to the decision point, and its answer, in JSON: as in `tests/vectors/decide`.

mod answer;
mod caller;
mod read;
mod row;
mod said;
mod target;

pub use answer::Answer;
pub use caller::{Caller, Link, Member, Standing, When};
pub use read::NotAQuestion;
pub use row::Row;
pub use said::Said;
pub use target::{Done, Where};

use ownguard_core::{Action, Decision, FieldSet, Model, Session, Target, decide};
use serde::Deserialize;

/// A question.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Unix seconds; the present unless given.
    #[serde(default)]
    pub now: Option<i64>,
    /// Who asks.
    pub caller: Caller,
    /// A share link that was presented.
    #[serde(default)]
    pub link: Option<Link>,
    /// The resource's name.
    pub resource: String,
    /// The action's name.
    pub action: String,
    /// What it is done to.
    pub target: Done,
    /// The screen that the fields are for.
    #[serde(default)]
    pub screen: Option<String>,
}

/// A question whose names are known.
#[derive(Clone, Debug)]
pub struct Asked<'m> {
    /// The model.
    pub model: &'m Model,
    /// Who asks.
    pub session: Session,
    /// The resource's place.
    pub resource: usize,
    /// The action.
    pub action: Action,
    /// Unix seconds.
    pub now: i64,
}

impl Question {
    /// Decides. What the model does not know is told in words.
    pub fn answer(&self, model: &Model, now: i64) -> Result<Answer, String> {
        let now = self.now.unwrap_or(now);
        let asked = Asked {
            model,
            session: self.caller.session(model, self.link.as_ref(), None, now)?,
            resource: resource(model, &self.resource)?,
            action: action(model, &self.action)?,
            now,
        };
        let decision = asked.decide(&self.target)?;
        let screen = self
            .screen
            .as_deref()
            .map(|name| screen(model, asked.resource, name));
        Ok(Answer::of(&asked, decision, screen.transpose()?))
    }
}

impl Asked<'_> {
    /// Decides.
    pub fn decide(&self, target: &Done) -> Result<Decision, String> {
        let ask = |target: &Target<'_>| {
            decide(
                self.model,
                &self.session,
                self.resource,
                self.action,
                target,
                self.now,
            )
        };
        target.with(self.model, self.resource, &ask)
    }
}

/// The place of a resource.
pub fn resource(model: &Model, name: &str) -> Result<usize, String> {
    model
        .find_resource(name)
        .ok_or_else(|| format!("the model has no resource `{name}`"))
}

/// An action.
pub fn action(model: &Model, name: &str) -> Result<Action, String> {
    model
        .action(name)
        .ok_or_else(|| format!("the model has no action `{name}`"))
}

/// The fields of a screen.
fn screen(model: &Model, resource: usize, name: &str) -> Result<FieldSet, String> {
    let at = screen_at(model, resource, name)?;
    let fields = model
        .screens()
        .get(at)
        .map(|screen| screen.fields.iter().copied().collect());
    Ok(fields.unwrap_or_default())
}

/// The place of a screen of a resource.
pub fn screen_at(model: &Model, resource: usize, name: &str) -> Result<usize, String> {
    let mut screens = model.screens().iter();
    let found = screens.position(|screen| screen.name == name && screen.resource == resource);
    found.ok_or_else(|| format!("the resource has no screen `{name}`"))
}
