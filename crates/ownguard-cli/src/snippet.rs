//! Findings as a terminal shows them: with the lines they stand in, and the mend.

use crate::finding::{Finding, Place, Rule, Severity};
use crate::paint::{Paint, Style};
use crate::table::wrapped;

/// Every finding with its snippet, an empty line behind each.
pub(crate) fn render<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    columns: usize,
    paint: Paint,
) -> String {
    let mut text = String::new();
    for finding in findings {
        let gutter = finding.place.as_ref().map_or(0, |place| {
            let last = place.start().line + 1;
            last.to_string().len()
        });
        text.push_str(&head(finding, columns, paint));
        if let Some(place) = &finding.place {
            text.push_str(&snippet(
                place,
                &finding.label,
                gutter,
                (style_of(&finding.rule), paint),
            ));
        }
        if let Some(help) = finding.help() {
            let indent = " ".repeat((gutter + 1).max(2));
            let room = columns.saturating_sub(indent.len() + 6);
            for (at, line) in wrapped(&plain(help), room).iter().enumerate() {
                let name = if at == 0 {
                    paint.of(Style::Cyan, "help:")
                } else {
                    "     ".to_owned()
                };
                text.extend([&indent, &name, " ", line, "\n"]);
            }
        }
        text.push('\n');
    }
    text
}

/// The colour of a rule's findings.
pub(crate) const fn style_of(rule: &Rule) -> Style {
    match rule.severity {
        Severity::Error => Style::Red,
        Severity::Warning => Style::Yellow,
        Severity::Info => Style::Cyan,
    }
}

/// `warning OG3104 wide-open: …`.
fn head(finding: &Finding, columns: usize, paint: Paint) -> String {
    let rule = &finding.rule;
    let style = style_of(rule);
    let kind = match rule.severity {
        Severity::Info => "note",
        Severity::Error | Severity::Warning => rule.severity.name(),
    };
    let name = [kind, rule.code, rule.name].join(" ");
    let name = name.trim_end();
    let message = plain(&finding.message);
    let lines = wrapped(&format!("{name}: {message}"), columns.saturating_sub(2));
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        let whole = line.strip_prefix(name).filter(|_| at == 0);
        match whole {
            Some(rest) => text.extend([&paint.of(style, name), rest]),
            None if at == 0 => text.push_str(line),
            None => text.extend(["  ", line]),
        }
        text.push('\n');
    }
    text
}

/// The line that is meant between its neighbours, and a mark below it.
fn snippet(place: &Place, label: &str, gutter: usize, (style, paint): (Style, Paint)) -> String {
    let start = place.start();
    let lines: Vec<&str> = place.source.text().lines().collect();
    let line = |number: usize| number.checked_sub(1).and_then(|at| lines.get(at)).copied();
    let frame = |edge: &str| paint.of(Style::Dim, &format!("{:gutter$} {edge}", ""));
    let numbered = |number: usize| {
        let text = line(number)?;
        let edge = paint.of(Style::Dim, &format!("{number:gutter$} │"));
        Some(format!("{edge} {}", spaced(text)).trim_end().to_owned() + "\n")
    };
    let file = format!("[{}:{}:{}]", plain(place.file()), start.line, start.column);
    let mut text = format!("{}{}\n", frame("╭─"), paint.of(Style::Dim, &file));
    text.extend(start.line.checked_sub(1).and_then(numbered));
    text.extend(numbered(start.line));
    let (before, marked) = mark(line(start.line).unwrap_or_default(), place);
    let mark = if marked == 0 {
        "▲".to_owned()
    } else {
        "─".repeat(marked)
    };
    let mark = paint.of(style, format!("{mark} {}", plain(label)).trim_end());
    text.extend([frame("·").as_str(), " ", &" ".repeat(before), &mark, "\n"]);
    text.extend(numbered(start.line + 1));
    text.extend([frame("╰─").as_str(), "\n"]);
    text
}

/// How many columns stand before the mark, and how many are marked; a place that goes on below is
/// marked to the end of its first line.
fn mark(line: &str, place: &Place) -> (usize, usize) {
    let (start, end) = (place.start(), place.end());
    let first = start.column.saturating_sub(1);
    let marked = if end.line == start.line {
        end.column.saturating_sub(start.column)
    } else {
        line.chars().count().saturating_sub(first)
    };
    let width = |skip: usize, take: usize| line.chars().skip(skip).take(take).map(columns_of).sum();
    (width(0, first), width(first, marked))
}

const TAB: usize = 4;

const fn columns_of(letter: char) -> usize {
    if letter == '\t' { TAB } else { 1 }
}

fn spaced(line: &str) -> String {
    plain(&line.replace('\t', &" ".repeat(TAB)))
}

/// What a terminal would obey is not handed on.
fn plain(text: &str) -> String {
    let plain = |letter: char| {
        if letter.is_control() {
            '\u{fffd}'
        } else {
            letter
        }
    };
    text.chars().map(plain).collect()
}

/// `2 errors, 1 warning`; empty where there is nothing.
pub(crate) fn counted(findings: &[Finding]) -> String {
    let count = |severity: Severity, one: &str, many: &str| {
        let found = findings
            .iter()
            .filter(|finding| finding.rule.severity == severity);
        match found.count() {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        }
    };
    let parts = [
        count(Severity::Error, "error", "errors"),
        count(Severity::Warning, "warning", "warnings"),
        count(Severity::Info, "note", "notes"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ownguard_core::json::Span;
    use ownguard_wire::model::Source;
    use std::sync::Arc;

    const RULE: Rule = Rule {
        code: "OG3199",
        name: "a-rule",
        severity: Severity::Warning,
        about: "Something is so.",
        mend: "",
    };

    fn check(text: &str, (start, end): (u32, u32), expected: &[&str]) {
        let source = Arc::new(Source::new("a.toml", text));
        let finding = RULE
            .found("it is so")
            .label("here")
            .at(&source, Span { start, end });
        let rendered = render([&finding], 60, Paint { color: false });
        let lines: Vec<&str> = rendered
            .lines()
            .skip(2)
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(lines, expected, "{rendered}");
    }

    #[test]
    fn the_mark_stands_below_what_is_meant() {
        check(
            "a\n\tb = \"ö\" c\nd\n",
            (8, 10),
            &[
                "1 │ a",
                "2 │     b = \"ö\" c",
                "  ·          ─ here",
                "3 │ d",
                "  ╰─",
            ],
        );
        check(
            "b = [\n1,\n]\n",
            (4, 9),
            &["1 │ b = [", "  ·     ─ here", "2 │ 1,", "  ╰─"],
        );
        check("ab", (2, 2), &["1 │ ab", "  ·   ▲ here", "  ╰─"]);
    }

    #[test]
    fn what_a_terminal_would_obey_is_not_handed_on() {
        check(
            "\u{1b}[2J = 1",
            (1, 4),
            &["1 │ \u{fffd}[2J = 1", "  ·  ─── here", "  ╰─"],
        );
    }

    #[test]
    fn long_messages_and_mends_are_wrapped() {
        let finding = RULE.found("word ".repeat(20)).mend("mend ".repeat(20));
        let rendered = render([&finding], 60, Paint { color: false });
        assert!(
            rendered.lines().all(|line| line.chars().count() <= 60),
            "{rendered}"
        );
    }
}
