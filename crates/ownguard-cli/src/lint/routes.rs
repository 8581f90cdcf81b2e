//! Routes: what they open, and what they leave unchecked.

use super::rules::{
    DEAD_ROUTE, EXPOSED_ENDPOINT, NO_LABELS, NO_WEBHOOK, OPEN_ENVELOPE, UNCHECKED_ROUTE,
    UNINSPECTED_ANSWER, WIDE_OPEN, WIDE_UNCHECKED,
};
use super::subject::{Subject, action_of, key};
use crate::finding::Finding;
use ownguard_core::Action;
use ownguard_core::http::Method;
use ownguard_core::http::spec::{
    ActionRoute, Answer, Binding, KeyFrom, RouteKind, RouteSpec, Segment,
};
use ownguard_wire::model::{FactSource, Proof};

pub(super) fn lint(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for route in subject.routes() {
        let name = key(route);
        let written = subject.stands(&["routes", &name]);
        match &route.kind {
            RouteKind::Action(action) => {
                found.extend(answer(subject, &name, action));
                found.extend(dead(subject, &name, action).filter(|_| written));
                found.extend(labels(subject, &name, route, action));
            }
            RouteKind::Page | RouteKind::App => {
                let kind = if matches!(route.kind, RouteKind::Page) {
                    "page"
                } else {
                    "app"
                };
                let message =
                    format!("`{name}` is `{kind}`: a session is needed, and no row is checked");
                found.push(subject.found(&UNCHECKED_ROUTE, &["routes", &name], message));
                found.extend(wide(subject, route, &name));
            }
            RouteKind::Auth | RouteKind::Public => found.extend(wide(subject, route, &name)),
            RouteKind::Webhook(_) => {}
        }
        found.extend(exposed(subject, route, &name));
    }
    found.extend(webhooks(subject));
    found
}

/// What of an answer is not inspected.
fn answer(subject: &Subject<'_>, name: &str, action: &ActionRoute) -> Vec<Finding> {
    let mut found = Vec::new();
    let what = match action.answer {
        Answer::File => Some("file"),
        Answer::Stream => Some("stream"),
        Answer::Json | Answer::Nothing => None,
    };
    if let Some(what) = what {
        let message = format!("`{name}` answers with a {what}, which is not inspected");
        found.push(subject.found(&UNINSPECTED_ANSWER, &["routes", name, "answer"], message));
    }
    if !action.pass.is_empty() {
        let message = format!("`{name}` passes parts of its answer whole");
        found.push(subject.found(&OPEN_ENVELOPE, &["routes", name, "pass"], message));
    }
    found
}

fn dead(subject: &Subject<'_>, name: &str, action: &ActionRoute) -> Option<Finding> {
    let resource = subject.model.resource(action.resource)?;
    if action.composite || !resource.ever_granted(action.action).is_empty() {
        return None;
    }
    let does = format!("{}.{}", resource.name(), subject.action(action.action));
    let message = format!("`{name}` does `{does}`, which is granted to nobody");
    Some(subject.found(&DEAD_ROUTE, &["routes", name], message))
}

/// A catch-all over paths that are row-checked.
fn wide(subject: &Subject<'_>, route: &RouteSpec, name: &str) -> Option<Finding> {
    let (Segment::Rest, before) = route.segments.split_last()? else {
        return None;
    };
    let below = |other: &&RouteSpec| {
        let mut pairs = before.iter().zip(&other.segments);
        action_of(other).is_some()
            && other.segments.len() > before.len()
            && pairs.all(|(one, two)| alike(one, two))
    };
    let other = subject.routes().find(below)?;
    let (rule, what) = match route.kind {
        RouteKind::Public | RouteKind::Auth => (&WIDE_OPEN, "is open to everybody"),
        RouteKind::Page | RouteKind::App => (&WIDE_UNCHECKED, "passes with any session"),
        RouteKind::Action(_) | RouteKind::Webhook(_) => return None,
    };
    let message = format!(
        "`{name}` lies over `{}`: what is not named there {what}",
        key(other)
    );
    Some(subject.found(rule, &["routes", name], message))
}

fn alike(one: &Segment, two: &Segment) -> bool {
    match (one, two) {
        (Segment::Static(one), Segment::Static(two)) => one == two,
        (Segment::Rest | Segment::Param(_), _) | (_, Segment::Rest | Segment::Param(_)) => true,
    }
}

/// A route that matches an endpoint of the gate's own.
fn exposed(subject: &Subject<'_>, route: &RouteSpec, name: &str) -> Option<Finding> {
    let facts = subject
        .document
        .facts
        .iter()
        .filter_map(|source| match source {
            FactSource::Origin(path) => Some(("facts", path)),
            FactSource::Claim(_) => None,
        });
    let labels = subject.document.labels.iter().map(|path| ("labels", path));
    let (what, path) = labels
        .chain(facts)
        .find(|(_, path)| matches(&route.segments, path))?;
    let message = format!("`{name}` leads callers to `{path}`, where the gate asks for {what}");
    Some(subject.found(&EXPOSED_ENDPOINT, &["routes", name], message))
}

fn matches(pattern: &[Segment], path: &str) -> bool {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let open = matches!(pattern.last(), Some(Segment::Rest));
    let fits = if open {
        parts.len() >= pattern.len()
    } else {
        parts.len() == pattern.len()
    };
    fits && pattern
        .iter()
        .zip(parts)
        .all(|(segment, part)| match segment {
            Segment::Static(text) => text == part,
            Segment::Param(_) | Segment::Rest => true,
        })
}

/// A write whose row (or parent row) the gate cannot look up before.
fn labels(
    subject: &Subject<'_>,
    name: &str,
    route: &RouteSpec,
    action: &ActionRoute,
) -> Option<Finding> {
    if subject.document.labels.is_some() || action.action.only_reads() {
        return None;
    }
    let resource = subject.model.resource(action.resource)?;
    if resource.ever_granted(action.action).is_empty() {
        return None;
    }
    let wanted = if action.action.makes_a_row() {
        resource.spec().parent.as_ref()?.resource
    } else {
        action.resource
    };
    if subject.routes().any(|reads| can_read(reads, wanted, route)) {
        return None;
    }
    let row = subject.model.resource(wanted)?.name();
    let does = subject.action(action.action);
    let message = format!("`{name}` may `{does}`, but nothing tells the gate whose `{row}` it is");
    let path = ["routes", name];
    let path = if subject.stands(&path) {
        path.to_vec()
    } else {
        vec!["resources", resource.name(), "rest"]
    };
    Some(subject.found(&NO_LABELS, &path, message))
}

/// Whether a route reads single rows of a resource, with no parameter that the other does not bind.
fn can_read(reads: &RouteSpec, resource: usize, bound: &RouteSpec) -> bool {
    let of_resource = action_of(reads).is_some_and(|action| {
        action.resource == resource
            && action.action == Action::READ
            && action.answer == Answer::Json
            && action.key == KeyFrom::Path
            && !action.composite
    });
    let known = |segment: &Segment| match segment {
        Segment::Static(_) | Segment::Param(Binding::Key) => true,
        Segment::Param(Binding::Tenant | Binding::Ancestor(_)) => {
            let of_child = |one: &Segment| matches!((one, segment), (Segment::Param(Binding::Ancestor(deep)), Segment::Param(Binding::Ancestor(up))) if *deep == up + 1);
            bound.segments.contains(segment) || bound.segments.iter().any(of_child)
        }
        Segment::Param(Binding::Link | Binding::Nothing) | Segment::Rest => false,
    };
    let keyed = reads.segments.contains(&Segment::Param(Binding::Key));
    reads.method == Some(Method::Get) && of_resource && keyed && reads.segments.iter().all(known)
}

fn webhooks(subject: &Subject<'_>) -> Vec<Finding> {
    let named = |at: usize| {
        subject
            .routes()
            .any(|route| matches!(route.kind, RouteKind::Webhook(place) if place == at))
    };
    if subject.routes().next().is_none() {
        return Vec::new();
    }
    let services = subject.document.services.iter().enumerate();
    let stripe = services.filter(|(at, service)| service.proof == Proof::Stripe && !named(*at));
    let found = stripe.map(|(_, service)| {
        let message = format!("no webhook route names the service `{}`", service.name);
        subject.found(&NO_WEBHOOK, &["services", &service.name], message)
    });
    found.collect()
}
