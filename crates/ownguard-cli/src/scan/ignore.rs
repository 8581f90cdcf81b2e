//! `ownguard-ignore: OG3204 why it is well`, in a comment on the line of the
//! finding or on the one before it. Pure. Without a reason nothing is ignored.

use super::rules::{ALL, IGNORE};
use crate::finding::Finding;
use ownguard_core::json::Span;
use ownguard_wire::model::Source;
use std::sync::Arc;

const MARK: &str = "ownguard-ignore:";

/// One comment that ignores.
#[derive(Debug)]
pub(super) struct Ignore {
    /// The line it stands on.
    line: usize,
    codes: Vec<&'static str>,
}

/// The comments that ignore, and findings of those that cannot.
pub(super) fn ignores(source: &Arc<Source>, comments: &[Span]) -> (Vec<Ignore>, Vec<Finding>) {
    let (mut list, mut wrong) = (Vec::new(), Vec::new());
    for span in comments {
        let text = span.of(source.text());
        for (at, _) in text.match_indices(MARK) {
            let said = text.get(at + MARK.len()..).unwrap_or_default();
            let said = said.lines().next().unwrap_or_default();
            let said = said.trim_end_matches("*/").trim_end_matches("*/}").trim();
            let start = span.start.saturating_add(u32::try_from(at).unwrap_or(0));
            let place = Span {
                start,
                end: start.saturating_add(u32::try_from(MARK.len()).unwrap_or(0)),
            };
            let (codes, reason) = read(said);
            if codes.is_empty() || reason.chars().filter(|c| c.is_alphanumeric()).count() < 3 {
                let message = if codes.is_empty() {
                    "this ignores no rule that there is"
                } else {
                    "this does not say why the finding is ignored"
                };
                wrong.push(IGNORE.found(message).at(source, place));
            } else {
                list.push(Ignore {
                    line: source.position(start).line,
                    codes,
                });
            }
        }
    }
    (list, wrong)
}

/// The rules at the beginning, by code or by name, and the rest.
fn read(said: &str) -> (Vec<&'static str>, &str) {
    let mut codes = Vec::new();
    let mut rest = said;
    loop {
        rest = rest.trim_start_matches([' ', ',', '\t']);
        let word = rest.split([' ', ',', '\t']).next().unwrap_or_default();
        let rule = ALL
            .iter()
            .find(|rule| rule.code == word || rule.name == word);
        let Some(rule) = rule else {
            return (codes, rest);
        };
        codes.push(rule.code);
        rest = rest.get(word.len()..).unwrap_or_default();
    }
}

impl Ignore {
    /// Whether it is about the finding.
    pub(super) fn covers(&self, finding: &Finding) -> bool {
        let line = finding.place.as_ref().map(|place| place.start().line);
        let near = line.is_some_and(|line| line == self.line || line == self.line + 1);
        near && self.codes.contains(&finding.rule.code)
    }
}
