//! `decide`: who may do what to which row, which fields they see and write.

use ownguard_core::{
    Action, Decision, Denial, FieldSet, Model, Otherwise, Permit, RelationSet, Resource,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::caller::{Caller, Link, session};
use crate::kind::Behaviour;
use crate::models::World;
use crate::target::Done;

/// A question to the decision point.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Decide {
    /// Unix seconds.
    now: i64,
    caller: Caller,
    /// A share link that was presented.
    #[serde(default)]
    link: Option<Link>,
    resource: String,
    action: String,
    target: Done,
    /// The screen that the fields are for.
    #[serde(default)]
    screen: Option<String>,
}

/// The decision.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Decided {
    /// Yes.
    Permit(Permitted),
    /// No.
    Deny(Denied),
}

/// A permit.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Permitted {
    /// Every relation that grants the action, in the model's order.
    relations: Vec<String>,
    /// The one that an audit names.
    named: String,
    /// Whether an audit record must be made.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    audit: bool,
    /// Columns shown as they are, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    show: Vec<String>,
    /// Columns shown as null.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    null: Vec<String>,
    /// Columns shown masked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    mask: BTreeMap<String, String>,
    /// Columns that may be written, where the action writes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    write: Vec<String>,
}

/// A denial.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Denied {
    reason: String,
    status: u16,
    /// The labels that were missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
}

impl Behaviour for Decide {
    type Outcome = Decided;

    fn run(self, world: &World<'_>) -> Result<Decided, String> {
        let model = world.model()?;
        let session = session(&model, &self.caller, self.link.as_ref(), None, self.now)?;
        let at = model.find_resource(&self.resource);
        let at = at.ok_or_else(|| format!("no resource `{}`", self.resource))?;
        let action = model.action(&self.action);
        let action = action.ok_or_else(|| format!("no action `{}`", self.action))?;
        let ask = |target: &ownguard_core::Target<'_>| {
            ownguard_core::decide(&model, &session, at, action, target, self.now)
        };
        let decision = self.target.with(&model, at, &ask)?;
        let resource = model.resource(at).ok_or("no such resource")?;
        match decision {
            Decision::Deny(denial) => Ok(Decided::Deny(denied(denial))),
            Decision::Permit(permit) => {
                let screen = self.screen.as_deref().map(|name| screen(&model, at, name));
                Ok(Decided::Permit(permitted(
                    &model,
                    resource,
                    action,
                    &permit,
                    screen.transpose()?,
                )))
            }
        }
    }
}

fn screen(model: &Model, resource: usize, name: &str) -> Result<FieldSet, String> {
    let mut screens = model.screens().iter();
    let found = screens.find(|screen| screen.name == name && screen.resource == resource);
    let found = found.ok_or_else(|| format!("no screen `{name}` of the resource"))?;
    Ok(found.fields.iter().copied().collect())
}

fn denied(denial: Denial) -> Denied {
    Denied {
        reason: denial.reason.name().to_owned(),
        status: denial.status(),
        missing: denial
            .missing
            .iter()
            .map(|kind| kind.name().to_owned())
            .collect(),
    }
}

fn permitted(
    model: &Model,
    resource: &Resource,
    action: Action,
    permit: &Permit,
    screen: Option<FieldSet>,
) -> Permitted {
    let mut fields = permit.obligations.fields;
    if let Some(screen) = screen {
        fields = fields.within(screen);
    }
    let column = |at: usize| resource.fields().get(at).map(|field| field.column.clone());
    let otherwise = |at: usize| resource.fields().get(at).map(|field| field.otherwise);
    let mut permitted = Permitted {
        relations: relations(model, permit.relations),
        named: permit.relations.first().map_or_else(String::new, |first| {
            model.vocabulary().name(first).to_owned()
        }),
        audit: permit.obligations.audit,
        show: by_name(fields.show.iter().filter_map(column)),
        write: if action.only_reads() {
            Vec::new()
        } else {
            by_name(permit.obligations.write.iter().filter_map(column))
        },
        ..Permitted::default()
    };
    for at in fields.otherwise.iter() {
        match (column(at), otherwise(at)) {
            (Some(column), Some(Otherwise::Null)) => permitted.null.push(column),
            (Some(column), Some(Otherwise::Mask(mask))) => {
                permitted.mask.insert(column, mask.name().to_owned());
            }
            (_, Some(Otherwise::Drop) | None) | (None, _) => {}
        }
    }
    permitted.null.sort();
    permitted
}

fn by_name(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// Names in the model's order.
pub(crate) fn relations(model: &Model, relations: RelationSet) -> Vec<String> {
    let names = relations
        .iter()
        .map(|relation| model.vocabulary().name(relation).to_owned());
    names.collect()
}
