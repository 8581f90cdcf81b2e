//! Routes at one place, and places of an answer inside each other.

use super::routes::Placed;
use crate::model::code::Code;
use crate::model::problem::Draft;
use crate::model::read::Notes;
use crate::model::said::said;
use crate::model::written::{RouteTable, Rows};
use ownguard_core::http::Method;
use ownguard_core::http::spec::{ActionRoute, RouteSpec, Segment};
use ownguard_core::json::{Pointer, Span};

/// The routes that hold: one that is written replaces the usual one of the same text.
pub(super) fn settle(placed: Vec<Placed>, notes: &mut Notes) -> Vec<RouteSpec> {
    let mut kept: Vec<Placed> = Vec::new();
    let mut told: Option<Span> = None;
    for route in placed {
        let same = kept
            .iter()
            .position(|known| shape(&known.spec) == shape(&route.spec));
        let Some(known) = same.and_then(|at| kept.get_mut(at)) else {
            kept.push(route);
            continue;
        };
        if known.usual && !route.usual && known.spec.pattern == route.spec.pattern {
            *known = route;
            continue;
        }
        if told.replace(route.span) == Some(route.span) {
            continue;
        }
        let method = route.spec.method.map_or("*", Method::as_str);
        let message = said!(
            "`{method} {}` and `{method} {}` are one place",
            known.spec.pattern,
            route.spec.pattern
        );
        let help = if known.usual && !route.usual {
            said!(
                "to replace the one that `rest` makes, write `{method} {}`",
                known.spec.pattern
            )
        } else {
            "remove one".to_owned()
        };
        notes
            .drafts
            .push(Draft::new(Code::Shadowed, route.span, message).help(help));
    }
    kept.into_iter().map(|placed| placed.spec).collect()
}

/// A method and a path without the names of its parameters.
fn shape(route: &RouteSpec) -> (Option<Method>, Vec<Option<&str>>, bool) {
    let segments = route.segments.iter().map(|segment| match segment {
        Segment::Static(text) => Some(text.as_str()),
        Segment::Param(_) | Segment::Rest => None,
    });
    let rest = route.segments.last() == Some(&Segment::Rest);
    (route.method, segments.collect(), rest)
}

/// Rows, and what passes whole, may not lie inside each other.
pub(super) fn check_places(table: &RouteTable, route: &ActionRoute, notes: &mut Notes) {
    let mut places: Vec<(&Pointer, Span)> = Vec::new();
    let pass = table.pass.iter().flatten().map(|at| (&at.value.0, at.span));
    let at = table.rows.as_ref().map(|at| at.span);
    let sites = route.sites.iter().map(|site| (&site.pointer, at));
    let first = table.pass.iter().flatten().next().map(|at| at.span);
    for (pointer, span) in sites {
        if let Some(span) = span.or(first) {
            places.push((pointer, span));
        }
    }
    places.extend(pass);
    let rooted = !matches!(
        table.rows.as_ref().map(|at| &at.value),
        Some(Rows::Places(_) | Rows::Place(_))
    );
    for (place, (pointer, span)) in places.iter().enumerate() {
        let mut before = places.iter().take(place);
        if let Some((other, _)) =
            before.find(|(other, _)| inside(pointer, other) || inside(other, pointer))
        {
            let (message, help) = if rooted && other.names().len() == 0 {
                (
                    "rows stand at the root, so nothing can pass beside them".to_owned(),
                    "`rows = \"/data\"`: where the rows stand",
                )
            } else {
                (
                    said!("`{pointer}` and `{other}` lie inside each other"),
                    "name places that lie apart",
                )
            };
            notes
                .drafts
                .push(Draft::new(Code::Overlap, *span, message).help(help));
        }
    }
}

fn inside(inner: &Pointer, outer: &Pointer) -> bool {
    let mut names = inner.names();
    outer.names().all(|name| names.next() == Some(name))
}
