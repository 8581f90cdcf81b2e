//! The model as Cedar policies and entities, so that an engine which nobody here
//! wrote can be asked the same questions. A test oracle: written from the model as
//! it stands and not as compiled, plain rather than fast, for valid models. Pure.
//!
//! People, staff and services are principals of types of their own; a person is
//! `in` a role of each tenant, a role `in` the weaker ones. Each resource is an
//! entity type, each action of it one `permit`, and what is not permitted is denied.

mod entities;
mod expression;
mod policy;

pub use entities::{EntityId, RowEntity, entities, principal};
pub use policy::{Policy, policies};

use ownguard_core::{Model, Resource};

/// The entity type of a resource's rows. The prefix keeps it apart from words of the language.
#[must_use]
pub fn row_type(resource: &Resource) -> String {
    format!("Row_{}", resource.name())
}

/// The resource and those above it, up to the root.
fn line(model: &Model, resource: usize) -> Vec<&Resource> {
    let above = |resource: &&Resource| {
        let parent = resource.spec().parent.as_ref()?;
        model.resource(parent.resource)
    };
    std::iter::successors(model.resource(resource), above)
        .take(ownguard_core::model::MAX_DEPTH)
        .collect()
}

/// A string of the language.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c.is_control() => quoted.extend(c.escape_unicode()),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
