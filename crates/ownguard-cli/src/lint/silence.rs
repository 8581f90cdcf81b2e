//! Findings that somebody has looked at: `# ownguard: allow OG3102, OG3120` at the end of their line,
//! or on a line of its own above it. Errors are not silenced.

use crate::finding::{Finding, Severity};

const MARK: &str = "ownguard: allow ";

/// Takes out what the text allows.
pub(super) fn keep(text: &str, findings: &mut Vec<Finding>) {
    let lines: Vec<&str> = text.lines().collect();
    let comment = |number: usize| {
        let line = lines.get(number)?;
        let (before, comment) = line.rsplit_once('#')?;
        Some((before.trim().is_empty(), comment.trim().strip_prefix(MARK)?))
    };
    let named = |codes: &str, finding: &Finding| {
        let mut words = codes.split([',', ' ']);
        words.any(|word| word == finding.rule.code || word == finding.rule.name)
    };
    findings.retain(|finding| {
        let Some(place) = &finding.place else {
            return true;
        };
        let line = place.start().line.saturating_sub(1);
        let here = comment(line).filter(|(alone, _)| !alone);
        let above = line
            .checked_sub(1)
            .and_then(comment)
            .filter(|(alone, _)| *alone);
        let allowed = [here, above]
            .into_iter()
            .flatten()
            .any(|(_, codes)| named(codes, finding));
        finding.rule.severity == Severity::Error || !allowed
    });
}
