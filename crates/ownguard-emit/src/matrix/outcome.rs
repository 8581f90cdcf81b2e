//! What a decision gives, in words: how each field is shown, and what may be written to it.

use ownguard_core::json::Mask;
use ownguard_core::spec::Writers;
use ownguard_core::{FieldPlan, Otherwise, Permit, RelationSet, Resource};

/// How one field is shown; a later one never shows less than an earlier one, but that two masks
/// cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Shown {
    /// The member is left out.
    #[default]
    Hidden,
    /// `null` stands there.
    Null,
    /// A masked value stands there.
    Masked(Mask),
    /// The value.
    Plain,
}

/// What may be written to one field.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Writable {
    /// Nothing.
    #[default]
    No,
    /// One of these values.
    Values(Vec<String>),
    /// Anything.
    Any,
}

impl Shown {
    /// How a plan shows a field.
    pub fn of(resource: &Resource, plan: FieldPlan, field: usize) -> Self {
        if plan.show.contains(field) {
            return Self::Plain;
        }
        if !plan.otherwise.contains(field) {
            return Self::Hidden;
        }
        match resource.fields().get(field).map(|field| field.otherwise) {
            Some(Otherwise::Mask(mask)) => Self::Masked(mask),
            Some(Otherwise::Null) => Self::Null,
            Some(Otherwise::Drop) | None => Self::Hidden,
        }
    }

    /// A stable name, such as `shown` or `mask:email`.
    pub fn name(self) -> String {
        match self {
            Self::Hidden => "hidden".into(),
            Self::Null => "null".into(),
            Self::Masked(mask) => format!("mask:{}", mask.name()),
            Self::Plain => "shown".into(),
        }
    }

    /// How much is shown.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Hidden => 0,
            Self::Null => 1,
            Self::Masked(Mask::Hidden) => 2,
            Self::Masked(Mask::Email | Mask::Last4 | Mask::Initial | Mask::Year) => 3,
            Self::Plain => 4,
        }
    }
}

impl Writable {
    /// What a permit lets write to a field.
    pub fn of(resource: &Resource, permit: &Permit, field: usize) -> Self {
        if permit.obligations.write.contains(field) {
            Self::by(resource, permit.relations, field)
        } else {
            Self::No
        }
    }

    fn by(resource: &Resource, relations: RelationSet, field: usize) -> Self {
        match resource.fields().get(field).map(|field| &field.write) {
            None | Some(Writers::Nobody) => Self::No,
            Some(Writers::Everyone) => Self::Any,
            Some(Writers::Only(writers)) => {
                let mut values = Vec::new();
                let holds = |relation| {
                    let stronger = resource.with_stronger(relation);
                    !stronger.intersection(relations).is_empty()
                };
                for writer in writers.iter().filter(|writer| holds(writer.relation)) {
                    match &writer.values {
                        None => return Self::Any,
                        Some(listed) => values.extend(listed.iter().cloned()),
                    }
                }
                values.sort();
                values.dedup();
                Self::Values(values)
            }
        }
    }

    /// Whether anything may be written.
    pub fn is_some(&self) -> bool {
        match self {
            Self::No => false,
            Self::Values(values) => !values.is_empty(),
            Self::Any => true,
        }
    }

    /// Whether everything that the other lets write may be written.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::No) => true,
            (Self::Values(mine), Self::Values(others)) => {
                others.iter().all(|value| mine.contains(value))
            }
            (Self::No, Self::Values(values)) => values.is_empty(),
            (Self::No | Self::Values(_), Self::Any) => false,
        }
    }

    /// In words, such as `anything` or `draft, void`.
    pub fn words(&self) -> String {
        match self {
            Self::No => "nothing".into(),
            Self::Values(values) => values.join(", "),
            Self::Any => "anything".into(),
        }
    }
}
