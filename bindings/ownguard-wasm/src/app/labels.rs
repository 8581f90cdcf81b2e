//! Labels of rows as JavaScript hands them over: bytes in a place both sides know, or many rows in one
//! string. What is more than tenant, owner, visibility and deletion comes as JSON.

use ownguard_core::{Label, Row};
use std::cell::Cell;

/// A length that says that the label is absent, or null.
const ABSENT: u32 = 0xFFFF;
const NULL: u32 = 0xFFFE;

/// The longest label that is copied.
pub(crate) const LONGEST: usize = 256;

/// One label's bytes, copied from where JavaScript wrote them.
pub(crate) struct Copied {
    bytes: [u8; LONGEST],
    length: u32,
}

impl Copied {
    /// `None` where the length reaches over the end.
    pub(crate) fn from(scratch: &[Cell<u8>], at: usize, length: u32) -> Option<Self> {
        let mut bytes = [0; LONGEST];
        let copied = Self::count(length);
        let source = scratch.get(at..at.checked_add(copied)?)?;
        let target = bytes.get_mut(..copied)?;
        for (to, from) in target.iter_mut().zip(source) {
            *to = from.get();
        }
        Some(Self { bytes, length })
    }

    /// How many bytes a label of this length has.
    pub(crate) const fn count(length: u32) -> usize {
        match length {
            ABSENT | NULL => 0,
            length => length as usize,
        }
    }

    /// `None` where it is not text.
    pub(crate) fn label(&self) -> Option<Label<'_>> {
        Some(match self.length {
            ABSENT => Label::Absent,
            NULL => Label::Null,
            length => {
                let bytes = self.bytes.get(..length as usize)?;
                Label::Value(std::str::from_utf8(bytes).ok()?)
            }
        })
    }
}

/// A row of these labels. `None` for a number that stands for nothing.
pub(crate) fn row<'a>(
    tenant: Label<'a>,
    owner: Label<'a>,
    visibility: u32,
    deleted: u32,
) -> Option<Row<'a>> {
    Some(Row {
        tenant,
        owner,
        visibility: match visibility {
            0 => Label::Absent,
            1 => Label::Value("private"),
            2 => Label::Value("unlisted"),
            3 => Label::Value("public"),
            _ => return None,
        },
        deleted: match deleted {
            0 => Label::Absent,
            1 => Label::Null,
            2 => Label::Value("true"),
            _ => return None,
        },
        ..Row::default()
    })
}

/// The rows of a string: each `tenant 0x1F owner 0x1F digit digit 0x1E`; 0x00 alone is null, 0x01 alone
/// absent. `None` for anything else, such as a label that holds a separator.
pub(crate) fn rows(text: &str) -> Option<impl Iterator<Item = Option<Row<'_>>>> {
    let text = text.strip_suffix('\u{1e}')?;
    Some(text.split('\u{1e}').map(|record| {
        let mut parts = record.split('\u{1f}');
        let (tenant, owner, digits) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let [visibility, deleted] = <[u8; 2]>::try_from(digits.as_bytes()).ok()?;
        let digit = |byte: u8| u32::from(byte.wrapping_sub(b'0'));
        row(
            label(tenant),
            label(owner),
            digit(visibility),
            digit(deleted),
        )
    }))
}

fn label(text: &str) -> Label<'_> {
    match text {
        "\0" => Label::Null,
        "\u{1}" => Label::Absent,
        text => Label::Value(text),
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "tests fail loudly"
    )]
    use super::*;

    fn read(text: &str) -> Option<Vec<Row<'_>>> {
        rows(text)?.collect()
    }

    #[test]
    fn rows_are_read_from_one_string() {
        let read = read("t1\u{1f}u1\u{1f}01\u{1e}\0\u{1f}\u{1}\u{1f}32\u{1e}").unwrap();
        assert_eq!(read.len(), 2);
        let first = (read[0].tenant, read[0].owner, read[0].deleted);
        assert_eq!(first, (Label::Value("t1"), Label::Value("u1"), Label::Null));
        let second = (read[1].tenant, read[1].owner, read[1].visibility);
        assert_eq!(second, (Label::Null, Label::Absent, Label::Value("public")));
    }

    #[test]
    fn a_label_that_holds_a_separator_makes_no_row() {
        for text in [
            "",
            "t1",
            "t1\u{1f}u1\u{1f}01",
            "t1\u{1f}u1\u{1e}",
            "t\u{1f}1\u{1f}u1\u{1f}01\u{1e}",
            "t1\u{1f}u1\u{1f}41\u{1e}",
            "t1\u{1f}u1\u{1f}0\u{1e}",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_length_over_the_end_copies_nothing() {
        let scratch: Vec<_> = b"t1u1".iter().copied().map(Cell::new).collect();
        let copied = |at, length| {
            Copied::from(&scratch, at, length).map(|copied| match copied.label() {
                Some(Label::Value(text)) => text.to_owned(),
                other => format!("{other:?}"),
            })
        };
        assert_eq!(copied(2, 2).as_deref(), Some("u1"));
        assert_eq!(copied(2, 3), None);
        assert_eq!(copied(usize::MAX, 2), None);
        assert_eq!(copied(0, NULL).as_deref(), Some("Some(Null)"));
    }
}
