//! The one pass over a body: validates it whole and records its rows.

use super::layout::{Layout, Many, Role, SiteId};
use super::lexer::{Cursor, Passed};
use super::shape::{FieldId, FieldKind, Shape, ShapeId};
use super::tape::{Cell, Found, Origin, Piece, RowId, RowRecord, SiteRecord, Tape};
use super::text::unescape;
use super::value::{Error, Fault, Kind, Limits, Span, checked, offset};
use std::borrow::Cow;

impl<'a> Tape<'a> {
    /// Validates `body` whole and records the rows that `layout` looks for. Time and memory grow
    /// linearly with the body, times the number of fields a row may have.
    pub fn scan(body: &'a [u8], layout: &'a Layout, limits: &Limits) -> Result<Self, Error> {
        let text = checked(body, limits)?;
        let absent = SiteRecord {
            found: Found::Absent,
            first: 0,
            end: 0,
        };
        let mut scan = Scan {
            cursor: Cursor::new(text, limits.depth),
            most_rows: limits.rows,
            orders: vec![Vec::new(); layout.shapes.len()],
            tape: Tape {
                text,
                layout,
                rows: Vec::new(),
                cells: Vec::new(),
                sites: vec![absent; layout.sites.len()],
                envelope: Vec::new(),
            },
        };
        scan.envelope(0)?;
        scan.cursor.finish()?;
        let missing = |(site, spec): (&SiteRecord, &super::RowSite)| {
            !spec.optional && matches!(site.found, Found::Absent | Found::Null)
        };
        if scan.tape.sites.iter().zip(&layout.sites).any(missing) {
            return Err(Error {
                at: 0,
                fault: Fault::RowsNotFound,
            });
        }
        Ok(scan.tape)
    }
}

struct Scan<'a> {
    cursor: Cursor<'a>,
    most_rows: usize,
    /// For each shape, the members of the last row as they stood: the next row's guess.
    orders: Vec<Vec<Seen>>,
    tape: Tape<'a>,
}

/// A member name as it stood, up to its value.
#[derive(Clone, Copy)]
struct Seen {
    name: Span,
    field: Option<FieldId>,
}

/// What is known of a row before it is read.
#[derive(Clone, Copy)]
struct Place {
    key: u32,
    index: u32,
    origin: Origin,
    site: SiteId,
    shape: ShapeId,
}

impl<'a> Scan<'a> {
    fn envelope(&mut self, node: usize) -> Result<(), Error> {
        let layout = self.tape.layout;
        let Some(here) = layout.nodes.get(node) else {
            return Ok(());
        };
        match here.role {
            Role::Rows(site) => {
                self.tape.envelope.push(Piece::Rows(site));
                self.site(site)
            }
            Role::Whole => {
                let start = self.cursor.at();
                self.cursor.skip()?;
                self.copy_from(start);
                Ok(())
            }
            Role::Way if self.cursor.peek() == b'{' => self.way(&here.members),
            Role::Way => {
                let start = self.cursor.at();
                if self.cursor.skip()?.kind != Kind::Null {
                    return Err(Error {
                        at: start,
                        fault: Fault::RowsNotFound,
                    });
                }
                self.copy_from(start);
                self.mark_null(node);
                Ok(())
            }
        }
    }

    fn way(&mut self, members: &[(String, usize)]) -> Result<(), Error> {
        self.tape.envelope.push(Piece::Byte(b'{'));
        let mut met = Vec::new();
        let mut more = !self.cursor.open(b'}')?;
        while more {
            let key = self.cursor.at();
            let name = self.any_name()?;
            match members.iter().find(|(known, _)| *known == name) {
                Some((_, node)) if met.contains(node) => {
                    return Err(Error {
                        at: key,
                        fault: Fault::DuplicateMember,
                    });
                }
                Some((_, node)) => {
                    if !met.is_empty() {
                        self.tape.envelope.push(Piece::Byte(b','));
                    }
                    met.push(*node);
                    self.copy_from(key);
                    self.envelope(*node)?;
                }
                None => {
                    self.cursor.skip()?;
                }
            }
            more = self.cursor.more(b'}')?;
        }
        self.tape.envelope.push(Piece::Byte(b'}'));
        Ok(())
    }

    fn site(&mut self, id: SiteId) -> Result<(), Error> {
        let Some(spec) = self.tape.layout.site(id) else {
            return Ok(());
        };
        let first = self.tape.count();
        let key = self.cursor.at();
        let mut place = Place {
            key,
            index: 0,
            origin: Origin::Site,
            site: id,
            shape: spec.shape,
        };
        let found = match (self.cursor.peek(), spec.many) {
            (b'{', Many::One | Many::Auto) => {
                self.row(place)?;
                Found::One
            }
            (b'{', Many::Map) => {
                let mut more = !self.cursor.open(b'}')?;
                while more {
                    place.key = self.cursor.at();
                    self.any_name()?;
                    self.row(place)?;
                    place.index += 1;
                    more = self.cursor.more(b'}')?;
                }
                Found::Map
            }
            (b'[', Many::Array | Many::Auto) => {
                let mut more = !self.cursor.open(b']')?;
                while more {
                    place.key = self.cursor.at();
                    self.row(place)?;
                    place.index += 1;
                    more = self.cursor.more(b']')?;
                }
                Found::Array
            }
            (b'n', _) => {
                self.cursor.skip()?;
                Found::Null
            }
            _ => return Err(self.not_rows()),
        };
        let end = self.tape.count();
        if let Some(site) = self.tape.sites.get_mut(usize::from(id.0)) {
            *site = SiteRecord { found, first, end };
        }
        Ok(())
    }

    /// Reads the row that must come next.
    fn row(&mut self, place: Place) -> Result<(), Error> {
        let layout = self.tape.layout;
        let (b'{', Some(shape)) = (self.cursor.peek(), layout.shape(place.shape)) else {
            return Err(self.not_rows());
        };
        if self.tape.rows.len() >= self.most_rows {
            return Err(self.cursor.fail(Fault::TooManyRows));
        }
        let start = self.cursor.at();
        let id = RowId(self.tape.count());
        let cells = self.tape.cells.len();
        self.tape
            .cells
            .resize(cells + shape.fields().len(), Cell::ABSENT);
        self.tape.rows.push(RowRecord {
            span: Span { start, end: start },
            key: place.key,
            cells: offset(cells),
            end: id.0 + 1,
            origin: place.origin,
            index: place.index,
            site: place.site,
            shape: place.shape,
            head: None,
        });
        let mut fields = Fields {
            shape,
            row: id,
            place,
            cells,
            turn: 0,
            last: None,
            joined: false,
        };
        let mut more = !self.cursor.open(b'}')?;
        while more {
            self.member(&mut fields)?;
            more = self.cursor.more(b'}')?;
        }
        let (span_end, end) = (self.cursor.at(), self.tape.count());
        if let Some(row) = self.tape.rows.get_mut(id.0 as usize) {
            row.span.end = span_end;
            row.end = end;
        }
        Ok(())
    }

    #[inline]
    fn member(&mut self, fields: &mut Fields<'a>) -> Result<(), Error> {
        let key = self.cursor.at();
        let Some(field) = self.field_name(fields)? else {
            fields.joined = false;
            self.cursor.skip()?;
            return Ok(());
        };
        let place = fields.cells + field.place();
        if self
            .tape
            .cells
            .get(place)
            .is_some_and(|cell| cell.kind.is_some())
        {
            return Err(Error {
                at: key,
                fault: Fault::DuplicateMember,
            });
        }
        let start = self.cursor.at();
        let kind = fields.shape.field(field).map(|field| field.kind);
        let passed = match kind {
            Some(FieldKind::Embed(shape)) => {
                let origin = Origin::Embedded {
                    parent: fields.row,
                    field,
                };
                self.embedded(Place {
                    key: start,
                    index: 0,
                    origin,
                    shape,
                    ..fields.place
                })?
            }
            Some(FieldKind::Scalar | FieldKind::Json) | None => self.cursor.skip()?,
        };
        if let Some(cell) = self.tape.cells.get_mut(place) {
            *cell = Cell {
                key,
                start,
                end: self.cursor.at(),
                kind: Some(passed.kind),
                escaped: passed.escaped,
                joined: fields.joined,
                next: None,
            };
        }
        let link = match fields.last {
            Some(last) => self
                .tape
                .cells
                .get_mut(fields.cells + last.place())
                .map(|cell| &mut cell.next),
            None => self
                .tape
                .rows
                .get_mut(fields.row.0 as usize)
                .map(|row| &mut row.head),
        };
        if let Some(link) = link {
            *link = Some(field);
        }
        fields.last = Some(field);
        fields.joined = true;
        Ok(())
    }

    /// The value of an embedding field. Only objects are rows; the rest is passed.
    fn embedded(&mut self, mut place: Place) -> Result<Passed, Error> {
        match self.cursor.peek() {
            b'{' => {
                self.row(place)?;
                Ok(Passed {
                    kind: Kind::Object,
                    escaped: false,
                })
            }
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
                Ok(Passed {
                    kind: Kind::Array,
                    escaped: false,
                })
            }
            _ => self.cursor.skip(),
        }
    }

    /// Passes a member name and its colon. None: no field has that name.
    #[inline]
    fn field_name(&mut self, fields: &mut Fields<'a>) -> Result<Option<FieldId>, Error> {
        let order = self.orders.get(usize::from(fields.place.shape.0));
        // What the last row had in this turn, or, if a member was left out, in the next.
        for turn in [fields.turn, fields.turn + 1] {
            let Some(seen) = order.and_then(|order| order.get(turn)) else {
                break;
            };
            if self.cursor.take_again(seen.name) {
                fields.turn = turn + 1;
                return Ok(seen.field);
            }
        }
        let start = self.cursor.at();
        let name = self.any_name()?;
        let field = fields.shape.find(&name);
        let seen = Seen {
            name: Span {
                start,
                end: self.cursor.at(),
            },
            field,
        };
        if let Some(order) = self.orders.get_mut(usize::from(fields.place.shape.0)) {
            match order.get_mut(fields.turn) {
                Some(old) => *old = seen,
                None => order.push(seen),
            }
        }
        fields.turn += 1;
        Ok(field)
    }

    /// Passes a member name and its colon; the cursor stands at the value.
    fn any_name(&mut self) -> Result<Cow<'a, str>, Error> {
        let start = self.cursor.at();
        let escaped = self.cursor.string()?;
        let inner = Span {
            start: start + 1,
            end: self.cursor.at() - 1,
        }
        .of(self.tape.text);
        self.cursor.colon()?;
        if escaped {
            unescape(inner)
        } else {
            Ok(Cow::Borrowed(inner))
        }
    }

    fn copy_from(&mut self, start: u32) {
        self.tape.envelope.push(Piece::Copy(Span {
            start,
            end: self.cursor.at(),
        }));
    }

    /// The sites below an envelope member that is `null`.
    fn mark_null(&mut self, node: usize) {
        let layout = self.tape.layout;
        let mut below = vec![node];
        while let Some(here) = below.pop().and_then(|node| layout.nodes.get(node)) {
            below.extend(here.members.iter().map(|(_, member)| member));
            if let Role::Rows(site) = here.role
                && let Some(site) = self.tape.sites.get_mut(usize::from(site.0))
            {
                site.found = Found::Null;
            }
        }
    }

    fn not_rows(&self) -> Error {
        // What is no JSON either is told from JSON that is no row.
        match self.cursor.clone().skip() {
            Ok(_) => self.cursor.fail(Fault::RowsNotFound),
            Err(error) => error,
        }
    }
}

/// The row being read.
struct Fields<'a> {
    shape: &'a Shape,
    row: RowId,
    place: Place,
    /// Its first cell.
    cells: usize,
    /// Which member comes next.
    turn: usize,
    last: Option<FieldId>,
    /// Whether the member before was a field.
    joined: bool,
}
