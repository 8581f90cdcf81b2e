//! Reads nodes into tables, and says of everything that does not fit where and
//! why. [`tables!`](super::table::tables) makes the tables.

use super::code::Code;
use super::node::{Entry, Node, Value};
use super::problem::Draft;
use ownguard_core::json::Span;

/// Something and its place.
#[derive(Clone, Copy, Debug)]
pub struct At<T> {
    /// The thing.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// Entries by name, in the order of the text.
#[derive(Clone, Debug)]
pub struct Map<T>(pub Vec<(At<String>, T)>);

/// What is read from a node. `None` means that a problem was noted.
pub(crate) trait Read: Sized {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self>;

    /// What an absent key means; `None` if it must be there.
    fn absent() -> Option<Self> {
        None
    }
}

/// Problems, as they are found.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) drafts: Vec<Draft>,
    /// The source, to see what stands before a place.
    pub(crate) text: String,
}

/// A table that is being read.
pub(crate) struct Table<'n, 's> {
    entries: &'n [Entry<'s>],
    span: Span,
    /// Keys that were probably meant by ones that do not exist.
    meant: Vec<&'static str>,
}

impl Notes {
    pub(crate) fn note<T>(&mut self, draft: Draft) -> Option<T> {
        self.drafts.push(draft);
        None
    }

    /// Notes that something else belongs here.
    pub(crate) fn expected<T>(&mut self, wanted: &str, node: &Node<'_>) -> Option<T> {
        let found = node.value.kind();
        let draft = Draft::new(
            Code::Type,
            node.span,
            format!("{found} where {wanted} belongs"),
        );
        self.note(draft.label(format!("expected {wanted}")))
    }

    /// The entries of a table; keys that it does not have are noted.
    pub(crate) fn table<'n, 's>(
        &mut self,
        node: &'n Node<'s>,
        wanted: &str,
        keys: &[&'static str],
    ) -> Option<Table<'n, 's>> {
        let Some(entries) = node.entries() else {
            return self.expected(wanted, node);
        };
        let mut meant = Vec::new();
        for entry in entries {
            if !keys.contains(&&*entry.key) {
                let message = format!("unknown key `{}`", entry.key);
                let draft = Draft::new(Code::UnknownKey, entry.span, message);
                let draft = draft.label(format!("{wanted} has no such key"));
                self.drafts.push(mended(draft, &entry.key, keys));
                meant.extend(nearest(&entry.key, keys));
            }
        }
        Some(Table {
            entries,
            span: node.span,
            meant,
        })
    }
}

impl Table<'_, '_> {
    pub(crate) fn member<T: Read>(&self, key: &str, notes: &mut Notes) -> Option<T> {
        let found = self.entries.iter().find(|entry| entry.key == key);
        match found {
            Some(entry) => T::read(&entry.node, notes),
            None => T::absent().or_else(|| {
                let known = self.meant.iter().find(|meant| **meant == key);
                if known.is_some() {
                    return None;
                }
                let message = format!("the key `{key}` is missing");
                let draft = Draft::new(Code::MissingKey, self.span, message).label("in here");
                notes.note(draft.help(example(key)))
            }),
        }
    }
}

/// What the keys that must be there look like.
fn example(key: &str) -> String {
    let value = match key {
        "version" => "1",
        "key" => "\"id:uuid\"",
        "preset" => "\"supabase\"",
        "proof" => "\"token\"",
        "roles" => "[\"member\", \"admin\"]",
        "order" => "[\"free\", \"pro\"]",
        "levels" => "[\"view\", \"edit\"]",
        "fields" => "[\"id\"]",
        "do" => "\"update\"",
        _ => "\"…\"",
    };
    format!("`{key} = {value}`")
}

/// Adds what was probably meant, or all that is possible where that is little.
pub(crate) fn mended(draft: Draft, written: &str, known: &[&str]) -> Draft {
    if let Some(near) = nearest(written, known) {
        return draft.help(format!("did you mean `{near}`?"));
    }
    let mut names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    names.sort();
    names.dedup();
    if names.is_empty() || names.len() > 24 {
        return draft;
    }
    draft.help(format!("possible here: {}", names.join(", ")))
}

/// The name that is spelt most alike, if one is alike.
pub(crate) fn nearest<'k>(written: &str, known: &[&'k str]) -> Option<&'k str> {
    let limit = (written.chars().count() / 3).clamp(1, 3);
    let folded = |name: &str| name.to_lowercase().replace('-', "_");
    let wanted = folded(written);
    known
        .iter()
        .map(|name| (strsim::osa_distance(&wanted, &folded(name)), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| *name)
}

impl<T: Read> Read for Option<T> {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        T::read(node, notes).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for At<T> {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let value = T::read(node, notes)?;
        Some(Self {
            value,
            span: node.span,
        })
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        if let Some(text) = node.text() {
            let draft = Draft::new(Code::Type, node.span, "a text where a list belongs");
            return notes.note(draft.help(format!("`[\"{text}\"]`")));
        }
        let Some(items) = node.list() else {
            return notes.expected("a list", node);
        };
        all(items.iter().map(|item| T::read(item, notes)))
    }
}

impl<T: Read> Read for Map<T> {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let Some(entries) = node.entries() else {
            return notes.expected("a table", node);
        };
        all(entries.iter().map(|entry| {
            let name = At {
                value: entry.key.to_string(),
                span: entry.span,
            };
            T::read(&entry.node, notes).map(|value| (name, value))
        }))
        .map(Self)
    }
}

/// All, or none; every one is read in any case.
pub(crate) fn all<T>(read: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let (mut whole, mut list) = (true, Vec::new());
    for item in read {
        match item {
            Some(item) => list.push(item),
            None => whole = false,
        }
    }
    whole.then_some(list)
}

impl Read for String {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let Some(text) = node.text() else {
            return notes.expected("a text", node);
        };
        Some(text.to_owned())
    }
}

impl Read for bool {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let Value::Bool(truth) = &node.value else {
            return notes.expected("`true` or `false`", node);
        };
        Some(*truth)
    }
}

impl Read for u32 {
    fn read(node: &Node<'_>, notes: &mut Notes) -> Option<Self> {
        let Value::Integer(number) = &node.value else {
            return notes.expected("a whole number", node);
        };
        Self::try_from(*number).ok().or_else(|| {
            let message = format!("`{number}` is out of range");
            notes.note(Draft::new(Code::Number, node.span, message).help("0 to 4294967295"))
        })
    }
}
