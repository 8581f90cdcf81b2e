//! What an action is done to, as vectors write it.

use ownguard_core::{Decision, Model, Parent, Scope, Target};
use serde::Deserialize;

use crate::row::Row;
use crate::said::Said;

/// What the action is done to.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Done {
    /// One existing row.
    Row(Box<Row>),
    /// No row yet.
    New(Where),
    /// Rows of which none is known and none is judged later.
    Collection(Where),
    /// Rows that are each judged when the answer comes.
    Listing(Where),
}

/// Where rows stand that are not known one by one.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Where {
    tenant: Option<String>,
    parent: Said<Box<Row>>,
}

impl Done {
    /// Hands the target to `ask`.
    pub(crate) fn with(
        &self,
        model: &Model,
        resource: usize,
        ask: &dyn Fn(&Target<'_>) -> Decision,
    ) -> Result<Decision, String> {
        match self {
            Self::Row(row) => {
                let labels = row.labels(model, resource)?;
                let mut decision = None;
                labels.with_row(&mut |row| decision = Some(ask(&Target::Row(row))));
                decision.ok_or_else(|| "no row".to_owned())
            }
            Self::New(place) => place.with(model, resource, &|scope| ask(&Target::New(scope))),
            Self::Collection(place) => {
                place.with(model, resource, &|scope| ask(&Target::Collection(scope)))
            }
            Self::Listing(place) => {
                place.with(model, resource, &|scope| ask(&Target::Listing(scope)))
            }
        }
    }
}

impl Where {
    fn with(
        &self,
        model: &Model,
        resource: usize,
        ask: &dyn Fn(Scope<'_>) -> Decision,
    ) -> Result<Decision, String> {
        match &self.parent {
            Said::Absent => Ok(ask(self.scope(Parent::Absent))),
            Said::Null => Ok(ask(self.scope(Parent::Missing))),
            Said::Value(row) => {
                let parent = model
                    .resource(resource)
                    .and_then(|it| it.spec().parent.as_ref());
                let parent = parent.ok_or("the resource has no parent")?;
                let labels = row.labels(model, parent.resource)?;
                let mut decision = None;
                labels.with_row(&mut |row| decision = Some(ask(self.scope(Parent::Row(row)))));
                decision.ok_or_else(|| "no row".to_owned())
            }
        }
    }

    fn scope<'s>(&'s self, parent: Parent<'s>) -> Scope<'s> {
        Scope {
            tenant: self.tenant.as_deref(),
            parent,
        }
    }
}
