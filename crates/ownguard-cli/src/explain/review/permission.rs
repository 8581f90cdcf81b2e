//! Where permission is checked.

use super::Line;
use crate::lint::route_key;
use crate::source::Loaded;
use ownguard_core::http::spec::{Answer, Level, RouteKind, RouteSpec};

pub(super) fn answer(loaded: &Loaded) -> Vec<Line> {
    let routes: Vec<&RouteSpec> = loaded.model.http().routes().collect();
    let inspected = named(
        &routes,
        |kind| matches!(kind, RouteKind::Action(route) if matches!(route.answer, Answer::Json | Answer::Nothing)),
    );
    let before = named(
        &routes,
        |kind| matches!(kind, RouteKind::Action(route) if matches!(route.answer, Answer::File | Answer::Stream)),
    );
    let session = named(&routes, |kind| {
        matches!(kind, RouteKind::Page | RouteKind::App)
    });
    let webhooks = named(&routes, |kind| matches!(kind, RouteKind::Webhook(_)));
    let mut lines = vec![level(loaded)];
    lines.push(Line::new(
        "row by row",
        format!("{}: decided before the app is asked, each row of the answer judged again, fields redacted", counted(inspected.len())),
    ));
    if !before.is_empty() {
        let line = Line::gap(
            "only before",
            "files and streams: decided before the app is asked, not inspected",
        );
        lines.push(line.listing(before));
    }
    if !session.is_empty() {
        let line = Line::gap(
            "in the app",
            "a session is needed; which rows, the app must check by itself",
        );
        lines.push(line.listing(session));
    }
    if !webhooks.is_empty() {
        let line = Line::new("webhooks", "by their signature, as their service");
        lines.push(line.listing(webhooks));
    }
    lines.push(labels(loaded));
    let conditional: Vec<String> = conditional(loaded);
    if !conditional.is_empty() {
        let line = Line::gap(
            "in the write",
            "on a condition that the write itself must repeat",
        );
        lines.push(line.listing(conditional));
    }
    lines.push(Line::new(
        "database",
        "the policies that `ownguard rls` writes, where they are applied",
    ));
    lines
}

fn named(routes: &[&RouteSpec], is: fn(&RouteKind) -> bool) -> Vec<String> {
    let found = routes.iter().filter(|route| is(&route.kind));
    found.map(|route| route_key(route)).collect()
}

fn counted(routes: usize) -> String {
    match routes {
        1 => "1 route".to_owned(),
        many => format!("{many} routes"),
    }
}

fn level(loaded: &Loaded) -> Line {
    let level = loaded.model.http().level();
    let until = loaded
        .document
        .until
        .as_ref()
        .map_or("", |date| date.0.as_str());
    match level {
        Level::Full => Line::new("level", "full: what no route names is denied"),
        Level::Report | Level::Cache | Level::Rows | Level::Fields => Line::gap(
            "level",
            format!(
                "{}, until {until}: less than everything is enforced",
                level.name()
            ),
        ),
    }
}

fn labels(loaded: &Loaded) -> Line {
    let says = match &loaded.document.labels {
        Some(path) => format!("before a write the gate asks {path} whose row it is"),
        None => {
            "before a write the gate reads the row by its own read route, as the caller".to_owned()
        }
    };
    Line::new("old rows", says)
}

fn conditional(loaded: &Loaded) -> Vec<String> {
    let model = &loaded.model;
    let mut found = Vec::new();
    for resource in model.resources() {
        for grant in resource
            .spec()
            .grants
            .iter()
            .filter(|grant| !grant.when.is_empty())
        {
            let relation = model.vocabulary().name(grant.relation);
            found.push(format!(
                "{}.{} by {relation}",
                resource.name(),
                model.action_name(grant.action)
            ));
        }
    }
    found
}
