//! Finding out who sends a request, step by step: the host fetches keys, checks signatures and waits.

use super::policy::{Policy, array, setup};
use super::session::Claimed;
use crate::asked::seconds;
use crate::fault::Fault;
use js_sys::{Array, Uint8Array};
use ownguard_core::http::HeaderList;
use ownguard_gate::{Authenticator, Failure, Pending, Progress, Sender, Step};
use ownguard_verify::Algorithm;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// One request whose sender is being found out.
#[wasm_bindgen]
pub struct Identifying {
    callers: Rc<RefCell<Authenticator>>,
    headers: HeaderList,
    progress: Progress,
    waits: u32,
    /// Whether keys were fetched: once a request, however slow the endpoint is.
    fetched: bool,
}

/// How often and how long another request's fetch of keys is waited for, in milliseconds.
const WAITS: u32 = 80;
const WAIT: u32 = 50;

#[wasm_bindgen]
impl Policy {
    /// Begins. `headers` are names and values in turn, each on a line of its own.
    pub fn identify(&self, headers: &str, now: f64) -> Result<Identifying, JsValue> {
        let callers = match &self.callers.tokens {
            Ok(callers) => Rc::clone(callers),
            Err(fault) => return Err(setup(fault).into()),
        };
        let headers = HeaderList::from_lines(headers);
        let progress = callers.borrow_mut().identify(&headers, seconds(now));
        Ok(Identifying {
            callers,
            headers,
            progress,
            waits: 0,
            fetched: false,
        })
    }
}

#[wasm_bindgen]
impl Identifying {
    /// The next step: its name, then what belongs to it. `known` and a [`Claimed`], or `null` for nobody;
    /// `fault` and why; `fetch`, a URL, milliseconds and a limit in bytes; `verify`, the parameters and the
    /// key for Web Cryptography as JSON, the signature and the message; `wait` and milliseconds.
    pub fn next(&self) -> Result<Array, JsValue> {
        Ok(match &self.progress {
            Progress::Known(sender) => match sender {
                Sender::Anonymous => array([text("known"), JsValue::NULL]),
                Sender::Claimed(..) | Sender::Vouched(_) => {
                    let sender = sender.clone();
                    array([text("known"), Claimed { sender }.into()])
                }
                Sender::Expired => fault("token_expired"),
                Sender::Invalid => fault("token_invalid"),
                Sender::Two => fault("two_subjects"),
                Sender::NoKeys => fault("keys_unavailable"),
            },
            Progress::FetchKeys(_, fetch) => array([
                text("fetch"),
                text(&fetch.url),
                fetch.patience.into(),
                u32::try_from(fetch.limit).unwrap_or(u32::MAX).into(),
            ]),
            Progress::Wait if self.waits >= WAITS => fault("keys_unavailable"),
            Progress::Wait => array([text("wait"), WAIT.into()]),
            Progress::Check(pending) => check(pending)?,
        })
    }

    /// Of `fetch`.
    pub fn fetched(&mut self, status: u16, body: Vec<u8>, now: f64) {
        self.keys(Ok((status, body)), now);
    }

    /// Of `fetch`: nobody answered, or not in time, or too long.
    pub fn failed(&mut self, now: f64) {
        self.keys(Err(Failure::Dead), now);
    }

    /// Of `verify`: whether the signature fits.
    pub fn verified(&mut self, fits: bool, now: f64) {
        if let Progress::Check(pending) = &self.progress {
            let sender = self
                .callers
                .borrow_mut()
                .checked(pending, fits, seconds(now));
            self.progress = Progress::Known(sender);
        }
    }

    /// Of `wait`.
    pub fn waited(&mut self, now: f64) {
        self.waits += 1;
        self.again(now);
    }
}

impl Identifying {
    fn keys(&mut self, fetched: Result<(u16, Vec<u8>), Failure>, now: f64) {
        let progress = std::mem::replace(&mut self.progress, Progress::Wait);
        if let Progress::FetchKeys(ticket, _) = progress {
            let mut callers = self.callers.borrow_mut();
            callers.keys_fetched(ticket, fetched, seconds(now));
            self.fetched = true;
        }
        self.again(now);
    }

    fn again(&mut self, now: f64) {
        let mut callers = self.callers.borrow_mut();
        let progress = callers.identify(&self.headers, seconds(now));
        self.progress = match progress {
            Progress::FetchKeys(ticket, _) if self.fetched => {
                callers.keys_fetched(ticket, Err(Failure::Slow), seconds(now));
                Progress::Known(Sender::NoKeys)
            }
            progress @ (Progress::Known(_)
            | Progress::FetchKeys(..)
            | Progress::Wait
            | Progress::Check(_)) => progress,
        };
    }
}

fn check(pending: &Pending) -> Result<Array, JsValue> {
    let no_key = || Fault::usage("the key does not fit the token");
    match pending.step().ok_or_else(no_key)? {
        Step::Verify {
            jwk,
            algorithm,
            message,
            signature,
        } => Ok(array([
            text("verify"),
            text(&Algorithm::web_crypto_json(algorithm)),
            text(&jwk),
            Uint8Array::from(signature.as_slice()).into(),
            Uint8Array::from(message.as_slice()).into(),
        ])),
        Step::Fetch(_)
        | Step::Wait { .. }
        | Step::ReadBody { .. }
        | Step::Forward(_)
        | Step::ReadAnswer { .. }
        | Step::Reply(_) => Err(no_key().into()),
    }
}

fn fault(name: &str) -> Array {
    array([text("fault"), text(name)])
}

fn text(text: &str) -> JsValue {
    JsValue::from_str(text)
}
