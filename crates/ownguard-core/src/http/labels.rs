//! Labels of rows as the pipeline meets them: read from an answer, or told by the
//! app's label source. Becomes a [`Row`] for the decision.

use crate::row::{Label, Parent, Row, Share};
use std::borrow::Cow;

/// A label's text, owned or borrowed from a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LabelText<'a> {
    /// Nobody has said.
    #[default]
    Absent,
    /// The column is null.
    Null,
    /// The column's value in canonical text.
    Value(Cow<'a, str>),
}

/// The labels of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels<'a> {
    /// The key.
    pub key: LabelText<'a>,
    /// The tenant.
    pub tenant: LabelText<'a>,
    /// The owner.
    pub owner: LabelText<'a>,
    /// The visibility.
    pub visibility: LabelText<'a>,
    /// Whether and when it was deleted.
    pub deleted: LabelText<'a>,
    /// The caller's share level.
    pub share: Share,
    /// The row above.
    pub parent: Above<'a>,
    /// Columns that conditions read, in the resource's order.
    pub when: Vec<LabelText<'a>>,
    /// Of a member: the role.
    pub role: LabelText<'a>,
    /// Of a member: whether nobody else holds the top role.
    pub last_holder: Option<bool>,
}

/// The row above a child.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Above<'a> {
    /// Nobody has said.
    #[default]
    Absent,
    /// The column is null, or there is no such row.
    Missing,
    /// Its labels.
    Row(Box<Labels<'a>>),
}

/// How many columns the conditions of one resource can read.
pub const MAX_WHEN: usize = 8;

impl LabelText<'_> {
    /// The label as the decision takes it.
    pub fn as_label(&self) -> Label<'_> {
        match self {
            Self::Absent => Label::Absent,
            Self::Null => Label::Null,
            Self::Value(text) => Label::Value(text),
        }
    }

    /// The text, where there is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Absent | Self::Null => None,
            Self::Value(text) => Some(text),
        }
    }
}

impl Labels<'_> {
    /// Hands the row, with every row above it, to `then`.
    pub fn with_row(&self, then: &mut dyn FnMut(&Row<'_>)) {
        let mut when = [Label::Absent; MAX_WHEN];
        for (slot, text) in when.iter_mut().zip(&self.when) {
            *slot = text.as_label();
        }
        let row = Row {
            key: self.key.as_label(),
            tenant: self.tenant.as_label(),
            owner: self.owner.as_label(),
            visibility: self.visibility.as_label(),
            deleted: self.deleted.as_label(),
            share: self.share,
            parent: Parent::Absent,
            when: &when,
        };
        match &self.parent {
            Above::Absent => then(&row),
            Above::Missing => then(&Row {
                parent: Parent::Missing,
                ..row
            }),
            Above::Row(above) => {
                above.with_row(&mut |above| {
                    then(&Row {
                        parent: Parent::Row(above),
                        ..row
                    });
                });
            }
        }
    }

    /// The tenant of the row itself, or of the nearest row above it that has one.
    pub fn effective_tenant(&self) -> Option<&str> {
        match (&self.tenant, &self.parent) {
            (LabelText::Value(tenant), _) => Some(tenant),
            (LabelText::Absent, Above::Row(parent)) => parent.effective_tenant(),
            (LabelText::Null, _) | (LabelText::Absent, Above::Absent | Above::Missing) => None,
        }
    }

    /// The labels of the row `depth` steps up; 0 is the row itself.
    pub fn above(&self, depth: usize) -> Option<&Self> {
        match (depth, &self.parent) {
            (0, _) => Some(self),
            (_, Above::Row(parent)) => parent.above(depth - 1),
            (_, Above::Absent | Above::Missing) => None,
        }
    }
}

impl LabelText<'_> {
    fn or(&mut self, known: &Self) {
        if *self == Self::Absent {
            self.clone_from(known);
        }
    }
}

impl LabelText<'_> {
    fn into_owned(self) -> LabelText<'static> {
        match self {
            Self::Absent => LabelText::Absent,
            Self::Null => LabelText::Null,
            Self::Value(text) => LabelText::Value(Cow::Owned(text.into_owned())),
        }
    }
}

impl Labels<'_> {
    /// The same, borrowing nothing.
    pub fn into_owned(self) -> Labels<'static> {
        Labels {
            key: self.key.into_owned(),
            tenant: self.tenant.into_owned(),
            owner: self.owner.into_owned(),
            visibility: self.visibility.into_owned(),
            deleted: self.deleted.into_owned(),
            share: self.share,
            parent: match self.parent {
                Above::Absent => Above::Absent,
                Above::Missing => Above::Missing,
                Above::Row(labels) => Above::Row(Box::new(labels.into_owned())),
            },
            when: self.when.into_iter().map(LabelText::into_owned).collect(),
            role: self.role.into_owned(),
            last_holder: self.last_holder,
        }
    }
}

impl<'a> Labels<'a> {
    /// Fills in what is absent here and known there.
    pub fn complete(&mut self, known: &Labels<'a>) {
        self.tenant.or(&known.tenant);
        self.owner.or(&known.owner);
        self.visibility.or(&known.visibility);
        self.deleted.or(&known.deleted);
        self.role.or(&known.role);
        if self.share == Share::Absent {
            self.share = known.share;
        }
        if self.parent == Above::Absent {
            self.parent = known.parent.clone();
        }
        if self.when.len() < known.when.len() {
            self.when.resize(known.when.len(), LabelText::Absent);
        }
        for (own, known) in self.when.iter_mut().zip(&known.when) {
            own.or(known);
        }
        self.last_holder = self.last_holder.or(known.last_holder);
    }
}

/// One row, by resource and key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowRef {
    /// The resource's place in the model.
    pub resource: usize,
    /// The canonical key.
    pub key: String,
}

/// What the app's label source has said in this request.
#[derive(Clone, Debug, Default)]
pub struct LabelBook {
    rows: Vec<(RowRef, Option<Labels<'static>>)>,
}

/// What the book says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry<'b> {
    /// It was not asked.
    Unasked,
    /// There is no such row.
    NoRow,
    /// Its labels.
    Labels(&'b Labels<'static>),
}

impl LabelBook {
    /// Writes down what was said of a row; `None` is that there is no such row.
    pub fn note(&mut self, row: RowRef, labels: Option<Labels<'static>>) {
        match self.rows.binary_search_by(|(known, _)| known.cmp(&row)) {
            Ok(at) => {
                if let Some((_, known)) = self.rows.get_mut(at) {
                    *known = labels;
                }
            }
            Err(at) => self.rows.insert(at, (row, labels)),
        }
    }

    /// Whether nothing was asked yet.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Looks a row up.
    pub fn find(&self, resource: usize, key: &str) -> Entry<'_> {
        let found = self.rows.binary_search_by(|(known, _)| {
            (known.resource, known.key.as_str()).cmp(&(resource, key))
        });
        match found.ok().and_then(|at| self.rows.get(at)) {
            None => Entry::Unasked,
            Some((_, None)) => Entry::NoRow,
            Some((_, Some(labels))) => Entry::Labels(labels),
        }
    }
}
