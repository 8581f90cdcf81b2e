//! The origin's answer: released by its head, inspected, and sent on or replaced.

use super::{Exchange, Pending};
use crate::gate::Gate;
use crate::label;
use crate::reply;
use crate::step::{Answer, Failure, Moment, Reply, ReplyBody, ReplyHead, Step};
use ownguard_core::http::cache::PRIVATE_SET;
use ownguard_core::http::{
    AnswerHead, Answered, BodyPlan, HeaderList, Inspection, Refusal, Report, inspect,
    inspect_error, release,
};

impl Exchange {
    pub(super) fn answered(
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
                let limit = gate.model.http().inspect_limit();
                let stated = self
                    .answer
                    .as_ref()
                    .and_then(|(answer, _)| stated_length(&answer.headers));
                Step::ReadAnswer {
                    limit,
                    stated: stated.filter(|length| *length <= limit),
                }
            }
            BodyPlan::Own => {
                let (status, set) = match &self.answer {
                    Some((_, release)) => (release.status, release.set.clone()),
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

    pub(super) fn body_read(
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

    pub(super) fn inspect(&mut self, gate: &mut Gate, moment: &Moment) -> Step {
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
                if let (Some(passage), Some(would)) = (&mut self.passage, inspected.would) {
                    passage.would = Some(would.into());
                }
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
    pub(super) fn reply(
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
}

/// How long an answer is that nothing decodes on its way.
fn stated_length(headers: &HeaderList) -> Option<usize> {
    if headers.has("content-encoding") {
        return None;
    }
    let length = headers.single("content-length")?;
    let is_plain = length.bytes().all(|byte| byte.is_ascii_digit());
    length.parse().ok().filter(|_| is_plain)
}
