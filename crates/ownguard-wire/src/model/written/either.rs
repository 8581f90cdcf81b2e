//! Values that can be written in several ways.

use super::claim::ClaimPath;
use super::resource::Grant;
use crate::model::code::Code;
use crate::model::node::{Entry, Node, Value};
use crate::model::problem::Draft;
use crate::model::read::{At, Map, Notes, Read, all};
use crate::model::table::{tables, words};

/// One, or a list.
#[derive(Clone, Debug)]
pub struct OneOrMany<T>(pub Vec<T>);

/// Entries by relation. `workspace.manager = …` is in TOML a table in a table.
#[derive(Clone, Debug)]
pub struct Relations<T>(pub Vec<(At<String>, T)>);

/// What a relation may do.
#[derive(Clone, Debug)]
pub enum GrantEntry {
    /// An action, in every state of the row.
    Always(At<String>),
    /// Actions, in some states.
    When(At<Grant>),
}

/// A value that a column is compared with, in canonical text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarded(pub String);

/// Who writes a field.
#[derive(Clone, Debug)]
pub enum Writers {
    /// These relations, any value.
    Anything(Vec<At<String>>),
    /// Relations and the values they write.
    Valued(Relations<Values>),
}

/// Values that a relation may write.
#[derive(Clone, Debug)]
pub enum Values {
    /// Any.
    Any,
    /// One of these.
    Listed(Vec<At<Guarded>>),
}

/// What marks a guest.
#[derive(Clone, Debug)]
pub enum Guest {
    /// A claim that is true.
    Flag(ClaimPath),
    /// A claim that has a value.
    Equals(GuestClaim),
}

tables! {
    /// A claim and the value that marks a guest.
    GuestClaim("`guest`") {
        /// The path to the claim.
        claim: At<ClaimPath>,
        /// Its value.
        equals: At<String>,
    }
}

/// Names under which clients tell who they are.
#[derive(Clone, Debug)]
pub enum IdentityNames {
    /// Names alone; whose they are is told by the names.
    Listed(Vec<At<String>>),
    /// Names, and whose they are.
    Said(Map<IdentityOf>),
}

words! {
    /// Whose a name is.
    IdentityOf("`user` or `tenant`") {
        /// The caller's.
        User = "user",
        /// A tenant of theirs.
        Tenant = "tenant",
    }
}

impl<T: Read> Read for OneOrMany<T> {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        if node.list().is_some() {
            return Vec::read(node, notes).map(Self);
        }
        T::read(node, notes).map(|one| Self(vec![one]))
    }
}

impl<T: Read> Read for Relations<T> {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let Some(entries) = node.entries() else {
            return notes.expected("a table of relations", node);
        };
        let mut list: Vec<(At<String>, T)> = Vec::new();
        let mut whole = true;
        for entry in entries {
            let pairs: Vec<(At<String>, &Node<'_>)> = match entry.node.entries() {
                Some(inner) => inner
                    .iter()
                    .map(|inner| (joined(entry, inner, &notes.text), &inner.node))
                    .collect(),
                None => vec![(named(entry), &entry.node)],
            };
            for (name, node) in pairs {
                if list.iter().any(|(known, _)| known.value == name.value) {
                    let message = format!("`{}` stands twice", name.value);
                    let draft = Draft::new(Code::Duplicate, name.span, message);
                    notes.drafts.push(draft.help("remove one"));
                    whole = false;
                }
                match T::read(node, notes) {
                    Some(value) => list.push((name, value)),
                    None => whole = false,
                }
            }
        }
        list.sort_by_key(|(name, _)| name.span.start);
        whole.then_some(Self(list))
    }
}

fn named(entry: &Entry<'_>) -> At<String> {
    At {
        value: entry.key.to_string(),
        span: entry.span,
    }
}

/// `workspace` and `viewer` are `workspace.viewer`; in a dotted key the place is that of both.
fn joined(outer: &Entry<'_>, inner: &Entry<'_>, text: &str) -> At<String> {
    let mut span = inner.span;
    let before = text.get(..span.start as usize).unwrap_or_default();
    let prefix = format!("{}.", outer.key);
    if before.ends_with(&prefix) {
        let length = u32::try_from(prefix.len()).unwrap_or_default();
        span.start = span.start.saturating_sub(length);
    }
    At {
        value: format!("{}.{}", outer.key, inner.key),
        span,
    }
}

impl Read for GrantEntry {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        if node.text().is_some() {
            At::read(node, notes).map(Self::Always)
        } else if node.entries().is_some() {
            At::read(node, notes).map(Self::When)
        } else {
            notes.expected("an action", node)
        }
    }
}

impl Read for Guarded {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Self(text.to_string())),
            Value::Integer(number) => Some(Self(number.to_string())),
            Value::Bool(truth) => Some(Self(truth.to_string())),
            Value::Null | Value::Number | Value::Date(_) | Value::List(_) | Value::Table(_) => {
                notes.expected("a text, a whole number or a truth value", node)
            }
        }
    }
}

impl Read for Writers {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        if node.list().is_some() {
            Vec::read(node, notes).map(Self::Anything)
        } else if node.entries().is_some() {
            Relations::read(node, notes).map(Self::Valued)
        } else {
            notes.expected(
                "a list of relations, or a table of relations and values",
                node,
            )
        }
    }
}

impl Read for Values {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        if node.text() == Some("any") {
            return Some(Self::Any);
        }
        let Some(items) = node.list() else {
            return notes.expected("a list of values, or `any`", node);
        };
        all(items.iter().map(|item| At::read(item, notes))).map(Self::Listed)
    }
}

impl Read for Guest {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        if node.entries().is_some() {
            return GuestClaim::read(node, notes).map(Self::Equals);
        }
        ClaimPath::read(node, notes).map(Self::Flag)
    }
}

impl Read for IdentityNames {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        if node.list().is_some() {
            Vec::read(node, notes).map(Self::Listed)
        } else if node.entries().is_some() {
            Map::read(node, notes).map(Self::Said)
        } else {
            notes.expected("a list of names, or a table of them", node)
        }
    }
}
