//! Models of few and of many resources. The questions go to ten of them either
//! way, so that what differs is the size of the model and nothing else.

use crate::MODEL;
use ownguard_core::Model;
use ownguard_wire::model::{Format, read};

/// How many resources are asked about.
pub const ASKED: usize = 10;

/// A model with `count` resources, each like the invoices, and without routes.
///
/// # Panics
/// Where the model is bad.
pub fn model_of(count: usize) -> Model {
    let mut spec = read(MODEL, "ownguard.toml", Format::Toml)
        .expect("the model is good")
        .spec;
    let invoice = spec
        .resources
        .iter()
        .find(|resource| resource.name == "invoice")
        .expect("there are invoices")
        .clone();
    spec.http = ownguard_core::http::HttpSpec::default();
    spec.screens.clear();
    spec.resources = (0..count)
        .map(|at| ownguard_core::spec::ResourceSpec {
            name: format!("invoice_{at}"),
            ..invoice.clone()
        })
        .collect();
    Model::compile(spec).expect("the model has few relations")
}

/// The resources that are asked about, spread evenly over the model.
pub fn asked(model: &Model) -> Vec<usize> {
    let count = model.resources().len();
    (0..ASKED).map(|at| at * count / ASKED).collect()
}
