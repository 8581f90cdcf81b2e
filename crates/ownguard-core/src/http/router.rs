//! From a method and a canonical path to one route. Segment by segment, static
//! beats parameter beats catch-all; among the routes of one pattern an exact
//! method beats any method. Works on decoded segments.

use super::method::Method;
use super::path::{Canonical, canonical};
use super::spec::{Binding, RouteSpec, Segment};
use std::borrow::Cow;
use std::fmt::Write as _;

/// The routes of a model, ready to be matched: a tree of segments.
#[derive(Clone, Debug, Default)]
pub struct Router {
    /// The first is the root.
    nodes: Vec<Node>,
}

/// What may follow some segments.
#[derive(Clone, Debug, Default)]
struct Node {
    /// Sorted by text.
    statics: Vec<(String, usize)>,
    param: Option<usize>,
    /// Routes that end here.
    here: Routes,
    /// Routes that take whatever follows.
    rest: Routes,
}

/// The routes of one pattern, by method.
type Routes = Vec<(Option<Method>, usize)>;

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
        let mut router = Self {
            nodes: vec![Node::default()],
        };
        for (at, route) in routes.iter().enumerate() {
            router.add(at, route);
        }
        router
    }

    fn add(&mut self, at: usize, route: &RouteSpec) {
        let mut place = 0;
        let mut takes_rest = false;
        for segment in &route.segments {
            place = match segment {
                Segment::Static(text) => self.below(place, Some(text)),
                Segment::Param(_) => self.below(place, None),
                Segment::Rest => {
                    takes_rest = true;
                    break;
                }
            };
        }
        let Some(node) = self.nodes.get_mut(place) else {
            return;
        };
        let routes = if takes_rest {
            &mut node.rest
        } else {
            &mut node.here
        };
        routes.retain(|(method, _)| *method != route.method);
        routes.push((route.method, at));
    }

    /// The node behind a static segment, or behind a parameter; made where it is not there yet.
    fn below(&mut self, place: usize, text: Option<&String>) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(place) else {
            return place;
        };
        let found = match text {
            None => *node.param.get_or_insert(next),
            Some(text) => match node.statics.binary_search_by(|(known, _)| known.cmp(text)) {
                Ok(found) => node.statics.get(found).map_or(next, |(_, node)| *node),
                Err(gap) => {
                    node.statics.insert(gap, (text.clone(), next));
                    next
                }
            },
        };
        if found == next {
            self.nodes.push(Node::default());
        }
        found
    }

    /// The route of a request, and what its path names.
    pub fn find<'p>(
        &self,
        method: Method,
        path: &'p Canonical<'_>,
        routes: impl Fn(usize) -> Option<&'p RouteSpec>,
    ) -> (Matched, Bindings<'p>) {
        let segments: Vec<Cow<'p, str>> = path.segments().collect();
        let Some(found) = self.walk(0, &segments) else {
            return (Matched::Nothing, Bindings::default());
        };
        let exact = found.iter().find(|(named, _)| *named == Some(method));
        let route = exact.or_else(|| found.iter().find(|(named, _)| named.is_none()));
        let Some((_, at)) = route else {
            return (Matched::OtherMethod, Bindings::default());
        };
        let mut bindings = Bindings::default();
        let pattern = routes(*at).into_iter().flat_map(|route| &route.segments);
        for (segment, value) in pattern.zip(segments) {
            if let Segment::Param(binding) = segment {
                bindings.set(*binding, value);
            }
        }
        (Matched::Route(*at), bindings)
    }

    /// Never deeper than the patterns, and each node is met at most once.
    fn walk(&self, place: usize, segments: &[Cow<'_, str>]) -> Option<&Routes> {
        let node = self.nodes.get(place)?;
        let Some((first, left)) = segments.split_first() else {
            return (!node.here.is_empty()).then_some(&node.here);
        };
        let exact = node
            .statics
            .binary_search_by(|(known, _)| known.as_str().cmp(first))
            .ok();
        let exact = exact.and_then(|at| node.statics.get(at));
        if let Some(found) = exact.and_then(|(_, next)| self.walk(*next, left)) {
            return Some(found);
        }
        let named = !first.is_empty();
        if let Some(found) = node
            .param
            .filter(|_| named)
            .and_then(|next| self.walk(next, left))
        {
            return Some(found);
        }
        (named && !node.rest.is_empty()).then_some(&node.rest)
    }
}

impl<'p> Bindings<'p> {
    fn set(&mut self, binding: Binding, value: Cow<'p, str>) {
        match binding {
            Binding::Tenant => self.tenant = Some(value),
            Binding::Key => self.key = Some(value),
            Binding::Ancestor(depth) => {
                let at = usize::from(depth).saturating_sub(1);
                if let Some(ancestor) = self.ancestors.get_mut(at) {
                    *ancestor = Some(value);
                }
            }
            Binding::Link => self.link = Some(value),
            Binding::Nothing => {}
        }
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
    let spelled = canonical(&escaped).map(|path| path.path().to_owned());
    let spelled = spelled.unwrap_or(escaped);
    spelled.trim_start_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::spec::RouteKind;

    fn route(line: &str) -> RouteSpec {
        let (method, pattern) = line.split_once(' ').unwrap();
        let segment = |text: &str| match text {
            "{*rest}" => Segment::Rest,
            "{workspace}" => Segment::Param(Binding::Tenant),
            "{id}" => Segment::Param(Binding::Key),
            "{invoice}" => Segment::Param(Binding::Ancestor(1)),
            "{link}" => Segment::Param(Binding::Link),
            _ if text.starts_with('{') => Segment::Param(Binding::Nothing),
            _ => Segment::Static(text.to_owned()),
        };
        RouteSpec {
            method: Method::parse(method),
            pattern: line.to_owned(),
            segments: pattern
                .split('/')
                .filter(|text| !text.is_empty())
                .map(segment)
                .collect(),
            kind: RouteKind::Page,
        }
    }

    fn check(routes: &[&str], request: &str, expected: &str) {
        let routes: Vec<_> = routes.iter().map(|line| route(line)).collect();
        let router = Router::build(&routes);
        let (method, path) = request.split_once(' ').unwrap();
        let path = canonical(path).unwrap();
        let (matched, _) = router.find(Method::parse(method).unwrap(), &path, |at| routes.get(at));
        let found = match matched {
            Matched::Route(at) => routes[at].pattern.as_str(),
            Matched::OtherMethod => "other method",
            Matched::Nothing => "nothing",
        };
        assert_eq!(found, expected, "`{request}`");
    }

    const MANY: [&str; 11] = [
        "GET /",
        "GET /a/export",
        "GET /a/{id}",
        "PATCH /a/{id}",
        "* /a/{*rest}",
        "GET /{x}/b",
        "* /{*rest}",
        "GET /a/{id}/c",
        "GET /w/{x}/y",
        "* /w/{*rest}",
        "POST /café x/{id}",
    ];

    #[test]
    fn static_beats_parameter_beats_catch_all() {
        let cases = [
            ("GET /", "GET /"),
            ("GET /a/export", "GET /a/export"),
            ("GET /a/1", "GET /a/{id}"),
            ("GET /a/1/c", "GET /a/{id}/c"),
            ("GET /a/1/d", "* /a/{*rest}"),
            ("GET /a/b/c/d", "* /a/{*rest}"),
            ("GET /q/b", "GET /{x}/b"),
            ("GET /q/c", "* /{*rest}"),
            ("GET /w/1/y", "GET /w/{x}/y"),
            ("GET /w/1/z", "* /w/{*rest}"),
            ("GET /w/b", "* /w/{*rest}"),
            ("GET /a", "* /{*rest}"),
        ];
        for (request, expected) in cases {
            check(&MANY, request, expected);
        }
    }

    #[test]
    fn an_exact_method_beats_any_and_another_is_told() {
        check(&MANY, "PATCH /a/1", "PATCH /a/{id}");
        check(&MANY, "DELETE /a/1", "other method");
        check(&["* /x", "GET /x"], "GET /x", "GET /x");
        check(&["* /x", "GET /x"], "POST /x", "* /x");
        check(&["GET /x", "GET /{p}"], "POST /x", "other method");
    }

    #[test]
    fn a_trailing_slash_is_another_path() {
        let routes = ["GET /a", "GET /a/{id}", "* /b/{*rest}"];
        for request in ["GET /a/", "GET /a/1/", "GET /b/", "GET /b"] {
            check(&routes, request, "nothing");
        }
        check(&routes, "GET /b/c/", "* /b/{*rest}");
    }

    #[test]
    fn segments_are_compared_decoded() {
        check(&["GET /caf\u{e9}"], "GET /caf%c3%a9", "GET /caf\u{e9}");
        check(&["GET /a[b]"], "GET /a%5bb%5D", "GET /a[b]");
        check(&["GET /api"], "GET /API", "nothing");
    }

    #[test]
    fn parameters_bind_by_what_they_name() {
        let routes = [
            route("GET /t/{workspace}/i/{invoice}/l/{id}"),
            route("GET /s/{link}"),
        ];
        let router = Router::build(&routes);
        let find = |path: &str| {
            let path = canonical(path).unwrap();
            let (_, bindings) = router.find(Method::Get, &path, |at| routes.get(at));
            let own = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
            let [parent, _] = bindings.ancestors;
            (
                own(bindings.tenant),
                own(parent),
                own(bindings.key),
                own(bindings.link),
            )
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            find("/t/a%41/i/2/l/3"),
            (text("aA"), text("2"), text("3"), None)
        );
        assert_eq!(find("/s/abc"), (None, None, None, text("abc")));
    }

    #[test]
    fn of_two_alike_the_later_holds() {
        let routes = [route("GET /a/{id}"), route("GET /a/{x}")];
        let router = Router::build(&routes);
        let path = canonical("/a/1").unwrap();
        assert_eq!(
            router.find(Method::Get, &path, |at| routes.get(at)).0,
            Matched::Route(1)
        );
    }
}
