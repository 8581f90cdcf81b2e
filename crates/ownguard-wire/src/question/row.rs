//! The labels of a row by name, with the rows above.

use ownguard_core::http::{Above, LabelText, Labels};
use ownguard_core::{Model, Resource, Share};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::Said;

/// The labels of one row. What is left out is absent, which is not null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Row {
    /// The key.
    #[serde(skip_serializing_if = "Said::is_absent")]
    pub key: Said<String>,
    /// The tenant column.
    #[serde(skip_serializing_if = "Said::is_absent")]
    pub tenant: Said<String>,
    /// The owner column.
    #[serde(skip_serializing_if = "Said::is_absent")]
    pub owner: Said<String>,
    /// The visibility column.
    #[serde(skip_serializing_if = "Said::is_absent")]
    pub visibility: Said<String>,
    /// The soft-delete column.
    #[serde(skip_serializing_if = "Said::is_absent")]
    pub deleted: Said<String>,
    /// The caller's share level; null is none.
    #[serde(skip_serializing_if = "Said::is_absent")]
    pub share: Said<String>,
    /// The row above; null where there is none.
    #[serde(skip_serializing_if = "Said::is_absent")]
    pub parent: Said<Box<Row>>,
    /// Columns that conditions read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Option<String>>,
    /// Of a member.
    #[serde(skip_serializing_if = "Said::is_absent")]
    pub role: Said<String>,
    /// Of a member: whether nobody else holds the top role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<bool>,
}

impl Row {
    /// The labels as the decision takes them.
    pub fn labels(&self, model: &Model, resource: usize) -> Result<Labels<'static>, String> {
        let resource = model.resource(resource).ok_or("no such resource")?;
        let spec = resource.spec();
        let column = |field: &usize| {
            resource
                .fields()
                .get(*field)
                .map_or("", |field| &field.column)
        };
        let unknown = self
            .when
            .keys()
            .find(|name| !spec.when.iter().any(|at| column(at) == *name));
        if let Some(name) = unknown {
            return Err(format!(
                "no condition of `{}` reads `{name}`",
                resource.name()
            ));
        }
        let condition = |field: &usize| match self.when.get(column(field)) {
            None => LabelText::Absent,
            Some(None) => LabelText::Null,
            Some(Some(value)) => LabelText::Value(value.clone().into()),
        };
        let parent = match (&self.parent, &spec.parent) {
            (Said::Absent, _) => Above::Absent,
            (Said::Null, _) => Above::Missing,
            (Said::Value(_), None) => return Err(format!("`{}` has no parent", resource.name())),
            (Said::Value(row), Some(parent)) => {
                Above::Row(Box::new(row.labels(model, parent.resource)?))
            }
        };
        Ok(Labels {
            key: text(&self.key),
            tenant: text(&self.tenant),
            owner: text(&self.owner),
            visibility: text(&self.visibility),
            deleted: text(&self.deleted),
            share: self.share(model),
            parent,
            when: spec.when.iter().map(condition).collect(),
            role: text(&self.role),
            last_holder: self.last,
        })
    }

    fn share(&self, model: &Model) -> Share {
        match &self.share {
            Said::Absent => Share::Absent,
            Said::Null => Share::None,
            Said::Value(level) => {
                let found = model.vocabulary().find(&format!("shared.{level}"));
                found.map_or(Share::None, Share::Level)
            }
        }
    }

    /// The other way round.
    pub fn of(model: &Model, resource: &Resource, labels: &Labels<'_>) -> Self {
        let spec = resource.spec();
        let column = |field: &usize| {
            resource
                .fields()
                .get(*field)
                .map(|field| field.column.clone())
        };
        let when = spec
            .when
            .iter()
            .zip(&labels.when)
            .filter_map(|(field, label)| match label {
                LabelText::Absent => None,
                LabelText::Null => Some((column(field)?, None)),
                LabelText::Value(value) => Some((column(field)?, Some(value.to_string()))),
            });
        let above = |row: &Labels<'_>| {
            let parent = model.resource(spec.parent.as_ref()?.resource)?;
            Some(Box::new(Self::of(model, parent, row)))
        };
        Self {
            key: said(&labels.key),
            tenant: said(&labels.tenant),
            owner: said(&labels.owner),
            visibility: said(&labels.visibility),
            deleted: said(&labels.deleted),
            share: match labels.share {
                Share::Absent => Said::Absent,
                Share::None => Said::Null,
                Share::Level(level) => {
                    let name = model.vocabulary().name(level);
                    Said::Value(name.trim_start_matches("shared.").to_owned())
                }
            },
            parent: match &labels.parent {
                Above::Absent => Said::Absent,
                Above::Missing => Said::Null,
                Above::Row(row) => above(row).map_or(Said::Null, Said::Value),
            },
            when: when.collect(),
            role: said(&labels.role),
            last: labels.last_holder,
        }
    }
}

fn text(said: &Said<String>) -> LabelText<'static> {
    match said {
        Said::Absent => LabelText::Absent,
        Said::Null => LabelText::Null,
        Said::Value(value) => LabelText::Value(value.clone().into()),
    }
}

fn said(label: &LabelText<'_>) -> Said<String> {
    match label {
        LabelText::Absent => Said::Absent,
        LabelText::Null => Said::Null,
        LabelText::Value(value) => Said::Value(value.to_string()),
    }
}
