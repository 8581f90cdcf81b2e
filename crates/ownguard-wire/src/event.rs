//! The audit event: one line of JSON a decision. ASCII only, so that no control
//! or bidi character reaches a log; no token, secret, e-mail or body in it.

use std::fmt::Write as _;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event<'a> {
    /// Unix seconds.
    pub at: i64,
    /// What happened: `permit`, `deny`, `leak`, `pass` or `error`.
    pub outcome: &'a str,
    /// The stable name of the reason.
    pub reason: Option<&'a str>,
    /// What was looked for: names only.
    pub detail: Option<&'a str>,
    /// What the level kept from being enforced.
    pub would: Option<&'a str>,
    /// The method as sent.
    pub method: &'a str,
    /// The route's pattern; never the path, which may hold what identifies somebody.
    pub route: Option<&'a str>,
    /// The status that the client got.
    pub status: u16,
    /// `anonymous`, `person:<subject>` and so on.
    pub principal: &'a str,
    /// The tenant.
    pub tenant: Option<&'a str>,
    /// Such as `invoice.read`.
    pub action: Option<String>,
    /// The relation that granted it.
    pub relation: Option<&'a str>,
    /// Whether an audit record was an obligation.
    pub audit: bool,
    /// The rows it was about, as `resource` and key.
    pub rows: Vec<(&'a str, &'a str)>,
    /// How many rows were left out silently.
    pub hidden: usize,
    /// The rows that the origin should not have sent.
    pub leaked: Vec<(&'a str, &'a str)>,
    /// How much is enforced.
    pub level: &'a str,
}

/// How many rows one line names; the rest is counted.
const MAX_ROWS: usize = 200;

impl Event<'_> {
    /// The line, without a line break.
    pub fn to_line(&self) -> String {
        let mut out = format!("{{\"event\":\"decision\",\"at\":{}", self.at);
        member(&mut out, "outcome", Some(self.outcome));
        member(&mut out, "reason", self.reason);
        member(&mut out, "detail", self.detail);
        member(&mut out, "would", self.would);
        member(&mut out, "method", Some(self.method));
        member(&mut out, "route", self.route);
        write!(out, ",\"status\":{}", self.status).unwrap_or_default();
        member(&mut out, "principal", Some(self.principal));
        member(&mut out, "tenant", self.tenant);
        member(&mut out, "action", self.action.as_deref());
        member(&mut out, "relation", self.relation);
        if self.audit {
            out.push_str(",\"audit\":true");
        }
        rows(&mut out, "rows", &self.rows);
        if self.hidden > 0 {
            write!(out, ",\"hidden\":{}", self.hidden).unwrap_or_default();
        }
        rows(&mut out, "leaked", &self.leaked);
        member(&mut out, "level", Some(self.level));
        out.push('}');
        out
    }
}

fn member(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        write!(out, ",\"{name}\":").unwrap_or_default();
        write_text(out, without_address(value));
    }
}

fn rows(out: &mut String, name: &str, rows: &[(&str, &str)]) {
    if rows.is_empty() {
        return;
    }
    write!(out, ",\"{name}\":[").unwrap_or_default();
    for (at, (resource, key)) in rows.iter().take(MAX_ROWS).enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push('"');
        escape(out, resource);
        out.push(':');
        escape(out, without_address(key));
        out.push('"');
    }
    out.push(']');
    if let Some(more @ 1..) = rows.len().checked_sub(MAX_ROWS) {
        write!(out, ",\"{name}_more\":{more}").unwrap_or_default();
    }
}

/// What looks like an e-mail address is not told.
fn without_address(text: &str) -> &str {
    if text.contains('@') || text.contains('%') && text.contains("%40") {
        "[withheld]"
    } else {
        text
    }
}

/// A JSON string of ASCII characters only.
pub(crate) fn write_text(out: &mut String, text: &str) {
    out.push('"');
    escape(out, text);
    out.push('"');
}

fn escape(out: &mut String, text: &str) {
    if text.bytes().all(is_plain) {
        out.push_str(text);
        return;
    }
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            ' '..='~' => out.push(char),
            _ => {
                let mut units = [0; 2];
                for unit in char.encode_utf16(&mut units) {
                    write!(out, "\\u{unit:04x}").unwrap_or_default();
                }
            }
        }
    }
}

const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event<'static> {
        Event {
            at: 7,
            outcome: "permit",
            method: "GET",
            route: Some("GET /api/invoices/{id}"),
            status: 200,
            principal: "person:u1",
            level: "full",
            ..Event::default()
        }
    }

    #[test]
    fn an_event_is_one_line_of_valid_json() {
        let event = Event {
            rows: vec![("invoice", "a"), ("invoice", "b")],
            hidden: 2,
            audit: true,
            ..event()
        };
        let line = event.to_line();
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["rows"], serde_json::json!(["invoice:a", "invoice:b"]));
        assert_eq!(
            (value["hidden"].as_u64(), value["audit"].as_bool()),
            (Some(2), Some(true))
        );
        assert!(!line.contains('\n'));
    }

    #[test]
    fn control_and_bidi_characters_are_escaped() {
        let event = Event {
            detail: Some("a\n\u{202e}\u{2028}b\u{7f}\u{1f600}\""),
            ..event()
        };
        let line = event.to_line();
        assert!(
            line.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
            "{line}"
        );
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["detail"], "a\n\u{202e}\u{2028}b\u{7f}\u{1f600}\"");
    }

    #[test]
    fn an_address_is_withheld_wherever_it_stands() {
        let event = Event {
            principal: "person:a@b.example",
            rows: vec![("member", "a@b.example")],
            ..event()
        };
        let line = event.to_line();
        assert!(!line.contains("b.example"), "{line}");
    }

    #[test]
    fn a_long_list_of_rows_is_cut_and_counted() {
        let event = Event {
            rows: vec![("invoice", "k"); 203],
            ..event()
        };
        let value: serde_json::Value = serde_json::from_str(&event.to_line()).unwrap();
        assert_eq!(
            (
                value["rows"].as_array().unwrap().len(),
                value["rows_more"].as_u64()
            ),
            (200, Some(3))
        );
    }
}
