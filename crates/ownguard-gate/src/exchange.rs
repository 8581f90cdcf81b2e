//! One exchange, from the arrival of a request to the reply: identify, admit,
//! forward, release, inspect. What it waits for is in [`Pending`]; everything
//! else follows.

mod answer;
mod forward;
mod inquire;

use ownguard_core::http::spec::Level;
use ownguard_core::http::{
    Admission, Body, Evidence, Handling, LabelBook, Need, Passage, Refusal, Rejection, Release,
    Report, Request, RowRef, admit, pass_on,
};
use ownguard_core::{AsOf, Link, Session};
use ownguard_verify::credential::Carrier;
use ownguard_verify::jwks::Ticket;
use ownguard_wire::facts::Facts;
use std::rc::Rc;

use crate::audit::{self, Outcome};
use crate::gate::Gate;
use crate::identify::{self, Sender};
use crate::label::{self, Calls};
use crate::reply;
use crate::step::{Answer, Arrival, Event, Failure, Moment, Reply, ReplyBody, Step};

/// One request on its way.
pub struct Exchange {
    arrival: Arrival,
    body: Given,
    sender: Option<Sender>,
    session: Option<Session>,
    link: LinkAsked,
    facts: FactsAsked,
    told: Option<(Rc<Facts>, AsOf)>,
    labels: LabelBook,
    passage: Option<Box<Passage>>,
    answer: Option<(Answer, Release)>,
    answer_body: Option<Vec<u8>>,
    pending: Pending,
    waited: u32,
    /// Whether this exchange fetched keys: each does so once, however slow the endpoint is.
    fetched_keys: bool,
}

/// The client's body, as far as it was read.
enum Given {
    None,
    Unread,
    Read(Vec<u8>),
    TooLong,
}

/// Whether the share link of the path was looked at.
enum LinkAsked {
    No,
    Opened(Option<Link>),
}

/// Which sources of facts were asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum FactsAsked {
    Token,
    Kept,
    Origin,
}

/// What an exchange waits for.
enum Pending {
    Nothing,
    Keys(Ticket),
    Signature(Box<identify::Pending>),
    Keysmith,
    Facts,
    Labels {
        call: Vec<RowRef>,
        rest: Calls,
    },
    /// The row's own read route, in place of a label source.
    Reread {
        route: usize,
        row: RowRef,
        rest: Calls,
    },
    Body,
    Origin,
    AnswerBody,
}

/// How long one wait for another request's fetch of keys takes, in milliseconds, and how many there are.
const WAIT: u32 = 20;
const WAITS: u32 = 200;

impl Exchange {
    /// Begins an exchange.
    pub fn begin(gate: &mut Gate, arrival: Arrival, moment: &Moment) -> (Self, Step) {
        let body = if arrival.has_body {
            Given::Unread
        } else {
            Given::None
        };
        let mut exchange = Self {
            arrival,
            body,
            sender: None,
            session: None,
            link: LinkAsked::No,
            facts: FactsAsked::Token,
            told: None,
            labels: LabelBook::default(),
            passage: None,
            answer: None,
            answer_body: None,
            pending: Pending::Nothing,
            waited: 0,
            fetched_keys: false,
        };
        let step = exchange.start(gate, moment);
        (exchange, step)
    }

    /// Goes on with what came of the last step. An event that does not fit the step ends the exchange with 502.
    pub fn resume(&mut self, gate: &mut Gate, event: Event, moment: &Moment) -> Step {
        let pending = std::mem::replace(&mut self.pending, Pending::Nothing);
        match (pending, event) {
            (Pending::Keys(ticket), Event::Fetched(fetched)) => {
                gate.callers.keys_fetched(ticket, fetched, moment.now);
                self.admit(gate, moment)
            }
            (Pending::Keysmith, Event::Waited) => self.admit(gate, moment),
            (Pending::Signature(pending), Event::Signature(fits)) => {
                self.sender = Some(gate.callers.checked(&pending, fits, moment.now));
                self.admit(gate, moment)
            }
            (Pending::Facts, Event::Fetched(fetched)) => {
                self.facts_told(gate, fetched, moment);
                self.admit(gate, moment)
            }
            (Pending::Labels { call, rest }, Event::Fetched(fetched)) => {
                let noted = match fetched {
                    Ok((status, body)) => label::note(gate, &mut self.labels, &call, status, &body),
                    Err(Failure::Dead | Failure::Slow | Failure::TooLong) => None,
                };
                match noted {
                    Some(()) => self.label(gate, rest, moment),
                    None => self.refuse(gate, &Refusal::LabelsUnavailable.into(), None, moment),
                }
            }
            (Pending::Reread { route, row, rest }, Event::Fetched(fetched)) => {
                match label::reread(gate, &mut self.labels, route, row, fetched) {
                    Some(()) => self.label(gate, rest, moment),
                    None => self.refuse(gate, &Refusal::LabelsUnavailable.into(), None, moment),
                }
            }
            (Pending::Body, Event::Body(read)) => {
                self.body = match read {
                    Ok(bytes) => Given::Read(bytes),
                    Err(Failure::TooLong) => Given::TooLong,
                    Err(Failure::Dead | Failure::Slow) => {
                        return self.refuse(gate, &Refusal::BadBody.into(), None, moment);
                    }
                };
                self.admit(gate, moment)
            }
            (Pending::Origin, Event::Answered(answered)) => self.answered(gate, answered, moment),
            (Pending::AnswerBody, Event::AnswerBody(body)) => self.body_read(gate, body, moment),
            (_, _) => self.refuse(gate, &Refusal::OriginDead.into(), None, moment),
        }
    }

    fn start(&mut self, gate: &mut Gate, moment: &Moment) -> Step {
        let path = self.arrival.target.split('?').next();
        if path == Some("/.well-known/ownguard") {
            let reply = match self.arrival.method.as_str() {
                "GET" | "HEAD" => reply::health(gate),
                _ => reply::not_allowed("GET, HEAD"),
            };
            return Step::Reply(self.without_body_for_head(reply));
        }
        if let Some(page) = self.preflight(gate) {
            return Step::Reply(reply::preflight(page));
        }
        self.admit(gate, moment)
    }

    /// The listed origin whose page asks whether it may ask (Fetch, section 3.3.2). Answered alike for
    /// every path, so that it tells nothing of any.
    fn preflight(&self, gate: &Gate) -> Option<&str> {
        let (http, headers) = (gate.model.http(), &self.arrival.headers);
        let asks = self.arrival.method == "OPTIONS" && headers.has("access-control-request-method");
        let page = headers
            .single("origin")
            .filter(|_| asks && http.level() > Level::Report)?;
        http.lists_origin(page).then_some(page)
    }

    fn admit(&mut self, gate: &mut Gate, moment: &Moment) -> Step {
        loop {
            let admission = {
                let request = request(&self.arrival);
                let evidence = Evidence {
                    session: self.session.as_ref(),
                    by_cookie: matches!(self.sender, Some(Sender::Claimed(_, Carrier::Cookie))),
                    more_facts: self.more_facts(gate),
                    labels: &self.labels,
                    body: match &self.body {
                        Given::None => Body::Empty,
                        Given::Unread => Body::Unread,
                        Given::Read(bytes) => Body::Read(bytes),
                        Given::TooLong => Body::TooLong,
                    },
                };
                admit(&gate.model, &request, &evidence, moment.now)
            };
            let step = match admission {
                Admission::Reject(rejection) => Some(self.refuse(gate, &rejection, None, moment)),
                Admission::Forward(passage) => Some(self.forward(gate, passage, moment)),
                Admission::Need(Need::Session { link }) => self.identify(gate, link, moment),
                Admission::Need(Need::Facts) => self.ask_facts(gate, moment),
                // Where a long body would have to pass, one of unknown length is not read at all.
                Admission::Need(Need::Body) if self.must_stay_whole(gate) => {
                    self.body = Given::TooLong;
                    None
                }
                Admission::Need(Need::Body) => {
                    self.pending = Pending::Body;
                    Some(Step::ReadBody {
                        limit: gate.model.http().inspect_limit(),
                    })
                }
                Admission::Need(Need::Labels(rows)) => {
                    Some(self.label(gate, label::calls(rows), moment))
                }
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    /// Whether the body may turn out to be longer than is read, and would have to pass nevertheless.
    fn must_stay_whole(&self, gate: &Gate) -> bool {
        let http = gate.model.http();
        let length = self.arrival.headers.single("content-length");
        let length = length.and_then(|length| length.parse::<usize>().ok());
        http.level() < Level::Rows && length.is_none_or(|length| length > http.inspect_limit())
    }

    /// Refuses, or where the level does not enforce that, lets everything pass and says what would have been.
    fn refuse(
        &mut self,
        gate: &Gate,
        rejection: &Rejection,
        report: Option<&Report>,
        moment: &Moment,
    ) -> Step {
        if gate.model.http().level() >= rejection.refusal.enforced_from() {
            let reply = reply::refusal(gate, rejection);
            return self.finish(gate, reply, Some(rejection), report, moment);
        }
        if self.answer.is_some() {
            if let Some(passage) = &mut self.passage {
                passage.would = Some(rejection.clone());
            }
            let body = self
                .answer_body
                .take()
                .map_or(ReplyBody::Origin, ReplyBody::Bytes);
            return self.reply(gate, body, report, moment);
        }
        match pass_on(&gate.model, &request(&self.arrival), rejection.clone()) {
            Admission::Forward(passage) => self.forward(gate, passage, moment),
            Admission::Reject(_) | Admission::Need(_) => {
                let reply = reply::refusal(gate, rejection);
                self.finish(gate, reply, Some(rejection), report, moment)
            }
        }
    }

    fn finish(
        &mut self,
        gate: &Gate,
        reply: Reply,
        refused: Option<&Rejection>,
        report: Option<&Report>,
        moment: &Moment,
    ) -> Step {
        let public = self
            .passage
            .as_ref()
            .is_some_and(|passage| passage.handling == Handling::Public);
        let quiet = public && refused.is_none();
        let mut reply = self.without_body_for_head(reply);
        reply.audit = (!quiet).then(|| {
            let outcome = Outcome {
                status: reply.status,
                refused,
                report,
            };
            audit::line(
                gate,
                &self.arrival,
                self.session.as_ref(),
                self.passage.as_deref(),
                &outcome,
                moment.now,
            )
        });
        Step::Reply(reply)
    }

    fn without_body_for_head(&self, reply: Reply) -> Reply {
        if self.arrival.method == "HEAD" {
            Reply {
                body: ReplyBody::Empty,
                ..reply
            }
        } else {
            reply
        }
    }
}

fn request(arrival: &Arrival) -> Request<'_> {
    Request {
        method: &arrival.method,
        target: &arrival.target,
        headers: &arrival.headers,
        front: arrival.front,
        origin: &arrival.origin,
    }
}
