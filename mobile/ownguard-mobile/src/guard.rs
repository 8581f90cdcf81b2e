//! The guard of one app: its model, which can be replaced while the app runs.

use crate::access::Access;
use crate::error::GuardError;
use crate::session::{SessionFacts, bind};
use crate::shield::shielded;
use ownguard_core::Model;
use ownguard_core::http::show::Layouts;
use ownguard_wire::model::{Document, Format, read};
use std::fmt::Write as _;
use std::sync::{Arc, PoisonError, RwLock};

/// Holds the model. Safe to share between threads.
#[derive(uniffi::Object)]
pub struct Guard {
    held: RwLock<Arc<Policy>>,
}

/// Which model it is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ModelVersion {
    /// SHA-256 of its text, in hexadecimal.
    pub hash: String,
    /// Its `revision`.
    pub revision: u64,
}

/// One model, compiled.
pub(crate) struct Policy {
    pub(crate) model: Model,
    pub(crate) layouts: Layouts,
    /// What claims mean stands in it.
    pub(crate) document: Document,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "what crosses the border is handed over"
)]
#[uniffi::export]
impl Guard {
    /// A guard by a model: JSON as `npx ownguard build` writes it, or TOML.
    #[uniffi::constructor]
    pub fn new(model: &str) -> Result<Arc<Self>, GuardError> {
        shielded(|| {
            let held = RwLock::new(Arc::new(Policy::read(model)?));
            Ok(Arc::new(Self { held }))
        })
    }

    /// Takes another model. One that is refused, or of an older `revision`, leaves the held one in place. Who
    /// is bound already keeps the model that they were bound by.
    pub fn replace(&self, model: &str) -> Result<ModelVersion, GuardError> {
        shielded(|| {
            let offered = Policy::read(model)?;
            let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
            let (new, old) = (offered.model.revision(), held.model.revision());
            if new < old {
                return Err(GuardError::model_older(new, old));
            }
            *held = Arc::new(offered);
            Ok(held.version())
        })
    }

    /// The held model's version.
    pub fn version(&self) -> Result<ModelVersion, GuardError> {
        shielded(|| Ok(self.policy().version()))
    }

    /// What one person may see and do, by the held model. `now` is Unix time in seconds.
    pub fn bind(&self, session: SessionFacts, now: i64) -> Result<Arc<Access>, GuardError> {
        shielded(|| {
            let policy = self.policy();
            let bound = bind(&policy, &session, now)?;
            Ok(Arc::new(Access::new(policy, bound)))
        })
    }
}

#[cfg(feature = "panics")]
#[uniffi::export]
impl Guard {
    /// Panics, for the tests of the shells.
    #[expect(
        clippy::panic,
        clippy::missing_panics_doc,
        reason = "it is what this is for, and it does not cross"
    )]
    pub fn panics(&self) -> Result<ModelVersion, GuardError> {
        shielded(|| panic!("on purpose"))
    }
}

impl Guard {
    fn policy(&self) -> Arc<Policy> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&held)
    }
}

impl Policy {
    fn read(text: &str) -> Result<Self, GuardError> {
        let (format, name) = if text.trim_start().starts_with('{') {
            (Format::Json, "ownguard.json")
        } else {
            (Format::Toml, "ownguard.toml")
        };
        let document = read(text, name, format);
        let document =
            document.map_err(|problems| GuardError::model_invalid(problems.to_string()))?;
        let model = Model::compile(document.spec.clone()).map_err(|many| {
            GuardError::model_invalid(format!("it names {} relations; 64 is the most", many.named))
        })?;
        Ok(Self {
            layouts: Layouts::of(&model),
            model,
            document,
        })
    }

    pub(crate) fn version(&self) -> ModelVersion {
        let hash = self.document.hash.iter();
        ModelVersion {
            hash: hash.fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            }),
            revision: self.model.revision(),
        }
    }
}
