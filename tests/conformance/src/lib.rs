//! Runs the vectors of `tests/vectors`: one behaviour a file. What a vector says
//! is plain JSON, so that other languages can run those that concern them; this
//! crate turns it into the types of the core, and what came of it back into JSON.
//!
//! Pure: the same bytes in give the same bytes out, native and in wasm.

mod answer;
mod book;
mod bytes;
mod credential;
mod decide;
mod exchange;
mod facts;
mod head;
mod keys;
mod kind;
mod model;
mod models;
mod request;
#[cfg(feature = "schema")]
mod schema;
mod seal;
mod step;
mod token;
mod value;

pub use kind::Kind;
pub use models::SHARED;
#[cfg(feature = "schema")]
pub use schema::schema;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One vector, as its file holds it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// The name; also that of the file.
    pub id: String,
    /// The behaviour, in a sentence.
    pub comment: String,
    /// The rules of the semantics that it shows.
    pub rule: Vec<u8>,
    /// The threats that it is a part of the answer to.
    #[serde(default)]
    pub threat: Vec<String>,
    /// What is asked; also the name of the directory.
    pub kind: Kind,
    /// A shared model by name, or a whole model in TOML.
    #[serde(default)]
    pub model: Option<String>,
    /// What goes in.
    pub input: Value,
    /// What comes out.
    pub expect: Value,
}

/// Runs one vector: what came out, in canonical JSON; `{"error": …}` where the vector cannot be run.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
#[must_use]
pub fn run(vector: &str) -> String {
    let outcome = read(vector).and_then(|vector| vector.kind.run(&vector));
    canonical(outcome.unwrap_or_else(|error| serde_json::json!({ "error": error })))
}

/// What a vector expects, in canonical JSON.
///
/// # Errors
/// Says what is not of its form.
pub fn expected(vector: &str) -> Result<String, String> {
    let vector = read(vector)?;
    vector.kind.expected(&vector).map(canonical)
}

/// Reads a vector.
///
/// # Errors
/// Says what is not of its form; unknown members are refused.
pub fn read(vector: &str) -> Result<Vector, String> {
    serde_json::from_str(vector).map_err(|error| error.to_string())
}

/// Without white space, members in the order of their names.
fn canonical(value: Value) -> String {
    sorted(value).to_string()
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.into_iter().collect();
            members.sort_by(|(one, _), (two, _)| one.cmp(two));
            let members = members
                .into_iter()
                .map(|(name, value)| (name, sorted(value)));
            Value::Object(members.collect())
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => scalar,
    }
}
