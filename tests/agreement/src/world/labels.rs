//! Rows of a world as the core's labels.

use super::Record;
use crate::draft::{Draft, WHEN};
use ownguard_core::{Label, Model, Parent, Row, Share, Timestamp};

/// When everything happens.
pub const NOW: Timestamp = 1_800_000_000;

/// Every row of every resource, and what they mean to a model.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    pub draft: &'a Draft,
    pub model: &'a Model,
    pub records: &'a [Vec<Record>],
}

impl Rows<'_> {
    /// Lends one row with those above it, as `user` stands to them.
    pub fn lend<T>(
        &self,
        resource: usize,
        record: &Record,
        user: Option<&str>,
        then: &dyn Fn(&Row<'_>) -> T,
    ) -> T {
        let spec = self.model.resources()[resource].spec();
        let columns = spec.when.iter().map(|field| &spec.fields[*field].column);
        let when: Vec<_> = columns
            .map(|column| {
                let at = WHEN.iter().position(|known| known == column).unwrap();
                label(record.when[at].as_deref())
            })
            .collect();
        let shared = record.shares.iter().find(|(with, _)| Some(&**with) == user);
        let level = shared.and_then(|(_, level)| level.as_deref());
        let level = level.and_then(|level| {
            let name = format!("shared.{level}");
            self.model.vocabulary().find(&name)
        });
        let row = Row {
            key: Label::Value(&record.key),
            tenant: label(record.tenant.as_deref()),
            owner: label(record.owner.as_deref()),
            visibility: label(record.visibility.as_deref()),
            deleted: label(record.deleted.as_deref()),
            share: level.map_or(Share::None, Share::Level),
            parent: Parent::Absent,
            when: &when,
        };
        self.parent(resource, record.parent.as_deref(), user, &|parent| {
            then(&Row { parent, ..row })
        })
    }

    /// Lends the parent that a row of this resource names.
    pub fn parent<T>(
        &self,
        resource: usize,
        key: Option<&str>,
        user: Option<&str>,
        then: &dyn Fn(Parent<'_>) -> T,
    ) -> T {
        let Some(parent) = &self.draft.resources[resource].parent else {
            return then(Parent::Absent);
        };
        let above = &self.records[parent.resource];
        match above.iter().find(|row| Some(&*row.key) == key) {
            None => then(Parent::Missing),
            Some(record) => self.lend(parent.resource, record, user, &|row| then(Parent::Row(row))),
        }
    }
}

fn label(value: Option<&str>) -> Label<'_> {
    value.map_or(Label::Null, Label::Value)
}
