//! Labels of rows as JavaScript hands them over: bytes in a place both sides know. What is more than tenant, owner, visibility and deletion comes as JSON.

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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

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
