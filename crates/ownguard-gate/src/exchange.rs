//! One exchange, from the arrival of a request to the reply: identify, admit,
//! forward, release, inspect. What it waits for is in [`Pending`]; everything
//! else follows.

use ownguard_core::http::cache::PRIVATE_SET;
use ownguard_core::http::{
    Admission, AnswerHead, Answered, Body, BodyPlan, Evidence, Handling, HeaderList, Inspection,
    LabelBook, Need, Passage, Refusal, Rejection, Release, Report, Request, RowRef, admit, inspect,
    inspect_error, read_route, release,
};
use ownguard_core::{AsOf, Identity, Link, Principal, Session};
use ownguard_verify::cache::{Epoch, Window};
use ownguard_verify::credential::Carrier;
use ownguard_verify::jwks::Ticket;
use ownguard_verify::proof::{self, Purpose, Statement, Target};
use ownguard_wire::facts::Facts;
use std::rc::Rc;

use crate::audit::{self, Outcome};
use crate::caller::{Told, principal};
use crate::gate::Gate;
use crate::identify::{self, Progress, Sender};
use crate::label::{self, Calls};
use crate::reply;
use crate::step::{
    Answer, Arrival, Event, Failure, Moment, Outbound, Reply, ReplyBody, ReplyHead, Step,
};

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
    Labels { call: Vec<RowRef>, rest: Calls },
    /// The row's own read route, in place of a label source.
    Reread { route: usize, row: RowRef, rest: Calls },
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
        };
        let step = exchange.start(gate, moment);
        (exchange, step)
    }

    /// Goes on with what came of the last step. An event that does not fit the step ends the exchange with 502.
    pub fn resume(&mut self, gate: &mut Gate, event: Event, moment: &Moment) -> Step {
        let pending = std::mem::replace(&mut self.pending, Pending::Nothing);
        match (pending, event) {
            (Pending::Keys(ticket), Event::Fetched(fetched)) => {
                keys_fetched(gate, ticket, fetched, moment);
                self.admit(gate, moment)
            }
            (Pending::Keysmith, Event::Waited) => self.admit(gate, moment),
            (Pending::Signature(pending), Event::Signature(fits)) => {
                self.sender = Some(identify::checked(gate, &pending, fits, moment.now));
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
        if path == Some("/.well-known/ownguard")
            && matches!(self.arrival.method.as_str(), "GET" | "HEAD")
        {
            return Step::Reply(self.without_body_for_head(reply::health(gate)));
        }
        self.admit(gate, moment)
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

    /// Establishes the session; `None` when it stands.
    fn identify(&mut self, gate: &mut Gate, link: Option<String>, moment: &Moment) -> Option<Step> {
        if let LinkAsked::No = self.link {
            let opened = link.and_then(|text| open_link(gate, &text, moment.now));
            self.link = LinkAsked::Opened(opened);
        }
        if self.sender.is_none() {
            match identify::identify(gate, &self.arrival, moment.now) {
                Progress::Known(sender) => self.sender = Some(sender),
                Progress::FetchKeys(ticket, fetch) => {
                    self.pending = Pending::Keys(ticket);
                    return Some(Step::Fetch(fetch));
                }
                Progress::Wait if self.waited < WAITS => {
                    self.waited += 1;
                    self.pending = Pending::Keysmith;
                    return Some(Step::Wait { milliseconds: WAIT });
                }
                Progress::Wait => self.sender = Some(Sender::NoKeys),
                Progress::Check(pending) => {
                    let check = pending.prepared.with_key(&pending.key).ok()?;
                    let step = Step::Verify {
                        jwk: pending.key.to_json(),
                        algorithm: check.algorithm().name(),
                        message: check.signing_input().to_vec(),
                        signature: check.signature().to_vec(),
                    };
                    self.pending = Pending::Signature(pending);
                    return Some(step);
                }
            }
        }
        match &self.sender {
            Some(Sender::Two) => {
                return Some(self.refuse(gate, &Refusal::TwoSubjects.into(), None, moment));
            }
            Some(Sender::NoKeys) => {
                return Some(self.refuse(gate, &Refusal::KeysUnavailable.into(), None, moment));
            }
            Some(Sender::Anonymous | Sender::Claimed(..) | Sender::Expired | Sender::Invalid)
            | None => {}
        }
        self.settle(gate);
        None
    }

    /// The session, out of everything known of the sender.
    fn settle(&mut self, gate: &Gate) {
        let told = self.told.as_ref().map(|(facts, as_of)| Told {
            facts,
            as_of: *as_of,
        });
        let identity = match &self.sender {
            Some(Sender::Claimed(claimed, _)) => {
                Identity::Known(principal(&gate.model, claimed, told))
            }
            Some(Sender::Anonymous) => Identity::Known(Principal::Anonymous),
            Some(Sender::Expired) => Identity::TokenExpired,
            Some(Sender::Invalid | Sender::Two) => Identity::TokenInvalid,
            Some(Sender::NoKeys) | None => Identity::FactsUnavailable,
        };
        let tenant = match &self.sender {
            Some(Sender::Claimed(claimed, _)) => claimed.tenant.as_deref().map(Into::into),
            Some(
                Sender::Anonymous
                | Sender::Expired
                | Sender::Invalid
                | Sender::Two
                | Sender::NoKeys,
            )
            | None => None,
        };
        self.session = Some(Session {
            identity,
            link: match &self.link {
                LinkAsked::Opened(link) => link.clone(),
                LinkAsked::No => None,
            },
            tenant,
        });
    }

    fn subject(&self) -> Option<&str> {
        match &self.sender {
            Some(Sender::Claimed(claimed, _)) if claimed.service.is_none() => {
                Some(&claimed.identity.subject)
            }
            _ => None,
        }
    }

    fn more_facts(&self, gate: &Gate) -> bool {
        gate.facts.is_some() && self.subject().is_some() && self.facts < FactsAsked::Origin
    }

    /// Asks the next source: what is kept of the app's last answer, then the app itself.
    fn ask_facts(&mut self, gate: &mut Gate, moment: &Moment) -> Option<Step> {
        let subject = self.subject()?.to_owned();
        let policy = gate.epoch();
        let kept = gate.facts.as_mut()?;
        if self.facts == FactsAsked::Token {
            self.facts = FactsAsked::Kept;
            let found = kept
                .kept
                .get(&subject, Epoch { policy, keys: 0 }, moment.now);
            if let Some(facts) = found {
                self.told = Some((Rc::clone(facts), AsOf::At(facts.as_of)));
                self.settle(gate);
                return None;
            }
        }
        self.facts = FactsAsked::Origin;
        let query = encode(&subject);
        let path = format!("{}?sub={query}", kept.path);
        self.pending = Pending::Facts;
        let body = proof::Body::Digest(proof::body_digest(b""));
        Some(Step::Fetch(label::ask(
            gate,
            "GET",
            &path,
            Purpose::Facts,
            body,
            moment,
        )))
    }

    fn facts_told(
        &mut self,
        gate: &mut Gate,
        fetched: Result<(u16, Vec<u8>), Failure>,
        moment: &Moment,
    ) {
        let facts = match fetched {
            Ok((200, body)) => Facts::parse(&body).ok(),
            Ok(_) | Err(Failure::Dead | Failure::Slow | Failure::TooLong) => None,
        };
        let Some(facts) = facts else {
            if let Some(session) = &mut self.session {
                session.identity = Identity::FactsUnavailable;
            }
            return;
        };
        let facts = Rc::new(facts);
        let epoch = Epoch {
            policy: gate.epoch(),
            keys: 0,
        };
        let max_age = gate.model.max_age().read.map_or(300, i64::from);
        let window = Window {
            not_before: moment.now,
            expires_at: moment.now.saturating_add(max_age),
        };
        if let (Some(subject), Some(kept)) = (self.subject(), gate.facts.as_mut()) {
            kept.kept.put(subject, epoch, window, Rc::clone(&facts));
        }
        self.told = Some((facts, AsOf::ThisRequest));
        self.settle(gate);
    }

    /// Makes the next call for labels; when all are made, goes on where they were missing.
    fn label(&mut self, gate: &mut Gate, mut calls: Calls, moment: &Moment) -> Step {
        let Some(call) = calls.pop_front() else {
            return if self.answer_body.is_some() {
                self.inspect(gate, moment)
            } else {
                self.admit(gate, moment)
            };
        };
        match label::fetch(gate, &call, self.subject(), moment) {
            Some(fetch) => {
                self.pending = Pending::Labels { call, rest: calls };
                Step::Fetch(fetch)
            }
            None if self.answer.is_none() => self.reread(gate, call, calls, moment),
            None => self.refuse(gate, &Refusal::LabelsUnavailable.into(), None, moment),
        }
    }

    /// Before the origin is asked, a row's own read route can say what no label source does.
    fn reread(&mut self, gate: &mut Gate, mut call: Vec<RowRef>, mut rest: Calls, moment: &Moment) -> Step {
        let Some(row) = call.pop() else { return self.label(gate, rest, moment) };
        if !call.is_empty() {
            rest.push_front(call);
        }
        let request = request(&self.arrival);
        match read_route(&gate.model, &request, &row) {
            Some((route, path)) => {
                let fetch = label::read_row(gate, &self.arrival.headers, &path, moment);
                self.pending = Pending::Reread { route, row, rest };
                Step::Fetch(fetch)
            }
            None => self.refuse(gate, &Refusal::LabelsUnavailable.into(), None, moment),
        }
    }

    fn forward(&mut self, gate: &Gate, passage: Box<Passage>, moment: &Moment) -> Step {
        let removed = |name: &str| {
            passage
                .remove
                .iter()
                .any(|gone| gone.eq_ignore_ascii_case(name))
        };
        let kept = self.arrival.headers.iter().filter(|(name, _)| {
            let set = passage
                .set
                .iter()
                .any(|(set, _)| set.eq_ignore_ascii_case(name));
            !removed(name) && !set && !name.eq_ignore_ascii_case("host")
        });
        let mut headers: Vec<(String, String)> = kept
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        headers.extend(
            passage
                .set
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        if passage.handling != Handling::Untouched {
            let (scheme, host) = self
                .arrival
                .origin
                .split_once("://")
                .unwrap_or(("https", &self.arrival.origin));
            headers.push(("x-forwarded-host".to_owned(), host.to_owned()));
            headers.push(("x-forwarded-proto".to_owned(), scheme.to_owned()));
        }
        headers.extend(
            self.proof(gate, &passage, moment)
                .map(|proof| (proof::HEADER.to_owned(), proof)),
        );
        let (body, stream_body) = match &mut self.body {
            Given::None => (None, false),
            Given::Unread | Given::TooLong => (None, true),
            Given::Read(bytes) => (Some(std::mem::take(bytes)), false),
        };
        let outbound = Outbound {
            method: passage.method.as_str(),
            url: format!("{}{}", gate.origin, passage.target),
            headers: HeaderList(headers),
            body,
            stream_body,
            patience: gate.patience,
        };
        self.passage = Some(passage);
        self.pending = Pending::Origin;
        Step::Forward(outbound)
    }

    /// The gate's word to the origin: who asks for what.
    fn proof(&self, gate: &Gate, passage: &Passage, moment: &Moment) -> Option<String> {
        let key = gate.proof.as_ref()?;
        let session = self.session.as_ref()?;
        let Identity::Known(principal) = &session.identity else {
            return None;
        };
        let admitted = passage.admitted.as_ref()?;
        let resource = gate
            .model
            .resource(admitted.resource)
            .map(ownguard_core::Resource::name);
        let action = match (admitted.action, resource) {
            (Some(action), Some(resource)) => {
                format!("{resource}.{}", gate.model.action_name(action))
            }
            (None, _) | (_, None) => "app".to_owned(),
        };
        let body = match &self.body {
            Given::None => proof::Body::Digest(proof::body_digest(b"")),
            Given::Read(bytes) => proof::Body::Digest(proof::body_digest(bytes)),
            Given::Unread | Given::TooLong => proof::Body::Streamed,
        };
        let statement = Statement {
            principal: Sender::describe(principal, gate.model.services()),
            tenant: admitted.tenant.clone(),
            action,
            body,
        };
        let target = Target {
            purpose: Purpose::Request,
            method: passage.method.as_str(),
            authority: gate.authority(),
            path_and_query: &passage.target,
        };
        proof::make(
            &target,
            &statement,
            moment.now,
            proof::MAX_LIFETIME,
            moment.random,
            key,
        )
        .ok()
    }

    fn answered(
        &mut self,
        gate: &mut Gate,
        answered: Result<Answer, Failure>,
        moment: &Moment,
    ) -> Step {
        let answer = match answered {
            Ok(answer) => answer,
            Err(Failure::Slow) => {
                return self.refuse(gate, &Refusal::OriginSlow.into(), None, moment);
            }
            Err(Failure::Dead | Failure::TooLong) => {
                return self.refuse(gate, &Refusal::OriginDead.into(), None, moment);
            }
        };
        let Some(passage) = &self.passage else {
            return self.refuse(gate, &Refusal::OriginDead.into(), None, moment);
        };
        let head = AnswerHead {
            status: answer.status,
            headers: &answer.headers,
            gate: &self.arrival.origin,
            upstream: &gate.origin,
        };
        let release = release(&gate.model, passage, &head);
        let plan = release.body.clone();
        self.answer = Some((answer, release));
        match plan {
            BodyPlan::Pass => self.reply(gate, ReplyBody::Origin, None, moment),
            BodyPlan::Drop => self.reply(gate, ReplyBody::Empty, None, moment),
            BodyPlan::Inspect | BodyPlan::InspectError => {
                self.pending = Pending::AnswerBody;
                Step::ReadAnswer {
                    limit: gate.model.http().inspect_limit(),
                }
            }
            BodyPlan::Own => {
                let (status, set) = match &self.answer {
                    Some((answer, release)) => (answer.status, release.set.clone()),
                    None => (502, Vec::new()),
                };
                let mut reply = reply::of_status(status);
                if let ReplyHead::Own(head) = &mut reply.head {
                    let more = set
                        .into_iter()
                        .filter(|(name, _)| !PRIVATE_SET.iter().any(|(known, _)| known == name));
                    head.extend(more);
                }
                self.finish(gate, reply, None, None, moment)
            }
            BodyPlan::Refuse(rejection) => self.refuse(gate, &rejection, None, moment),
        }
    }

    fn body_read(
        &mut self,
        gate: &mut Gate,
        body: Result<Vec<u8>, Failure>,
        moment: &Moment,
    ) -> Step {
        let body = match body {
            Ok(body) => body,
            Err(Failure::TooLong) => {
                return self.refuse(gate, &Refusal::AnswerTooLarge.into(), None, moment);
            }
            Err(Failure::Slow) => {
                return self.refuse(gate, &Refusal::OriginSlow.into(), None, moment);
            }
            Err(Failure::Dead) => {
                return self.refuse(gate, &Refusal::OriginDead.into(), None, moment);
            }
        };
        let errors =
            matches!(&self.answer, Some((_, release)) if release.body == BodyPlan::InspectError);
        if errors {
            let status = self
                .answer
                .as_ref()
                .map_or(502, |(answer, _)| answer.status);
            return match inspect_error(&gate.model, &body) {
                Some(body) => self.reply(gate, ReplyBody::Bytes(body), None, moment),
                None => self.finish(gate, reply::of_status(status), None, None, moment),
            };
        }
        self.answer_body = Some(body);
        self.inspect(gate, moment)
    }

    fn inspect(&mut self, gate: &mut Gate, moment: &Moment) -> Step {
        let (Some(passage), Some(session), Some(body)) =
            (&self.passage, &self.session, &self.answer_body)
        else {
            return self.refuse(gate, &Refusal::NotInspectable.into(), None, moment);
        };
        let answered = Answered {
            passage,
            session,
            body,
            labels: &self.labels,
            now: moment.now,
        };
        match inspect(&gate.model, &answered) {
            Inspection::Release(inspected) => {
                let body = if inspected.body.is_empty() {
                    ReplyBody::Empty
                } else {
                    ReplyBody::Bytes(inspected.body)
                };
                self.reply(gate, body, Some(&inspected.report), moment)
            }
            Inspection::Need(rows) => self.label(gate, label::calls(rows), moment),
            Inspection::Refuse(rejection, report) => {
                self.refuse(gate, &rejection, Some(&report), moment)
            }
        }
    }

    /// The origin's answer, as far as it may leave.
    fn reply(
        &mut self,
        gate: &Gate,
        body: ReplyBody,
        report: Option<&Report>,
        moment: &Moment,
    ) -> Step {
        let Some((answer, release)) = self.answer.take() else {
            return self.refuse(gate, &Refusal::OriginDead.into(), None, moment);
        };
        if let (Some(passage), Some(would)) = (&mut self.passage, release.would) {
            passage.would = Some(would);
        }
        let reply = Reply {
            status: answer.status,
            head: ReplyHead::Origin {
                remove: release.remove,
                set: release.set,
            },
            body,
            audit: None,
        };
        self.finish(gate, reply, None, report, moment)
    }

    fn refuse(
        &mut self,
        gate: &Gate,
        rejection: &Rejection,
        report: Option<&Report>,
        moment: &Moment,
    ) -> Step {
        let reply = reply::refusal(gate, rejection);
        self.finish(gate, reply, Some(rejection), report, moment)
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

fn keys_fetched(
    gate: &mut Gate,
    ticket: Ticket,
    fetched: Result<(u16, Vec<u8>), Failure>,
    moment: &Moment,
) {
    let Some(keys) = gate
        .identify
        .as_mut()
        .and_then(|identify| identify.keys.as_mut())
    else {
        return;
    };
    keys.fetching = None;
    match fetched {
        // A set that is not understood counts as a failed fetch; the last good one stays.
        Ok((status, body)) => drop(keys.store.fetched(ticket, status, &body, moment.now)),
        Err(Failure::Dead | Failure::Slow | Failure::TooLong) => keys.store.failed(ticket),
    }
}

fn open_link(gate: &Gate, text: &str, now: i64) -> Option<Link> {
    let link = ownguard_verify::link::open(text, gate.links.as_ref()?, now).ok()?;
    let resource = gate.model.find_resource(&link.resource)?;
    Some(Link {
        resource,
        key: link.key.into(),
    })
}

/// A query value, percent-encoded (RFC 3986, section 2.1).
fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").unwrap_or_default();
        }
        out
    })
}
