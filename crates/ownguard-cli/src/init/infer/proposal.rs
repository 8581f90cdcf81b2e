//! What is proposed for a schema, before it is written: plain data.

use crate::init::schema::Provider;

/// A model in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proposal {
    pub(crate) provider: Option<Provider>,
    /// Whether owner columns hold ids of the app's own table of people.
    pub(crate) own_people: Option<String>,
    pub(crate) tenancy: Option<Tenancy>,
    pub(crate) camel: bool,
    /// Whether a column holds ids of Stripe.
    pub(crate) stripe: bool,
    pub(crate) resources: Vec<Resource>,
    /// Tables that the draft does not name, and why.
    pub(crate) left_out: Vec<(String, String)>,
    /// What else is to be known.
    pub(crate) notes: Vec<String>,
}

/// Who belongs together.
#[derive(Clone, Debug)]
pub(crate) struct Tenancy {
    pub(crate) name: String,
    pub(crate) table: String,
    /// The column and its type.
    pub(crate) key: (String, &'static str),
    pub(crate) status: Option<String>,
    pub(crate) plan: Option<(String, Order)>,
    pub(crate) roles: Order,
    pub(crate) members: Members,
}

/// The memberships.
#[derive(Clone, Debug)]
pub(crate) struct Members {
    pub(crate) table: String,
    pub(crate) tenant: String,
    pub(crate) user: String,
    /// `None`: no column is called so.
    pub(crate) role: Option<String>,
    /// What columns hold while a membership is in use, as TOML.
    pub(crate) active: Vec<(String, &'static str)>,
}

/// Names in an order of strength.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) names: Vec<String>,
    /// Whether the schema says them, and their order is the usual one.
    pub(crate) known: bool,
    /// The values that were found, where their order is not known.
    pub(crate) found: Vec<String>,
}

/// What is decided, or has to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Choice<T> {
    /// There is none.
    #[default]
    None,
    /// There is one.
    One(T),
    /// It is one of these.
    Open(Vec<T>),
}

impl<T> Choice<T> {
    /// One is one, several are open.
    pub(crate) fn of(mut list: Vec<T>) -> Self {
        match list.len() {
            0 => Self::None,
            1 => list.pop().map_or(Self::None, Self::One),
            _ => Self::Open(list),
        }
    }

    pub(crate) const fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    pub(crate) fn all(&self) -> &[T] {
        match self {
            Self::None => &[],
            Self::One(one) => std::slice::from_ref(one),
            Self::Open(list) => list,
        }
    }
}

/// What kind of rows these are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Rows {
    /// The tenants.
    Tenants,
    /// The memberships.
    Members,
    /// The people.
    People,
    /// Rows with a tenant or an owner.
    #[default]
    Own,
    /// Rows owned through another row.
    Child,
}

/// One resource.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resource {
    pub(crate) rows: Rows,
    pub(crate) name: String,
    pub(crate) table: String,
    /// The column and its type.
    pub(crate) key: (String, &'static str),
    pub(crate) tenant: Choice<String>,
    pub(crate) owner: Choice<String>,
    pub(crate) visibility: Option<String>,
    pub(crate) deleted: Option<String>,
    /// The owning resource and the column.
    pub(crate) parent: Choice<(String, String)>,
    pub(crate) shares: Option<Shares>,
    pub(crate) columns: Columns,
    /// Policies that stand in the schema.
    pub(crate) policies: Vec<String>,
    pub(crate) secured: bool,
}

/// What becomes of the columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    pub(crate) show: Vec<String>,
    pub(crate) write: Vec<String>,
    pub(crate) never: Vec<String>,
    /// Shown to some readers only.
    pub(crate) personal: Vec<String>,
    /// Objects and lists, which pass only whole.
    pub(crate) json: Vec<String>,
    /// Shown, and written by nobody until it is said.
    pub(crate) controlled: Vec<String>,
    /// Columns that hold keys of other resources.
    pub(crate) references: Vec<(String, String)>,
    /// Columns whose name a model cannot write.
    pub(crate) unwritable: Vec<String>,
}

/// Sharing with single people.
#[derive(Clone, Debug)]
pub(crate) struct Shares {
    pub(crate) table: String,
    pub(crate) resource: String,
    pub(crate) user: String,
    pub(crate) level: String,
    pub(crate) levels: Order,
}
