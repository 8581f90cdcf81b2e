//! Writes a body again with what the verdicts leave of it. Values are copied, never written anew.

use super::layout::SiteId;
use super::mask::Mask;
use super::plan::{Disclosure, Verdict};
use super::shape::{FieldId, FieldKind};
use super::tape::{Cell, Found, Piece, RowRef, Tape};
use super::value::{Kind, Span};

impl Tape<'_> {
    /// Appends the redacted body to `out`. `verdicts` are in the order of [`super::RowId`]; a row
    /// without one is dropped. Members and rows keep their order, numbers their digits.
    ///
    /// Under [`Disclosure::Show`], a scalar field that holds an array or object is left out, and so
    /// is an embedding field that holds neither rows nor null.
    pub fn emit(&self, verdicts: &[Verdict<'_>], out: &mut Vec<u8>) {
        out.reserve(self.text.len());
        let mut emit = Emit {
            tape: self,
            verdicts,
            out,
        };
        for piece in &self.envelope {
            match *piece {
                Piece::Byte(byte) => emit.out.push(byte),
                Piece::Copy(span) => emit.copy(span),
                Piece::Rows(site) => emit.site(site),
            }
        }
    }
}

/// What is written of a member.
enum Written {
    Nothing,
    /// As it stands.
    Text,
    Null,
    Masked(Mask),
    Rows,
}

impl Written {
    #[inline]
    fn of(disclosure: Disclosure, field: FieldKind, value: Kind) -> Self {
        match (disclosure, field) {
            (Disclosure::Null, _) | (Disclosure::Mask(_), FieldKind::Embed(_)) => Self::Null,
            (Disclosure::Mask(mask), FieldKind::Scalar | FieldKind::Json) => match value {
                Kind::String => Self::Masked(mask),
                Kind::Null | Kind::Bool | Kind::Number | Kind::Array | Kind::Object => Self::Null,
            },
            (Disclosure::Show, FieldKind::Json) => Self::Text,
            (Disclosure::Show, FieldKind::Scalar) if value.is_scalar() => Self::Text,
            (Disclosure::Omit, _) | (Disclosure::Show, FieldKind::Scalar) => Self::Nothing,
            (Disclosure::Show, FieldKind::Embed(_)) => match value {
                Kind::Null => Self::Text,
                Kind::Array | Kind::Object => Self::Rows,
                Kind::Bool | Kind::Number | Kind::String => Self::Nothing,
            },
        }
    }
}

struct Emit<'e> {
    tape: &'e Tape<'e>,
    verdicts: &'e [Verdict<'e>],
    out: &'e mut Vec<u8>,
}

impl<'e> Emit<'e> {
    fn site(&mut self, id: SiteId) {
        let tape = self.tape;
        match tape.found(id) {
            Found::Absent | Found::Null => self.null(),
            Found::One => self.single(tape.rows_at(id)),
            Found::Array => self.several(*b"[]", tape.rows_at(id)),
            Found::Map => self.several(*b"{}", tape.rows_at(id)),
        }
    }

    fn single(&mut self, mut rows: impl Iterator<Item = RowRef<'e>>) {
        if !rows.next().is_some_and(|row| self.row(row, false)) {
            self.null();
        }
    }

    fn several(&mut self, [open, close]: [u8; 2], rows: impl Iterator<Item = RowRef<'e>>) {
        self.out.push(open);
        let mut comma = false;
        for row in rows {
            comma |= self.row(row, comma);
        }
        self.out.push(close);
    }

    /// Writes the row, unless its verdict drops it.
    fn row(&mut self, row: RowRef<'e>, comma: bool) -> bool {
        let Some(Verdict::Keep { plan, extra }) = self.verdicts.get(row.id().0 as usize) else {
            return false;
        };
        let Some(shape) = self.tape.layout.shape(row.shape()) else {
            return false;
        };
        self.comma(comma);
        // The member name, in a map.
        self.copy(Span {
            start: row.record.key,
            end: row.span().start,
        });
        self.out.push(b'{');
        let mut members = Members {
            some: false,
            run: None,
        };
        for (field, cell, value) in row.cells() {
            let Some(spec) = shape.field(field) else {
                continue;
            };
            match (
                Written::of(plan.disclosure(field), spec.kind, value),
                &mut members.run,
            ) {
                (Written::Text, Some(run)) if cell.joined => run.end = cell.end,
                (Written::Text, _) => {
                    self.flush(&mut members);
                    members.run = Some(Span {
                        start: cell.key,
                        end: cell.end,
                    });
                }
                (Written::Nothing, _) => self.flush(&mut members),
                (Written::Null, _) => {
                    self.name(&mut members, cell);
                    self.null();
                }
                (Written::Masked(mask), _) => {
                    self.name(&mut members, cell);
                    self.masked(mask, row, field);
                }
                (Written::Rows, _) => {
                    self.name(&mut members, cell);
                    if value == Kind::Array {
                        self.several(*b"[]", row.embedded(field));
                    } else {
                        self.single(row.embedded(field));
                    }
                }
            }
        }
        self.flush(&mut members);
        if !extra.is_empty() {
            self.comma(members.some);
            self.out.extend_from_slice(extra);
        }
        self.out.push(b'}');
        true
    }

    /// Writes what is held back of a row.
    fn flush(&mut self, members: &mut Members) {
        if let Some(run) = members.run.take() {
            self.comma(members.some);
            self.copy(run);
            members.some = true;
        }
    }

    /// Writes a member's name and colon.
    fn name(&mut self, members: &mut Members, cell: &Cell) {
        self.flush(members);
        self.comma(members.some);
        self.copy(Span {
            start: cell.key,
            end: cell.start,
        });
        members.some = true;
    }

    fn masked(&mut self, mask: Mask, row: RowRef<'_>, field: FieldId) {
        match row.field(field).and_then(super::Value::as_str) {
            Some(text) => {
                self.out.push(b'"');
                self.out.extend_from_slice(mask.apply(&text).as_bytes());
                self.out.push(b'"');
            }
            None => self.null(),
        }
    }

    fn copy(&mut self, span: Span) {
        self.out
            .extend_from_slice(span.of(self.tape.text).as_bytes());
    }

    fn comma(&mut self, wanted: bool) {
        if wanted {
            self.out.push(b',');
        }
    }

    fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }
}

/// What is written of a row so far.
struct Members {
    /// Whether a member was written.
    some: bool,
    /// Members that follow each other in the body and are written as they stand; held back, to be
    /// copied together.
    run: Option<Span>,
}
