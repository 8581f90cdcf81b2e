//! What a caller is about to write, judged as the gate judges the same write.

use super::policy::Policy;
use super::session::caller;
use crate::asked::seconds;
use crate::fault::Fault;
use ownguard_core::Resource;
use ownguard_core::http::input::{Input, Judged, judge_input, names_somebody_else};
use ownguard_core::http::method::Method;
use ownguard_core::http::origin_check::{Provenance, check};
use ownguard_core::http::{LabelBook, RowRef};
use ownguard_wire::question::{Row, resource};
use serde::Deserialize;
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// What is known of the rows that a write is about.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Known {
    /// The tenant that a new row is made in.
    tenant: Option<String>,
    /// The key of the existing row.
    key: Option<String>,
    /// The key of the row that a new one stands under.
    parent: Option<String>,
    /// Every row that was loaded.
    rows: Vec<Loaded>,
}

/// One row; null where there is none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Loaded {
    resource: String,
    key: String,
    labels: Option<Row>,
}

#[wasm_bindgen]
impl Policy {
    /// Judges what is to be written: a JSON object of members by their names on the wire. `known` is JSON:
    /// `{tenant?, key?, parent?, rows: [{resource, key, labels | null}]}`, the labels as in a question.
    /// Gives JSON: `{ok: {audit}}`; `{load: [{resource, key}]}`, rows to load first, since the input points
    /// at them; or `{refused: {reason, status, about?}}`.
    pub fn input(
        &self,
        session: &[u8],
        resource: u32,
        action: u32,
        given: &str,
        known: &str,
        now: f64,
    ) -> Result<String, JsValue> {
        let (resource, action) = self.named(resource, action)?;
        let known: Known = serde_json::from_str(known)
            .map_err(|why| Fault::usage(format!("this is not what is known of rows: {why}")))?;
        let book = self.book(&known.rows).map_err(Fault::usage)?;
        let input = Input {
            resource,
            action,
            tenant: known.tenant.as_deref(),
            key: known.key.as_deref(),
            parent: known.parent.as_deref(),
            given: given.as_bytes(),
            known: &book,
        };
        let judged = judge_input(&self.model, &caller(session)?, &input, seconds(now));
        let judged = match judged {
            Judged::Allowed { audit } => json!({ "ok": { "audit": audit } }),
            Judged::Load(rows) => {
                let named = |row: &RowRef| {
                    let resource = self.model.resource(row.resource).map(Resource::name);
                    json!({ "resource": resource, "key": row.key })
                };
                json!({ "load": rows.iter().map(named).collect::<Vec<_>>() })
            }
            Judged::Refused(rejection) => {
                let about = rejection.detail.filter(|_| !rejection.of_client);
                let (reason, status) = (rejection.refusal.name(), rejection.refusal.status());
                json!({ "refused": { "reason": reason, "status": status, "about": about } })
            }
        };
        Ok(judged.to_string())
    }

    /// Whether a parameter of that name and value says that the caller is somebody else, or of another
    /// tenant than this one (without one: than any of theirs).
    pub fn contradicts(
        &self,
        session: &[u8],
        name: &str,
        value: &str,
        tenant: Option<String>,
    ) -> Result<bool, JsValue> {
        let (model, session) = (&self.model, caller(session)?);
        let tenant = tenant.as_deref();
        Ok(names_somebody_else(model, &session, name, value, tenant))
    }

    /// Whether another site could have sent a request: one that changes something, whose credential came
    /// in a cookie, and that shows neither to be of the same origin nor of one that the model lists.
    #[wasm_bindgen(js_name = crossSite)]
    pub fn cross_site(
        &self,
        method: &str,
        by_cookie: bool,
        sec_fetch_site: Option<String>,
        origin: Option<String>,
        own_origin: Option<String>,
    ) -> bool {
        let Some(method) = Method::parse(method) else {
            return true;
        };
        let provenance = Provenance {
            method,
            upgrade: false,
            cookie: by_cookie,
            sec_fetch_site: sec_fetch_site.as_deref(),
            origin: origin.as_deref(),
        };
        let listed: Vec<&str> = self
            .model
            .http()
            .origins()
            .iter()
            .map(String::as_str)
            .chain(own_origin.as_deref())
            .collect();
        check(&provenance, &listed).is_err()
    }
}

impl Policy {
    fn book(&self, rows: &[Loaded]) -> Result<LabelBook, String> {
        let mut book = LabelBook::default();
        for row in rows {
            let at = resource(&self.model, &row.resource)?;
            let labels = row.labels.as_ref();
            let labels = labels.map(|labels| labels.labels(&self.model, at));
            let key = row.key.clone();
            book.note(RowRef { resource: at, key }, labels.transpose()?);
        }
        Ok(book)
    }
}
