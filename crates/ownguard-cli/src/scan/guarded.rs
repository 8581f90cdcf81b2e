//! What a model says of tables and columns, under the names that code calls them.
//! Pure.

use crate::init::words::{folded, singular};
use ownguard_core::spec::ResourceSpec;
use ownguard_wire::model::Document;

/// A table that the model guards.
pub(super) struct Guarded {
    /// Names in one spelling: `invoice`.
    names: Vec<String>,
    pub(super) resource: String,
    /// The columns that tie a row to somebody, in one spelling.
    anchors: Vec<String>,
    key: String,
}

/// Every guarded table; none without a model.
#[derive(Default)]
pub(super) struct Tables {
    list: Vec<Guarded>,
    pub(super) known: bool,
}

/// Columns that name whose a row is, wherever they stand.
const WHOSE: [&str; 19] = [
    "user_id",
    "owner_id",
    "author_id",
    "created_by",
    "created_by_id",
    "creator_id",
    "profile_id",
    "tenant_id",
    "workspace_id",
    "team_id",
    "organization_id",
    "organisation_id",
    "org_id",
    "account_id",
    "company_id",
    "user_uuid",
    "owner",
    "member_id",
    "household_id",
];

impl Tables {
    pub(super) fn of(document: &Document) -> Self {
        let tables = document
            .spec
            .resources
            .iter()
            .zip(&document.storage.resources);
        let list = tables.map(|(resource, storage)| {
            let table = storage.table.rsplit('.').next().unwrap_or(&storage.table);
            Guarded {
                names: vec![singular(&folded(table)), singular(&folded(&resource.name))],
                resource: resource.name.clone(),
                anchors: anchors(resource),
                key: column(resource, Some(resource.key.field)).unwrap_or_default(),
            }
        });
        Self {
            list: list.collect(),
            known: true,
        }
    }

    /// The guarded table behind a name of code or of SQL.
    pub(super) fn table(&self, name: &str) -> Option<&Guarded> {
        let name = name.rsplit('.').next().unwrap_or(name);
        let name = singular(&folded(name));
        self.list.iter().find(|table| table.names.contains(&name))
    }

    /// Whether a column says whose a row is.
    pub(super) fn is_whose(&self, column: &str) -> bool {
        let name = folded(column);
        WHOSE.contains(&name.as_str())
            || self.list.iter().any(|table| table.anchors.contains(&name))
    }

    /// Whether a column is the key of a table, or is usually called so.
    pub(super) fn is_key(&self, table: &str, column: &str) -> bool {
        let name = folded(column);
        matches!(name.as_str(), "id" | "uuid")
            || self.table(table).is_some_and(|table| table.key == name)
    }
}

fn column(resource: &ResourceSpec, place: Option<usize>) -> Option<String> {
    let field = resource.fields.get(place?)?;
    Some(folded(&field.column))
}

/// Tenant and owner; the key of people and tenants is itself such a column, and no anchor.
fn anchors(resource: &ResourceSpec) -> Vec<String> {
    let places = [resource.tenant, resource.owner];
    let places = places
        .into_iter()
        .filter(|place| *place != Some(resource.key.field));
    places.filter_map(|place| column(resource, place)).collect()
}
