//! Labels of a row, read from the row itself, the row around it and the book.

use super::Seen;
use crate::http::key::{JsonKey, Key};
use crate::http::labels::{Above, Entry, LabelBook, LabelText, Labels};
use crate::json::{FieldId, Kind, RowRef as TapeRow};
use crate::model::Resource;

/// What a row, the row around it and the book say of it.
pub(crate) fn labels_of<'t>(
    book: &'t LabelBook,
    resource: &Resource,
    row: TapeRow<'t>,
    around: Option<&Seen<'t>>,
) -> Labels<'t> {
    let spec = resource.spec();
    let read = |field: Option<usize>| field.map_or(LabelText::Absent, |field| label(row, field));
    let mut labels = Labels {
        key: key(resource, row),
        tenant: read(spec.tenant),
        owner: read(spec.owner),
        visibility: read(spec.visibility),
        deleted: read(spec.deleted),
        when: spec.when.iter().map(|field| label(row, *field)).collect(),
        ..Labels::default()
    };
    if let Some(parent) = &spec.parent {
        labels.parent = match (label(row, parent.field), around) {
            (LabelText::Null, _) => Above::Missing,
            (named, Some(around))
                if around.resource == parent.resource
                    && (named == LabelText::Absent || named == around.labels.key) =>
            {
                Above::Row(Box::new(around.labels.clone()))
            }
            (LabelText::Absent | LabelText::Value(_), _) => Above::Absent,
        };
    }
    if let (false, Some(text)) = (book.is_empty(), labels.key.text()) {
        let at = usize::from(row.shape().0);
        if let Entry::Labels(known) = book.find(at, text) {
            labels.complete(known);
        }
    }
    labels
}

/// The key in its one spelling; any other is no key.
fn key<'t>(resource: &Resource, row: TapeRow<'t>) -> LabelText<'t> {
    let spec = resource.spec().key;
    let Some(value) = FieldId::new(spec.field).and_then(|field| row.field(field)) else {
        return LabelText::Absent;
    };
    let text = value.as_str();
    let named = match (&text, value.as_number()) {
        (Some(text), _) => JsonKey::Text(text),
        (None, Some(number)) => JsonKey::Number(number),
        (None, None) => return LabelText::Absent,
    };
    let canonical = Key::from_json(spec.kind, named).is_ok();
    let text = text.or_else(|| value.as_number().map(Into::into));
    text.filter(|_| canonical)
        .map_or(LabelText::Absent, LabelText::Value)
}

fn label(row: TapeRow<'_>, field: usize) -> LabelText<'_> {
    match FieldId::new(field).and_then(|field| row.field(field)) {
        None => LabelText::Absent,
        Some(value) => match value.kind() {
            Kind::Null => LabelText::Null,
            Kind::Bool | Kind::Number => LabelText::Value(value.raw().into()),
            Kind::String => value.as_str().map_or(LabelText::Absent, LabelText::Value),
            Kind::Array | Kind::Object => LabelText::Absent,
        },
    }
}
