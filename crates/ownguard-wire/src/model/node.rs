//! One tree for both written forms: every key and value with its place, in the
//! order of the text.

use super::code::Code;
use super::problem::Draft;
use super::toml;
use ownguard_core::json::{self, Fault, Kind, Limits, Span, Tree};
use std::borrow::Cow;

/// How a model is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.0 or 1.1.
    Toml,
    /// JSON (RFC 8259).
    Json,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node<'s> {
    pub(crate) value: Value<'s>,
    pub(crate) span: Span,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Value<'s> {
    Null,
    Bool(bool),
    Integer(i64),
    /// A number that is not whole, or beyond 64 bits.
    Number,
    Text(Cow<'s, str>),
    Date(String),
    List(Vec<Node<'s>>),
    Table(Vec<Entry<'s>>),
}

/// A key and what stands behind it.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'s> {
    pub(crate) key: Cow<'s, str>,
    pub(crate) span: Span,
    pub(crate) node: Node<'s>,
}

impl Value<'_> {
    /// What it is, in the words of both forms.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a truth value",
            Self::Integer(_) => "a whole number",
            Self::Number => "a number",
            Self::Text(_) => "a text",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl<'s> Node<'s> {
    pub(crate) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value {
            Some(text)
        } else {
            None
        }
    }

    pub(crate) fn list(&self) -> Option<&[Self]> {
        if let Value::List(items) = &self.value {
            Some(items)
        } else {
            None
        }
    }

    pub(crate) fn entries(&self) -> Option<&[Entry<'s>]> {
        if let Value::Table(entries) = &self.value {
            Some(entries)
        } else {
            None
        }
    }
}

/// Parses a source.
pub(crate) fn parse(source: &str, format: Format) -> Result<Node<'_>, Vec<Draft>> {
    match format {
        Format::Toml => toml::parse(source),
        Format::Json => parse_json(source),
    }
}

fn range(range: &std::ops::Range<usize>) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        start: offset(range.start),
        end: offset(range.end),
    }
}

/// Parses a source in JSON.
pub(crate) fn parse_json(source: &str) -> Result<Node<'_>, Vec<Draft>> {
    let tree = Tree::parse(source.as_bytes(), &Limits::default()).map_err(|error| {
        vec![Draft::new(
            Code::Syntax,
            place(source, error),
            fault(error.fault),
        )]
    })?;
    // INVARIANT: a document that was parsed has a root.
    tree.root().map(from_json).ok_or_else(|| {
        vec![Draft::new(
            Code::Syntax,
            Span { start: 0, end: 0 },
            "nothing here",
        )]
    })
}

fn from_json<'s>(node: json::Node<'_>) -> Node<'s> {
    let value = node.value();
    let value = match node.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => Value::Bool(value.as_bool().unwrap_or_default()),
        Kind::Number => value
            .as_number()
            .and_then(|number| number.parse().ok())
            .map_or(Value::Number, Value::Integer),
        Kind::String => Value::Text(Cow::Owned(
            value.as_str().map(Cow::into_owned).unwrap_or_default(),
        )),
        Kind::Array => Value::List(node.items().map(from_json).collect()),
        Kind::Object => Value::Table(
            node.members()
                .map(|member| Entry {
                    key: Cow::Owned(member.name.into_owned()),
                    span: member.name_span,
                    node: from_json(member.value),
                })
                .collect(),
        ),
    };
    Node {
        value,
        span: node.span(),
    }
}

fn place(source: &str, error: json::Error) -> Span {
    let start = usize::try_from(error.at).unwrap_or(usize::MAX);
    let next = source.get(start..).and_then(|rest| rest.chars().next());
    let width = next.filter(|next| *next != '\n').map_or(0, char::len_utf8);
    range(&(start..start.saturating_add(width)))
}

fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::TooLarge => "the model is larger than 1 MiB",
        Fault::NotUtf8 => "the model is not UTF-8",
        Fault::ByteOrderMark => "the model begins with a byte order mark",
        Fault::LoneSurrogate => "the text holds half a surrogate pair",
        Fault::Trailing => "something follows the model",
        Fault::TooDeep => "the model is nested too deeply",
        Fault::DuplicateMember => "the key stands twice",
        Fault::Syntax | Fault::RowsNotFound | Fault::TooManyRows => "this is not JSON",
    }
}
