//! From a method and a canonical path to one route. Static beats parameter beats
//! catch-all; among the routes of one pattern an exact method beats any method.

use super::method::Method;
use super::path::{Canonical, canonical};
use super::percent::decode;
use super::spec::{Binding, RouteSpec, Segment};
use std::borrow::Cow;
use std::fmt::Write as _;

/// The routes of a model, ready to be matched.
#[derive(Clone, Debug, Default)]
pub struct Router {
    patterns: matchit::Router<usize>,
    groups: Vec<Group>,
}

/// The routes that share a pattern but for the names of its parameters.
#[derive(Clone, Debug)]
struct Group {
    pattern: String,
    routes: Vec<(Option<Method>, usize)>,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matched {
    /// A route, by its place among the model's routes.
    Route(usize),
    /// A pattern, but none of its routes has the method.
    OtherMethod,
    /// Nothing.
    Nothing,
}

/// What the parameters of a path name, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings<'p> {
    /// The tenant's key.
    pub tenant: Option<Cow<'p, str>>,
    /// The row's key.
    pub key: Option<Cow<'p, str>>,
    /// The keys of rows above it, the parent first.
    pub ancestors: [Option<Cow<'p, str>>; 2],
    /// A share link.
    pub link: Option<Cow<'p, str>>,
}

impl Router {
    /// Of two routes with one method and one pattern the later holds.
    pub(crate) fn build(routes: &[RouteSpec]) -> Self {
        let mut router = Self::default();
        for (at, route) in routes.iter().enumerate() {
            router.add(at, route);
        }
        router
    }

    fn add(&mut self, at: usize, route: &RouteSpec) {
        let pattern = normalized(&route.segments);
        let known = self
            .groups
            .iter_mut()
            .find(|group| group.pattern == pattern);
        if let Some(group) = known {
            group.routes.retain(|(method, _)| *method != route.method);
            group.routes.push((route.method, at));
        } else if self
            .patterns
            .insert(pattern.clone(), self.groups.len())
            .is_ok()
        {
            self.groups.push(Group {
                pattern,
                routes: vec![(route.method, at)],
            });
        }
    }

    /// The route of a request, and what its path names.
    pub fn find<'p>(
        &self,
        method: Method,
        path: &'p Canonical<'_>,
        routes: impl Fn(usize) -> Option<&'p RouteSpec>,
    ) -> (Matched, Bindings<'p>) {
        let nothing = |matched| (matched, Bindings::default());
        let Ok(found) = self.patterns.at(path.path()) else {
            return nothing(Matched::Nothing);
        };
        let Some(group) = self.groups.get(*found.value) else {
            return nothing(Matched::Nothing);
        };
        if found.params.iter().any(|(_, value)| value.is_empty()) {
            return nothing(Matched::Nothing);
        }
        let exact = group
            .routes
            .iter()
            .find(|(named, _)| *named == Some(method));
        let route = exact.or_else(|| group.routes.iter().find(|(named, _)| named.is_none()));
        let Some((_, at)) = route else {
            return nothing(Matched::OtherMethod);
        };
        let bound = routes(*at)
            .into_iter()
            .flat_map(|route| &route.segments)
            .filter_map(|segment| match segment {
                Segment::Param(binding) => Some(*binding),
                Segment::Rest => Some(Binding::Nothing),
                Segment::Static(_) => None,
            });
        let mut bindings = Bindings::default();
        for (binding, (_, value)) in bound.zip(found.params.iter()) {
            bindings.set(binding, value);
        }
        (Matched::Route(*at), bindings)
    }
}

impl<'p> Bindings<'p> {
    fn set(&mut self, binding: Binding, value: &'p str) {
        // INVARIANT: the path is canonical, so a value decodes.
        let value = decode(value, false).ok();
        match binding {
            Binding::Tenant => self.tenant = value,
            Binding::Key => self.key = value,
            Binding::Ancestor(depth) => {
                let at = usize::from(depth).saturating_sub(1);
                if let Some(ancestor) = self.ancestors.get_mut(at) {
                    *ancestor = value;
                }
            }
            Binding::Link => self.link = value,
            Binding::Nothing => {}
        }
    }
}

/// The pattern with its static text as a canonical path spells it, and parameters named by place.
fn normalized(segments: &[Segment]) -> String {
    let mut pattern = String::new();
    for (at, segment) in segments.iter().enumerate() {
        let written = match segment {
            Segment::Static(text) => write!(pattern, "/{}", spelled(text)),
            Segment::Param(_) => write!(pattern, "/{{p{at}}}"),
            Segment::Rest => write!(pattern, "/{{*p{at}}}"),
        };
        // INVARIANT: writing to a `String` does not fail.
        written.unwrap_or_default();
    }
    if pattern.is_empty() {
        "/".to_owned()
    } else {
        pattern
    }
}

/// The text as a canonical path spells it.
pub(super) fn spelled(text: &str) -> String {
    let mut escaped = String::from("/");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            write!(escaped, "%{byte:02X}").unwrap_or_default();
        }
    }
    // What is no canonical path is never matched: it stays as a text that no path has.
    let spelled = canonical(&escaped)
        .map(|path| path.path().to_owned())
        .unwrap_or(escaped);
    spelled.trim_start_matches('/').to_owned()
}
