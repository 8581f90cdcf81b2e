//! A decision in JSON: relations in the model's order, fields by name.

use super::Asked;
use ownguard_core::{Decision, Denial, FieldSet, Otherwise, Permit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The decision.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Permit(Permitted),
    /// No.
    Deny(Denied),
}

/// A permit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Permitted {
    /// Every relation that grants the action, in the model's order.
    pub relations: Vec<String>,
    /// The one that an audit names.
    pub named: String,
    /// Whether an audit record must be made.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub audit: bool,
    /// Columns shown as they are, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub show: Vec<String>,
    /// Columns shown as null.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub null: Vec<String>,
    /// Columns shown masked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub mask: BTreeMap<String, String>,
    /// Columns that may be written, where the action writes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub write: Vec<String>,
}

/// A denial.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Denied {
    /// The reason's stable name.
    pub reason: String,
    /// The HTTP status.
    pub status: u16,
    /// The labels that were missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

impl Answer {
    /// What a decision says, with the fields of a screen alone where one is named.
    pub fn of(asked: &Asked<'_>, decision: Decision, screen: Option<FieldSet>) -> Self {
        match decision {
            Decision::Permit(permit) => Self::Permit(permitted(asked, &permit, screen)),
            Decision::Deny(denial) => Self::Deny(denied(denial)),
        }
    }
}

fn denied(denial: Denial) -> Denied {
    let missing = denial.missing.iter().map(|kind| kind.name().to_owned());
    Denied {
        reason: denial.reason.name().to_owned(),
        status: denial.status(),
        missing: missing.collect(),
    }
}

fn permitted(asked: &Asked<'_>, permit: &Permit, screen: Option<FieldSet>) -> Permitted {
    let vocabulary = asked.model.vocabulary();
    let name = |relation| vocabulary.name(relation).to_owned();
    let columns = asked
        .model
        .resource(asked.resource)
        .map_or(&[][..], |resource| resource.fields());
    let sorted = |set: FieldSet| {
        let mut names: Vec<String> = set
            .iter()
            .filter_map(|at| Some(columns.get(at)?.column.clone()))
            .collect();
        names.sort();
        names
    };
    let fields = match screen {
        Some(screen) => permit.obligations.fields.within(screen),
        None => permit.obligations.fields,
    };
    let mut permitted = Permitted {
        relations: permit.relations.iter().map(name).collect(),
        named: permit.relations.first().map_or_else(String::new, name),
        audit: permit.obligations.audit,
        show: sorted(fields.show),
        write: if asked.action.only_reads() {
            Vec::new()
        } else {
            sorted(permit.obligations.write)
        },
        ..Permitted::default()
    };
    for field in fields.otherwise.iter().filter_map(|at| columns.get(at)) {
        match field.otherwise {
            Otherwise::Null => permitted.null.push(field.column.clone()),
            Otherwise::Mask(mask) => {
                permitted
                    .mask
                    .insert(field.column.clone(), mask.name().to_owned());
            }
            Otherwise::Drop => {}
        }
    }
    permitted.null.sort();
    permitted
}
