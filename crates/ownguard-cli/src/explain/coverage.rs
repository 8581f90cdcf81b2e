//! Which tests of a project name which actions: a file is a test by its name, and names an action by
//! `resource.action` or by a path that its route matches.

use crate::files::Files;
use crate::lint::route_key;
use crate::source::Loaded;
use ownguard_core::http::spec::{RouteKind, Segment};
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

/// One action and the texts by which a test names it.
struct Named {
    action: String,
    /// The pieces of a route's path, in order, around its parameters.
    pieces: Vec<Vec<String>>,
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

/// Every action that some route does, and every one that is granted without a route.
fn named(loaded: &Loaded) -> Vec<Named> {
    let mut named: Vec<Named> = Vec::new();
    let mut add = |action: String, pieces: Option<Vec<String>>| match named
        .iter_mut()
        .find(|one| one.action == action)
    {
        Some(one) => one.pieces.extend(pieces),
        None => named.push(Named {
            action,
            pieces: pieces.into_iter().collect(),
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
                let name = format!("{resource}.{}", model.action_name(action.action));
                add(name, Some(pieces(&route.segments)));
            }
            RouteKind::Page
            | RouteKind::App
            | RouteKind::Auth
            | RouteKind::Webhook(_)
            | RouteKind::Public => {
                add(route_key(route), Some(pieces(&route.segments)));
            }
        }
    }
    named
}

fn pieces(segments: &[Segment]) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for segment in segments {
        match (segment, pieces.last_mut()) {
            (Segment::Static(text), Some(piece)) => {
                piece.push('/');
                piece.push_str(text);
            }
            (Segment::Param(_) | Segment::Rest, Some(piece)) => {
                piece.push('/');
                pieces.push(String::new());
            }
            (_, None) => {}
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

impl Named {
    fn is_in(&self, text: &str) -> bool {
        let by_path = |line: &str| {
            self.pieces
                .iter()
                .any(|pieces| !pieces.is_empty() && in_order(line, pieces))
        };
        text.contains(&self.action) || text.lines().any(by_path)
    }
}

fn in_order(line: &str, pieces: &[String]) -> bool {
    let mut rest = line;
    pieces
        .iter()
        .all(|piece| match rest.split_once(piece.as_str()) {
            Some((_, behind)) => {
                rest = behind;
                true
            }
            None => false,
        })
}
