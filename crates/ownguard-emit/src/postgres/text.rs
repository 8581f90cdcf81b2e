//! Pieces of SQL text beyond quoting: function bodies, arrays, names that fit,
//! indentation. Pure.

use super::notes::{self, Note};
use crate::sql::{comment, literal, literals};
use ownguard_core::Model;
use ownguard_core::http::key::KeyKind;

/// The longest identifier, in bytes: `NAMEDATALEN` less one. Postgres cuts what is longer.
const LONGEST: usize = 63;

pub(super) fn header(title: &str, notes: &[Note], model: &Model) -> String {
    let mut out = comment(title);
    out.push_str(&comment(&format!(
        "Revision {} of the model. Written by ownguard; run it in one transaction.",
        model.revision()
    )));
    for note in notes::lines(notes) {
        out.push_str(&comment(&format!("- {note}")));
    }
    out.push('\n');
    out
}

/// A heading between parts.
pub(super) fn part(title: &str) -> String {
    comment(&format!("── {title}"))
}

/// A body in dollar quotes that it cannot end.
pub(super) fn body(text: &str) -> String {
    let mut tag = "ownguard".to_owned();
    while text.contains(&format!("${tag}$")) {
        tag.push('_');
    }
    format!("${tag}$\n{text}\n${tag}$")
}

/// Statements that run at once.
pub(super) fn run(text: &str) -> String {
    format!("do {};\n", body(text))
}

/// `array['a', 'b']::text[]`.
pub(super) fn array<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    format!("array[{}]::text[]", literals(texts))
}

/// The type of a key.
pub(super) const fn kind(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Uuid => "uuid",
        KeyKind::Int => "bigint",
        KeyKind::Text => "text",
    }
}

/// A text expression as a key of its type; null where it is not one in its canonical form.
pub(super) fn cast(expression: &str, to: KeyKind) -> String {
    match to {
        KeyKind::Uuid => format!(
            "case when {expression} ~ '^[0-9a-f]{{8}}-([0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}$' then ({expression})::uuid end"
        ),
        KeyKind::Int => format!(
            "case when {expression} ~ '^(0|-?[1-9][0-9]{{0,18}})$' then ({expression})::bigint end"
        ),
        KeyKind::Text => format!("nullif({expression}, '')"),
    }
}

/// A name of ours that Postgres does not cut.
pub(super) fn name(parts: &[&str]) -> String {
    let whole = parts.join("_");
    if whole.len() <= LONGEST {
        return whole;
    }
    let sum = whole.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut short = String::new();
    for letter in whole.chars() {
        if short.len() + letter.len_utf8() > LONGEST - 17 {
            break;
        }
        short.push(letter);
    }
    format!("{short}_{sum:016x}")
}

/// Every line but the first moved to the right.
pub(super) fn indent(text: &str, by: usize) -> String {
    text.replace('\n', &format!("\n{}", " ".repeat(by)))
}

/// Refuses with the error that a missing privilege gives, in `plpgsql`.
pub(super) fn refuse(reason: &str, about: &str, when: &str) -> String {
    format!(
        "  if {when} then\n    raise insufficient_privilege using message = {}, detail = {};\n  end if;",
        literal(&format!("ownguard: {reason}")),
        literal(about),
    )
}

/// Adds to a text.
pub(super) fn add(out: &mut String, text: impl AsRef<str>) {
    out.push_str(text.as_ref());
}
