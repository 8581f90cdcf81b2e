//! What an option holds, in the JSON of questions: `ownguard_wire::question`.

use crate::files::Files;
use crate::finding::Failure;
use crate::source::{rules, text};
use serde::de::DeserializeOwned;

/// What an option holds: JSON, or `@` and a file with JSON.
pub(crate) fn given<T: DeserializeOwned>(
    option: &str,
    written: &str,
    files: &dyn Files,
) -> Result<T, Failure> {
    let read;
    let source = match written.strip_prefix('@') {
        Some(path) => {
            read = text(files, path)?;
            read.as_str()
        }
        None => written,
    };
    serde_json::from_str(source).map_err(|error| {
        let found = rules::QUESTION.found(format!("`{option}` cannot be understood: {error}"));
        found.mend("`--help` shows one").into()
    })
}
