//! The conditions against the core's decision, on rows of every shape; and the
//! forms that they take.

mod agree;
mod forms;
mod world;

use ownguard_core::Model;
use ownguard_wire::model::{Format, read};

/// The model of a TOML text.
fn model(source: &str) -> Model {
    let document = read(source, "model.toml", Format::Toml).unwrap_or_else(|found| {
        let codes: Vec<_> = found
            .iter()
            .map(|problem| problem.message().to_owned())
            .collect();
        unreachable!("the model of a test is refused: {codes:?}")
    });
    Model::compile(document.spec).unwrap()
}
