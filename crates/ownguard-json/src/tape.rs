//! What a scan recorded of a body, and reading it row by row. Offsets only: the values stay where
//! they are.

use super::layout::{Layout, SiteId};
use super::shape::{FieldId, ShapeId};
use super::value::{Kind, Span, Value};

/// A row's place among all rows of a body, in the order of the body; a row comes before those
/// embedded in it. Verdicts are given in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub u32);

/// What stood at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// No such member, or `null` on the way.
    Absent,
    /// `null`.
    Null,
    /// One row.
    One,
    /// An array of rows.
    Array,
    /// An object whose members' values are rows.
    Map,
}

/// The rows of a body. Made by [`Tape::scan`].
#[derive(Clone, Debug)]
pub struct Tape<'a> {
    pub(super) text: &'a str,
    pub(super) layout: &'a Layout,
    pub(super) rows: Vec<RowRecord>,
    pub(super) cells: Vec<Cell>,
    pub(super) sites: Vec<SiteRecord>,
    pub(super) envelope: Vec<Piece>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct SiteRecord {
    pub(super) found: Found,
    /// Rows from `first` to before `end`, embedded ones included.
    pub(super) first: u32,
    pub(super) end: u32,
}

impl SiteRecord {
    pub(super) const ABSENT: Self = Self {
        found: Found::Absent,
        first: 0,
        end: 0,
    };
}

#[derive(Clone, Copy, Debug)]
pub(super) struct RowRecord {
    pub(super) span: Span,
    /// Where the member name stands, in a map; else where the row begins.
    pub(super) key: u32,
    /// Its first cell.
    pub(super) cells: u32,
    /// How many cells it has: one for every field of its shape.
    pub(super) fields: u32,
    /// The first row that is not embedded in this one, however deep.
    pub(super) end: u32,
    pub(super) origin: Origin,
    pub(super) index: u32,
    pub(super) site: SiteId,
    pub(super) shape: ShapeId,
    /// Its first field in the body's order.
    pub(super) first: Option<FieldId>,
}

/// Whether a row stands at a site itself or inside another row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Site,
    Embedded { parent: RowId, field: FieldId },
}

/// A field of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Where the member name stands.
    pub(super) key: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    /// None: the row lacks the field.
    pub(super) kind: Option<Kind>,
    pub(super) escaped: bool,
    /// No unknown member stands between this field and the one before it.
    pub(super) joined: bool,
    /// The next field in the body's order.
    pub(super) next: Option<FieldId>,
}

impl Cell {
    pub(super) const ABSENT: Self = Self {
        key: 0,
        start: 0,
        end: 0,
        kind: None,
        escaped: false,
        joined: false,
        next: None,
    };
}

/// A part of the envelope to write.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    Byte(u8),
    Copy(Span),
    Rows(SiteId),
}

impl<'a> Tape<'a> {
    /// How many rows there are, embedded ones included. As many verdicts are needed.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows, in the order of [`RowId`].
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = RowRef<'_>> + ExactSizeIterator {
        self.rows
            .iter()
            .zip(0..self.count())
            .map(|(record, id)| self.view(record, id))
    }

    /// The row at `id`.
    pub fn row(&self, id: RowId) -> Option<RowRef<'_>> {
        self.rows
            .get(id.0 as usize)
            .map(|record| self.view(record, id.0))
    }

    /// What stood at the site.
    pub fn found(&self, site: SiteId) -> Found {
        self.sites
            .get(usize::from(site.0))
            .map_or(Found::Absent, |site| site.found)
    }

    /// The rows at the site itself, without those embedded in them.
    pub fn rows_at(&self, site: SiteId) -> impl Iterator<Item = RowRef<'_>> {
        let (first, end) = self
            .sites
            .get(usize::from(site.0))
            .map_or((0, 0), |site| (site.first, site.end));
        self.siblings(first, end)
    }

    /// The body it was made from.
    pub fn body(&self) -> &'a str {
        self.text
    }

    /// The layout it was made by.
    pub fn layout(&self) -> &'a Layout {
        self.layout
    }

    /// Rows from `first` to before `end`, without those embedded in them.
    pub(super) fn siblings(&self, first: u32, end: u32) -> impl Iterator<Item = RowRef<'_>> {
        let mut next = first;
        std::iter::from_fn(move || {
            let row = self.row(RowId(next)).filter(|_| next < end)?;
            next = row.record.end;
            Some(row)
        })
    }

    fn view<'t>(&'t self, record: &'t RowRecord, id: u32) -> RowRef<'t> {
        let first = record.cells as usize;
        let cells = self
            .cells
            .get(first..first + record.fields as usize)
            .unwrap_or_default();
        RowRef {
            tape: self,
            record,
            cells,
            id: RowId(id),
        }
    }

    pub(super) fn count(&self) -> u32 {
        super::value::offset(self.rows.len())
    }
}

/// A row of a body.
#[derive(Clone, Copy, Debug)]
pub struct RowRef<'t> {
    tape: &'t Tape<'t>,
    pub(super) record: &'t RowRecord,
    /// One for every field of its shape.
    cells: &'t [Cell],
    id: RowId,
}

impl<'t> RowRef<'t> {
    /// Its place among all rows.
    pub fn id(self) -> RowId {
        self.id
    }

    /// The site it stands at, or the row around it.
    pub fn site(self) -> SiteId {
        self.record.site
    }

    /// Its shape.
    pub fn shape(self) -> ShapeId {
        self.record.shape
    }

    /// Its place among the rows of its site or of its embedding field, counted before any verdict.
    pub fn index(self) -> usize {
        self.record.index as usize
    }

    /// Where it stands in the body, braces included.
    pub fn span(self) -> Span {
        self.record.span
    }

    /// The row it is embedded in, and by which of that row's fields. None at a site itself.
    pub fn parent(self) -> Option<(RowRef<'t>, FieldId)> {
        match self.record.origin {
            Origin::Site => None,
            Origin::Embedded { parent, field } => Some((self.tape.row(parent)?, field)),
        }
    }

    /// The rows embedded in it, whichever field they stand in; not those inside them.
    pub fn children(self) -> impl Iterator<Item = RowRef<'t>> {
        self.tape.siblings(self.id.0 + 1, self.record.end)
    }

    /// The field's value; None if the row has no such member, which is not the same as `null`.
    #[inline]
    pub fn field(self, field: FieldId) -> Option<Value<'t>> {
        let cell = self.cells.get(field.place())?;
        let raw = self.tape.text.get(cell.start as usize..cell.end as usize)?;
        Some(Value {
            raw,
            start: cell.start,
            kind: cell.kind?,
            escaped: cell.escaped,
        })
    }

    /// The rows that stand in the embedding field.
    pub fn embedded(self, field: FieldId) -> impl Iterator<Item = RowRef<'t>> {
        let parent = self.id;
        let origin = Origin::Embedded { parent, field };
        self.children()
            .filter(move |row| row.record.origin == origin)
    }

    /// The fields that it has, in the body's order.
    pub fn present(self) -> impl Iterator<Item = FieldId> {
        self.cells().map(|(field, _, _)| field)
    }

    #[inline]
    pub(super) fn cells(self) -> impl Iterator<Item = (FieldId, &'t Cell, Kind)> {
        let mut next = self.record.first;
        std::iter::from_fn(move || {
            let field = next?;
            let cell = self.cells.get(field.place())?;
            next = cell.next;
            Some((field, cell, cell.kind?))
        })
    }
}
