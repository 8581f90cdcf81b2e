//! The difference as Markdown, for a pull request.

use super::{Change, Difference, Effect};
use std::fmt::Write as _;

/// How many combinations of a change are shown.
pub(super) const EXAMPLES: usize = 1;

/// As Markdown. `acknowledged` are ids of widenings that are meant.
pub fn markdown(difference: &Difference, acknowledged: &[String]) -> String {
    let (from, to) = (difference.from, difference.to);
    let mut out = format!("## Ownership model: revision {from} → {to}\n\n");
    let open = difference.open(acknowledged).count();
    let all = difference.of(Effect::Widening).count();
    let verdict = match (all, open) {
        (0, _) if difference.changes.is_empty() => "No difference.".to_owned(),
        (0, _) => "Nothing gets wider.".to_owned(),
        (1, 1) => "**1 widening is not acknowledged.**".to_owned(),
        (_, 0) => format!("{} acknowledged.", widenings(all)),
        (_, open) => format!("**{} of {} not acknowledged.**", open, widenings(all)),
    };
    let Difference {
        combinations,
        allowed,
        denied,
        ..
    } = difference;
    write!(
        out,
        "{verdict} {combinations} combinations were decided under both: {allowed} are newly permitted, {denied} newly denied.\n\n"
    )
    .unwrap_or_default();
    let parts = [
        (Effect::Widening, "Wider", "🔴"),
        (Effect::Narrowing, "Narrower", "🟢"),
        (Effect::Neutral, "Neither", "⚪"),
    ];
    for (effect, title, sign) in parts {
        let changes: Vec<&Change> = difference.of(effect).collect();
        if changes.is_empty() {
            continue;
        }
        write!(out, "### {sign} {title}\n\n").unwrap_or_default();
        if effect == Effect::Widening {
            out.push_str("| | Change | Combinations | Id |\n|---|---|---:|---|\n");
        } else {
            out.push_str("| Change | Combinations |\n|---|---:|\n");
        }
        for change in changes {
            row(&mut out, difference, change, acknowledged);
        }
        out.push('\n');
    }
    if open > 0 {
        out.push_str("A widening that is meant is acknowledged by its id: `ownguard diff OLD NEW --ack ID`, or a line in the file that `--ack-file` names.\n");
    }
    out
}

fn widenings(count: usize) -> String {
    match count {
        1 => "1 widening is".to_owned(),
        count => format!("{count} widenings are"),
    }
}

fn row(out: &mut String, difference: &Difference, change: &Change, acknowledged: &[String]) {
    let mut said = change.text.replace('|', "\\|");
    let examples = change.cases.iter().take(EXAMPLES);
    let examples = examples.filter_map(|case| difference.case(*case));
    let examples: Vec<String> = examples
        .map(|(_, caller, situation)| {
            format!("`{}`", format!("{caller}: {situation}").replace('|', "\\|"))
        })
        .collect();
    if !examples.is_empty() {
        let left = change.cases.len().saturating_sub(EXAMPLES);
        let more = if left == 0 {
            String::new()
        } else {
            format!(" and {left} more")
        };
        write!(said, "<br><sub>such as {}{more}</sub>", examples.join(", ")).unwrap_or_default();
    }
    let count = match change.cases.len() {
        0 => String::new(),
        count => count.to_string(),
    };
    if change.effect == Effect::Widening {
        let known = if acknowledged.contains(&change.id) {
            "✅"
        } else {
            "❗"
        };
        writeln!(out, "| {known} | {said} | {count} | `{}` |", change.id).unwrap_or_default();
    } else {
        writeln!(out, "| {said} | {count} |").unwrap_or_default();
    }
}
