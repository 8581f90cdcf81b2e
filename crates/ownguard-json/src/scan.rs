//! The one pass over a body: validates it whole and finds its rows. What is inside a row is read
//! in `row.rs`.

use super::cursor::Cursor;
use super::layout::{EnvelopeNode, Layout, Many, Role, SiteId};
use super::row::{Guess, Place};
use super::tape::{Found, Origin, Piece, SiteRecord, Tape};
use super::value::{Error, Fault, Kind, Limits, checked};

impl<'a> Tape<'a> {
    /// Validates `body` whole and records the rows that `layout` looks for. Time and memory grow
    /// linearly with the body, times the number of fields a row may have.
    pub fn scan(body: &'a [u8], layout: &'a Layout, limits: &Limits) -> Result<Self, Error> {
        let text = checked(body, limits)?;
        let mut scan = Scan {
            cursor: Cursor::new(text, limits.depth),
            most_rows: limits.rows,
            guesses: vec![Vec::new(); layout.shapes.len()],
            tape: Tape {
                text,
                layout,
                rows: Vec::new(),
                cells: Vec::new(),
                sites: vec![SiteRecord::ABSENT; layout.sites.len()],
                envelope: Vec::new(),
            },
        };
        if let Some(root) = layout.nodes.first() {
            scan.envelope(root)?;
        }
        scan.cursor.finish()?;
        let found = scan.tape.sites.iter().map(|site| site.found);
        let lacks = |found| matches!(found, Found::Absent | Found::Null);
        if found
            .zip(&layout.sites)
            .any(|(found, site)| lacks(found) && !site.optional)
        {
            return Err(Error::new(0, Fault::RowsNotFound));
        }
        Ok(scan.tape)
    }
}

pub(super) struct Scan<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) most_rows: usize,
    /// For each shape, the members of its last row.
    pub(super) guesses: Vec<Vec<Guess>>,
    pub(super) tape: Tape<'a>,
}

impl<'a> Scan<'a> {
    /// Reads a value that stands on the way to rows, is rows or passes whole.
    fn envelope(&mut self, node: &'a EnvelopeNode) -> Result<(), Error> {
        let start = self.cursor.at();
        match node.role {
            Role::Rows(site) => {
                self.tape.envelope.push(Piece::Rows(site));
                return self.site(site);
            }
            Role::Way if self.cursor.peek() == b'{' => return self.way(&node.members),
            Role::Way => {
                if self.cursor.skip()?.kind != Kind::Null {
                    return Err(Error::new(start, Fault::RowsNotFound));
                }
            }
            Role::Whole => {
                self.cursor.skip()?;
            }
        }
        self.tape
            .envelope
            .push(Piece::Copy(self.cursor.since(start)));
        Ok(())
    }

    fn way(&mut self, members: &'a [(String, usize)]) -> Result<(), Error> {
        let nodes = &self.tape.layout.nodes;
        self.tape.envelope.push(Piece::Byte(b'{'));
        let mut met = Vec::new();
        let mut more = !self.cursor.open(b'}')?;
        while more {
            let key = self.cursor.at();
            let name = self.cursor.name()?.of(self.tape.text);
            let known = members.iter().find(|(known, _)| *known == name);
            if let Some((node, place)) = known.and_then(|(_, at)| Some((nodes.get(*at)?, *at))) {
                if met.contains(&place) {
                    return Err(Error::new(key, Fault::DuplicateMember));
                }
                if !met.is_empty() {
                    self.tape.envelope.push(Piece::Byte(b','));
                }
                met.push(place);
                self.tape.envelope.push(Piece::Copy(self.cursor.since(key)));
                self.envelope(node)?;
            } else {
                self.cursor.skip()?;
            }
            more = self.cursor.more(b'}')?;
        }
        self.tape.envelope.push(Piece::Byte(b'}'));
        Ok(())
    }

    fn site(&mut self, id: SiteId) -> Result<(), Error> {
        let Some(spec) = self.tape.layout.site(id) else {
            return Err(self.not_a_row());
        };
        let first = self.tape.count();
        let key = self.cursor.at();
        let place = Place {
            key,
            index: 0,
            origin: Origin::Site,
            site: id,
            shape: spec.shape,
        };
        let found = match (self.cursor.peek(), spec.many) {
            (b'{', Many::One | Many::Auto) => self.row(place).map(|()| Found::One)?,
            (b'{', Many::Map) => self.map(place).map(|()| Found::Map)?,
            (b'[', Many::Array | Many::Auto) => self.array(place).map(|()| Found::Array)?,
            (b'n', _) => self.cursor.skip().map(|_| Found::Null)?,
            _ => return Err(self.not_a_row()),
        };
        let end = self.tape.count();
        if let Some(site) = self.tape.sites.get_mut(usize::from(id.0)) {
            *site = SiteRecord { found, first, end };
        }
        Ok(())
    }

    fn array(&mut self, mut place: Place) -> Result<(), Error> {
        let mut more = !self.cursor.open(b']')?;
        while more {
            place.key = self.cursor.at();
            self.row(place)?;
            place.index += 1;
            more = self.cursor.more(b']')?;
        }
        Ok(())
    }

    /// A name that stands twice does no harm: both rows are judged.
    fn map(&mut self, mut place: Place) -> Result<(), Error> {
        let mut more = !self.cursor.open(b'}')?;
        while more {
            place.key = self.cursor.at();
            self.cursor.name()?;
            self.row(place)?;
            place.index += 1;
            more = self.cursor.more(b'}')?;
        }
        Ok(())
    }

    /// What comes next should be a row. What is not JSON either is told from what is.
    pub(super) fn not_a_row(&self) -> Error {
        let here = self.cursor.fail(Fault::RowsNotFound);
        self.cursor.clone().skip().err().unwrap_or(here)
    }
}
