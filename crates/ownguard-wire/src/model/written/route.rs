//! Routes as written.

use super::either::OneOrMany;
use crate::model::leaf::{Name, Pointer};
use crate::model::node::Node;
use crate::model::read::{At, Map, Notes, Read};
use crate::model::table::{tables, words};

/// What stands at a route: a word alone, or a table.
#[derive(Clone, Debug)]
pub enum Route {
    /// `page`, `app`, `auth`, `public`, `webhook.<service>` or `<resource>.<action>`.
    Kind(At<String>),
    /// An action with more to say of it.
    Table(Box<RouteTable>),
}

/// Where rows stand in an answer.
#[derive(Clone, Debug)]
pub enum Rows {
    /// At one place, of the route's own resource.
    Place(Pointer),
    /// At several, each of a resource and action of its own.
    Places(Map<At<String>>),
}

tables! {
    /// A route.
    RouteTable("a route") {
        /// What it does: `<resource>.<action>`, or `page`, `app`, `auth`, `public`, `webhook.<service>`. Absent where `rows` names several.
        action as "do": Option<At<String>>,
        /// How the app answers.
        answer: Option<At<AnswerKind>> = "json",
        /// Where rows stand in the answer: a pointer, or several with `<resource>.<action>` each. By default the root.
        rows: Option<At<Rows>>,
        /// Other parts of the answer that pass whole.
        pass: Option<Vec<At<Pointer>>>,
        /// `session`: the row is the caller's own.
        id: Option<At<KeySource>>,
        /// Where several keys stand in the body.
        ids: Option<At<Pointer>>,
        /// Where the parent's key stands in the body.
        parent: Option<At<Pointer>>,
        /// Where the written columns stand in the body. By default the root.
        body: Option<At<Pointer>>,
        /// Members of the body that are no columns.
        args: Option<OneOrMany<At<String>>>,
        /// Whether each row gets `_can`, the actions that its notes may take.
        can: Option<At<bool>> = false,
        /// The screen whose columns alone are shown.
        screen: Option<At<Name>>,
    }
}

words! {
    /// How the app answers.
    AnswerKind("an answer") {
        /// JSON, buffered and inspected.
        Json = "json",
        /// A stream, decided before the app is asked.
        Stream = "stream",
        /// A file, decided before the app is asked.
        File = "file",
        /// No body.
        Nothing = "none",
    }

    /// Where the key of the row comes from.
    KeySource("a source of the key") {
        /// The session's subject.
        Session = "session",
    }
}

impl Default for Route {
    fn default() -> Self {
        Self::Kind(At::default())
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self::Place(Pointer::default())
    }
}

impl Read for Route {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        if let Some(text) = node.text() {
            *self = Self::Kind(At::new(text.to_owned(), node.span));
        } else if node.entries().is_some() {
            let mut table = Box::<RouteTable>::default();
            table.read(node, notes);
            *self = Self::Table(table);
        } else {
            notes.expected("what a route does", node);
        }
    }
}

impl Read for Rows {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        if node.text().is_some() {
            let mut place = Pointer::default();
            place.read(node, notes);
            *self = Self::Place(place);
        } else if node.entries().is_some() {
            let mut places = Map::default();
            places.read(node, notes);
            *self = Self::Places(places);
        } else {
            notes.expected("a JSON pointer or a table of them", node);
        }
    }
}
