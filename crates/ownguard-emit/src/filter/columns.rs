//! The columns to select: what the caller may see on some row, and what judging a
//! row needs. A column that nobody of them may see is never loaded.

use super::{Filter, Names, Rows};
use crate::sql;
use ownguard_core::spec::{FieldKind, FieldSpec};
use ownguard_core::{Action, FieldPlan, FieldSet, Resource};
use serde_json::{Map, Value};

/// Columns of one resource, in the model's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    resource: String,
    /// What the caller sees whole on some row.
    pub shown: Vec<String>,
    /// What they see masked or as null at most; the row's own relations say which.
    pub masked: Vec<String>,
    /// What is loaded besides, to judge each row. It does not leave.
    pub judged: Vec<String>,
}

pub(super) fn of(filter: &Filter<'_>, screen: Option<usize>) -> Columns {
    let here = filter
        .line
        .first()
        .and_then(|at| filter.model.resource(*at));
    let Some(resource) = here.filter(|_| filter.rows != Rows::None) else {
        return Columns::default();
    };
    let held = filter.relations.intersection(match filter.action {
        Action::LIST => resource.ever_granted(Action::LIST),
        // The answer to a write is shown as a `read`.
        action => resource
            .ever_granted(action)
            .union(resource.ever_granted(Action::READ)),
    });
    let mut plan = resource.plan(held);
    let screen = screen.and_then(|screen| filter.model.screens().get(screen));
    if let Some(screen) = screen.filter(|screen| filter.line.first() == Some(&screen.resource)) {
        plan = plan.within(screen.fields.iter().copied().collect());
    }
    let FieldPlan { show, otherwise } = plan;
    let judged = judged(resource).without(show).without(otherwise);
    Columns {
        resource: resource.name().to_owned(),
        shown: named(resource, show),
        masked: named(resource, otherwise),
        judged: named(resource, judged),
    }
}

impl Columns {
    /// Every column.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let all = self.shown.iter().chain(&self.masked).chain(&self.judged);
        all.map(String::as_str)
    }

    /// As the list of a `select`.
    #[must_use]
    pub fn sql(&self, row: &str) -> String {
        let all: Vec<String> = self.all().map(|name| sql::column(row, name)).collect();
        all.join(", ")
    }

    /// As a Prisma `select`.
    #[must_use]
    pub fn prisma(&self, names: &Names) -> Value {
        let all = self
            .all()
            .map(|column| (names.field(&self.resource, column), Value::Bool(true)));
        Value::Object(all.collect::<Map<String, Value>>())
    }
}

/// Columns that the core's decision on a row reads.
fn judged(resource: &Resource) -> FieldSet {
    let spec = resource.spec();
    let parent = spec.parent.as_ref().map(|parent| parent.field);
    let labels = [
        spec.tenant,
        spec.owner,
        spec.visibility,
        spec.deleted,
        parent,
    ];
    let role = spec.members.map(|members| members.role);
    std::iter::once(spec.key.field)
        .chain(labels.into_iter().flatten())
        .chain(spec.when.iter().copied())
        .chain(role)
        .collect()
}

fn named(resource: &Resource, fields: FieldSet) -> Vec<String> {
    let column = |field: &FieldSpec| match field.kind {
        FieldKind::Scalar | FieldKind::Json => Some(field.column.clone()),
        // Nested rows are rows of their own, with a filter of their own.
        FieldKind::Embed(_) => None,
    };
    let all = resource.fields().iter().enumerate();
    all.filter(|(place, _)| fields.contains(*place))
        .filter_map(|(_, field)| column(field))
        .collect()
}
