//! One exchange as `platform.js` runs it: what is next, member by member, and a
//! method for each thing that can come of it.

use js_sys::{Array, Date, Object, Uint8Array};
use ownguard_core::http::HeaderList;
use ownguard_core::http::cache::PRIVATE_SET;
use ownguard_gate::{
    Answer, Arrival, Event, Exchange, Failure, Moment, Reply, ReplyBody, ReplyHead, Step,
};
use ownguard_verify::Algorithm;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Request;

use crate::{convert, state};

/// An exchange and its next step.
#[wasm_bindgen]
pub struct Running {
    exchange: Exchange,
    step: Step,
}

impl Running {
    /// Begins; `None` where there is no gate.
    pub(crate) fn begin(request: &Request, env: &Object) -> Result<Option<Self>, JsValue> {
        let (arrival, moment) = (convert::arrival(request)?, moment()?);
        let begun = state::with_gate(env, |gate, front| {
            Exchange::begin(gate, Arrival { front, ..arrival }, &moment)
        });
        Ok(begun.map(|(exchange, step)| Self { exchange, step }))
    }

    fn resume(&mut self, event: Event) {
        let exchange = &mut self.exchange;
        let next = moment()
            .ok()
            .and_then(|moment| state::with_made_gate(|gate| exchange.resume(gate, event, &moment)));
        self.step = next.unwrap_or_else(|| Step::Reply(unavailable()));
    }
}

#[wasm_bindgen]
impl Running {
    /// The next step: its name, then what belongs to it.
    pub fn next(&self) -> Result<Array, JsValue> {
        let parts = match &self.step {
            Step::Fetch(fetch) => vec![
                text("fetch"),
                text(&fetch.url),
                text(fetch.method),
                text(&convert::lines(&fetch.headers)?),
                fetch.body.as_deref().map(text).unwrap_or_default(),
                number(fetch.patience),
                length(fetch.limit),
            ],
            Step::Verify {
                jwk,
                algorithm,
                message,
                signature,
            } => vec![
                text("verify"),
                text(&Algorithm::web_crypto_json(algorithm)),
                text(jwk),
                bytes(signature),
                bytes(message),
            ],
            Step::Wait { milliseconds } => vec![text("wait"), number(*milliseconds)],
            Step::ReadBody { limit } => vec![text("readBody"), length(*limit)],
            Step::Forward(outbound) => vec![
                text("forward"),
                text(&outbound.url),
                text(outbound.method),
                text(&outbound.remove.join("\n")),
                text(&convert::lines(&outbound.set)?),
                outbound.body.as_deref().map(bytes).unwrap_or_default(),
                outbound.stream_body.into(),
                number(outbound.patience),
            ],
            Step::ReadAnswer { limit, stated } => {
                let stated = stated.map(length).unwrap_or_default();
                vec![text("readAnswer"), length(*limit), stated]
            }
            Step::Reply(reply) => {
                let (keeps_head, remove, set) = match &reply.head {
                    ReplyHead::Own(set) => (false, String::new(), set),
                    ReplyHead::Origin { remove, set } => (true, remove.join("\n"), set),
                };
                let (passes, body) = match &reply.body {
                    ReplyBody::Empty => (false, JsValue::NULL),
                    ReplyBody::Origin => (true, JsValue::NULL),
                    ReplyBody::Bytes(body) => (false, bytes(body)),
                };
                vec![
                    text("reply"),
                    number(reply.status.into()),
                    keeps_head.into(),
                    text(&remove),
                    text(&convert::lines(set)?),
                    passes.into(),
                    body,
                    reply.audit.as_deref().map(text).unwrap_or_default(),
                ]
            }
        };
        Ok(parts.into_iter().collect())
    }

    /// Something could not be done, since it was `slow` or `long`; else nobody answered.
    pub fn failed(&mut self, why: &str) {
        let failure = match why {
            "slow" => Failure::Slow,
            "long" => Failure::TooLong,
            _ => Failure::Dead,
        };
        let event = match self.step {
            Step::Fetch(_) => Event::Fetched(Err(failure)),
            Step::Verify { .. } => Event::Signature(false),
            Step::Wait { .. } => Event::Waited,
            Step::ReadBody { .. } => Event::Body(Err(failure)),
            Step::Forward(_) => Event::Answered(Err(failure)),
            Step::ReadAnswer { .. } => Event::AnswerBody(Err(failure)),
            Step::Reply(_) => return,
        };
        self.resume(event);
    }

    /// Of `fetch`.
    pub fn fetched(&mut self, status: u16, body: Vec<u8>) {
        self.resume(Event::Fetched(Ok((status, body))));
    }

    /// Of `verify`: whether the signature fits.
    pub fn verified(&mut self, fits: bool) {
        self.resume(Event::Signature(fits));
    }

    /// Of `wait`.
    pub fn waited(&mut self) {
        self.resume(Event::Waited);
    }

    /// Of `readBody`.
    #[wasm_bindgen(js_name = requestBody)]
    pub fn request_body(&mut self, body: Vec<u8>) {
        self.resume(Event::Body(Ok(body)));
    }

    /// Of `forward`: the head of the answer.
    pub fn answered(&mut self, status: u16, fields: &str) {
        let headers = HeaderList::from_lines(fields);
        self.resume(Event::Answered(Ok(Answer { status, headers })));
    }

    /// Of `readAnswer`.
    #[wasm_bindgen(js_name = answerBody)]
    pub fn answer_body(&mut self, body: Vec<u8>) {
        self.resume(Event::AnswerBody(Ok(body)));
    }
}

/// 503: the gate cannot decide, so nothing passes.
fn unavailable() -> Reply {
    let set = PRIVATE_SET.iter();
    Reply {
        status: 503,
        head: ReplyHead::Own(
            set.map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
        ),
        body: ReplyBody::Empty,
        audit: None,
    }
}

/// Now, and fresh randomness.
fn moment() -> Result<Moment, JsValue> {
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit")]
    let now = (Date::now() / 1000.0) as i64;
    Ok(Moment {
        now,
        random: random()?,
    })
}

/// From the platform's secure source, each byte given once: asking it is dear, so many are had at a time.
pub(crate) fn random() -> Result<[u8; 16], JsValue> {
    RANDOM.with(|pool| {
        let mut pool = pool.try_borrow_mut().map_err(|_| JsValue::UNDEFINED)?;
        if pool.is_empty() {
            let mut bytes = [[0; 16]; 64];
            getrandom::fill(bytes.as_flattened_mut()).map_err(|_| JsValue::UNDEFINED)?;
            pool.extend(bytes);
        }
        pool.pop().ok_or(JsValue::UNDEFINED)
    })
}

thread_local! {
    static RANDOM: RefCell<Vec<[u8; 16]>> = const { RefCell::new(Vec::new()) };
}

fn text(text: &str) -> JsValue {
    JsValue::from_str(text)
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn number(number: u32) -> JsValue {
    number.into()
}

fn length(bytes: usize) -> JsValue {
    u32::try_from(bytes).unwrap_or(u32::MAX).into()
}
