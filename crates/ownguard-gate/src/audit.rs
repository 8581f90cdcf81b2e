//! One audit event an exchange, out of what it learned.

use ownguard_core::http::spec::RouteKind;
use ownguard_core::http::{Passage, Rejection, Report};
use ownguard_core::{Identity, Session};
use ownguard_wire::event::Event;

use crate::gate::Gate;
use crate::identify::Sender;
use crate::step::Arrival;

/// What an exchange came to.
pub(crate) struct Outcome<'a> {
    pub(crate) status: u16,
    pub(crate) refused: Option<&'a Rejection>,
    pub(crate) report: Option<&'a Report>,
}

/// The line; none for a public route that passed.
pub(crate) fn line(
    gate: &Gate,
    arrival: &Arrival,
    session: Option<&Session>,
    passage: Option<&Passage>,
    outcome: &Outcome<'_>,
    now: i64,
) -> String {
    let admitted = passage.and_then(|passage| passage.admitted.as_ref());
    let principal = match session.map(|session| &session.identity) {
        Some(Identity::Known(principal)) => Sender::describe(principal, gate.model.services()),
        Some(Identity::TokenExpired) => "token_expired".to_owned(),
        Some(Identity::TokenInvalid) => "token_invalid".to_owned(),
        Some(Identity::Revoked) => "revoked".to_owned(),
        Some(Identity::FactsUnavailable) => "unknown".to_owned(),
        None => "unasked".to_owned(),
    };
    let at = passage
        .and_then(|passage| passage.route)
        .or(outcome.refused.and_then(|refused| refused.route));
    let route = at.and_then(|at| gate.model.http().route(at));
    let action = route.and_then(|route| match &route.kind {
        RouteKind::Action(action) => {
            let resource = gate.model.resource(action.resource)?.name();
            Some(format!(
                "{resource}.{}",
                gate.model.action_name(action.action)
            ))
        }
        RouteKind::Page
        | RouteKind::App
        | RouteKind::Auth
        | RouteKind::Webhook(_)
        | RouteKind::Public => None,
    });
    let vocabulary = gate.model.vocabulary();
    // A read is permitted row by row when the answer comes; everything else before.
    let reads = passage.is_some_and(|passage| passage.method.is_safe());
    let judged = outcome
        .report
        .filter(|_| reads)
        .map(|report| report.relations);
    let relations = judged.or_else(|| admitted.map(|admitted| admitted.relations));
    let relations = relations.filter(|_| outcome.refused.is_none());
    let relation = relations.and_then(ownguard_core::RelationSet::first);
    let would = passage.and_then(|passage| passage.would.as_ref());
    let leaked = outcome
        .report
        .is_some_and(|report| !report.leaked.is_empty());
    let event = Event {
        at: now,
        outcome: match outcome.refused {
            Some(rejection) if rejection.refusal.status() >= 500 => "error",
            _ if leaked => "leak",
            Some(_) => "deny",
            None if would.is_some() => "pass",
            None => "permit",
        },
        reason: outcome.refused.map(|rejection| rejection.refusal.name()),
        detail: outcome
            .refused
            .filter(|rejection| !rejection.of_client)
            .and_then(|rejection| rejection.detail.as_deref()),
        would: would.map(|rejection| rejection.refusal.name()),
        method: known_method(&arrival.method),
        route: route.map(|route| route.pattern.as_str()),
        status: outcome.status,
        principal: &principal,
        tenant: admitted.and_then(|admitted| admitted.tenant.as_deref()),
        action,
        relation: relation.map(|relation| vocabulary.name(relation)),
        audit: admitted.is_some_and(|admitted| admitted.audit),
        rows: rows(gate, admitted, outcome.report),
        hidden: outcome.report.map_or(0, |report| report.hidden),
        leaked: outcome
            .report
            .map(|report| named(gate, &report.leaked))
            .unwrap_or_default(),
        level: gate.model.http().level().name(),
    };
    event.to_line()
}

/// A method that does not exist is the client's text, and not told.
fn known_method(method: &str) -> &'static str {
    ownguard_core::http::Method::parse(method)
        .map_or("unknown", ownguard_core::http::Method::as_str)
}

fn rows<'a>(
    gate: &'a Gate,
    admitted: Option<&'a ownguard_core::http::Admitted>,
    report: Option<&'a Report>,
) -> Vec<(&'a str, &'a str)> {
    if let Some(report) = report.filter(|report| !report.rows.is_empty()) {
        return named(gate, &report.rows);
    }
    let Some(admitted) = admitted else {
        return Vec::new();
    };
    let resource = gate
        .model
        .resource(admitted.resource)
        .map_or("", |resource| resource.name());
    admitted
        .key
        .iter()
        .chain(&admitted.keys)
        .map(|key| (resource, key.as_str()))
        .collect()
}

fn named<'a>(gate: &'a Gate, rows: &'a [ownguard_core::http::RowRef]) -> Vec<(&'a str, &'a str)> {
    let name = |at: usize| {
        gate.model
            .resource(at)
            .map_or("", |resource| resource.name())
    };
    rows.iter()
        .map(|row| (name(row.resource), row.key.as_str()))
        .collect()
}
