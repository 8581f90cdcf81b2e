//! Which tests of a project name which actions: a file is a test by its name, and names an action by
//! `resource.action` or by a path that its route matches.

use crate::files::Files;
use crate::lint::route_key;
use crate::source::Loaded;
use ownguard_core::http::Method;
use ownguard_core::http::spec::{RouteKind, RouteSpec, Segment};
use std::collections::BTreeMap;

/// Actions, and the tests that name them; an action without tests stands there too.
pub(super) type Coverage = BTreeMap<String, Vec<String>>;

/// Folders that hold nothing of the project's own.
const SKIPPED: [&str; 9] = [
    "node_modules",
    "target",
    "dist",
    "build",
    "vendor",
    "coverage",
    "out",
    "Pods",
    "DerivedData",
];

/// One action and the routes that do it.
struct Named {
    action: String,
    routes: Vec<RouteSpec>,
}

pub(super) fn coverage(loaded: &Loaded, files: &dyn Files, folder: &str) -> (Coverage, usize) {
    let named = named(loaded);
    let mut found: Coverage = named
        .iter()
        .map(|one| (one.action.clone(), Vec::new()))
        .collect();
    let skip = |name: &str| name.starts_with('.') || SKIPPED.contains(&name);
    let paths = files.walk(folder, &skip).unwrap_or_default();
    let tests: Vec<&String> = paths.iter().filter(|path| is_test(path)).collect();
    for path in &tests {
        let Ok(bytes) = files.read(path) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        for one in named.iter().filter(|one| one.is_in(&text)) {
            if let Some(list) = found.get_mut(&one.action) {
                list.push((*path).clone());
            }
        }
    }
    (found, tests.len())
}

fn is_test(path: &str) -> bool {
    const CODE: [&str; 12] = [
        "ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "rs", "sql", "swift", "kt", "py",
    ];
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let code = name
        .rsplit_once('.')
        .is_some_and(|(_, kind)| CODE.contains(&kind));
    let marked = [".test.", ".spec.", "_test.", "_spec.", "Test.", "Tests."]
        .iter()
        .any(|mark| name.contains(mark));
    let below = folders.split('/').any(|folder| {
        matches!(
            folder,
            "test" | "tests" | "__tests__" | "e2e" | "spec" | "cypress"
        )
    });
    code && (marked || below)
}

/// Every action that some route does, every one that is granted without a route, and every route
/// that does no action.
fn named(loaded: &Loaded) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    let mut add = |action: String, route: Option<&RouteSpec>| match named
        .iter_mut()
        .find(|one| one.action == action)
    {
        Some(one) => one.routes.extend(route.cloned()),
        None => named.push(Named {
            action,
            routes: route.into_iter().cloned().collect(),
        }),
    };
    let model = &loaded.model;
    for resource in model.resources() {
        for grant in &resource.spec().grants {
            add(
                format!("{}.{}", resource.name(), model.action_name(grant.action)),
                None,
            );
        }
    }
    for route in model.http().routes() {
        match &route.kind {
            RouteKind::Action(action) => {
                let resource = model
                    .resource(action.resource)
                    .map_or("", ownguard_core::Resource::name);
                add(
                    format!("{resource}.{}", model.action_name(action.action)),
                    Some(route),
                );
            }
            RouteKind::Page
            | RouteKind::App
            | RouteKind::Auth
            | RouteKind::Webhook(_)
            | RouteKind::Public => add(route_key(route), Some(route)),
        }
    }
    named
}

impl Named {
    /// By its name, or by a path of one of its routes beside the method, wherever that stands.
    fn is_in(&self, text: &str) -> bool {
        let asked = |route: &&RouteSpec| match route.method {
            None | Some(Method::Get | Method::Head) => true,
            Some(method) => {
                let name = method.as_str();
                text.contains(name) || text.contains(&format!("{}(", name.to_ascii_lowercase()))
            }
        };
        names(text, &self.action)
            || self
                .routes
                .iter()
                .filter(asked)
                .any(|route| has_path(text, &route.segments))
    }
}

/// Whether the text holds the name as a whole, and not as the call of a method.
fn names(text: &str, action: &str) -> bool {
    let inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    let mut found = text.match_indices(action);
    found.any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text
            .get(at + action.len()..)
            .and_then(|behind| behind.chars().next());
        !before.is_some_and(inside)
            && !behind.is_some_and(|letter| letter == '(' || (inside(letter) && letter != '.'))
    })
}

/// Whether the text holds a path that the pattern matches, and no longer one.
fn has_path(text: &str, pattern: &[Segment]) -> bool {
    let Some(Segment::Static(first)) = pattern.first() else {
        return false;
    };
    let first = format!("/{first}");
    let mut starts = text
        .match_indices(&first)
        .filter_map(|(at, _)| text.get(at..));
    starts.any(|rest| fits(rest, pattern))
}

fn fits(text: &str, pattern: &[Segment]) -> bool {
    let mut rest = text;
    for segment in pattern {
        let Some(behind) = rest.strip_prefix('/') else {
            return false;
        };
        let end = behind.find(is_end).unwrap_or(behind.len());
        let (part, left) = behind.split_at_checked(end).unwrap_or((behind, ""));
        match segment {
            Segment::Rest => return true,
            Segment::Static(wanted) if part != wanted => return false,
            Segment::Param(_) if part.is_empty() => return false,
            Segment::Static(_) | Segment::Param(_) => rest = left,
        }
    }
    !rest.starts_with('/')
}

/// What cannot stand in one segment of a path in a program's text; `${…}` can.
fn is_end(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '/' | '"' | '\'' | '`' | '?' | '#' | '\\' | ',' | ';' | '<' | '>'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ownguard_core::http::spec::Binding;

    #[test]
    fn an_action_is_named_whole_and_not_called() {
        for (text, named) in [
            ("can('note.read')", true),
            ("may read: note.read.", true),
            ("note.read(model)", false),
            ("my_note.read", false),
            ("note.reader", false),
        ] {
            assert_eq!(names(text, "note.read"), named, "{text}");
        }
    }

    #[test]
    fn a_path_in_a_test_is_that_of_one_route() {
        let part = |text: &str| Segment::Static(text.to_owned());
        let param = Segment::Param(Binding::Key);
        let list = [part("api"), part("notes")];
        let read = [part("api"), part("notes"), param];
        for (text, lists, reads) in [
            ("get('/api/notes')", true, false),
            ("get('https://a.b/api/notes?x=1')", true, false),
            ("get(`/api/notes/${ids.first}`)", false, true),
            ("get('/api/notes/1/share')", false, false),
            ("get('/api/notebooks')", false, false),
            ("get('/v1/notes')", false, false),
        ] {
            assert_eq!(
                (has_path(text, &list), has_path(text, &read)),
                (lists, reads),
                "{text}"
            );
        }
    }
}
