//! Answers: their heads released, their bodies inspected.

use ownguard_core::http::spec::Answer;
use ownguard_core::http::{
    Admission, AnswerHead, Answered, BodyPlan, Handling, HeaderList, Inspection, Method, Passage,
    Report, inspect, inspect_error, release,
};
use ownguard_core::{Model, Session};
use serde::{Deserialize, Serialize};

use crate::book::{Book, book, named};
use crate::bytes::{Bytes, Fields};
use crate::head::{edited, split};
use crate::kind::Behaviour;
use crate::models::World;
use crate::request::{GATE, Refused, Request, refused};

/// The origin's own address in vectors.
pub(crate) const UPSTREAM: &str = "https://origin.example";

/// The head of an answer, and what its request was.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Release {
    handling: Handled,
    /// As it was sent to the origin.
    method: String,
    /// Whether the client asked with HEAD.
    #[serde(default)]
    head: bool,
    /// Whether a WebSocket upgrade was allowed.
    #[serde(default)]
    websocket: bool,
    status: u16,
    headers: Fields,
}

/// What the answer is.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Handled {
    Public,
    Untouched,
    Unchecked,
    Auth,
    Json,
    Stream,
    File,
    None,
}

/// What of it leaves.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Released {
    status: u16,
    /// `pass`, `drop`, `inspect`, `inspect_error`, `own` or `refuse`.
    body: String,
    /// Whether all headers stand that make an answer private.
    private: bool,
    /// The other headers, names in lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Fields,
    /// Why it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What the level kept from being enforced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    would: Option<Refused>,
}

impl Behaviour for Release {
    type Outcome = Released;

    fn run(self, world: &World<'_>) -> Result<Released, String> {
        let model = world.model()?;
        let method = Method::parse(&self.method);
        let passage = Passage {
            route: None,
            handling: self.handling.read(),
            method: method.ok_or_else(|| format!("no method `{}`", self.method))?,
            head: self.head,
            target: "/".to_owned(),
            remove: Vec::new(),
            set: &[],
            websocket: self.websocket,
            admitted: None,
            would: None,
            level: model.http().level(),
        };
        let headers = HeaderList(self.headers.clone());
        let head = AnswerHead {
            status: self.status,
            headers: &headers,
            gate: GATE,
            upstream: UPSTREAM,
        };
        let released = release(&model, &passage, &head);
        let none_of_its_own = matches!(released.body, BodyPlan::Own | BodyPlan::Refuse(_));
        let sent = if none_of_its_own {
            Fields::new()
        } else {
            self.headers
        };
        let (private, headers) = split(edited(&sent, &released.remove, &released.set));
        let (body, reason) = plan(&released.body);
        Ok(Released {
            status: released.status,
            body: body.to_owned(),
            private,
            headers,
            reason,
            would: released.would.as_ref().map(refused),
        })
    }
}

impl Handled {
    const fn read(self) -> Handling {
        match self {
            Self::Public => Handling::Public,
            Self::Untouched => Handling::Untouched,
            Self::Unchecked => Handling::Unchecked,
            Self::Auth => Handling::Auth,
            Self::Json => Handling::Action(Answer::Json),
            Self::Stream => Handling::Action(Answer::Stream),
            Self::File => Handling::Action(Answer::File),
            Self::None => Handling::Action(Answer::Nothing),
        }
    }
}

fn plan(body: &BodyPlan) -> (&'static str, Option<String>) {
    match body {
        BodyPlan::Pass => ("pass", None),
        BodyPlan::Drop => ("drop", None),
        BodyPlan::Inspect => ("inspect", None),
        BodyPlan::InspectError => ("inspect_error", None),
        BodyPlan::Own => ("own", None),
        BodyPlan::Refuse(rejection) => ("refuse", Some(rejection.refusal.name().to_owned())),
    }
}

/// A request that goes on, and the body of its answer.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Inspect {
    request: Request,
    answer: Bytes,
    /// What the label source says of the answer's rows.
    #[serde(default)]
    labels: Book,
}

/// What of a body leaves.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Inspected {
    /// This.
    Release {
        /// The bytes, as text.
        body: String,
        #[serde(flatten)]
        seen: Seen,
    },
    /// Labels of these rows must be known first.
    Need(Vec<String>),
    /// Nothing.
    Refuse {
        reason: String,
        status: u16,
        #[serde(flatten)]
        seen: Seen,
    },
}

/// What an inspection saw.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub(crate) struct Seen {
    /// The rows that left.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<String>,
    /// How many rows were left out silently.
    #[serde(skip_serializing_if = "is_zero")]
    hidden: usize,
    /// Rows that the origin should not have sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    leaked: Vec<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde calls"
)]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Behaviour for Inspect {
    type Outcome = Inspected;

    fn run(self, world: &World<'_>) -> Result<Inspected, String> {
        let model = world.model()?;
        let (passage, session) = match self.request.admit(&model)? {
            (Admission::Forward(passage), Some(session)) => (passage, session),
            (other, _) => return Err(format!("the request does not go on: {other:?}")),
        };
        self.inspect(&model, &passage, &session)
    }
}

impl Inspect {
    fn inspect(
        &self,
        model: &Model,
        passage: &Passage,
        session: &Session,
    ) -> Result<Inspected, String> {
        let labels = book(model, &self.labels)?;
        let body = self.answer.read()?;
        let answered = Answered {
            passage,
            session,
            body: &body,
            labels: &labels,
            now: self.request.now,
        };
        Ok(match inspect(model, &answered) {
            Inspection::Release(inspected) => Inspected::Release {
                body: String::from_utf8(inspected.body).map_err(|error| error.to_string())?,
                seen: seen(model, &inspected.report),
            },
            Inspection::Need(rows) => Inspected::Need(named(model, &rows)),
            Inspection::Refuse(rejection, report) => Inspected::Refuse {
                reason: rejection.refusal.name().to_owned(),
                status: rejection.refusal.status(),
                seen: seen(model, &report),
            },
        })
    }
}

fn seen(model: &Model, report: &Report) -> Seen {
    Seen {
        rows: named(model, &report.rows),
        hidden: report.hidden,
        leaked: named(model, &report.leaked),
    }
}

/// The body of an error with 400, 409 or 422.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ErrorBody {
    body: Bytes,
}

/// What of it leaves; null is that the gate answers by itself.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ErrorSays {
    body: Option<String>,
}

impl Behaviour for ErrorBody {
    type Outcome = ErrorSays;

    fn run(self, world: &World<'_>) -> Result<ErrorSays, String> {
        let says = inspect_error(&world.model()?, &self.body.read()?);
        let body = says.map(String::from_utf8).transpose();
        Ok(ErrorSays {
            body: body.map_err(|error| error.to_string())?,
        })
    }
}
