//! Masks of texts whose letters are not all ASCII, for which the tables of letters are needed.

use crate::fault::Fault;
use ownguard_core::json::Mask;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A value as a mask shows it.
#[wasm_bindgen]
pub fn mask(kind: &str, value: &str) -> Result<String, JsValue> {
    let mask = Mask::find(kind);
    let mask = mask.ok_or_else(|| Fault::usage(format!("there is no mask `{kind}`")))?;
    Ok(mask.apply(value))
}
