//! The models of vectors: shared ones by name, others as they stand.

use ownguard_core::Model;
use ownguard_wire::model::{Document, Format, read};

macro_rules! shared {
    ($($name:literal),+ $(,)?) => {
        /// The shared models: name and text of every file of `tests/vectors/models`.
        pub const SHARED: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../vectors/models/", $name, ".toml")))),+
        ];
    };
}

shared![
    "billing",
    "keys",
    "levels-cache",
    "levels-fields",
    "levels-report",
    "levels-rows",
    "solo"
];

/// What a vector is run in: its model.
pub(crate) struct World<'v> {
    source: Option<&'v str>,
}

impl<'v> World<'v> {
    pub(crate) fn of(named: Option<&'v str>) -> Self {
        let shared = |named| SHARED.iter().find(|(name, _)| *name == named);
        Self {
            source: named.map(|named| shared(named).map_or(named, |(_, text)| *text)),
        }
    }

    /// The text of the model.
    pub(crate) fn source(&self) -> Result<&'v str, String> {
        self.source
            .ok_or_else(|| "the vector names no model".to_owned())
    }

    pub(crate) fn document(&self) -> Result<Document, String> {
        read(self.source()?, "ownguard.toml", Format::Toml).map_err(|problems| problems.to_string())
    }

    pub(crate) fn model(&self) -> Result<Model, String> {
        Model::compile(self.document()?.spec).map_err(|error| format!("{error:?}"))
    }
}
