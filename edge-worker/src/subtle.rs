//! Signature checks by the platform (Web Cryptography), with keys that are kept:
//! thirty times faster than the same in wasm.

use js_sys::{Array, JSON, Object, Promise, Reflect, Uint8Array};
use ownguard_verify::Algorithm;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

use crate::host;

thread_local! {
    static KEYS: RefCell<Vec<(String, CryptoKey)>> = const { RefCell::new(Vec::new()) };
}

/// As many keys as one set may hold.
const KEPT: usize = 64;

/// Whether the signature fits. What the platform cannot check does not fit.
pub(crate) async fn verify(jwk: &str, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
    check(jwk, algorithm, message, signature)
        .await
        .unwrap_or(false)
}

async fn check(
    jwk: &str,
    algorithm: &str,
    message: &[u8],
    signature: &[u8],
) -> Result<bool, JsValue> {
    let algorithm = parameters(algorithm)?;
    let subtle = subtle()?;
    let key = key(&subtle, jwk, &algorithm).await?;
    let arguments: Array = [
        JsValue::from(algorithm),
        JsValue::from(key),
        JsValue::from(Uint8Array::from(signature)),
        JsValue::from(Uint8Array::from(message)),
    ]
    .into_iter()
    .collect();
    let promise: Promise = host::function(&subtle, "verify")?
        .apply(&subtle, &arguments)?
        .dyn_into()?;
    Ok(JsFuture::from(promise).await? == JsValue::TRUE)
}

async fn key(subtle: &JsValue, jwk: &str, algorithm: &Object) -> Result<CryptoKey, JsValue> {
    let name = format!("{} {jwk}", String::from(JSON::stringify(algorithm)?));
    if let Some(key) = KEYS.with(|keys| kept(&keys.borrow(), &name)) {
        return Ok(key);
    }
    let arguments: Array = [
        JsValue::from_str("jwk"),
        JSON::parse(jwk)?,
        JsValue::from(algorithm.clone()),
        JsValue::FALSE,
        JsValue::from(Array::of1(&JsValue::from_str("verify"))),
    ]
    .into_iter()
    .collect();
    let promise: Promise = host::function(subtle, "importKey")?
        .apply(subtle, &arguments)?
        .dyn_into()?;
    let key: CryptoKey = JsFuture::from(promise).await?.unchecked_into();
    KEYS.with(|keys| {
        let mut keys = keys.borrow_mut();
        if keys.len() >= KEPT {
            keys.clear();
        }
        keys.push((name, key.clone()));
    });
    Ok(key)
}

fn kept(keys: &[(String, CryptoKey)], name: &str) -> Option<CryptoKey> {
    let found = keys.iter().find(|(known, _)| known == name);
    found.map(|(_, key)| key.clone())
}

fn subtle() -> Result<JsValue, JsValue> {
    let crypto = Reflect::get(&js_sys::global(), &JsValue::from_str("crypto"))?;
    Reflect::get(&crypto, &JsValue::from_str("subtle"))
}

fn parameters(name: &str) -> Result<Object, JsValue> {
    let named = Algorithm::from_name(name)
        .ok_or(JsValue::UNDEFINED)?
        .web_crypto();
    let parameters = Object::new();
    let members = [
        ("name", Some(named.name)),
        ("hash", named.hash),
        ("namedCurve", named.curve),
    ];
    for (member, value) in members {
        if let Some(value) = value {
            Reflect::set(
                &parameters,
                &JsValue::from_str(member),
                &JsValue::from_str(value),
            )?;
        }
    }
    Ok(parameters)
}
