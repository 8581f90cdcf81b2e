//! What an app tells the gate: facts of a subject, labels of rows.

use ownguard_wire::question::Row;
use ownguard_wire::{facts, labels};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::bytes::Bytes;
use crate::kind::Behaviour;
use crate::models::World;

/// An answer about a subject.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    body: Bytes,
}

/// What it says.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Told {
    /// What is left out is unknown.
    Facts(Box<Known>),
    /// It is not of the form, and so no fact.
    NotFacts,
}

/// Facts of a subject.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Known {
    as_of: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    staff: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memberships: Option<Vec<Member>>,
}

/// One membership.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Member {
    tenant: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_status: Option<String>,
}

impl Behaviour for Facts {
    type Outcome = Told;

    fn run(self, _: &World<'_>) -> Result<Told, String> {
        let Ok(facts) = facts::Facts::parse(&self.body.read()?) else {
            return Ok(Told::NotFacts);
        };
        let member = |member: facts::MembershipFacts| Member {
            tenant: member.tenant,
            role: member.role,
            status: member.status,
            plan: member.plan,
            tenant_status: member.tenant_status,
        };
        Ok(Told::Facts(Box::new(Known {
            as_of: facts.as_of,
            status: facts.status,
            verified: facts.verified,
            plan: facts.plan,
            staff: facts.staff,
            memberships: facts
                .memberships
                .map(|all| all.into_iter().map(member).collect()),
        })))
    }
}

/// An answer about rows.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Labels {
    resource: String,
    /// The keys that were asked for.
    keys: Vec<String>,
    body: Bytes,
}

/// What it says.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Labelled {
    /// Null is that there is no such row.
    Rows(BTreeMap<String, Option<Row>>),
    /// It is not of the form.
    NotLabels,
}

impl Behaviour for Labels {
    type Outcome = Labelled;

    fn run(self, world: &World<'_>) -> Result<Labelled, String> {
        let model = world.model()?;
        let at = model.find_resource(&self.resource);
        let at = at.ok_or_else(|| format!("no resource `{}`", self.resource))?;
        let resource = model.resource(at).ok_or("no such resource")?;
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        let Ok(rows) = labels::parse(&model, at, &keys, &self.body.read()?) else {
            return Ok(Labelled::NotLabels);
        };
        let rows = rows
            .iter()
            .map(|row| row.as_ref().map(|row| Row::of(&model, resource, row)));
        Ok(Labelled::Rows(
            self.keys.iter().cloned().zip(rows).collect(),
        ))
    }
}
