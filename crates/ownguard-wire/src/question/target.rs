//! What an action is done to.

use super::{Row, Said};
use ownguard_core::{Decision, Model, Parent, Scope, Target};
use serde::Deserialize;

/// What the action is done to.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Done {
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
pub struct Where {
    /// The tenant's key.
    pub tenant: Option<String>,
    /// The row above.
    pub parent: Said<Box<Row>>,
}

type Ask<'a> = &'a dyn Fn(&Target<'_>) -> Decision;

impl Done {
    /// Hands the target to `ask`.
    pub fn with(&self, model: &Model, resource: usize, ask: Ask<'_>) -> Result<Decision, String> {
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
    /// Where a row would stand.
    pub fn of(row: &Row) -> Self {
        Self {
            tenant: match &row.tenant {
                Said::Value(tenant) => Some(tenant.clone()),
                Said::Absent | Said::Null => None,
            },
            parent: row.parent.clone(),
        }
    }

    fn with(
        &self,
        model: &Model,
        resource: usize,
        ask: &dyn Fn(Scope<'_>) -> Decision,
    ) -> Result<Decision, String> {
        let row = match &self.parent {
            Said::Absent => return Ok(ask(self.scope(Parent::Absent))),
            Said::Null => return Ok(ask(self.scope(Parent::Missing))),
            Said::Value(row) => row,
        };
        let spec = model
            .resource(resource)
            .and_then(|resource| resource.spec().parent.as_ref());
        let parent = spec.ok_or("the resource has no parent")?;
        let labels = row.labels(model, parent.resource)?;
        let mut decision = None;
        labels.with_row(&mut |row| decision = Some(ask(self.scope(Parent::Row(row)))));
        decision.ok_or_else(|| "no row".to_owned())
    }

    fn scope<'s>(&'s self, parent: Parent<'s>) -> Scope<'s> {
        Scope {
            tenant: self.tenant.as_deref(),
            parent,
        }
    }
}
