//! A shell for tests: answers each step from tables, and writes down what it was asked.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, Mac};
use ownguard_core::http::HeaderList;
use ownguard_core::http::headers::request::Front;
use ownguard_gate::{
    Answer, Arrival, Environment, Event, Exchange, Failure, Gate, Moment, Outbound, Reply,
    ReplyBody, Step,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const T1: &str = "11111111-1111-4111-8111-111111111111";
pub(crate) const T2: &str = "22222222-2222-4222-8222-222222222222";
pub(crate) const INVOICE: &str = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";

pub(crate) const MODEL: &str = r#"
version = 1
revision = 3
[identity]
preset = "jwt"
issuer = "https://issuer.example"
audience = "api"
algorithms = ["HS256"]
secret = "env:JWT_SECRET"
[identity.claims]
status = "status"
verified = "verified"
[tenancy]
name = "workspace"
table = "workspaces"
plan = "plan"
roles = ["viewer", "manager"]
members = { table = "members", tenant = "workspace_id", user = "user_id", role = "role" }
facts = ["claim:workspaces", "origin:/facts"]
max_age = { read = "5m", write = "60s" }
[wire]
labels = "/labels"
[resources.invoice]
table = "invoices"
key = "id:uuid"
tenant = "workspace_id"
owner = "created_by"
rest = "/w/{workspace}/invoices"
show = ["id", "workspace_id", "created_by", "total"]
write = ["total"]
[resources.invoice.grants]
owner = ["list", "read", "update"]
workspace.viewer = ["list", "read"]
workspace.manager = ["create", "update", "delete"]
[resources.invoice.actions]
delete = { fresh = "0s" }
[routes]
"GET /health" = "public"
"#;

/// What the world around the gate answers.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) facts: Option<Value>,
    pub(crate) labels: BTreeMap<String, Value>,
    pub(crate) origin: Option<Answers>,
    /// Every step, in short.
    pub(crate) steps: Vec<String>,
    pub(crate) sent: Option<Outbound>,
}

/// Status, headers and body.
pub(crate) type Answers = (u16, Vec<(&'static str, &'static str)>, String);

pub(crate) fn gate(model: &str) -> Gate {
    let variable = |name: &str| match name {
        "OWNGUARD_ORIGIN" => Some("https://origin.example".to_owned()),
        "JWT_SECRET" => Some(SECRET.to_owned()),
        "OWNGUARD_PROOF_KEY" => Some("k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=".to_owned()),
        _ => None,
    };
    let environment = Environment {
        model,
        name: "ownguard.toml",
        variable: &variable,
        seed: [7; 16],
    };
    Gate::new(&environment).unwrap()
}

/// A token of `sub`, with more claims.
pub(crate) fn token(sub: &str, more: &Value) -> String {
    let mut claims = json!({
        "iss": "https://issuer.example", "aud": "api", "sub": sub, "iat": NOW - 10, "exp": NOW + 600,
    });
    for (name, value) in more.as_object().unwrap() {
        claims
            .as_object_mut()
            .unwrap()
            .insert(name.clone(), value.clone());
    }
    let encode = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let input = format!(
        "{}.{}",
        encode(&json!({"alg": "HS256", "typ": "JWT"})),
        encode(&claims)
    );
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(input.as_bytes());
    let tag = Base64UrlUnpadded::encode_string(&mac.finalize().into_bytes());
    format!("{input}.{tag}")
}

pub(crate) fn get(target: &str, token: Option<&str>) -> Arrival {
    let bearer = token.map(|token| ("authorization".to_owned(), format!("Bearer {token}")));
    Arrival {
        method: "GET".to_owned(),
        target: target.to_owned(),
        headers: HeaderList(bearer.into_iter().collect()),
        front: Front::Cloudflare,
        origin: "https://gate.example".to_owned(),
        has_body: false,
    }
}

/// Carries an exchange out to its reply.
pub(crate) fn run(gate: &mut Gate, world: &mut World, arrival: Arrival, body: &str) -> Reply {
    let moment = Moment {
        now: NOW,
        random: [1; 16],
    };
    let (mut exchange, mut step) = Exchange::begin(gate, arrival, &moment);
    loop {
        let event = match step {
            Step::Reply(reply) => return reply,
            Step::Fetch(fetch) => {
                let path = fetch
                    .url
                    .trim_start_matches("https://origin.example")
                    .to_owned();
                world.steps.push(format!("{} {path}", fetch.method));
                Event::Fetched(world.fetched(&path, fetch.body.as_deref()))
            }
            Step::Verify { .. } => Event::Signature(false),
            Step::Wait { .. } => Event::Waited,
            Step::ReadBody { .. } => Event::Body(Ok(body.as_bytes().to_vec())),
            Step::Forward(outbound) => {
                world.steps.push(format!("forward {}", outbound.method));
                world.sent = Some(outbound);
                Event::Answered(world.origin.as_ref().map_or(Err(Failure::Dead), |answer| {
                    let headers = answer.1.iter();
                    let headers =
                        headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
                    Ok(Answer {
                        status: answer.0,
                        headers: HeaderList(headers.collect()),
                    })
                }))
            }
            Step::ReadAnswer { .. } => {
                let body = world
                    .origin
                    .as_ref()
                    .map(|answer| answer.2.clone().into_bytes());
                Event::AnswerBody(body.ok_or(Failure::Dead))
            }
        };
        step = exchange.resume(gate, event, &moment);
    }
}

impl World {
    pub(crate) fn json(mut self, body: &Value) -> Self {
        self.origin = Some((
            200,
            vec![("content-type", "application/json")],
            body.to_string(),
        ));
        self
    }

    fn fetched(&self, path: &str, body: Option<&str>) -> Result<(u16, Vec<u8>), Failure> {
        if path.starts_with("/facts") {
            return self.facts.as_ref().map_or(Err(Failure::Dead), |facts| {
                Ok((200, facts.to_string().into_bytes()))
            });
        }
        if path.starts_with("/labels") {
            let asked: Value = serde_json::from_str(body.unwrap()).unwrap();
            let rows = asked["keys"].as_array().unwrap().iter().map(|key| {
                let key = key.as_str().unwrap();
                (
                    key.to_owned(),
                    self.labels.get(key).cloned().unwrap_or(Value::Null),
                )
            });
            let rows: serde_json::Map<_, _> = rows.collect();
            return Ok((200, json!({"v": 1, "rows": rows}).to_string().into_bytes()));
        }
        // The row's own read route.
        let answer = self.origin.as_ref().ok_or(Failure::Dead)?;
        Ok((answer.0, answer.2.clone().into_bytes()))
    }
}

pub(crate) fn text(reply: &Reply) -> String {
    match &reply.body {
        ReplyBody::Empty => String::new(),
        ReplyBody::Origin => "<origin>".to_owned(),
        ReplyBody::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
    }
}

pub(crate) fn event(reply: &Reply) -> Value {
    serde_json::from_str(reply.audit.as_deref().unwrap()).unwrap()
}
