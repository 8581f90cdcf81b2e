//! What the benches measure, and the data they measure it on. Pure and
//! deterministic: every run asks the same questions.

#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up must stop"
)]

pub mod answer;
pub mod byhand;
pub mod data;
pub mod exchange;
pub mod measure;
#[cfg(feature = "peers")]
pub mod peers;
pub mod random;
pub mod resources;
#[cfg(target_arch = "wasm32")]
mod wasm;

use ownguard_core::Model;
use ownguard_wire::model::{Format, read};

/// The model, as written.
pub const MODEL: &str = include_str!("../ownguard.toml");

/// The time at which everything is asked, in Unix seconds.
pub const NOW: i64 = 1_800_000_000;

/// Reads and compiles a model.
///
/// # Panics
/// Where the model is bad.
pub fn compile(text: &str) -> Model {
    let document = read(text, "ownguard.toml", Format::Toml).expect("the model is good");
    Model::compile(document.spec).expect("the model has few relations")
}
