//! What an app loads at once: decisions on rows, for sessions that the other half made. Small: it reads
//! no model as people write it, and no token. What JavaScript gets back is a number or JSON; nothing here
//! decides by itself.

#![expect(
    clippy::needless_pass_by_value,
    reason = "wasm-bindgen hands over what may be left out by value"
)]

mod answer;
mod decider;
mod json;
mod labels;
mod outcomes;
mod principal;

use crate::asked::seconds;
use crate::fault::Fault;
use decider::{Asked, Decider, Laid};
use ownguard_core::{Identity, Model, Principal};
use ownguard_wire::compact::{self, NotAModel};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The decision point of one model.
#[wasm_bindgen]
pub struct Core {
    decider: Decider,
}

/// One caller, with everything that is known of them.
#[wasm_bindgen]
pub struct Session {
    inner: ownguard_core::Session,
}

#[wasm_bindgen]
impl Session {
    /// In few bytes, for the other half.
    pub fn pack(&self) -> Vec<u8> {
        compact::write_session(&self.inner)
    }
}

#[wasm_bindgen]
impl Core {
    /// From a model in few bytes, and the two texts that it travels with.
    #[wasm_bindgen(constructor)]
    pub fn new(compact: &[u8], text: &str, described: &str) -> Result<Core, JsValue> {
        Ok(Self::read(compact, [text, described])?)
    }

    /// A session that the other half made.
    pub fn unpack(&self, session: &[u8]) -> Result<Session, JsValue> {
        let inner = compact::read_session(session);
        let inner = inner.ok_or_else(|| Fault::usage("this is no session"))?;
        Ok(Session { inner })
    }

    /// Nobody in particular.
    pub fn anonymous(&self) -> Session {
        let inner = Principal::Anonymous.into();
        Session { inner }
    }

    /// The caller whose facts could not be had: everything is denied.
    pub fn unknown(&self) -> Session {
        let inner = ownguard_core::Session {
            identity: Identity::FactsUnavailable,
            link: None,
            tenant: None,
        };
        Session { inner }
    }

    /// The caller as told: JSON as in a question to `ownguard decide`.
    pub fn caller(
        &self,
        caller: &str,
        tenant: Option<String>,
        now: f64,
    ) -> Result<Session, JsValue> {
        let model = &self.decider.model;
        let caller = ownguard_wire::question::Caller::parse(caller.as_bytes());
        let caller = caller.map_err(|bad| {
            Fault::usage(format!(
                "this is no caller: `{}` is not of its shape",
                bad.0
            ))
        })?;
        let inner = caller.session(model, None, tenant.as_deref(), seconds(now));
        let inner = inner.map_err(Fault::usage)?;
        Ok(Session { inner })
    }

    /// Who it is, as JSON: kind, subject, tenants with roles.
    pub fn principal(&self, session: &Session) -> String {
        principal::json(&self.decider.model, &session.inner)
    }

    /// The address of the bytes that `decide` reads labels from.
    pub fn scratch(&self) -> *const u8 {
        self.decider.scratch()
    }

    /// Decides on a row whose labels stand in [`Self::scratch`], the tenant's bytes first. A length of
    /// 0xFFFF is absent, one of 0xFFFE null. `flags`: visibility (1 private, 2 unlisted, 3 public), and 4
    /// times deletion (1 live, 2 deleted); 0 is absent. Not for resources with more labels. What is no
    /// question gets 0xFFFFFFFF, which stands for no outcome.
    #[expect(clippy::too_many_arguments, reason = "numbers cross for nothing")]
    pub fn decide(
        &self,
        session: &Session,
        resource: u32,
        action: u32,
        tenant_length: u32,
        owner_length: u32,
        flags: u32,
        now: f64,
    ) -> u32 {
        let asked = Asked {
            resource,
            action,
            now,
        };
        let laid = Laid {
            tenant: tenant_length,
            owner: owner_length,
            flags,
        };
        let decided = self.decider.laid(&session.inner, asked, laid);
        decided.unwrap_or(u32::MAX)
    }

    /// Decides on any target: JSON as in a question to `ownguard decide`.
    pub fn ask(
        &self,
        session: &Session,
        resource: u32,
        action: u32,
        target: &str,
        now: f64,
    ) -> Result<u32, JsValue> {
        let asked = Asked {
            resource,
            action,
            now,
        };
        Ok(self.decider.ask(&session.inner, asked, target)?)
    }

    /// What a number stands for, as JSON: `permit` with relations, audit, fields to show, mask or null and
    /// to write, or `deny` with reason, status and missing labels.
    pub fn outcome(&self, number: u32) -> Result<String, JsValue> {
        Ok(self.decider.outcome(number)?)
    }
}

impl Core {
    fn read(compact: &[u8], beside: [&str; 2]) -> Result<Self, Fault> {
        let spec = compact::read_spec(compact, beside).map_err(refused)?;
        let model = Model::compile(spec).map_err(|_| refused(NotAModel::Form))?;
        Ok(Self {
            decider: Decider::of(model),
        })
    }
}

fn refused(why: NotAModel) -> Fault {
    let what = match why {
        NotAModel::Form => "the built model is not of this version of ownguard",
        NotAModel::Seal => {
            "the built model is not as it was written: its parts do not belong together"
        }
    };
    Fault::new("model_refused", what, "run `npx ownguard build` again")
}
