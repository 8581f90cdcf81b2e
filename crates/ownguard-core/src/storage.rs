//! The tables and columns behind a model. No decision needs them; what writes
//! SQL, policies or queries does.

/// Tables and columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// The tenants.
    pub tenants: Option<TenantTable>,
    /// The resources, in the order of the spec.
    pub resources: Vec<ResourceTable>,
}

/// The table of tenants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantTable {
    /// The table.
    pub table: String,
    /// Its key column.
    pub key: String,
    /// The column of the status.
    pub status: Option<String>,
    /// The column of the plan.
    pub plan: Option<String>,
    /// The memberships.
    pub members: Option<MembersTable>,
}

/// The table of memberships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembersTable {
    /// The table.
    pub table: String,
    /// The column of the tenant.
    pub tenant: String,
    /// The column of the person.
    pub user: String,
    /// The column of the role.
    pub role: String,
    /// What columns hold while a membership is in use.
    pub active: Vec<(String, Holds)>,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Null.
    Null,
    /// One of these, in canonical text.
    OneOf(Vec<String>),
}

/// The table of a resource. Columns stand in the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceTable {
    /// The table.
    pub table: String,
    /// The table of shares.
    pub shares: Option<ShareTable>,
}

/// The table of shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareTable {
    /// The table.
    pub table: String,
    /// The column of the row.
    pub resource: String,
    /// The column of the person.
    pub user: String,
    /// The column of the level.
    pub level: String,
}
