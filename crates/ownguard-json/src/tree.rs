//! A small document read whole: a request body, a model. Every name and value with its place.
//! A member name that stands twice is refused at every depth, however it is escaped.

use super::cursor::{Cursor, Name};
use super::pointer::Pointer;
use super::value::{Error, Fault, Kind, Limits, Span, Value, checked};
use std::borrow::Cow;

/// A document. Made by [`Tree::parse`].
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    text: &'a str,
    /// In the document's order; a node comes before those inside it.
    nodes: Vec<Record>,
}

#[derive(Clone, Copy, Debug)]
struct Record {
    span: Span,
    /// Between the quotes; none for the root and in an array.
    name: Option<Name>,
    kind: Kind,
    escaped: bool,
    depth: u32,
    /// The first node that is not inside this one.
    end: usize,
}

impl<'a> Tree<'a> {
    /// Reads a document ([`Limits::rows`] plays no part). Time grows with its size times the
    /// logarithm of the members of its largest object.
    pub fn parse(body: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let text = checked(body, limits)?;
        let mut cursor = Cursor::new(text, limits.depth);
        let mut tree = Self {
            text,
            nodes: Vec::new(),
        };
        // INVARIANT: the nodes that are open, outermost first; at most MAX_DEPTH.
        let mut open: Vec<usize> = Vec::new();
        loop {
            let around = open
                .last()
                .and_then(|&node| tree.nodes.get(node))
                .map(|node| node.kind);
            let name = if around == Some(Kind::Object) {
                Some(cursor.name()?)
            } else {
                None
            };
            if tree.value(&mut cursor, name, open.len())? {
                open.push(tree.nodes.len() - 1);
                continue;
            }
            loop {
                let Some(&node) = open.last() else {
                    cursor.finish()?;
                    return Ok(tree);
                };
                let kind = tree.nodes.get(node).map(|node| node.kind);
                if cursor.more(if kind == Some(Kind::Object) {
                    b'}'
                } else {
                    b']'
                })? {
                    break;
                }
                tree.close(node, cursor.at())?;
                open.pop();
            }
        }
    }

    /// The outermost value.
    pub fn root(&self) -> Option<Node<'_>> {
        self.node(0)
    }

    /// Every member at every depth, in the document's order.
    pub fn members(&self) -> impl Iterator<Item = Member<'_>> {
        (0..self.nodes.len()).filter_map(|place| self.node(place)?.as_member())
    }

    /// Adds the value that comes next. True if it is an array or object, and open.
    fn value(
        &mut self,
        cursor: &mut Cursor<'a>,
        name: Option<Name>,
        depth: usize,
    ) -> Result<bool, Error> {
        let start = cursor.at();
        let (opened, kind, escaped) = match cursor.peek() {
            b'{' => (!cursor.open(b'}')?, Kind::Object, false),
            b'[' => (!cursor.open(b']')?, Kind::Array, false),
            _ => cursor
                .skip()
                .map(|passed| (false, passed.kind, passed.escaped))?,
        };
        let span = Span {
            start,
            end: cursor.at(),
        };
        let end = self.nodes.len() + 1;
        let depth = super::value::offset(depth);
        self.nodes.push(Record {
            span,
            name,
            kind,
            escaped,
            depth,
            end,
        });
        Ok(opened)
    }

    fn close(&mut self, place: usize, at: u32) -> Result<(), Error> {
        let end = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(place) {
            node.span.end = at;
            node.end = end;
        }
        let mut names: Vec<(Cow<'_, str>, u32)> = self
            .node(place)
            .into_iter()
            .flat_map(Node::members)
            .map(|member| (member.name, member.name_span.start))
            .collect();
        names.sort_unstable();
        match names.array_windows().find(|[(a, _), (b, _)]| a == b) {
            Some([_, (_, at)]) => Err(Error::new(*at, Fault::DuplicateMember)),
            None => Ok(()),
        }
    }

    fn node(&self, place: usize) -> Option<Node<'_>> {
        self.nodes.get(place).map(|record| Node {
            tree: self,
            record,
            place,
        })
    }
}

/// A value of a document.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    tree: &'t Tree<'t>,
    record: &'t Record,
    place: usize,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member<'t> {
    /// Its name, unescaped.
    pub name: Cow<'t, str>,
    /// Where the name stands, without its quotes.
    pub name_span: Span,
    /// Its value.
    pub value: Node<'t>,
}

impl<'t> Node<'t> {
    /// Its kind.
    pub fn kind(self) -> Kind {
        self.record.kind
    }

    /// Where it stands.
    pub fn span(self) -> Span {
        self.record.span
    }

    /// How many arrays and objects are around it.
    pub fn depth(self) -> u32 {
        self.record.depth
    }

    /// The value as it stands; arrays and objects as text.
    pub fn value(self) -> Value<'t> {
        let Record {
            span,
            kind,
            escaped,
            ..
        } = *self.record;
        Value {
            raw: span.of(self.tree.text),
            start: span.start,
            kind,
            escaped,
        }
    }

    /// The members of an object, in its order; none of anything else.
    pub fn members(self) -> impl Iterator<Item = Member<'t>> {
        self.inside().filter_map(Node::as_member)
    }

    /// The items of an array; none of anything else.
    pub fn items(self) -> impl Iterator<Item = Node<'t>> {
        self.inside().filter(|node| node.record.name.is_none())
    }

    /// The value of the member of that name.
    pub fn get(self, name: &str) -> Option<Node<'t>> {
        self.members()
            .find(|member| member.name == name)
            .map(|member| member.value)
    }

    /// The value at the pointer, seen from here. In an array, a name is an index (RFC 6901
    /// section 4).
    pub fn at(self, pointer: &Pointer) -> Option<Node<'t>> {
        pointer
            .names()
            .try_fold(self, |node, name| match node.kind() {
                Kind::Object => node.get(name),
                Kind::Array => node.items().nth(index(name)?),
                Kind::Null | Kind::Bool | Kind::Number | Kind::String => None,
            })
    }

    fn inside(self) -> impl Iterator<Item = Node<'t>> {
        let mut next = self.place + 1;
        std::iter::from_fn(move || {
            let node = self.tree.node(next).filter(|_| next < self.record.end)?;
            next = node.record.end;
            Some(node)
        })
    }

    fn as_member(self) -> Option<Member<'t>> {
        let name = self.record.name?;
        Some(Member {
            name: name.of(self.tree.text),
            name_span: name.inner,
            value: self,
        })
    }
}

fn index(name: &str) -> Option<usize> {
    let canonical = name == "0" || !name.starts_with(['0', '+']);
    name.parse().ok().filter(|_| canonical)
}
