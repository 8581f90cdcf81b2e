//! Values that can be written in several ways.

use super::claim::ClaimPath;
use super::resource::Grant;
use crate::model::code::Code;
use crate::model::node::{Entry, Node, Value};
use crate::model::problem::Draft;
use crate::model::read::{At, Map, Notes, Read, in_order};
use crate::model::said::said;
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default)]
pub enum Values {
    /// Any.
    #[default]
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

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for Relations<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl Default for GrantEntry {
    fn default() -> Self {
        Self::Always(At::default())
    }
}

impl Default for Writers {
    fn default() -> Self {
        Self::Anything(Vec::new())
    }
}

impl Default for Guest {
    fn default() -> Self {
        Self::Flag(ClaimPath::default())
    }
}

impl Default for IdentityNames {
    fn default() -> Self {
        Self::Listed(Vec::new())
    }
}

impl<T: Read> Read for OneOrMany<T> {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        if node.list().is_some() {
            return self.0.read(node, notes);
        }
        let mut one = T::default();
        one.read(node, notes);
        self.0.push(one);
    }
}

impl<T: Read> Read for Relations<T> {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        for (name, node) in flat(node, notes) {
            let mut value = T::default();
            value.read(node, notes);
            self.0.push((name, value));
        }
    }
}

/// Relations by their whole name, in the order of the text.
fn flat<'n, 's>(node: &'n Node<'s>, notes: &mut Notes) -> Vec<(At<String>, &'n Node<'s>)> {
    let mut list: Vec<(At<String>, &Node<'_>)> = Vec::new();
    let Some(entries) = node.entries() else {
        notes.expected("a table of relations", node);
        return list;
    };
    for entry in entries {
        match entry.node.entries() {
            Some(inner) => list.extend(
                inner
                    .iter()
                    .map(|inner| (joined(entry, inner, &notes.text), &inner.node)),
            ),
            None => list.push((entry.name(), &entry.node)),
        }
    }
    in_order(&mut list, |(name, _)| name.span.start);
    for (place, (name, _)) in list.iter().enumerate() {
        let mut before = list.iter().take(place);
        if before.any(|(known, _)| known.value == name.value) {
            let message = said!("`{}` stands twice", name.value);
            let draft = Draft::new(Code::Duplicate, name.span, message);
            notes.drafts.push(draft.help("remove one"));
        }
    }
    list
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
    At::new(format!("{}.{}", outer.key, inner.key), span)
}

impl Read for GrantEntry {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        if node.entries().is_some() {
            let mut grant = At::<Grant>::default();
            grant.read(node, notes);
            *self = Self::When(grant);
        } else if let Some(text) = node.text() {
            *self = Self::Always(At::new(text.to_owned(), node.span));
        } else {
            notes.expected("an action", node);
        }
    }
}

impl Read for Guarded {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        match &node.value {
            Value::Text(text) => text.as_ref().clone_into(&mut self.0),
            Value::Integer(number) => self.0 = number.to_string(),
            Value::Bool(truth) => self.0 = truth.to_string(),
            Value::Null | Value::Number | Value::Date(_) | Value::List(_) | Value::Table(_) => {
                notes.expected("a text, a whole number or a truth value", node);
            }
        }
    }
}

impl Read for Writers {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        if node.list().is_some() {
            let mut list = Vec::new();
            list.read(node, notes);
            *self = Self::Anything(list);
        } else if node.entries().is_some() {
            let mut map = Relations::default();
            map.read(node, notes);
            *self = Self::Valued(map);
        } else {
            notes.expected(
                "a list of relations, or a table of relations and values",
                node,
            );
        }
    }
}

impl Read for Values {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        if node.text() == Some("any") {
            *self = Self::Any;
        } else if node.list().is_some() {
            let mut list = Vec::new();
            list.read(node, notes);
            *self = Self::Listed(list);
        } else {
            notes.expected("a list of values, or `any`", node);
        }
    }
}

impl Read for Guest {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        if node.entries().is_some() {
            let mut claim = GuestClaim::default();
            claim.read(node, notes);
            *self = Self::Equals(claim);
        } else {
            let mut path = ClaimPath::default();
            path.read(node, notes);
            *self = Self::Flag(path);
        }
    }
}

impl Read for IdentityNames {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        if node.list().is_some() {
            let mut list = Vec::new();
            list.read(node, notes);
            *self = Self::Listed(list);
        } else if node.entries().is_some() {
            let mut map = Map::default();
            map.read(node, notes);
            *self = Self::Said(map);
        } else {
            notes.expected("a list of names, or a table of them", node);
        }
    }
}
