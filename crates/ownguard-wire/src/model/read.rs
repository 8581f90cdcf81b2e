//! Reads nodes into tables, and says of everything that does not fit where and
//! why. [`tables!`](super::table::tables) makes the tables.

use super::code::Code;
use super::node::{Entry, Node, Value};
use super::problem::Draft;
use crate::model::said::{EXPLAINED, said};
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

/// What is read from a node.
pub(crate) trait Read: Default {
    /// Whether the key must be there.
    const REQUIRED: bool = true;

    /// Reads in place. What does not fit is noted; the value is then of no use, and not used.
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes);
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
    pub(crate) fn expected(&mut self, wanted: &str, node: &Node<'_>) {
        let message = said!("{} where {wanted} belongs", node.value.kind());
        let draft = Draft::new(Code::Type, node.span, message);
        self.drafts.push(draft.label(said!("expected {wanted}")));
    }

    /// The place of a word among those that may stand here.
    pub(crate) fn word(
        &mut self,
        code: Code,
        wanted: &str,
        words: &[&str],
        node: &Node<'_>,
    ) -> Option<usize> {
        let Some(text) = node.text() else {
            self.expected(wanted, node);
            return None;
        };
        words.iter().position(|word| *word == text).or_else(|| {
            let draft = Draft::new(code, node.span, said!("`{text}` is not {wanted}"));
            self.note(mended(draft, text, words))
        })
    }

    /// The entries of a table; keys that it does not have are noted.
    pub(crate) fn table<'n, 's>(
        &mut self,
        node: &'n Node<'s>,
        wanted: &str,
        keys: &[&'static str],
    ) -> Option<Table<'n, 's>> {
        let Some(entries) = node.entries() else {
            self.expected(wanted, node);
            return None;
        };
        let mut meant = Vec::new();
        for entry in entries {
            if !keys.contains(&&*entry.key) {
                let message = said!("unknown key `{}`", entry.key);
                let draft = Draft::new(Code::UnknownKey, entry.span, message);
                let draft = draft.label(said!("{wanted} has no such key"));
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
    pub(crate) fn member<T: Read>(&self, key: &str, value: &mut T, notes: &mut Notes) {
        if let Some(node) = self.find(key, T::REQUIRED, notes) {
            value.read(node, notes);
        }
    }

    fn find(&self, key: &str, required: bool, notes: &mut Notes) -> Option<&Node<'_>> {
        let found = self.entries.iter().find(|entry| entry.key == key);
        if found.is_none() && required && !self.meant.contains(&key) {
            let message = said!("the key `{key}` is missing");
            let draft = Draft::new(Code::MissingKey, self.span, message).label("in here");
            notes.drafts.push(draft.help(example(key)));
        }
        found.map(|entry| &entry.node)
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
    said!("`{key} = {value}`")
}

/// Adds what was probably meant, or all that is possible where that is little.
pub(crate) fn mended(draft: Draft, written: &str, known: &[&str]) -> Draft {
    if !EXPLAINED {
        return draft;
    }
    if let Some(near) = nearest(written, known) {
        return draft.help(said!("did you mean `{near}`?"));
    }
    let mut names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    in_order(&mut names, String::clone);
    names.dedup();
    if names.is_empty() || names.len() > 24 {
        return draft;
    }
    draft.help(said!("possible here: {}", names.join(", ")))
}

/// The name that is spelt most alike, if one is alike.
pub(crate) fn nearest<'k>(written: &str, known: &[&'k str]) -> Option<&'k str> {
    if !EXPLAINED {
        return None;
    }
    let limit = (written.chars().count() / 3).clamp(1, 3);
    let folded = |name: &str| name.to_ascii_lowercase();
    let wanted = folded(written);
    known
        .iter()
        .map(|name| (strsim::osa_distance(&wanted, &folded(name)), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| *name)
}

impl<T> At<T> {
    pub(crate) const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T: Default> Default for At<T> {
    fn default() -> Self {
        Self::new(T::default(), Span { start: 0, end: 0 })
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Read> Read for Option<T> {
    const REQUIRED: bool = false;

    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        self.insert(T::default()).read(node, notes);
    }
}

impl<T: Read> Read for At<T> {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        self.span = node.span;
        self.value.read(node, notes);
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        for item in notes.items(node) {
            let mut value = T::default();
            value.read(item, notes);
            self.push(value);
        }
    }
}

impl<T: Read> Read for Map<T> {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        let Some(entries) = node.entries() else {
            return notes.expected("a table", node);
        };
        for entry in entries {
            let mut value = T::default();
            value.read(&entry.node, notes);
            self.0.push((entry.name(), value));
        }
    }
}

impl Notes {
    fn items<'n, 's>(&mut self, node: &'n Node<'s>) -> &'n [Node<'s>] {
        if let Some(text) = node.text() {
            let draft = Draft::new(Code::Type, node.span, "a text where a list belongs");
            self.drafts.push(draft.help(said!("`[\"{text}\"]`")));
        } else if node.list().is_none() {
            self.expected("a list", node);
        }
        node.list().unwrap_or_default()
    }
}

impl Entry<'_> {
    /// The key and its place.
    pub(crate) fn name(&self) -> At<String> {
        At::new(self.key.to_string(), self.span)
    }
}

/// Sorts what is mostly in order already, without moving what is equal.
pub(crate) fn in_order<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..list.len() {
        for place in (1..=end).rev() {
            let pair = place
                .checked_sub(1)
                .and_then(|before| list.get(before..=place));
            match pair {
                Some([before, here]) if key(before) > key(here) => list.swap(place - 1, place),
                _ => break,
            }
        }
    }
}

/// All, or none; every one is made in any case.
pub(crate) fn all<T>(made: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let (mut whole, mut list) = (true, Vec::new());
    for item in made {
        match item {
            Some(item) => list.push(item),
            None => whole = false,
        }
    }
    whole.then_some(list)
}

impl Read for String {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        match node.text() {
            Some(text) => text.clone_into(self),
            None => notes.expected("a text", node),
        }
    }
}

impl Read for bool {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        if let Value::Bool(truth) = &node.value {
            *self = *truth;
        } else {
            notes.expected("`true` or `false`", node);
        }
    }
}

impl Read for u32 {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        let Value::Integer(number) = &node.value else {
            return notes.expected("a whole number", node);
        };
        if let Ok(number) = Self::try_from(*number) {
            *self = number;
        } else {
            let message = said!("`{number}` is out of range");
            let draft = Draft::new(Code::Number, node.span, message);
            notes.drafts.push(draft.help("0 to 4294967295"));
        }
    }
}
