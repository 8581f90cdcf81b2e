//! Values with a form of their own: names, durations, sizes, dates, origins,
//! paths, pointers, settings. Each is valid once read.

use super::code::Code;
use super::node::{Node, Value};
use super::problem::Draft;
use super::read::{Notes, Read};
use crate::model::said::said;
use ownguard_core::http::path::canonical;
use ownguard_core::json;

/// A name: a letter or `_`, then letters, digits and `_`; at most 63 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name(pub String);

/// The name of a role, level or plan: as a [`Name`], and `-` and `:` inside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label(pub String);

/// The name of a table, with or without its schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableName(pub String);

/// The name of a cookie or a header (RFC 9110, section 5.6.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenName(pub String);

/// Seconds, written as `60s`, `5m`, `1h`, `1d` or `0s`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duration(pub u32);

/// Bytes, written as `500KB`, `64KiB`, `1MiB` or a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size(pub u32);

/// A day (ISO 8601); the order of the texts is that of the days.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub String);

/// An origin: scheme, host and port, lower case (RFC 6454, section 6.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin(pub String);

/// An absolute path without a query, in canonical spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AbsolutePath(pub String);

/// A JSON pointer (RFC 6901).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer(pub json::Pointer);

/// A text that may be taken from the environment when a shell starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The text itself.
    Literal(String),
    /// The name of an environment variable, written `env:NAME`.
    Env(String),
}

/// A secret: the name of an environment variable, written `env:NAME`. Never the secret itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secret(pub String);

/// What a setting lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unset {
    /// The environment variable that is not there.
    pub name: String,
}

impl Setting {
    /// The text; `env` gives the value of an environment variable.
    pub fn resolve(&self, env: &dyn Fn(&str) -> Option<String>) -> Result<String, Unset> {
        match self {
            Self::Literal(text) => Ok(text.clone()),
            Self::Env(name) => env(name)
                .filter(|value| !value.is_empty())
                .ok_or_else(|| Unset { name: name.clone() }),
        }
    }
}

impl std::fmt::Display for Unset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the environment variable `{}` is not set", self.name)
    }
}

impl std::error::Error for Unset {}

/// A form that a text must have.
struct Form {
    code: Code,
    what: &'static str,
    help: &'static str,
    fits: fn(&str) -> bool,
}

impl Notes {
    /// The text of a form.
    fn text<'n>(&mut self, node: &'n Node<'_>, form: &Form) -> Option<&'n str> {
        let Some(text) = node.text() else {
            self.expected(form.what, node);
            return None;
        };
        if (form.fits)(text) {
            return Some(text);
        }
        let message = said!("`{text}` is not {}", form.what);
        let draft = Draft::new(form.code, node.span, message);
        self.note(draft.help(form.help))
    }
}

/// Texts that are valid where they have their form.
macro_rules! forms {
    ($($name:ident: $code:ident, $what:literal, $help:expr, $fits:expr;)+) => {$(
        impl Read for $name {
            fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
                const FORM: Form = Form {
                    code: Code::$code,
                    what: $what,
                    help: $help,
                    fits: $fits,
                };
                if let Some(text) = notes.text(node, &FORM) {
                    text.clone_into(&mut self.0);
                }
            }
        }
    )+};
}

forms! {
    Name: Name, "a name", NAME_HELP, is_name;
    Label: Name, "a name", "a letter, then letters, digits, `_`, `-` and `:`", is_label;
    TableName: Name, "the name of a table", "such as `invoices` or `billing.invoices`", is_table;
    TokenName: Name, "the name of a cookie or header", "letters, digits and `-`, such as `x-access-token`", is_token;
    Origin: Origin, "an origin", "scheme, host and port in small letters, without a path: `https://app.example.com`", is_origin;
    AbsolutePath: Path, "an absolute path", "it begins with `/`, has no query, and is written as requests write it", is_path;
}

/// Whether the text is a [`Name`].
pub(crate) fn is_name(text: &str) -> bool {
    named(text, b"_")
}

fn is_label(text: &str) -> bool {
    named(text, b"_-:")
}

fn named(text: &str, inside: &[u8]) -> bool {
    let first = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let other = |byte: u8| byte.is_ascii_alphanumeric() || inside.contains(&byte);
    text.len() <= 63 && text.bytes().next().is_some_and(first) && text.bytes().all(other)
}

pub(crate) const NAME_HELP: &str = "a letter, then letters, digits and `_`";

fn is_table(text: &str) -> bool {
    match text.split_once('.') {
        Some((schema, table)) => is_name(schema) && is_name(table),
        None => is_name(text),
    }
}

fn is_token(text: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(token)
}

impl Read for Duration {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        const FORM: Form = Form {
            code: Code::Duration,
            what: "a duration",
            help: "a number and a unit: `0s`, `60s`, `5m`, `1h`, `7d`",
            fits: |text| seconds(text).is_some(),
        };
        self.0 = notes.text(node, &FORM).and_then(seconds).unwrap_or(0);
    }
}

fn seconds(text: &str) -> Option<u32> {
    scaled(text, &[("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)])
}

impl Read for Size {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        const FORM: Form = Form {
            code: Code::Size,
            what: "a size",
            help: "a number and a unit: `65536`, `500KB`, `64KiB`, `1MiB`",
            fits: |text| bytes(text).is_some(),
        };
        if let Value::Integer(_) = node.value {
            return self.0.read(node, notes);
        }
        self.0 = notes.text(node, &FORM).and_then(bytes).unwrap_or(0);
    }
}

fn bytes(text: &str) -> Option<u32> {
    let units = [
        ("B", 1),
        ("KB", 1000),
        ("KiB", 1 << 10),
        ("MB", 1_000_000),
        ("MiB", 1 << 20),
    ];
    scaled(text, &units)
}

fn scaled(text: &str, units: &[(&str, u32)]) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let (_, scale) = units.iter().find(|(known, _)| *known == unit)?;
    number.parse::<u32>().ok()?.checked_mul(*scale)
}

impl Read for Date {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        const FORM: Form = Form {
            code: Code::Date,
            what: "a date",
            help: "year, month and day: `2027-03-31`",
            fits: is_date,
        };
        let native = match &node.value {
            Value::Date(text) => Some(text.as_str()).filter(|text| is_date(text)),
            Value::Null
            | Value::Bool(_)
            | Value::Integer(_)
            | Value::Number
            | Value::Text(_)
            | Value::List(_)
            | Value::Table(_) => None,
        };
        let text = native.or_else(|| notes.text(node, &FORM));
        text.unwrap_or_default().clone_into(&mut self.0);
    }
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut part = |width: usize| {
        let part = parts.next().filter(|part| part.len() == width)?;
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| digits)
    };
    let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    parts.next().is_none() && (1..=12).contains(&month) && (1..=days).contains(&day)
}

fn is_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else {
        return false;
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let label = |label: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.bytes().all(plain)
    };
    let default = if scheme == "https" { "443" } else { "80" };
    let numbered =
        |port: &str| port != default && !port.starts_with('0') && port.parse::<u16>().is_ok();
    matches!(scheme, "https" | "http") && host.split('.').all(label) && port.is_none_or(numbered)
}

/// Whether the text is a path that is already in its canonical spelling.
pub(crate) fn is_path(text: &str) -> bool {
    canonical(text).is_ok_and(|path| path.path() == text && path.query().is_none())
}

impl Default for Pointer {
    fn default() -> Self {
        Self(json::Pointer::ROOT)
    }
}

impl Read for Pointer {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        const FORM: Form = Form {
            code: Code::Pointer,
            what: "a JSON pointer",
            help: "it is empty for the root, or begins with `/`: `/data`",
            fits: |text| json::Pointer::parse(text).is_ok(),
        };
        let text = notes.text(node, &FORM).unwrap_or_default();
        self.0 = json::Pointer::parse(text).unwrap_or(json::Pointer::ROOT);
    }
}

impl Default for Setting {
    fn default() -> Self {
        Self::Literal(String::new())
    }
}

impl Read for Setting {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        const FORM: Form = Form {
            code: Code::Name,
            what: "a setting",
            help: "`env:` and the name of an environment variable, or the text itself",
            fits: |text| !text.is_empty() && text.strip_prefix("env:").is_none_or(is_name),
        };
        let text = notes.text(node, &FORM).unwrap_or_default();
        *self = match text.strip_prefix("env:") {
            Some(name) => Self::Env(name.to_owned()),
            None => Self::Literal(text.to_owned()),
        };
    }
}

impl Read for Secret {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        let Some(text) = node.text() else {
            return notes.expected("`env:NAME`", node);
        };
        let name = text.strip_prefix("env:").filter(|name| is_name(name));
        if let Some(name) = name {
            name.clone_into(&mut self.0);
        } else {
            let draft = Draft::new(
                Code::LiteralSecret,
                node.span,
                "a secret stands in the model",
            );
            let help = "models are read by many: write `env:NAME`, and set NAME where the gate runs; a secret that was committed must be replaced";
            notes.drafts.push(draft.label("not shown here").help(help));
        }
    }
}
