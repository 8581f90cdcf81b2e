//! Callers: by a verified token, or by claims that somebody else verified; with what the app knows of
//! them, and the link that they present. They go over to `core` in few bytes.

use super::policy::{Policy, setup};
use crate::asked::seconds;
use crate::fault::Fault;
use ownguard_core::{AsOf, Link, Session, Timestamp};
use ownguard_gate::{Sender, Told, session};
use ownguard_wire::compact;
use ownguard_wire::facts::Facts;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Who sends requests, as far as a token or claims tell.
#[wasm_bindgen]
pub struct Claimed {
    pub(crate) sender: Sender,
}

#[wasm_bindgen]
impl Claimed {
    /// Whom the app's source of facts can be asked about; `undefined` for nobody, and for a service.
    pub fn subject(&self) -> Option<String> {
        Some(self.sender.claimed()?.subject()?.to_owned())
    }

    /// Whether the token says anything of the subject's tenants.
    #[wasm_bindgen(js_name = namesTenants)]
    pub fn names_tenants(&self) -> bool {
        let claimed = self.sender.claimed();
        claimed.is_some_and(|claimed| claimed.names_tenants())
    }

    /// Whether the credential came by itself, in a cookie: an unsafe request must then be of this site.
    #[wasm_bindgen(js_name = byCookie)]
    pub fn by_cookie(&self) -> bool {
        use ownguard_verify::credential::Carrier;
        match &self.sender {
            Sender::Claimed(_, carrier) => *carrier == Carrier::Cookie,
            Sender::Vouched(_) => true,
            Sender::Anonymous
            | Sender::Expired
            | Sender::Invalid
            | Sender::Two
            | Sender::NoKeys => false,
        }
    }
}

#[wasm_bindgen]
impl Policy {
    /// The sender by claims that somebody else verified: a JSON object.
    pub fn claims(&self, claims: &str, now: f64) -> Result<Claimed, JsValue> {
        let callers = self.callers.claims.as_ref().map_err(setup)?;
        let sender = callers.vouched(claims.as_bytes(), seconds(now));
        Ok(Claimed { sender })
    }

    /// The caller. `facts` is what the app says of them, version 1 of its shape; `asked` whether it was
    /// asked in this request.
    pub fn session(
        &self,
        claimed: &Claimed,
        facts: Option<String>,
        asked: bool,
    ) -> Result<Vec<u8>, JsValue> {
        let facts = facts.map(|text| read_facts(&text)).transpose()?;
        let told = facts.as_ref().map(|facts| Told {
            facts,
            as_of: if asked {
                AsOf::ThisRequest
            } else {
                AsOf::At(facts.as_of)
            },
        });
        let session = session(&self.model, &claimed.sender, told, None);
        Ok(compact::write_session(&session))
    }

    /// The same caller with a share link, if it holds.
    #[wasm_bindgen(js_name = withLink)]
    pub fn with_link(&self, session: &[u8], presented: &str, now: f64) -> Result<Vec<u8>, JsValue> {
        let mut session = caller(session)?;
        session.link = self.open(presented, seconds(now));
        Ok(compact::write_session(&session))
    }
}

/// The session of those bytes.
pub(crate) fn caller(session: &[u8]) -> Result<Session, Fault> {
    compact::read_session(session).ok_or_else(|| Fault::usage("this is no session"))
}

impl Policy {
    fn open(&self, presented: &str, now: Timestamp) -> Option<Link> {
        let link = ownguard_verify::link::open(presented, self.links.as_ref()?, now).ok()?;
        Some(Link {
            resource: self.model.find_resource(&link.resource)?,
            key: link.key.into(),
        })
    }
}

fn read_facts(text: &str) -> Result<Facts, Fault> {
    Facts::parse(text.as_bytes()).map_err(|_| {
        Fault::new(
            "facts_refused",
            "the facts are not of version 1 of their shape",
            "return `{ memberships: [{ tenant, role }], … }`; an id is a string",
        )
    })
}
