//! Models that are right: each reads without a problem, and the same in both forms.

use ownguard_core::Model;
use ownguard_wire::model::{Document, Format, read};

fn toml(source: &str) -> Document {
    read(source, "ownguard.toml", Format::Toml).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_leaky_apps_model_reads() {
    let document = toml(include_str!("../../../tests/leaky-app/ownguard.toml"));
    assert!(document.warnings.is_empty(), "{}", document.warnings);
    assert!(Model::compile(document.spec).is_ok());
}
