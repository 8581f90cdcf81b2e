//! The labels of a row by name, with the rows above. What is left out is absent, which is not null.

use ownguard_core::http::{Above, LabelText, Labels};
use ownguard_core::{Model, Share};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// One row.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) key: Said<String>,
    pub(crate) tenant: Said<String>,
    pub(crate) owner: Said<String>,
    pub(crate) visibility: Said<String>,
    pub(crate) deleted: Said<String>,
    /// The caller's share level; null is none.
    pub(crate) share: Said<String>,
    /// The row above; null where there is none.
    pub(crate) parent: Said<Box<Row>>,
    /// Columns that conditions read.
    pub(crate) when: BTreeMap<String, Option<String>>,
}

/// A value that may be there, null, or not be there at all; the last two differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Said<T> {
    #[default]
    Absent,
    Null,
    Value(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Said<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(from)?.map_or(Self::Null, Self::Value))
    }
}

impl Said<String> {
    fn label(&self) -> LabelText<'static> {
        match self {
            Self::Absent => LabelText::Absent,
            Self::Null => LabelText::Null,
            Self::Value(value) => LabelText::Value(value.clone().into()),
        }
    }
}

impl Row {
    /// The labels as the decision takes them.
    pub(crate) fn labels(&self, model: &Model, at: usize) -> Result<Labels<'static>, String> {
        let resource = model.resource(at).ok_or("no such resource")?;
        let spec = resource.spec();
        let column = |field: &usize| {
            let field = resource.fields().get(*field);
            field.map_or("", |field| &field.column)
        };
        let read = |name: &&String| spec.when.iter().any(|field| column(field) == **name);
        if let Some(name) = self.when.keys().find(|name| !read(name)) {
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
            key: self.key.label(),
            tenant: self.tenant.label(),
            owner: self.owner.label(),
            visibility: self.visibility.label(),
            deleted: self.deleted.label(),
            share: self.level(model),
            parent,
            when: spec.when.iter().map(condition).collect(),
            role: LabelText::Absent,
            last_holder: None,
        })
    }

    fn level(&self, model: &Model) -> Share {
        match &self.share {
            Said::Absent => Share::Absent,
            Said::Null => Share::None,
            Said::Value(level) => {
                let found = model.vocabulary().find(&format!("shared.{level}"));
                found.map_or(Share::None, Share::Level)
            }
        }
    }
}
