//! Labels of rows as JavaScript hands them over: bytes in a place both sides know, or many rows in one
//! string. What is more than tenant, owner, visibility and deletion comes as JSON.

use ownguard_core::{Label, Row};
use std::cell::Cell;

/// A length that says that the label is absent, or null.
const ABSENT: u32 = 0xFFFF;
const NULL: u32 = 0xFFFE;

/// How many bytes of labels are taken.
pub(crate) const SCRATCH: usize = 128;

/// Where JavaScript writes labels.
pub(crate) type Scratch = Cell<[u8; SCRATCH]>;

/// Whether a label is there, null, or some text, and how many bytes it has.
fn length(length: u32) -> usize {
    match length {
        ABSENT | NULL => 0,
        length => length as usize,
    }
}

/// The tenant and the owner in those bytes, one behind the other. `None` where they reach over the end
/// or are not text.
pub(crate) fn pair(
    bytes: &[u8; SCRATCH],
    tenant: u32,
    owner: u32,
) -> Option<(Label<'_>, Label<'_>)> {
    let (first, rest) = bytes.split_at_checked(length(tenant))?;
    let second = rest.get(..length(owner))?;
    Some((written(first, tenant)?, written(second, owner)?))
}

fn written(bytes: &[u8], length: u32) -> Option<Label<'_>> {
    Some(match length {
        ABSENT => Label::Absent,
        NULL => Label::Null,
        _ => Label::Value(std::str::from_utf8(bytes).ok()?),
    })
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
    fn a_length_over_the_end_is_no_label() {
        let mut bytes = [b'x'; SCRATCH];
        bytes[..4].copy_from_slice(b"t1u1");
        let (one, two) = pair(&bytes, 2, 2).unwrap();
        assert_eq!((one, two), (Label::Value("t1"), Label::Value("u1")));
        let (one, two) = pair(&bytes, NULL, 2).unwrap();
        assert_eq!((one, two), (Label::Null, Label::Value("t1")));
        assert_eq!(
            pair(&bytes, ABSENT, ABSENT),
            Some((Label::Absent, Label::Absent))
        );
        assert!(pair(&bytes, 64, 64).is_some());
        for (tenant, owner) in [(64, 65), (129, 0), (0, 129), (0xFFFD, 1), (u32::MAX, 0)] {
            assert_eq!(pair(&bytes, tenant, owner), None, "{tenant} {owner}");
        }
        bytes[1] = 0xFF;
        assert_eq!(pair(&bytes, 2, 2), None);
    }
}
