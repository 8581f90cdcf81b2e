//! Requests: admitted, refused, or in need of more.

use ownguard_core::http::{
    Admission, Admitted, Body, Evidence, Handling, HeaderList, Need, Passage, Refusal, Rejection,
    admit,
};
use ownguard_core::{Model, RelationSet, Resource, Session};
use ownguard_wire::question::{Caller, Link};
use serde::{Deserialize, Serialize};

use crate::book::{Book, book, named};
use crate::bytes::{Bytes, Fields};
use crate::head::front;
use crate::kind::Behaviour;
use crate::models::World;

/// A request, and what is known of its sender.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    /// Unix seconds.
    pub(crate) now: i64,
    method: String,
    target: String,
    #[serde(default)]
    headers: Fields,
    #[serde(default)]
    body: Given,
    /// Who it is, once that was established.
    #[serde(default)]
    caller: Option<Caller>,
    /// The share link of the path, where it is good.
    #[serde(default)]
    link: Option<Link>,
    /// The tenant that the session stands in.
    #[serde(default)]
    session_tenant: Option<String>,
    /// Whether the credential came in a cookie.
    #[serde(default)]
    by_cookie: bool,
    /// Whether a source of facts was not asked yet.
    #[serde(default)]
    more_facts: bool,
    /// What the label source said.
    #[serde(default)]
    labels: Book,
    /// Whether Cloudflare stands before the gate; else the client does.
    #[serde(default)]
    cloudflare: bool,
}

/// A body of a request.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Given {
    #[default]
    Empty,
    Unread,
    TooLong,
    Read(Bytes),
}

/// A request with a body.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub(crate) struct Write(Request);

/// What becomes of a request.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Looked {
    /// It ends here.
    Reject(Refused),
    /// More must be known.
    Need(Needed),
    /// It goes on.
    Forward(Box<Forwarded>),
}

/// A refusal.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Refused {
    pub(crate) reason: String,
    pub(crate) status: u16,
    /// The field or name that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) about: Option<String>,
}

/// What must be known.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Needed {
    /// The caller.
    Session,
    /// The caller, and whether this link is good.
    SessionAndLink(String),
    /// The next source of facts.
    Facts,
    /// The whole body.
    Body,
    /// Labels of these rows.
    Labels(Vec<String>),
}

/// What goes to the origin.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Forwarded {
    /// The pattern of the route.
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<String>,
    /// What the answer is: `public`, `untouched`, `unchecked`, `auth`, `json`, `stream`, `file`, `none`.
    answer: String,
    method: String,
    target: String,
    /// Names of headers that are not sent, as the client wrote them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remove: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    websocket: bool,
    /// Such as `invoice.read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relations: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    audit: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// The rows above, the parent first, as far as the path named them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    above: Vec<String>,
    /// The rows that the body named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keys: Vec<String>,
    /// What the level kept from being enforced.
    #[serde(skip_serializing_if = "Option::is_none")]
    would: Option<Refused>,
}

impl Behaviour for Request {
    type Outcome = Looked;

    fn run(self, world: &World<'_>) -> Result<Looked, String> {
        let model = world.model()?;
        let (admission, _) = self.admit(&model)?;
        Ok(match admission {
            Admission::Reject(rejection) => Looked::Reject(refused(&rejection)),
            Admission::Need(need) => Looked::Need(needed(&model, need)),
            Admission::Forward(passage) => Looked::Forward(Box::new(forwarded(&model, &passage))),
        })
    }
}

impl Behaviour for Write {
    type Outcome = Looked;

    fn run(self, world: &World<'_>) -> Result<Looked, String> {
        self.0.run(world)
    }
}

/// The origin that clients see in vectors.
pub(crate) const GATE: &str = "https://gate.example";

impl Request {
    /// What becomes of it, and its session.
    pub(crate) fn admit(&self, model: &Model) -> Result<(Admission, Option<Session>), String> {
        let known = self.caller.as_ref().map(|caller| {
            let tenant = self.session_tenant.as_deref();
            caller.session(model, self.link.as_ref(), tenant, self.now)
        });
        let known = known.transpose()?;
        let headers = HeaderList(self.headers.clone());
        let labels = book(model, &self.labels)?;
        let read = match &self.body {
            Given::Read(bytes) => bytes.read()?,
            Given::Empty | Given::Unread | Given::TooLong => Vec::new(),
        };
        let request = ownguard_core::http::Request {
            method: &self.method,
            target: &self.target,
            headers: &headers,
            front: front(self.cloudflare),
            origin: GATE,
        };
        let evidence = Evidence {
            session: known.as_ref(),
            by_cookie: self.by_cookie,
            more_facts: self.more_facts,
            labels: &labels,
            body: match &self.body {
                Given::Empty => Body::Empty,
                Given::Unread => Body::Unread,
                Given::TooLong => Body::TooLong,
                Given::Read(_) => Body::Read(&read),
            },
        };
        let admission = admit(model, &request, &evidence, self.now);
        Ok((admission, known))
    }
}

pub(crate) fn refused(rejection: &Rejection) -> Refused {
    let names_a_field = matches!(
        rejection.refusal,
        Refusal::FieldNotWritable
            | Refusal::ValueNotAllowed
            | Refusal::ForeignReference
            | Refusal::IdentityMismatch
    );
    Refused {
        reason: rejection.refusal.name().to_owned(),
        status: rejection.refusal.status(),
        about: rejection.detail.clone().filter(|_| names_a_field),
    }
}

pub(crate) fn needed(model: &Model, need: Need) -> Needed {
    match need {
        Need::Session { link: None } => Needed::Session,
        Need::Session { link: Some(link) } => Needed::SessionAndLink(link),
        Need::Facts => Needed::Facts,
        Need::Body => Needed::Body,
        Need::Labels(rows) => Needed::Labels(named(model, &rows)),
    }
}

fn forwarded(model: &Model, passage: &Passage) -> Forwarded {
    let route = passage.route.and_then(|at| model.http().route(at));
    let mut forwarded = Forwarded {
        route: route.map(|route| route.pattern.clone()),
        answer: handling(passage.handling).to_owned(),
        method: passage.method.as_str().to_owned(),
        target: passage.target.clone(),
        remove: passage.remove.clone(),
        websocket: passage.websocket,
        would: passage.would.as_ref().map(refused),
        ..Forwarded::default()
    };
    if let Some(admitted) = &passage.admitted {
        forwarded.action = action(model, admitted);
        forwarded.relations = relations(model, admitted.relations);
        forwarded.audit = admitted.audit;
        forwarded.tenant.clone_from(&admitted.tenant);
        forwarded.key.clone_from(&admitted.key);
        forwarded.above = admitted.ancestors.iter().flatten().cloned().collect();
        forwarded.keys.clone_from(&admitted.keys);
    }
    forwarded
}

fn action(model: &Model, admitted: &Admitted) -> Option<String> {
    let resource = model.resource(admitted.resource).map(Resource::name)?;
    Some(format!(
        "{resource}.{}",
        model.action_name(admitted.action?)
    ))
}

const fn handling(handling: Handling) -> &'static str {
    use ownguard_core::http::spec::Answer;
    match handling {
        Handling::Public => "public",
        Handling::Untouched => "untouched",
        Handling::Unchecked => "unchecked",
        Handling::Auth => "auth",
        Handling::Action(Answer::Json) => "json",
        Handling::Action(Answer::Stream) => "stream",
        Handling::Action(Answer::File) => "file",
        Handling::Action(Answer::Nothing) => "none",
    }
}

/// Names in the model's order.
fn relations(model: &Model, relations: RelationSet) -> Vec<String> {
    let name = |relation| model.vocabulary().name(relation).to_owned();
    relations.iter().map(name).collect()
}
