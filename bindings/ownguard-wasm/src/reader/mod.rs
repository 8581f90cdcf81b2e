//! Models as people write them, for apps that pass their text instead of what `ownguard build` made of
//! it. Touches nothing else.

use crate::fault::Fault;
use js_sys::{Array, Uint8Array};
use ownguard_core::Model;
use ownguard_emit::describe::describe;
use ownguard_wire::compact;
use ownguard_wire::model::{Format, read as read_model};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads a model, TOML or JSON: gives it in few bytes, and its names as JSON.
#[wasm_bindgen]
pub fn read(text: &str) -> Result<Array, JsValue> {
    let (compact, described) = compacted(text)?;
    let compact = Uint8Array::from(compact.as_slice());
    Ok([compact.into(), JsValue::from_str(&described)]
        .into_iter()
        .collect())
}

fn compacted(text: &str) -> Result<(Vec<u8>, String), Fault> {
    let mend = "run `npx ownguard check` and mend what it names";
    let refused = |why: String| Fault::new("model_refused", why, mend);
    let (format, name) = if text.trim_start().starts_with('{') {
        (Format::Json, "ownguard.json")
    } else {
        (Format::Toml, "ownguard.toml")
    };
    let document = read_model(text, name, format).map_err(|why| refused(why.to_string()))?;
    let model = Model::compile(document.spec.clone())
        .map_err(|many| refused(format!("it names {} relations; 64 is the most", many.named)))?;
    let storage = &document.storage;
    let described = describe(&model, storage, &document.hash, document.facts_path());
    let compact = compact::write(&document, [text, &described]);
    Ok((compact, described))
}
