//! What stands in the tables of a model: tenants, people, memberships, shares and
//! rows, with the nulls, strays and leftovers that real tables have.

mod caller;
mod draw;
mod labels;
pub mod sql;

pub use caller::{Caller, Sql};
pub use draw::draw;
pub use labels::{NOW, Rows};

use crate::draft::{Draft, Place};

#[derive(Clone, Debug)]
pub struct World {
    pub tenants: Vec<Tenant>,
    /// The last one is a guest.
    pub users: Vec<String>,
    pub members: Vec<Member>,
    /// Rows of the resources with a table of their own.
    pub rows: Vec<Vec<Record>>,
}

#[derive(Clone, Debug)]
pub struct Tenant {
    pub key: String,
    pub status: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub key: String,
    pub tenant: String,
    pub user: String,
    pub role: Option<String>,
    pub removed: bool,
    pub standing: Option<String>,
}

/// One row of one resource; `None` is null.
#[derive(Clone, Debug, Default)]
pub struct Record {
    pub key: String,
    pub tenant: Option<String>,
    pub owner: Option<String>,
    pub visibility: Option<String>,
    pub deleted: Option<String>,
    pub parent: Option<String>,
    pub when: [Option<String>; 2],
    /// Who it is shared with, and how far.
    pub shares: Vec<(String, Option<String>)>,
}

impl World {
    pub fn guest(&self) -> &str {
        self.users.last().unwrap()
    }

    /// The rows of a resource; members and tenants are rows, too.
    pub fn records(&self, draft: &Draft, resource: usize) -> Vec<Record> {
        let has_owner = draft.resources[resource].owner.is_some();
        match draft.resources[resource].place {
            Place::Own => self.rows[resource].clone(),
            Place::Members => {
                let record = |member: &Member| Record {
                    key: member.key.clone(),
                    tenant: Some(member.tenant.clone()),
                    owner: has_owner.then(|| member.user.clone()),
                    ..Record::default()
                };
                self.members.iter().map(record).collect()
            }
            Place::Tenants => {
                let record = |tenant: &Tenant| Record {
                    key: tenant.key.clone(),
                    tenant: Some(tenant.key.clone()),
                    ..Record::default()
                };
                self.tenants.iter().map(record).collect()
            }
        }
    }

    /// Simpler worlds, each with one thing less.
    pub fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for member in 0..self.members.len() {
            let mut less = self.clone();
            less.members.remove(member);
            all.push(less);
        }
        for (resource, records) in self.rows.iter().enumerate() {
            for (at, record) in records.iter().enumerate() {
                let mut less = self.clone();
                less.rows[resource].remove(at);
                all.push(less);
                for share in 0..record.shares.len() {
                    let mut less = self.clone();
                    less.rows[resource][at].shares.remove(share);
                    all.push(less);
                }
            }
        }
        all
    }
}
