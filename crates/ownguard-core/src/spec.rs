//! The ownership model as resolved data: names have become indices, but nothing
//! is derived yet. Made by whoever reads a written model, taken by
//! [`Model::compile`](crate::Model::compile).

use crate::action::Action;
use crate::fields::Otherwise;
use crate::http::key::KeyKind;
use crate::relation::Relation;

/// A whole model. `Default` is the empty model, which denies everything.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    /// An older revision never replaces a newer one.
    pub revision: u64,
    /// Absent in an app of single people.
    pub tenancy: Option<TenancySpec>,
    /// Plans, least first.
    pub plans: Vec<String>,
    /// Staff roles.
    pub staff: Vec<String>,
    /// Services by name.
    pub services: Vec<String>,
    /// The distinct share levels of all resources.
    pub levels: Vec<String>,
    /// The model's own actions, which follow the built-in ones.
    pub actions: Vec<String>,
    /// How old facts may be.
    pub max_age: MaxAge,
    /// The resources; a `usize` that names a resource is a place in this list.
    pub resources: Vec<ResourceSpec>,
    /// Screens.
    pub screens: Vec<ScreenSpec>,
    /// What gates private routes.
    pub http: crate::http::HttpSpec,
}

/// The tenancy.
#[derive(Clone, Debug)]
pub struct TenancySpec {
    /// Such as `workspace`.
    pub name: String,
    /// Weakest first.
    pub roles: Vec<String>,
    /// How tenants are named.
    pub key: KeyKind,
}

/// How old facts may be before the source is asked, in seconds; `None` is as long as the token lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MaxAge {
    /// For `list`, `read` and `export`.
    pub read: Option<u32>,
    /// For everything else.
    pub write: Option<u32>,
}

/// One resource.
#[derive(Clone, Debug, Default)]
pub struct ResourceSpec {
    /// Such as `invoice`.
    pub name: String,
    /// Every column the model names, in the order of naming; a `usize` that names a field is a place in this list.
    pub fields: Vec<FieldSpec>,
    /// The key.
    pub key: KeySpec,
    /// The column of the tenant.
    pub tenant: Option<usize>,
    /// The column of the owner.
    pub owner: Option<usize>,
    /// The column of the visibility.
    pub visibility: Option<usize>,
    /// The column that marks a soft-deleted row.
    pub deleted: Option<usize>,
    /// The resource that owns this one.
    pub parent: Option<ParentSpec>,
    /// Sharing with single people.
    pub shares: Option<SharesSpec>,
    /// Set on the table of the tenancy's members, which has rules of its own.
    pub members: Option<MembersSpec>,
    /// Who may do what.
    pub grants: Vec<Grant>,
    /// What actions ask beyond the grant.
    pub asks: Vec<(Action, Asks)>,
    /// Columns that conditions read, in the order of [`Row::when`](crate::Row::when).
    pub when: Vec<usize>,
}

/// The key column and its type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeySpec {
    /// The column.
    pub field: usize,
    /// Its type.
    pub kind: KeyKind,
}

/// One column, or one nested member.
#[derive(Clone, Debug, Default)]
pub struct FieldSpec {
    /// As the database calls it.
    pub column: String,
    /// As JSON calls it.
    pub wire: String,
    /// What its value is.
    pub kind: FieldKind,
    /// Visible to every inside reader, unless `to` says otherwise.
    pub show: bool,
    /// Visible from outside, unless `to` says otherwise.
    pub outside: bool,
    /// Leaves the server for nobody.
    pub never: bool,
    /// Visible to exactly these.
    pub to: Option<Vec<Relation>>,
    /// What inside readers get who are not in `to`.
    pub otherwise: Otherwise,
    /// Who may write it.
    pub write: Writers,
    /// The resource that the value points at; the caller must be able to read it.
    pub reference: Option<usize>,
}

/// What a field's value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// A string, a number, a boolean or null.
    #[default]
    Scalar,
    /// Nested rows of a resource, judged by their own rules.
    Embed(usize),
    /// Any JSON, passed whole.
    Json,
}

/// Who may write a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Writers {
    /// Nobody.
    #[default]
    Nobody,
    /// Whoever may write the row.
    Everyone,
    /// These relations, and where values are listed only these values.
    Only(Vec<Writer>),
}

/// One relation that may write a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// The relation.
    pub relation: Relation,
    /// The values it may write, in canonical text; `None` is any.
    pub values: Option<Vec<String>>,
}

/// The parent of a child resource.
#[derive(Clone, Debug)]
pub struct ParentSpec {
    /// The parent's place.
    pub resource: usize,
    /// The child's column that names the parent.
    pub field: usize,
    /// The child's actions that ask for another action on the parent.
    pub map: Vec<(Action, Action)>,
}

/// Sharing of rows with single people.
#[derive(Clone, Debug)]
pub struct SharesSpec {
    /// The levels of this resource, weakest first, as `shared.*` relations.
    pub levels: Vec<Relation>,
    /// Whether people outside the row's tenant may hold a share.
    pub outsiders: bool,
}

/// The columns of a members table that its own rules read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MembersSpec {
    /// The column of the role.
    pub role: usize,
    /// The column of the person.
    pub user: usize,
    /// The columns that say whether a membership is in use.
    pub active: crate::fields::FieldSet,
}

/// One relation and one action, with the condition on the row's old state.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Who.
    pub relation: Relation,
    /// What.
    pub action: Action,
    /// Every column must hold one of its values; empty is unconditional.
    pub when: Vec<Condition>,
}

/// One column of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// A place in [`ResourceSpec::when`].
    pub column: usize,
    /// The values that satisfy it, in canonical text. Null satisfies none.
    pub values: Vec<String>,
}

/// What an action asks of persons and guests beyond the grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    /// Facts no older than this, in seconds; 0 is loaded in this request.
    pub fresh: Option<u32>,
    /// A verified e-mail address.
    pub verified: bool,
    /// At least this plan.
    pub plan: Option<u8>,
    /// An audit record.
    pub audit: bool,
}

impl Asks {
    /// Everything either asks.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let fresh = match (self.fresh, other.fresh) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self {
            fresh,
            verified: self.verified || other.verified,
            plan: self.plan.max(other.plan),
            audit: self.audit || other.audit,
        }
    }
}

/// What one screen needs of a resource.
#[derive(Clone, Debug, Default)]
pub struct ScreenSpec {
    /// Such as `order_status`.
    pub name: String,
    /// The resource.
    pub resource: usize,
    /// The fields.
    pub fields: Vec<usize>,
}
