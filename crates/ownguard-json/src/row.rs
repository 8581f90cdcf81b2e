//! Reads one row: which of its members are fields, and where their values stand.

use super::cursor::Passed;
use super::layout::SiteId;
use super::scan::Scan;
use super::shape::{FieldId, FieldKind, Shape, ShapeId};
use super::tape::{Cell, Origin, RowId, RowRecord};
use super::value::{Error, Fault, Kind, Span, offset};

/// What is known of a row before it is read.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) key: u32,
    pub(super) index: u32,
    pub(super) origin: Origin,
    pub(super) site: SiteId,
    pub(super) shape: ShapeId,
}

/// A member of an earlier row of the same shape: rows mostly have the same members in the same
/// order, and then a name is recognised by comparing bytes once.
#[derive(Clone, Copy)]
pub(super) struct Guess {
    /// The name as it stood, up to the value.
    name: Span,
    /// None: no field has that name.
    field: Option<FieldId>,
}

/// The row being read.
struct Reading<'a> {
    row: RowId,
    place: Place,
    shape: &'a Shape,
    /// Its first cell.
    cells: usize,
    /// The guess for the next member.
    turn: usize,
    /// The field before, if there was one.
    last: Option<FieldId>,
    /// Whether the member before was a field.
    joined: bool,
}

impl<'a> Scan<'a> {
    /// Reads the row that must come next.
    pub(super) fn row(&mut self, place: Place) -> Result<(), Error> {
        let layout = self.tape.layout;
        let (b'{', Some(shape)) = (self.cursor.peek(), layout.shape(place.shape)) else {
            return Err(self.not_a_row());
        };
        if self.tape.rows.len() >= self.most_rows {
            return Err(self.cursor.fail(Fault::TooManyRows));
        }
        let start = self.cursor.at();
        let row = RowId(self.tape.count());
        let cells = self.tape.cells.len();
        let fields = shape.fields().len();
        self.tape.cells.resize(cells + fields, Cell::ABSENT);
        self.tape.rows.push(RowRecord {
            span: Span { start, end: start },
            key: place.key,
            cells: offset(cells),
            fields: offset(fields),
            end: row.0 + 1,
            origin: place.origin,
            index: place.index,
            site: place.site,
            shape: place.shape,
            first: None,
        });
        let mut reading = Reading {
            row,
            place,
            shape,
            cells,
            turn: 0,
            last: None,
            joined: false,
        };
        let mut more = !self.cursor.open(b'}')?;
        while more {
            self.member(&mut reading)?;
            more = self.cursor.more(b'}')?;
        }
        let end = self.tape.count();
        if let Some(record) = self.tape.rows.get_mut(row.0 as usize) {
            record.span = self.cursor.since(start);
            record.end = end;
        }
        Ok(())
    }

    #[inline]
    fn member(&mut self, reading: &mut Reading<'a>) -> Result<(), Error> {
        let key = self.cursor.at();
        let Some(field) = self.field_name(reading)? else {
            reading.joined = false;
            self.cursor.skip()?;
            return Ok(());
        };
        let cell = reading.cells + field.place();
        if self
            .tape
            .cells
            .get(cell)
            .is_some_and(|cell| cell.kind.is_some())
        {
            return Err(Error::new(key, Fault::DuplicateMember));
        }
        let start = self.cursor.at();
        let passed = match reading.shape.field(field).map(|spec| spec.kind) {
            Some(FieldKind::Embed(shape)) => {
                let origin = Origin::Embedded {
                    parent: reading.row,
                    field,
                };
                let site = reading.place.site;
                self.embedded(Place {
                    key: start,
                    index: 0,
                    origin,
                    site,
                    shape,
                })?
            }
            Some(FieldKind::Scalar | FieldKind::Json) | None => self.cursor.skip()?,
        };
        if let Some(cell) = self.tape.cells.get_mut(cell) {
            *cell = Cell {
                key,
                start,
                end: self.cursor.at(),
                kind: Some(passed.kind),
                escaped: passed.escaped,
                joined: reading.joined,
                next: None,
            };
        }
        self.link(reading, field);
        reading.last = Some(field);
        reading.joined = true;
        Ok(())
    }

    /// Makes `field` the one that follows the last.
    #[inline]
    fn link(&mut self, reading: &Reading<'a>, field: FieldId) {
        if let Some(last) = reading.last {
            if let Some(cell) = self.tape.cells.get_mut(reading.cells + last.place()) {
                cell.next = Some(field);
            }
        } else if let Some(row) = self.tape.rows.get_mut(reading.row.0 as usize) {
            row.first = Some(field);
        }
    }

    /// The value of an embedding field. Only objects are rows; the rest is passed.
    fn embedded(&mut self, mut place: Place) -> Result<Passed, Error> {
        match self.cursor.peek() {
            b'{' => self.row(place).map(|()| Passed::plain(Kind::Object)),
            b'[' => {
                let mut more = !self.cursor.open(b']')?;
                while more {
                    place.key = self.cursor.at();
                    if self.cursor.peek() == b'{' {
                        self.row(place)?;
                    } else {
                        self.cursor.skip()?;
                    }
                    place.index += 1;
                    more = self.cursor.more(b']')?;
                }
                Ok(Passed::plain(Kind::Array))
            }
            _ => self.cursor.skip(),
        }
    }

    /// Passes a member name and its colon. None: no field has that name.
    #[inline]
    fn field_name(&mut self, reading: &mut Reading<'a>) -> Result<Option<FieldId>, Error> {
        let shape = usize::from(reading.place.shape.0);
        if let Some(guesses) = self.guesses.get(shape) {
            // The next member of the last row, or the one behind it if a member was left out.
            for turn in [reading.turn, reading.turn + 1] {
                let Some(guess) = guesses.get(turn) else {
                    break;
                };
                if self.cursor.take_again(guess.name) {
                    reading.turn = turn + 1;
                    return Ok(guess.field);
                }
            }
        }
        self.new_field_name(reading)
    }

    fn new_field_name(&mut self, reading: &mut Reading<'a>) -> Result<Option<FieldId>, Error> {
        let start = self.cursor.at();
        let name = self.cursor.name()?.of(self.tape.text);
        let field = reading.shape.find(&name);
        let guess = Guess {
            name: self.cursor.since(start),
            field,
        };
        if let Some(guesses) = self.guesses.get_mut(usize::from(reading.place.shape.0)) {
            match guesses.get_mut(reading.turn) {
                Some(old) => *old = guess,
                None => guesses.push(guess),
            }
        }
        reading.turn += 1;
        Ok(field)
    }
}
