//! Labels of a row by the resource's own read route, where the model names no
//! label source: which path to ask, and what its answer says.

use super::judge::labels_of;
use super::labels::{LabelBook, Labels, RowRef};
use super::method::Method;
use super::path::canonical;
use super::request::Request;
use super::router::spelled;
use super::spec::{Answer, Binding, KeyFrom, RouteKind, Segment};
use crate::action::Action;
use crate::json::{Limits, SiteId, Tape};
use crate::model::Model;

/// The route that reads a single row of the resource, and the path that reads this one: parameters
/// that the row does not give are those of the request. `None` where no route can.
pub fn read_route(model: &Model, request: &Request<'_>, row: &RowRef) -> Option<(usize, String)> {
    let path = canonical(request.target).ok()?;
    let method = Method::parse(request.method)?.decided_as();
    let http = model.http();
    let routes = |at: usize| http.routes.get(at).map(|route| &route.spec);
    let (_, bindings) = http.router.find(method, &path, routes);
    let reads = |kind: &RouteKind| match kind {
        RouteKind::Action(action) => {
            action.resource == row.resource
                && action.action == Action::READ
                && action.answer == Answer::Json
                && action.key == KeyFrom::Path
                && !action.composite
        }
        RouteKind::Page
        | RouteKind::App
        | RouteKind::Auth
        | RouteKind::Webhook(_)
        | RouteKind::Public => false,
    };
    let candidates = http.routes.iter().enumerate();
    let mut candidates = candidates
        .filter(|(_, route)| route.spec.method == Some(Method::Get) && reads(&route.spec.kind));
    candidates.find_map(|(at, route)| {
        let mut filled = String::new();
        let mut keyed = false;
        for segment in &route.spec.segments {
            let value = match segment {
                Segment::Static(text) => text.as_str(),
                Segment::Param(Binding::Tenant) => bindings.tenant.as_deref()?,
                Segment::Param(Binding::Key) => {
                    keyed = true;
                    row.key.as_str()
                }
                Segment::Param(Binding::Ancestor(depth)) => bindings
                    .ancestors
                    .get(usize::from(*depth).checked_sub(1)?)?
                    .as_deref()?,
                Segment::Param(Binding::Link | Binding::Nothing) | Segment::Rest => return None,
            };
            filled.push('/');
            filled.push_str(&spelled(value));
        }
        keyed.then_some((at, filled))
    })
}

/// The labels of the row that the answer of such a route shows; `None` where it shows another or none.
pub fn labels_in_answer(
    model: &Model,
    route: usize,
    row: &RowRef,
    body: &[u8],
) -> Option<Labels<'static>> {
    let layout = model.http().routes.get(route)?.layout.as_ref()?;
    let limits = Limits {
        bytes: model.http().inspect_limit,
        ..Limits::default()
    };
    let tape = Tape::scan(body, layout, &limits).ok()?;
    let shown = tape.rows_at(SiteId(0)).next()?;
    let resource = model
        .resource(row.resource)
        .filter(|_| usize::from(shown.shape().0) == row.resource)?;
    let book = LabelBook::default();
    let labels = labels_of(&book, resource, shown, None).into_owned();
    (labels.key.text() == Some(&row.key)).then_some(labels)
}
