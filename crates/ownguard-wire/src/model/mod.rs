//! The ownership model as people write it: TOML or JSON in, a checked
//! [`Document`] out, or everything that is wrong with it. No I/O.

mod code;
mod config;
mod json;
mod leaf;
mod node;
mod places;
mod problem;
mod read;
#[cfg(feature = "schema")]
mod reference;
mod resolve;
mod said;
#[cfg(feature = "schema")]
mod schema;
mod source;

mod table;
mod toml;
mod walk;
pub mod written;

pub use code::Code;
pub use config::{ClaimConfig, GuestConfig, IdentityConfig, ServiceConfig};
pub use leaf::{Date, Setting, Unset};
pub use node::Format;
pub use places::{Place, Places};
pub use problem::{Problem, Problems, Severity};
pub use read::{At, Map};
#[cfg(feature = "schema")]
pub use reference::reference;
#[cfg(feature = "schema")]
pub use schema::schema;
pub use source::{Position, Source};

pub use written::{Algorithm, FactSource, Preset, Proof, ServiceTenant};

use ownguard_core::Spec;
use ownguard_core::storage::Storage;
use read::{Notes, Read};
use sha2::{Digest, Sha256};

/// The JSON Schema of a model as it is published, for editors.
pub const SCHEMA: &str = include_str!("../../ownguard.schema.json");

/// A model that was read and checked.
#[derive(Clone, Debug)]
pub struct Document {
    /// What decides; [`Model::compile`](ownguard_core::Model::compile) takes it.
    pub spec: Spec,
    /// How identity is verified; without it everybody is anonymous.
    pub identity: Option<IdentityConfig>,
    /// The services, in the order of the spec.
    pub services: Vec<ServiceConfig>,
    /// Where memberships come from, in order.
    pub facts: Vec<FactSource>,
    /// The path where the app tells the labels of rows.
    pub labels: Option<String>,
    /// The tables and columns behind it, for what writes SQL or queries.
    pub storage: Storage,
    /// The last day of a level below `full`.
    pub until: Option<Date>,
    /// SHA-256 of the source, before `env:` is resolved.
    pub hash: [u8; 32],
    /// What was probably not meant.
    pub warnings: Problems,
}

impl Document {
    /// The path where the app tells facts about a subject.
    pub fn facts_path(&self) -> Option<&str> {
        self.facts.iter().find_map(|source| match source {
            FactSource::Origin(path) => Some(path.as_str()),
            FactSource::Claim(_) => None,
        })
    }
}

/// Reads a model. `name` is the file's, for messages.
pub fn read(source: &str, name: &str, format: Format) -> Result<Document, Problems> {
    let text = || Source::new(name, source);
    let root = node::parse(source, format).map_err(|drafts| Problems::new(drafts, text()))?;
    let mut notes = Notes {
        text: source.to_owned(),
        ..Notes::default()
    };
    walk::walk(&root, &mut notes);
    let mut model = written::Model::default();
    model.read(&root, &mut notes);
    notes.settle();
    if notes.refuses() {
        return Err(Problems::new(notes.drafts, text()));
    }
    let resolved = resolve::resolve(&model, &mut notes);
    let refused = notes.refuses();
    let problems = Problems::new(notes.drafts, text());
    if refused {
        return Err(problems);
    }
    Ok(Document {
        spec: resolved.spec,
        identity: resolved.identity,
        services: resolved.services,
        facts: resolved.facts,
        labels: resolved.labels,
        storage: resolved.storage,
        until: resolved.until,
        hash: Sha256::digest(source.as_bytes()).into(),
        warnings: problems,
    })
}

/// Reads an `[identity]` table alone, in JSON, as it stands in place of a model's own.
pub fn read_identity(source: &str) -> Result<IdentityConfig, Problems> {
    let text = || Source::new("identity.json", source);
    let root = node::parse_json(source).map_err(|drafts| Problems::new(drafts, text()))?;
    let mut notes = Notes {
        text: source.to_owned(),
        ..Notes::default()
    };
    walk::inside(&root, true, &mut notes);
    let mut identity = At::<written::Identity>::default();
    identity.read(&root, &mut notes);
    notes.settle();
    let resolved = (!notes.refuses()).then(|| resolve::identity(&identity, &mut notes));
    match resolved {
        Some(resolved) if !notes.refuses() => Ok(resolved),
        Some(_) | None => Err(Problems::new(notes.drafts, text())),
    }
}

/// The same model as JSON, for programs that carry it along: it is read to an equal [`Document`], but
/// for the hash, which is that of the source.
pub fn to_json(source: &str, name: &str, format: Format) -> Result<String, Problems> {
    read(source, name, format)?;
    let root = node::parse(source, format);
    let root = root.map_err(|drafts| Problems::new(drafts, Source::new(name, source)))?;
    Ok(json::write(&root))
}
