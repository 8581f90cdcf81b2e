//! What the core's own inspection says of a document, with `_can` on every row: what the shell must give,
//! byte for byte.

use super::case::{Case, Expected, source};
use ownguard_core::http::spec::Answer;
use ownguard_core::http::spec::{Level, RouteKind};
use ownguard_core::http::{
    Admitted, Answered, Handling, Inspection, LabelBook, Method, Passage, Refusal, inspect,
};
use ownguard_core::{AsOf, Link, Model, Session};
use ownguard_gate::{Authenticator, Sender, Told, session};
use ownguard_wire::facts::Facts;
use ownguard_wire::model::{Document, Format, read};

/// What it says of the answer of the route at a place.
pub(crate) fn answer(case: &Case, route: usize) -> Result<Expected, String> {
    let document = read(&source(&case.model), "ownguard.toml", Format::Toml);
    let document = document.map_err(|problems| problems.to_string())?;
    let model = with_can(&document)?;
    let session = bound(&document, &model, case)?;
    Ok(inspected(&model, &session, route, case))
}

/// The model with `can = true` on every route.
pub(crate) fn with_can(document: &Document) -> Result<Model, String> {
    let mut spec = document.spec.clone();
    for route in &mut spec.http.routes {
        if let RouteKind::Action(action) = &mut route.kind {
            action.can = true;
        }
    }
    spec.http.level = Level::Full;
    Model::compile(spec).map_err(|many| format!("{many:?}"))
}

/// The session as the gate makes it of claims that somebody else verified.
pub(crate) fn bound(document: &Document, model: &Model, case: &Case) -> Result<Session, String> {
    let link = case.session.link.as_ref().map(|(resource, key)| Link {
        resource: model.find_resource(resource).unwrap_or(usize::MAX),
        key: key.as_str().into(),
    });
    let Some(claims) = &case.session.claims else {
        return Ok(session(model, &Sender::Anonymous, None, link));
    };
    let reader = Authenticator::of_claims(document, None, &|_| Some("https://id.example".into()));
    let reader = reader.map_err(|fault| fault.to_string())?;
    let sender = reader.vouched(claims.as_bytes(), case.now);
    let facts = case
        .session
        .facts
        .as_ref()
        .map(|facts| Facts::parse(facts.as_bytes()));
    let facts = facts.transpose().map_err(|_| "these are no facts")?;
    let told = facts.as_ref().map(|facts| Told {
        facts,
        as_of: AsOf::At(facts.as_of),
    });
    Ok(session(model, &sender, told, link))
}

/// What the gate would let out of the document.
pub(crate) fn inspected(model: &Model, session: &Session, route: usize, case: &Case) -> Expected {
    let passage = Passage {
        route: Some(route),
        handling: Handling::Action(Answer::Json),
        method: Method::Get,
        head: false,
        target: "/".to_owned(),
        remove: Vec::new(),
        set: &[],
        websocket: false,
        admitted: Some(Admitted::default()),
        would: None,
        level: Level::Full,
    };
    let answered = Answered {
        passage: &passage,
        session,
        body: case.json.as_deref().unwrap_or_default().as_bytes(),
        labels: &LabelBook::default(),
        now: case.now,
    };
    let code = |code: &str| Expected::Error(code.to_owned());
    match inspect(model, &answered) {
        Inspection::Release(inspected) => match String::from_utf8(inspected.body) {
            Ok(body) => Expected::Json(body),
            Err(_) => code("not_text"),
        },
        Inspection::Need(_) => code("labels_missing"),
        Inspection::Refuse(rejection, _) => match rejection.refusal {
            Refusal::ForeignRow => code("refused"),
            Refusal::AnswerTooLarge => code("too_large"),
            Refusal::RowsNotFound => code("rows_not_found"),
            Refusal::NotInspectable => code("json_invalid"),
            other => code(other.name()),
        },
    }
}
