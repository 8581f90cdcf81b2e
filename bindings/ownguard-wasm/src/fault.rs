//! Errors as JavaScript meets them: three lines of a message, which are the code, what is wrong, and
//! the mend.

use js_sys::Error;
use wasm_bindgen::JsValue;

/// Why something cannot be done.
pub(crate) struct Fault {
    code: &'static str,
    text: String,
    mend: String,
}

impl Fault {
    pub(crate) fn new(code: &'static str, text: impl Into<String>, mend: &str) -> Self {
        Self {
            code,
            text: text.into(),
            mend: mend.to_owned(),
        }
    }

    /// A name that the model does not know, or JSON that is not of its shape: a mistake of the code
    /// that calls.
    #[cfg(any(feature = "app", feature = "core"))]
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self::new("bad_call", text, "see the types of `ownguard`")
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        Error::new(&[fault.code, &fault.text, &fault.mend].join("\n")).into()
    }
}
