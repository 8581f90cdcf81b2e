//! A model as it is drawn: plain data, valid by construction, small enough to be
//! taken apart again when a case shrinks. [`Draft::toml`] writes it as people would.

mod draw;
pub mod toml;

pub use draw::draw;

/// The type of a key column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Uuid,
    Int,
    Text,
}

#[derive(Clone, Debug)]
pub struct Draft {
    /// Which flavour of policies is written.
    pub supabase: bool,
    /// Whether the database plans without knowing values.
    pub generic: bool,
    /// What people are called by: owner, member and share columns.
    pub users: Kind,
    pub tenancy: Option<Tenancy>,
    pub plans: usize,
    pub staff: usize,
    pub services: usize,
    pub own_actions: usize,
    pub resources: Vec<Resource>,
}

#[derive(Clone, Debug)]
pub struct Tenancy {
    pub roles: usize,
    pub key: Kind,
    /// Tenants have a status.
    pub status: bool,
    /// Memberships end by a time of removal.
    pub removed: bool,
    /// Memberships have a status.
    pub standing: bool,
}

/// Which table a resource stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Own,
    Members,
    Tenants,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    No,
    Time,
    Flag,
}

#[derive(Clone, Debug)]
pub struct Resource {
    pub name: String,
    pub table: String,
    pub place: Place,
    pub key: Kind,
    pub tenant: Option<String>,
    pub owner: Option<String>,
    pub visibility: Option<String>,
    pub deleted: Deleted,
    pub parent: Option<Parent>,
    pub shares: Option<Shares>,
    pub grants: Vec<Grant>,
    pub asks: Vec<(String, Asks)>,
    /// Whether everybody who may update may write the columns of conditions.
    pub states_written: bool,
    /// Whether they may write the visibility, which also needs `share`.
    pub visibility_written: bool,
    /// Who may write [`LIMITED`], each with the values that they may write; none is any.
    pub limited: Vec<(String, Vec<&'static str>)>,
    /// The resource that [`POINTS`] points at.
    pub points: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Parent {
    pub resource: usize,
    pub column: String,
    pub map: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Shares {
    /// Weakest first.
    pub levels: Vec<String>,
    pub outsiders: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub relation: String,
    pub action: String,
    /// The column, and the values it may hold.
    pub when: Vec<(usize, Vec<&'static str>)>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Asks {
    pub fresh: bool,
    pub verified: bool,
    pub plan: Option<usize>,
}

/// What columns of conditions hold.
pub const STATES: [&str; 3] = ["open", "paid", "it's void"];
/// The columns of conditions.
pub const WHEN: [&str; 2] = ["state", "Kind"];
pub const NOTE: &str = "note";
pub const LIMITED: &str = "limited";
pub const POINTS: &str = "points_at";
pub const DELETED: &str = "deleted_at";
pub const TENANCY: &str = "org";

impl Draft {
    /// The resource, its parent, and so on to the root.
    pub fn chain(&self, resource: usize) -> Vec<usize> {
        let above = |at: &usize| self.resources[*at].parent.as_ref().map(|p| p.resource);
        std::iter::successors(Some(resource), above).collect()
    }

    pub fn bound(&self, resource: usize) -> bool {
        let root = *self.chain(resource).last().unwrap();
        self.resources[root].tenant.is_some()
    }

    /// Simpler drafts, each with one thing less.
    pub fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for (at, resource) in self.resources.iter().enumerate() {
            for grant in 0..resource.grants.len() {
                let mut less = self.clone();
                let gone = less.resources[at].grants.remove(grant);
                if gone.action == "read" {
                    let keeps = ["create", "invite", "restore"];
                    less.resources[at].grants.retain(|kept| {
                        kept.relation != gone.relation || keeps.contains(&kept.action.as_str())
                    });
                }
                all.push(less);
                if !resource.grants[grant].when.is_empty() {
                    let mut less = self.clone();
                    less.resources[at].grants[grant].when.pop();
                    all.push(less);
                }
            }
            let mut change = |change: &dyn Fn(&mut Resource)| {
                let mut less = self.clone();
                change(&mut less.resources[at]);
                all.push(less);
            };
            if !resource.asks.is_empty() {
                change(&|resource| resource.asks.clear());
            }
            if resource.deleted != Deleted::No {
                change(&|resource| resource.deleted = Deleted::No);
            }
            if !resource.limited.is_empty() {
                change(&|resource| {
                    resource.limited.pop();
                });
            }
            if resource.points.is_some() {
                change(&|resource| resource.points = None);
            }
            let Some(parent) = &resource.parent else {
                continue;
            };
            if !parent.map.is_empty() {
                change(&|resource| {
                    resource.parent.as_mut().unwrap().map.pop();
                });
            }
            if resource.tenant.is_some() {
                change(&|resource| resource.tenant = None);
            }
            if resource.owner.is_some() {
                change(&|resource| resource.owner = None);
            }
        }
        all
    }
}
