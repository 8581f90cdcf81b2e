//! Values with a form of their own: names, durations, sizes, dates, origins,
//! paths, pointers, settings. Each is valid once read.

use super::code::Code;
use super::node::{Node, Value};
use super::problem::Draft;
use super::read::{Notes, Read, mended};
use ownguard_core::http::path::canonical;
use ownguard_core::json;

/// A name: a letter or `_`, then letters, digits and `_`; at most 63 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(pub String);

/// The name of a role, level or plan: as a [`Name`], and `-` and `:` inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(pub String);

/// The name of a table, with or without its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableName(pub String);

/// The name of a cookie or a header (RFC 9110, section 5.6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName(pub String);

/// Seconds, written as `60s`, `5m`, `1h`, `1d` or `0s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration(pub u32);

/// Bytes, written as `500KB`, `64KiB`, `1MiB` or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u32);

/// A day (ISO 8601); the order of the texts is that of the days.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub String);

/// An origin: scheme, host and port, lower case (RFC 6454, section 6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(pub String);

/// An absolute path without a query, in canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl Notes {
    fn text<T>(
        &mut self,
        node: &Node<'_>,
        (code, what, help): (Code, &str, &str),
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let Some(text) = node.text() else {
            return self.expected(what, node);
        };
        parse(text).or_else(|| {
            let draft = Draft::new(code, node.span, format!("`{text}` is not {what}"));
            self.note(draft.help(help))
        })
    }

    pub(crate) fn word<T: Copy>(
        &mut self,
        (code, wanted): (Code, &str),
        words: &[(&str, T)],
        node: &Node<'_>,
    ) -> Option<T> {
        let Some(text) = node.text() else {
            return self.expected(wanted, node);
        };
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).or_else(|| {
            let draft = Draft::new(code, node.span, format!("`{text}` is not {wanted}"));
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.note(mended(draft, text, &known))
        })
    }
}

/// Whether the text is a [`Name`].
pub(crate) fn is_name(text: &str) -> bool {
    named(text, b"_")
}

pub(crate) fn is_label(text: &str) -> bool {
    named(text, b"_-:")
}

fn named(text: &str, inside: &[u8]) -> bool {
    let first = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let other = |byte: u8| byte.is_ascii_alphanumeric() || inside.contains(&byte);
    text.len() <= 63 && text.bytes().next().is_some_and(first) && text.bytes().all(other)
}

pub(crate) const NAME_HELP: &str = "a letter, then letters, digits and `_`";

impl Read for Name {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        notes.text(node, (Code::Name, "a name", NAME_HELP), |text| {
            is_name(text).then(|| Self(text.to_owned()))
        })
    }
}

impl Read for Label {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let help = "a letter, then letters, digits, `_`, `-` and `:`";
        notes.text(node, (Code::Name, "a name", help), |text| {
            is_label(text).then(|| Self(text.to_owned()))
        })
    }
}

impl Read for TableName {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let help = "such as `invoices` or `billing.invoices`";
        notes.text(node, (Code::Name, "the name of a table", help), |text| {
            let parts = text.split('.');
            let valid = parts.clone().count() <= 2 && parts.clone().all(is_name);
            valid.then(|| Self(text.to_owned()))
        })
    }
}

impl Read for TokenName {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let help = "letters, digits and `-`, such as `x-access-token`";
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        notes.text(
            node,
            (Code::Name, "the name of a cookie or header", help),
            |text| {
                let valid = !text.is_empty() && text.bytes().all(token);
                valid.then(|| Self(text.to_owned()))
            },
        )
    }
}

impl Read for Duration {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let help = "a number and a unit: `0s`, `60s`, `5m`, `1h`, `7d`";
        notes.text(node, (Code::Duration, "a duration", help), |text| {
            let (number, unit) = split(text)?;
            let seconds = match unit {
                "s" => 1,
                "m" => 60,
                "h" => 3600,
                "d" => 86_400,
                _ => return None,
            };
            number.checked_mul(seconds).map(Self)
        })
    }
}

impl Read for Size {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        if let Value::Integer(_) = node.value {
            return u32::read(node, notes).map(Self);
        }
        let help = "a number and a unit: `65536`, `500KB`, `64KiB`, `1MiB`";
        notes.text(node, (Code::Size, "a size", help), |text| {
            let (number, unit) = split(text)?;
            let bytes = match unit {
                "B" => 1,
                "KB" => 1000,
                "KiB" => 1 << 10,
                "MB" => 1_000_000,
                "MiB" => 1 << 20,
                _ => return None,
            };
            number.checked_mul(bytes).map(Self)
        })
    }
}

fn split(text: &str) -> Option<(u32, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, unit))
}

impl Read for Date {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let help = "year, month and day: `2027-03-31`";
        if let Value::Date(text) = &node.value
            && is_date(text)
        {
            return Some(Self(text.clone()));
        }
        notes.text(node, (Code::Date, "a date", help), |text| {
            is_date(text).then(|| Self(text.to_owned()))
        })
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

impl Read for Origin {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let help =
            "scheme, host and port in small letters, without a path: `https://app.example.com`";
        notes.text(node, (Code::Origin, "an origin", help), |text| {
            is_origin(text).then(|| Self(text.to_owned()))
        })
    }
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

impl Read for AbsolutePath {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let help = "it begins with `/`, has no query, and is written as requests write it";
        notes.text(node, (Code::Path, "an absolute path", help), |text| {
            is_path(text).then(|| Self(text.to_owned()))
        })
    }
}

/// Whether the text is a path that is already in its canonical spelling.
pub(crate) fn is_path(text: &str) -> bool {
    canonical(text).is_ok_and(|path| path.path() == text && path.query().is_none())
}

impl Read for Pointer {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let help = "it is empty for the root, or begins with `/`: `/data`";
        notes.text(node, (Code::Pointer, "a JSON pointer", help), |text| {
            json::Pointer::parse(text).ok().map(Self)
        })
    }
}

impl Read for Setting {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let help = "`env:` and the name of an environment variable, or the text itself";
        notes.text(node, (Code::Name, "a setting", help), |text| {
            match text.strip_prefix("env:") {
                Some(name) => is_name(name).then(|| Self::Env(name.to_owned())),
                None => (!text.is_empty()).then(|| Self::Literal(text.to_owned())),
            }
        })
    }
}

impl Read for Secret {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let Some(text) = node.text() else {
            return notes.expected("`env:NAME`", node);
        };
        let name = text.strip_prefix("env:").filter(|name| is_name(name));
        name.map(|name| Self(name.to_owned())).or_else(|| {
            let draft = Draft::new(Code::LiteralSecret, node.span, "a secret stands in the model");
            let help = "models are read by many: write `env:NAME`, and set NAME where the gate runs; a secret that was committed must be replaced";
            notes.note(draft.label("not shown here").help(help))
        })
    }
}
