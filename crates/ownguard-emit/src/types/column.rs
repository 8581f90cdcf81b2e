//! What a column's value is in TypeScript: as the model or the database says it.

use super::text::Type;
use ownguard_core::http::key::KeyKind;
use ownguard_core::spec::FieldKind;
use ownguard_core::storage::Storage;
use ownguard_core::{Action, Model, Resource};

/// What the database says of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The table, as the model writes it.
    pub table: String,
    /// The column.
    pub column: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether it may be null.
    pub nullable: bool,
}

/// What a column holds, as JSON tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, a date, a UUID.
    Text,
    /// A number that fits JavaScript's.
    Number,
    /// One that may not: drivers write it as text.
    LargeNumber,
    /// True or false.
    Boolean,
    /// One of these texts.
    OneOf(Vec<String>),
}

/// The model, and what is known of its columns.
pub(super) struct Columns<'a> {
    pub(super) model: &'a Model,
    pub(super) storage: &'a Storage,
    pub(super) known: &'a [Column],
}

impl Columns<'_> {
    /// The type of a field as whoever sees it whole sees it.
    pub(super) fn shown(&self, at: usize, field: usize) -> Type {
        let Some(resource) = self.model.resource(at) else {
            return Type::default();
        };
        match resource.fields().get(field).map(|field| field.kind) {
            Some(FieldKind::Json) => Type::of(&["JsonValue"]),
            Some(FieldKind::Embed(child)) => self.embedded(resource, at, child),
            Some(FieldKind::Scalar) => self.scalar(resource, at, field),
            None => Type::default(),
        }
    }

    /// A scalar as somebody writes it.
    pub(super) fn written(&self, at: usize, field: usize) -> Type {
        let Some(resource) = self.model.resource(at) else {
            return Type::default();
        };
        let spec = resource.spec();
        if spec.visibility == Some(field) {
            return Type::of(&["Visibility"]);
        }
        if spec.members.is_some_and(|members| members.role == field) {
            return Type::of(&["Role"]);
        }
        self.scalar(resource, at, field)
    }

    /// Whether nested rows are many: those of a child are, the one that a column points at is not.
    /// Where neither is so, the model does not say, and it is `None`.
    pub(super) fn nests_many(&self, resource: &Resource, at: usize, child: usize) -> Option<bool> {
        let parent = self.model.resource(child)?.spec().parent.as_ref();
        if parent.is_some_and(|parent| parent.resource == at) {
            return Some(true);
        }
        let points = |field: &ownguard_core::spec::FieldSpec| field.reference == Some(child);
        resource.fields().iter().any(points).then_some(false)
    }

    fn embedded(&self, resource: &Resource, at: usize, child: usize) -> Type {
        let Some(nested) = self.model.resource(child) else {
            return Type::default();
        };
        let row = if nested.ever_granted(Action::READ).is_empty() {
            "never".to_owned()
        } else {
            format!("Rows[\"{}.read\"]", nested.name())
        };
        let many = format!("{row}[]");
        match self.nests_many(resource, at, child) {
            Some(true) => Type::of(&[&many]),
            Some(false) => Type::of(&[&row, "null"]),
            None => Type::of(&[&row, &many, "null"]),
        }
    }

    fn scalar(&self, resource: &Resource, at: usize, field: usize) -> Type {
        let spec = resource.spec();
        let nothing = Type::of(&["null"]);
        if spec.key.field == field {
            return key(spec.key.kind);
        }
        if spec.tenant == Some(field) {
            // An orphaned row is shown to nobody.
            return self
                .model
                .tenancy()
                .map_or_else(|| key(KeyKind::Text), |tenancy| key(tenancy.key));
        }
        if let Some(parent) = spec.parent.as_ref().filter(|parent| parent.field == field) {
            return self.key_of(parent.resource);
        }
        if spec.visibility == Some(field) {
            return Type::of(&["Visibility", "null"]);
        }
        if spec.owner == Some(field) {
            let user = self.user(at, field);
            return if resource.tenant_bound() || spec.parent.is_some() {
                user.or(&nothing)
            } else {
                user
            };
        }
        if let Some(members) = spec.members {
            if members.role == field {
                return Type::of(&["Role", "null"]);
            }
            if members.user == field {
                return self.user(at, field).or(&nothing);
            }
        }
        let known = self.known(at, field);
        let target = resource
            .fields()
            .get(field)
            .and_then(|field| field.reference);
        match (known, target) {
            (Some(column), _) => column,
            (None, Some(target)) => self.key_of(target).or(&nothing),
            (None, None) => Type::of(&["Scalar"]),
        }
    }

    fn key_of(&self, resource: usize) -> Type {
        let kind = self
            .model
            .resource(resource)
            .map(|found| found.spec().key.kind);
        key(kind.unwrap_or_default())
    }

    /// A person's id: as the resource says it whose rows are persons.
    fn user(&self, at: usize, field: usize) -> Type {
        let person = self
            .model
            .resources()
            .iter()
            .map(Resource::spec)
            .find(|spec| spec.owner == Some(spec.key.field));
        match (person, self.known(at, field)) {
            (Some(person), _) => key(person.key.kind),
            (None, Some(known)) => known,
            (None, None) => Type::of(&["string", "number"]),
        }
    }

    /// What the database says of a column.
    fn known(&self, at: usize, field: usize) -> Option<Type> {
        let table = &self.storage.resources.get(at)?.table;
        let column = &self.model.resource(at)?.fields().get(field)?.column;
        let known = |known: &&Column| known.table == *table && known.column == *column;
        let found = self.known.iter().find(known)?;
        let kind = match &found.kind {
            ColumnKind::Text => Type::of(&["string"]),
            ColumnKind::Number => Type::of(&["number"]),
            ColumnKind::LargeNumber => Type::of(&["number", "string"]),
            ColumnKind::Boolean => Type::of(&["boolean"]),
            ColumnKind::OneOf(values) => {
                let values: Vec<String> = values.iter().map(|value| super::quoted(value)).collect();
                Type::of(&values.iter().map(String::as_str).collect::<Vec<_>>())
            }
        };
        Some(if found.nullable {
            kind.or(&Type::of(&["null"]))
        } else {
            kind
        })
    }
}

/// A key as it stands in JSON: drivers write a `bigint` as text.
fn key(kind: KeyKind) -> Type {
    match kind {
        KeyKind::Uuid | KeyKind::Text => Type::of(&["string"]),
        KeyKind::Int => Type::of(&["number", "string"]),
    }
}
