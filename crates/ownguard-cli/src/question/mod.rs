//! A question to the decision point, and its answer, in JSON: as in `tests/vectors/decide`.

mod answer;
mod caller;
mod row;
mod target;

pub(crate) use answer::Answer;
pub(crate) use caller::{Caller, Link, Member, Standing, When};
pub(crate) use row::{Row, Said};
pub(crate) use target::{Done, Where};

use crate::files::Files;
use crate::finding::Failure;
use crate::source::{rules, text};
use ownguard_core::{Action, Decision, FieldSet, Model, Session, Target, decide};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    /// Unix seconds; the present unless given.
    #[serde(default)]
    pub(crate) now: Option<i64>,
    /// Who asks.
    pub(crate) caller: Caller,
    /// A share link that was presented.
    #[serde(default)]
    pub(crate) link: Option<Link>,
    /// The resource's name.
    pub(crate) resource: String,
    /// The action's name.
    pub(crate) action: String,
    /// What it is done to.
    pub(crate) target: Done,
    /// The screen that the fields are for.
    #[serde(default)]
    pub(crate) screen: Option<String>,
}

/// A question whose names are known.
pub(crate) struct Asked<'m> {
    pub(crate) model: &'m Model,
    pub(crate) session: Session,
    pub(crate) resource: usize,
    pub(crate) action: Action,
    pub(crate) now: i64,
}

impl Question {
    /// Decides. What the model does not know is told in words.
    pub(crate) fn answer(&self, model: &Model, now: i64) -> Result<Answer, String> {
        let now = self.now.unwrap_or(now);
        let asked = Asked {
            model,
            session: self.caller.session(model, self.link.as_ref(), now)?,
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
    pub(crate) fn decide(&self, target: &Done) -> Result<Decision, String> {
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
pub(crate) fn resource(model: &Model, name: &str) -> Result<usize, String> {
    model
        .find_resource(name)
        .ok_or_else(|| format!("the model has no resource `{name}`"))
}

/// An action.
pub(crate) fn action(model: &Model, name: &str) -> Result<Action, String> {
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
pub(crate) fn screen_at(model: &Model, resource: usize, name: &str) -> Result<usize, String> {
    let mut screens = model.screens().iter();
    let found = screens.position(|screen| screen.name == name && screen.resource == resource);
    found.ok_or_else(|| format!("the resource has no screen `{name}`"))
}

/// What an option holds: JSON, or `@` and a file with JSON.
pub(crate) fn given<T: DeserializeOwned>(
    option: &str,
    written: &str,
    files: &dyn Files,
) -> Result<T, Failure> {
    let read;
    let source = match written.strip_prefix('@') {
        Some(path) => {
            read = text(files, path)?;
            read.as_str()
        }
        None => written,
    };
    serde_json::from_str(source).map_err(|error| {
        let found = rules::QUESTION.found(format!("`{option}` cannot be understood: {error}"));
        found.mend("`--help` shows one").into()
    })
}
