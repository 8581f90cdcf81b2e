//! Where in the text of a model something stands, by its path: for those who say
//! more of a model than whether it can be read. Pure.

use super::node::{self, Entry, Format, Node};
use ownguard_core::json::Span;

/// The places of a model's text.
#[derive(Clone, Debug)]
pub struct Places<'s> {
    root: Node<'s>,
}

/// The place of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name: a key, or itself where it is a text in a list.
    pub name: Span,
    /// What stands behind the name.
    pub value: Span,
}

impl<'s> Places<'s> {
    /// Reads the places of a text that is TOML or JSON; of any other there are none.
    pub fn read(source: &'s str, format: Format) -> Option<Self> {
        let root = node::parse(source, format).ok()?;
        Some(Self { root })
    }

    /// Finds a thing by its path: keys of tables, whole names of relations, texts in lists, and in a
    /// list of grants the action, such as `["resources", "invoice", "grants", "workspace.viewer", "read"]`.
    pub fn find(&self, path: &[&str]) -> Option<Place> {
        let start = Place {
            name: Span { start: 0, end: 0 },
            value: self.root.span,
        };
        below(&self.root, start, path)
    }

    /// The same, or the nearest thing above it that is there.
    pub fn nearest(&self, path: &[&str]) -> Option<Place> {
        let mut ends = (1..=path.len()).rev();
        ends.find_map(|end| self.find(path.get(..end)?))
    }
}

fn below(node: &Node<'_>, place: Place, path: &[&str]) -> Option<Place> {
    let Some((first, rest)) = path.split_first() else {
        return Some(place);
    };
    if let Some(entries) = node.entries() {
        let member = |entry: &Entry<'_>, path: &[&str]| {
            let place = Place {
                name: entry.span,
                value: entry.node.span,
            };
            below(&entry.node, place, path)
        };
        let found = entries.iter().find(|entry| entry.key == *first);
        return match (found, first.split_once('.')) {
            (Some(entry), _) => member(entry, rest),
            (None, None) => None,
            (None, Some((outer, inner))) => {
                let entry = entries.iter().find(|entry| entry.key == outer)?;
                let path: Vec<&str> = std::iter::once(inner).chain(rest.iter().copied()).collect();
                member(entry, &path)
            }
        };
    }
    let items = node.list()?;
    items.iter().find_map(|item| {
        let named = told(item, first)?;
        let place = Place {
            name: named.span,
            value: item.span,
        };
        below(item, place, rest)
    })
}

/// The text in an item that names it: itself, or what it does.
fn told<'n, 's>(item: &'n Node<'s>, name: &str) -> Option<&'n Node<'s>> {
    let is = |node: &&'n Node<'s>| node.text() == Some(name);
    let entries = item.entries().unwrap_or_default();
    let done = entries.iter().find(|entry| entry.key == "do");
    let done = done.map(|entry| &entry.node);
    let several = done.and_then(Node::list).unwrap_or_default();
    std::iter::once(item).chain(done).chain(several).find(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = r#"
[resources.invoice.grants]
owner = ["read"]
workspace.viewer = ["list", { do = ["update", "delete"], when = { status = "open" } }]
[routes]
"GET /.well-known/jwks.json" = "public"
"#;

    fn found(path: &[&str]) -> Option<(&'static str, &'static str)> {
        let places = Places::read(MODEL, Format::Toml).unwrap();
        let place = places.find(path)?;
        Some((place.name.of(MODEL), place.value.of(MODEL)))
    }

    #[test]
    fn things_are_found_by_their_path() {
        let grants = ["resources", "invoice", "grants"];
        let grant = |tail: &[&'static str]| found(&[&grants, tail].concat());
        for (tail, name) in [
            (&["owner"][..], "owner"),
            (&["workspace.viewer"], "viewer"),
            (&["workspace.viewer", "list"], "\"list\""),
            (&["workspace.viewer", "delete"], "\"delete\""),
            (&["workspace.viewer", "delete", "when", "status"], "status"),
        ] {
            assert_eq!(grant(tail).map(|(name, _)| name), Some(name), "{tail:?}");
        }
        let route = found(&["routes", "GET /.well-known/jwks.json"]);
        assert_eq!(route.map(|(_, value)| value), Some("\"public\""));
        assert_eq!(grant(&["workspace.viewer", "create"]), None);
        assert_eq!(grant(&["staff.support"]), None);
    }

    #[test]
    fn what_is_not_there_has_the_place_of_what_is_above_it() {
        let places = Places::read(MODEL, Format::Toml).unwrap();
        let near = places.nearest(&["resources", "invoice", "grants", "owner", "list"]);
        assert_eq!(near.map(|place| place.name.of(MODEL)), Some("owner"));
        assert_eq!(places.nearest(&["tenancy", "name"]), None);
    }

    #[test]
    fn what_is_neither_toml_nor_json_has_no_places() {
        assert!(Places::read("[", Format::Toml).is_none());
    }
}
