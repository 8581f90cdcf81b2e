//! Findings as a terminal shows them: with the lines they stand in, and the mend.

use crate::finding::{Finding, Severity};
use crate::paint::Paint;
use miette::{GraphicalReportHandler, GraphicalTheme};

/// Every finding with its snippet, an empty line behind each.
pub(crate) fn render<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    columns: usize,
    paint: Paint,
) -> String {
    let theme = if paint.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(columns)
        .with_links(false);
    let mut text = String::new();
    for finding in findings {
        // INVARIANT: writing to a `String` does not fail.
        handler
            .render_report(&mut text, finding)
            .unwrap_or_default();
        text.push('\n');
    }
    text
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
