//! Answers of shared vectors as they reach a device, without the request and the label source.

use super::caller::{text, told};
use super::case::{Case, Expected};
use super::{Shared, world};
use ownguard_core::http::Method;
use ownguard_core::http::spec::{ActionRoute, RouteKind, RouteSpec, Segment};
use ownguard_core::json::Many;
use ownguard_core::{Model, Resource};
use serde_json::Value;

pub(crate) fn cases(vector: &Shared) -> Result<Vec<Case>, String> {
    let (document, model) = world(&vector.model)?;
    let request = &vector.input["request"];
    let labels = vector.input.get("labels");
    if labels.is_some_and(|labels| labels != &Value::Object(serde_json::Map::new())) {
        return Err("a device can't ask for labels".into());
    }
    if model.http().level() < ownguard_core::http::spec::Level::Fields {
        return Err("below the level `fields` nothing is redacted".into());
    }
    let json = body(&vector.input["answer"])?;
    if json.contains("\"_can\"") {
        return Err("what a server says in `_can` counts on a device".into());
    }
    let (place, route) = route(&model, &text(&request["method"]), &text(&request["target"]))?;
    let site = route.sites.first().ok_or("no rows stand in the answer")?;
    let resource = model.resource(site.resource).map_or("", Resource::name);
    let screen = route.screen.and_then(|at| model.screens().get(at));
    let now = request["now"].as_i64().ok_or("no time")?;
    let tenant = request["session_tenant"].as_str();
    let session = told(
        &document,
        request.get("caller"),
        request.get("link"),
        tenant,
        now,
    )?;
    let page = site.many != Many::One;
    let case = Case {
        id: format!("inspect/{}", vector.id),
        model: vector.model.clone(),
        now,
        session,
        call: if page { "redactPage" } else { "redact" }.into(),
        resource: resource.to_owned(),
        json: Some(json.clone()),
        screen: screen.map(|screen| screen.name.clone()),
        ..Case::default()
    };
    let expect = expected(vector, &case, place)?;
    Ok(vec![Case { expect, ..case }])
}

/// What the core says of the answer alone, which must be what the vector says but for `_can`.
fn expected(vector: &Shared, case: &Case, place: usize) -> Result<Expected, String> {
    let alone = super::core::answer(case, place)?;
    let says = &vector.expect;
    if let Some(body) = says["release"]["body"].as_str() {
        if body.is_empty() {
            return Err("that an answer to a write is empty is the gate's doing".into());
        }
        let Expected::Json(ours) = &alone else {
            return Err(format!("the core says {alone:?}"));
        };
        let bare = super::without_can(ours);
        if bare == super::without_can(body) {
            return Ok(alone);
        }
        return Err("a device does not know what the path named".into());
    }
    let code = match says["refuse"]["reason"].as_str() {
        None => "labels_missing",
        Some("foreign_row") => "refused",
        Some("answer_too_large") => "too_large",
        Some("rows_not_found") => "rows_not_found",
        Some("not_inspectable") => "json_invalid",
        Some(other) => return Err(format!("the gate refuses with `{other}`")),
    };
    match alone {
        Expected::Error(ours) if ours == code => Ok(Expected::Error(ours)),
        _ => Err("a device does not know what the path named".into()),
    }
}

fn body(answer: &Value) -> Result<String, String> {
    match (answer["text"].as_str(), &answer["repeat"]) {
        (Some(text), _) => Ok(text.to_owned()),
        (None, Value::Array(parts)) => {
            let times = parts.get(1).and_then(Value::as_u64).unwrap_or_default();
            let times = usize::try_from(times).map_err(|_| "too often")?;
            Ok(parts.first().map(text).unwrap_or_default().repeat(times))
        }
        (None, _) => Err("a text in Swift and Kotlin is always UTF-8".into()),
    }
}

/// The route with the most fixed segments of those that fit.
fn route<'m>(
    model: &'m Model,
    method: &str,
    target: &str,
) -> Result<(usize, &'m ActionRoute), String> {
    let path: Vec<&str> = target
        .split('?')
        .next()
        .unwrap_or_default()
        .split('/')
        .skip(1)
        .collect();
    let fits = |(_, route): &(usize, &RouteSpec)| {
        let same = |(segment, text): (&Segment, &&str)| match segment {
            Segment::Static(known) => known == text,
            Segment::Param(_) => true,
            Segment::Rest => false,
        };
        route.method == Method::parse(method)
            && route.segments.len() == path.len()
            && route.segments.iter().zip(&path).all(same)
    };
    let fixed = |(_, route): &(usize, &RouteSpec)| {
        let fixed = route
            .segments
            .iter()
            .map(|segment| matches!(segment, Segment::Static(_)));
        fixed.collect::<Vec<bool>>()
    };
    let routes = model.http().routes().enumerate();
    let (place, route) = routes.filter(fits).max_by_key(fixed).ok_or("no route")?;
    match &route.kind {
        RouteKind::Action(action) => Ok((place, action)),
        _ => Err("no action".into()),
    }
}
