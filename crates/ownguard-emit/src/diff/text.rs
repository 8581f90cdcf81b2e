//! The difference for a terminal.

use super::{Change, Difference, Effect};
use crate::matrix::{Look, wrapped};
use std::fmt::Write as _;

/// As text. `acknowledged` are ids of widenings that are meant.
pub fn text(difference: &Difference, acknowledged: &[String], look: Look) -> String {
    let mut out = String::new();
    let paint = |code: &str, text: &str| {
        if look.color {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    };
    let parts = [
        (Effect::Widening, "wider", "+", "31"),
        (Effect::Narrowing, "narrower", "-", "32"),
        (Effect::Neutral, "neither", "~", "2"),
    ];
    for (effect, title, sign, code) in parts {
        let changes: Vec<&Change> = difference.of(effect).collect();
        if changes.is_empty() {
            continue;
        }
        writeln!(out, "{}", paint("1", title)).unwrap_or_default();
        for change in changes {
            let known = effect == Effect::Widening && acknowledged.contains(&change.id);
            let mut tail = match change.cases.len() {
                0 => String::new(),
                1 => " · 1 combination".to_owned(),
                count => format!(" · {count} combinations"),
            };
            if effect == Effect::Widening {
                write!(tail, " · {}", change.id).unwrap_or_default();
            }
            if known {
                tail.push_str(", acknowledged");
            }
            let mut line = String::new();
            let text = format!("{sign} {}{tail}", change.text.replace('`', ""));
            wrapped(&mut line, &text, "  ", look);
            out.push_str(&line.replacen(sign, &paint(code, sign), 1));
        }
        out.push('\n');
    }
    let Difference {
        combinations,
        allowed,
        denied,
        ..
    } = difference;
    if difference.changes.is_empty() {
        out.push_str("no difference\n");
    }
    let text = format!(
        "{combinations} combinations decided under both: {allowed} newly permitted, {denied} newly denied"
    );
    wrapped(&mut out, &text, "", look);
    out
}
