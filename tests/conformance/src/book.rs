//! Label books as vectors write them.

use ownguard_core::http::{LabelBook, LabelText, Labels, RowRef};
use ownguard_core::{Model, Resource};
use ownguard_wire::question::{Row, resource};
use std::collections::BTreeMap;

/// Rows by resource and key; null is that there is no such row.
pub(crate) type Book = BTreeMap<String, BTreeMap<String, Option<Row>>>;

pub(crate) fn book(model: &Model, rows: &Book) -> Result<LabelBook, String> {
    let mut book = LabelBook::default();
    for (name, rows) in rows {
        let resource = resource(model, name)?;
        for (key, row) in rows {
            let labels = row
                .as_ref()
                .map(|row| row.labels(model, resource))
                .transpose()?;
            let labels = labels.map(|labels| Labels {
                key: LabelText::Value(key.clone().into()),
                ..labels
            });
            let key = key.clone();
            book.note(RowRef { resource, key }, labels);
        }
    }
    Ok(book)
}

/// `invoice:i1`
pub(crate) fn named(model: &Model, rows: &[RowRef]) -> Vec<String> {
    let name = |row: &RowRef| model.resource(row.resource).map_or("", Resource::name);
    rows.iter()
        .map(|row| format!("{}:{}", name(row), row.key))
        .collect()
}
