//! The model as one module of TypeScript: what it is, beside its types. Pure.

use super::{Column, head, types};
use ownguard_core::Model;
use ownguard_core::storage::Storage;

/// A model as an app carries it along.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The model as JSON.
    pub json: &'a str,
    /// What [`describe`](crate::describe::describe) says of it.
    pub described: &'a str,
    /// The same for the decision point, in few bytes.
    pub compact: &'a [u8],
}

/// Writes the model and its types as one module: what `createGuard` of the npm package takes.
#[must_use]
pub fn emit_module(
    model: &Model,
    storage: &Storage,
    columns: &[Column],
    written: Written<'_>,
) -> String {
    let about = "Committed or not, as you like: it holds no secret. It is for the server.
/* eslint-disable */
import type { WrittenModel } from \"ownguard\";
";
    let types = types(model, storage, columns);
    let (json, described) = (literal(written.json), literal(written.described));
    let compact = base64(written.compact);
    format!(
        "{}{types}
/** The model itself, for `createGuard`: as JSON, and what is made of it here so that an app need not. */
export const model: WrittenModel<{{ rows: Rows; inputs: Inputs; screens: Screens }}> = {{
  json: {json},
  described: {described},
  compact: \"{compact}\",
}};
",
        head(model, about)
    )
}

/// A text as a template of JavaScript, so that its lines stay lines.
fn literal(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('`', "\\`");
    format!("`{}`", text.replace("${", "\\${"))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).flat_map(|group| {
        let number = (0..3).fold(0, |number, at| {
            number << 8 | usize::from(group.get(at).copied().unwrap_or(0))
        });
        [18, 12, 6, 0]
            .into_iter()
            .enumerate()
            .map(move |(at, shift)| {
                let letter = LETTERS
                    .get(number >> shift & 63)
                    .filter(|_| at <= group.len());
                letter.map_or('=', |letter| char::from(*letter))
            })
    });
    groups.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_the_rfc_writes_them() {
        let known = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (bytes, text) in known {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0, 0xFF, 0xFB, 0xEF]), "AP/77w==");
    }

    #[test]
    fn a_text_ends_where_it_ends() {
        assert_eq!(literal("a`b${c}\\n$d"), "`a\\`b\\${c}\\\\n$d`");
    }
}
