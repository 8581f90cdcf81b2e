//! Which route answers a path: every path that the routes of two models can tell apart, and the
//! route that each model's router would take for it.

use ownguard_core::http::Method;
use ownguard_core::http::spec::{RouteSpec, Segment};

/// One segment of a path: a text that some route spells, or one that none does.
type Token<'r> = Option<&'r str>;

/// What stands at a path.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reach<'r> {
    /// A route.
    Route(&'r RouteSpec),
    /// A pattern without the method.
    OtherMethod,
    /// Nothing.
    Nothing,
}

/// Every kind of path that these routes tell apart, once.
pub(super) fn paths<'r>(routes: &[&'r RouteSpec]) -> Vec<Vec<Token<'r>>> {
    let mut found = Vec::new();
    let all = routes
        .iter()
        .map(|route| (*route, false))
        .collect::<Vec<_>>();
    follow(&all, &mut Vec::new(), &mut found);
    found
}

/// `true` beside a route says that its catch-all has begun.
fn follow<'r>(
    routes: &[(&'r RouteSpec, bool)],
    path: &mut Vec<Token<'r>>,
    found: &mut Vec<Vec<Token<'r>>>,
) {
    let depth = path.len();
    let ends = |(route, rest): &(&RouteSpec, bool)| *rest || route.segments.len() == depth;
    if routes.iter().any(ends) {
        found.push(path.clone());
    }
    if routes
        .iter()
        .all(|(route, rest)| *rest || route.segments.len() == depth)
    {
        return;
    }
    let mut tokens: Vec<Token<'r>> = Vec::new();
    let mut add = |token| {
        if !tokens.contains(&token) {
            tokens.push(token);
        }
    };
    for (route, rest) in routes {
        match route.segments.get(depth) {
            _ if *rest => add(None),
            Some(Segment::Static(text)) => add(Some(text)),
            Some(Segment::Param(_) | Segment::Rest) => add(None),
            None => {}
        }
    }
    for token in tokens {
        let next = routes.iter().filter_map(|(route, rest)| {
            if *rest {
                return Some((*route, true));
            }
            match route.segments.get(depth)? {
                Segment::Static(text) => (token == Some(text)).then_some((*route, false)),
                Segment::Param(_) => Some((*route, false)),
                Segment::Rest => Some((*route, true)),
            }
        });
        let next: Vec<_> = next.collect();
        path.push(token);
        follow(&next, path, found);
        path.pop();
    }
}

/// What a router takes: segment by segment static beats parameter beats catch-all; then an exact
/// method beats any; of two alike the later.
pub(super) fn reach<'r>(routes: &[&'r RouteSpec], path: &[Token<'_>], method: Method) -> Reach<'r> {
    let Some(found) = walk(routes, 0, path) else {
        return Reach::Nothing;
    };
    let of = |wanted: Option<Method>| found.iter().rev().find(|route| route.method == wanted);
    match of(Some(method)).or_else(|| of(None)) {
        Some(route) => Reach::Route(route),
        None => Reach::OtherMethod,
    }
}

fn walk<'r>(
    routes: &[&'r RouteSpec],
    depth: usize,
    path: &[Token<'_>],
) -> Option<Vec<&'r RouteSpec>> {
    let with = |fits: &dyn Fn(&Segment) -> bool| -> Vec<&'r RouteSpec> {
        let routes = routes.iter().copied();
        routes
            .filter(|route| route.segments.get(depth).is_some_and(fits))
            .collect()
    };
    let some = |routes: Vec<&'r RouteSpec>| (!routes.is_empty()).then_some(routes);
    let Some(token) = path.get(depth) else {
        let ends = routes
            .iter()
            .copied()
            .filter(|route| route.segments.len() == depth);
        return some(ends.collect());
    };
    let exact = with(&|segment| match segment {
        Segment::Static(text) => *token == Some(text.as_str()),
        Segment::Param(_) | Segment::Rest => false,
    });
    let param = with(&|segment| matches!(segment, Segment::Param(_)));
    let further = |routes: Vec<&'r RouteSpec>| walk(&some(routes)?, depth + 1, path);
    further(exact)
        .or_else(|| further(param))
        .or_else(|| some(with(&|segment| *segment == Segment::Rest)))
}
