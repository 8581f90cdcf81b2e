//! What an exchange asks before it can admit: who sends the request, facts about
//! them, labels of rows.

use super::{Exchange, FactsAsked, LinkAsked, Pending, WAIT, WAITS, request};
use crate::caller::{Told, session};
use crate::gate::Gate;
use crate::identify::{Progress, Sender};
use crate::label::{self, Calls};
use crate::step::{Failure, Moment, Step};
use ownguard_core::http::{Refusal, RowRef, read_route};
use ownguard_core::{AsOf, Identity, Link};
use ownguard_verify::cache::{Epoch, Window};
use ownguard_verify::proof::{self, Purpose};
use ownguard_wire::facts::Facts;
use std::rc::Rc;

impl Exchange {
    /// Establishes the session; `None` when it stands.
    pub(super) fn identify(
        &mut self,
        gate: &mut Gate,
        link: Option<String>,
        moment: &Moment,
    ) -> Option<Step> {
        if let LinkAsked::No = self.link {
            let opened = link.and_then(|text| open_link(gate, &text, moment.now));
            self.link = LinkAsked::Opened(opened);
        }
        if self.sender.is_none() {
            match gate.callers.identify(&self.arrival.headers, moment.now) {
                Progress::Known(sender) => self.sender = Some(sender),
                Progress::FetchKeys(ticket, _) if self.fetched_keys => {
                    let given_up = Err(Failure::Slow);
                    gate.callers.keys_fetched(ticket, given_up, moment.now);
                    self.sender = Some(Sender::NoKeys);
                }
                Progress::FetchKeys(ticket, fetch) => {
                    self.fetched_keys = true;
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
                    let step = pending.step()?;
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
            Some(
                Sender::Anonymous
                | Sender::Claimed(..)
                | Sender::Vouched(_)
                | Sender::Expired
                | Sender::Invalid,
            )
            | None => {}
        }
        self.settle(gate);
        // A token that does not say whether its subject is suspended leaves that to the next source.
        if self.lacks_status() && self.more_facts(gate) {
            return self.ask_facts(gate, moment);
        }
        None
    }

    fn lacks_status(&self) -> bool {
        let claimed = self.sender.as_ref().and_then(Sender::claimed);
        self.told.is_none()
            && claimed.is_some_and(|it| it.service.is_none() && it.identity.status.is_none())
    }

    /// The session, out of everything known of the sender.
    pub(super) fn settle(&mut self, gate: &Gate) {
        let told = self.told.as_ref().map(|(facts, as_of)| Told {
            facts,
            as_of: *as_of,
        });
        let link = match &self.link {
            LinkAsked::Opened(link) => link.clone(),
            LinkAsked::No => None,
        };
        // Nobody can say who it is until it was asked.
        let sender = self.sender.as_ref().unwrap_or(&Sender::NoKeys);
        self.session = Some(session(&gate.model, sender, told, link));
    }

    pub(super) fn subject(&self) -> Option<&str> {
        let claimed = self.sender.as_ref().and_then(Sender::claimed);
        claimed?.subject()
    }

    pub(super) fn more_facts(&self, gate: &Gate) -> bool {
        gate.facts.is_some() && self.subject().is_some() && self.facts < FactsAsked::Origin
    }

    /// Asks the next source: what is kept of the app's last answer, then the app itself.
    pub(super) fn ask_facts(&mut self, gate: &mut Gate, moment: &Moment) -> Option<Step> {
        let subject = self.subject()?.to_owned();
        let policy = gate.callers.policy;
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

    pub(super) fn facts_told(
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
            policy: gate.callers.policy,
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
    pub(super) fn label(&mut self, gate: &mut Gate, mut calls: Calls, moment: &Moment) -> Step {
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
    pub(super) fn reread(
        &mut self,
        gate: &mut Gate,
        mut call: Vec<RowRef>,
        mut rest: Calls,
        moment: &Moment,
    ) -> Step {
        let Some(row) = call.pop() else {
            return self.label(gate, rest, moment);
        };
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
