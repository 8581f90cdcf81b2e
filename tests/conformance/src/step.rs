//! The steps of an exchange, and what comes of them, as vectors write them.

use ownguard_core::http::HeaderList;
use ownguard_gate::{Answer, Arrival, Event, Failure, Reply, ReplyBody, ReplyHead, Step};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::bytes::{Bytes, Fields};
use crate::head::{edited, front, split};
use crate::request::GATE;

/// A request as it arrives.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Arrives {
    method: String,
    target: String,
    #[serde(default)]
    headers: Fields,
    #[serde(default)]
    has_body: bool,
}

impl Arrives {
    pub(crate) const fn fields(&self) -> &Fields {
        &self.headers
    }

    pub(crate) fn read(&self) -> Arrival {
        Arrival {
            method: self.method.clone(),
            target: self.target.clone(),
            headers: HeaderList(self.headers.clone()),
            front: front(false),
            origin: GATE.to_owned(),
            has_body: self.has_body,
        }
    }
}

/// What comes of a step.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Comes {
    /// Of `fetch`.
    Fetched { status: u16, body: Bytes },
    /// Of `fetch`.
    FetchFailed(Fails),
    /// Of `verify`: whether the signature fits.
    Signature(bool),
    /// Of `wait`.
    Waited,
    /// Of `read_body`.
    Body(Bytes),
    /// Of `read_body`.
    BodyFailed(Fails),
    /// Of `forward`.
    Answered { status: u16, headers: Fields },
    /// Of `forward`.
    AnswerFailed(Fails),
    /// Of `read_answer`.
    AnswerBody(Bytes),
    /// Of `read_answer`.
    AnswerBodyFailed(Fails),
}

/// Why something could not be done.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fails {
    Dead,
    Slow,
    TooLong,
}

impl Fails {
    const fn read(self) -> Failure {
        match self {
            Self::Dead => Failure::Dead,
            Self::Slow => Failure::Slow,
            Self::TooLong => Failure::TooLong,
        }
    }
}

impl Comes {
    pub(crate) fn read(&self) -> Result<Event, String> {
        Ok(match self {
            Self::Fetched { status, body } => Event::Fetched(Ok((*status, body.read()?))),
            Self::FetchFailed(fails) => Event::Fetched(Err(fails.read())),
            Self::Signature(fits) => Event::Signature(*fits),
            Self::Waited => Event::Waited,
            Self::Body(body) => Event::Body(Ok(body.read()?)),
            Self::BodyFailed(fails) => Event::Body(Err(fails.read())),
            Self::Answered { status, headers } => Event::Answered(Ok(Answer {
                status: *status,
                headers: HeaderList(headers.clone()),
            })),
            Self::AnswerFailed(fails) => Event::Answered(Err(fails.read())),
            Self::AnswerBody(body) => Event::AnswerBody(Ok(body.read()?)),
            Self::AnswerBodyFailed(fails) => Event::AnswerBody(Err(fails.read())),
        })
    }
}

/// What a shell does next.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Does {
    /// Fetches a small document.
    Fetch {
        method: String,
        url: String,
        headers: Fields,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
    },
    /// Checks a signature.
    Verify { algorithm: String, jwk: Value },
    /// Waits, in milliseconds.
    Wait(u32),
    /// Reads the request's body, up to so many bytes.
    ReadBody(usize),
    /// Asks the origin.
    Forward {
        method: String,
        url: String,
        headers: Fields,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Bytes>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        stream_body: bool,
    },
    /// Reads the answer's body, up to so many bytes.
    ReadAnswer(usize),
    /// Answers the client.
    Reply(Box<Replied>),
}

/// What the client gets, and what the log gets.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Replied {
    status: u16,
    /// Whether all headers stand that make an answer private.
    private: bool,
    /// The other headers, names in lower case.
    headers: Fields,
    /// Left out where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Bytes>,
    /// Whether the origin's body passes as it comes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    stream_body: bool,
    /// The audit event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    audit: Option<Value>,
}

/// A step as it is written; `arrived` are the headers of the request, `answered` those of the origin's answer.
pub(crate) fn written(step: &Step, arrived: &Fields, answered: &Fields) -> Result<Does, String> {
    Ok(match step {
        Step::Fetch(fetch) => Does::Fetch {
            method: fetch.method.to_owned(),
            url: fetch.url.clone(),
            headers: fetch.headers.clone(),
            body: fetch.body.clone(),
        },
        Step::Verify { jwk, algorithm, .. } => Does::Verify {
            algorithm: (*algorithm).to_owned(),
            jwk: json(jwk)?,
        },
        Step::Wait { milliseconds } => Does::Wait(*milliseconds),
        Step::ReadBody { limit } => Does::ReadBody(*limit),
        Step::Forward(outbound) => Does::Forward {
            method: outbound.method.to_owned(),
            url: outbound.url.clone(),
            headers: edited(arrived, &outbound.remove, &outbound.set),
            body: outbound.body.as_deref().map(Bytes::write),
            stream_body: outbound.stream_body,
        },
        Step::ReadAnswer { limit, .. } => Does::ReadAnswer(*limit),
        Step::Reply(reply) => Does::Reply(Box::new(replied(reply, answered)?)),
    })
}

fn replied(reply: &Reply, answered: &Fields) -> Result<Replied, String> {
    let headers = match &reply.head {
        ReplyHead::Origin { remove, set } => edited(answered, remove, set),
        ReplyHead::Own(set) => edited::<&str, _>(&Fields::new(), &[], set),
    };
    let (private, headers) = split(headers);
    Ok(Replied {
        status: reply.status,
        private,
        headers,
        body: match &reply.body {
            ReplyBody::Bytes(bytes) => Some(Bytes::write(bytes)),
            ReplyBody::Empty | ReplyBody::Origin => None,
        },
        stream_body: reply.body == ReplyBody::Origin,
        audit: reply.audit.as_deref().map(json).transpose()?,
    })
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}
