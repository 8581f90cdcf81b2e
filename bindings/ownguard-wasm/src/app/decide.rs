//! Decisions: a number each, that stands for an outcome.

use super::fault::Fault;
use super::labels;
use super::policy::{Policy, seconds};
use super::session::Session;
use ownguard_core::json::Mask;
use ownguard_core::{Action, Decision, Row, Target, decide};
use ownguard_wire::question::{Answer, Asked, Done};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Policy {
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
        let decided = self.laid(
            session,
            resource,
            action,
            tenant_length,
            owner_length,
            flags,
            now,
        );
        decided.unwrap_or(u32::MAX)
    }

    /// The same for many rows, in one string (see the types of the package).
    #[wasm_bindgen(js_name = decideMany)]
    pub fn decide_many(
        &self,
        session: &Session,
        resource: u32,
        action: u32,
        rows: &str,
        now: f64,
    ) -> Result<Vec<u32>, JsValue> {
        let (resource, action) = self.named(resource, action)?;
        let bad = || Fault::usage("these are no labels of rows");
        let rows = labels::rows(rows).ok_or_else(bad)?;
        let decided = rows.map(|row| {
            let row = row.ok_or_else(bad)?;
            Ok(self.row(session, resource, action, &row, now))
        });
        decided.collect::<Result<_, Fault>>().map_err(JsValue::from)
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
        let (resource, action) = self.named(resource, action)?;
        let target: Done = serde_json::from_str(target)
            .map_err(|why| Fault::usage(format!("this is no target: {why}")))?;
        let decision = target.with(&self.model, resource, &|target| {
            self.decided(session, resource, action, target, now)
        });
        let decision = decision.map_err(Fault::usage)?;
        Ok(self.number(resource, action, decision))
    }

    /// What a number stands for, as JSON: `permit` with relations, audit, fields to show, mask or null and
    /// to write, or `deny` with reason, status and missing labels.
    pub fn outcome(&self, number: u32) -> Result<String, JsValue> {
        let found = self.outcomes.borrow().find(number);
        let outcome = found.ok_or_else(|| Fault::usage("no outcome has this number"))?;
        let asked = Asked {
            model: &self.model,
            session: ownguard_core::Session::from(ownguard_core::Principal::Anonymous),
            resource: outcome.resource,
            action: outcome.action,
            now: 0,
        };
        let answer = Answer::of(&asked, outcome.decision, None);
        let text = serde_json::to_string(&answer);
        Ok(text.map_err(|why| Fault::usage(why.to_string()))?)
    }
}

impl Policy {
    #[expect(clippy::too_many_arguments, reason = "numbers cross for nothing")]
    fn laid(
        &self,
        session: &Session,
        resource: u32,
        action: u32,
        tenant: u32,
        owner: u32,
        flags: u32,
        now: f64,
    ) -> Option<u32> {
        let (resource, action) = self.named(resource, action).ok()?;
        let bytes = self.scratch.get();
        let (tenant, owner) = labels::pair(&bytes, tenant, owner)?;
        let row = labels::row(tenant, owner, flags & 3, flags >> 2)?;
        Some(self.row(session, resource, action, &row, now))
    }

    fn row(
        &self,
        session: &Session,
        resource: usize,
        action: Action,
        row: &Row<'_>,
        now: f64,
    ) -> u32 {
        let decision = self.decided(session, resource, action, &Target::Row(row), now);
        self.number(resource, action, decision)
    }

    fn decided(
        &self,
        session: &Session,
        resource: usize,
        action: Action,
        target: &Target<'_>,
        now: f64,
    ) -> Decision {
        decide(
            &self.model,
            &session.inner,
            resource,
            action,
            target,
            seconds(now),
        )
    }

    fn number(&self, resource: usize, action: Action, decision: Decision) -> u32 {
        self.outcomes
            .borrow_mut()
            .number(resource, action, decision)
    }
}

/// A value as a mask shows it.
#[wasm_bindgen]
pub fn mask(kind: &str, value: &str) -> Result<String, JsValue> {
    let mask = Mask::find(kind);
    let mask = mask.ok_or_else(|| Fault::usage(format!("there is no mask `{kind}`")))?;
    Ok(mask.apply(value))
}
