//! One model, compiled, with what was learned so far: keys and verified tokens.

use crate::asked::named;
use crate::fault::Fault;
use js_sys::Function;
use ownguard_core::storage::Storage;
use ownguard_core::{Action, Model};
use ownguard_gate::{Authenticator, SetupFault};
use ownguard_verify::mac::KeyRing;
use ownguard_wire::compact;
use ownguard_wire::model::{Document, IdentityConfig, read_identity};
use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// What one app asks besides decisions.
#[wasm_bindgen]
pub struct Policy {
    pub(crate) model: Model,
    pub(crate) storage: Storage,
    pub(crate) callers: Callers,
    pub(crate) links: Option<KeyRing>,
}

/// Who identifies callers.
pub(crate) struct Callers {
    /// By tokens in headers; an app whose sessions come otherwise has no use for it, so that what is
    /// wrong with it is told to whoever asks.
    pub(crate) tokens: Result<Rc<RefCell<Authenticator>>, SetupFault>,
    /// By claims that somebody else verified; alike.
    pub(crate) claims: Result<Authenticator, SetupFault>,
}

#[wasm_bindgen]
impl Policy {
    /// Of a model in few bytes. `identity` is an `[identity]` table in JSON that stands in place of the
    /// model's; `variable` gives the value of `env:NAME`; `seed` is 16 random bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(
        compact: &[u8],
        identity: Option<String>,
        variable: &Function,
        seed: &[u8],
    ) -> Result<Policy, JsValue> {
        Ok(Self::read(compact, identity.as_deref(), variable, seed)?)
    }
}

impl Policy {
    fn read(
        compact: &[u8],
        identity: Option<&str>,
        variable: &Function,
        seed: &[u8],
    ) -> Result<Self, Fault> {
        let refused = || Fault::usage("this is no model in few bytes");
        let document = compact::read(compact).map_err(|_| refused())?;
        let identity = identity.map(replacement).transpose()?;
        let identity = identity.map(|own| completed(own, document.identity.as_ref()));
        let value = |name: &str| {
            let value = variable.call1(&JsValue::UNDEFINED, &JsValue::from_str(name));
            value.ok()?.as_string()
        };
        let seed = <[u8; 16]>::try_from(seed)
            .map_err(|_| Fault::usage("the seed must be 16 random bytes"))?;
        let tokens = Authenticator::new(&document, identity.as_ref(), &value, seed);
        let claims = Authenticator::of_claims(&document, identity.as_ref(), &value);
        let links = ownguard_gate::link_keys(&value).map_err(|fault| setup(&fault))?;
        let Document { spec, storage, .. } = document;
        let model = Model::compile(spec).map_err(|_| refused())?;
        Ok(Self {
            model,
            storage,
            callers: Callers {
                tokens: tokens.map(|tokens| Rc::new(RefCell::new(tokens))),
                claims,
            },
            links,
        })
    }

    /// A resource's place and an action, checked.
    pub(crate) fn named(&self, resource: u32, action: u32) -> Result<(usize, Action), Fault> {
        named(&self.model, resource, action)
    }
}

/// An `[identity]` table alone.
fn replacement(identity: &str) -> Result<IdentityConfig, Fault> {
    read_identity(identity).map_err(|why| {
        let mend = "give the session source what its documentation asks for";
        Fault::new("session_refused", why.to_string(), mend)
    })
}

/// A session source says where keys and cookies are; what the model says of claims still holds where it
/// says nothing else.
fn completed(own: IdentityConfig, model: Option<&IdentityConfig>) -> IdentityConfig {
    match model {
        Some(model) => IdentityConfig {
            claims: own.claims.or(&model.claims),
            ..own
        },
        None => own,
    }
}

/// What is wrong with a setting.
pub(crate) fn setup(fault: &SetupFault) -> Fault {
    match fault {
        SetupFault::Model(why) => Fault::new("model_refused", why, "run `npx ownguard check`"),
        SetupFault::Unset(name) => Fault::new(
            "unset",
            format!("`{name}` is not set"),
            "set it in the environment of the server",
        ),
        SetupFault::Setting { name, mend } => {
            Fault::new("bad_setting", format!("`{name}` is not usable"), mend)
        }
    }
}

/// A list for JavaScript.
pub(crate) fn array(parts: impl IntoIterator<Item = JsValue>) -> js_sys::Array {
    parts.into_iter().collect()
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}
