//! What a row that arrived says of itself: its labels, and what its server says that its reader may do.

use super::layouts::Layouts;
use crate::action::Action;
use crate::fields::Otherwise;
use crate::http::judge::{Seen, labels_of};
use crate::http::labels::{Above, LabelBook, LabelText, Labels};
use crate::json::{Limits, RowRef as TapeRow, Tree};
use crate::model::{Model, Resource};
use std::borrow::Cow;

/// What a row says of itself.
pub(crate) struct Told<'t> {
    pub(crate) labels: Labels<'t>,
    /// What its server says that its reader may do; none where it says nothing.
    pub(crate) can: Option<Vec<Action>>,
    /// Whether its server has judged that it may be read, alone or as a part of the row around it.
    pub(crate) vouched: bool,
}

impl<'t> Told<'t> {
    pub(crate) fn read(
        model: &Model,
        layouts: &Layouts,
        book: &'t LabelBook,
        resource: &Resource,
        row: TapeRow<'t>,
        around: Option<&Seen<'t>>,
        around_vouched: bool,
    ) -> Self {
        let at = usize::from(row.shape().0);
        let can = layouts.can(at).and_then(|field| row.field(field));
        let can = can.map(|value| named(model, value.raw()));
        let vouched = match &can {
            Some(can) => can.contains(&Action::READ),
            None => around_vouched,
        };
        let mut labels = labels_of(book, resource, row, around);
        if vouched {
            doubt(resource, &mut labels);
        }
        Self {
            labels,
            can,
            vouched,
        }
    }
}

/// The actions that a list names; none where it is not a list of names.
fn named(model: &Model, list: &str) -> Vec<Action> {
    let tree = Tree::parse(list.as_bytes(), &Limits::default());
    let names: Option<Vec<String>> = tree.ok().and_then(|tree| {
        let items = tree.root()?.items();
        let names = items.map(|item| item.value().as_str().map(Cow::into_owned));
        names.collect()
    });
    let names = names.unwrap_or_default();
    names.iter().filter_map(|name| model.action(name)).collect()
}

/// Labels are read before redaction, where that is still to come. What it may have left in the place of a
/// label is none.
fn doubt(resource: &Resource, labels: &mut Labels<'_>) {
    let spec = resource.spec();
    let doubtful = |field: usize, label: &LabelText<'_>| {
        let instead = resource.fields().get(field).map(|field| field.otherwise);
        match (instead, label) {
            (None | Some(Otherwise::Drop), _) | (_, LabelText::Absent) => false,
            (Some(Otherwise::Null | Otherwise::Mask(_)), LabelText::Null) => true,
            (Some(Otherwise::Null), LabelText::Value(_)) => false,
            (Some(Otherwise::Mask(mask)), LabelText::Value(text)) => mask.apply(text) == **text,
        }
    };
    let columns = [
        (spec.tenant, &mut labels.tenant),
        (spec.owner, &mut labels.owner),
        (spec.visibility, &mut labels.visibility),
        (spec.deleted, &mut labels.deleted),
    ];
    let columns = columns
        .into_iter()
        .filter_map(|(field, label)| Some((field?, label)))
        .chain(spec.when.iter().copied().zip(&mut labels.when));
    for (field, label) in columns {
        if doubtful(field, label) {
            *label = LabelText::Absent;
        }
    }
    let parent = spec.parent.as_ref().map(|parent| parent.field);
    if labels.parent == Above::Missing
        && parent.is_some_and(|field| doubtful(field, &LabelText::Null))
    {
        labels.parent = Above::Absent;
    }
}
