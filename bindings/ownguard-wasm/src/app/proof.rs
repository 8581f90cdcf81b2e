//! The gate's proof, checked by the app behind it.

use super::policy::{hex, setup};
use crate::asked::seconds;
use crate::fault::Fault;
use js_sys::Function;
use ownguard_verify::mac::KeyRing;
use ownguard_verify::proof::{Body, Purpose, Target, body_digest, check};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The keys that proofs are checked with.
#[wasm_bindgen]
pub struct ProofKeys {
    ring: KeyRing,
}

#[wasm_bindgen]
impl ProofKeys {
    /// From `OWNGUARD_PROOF_KEY` and `OWNGUARD_PROOF_KEY_PREVIOUS`, as `variable` gives them.
    #[wasm_bindgen(constructor)]
    pub fn new(variable: &Function) -> Result<ProofKeys, JsValue> {
        let value = |name: &str| {
            let value = variable.call1(&JsValue::UNDEFINED, &JsValue::from_str(name));
            value.ok()?.as_string()
        };
        let ring = ownguard_gate::proof_keys(&value).map_err(|fault| setup(&fault))?;
        let ring = ring.ok_or_else(|| {
            let mend = "set it to the same value as in the gate; without it nobody can tell what \
                        comes through the gate";
            Fault::new("unset", "`OWNGUARD_PROOF_KEY` is not set", mend)
        })?;
        Ok(Self { ring })
    }

    /// Checks a proof against the request as it arrived. `purpose` is `request`, `labels` or `facts`;
    /// `target` the request target; `body` what was read of it, or nothing where it is compared later.
    /// Gives JSON: principal, tenant, action, nonce, and whether the body is covered.
    #[expect(clippy::too_many_arguments, reason = "each is one part of a request")]
    pub fn check(
        &self,
        header: &str,
        purpose: &str,
        method: &str,
        authority: &str,
        target: &str,
        body: Option<Vec<u8>>,
        now: f64,
    ) -> Result<String, JsValue> {
        let purpose = Purpose::ALL
            .into_iter()
            .find(|known| known.name() == purpose);
        let purpose = purpose.ok_or_else(|| Fault::usage("there is no such purpose"))?;
        let target = Target {
            purpose,
            method,
            authority,
            path_and_query: target,
        };
        let body = body.map(|body| body_digest(&body));
        let proof = check(header, &target, body, seconds(now), &self.ring);
        let proof = proof.map_err(|fault| {
            let text = format!("the proof does not hold: {}", fault.name());
            let mend =
                "let requests reach the app through the gate only, with the same key and clock";
            Fault::new("proof_refused", text, mend)
        })?;
        let nonce = hex(&proof.nonce);
        let covered = matches!(proof.statement.body, Body::Digest(_));
        Ok(json!({
            "principal": proof.statement.principal,
            "tenant": proof.statement.tenant,
            "action": proof.statement.action,
            "expires": proof.expires_at,
            "nonce": nonce,
            "coversBody": covered,
        })
        .to_string())
    }
}
