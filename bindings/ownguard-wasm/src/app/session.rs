//! Callers: by a verified token, by claims that somebody else verified, or as told in tests and jobs;
//! with what the app knows of them, and the link that they present.

use super::fault::Fault;
use super::policy::{Policy, seconds, setup};
use ownguard_core::{AsOf, Identity, Link, Principal, Timestamp};
use ownguard_gate::{Sender, Told, session};
use ownguard_wire::facts::Facts;
use ownguard_wire::question::Caller;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Who sends requests, as far as a token or claims tell.
#[wasm_bindgen]
pub struct Claimed {
    pub(crate) sender: Sender,
}

/// One caller, with everything that is known of them.
#[wasm_bindgen]
pub struct Session {
    pub(crate) inner: ownguard_core::Session,
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

    /// Nobody in particular.
    pub fn anonymous(&self) -> Session {
        Session {
            inner: session(&self.model, &Sender::Anonymous, None, None),
        }
    }

    /// The caller. `facts` is what the app says of them, version 1 of its shape; `asked` whether it was
    /// asked in this request.
    pub fn session(
        &self,
        claimed: &Claimed,
        facts: Option<String>,
        asked: bool,
    ) -> Result<Session, JsValue> {
        let facts = facts.map(|text| read_facts(&text)).transpose()?;
        let told = facts.as_ref().map(|facts| Told {
            facts,
            as_of: if asked {
                AsOf::ThisRequest
            } else {
                AsOf::At(facts.as_of)
            },
        });
        let inner = session(&self.model, &claimed.sender, told, None);
        Ok(Session { inner })
    }

    /// The caller whose facts could not be had: everything is denied.
    pub fn unknown(&self) -> Session {
        Session {
            inner: session(&self.model, &Sender::NoKeys, None, None),
        }
    }

    /// The caller as told: JSON as in a question to `ownguard decide`.
    pub fn caller(
        &self,
        caller: &str,
        tenant: Option<String>,
        now: f64,
    ) -> Result<Session, JsValue> {
        let caller: Caller = serde_json::from_str(caller)
            .map_err(|why| Fault::usage(format!("this is no caller: {why}")))?;
        let inner = caller.session(&self.model, None, tenant.as_deref(), seconds(now));
        let inner = inner.map_err(Fault::usage)?;
        Ok(Session { inner })
    }

    /// The same caller with a share link, if it holds.
    #[wasm_bindgen(js_name = withLink)]
    pub fn with_link(&self, session: &Session, presented: &str, now: f64) -> Session {
        let mut inner = session.inner.clone();
        inner.link = self.open(presented, seconds(now));
        Session { inner }
    }

    /// Who it is, as JSON: kind, subject, tenants with roles.
    pub fn principal(&self, session: &Session) -> String {
        let of = |kind: &str| json!({ "kind": kind });
        let principal = match &session.inner.identity {
            Identity::TokenExpired => of("token_expired"),
            Identity::TokenInvalid => of("token_invalid"),
            Identity::Revoked => of("revoked"),
            Identity::FactsUnavailable => of("facts_unavailable"),
            Identity::Known(principal) => self.describe_principal(principal),
        };
        let tenant = session.inner.tenant.as_deref();
        let link = session.inner.link.as_ref().and_then(|link| {
            let resource = self.model.resource(link.resource)?.name();
            Some(json!({ "resource": resource, "key": &*link.key }))
        });
        let mut principal = principal;
        if let Some(members) = principal.as_object_mut() {
            members.extend(tenant.map(|tenant| ("tenant".to_owned(), json!(tenant))));
            members.extend(link.map(|link| ("link".to_owned(), link)));
        }
        principal.to_string()
    }
}

impl Policy {
    fn open(&self, presented: &str, now: Timestamp) -> Option<Link> {
        let link = ownguard_verify::link::open(presented, self.links.as_ref()?, now).ok()?;
        Some(Link {
            resource: self.model.find_resource(&link.resource)?,
            key: link.key.into(),
        })
    }

    fn describe_principal(&self, principal: &Principal) -> Value {
        let roles = self.model.tenancy().map(|tenancy| tenancy.roles.as_slice());
        let role = |at: Option<u8>| Some(roles?.get(usize::from(at?))?.as_str());
        match principal {
            Principal::Anonymous => json!({ "kind": "anonymous" }),
            Principal::Guest(user) => json!({ "kind": "guest", "subject": &*user.id }),
            Principal::Person(person) => {
                let tenants = person.memberships.iter().map(|held| {
                    let active = held.is_active();
                    json!({ "tenant": &*held.tenant, "role": role(held.role), "active": active })
                });
                let tenants: Vec<_> = tenants.collect();
                json!({ "kind": "person", "subject": &*person.user.id, "tenants": tenants })
            }
            Principal::Staff(staff) => json!({ "kind": "staff", "subject": &*staff.id }),
            Principal::Service(service) => {
                let name = self.model.services().get(usize::from(service.index));
                json!({ "kind": "service", "name": name, "actsFor": service.tenant.as_deref() })
            }
        }
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
