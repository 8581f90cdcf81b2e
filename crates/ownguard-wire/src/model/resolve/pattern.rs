//! Route patterns: a method and a path, segment by segment. What a parameter
//! names depends on what stands at the route.

use super::names::Names;
use crate::model::code::Code;
use crate::model::leaf::{is_name, is_path};
use crate::model::problem::Draft;
use crate::model::read::{Notes, mended};
use crate::model::said::said;
use ownguard_core::http::Method;
use ownguard_core::http::spec::{Binding, Segment};
use ownguard_core::json::Span;
use ownguard_core::spec::ResourceSpec;

/// A path as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) parts: Vec<Part>,
}

/// One segment as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Static(String),
    /// `{name}`
    Param(String),
    /// `{name:slug}`
    Slug(String),
    /// `{*name}`
    Rest,
}

/// Reads `GET /api/me`; no method is `*`.
pub(super) fn route(
    text: &str,
    span: Span,
    notes: &mut Notes,
) -> Option<(Option<Method>, Pattern)> {
    let help = "a method and a path: `GET /api/me`, `* /w/{workspace:slug}/{*rest}`";
    let Some((word, path)) = text.split_once(' ') else {
        let draft = Draft::new(Code::RouteSyntax, span, said!("`{text}` is not a route"));
        return notes.note(draft.help(help));
    };
    let method = match word {
        "*" => None,
        "HEAD" => {
            let draft = Draft::new(Code::RouteSyntax, span, "HEAD has no route of its own");
            return notes.note(draft.help("the route of `GET` answers it"));
        }
        _ => {
            let Some(method) = Method::parse(word) else {
                let message = said!("`{word}` is not a method");
                let draft = Draft::new(Code::RouteSyntax, span, message);
                let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "*"];
                return notes.note(mended(draft, word, &methods));
            };
            Some(method)
        }
    };
    pattern(path, span, notes).map(|pattern| (method, pattern))
}

/// Reads a path with parameters.
pub(super) fn pattern(path: &str, span: Span, notes: &mut Notes) -> Option<Pattern> {
    let mut refuse = |message: String, help: &str| {
        notes.note(Draft::new(Code::Pattern, span, message).help(help))
    };
    let Some(inner) = path.strip_prefix('/') else {
        return refuse(
            said!("the path `{path}` does not begin with `/`"),
            "`/api/…`",
        );
    };
    if inner.is_empty() {
        return Some(Pattern { parts: Vec::new() });
    }
    if inner.ends_with('/') {
        let help = "requests with a slash at the end are another path: leave it out here, or add a route for it";
        return refuse(said!("the path `{path}` ends with a slash"), help);
    }
    let mut parts: Vec<Part> = Vec::new();
    for text in inner.split('/') {
        if parts.last() == Some(&Part::Rest) {
            return refuse(
                "a catch-all stands last".to_owned(),
                "nothing can follow `{*rest}`",
            );
        }
        match part(text) {
            Some(part) => parts.push(part),
            None if text.contains(['{', '}']) => {
                let help =
                    "a parameter is a whole segment: `{id}`, `{name:slug}` or, last, `{*rest}`";
                return refuse(said!("`{text}` is not a parameter"), help);
            }
            None => {
                let help = "segments are written as requests spell them: not empty, no `.` or `..`, no `%`, `?`, `#`, `;` or `\\`";
                return refuse(said!("no request has the segment `{text}`"), help);
            }
        }
    }
    Some(Pattern { parts })
}

fn part(text: &str) -> Option<Part> {
    let Some(inner) = text.strip_prefix('{') else {
        let plain = !text.is_empty() && !text.contains(['{', '}', '%']);
        return (plain && is_path(&format!("/{text}"))).then(|| Part::Static(text.to_owned()));
    };
    let inner = inner.strip_suffix('}')?;
    if let Some(name) = inner.strip_prefix('*') {
        return is_name(name).then_some(Part::Rest);
    }
    match inner.split_once(':') {
        Some((name, "slug")) => is_name(name).then(|| Part::Slug(name.to_owned())),
        Some(_) => None,
        None => is_name(inner).then(|| Part::Param(inner.to_owned())),
    }
}

/// What parameters can name at a route.
pub(super) enum Meaning<'a> {
    /// Rows of a resource, and whether the action meets one that exists.
    Rows {
        resource: &'a ResourceSpec,
        meets_row: bool,
    },
    /// Rows of several resources.
    Several,
    /// Nothing that is checked but the session: `page` and `app`.
    Session,
    /// Nothing at all.
    Open,
}

impl Pattern {
    pub(super) fn names(&self, name: &str) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Param(known) if known == name))
    }

    /// The segments with what their parameters bind.
    pub(super) fn bind(
        &self,
        meaning: &Meaning<'_>,
        names: &Names,
        resources: &[ResourceSpec],
        span: Span,
        notes: &mut Notes,
    ) -> Option<Vec<Segment>> {
        let mut seen: Vec<&str> = Vec::new();
        let segments = self.parts.iter().map(|part| {
            if let Part::Param(name) | Part::Slug(name) = part {
                if seen.contains(&name.as_str()) {
                    let draft =
                        Draft::new(Code::Duplicate, span, said!("`{{{name}}}` stands twice"));
                    notes.drafts.push(draft.help("a parameter names one thing"));
                }
                seen.push(name);
            }
            match part {
                Part::Static(text) => Some(Segment::Static(text.clone())),
                Part::Rest => rest(meaning, span, notes),
                Part::Slug(name) => slug(name, meaning, span, notes),
                Part::Param(name) => {
                    let bound = self.param(name, meaning, names, resources);
                    bound
                        .map(Segment::Param)
                        .or_else(|| notes.note(unknown(name, meaning, names, resources, span)))
                }
            }
        });
        crate::model::read::all(segments)
    }

    fn param(
        &self,
        name: &str,
        meaning: &Meaning<'_>,
        names: &Names,
        resources: &[ResourceSpec],
    ) -> Option<Binding> {
        let tenancy = names.tenancy.as_deref() == Some(name);
        match meaning {
            Meaning::Open => None,
            Meaning::Session | Meaning::Several => tenancy.then_some(Binding::Tenant),
            Meaning::Rows {
                resource,
                meets_row,
            } => {
                // Where the tenant's own row is meant, its key is the tenant's.
                let is_tenant = resource.tenant == Some(resource.key.field);
                match name {
                    _ if tenancy && is_tenant && *meets_row && !self.names("id") => {
                        Some(Binding::Key)
                    }
                    _ if tenancy => Some(Binding::Tenant),
                    "id" => meets_row.then_some(Binding::Key),
                    "link" => meets_row.then_some(Binding::Link),
                    _ => ancestor(name, resource, resources).map(Binding::Ancestor),
                }
            }
        }
    }
}

/// How far above a resource the named one stands.
fn ancestor(name: &str, resource: &ResourceSpec, resources: &[ResourceSpec]) -> Option<u8> {
    let parent = |spec: &ResourceSpec| {
        let parent = spec.parent.as_ref()?.resource;
        resources.get(parent)
    };
    let first = parent(resource)?;
    if first.name == name {
        return Some(1);
    }
    parent(first)
        .filter(|second| second.name == name)
        .map(|_| 2)
}

fn rest(meaning: &Meaning<'_>, span: Span, notes: &mut Notes) -> Option<Segment> {
    match meaning {
        Meaning::Session | Meaning::Open => Some(Segment::Rest),
        Meaning::Rows { .. } | Meaning::Several => {
            let message = "a catch-all names no row that could be checked";
            let draft = Draft::new(Code::UnknownParameter, span, message);
            notes.note(draft.help("name the rows: `{id}`; or let the app decide: `\"app\"`"))
        }
    }
}

fn slug(name: &str, meaning: &Meaning<'_>, span: Span, notes: &mut Notes) -> Option<Segment> {
    match meaning {
        Meaning::Session => Some(Segment::Param(Binding::Nothing)),
        Meaning::Rows { .. } | Meaning::Several => {
            let message = said!("`{{{name}:slug}}` binds nothing, so no row could be checked");
            let draft = Draft::new(Code::UnknownParameter, span, message);
            notes.note(draft.help("name rows by key: `{id}`; slugs stand on `page` and `app`"))
        }
        Meaning::Open => {
            let message = said!("`{{{name}:slug}}` stands on `page` and `app` only");
            let draft = Draft::new(Code::UnknownParameter, span, message);
            notes.note(draft.help("`{*rest}` takes any path"))
        }
    }
}

fn unknown(
    name: &str,
    meaning: &Meaning<'_>,
    names: &Names,
    resources: &[ResourceSpec],
    span: Span,
) -> Draft {
    let draft = |message: String| Draft::new(Code::UnknownParameter, span, message);
    match meaning {
        Meaning::Open => {
            draft(said!("`{{{name}}}` names nothing here")).help("`{*rest}` takes any path")
        }
        Meaning::Session => draft(said!("`{{{name}}}` names nothing here"))
            .help(said!("`{{{name}:slug}}` takes any one segment")),
        Meaning::Several => draft(said!("`{{{name}}}` names no row of several resources"))
            .help("only the tenant can be named"),
        Meaning::Rows {
            resource,
            meets_row,
        } => {
            if !meets_row && matches!(name, "id" | "link") {
                return draft(said!(
                    "`{{{name}}}` names a row, and this action meets none"
                ))
                .help("take it out, or name the action that meets the row");
            }
            let message = said!("`{{{name}}}` names nothing of `{}`", resource.name);
            if name == resource.name {
                return draft(message).help("`{id}` is the row's own key");
            }
            let parents = resources
                .iter()
                .filter(|spec| ancestor(&spec.name, resource, resources).is_some());
            let parents = parents.map(|spec| spec.name.as_str());
            let known = ["id"]
                .into_iter()
                .chain(names.tenancy.as_deref())
                .chain(parents);
            mended(draft(message), name, &known.collect::<Vec<_>>())
        }
    }
}
