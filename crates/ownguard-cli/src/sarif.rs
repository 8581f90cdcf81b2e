//! Findings as SARIF 2.1.0 (OASIS, 2020), the form that code scanning reads.

use crate::finding::{Finding, Place, Rule, Severity};
use serde_json::{Value, json};

/// The log of one run. `rules` are those that could have been found; others that were, are added.
pub(crate) fn sarif(rules: &[Rule], findings: &[Finding]) -> Value {
    let mut known: Vec<Rule> = rules.to_vec();
    for finding in findings {
        if !known.iter().any(|rule| rule.code == finding.rule.code) {
            known.push(finding.rule);
        }
    }
    known.sort_by_key(|rule| rule.code);
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| result(&known, finding))
        .collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ownguard",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": known.iter().map(described).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn described(rule: &Rule) -> Value {
    let mut value = json!({
        "id": rule.code,
        "shortDescription": { "text": rule.about },
        "defaultConfiguration": { "level": level(rule.severity) },
    });
    if let Some(object) = value.as_object_mut() {
        if !rule.name.is_empty() {
            object.insert("name".to_owned(), rule.name.into());
        }
        if !rule.mend.is_empty() {
            object.insert("help".to_owned(), json!({ "text": rule.mend }));
        }
    }
    value
}

fn result(known: &[Rule], finding: &Finding) -> Value {
    let help = finding
        .help()
        .map_or_else(String::new, |mend| format!("\n{mend}"));
    let mut value = json!({
        "ruleId": finding.rule.code,
        "level": level(finding.rule.severity),
        "message": { "text": format!("{}{help}", finding.message) },
    });
    let at = known.iter().position(|rule| rule.code == finding.rule.code);
    if let Some(object) = value.as_object_mut() {
        if let Some(at) = at {
            object.insert("ruleIndex".to_owned(), at.into());
        }
        if let Some(place) = &finding.place {
            object.insert("locations".to_owned(), json!([location(place)]));
        }
    }
    value
}

fn location(place: &Place) -> Value {
    let (start, end) = (place.start(), place.end());
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(place.file()) },
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    }})
}

/// A relative path as a URI reference (RFC 3986): what has a meaning there is written in percent.
fn uri(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
        if plain {
            text.push(char::from(byte));
        } else {
            text.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    text
}

fn hex(digit: u8) -> char {
    char::from_digit(digit.into(), 16)
        .unwrap_or_default()
        .to_ascii_uppercase()
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
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
        severity: Severity::Info,
        about: "Something is so.",
        mend: "make it otherwise",
    };

    #[test]
    fn a_finding_has_its_rule_and_its_place() {
        let source = Arc::new(Source::new("app/[id]/page.ts", "a\nbcd\n"));
        let finding = RULE
            .found("it is so")
            .at(&source, Span { start: 3, end: 5 });
        let log = sarif(&[], &[finding]);
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "OG3199");
        let result = &run["results"][0];
        assert_eq!(result["level"], "note");
        assert_eq!(result["ruleIndex"], 0);
        assert_eq!(result["message"]["text"], "it is so\nmake it otherwise");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "app/%5Bid%5D/page.ts");
        let region = json!({ "startLine": 2, "startColumn": 2, "endLine": 2, "endColumn": 4 });
        assert_eq!(place["region"], region);
    }
}
