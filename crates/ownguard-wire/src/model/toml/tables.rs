//! The tables of a TOML document while they grow, and the rules of TOML 1.0 on which
//! may be continued, and how.

use super::fault;
use crate::model::node::{Entry, Node, Value};
use ownguard_core::json::Span;
use std::borrow::Cow;
use std::mem::take;
use toml_parser::ParseError;

/// How many names a key may have.
const LONGEST: usize = 32;

pub(super) const TWICE: &str = "duplicate key";

/// Every table that can still grow; the root comes first.
pub(super) struct Tables<'s>(Vec<Table<'s>>);

pub(super) struct Key<'s> {
    pub(super) name: Cow<'s, str>,
    pub(super) span: Span,
}

struct Table<'s> {
    made: Made,
    /// In the order of the text.
    members: Vec<(Key<'s>, Item<'s>)>,
}

/// What made a table says what may continue it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// `[table]`, or an inline table: nothing.
    ByHeader,
    /// `[table.below]`: a header of its own, or dotted keys.
    OnTheWay,
    /// `table.key = …`: dotted keys.
    ByDots,
}

enum Item<'s> {
    Done(Node<'s>),
    Table(usize, Span),
    /// `[[tables]]`.
    Tables(Vec<(usize, Span)>, Span),
}

impl Table<'_> {
    fn find(&self, name: &str) -> Option<usize> {
        self.members.iter().position(|(key, _)| key.name == name)
    }
}

impl<'s> Tables<'s> {
    pub(super) const ROOT: usize = 0;

    pub(super) fn new() -> Self {
        let mut tables = Self(Vec::new());
        tables.closed();
        tables
    }

    /// A new table that belongs nowhere yet, and that no other key may continue.
    pub(super) fn closed(&mut self) -> usize {
        self.made(Made::ByHeader)
    }

    fn made(&mut self, made: Made) -> usize {
        self.0.push(Table {
            made,
            members: Vec::new(),
        });
        self.0.len() - 1
    }

    /// `key = value`, or `dotted.key = value`.
    pub(super) fn set(
        &mut self,
        table: usize,
        path: Vec<Key<'s>>,
        node: Node<'s>,
    ) -> Result<(), ParseError> {
        let Some((table, key)) = self.follow(table, path, Made::ByDots)? else {
            return Ok(());
        };
        if self.known(table, &key).is_some() {
            return Err(fault(TWICE, key.span));
        }
        self.add(table, key, Item::Done(node));
        Ok(())
    }

    /// `[table]`: the table that follows.
    pub(super) fn header(&mut self, path: Vec<Key<'s>>, span: Span) -> Result<usize, ParseError> {
        let Some((parent, key)) = self.follow(Self::ROOT, path, Made::OnTheWay)? else {
            return Ok(self.closed());
        };
        let table = match self.known(parent, &key) {
            None => self.closed(),
            Some((_, Item::Table(table, _))) => {
                let table = *table;
                self.claim(parent, &key, table)?;
                table
            }
            Some((_, Item::Done(_) | Item::Tables(..))) => return Err(fault(TWICE, key.span)),
        };
        self.add(parent, key, Item::Table(table, span));
        Ok(table)
    }

    /// `[[tables]]`: the table that follows.
    pub(super) fn next_of(&mut self, path: Vec<Key<'s>>, span: Span) -> Result<usize, ParseError> {
        let table = self.closed();
        let Some((parent, key)) = self.follow(Self::ROOT, path, Made::OnTheWay)? else {
            return Ok(table);
        };
        match self.known(parent, &key) {
            None => self.add(parent, key, Item::Tables(vec![(table, span)], span)),
            Some((_, Item::Tables(list, _))) => list.push((table, span)),
            Some((_, Item::Done(_) | Item::Table(..))) => return Err(fault(TWICE, key.span)),
        }
        Ok(table)
    }

    /// A table and those in it, none of which grows any more.
    pub(super) fn close(&mut self, table: usize) -> Value<'s> {
        let members = self.0.get_mut(table).map(|table| take(&mut table.members));
        let mut entries = Vec::new();
        for (key, item) in members.unwrap_or_default() {
            let node = match item {
                Item::Done(node) => node,
                Item::Table(table, span) => self.node(table, span),
                Item::Tables(list, span) => {
                    let mut items = Vec::new();
                    for (table, span) in list {
                        items.push(self.node(table, span));
                    }
                    let value = Value::List(items);
                    Node { value, span }
                }
            };
            entries.push(Entry {
                key: key.name,
                span: key.span,
                node,
            });
        }
        Value::Table(entries)
    }

    fn node(&mut self, table: usize, span: Span) -> Node<'s> {
        let value = self.close(table);
        Node { value, span }
    }

    /// Follows all names but the last; gives the last, and the table that it belongs to.
    fn follow(
        &mut self,
        mut table: usize,
        mut path: Vec<Key<'s>>,
        made: Made,
    ) -> Result<Option<(usize, Key<'s>)>, ParseError> {
        let Some(last) = path.pop() else {
            return Ok(None);
        };
        if path.len() >= LONGEST {
            return Err(fault("the key has too many dots", last.span));
        }
        for key in path {
            table = self.step(table, key, made)?;
        }
        Ok(Some((table, last)))
    }

    /// The table of that name in another; made if there is none yet.
    fn step(&mut self, table: usize, key: Key<'s>, made: Made) -> Result<usize, ParseError> {
        let next = match self.known(table, &key) {
            None => {
                let next = self.made(made);
                let span = key.span;
                self.add(table, key, Item::Table(next, span));
                return Ok(next);
            }
            Some((_, Item::Done(_))) => {
                return Err(fault("no table stands at this key", key.span));
            }
            Some((_, Item::Table(next, _))) => Some(*next),
            Some((_, Item::Tables(list, _))) => list.last().map(|(next, _)| *next),
        };
        if made == Made::ByDots {
            let next = next.and_then(|next| self.0.get_mut(next));
            match next.filter(|next| next.made != Made::ByHeader) {
                Some(next) => next.made = Made::ByDots,
                None => return Err(fault(TWICE, key.span)),
            }
        }
        next.ok_or_else(|| fault(TWICE, key.span))
    }

    /// Gives a table that was only passed its own header, and takes it out of its place.
    fn claim(&mut self, parent: usize, key: &Key<'_>, table: usize) -> Result<(), ParseError> {
        let claimed = self.0.get_mut(table);
        match claimed.filter(|table| table.made == Made::OnTheWay) {
            Some(table) => table.made = Made::ByHeader,
            None => return Err(fault(TWICE, key.span)),
        }
        if let Some(parent) = self.0.get_mut(parent)
            && let Some(place) = parent.find(&key.name)
        {
            parent.members.remove(place);
        }
        Ok(())
    }

    fn known(&mut self, table: usize, key: &Key<'_>) -> Option<&mut (Key<'s>, Item<'s>)> {
        let table = self.0.get_mut(table)?;
        let place = table.find(&key.name)?;
        table.members.get_mut(place)
    }

    fn add(&mut self, table: usize, key: Key<'s>, item: Item<'s>) {
        if let Some(table) = self.0.get_mut(table) {
            table.members.push((key, item));
        }
    }
}
