//! One model, compiled, with what was learned so far: keys, verified tokens, outcomes met.

use super::fault::Fault;
use super::labels::{SCRATCH, Scratch};
use super::outcomes::Outcomes;
use js_sys::Function;
use ownguard_core::storage::Storage;
use ownguard_core::{Action, Model};
use ownguard_gate::{Authenticator, SetupFault};
use ownguard_verify::mac::KeyRing;
use ownguard_wire::model::{Document, Format, IdentityConfig, read};
use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The decision point of one app.
#[wasm_bindgen]
pub struct Policy {
    pub(crate) model: Model,
    pub(crate) storage: Storage,
    pub(crate) hash: [u8; 32],
    pub(crate) facts_path: Option<String>,
    pub(crate) callers: Callers,
    pub(crate) links: Option<KeyRing>,
    pub(crate) outcomes: RefCell<Outcomes>,
    pub(crate) scratch: Box<Scratch>,
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
    /// Reads a model: JSON as `ownguard build` writes it, or TOML. `identity` is an `[identity]` table in
    /// JSON that stands in place of the model's; `variable` gives the value of `env:NAME`; `seed` is 16
    /// random bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(
        model: &str,
        identity: Option<String>,
        variable: &Function,
        seed: &[u8],
    ) -> Result<Policy, JsValue> {
        Ok(Self::read(model, identity.as_deref(), variable, seed)?)
    }

    /// The address of the bytes that `decide` reads labels from.
    pub fn scratch(&self) -> *const u8 {
        self.scratch.as_ptr().cast()
    }
}

impl Policy {
    fn read(
        text: &str,
        identity: Option<&str>,
        variable: &Function,
        seed: &[u8],
    ) -> Result<Self, Fault> {
        let mend = "run `npx ownguard check` and mend what it names";
        let refused = |why: String| Fault::new("model_refused", why, mend);
        let document = document(text, "ownguard").map_err(refused)?;
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
        let facts_path = document.facts_path().map(str::to_owned);
        let Document {
            spec,
            storage,
            hash,
            ..
        } = document;
        let model = Model::compile(spec).map_err(|many| {
            refused(format!("it names {} relations; 64 is the most", many.named))
        })?;
        Ok(Self {
            outcomes: RefCell::new(Outcomes::of(&model)),
            scratch: Box::new(Cell::new([0; SCRATCH])),
            model,
            storage,
            hash,
            facts_path,
            callers: Callers {
                tokens: tokens.map(|tokens| Rc::new(RefCell::new(tokens))),
                claims,
            },
            links,
        })
    }

    /// A resource's place and an action, checked.
    pub(crate) fn named(&self, resource: u32, action: u32) -> Result<(usize, Action), Fault> {
        let at = resource as usize;
        let action = Action::at(action as usize);
        let action = action.filter(|action| action.index() < self.model.actions().len());
        match (self.model.resource(at), action) {
            (Some(_), Some(action)) => Ok((at, action)),
            (None, _) | (_, None) => Err(Fault::usage("no such resource or action")),
        }
    }
}

fn document(text: &str, name: &str) -> Result<Document, String> {
    let (format, ending) = if text.trim_start().starts_with('{') {
        (Format::Json, "json")
    } else {
        (Format::Toml, "toml")
    };
    read(text, &format!("{name}.{ending}"), format).map_err(|problems| problems.to_string())
}

/// An `[identity]` table alone, as a model without anything else.
fn replacement(identity: &str) -> Result<IdentityConfig, Fault> {
    let text = format!("{{\"version\":1,\"identity\":{identity}}}");
    let document = document(&text, "session").map_err(|why| {
        let mend = "give the session source what its documentation asks for";
        Fault::new("session_refused", why, mend)
    })?;
    document
        .identity
        .ok_or_else(|| Fault::usage("the session source names no identity"))
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

/// A number of JavaScript as Unix seconds.
#[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit")]
pub(crate) fn seconds(now: f64) -> i64 {
    now as i64
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
