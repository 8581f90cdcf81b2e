//! Who asks: people as the tables know them, staff, services and strangers. Each
//! has a session with facts of every kind, and one where what SQL cannot see is at
//! its best.

use super::{Member, NOW, World};
use crate::draft::Draft;
use ownguard_core::{
    AsOf, Link, Membership, Model, Person, Principal, Service, Session, Staff, Status, User,
};

#[derive(Clone, Debug)]
pub struct Caller {
    pub name: String,
    /// With links, old facts, lesser plans and unverified addresses.
    pub session: Session,
    /// What SQL cannot see is at its best.
    pub best: Session,
    pub sql: Sql,
}

/// As whom the database is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sql {
    Anonymous,
    Guest(String),
    Person(String),
    Staff(String),
    Service {
        name: String,
        tenant: Option<String>,
    },
}

impl Caller {
    /// Who owns rows and holds shares.
    pub fn user(&self) -> Option<&str> {
        match &self.sql {
            Sql::Guest(id) | Sql::Person(id) => Some(id),
            Sql::Anonymous | Sql::Staff(_) | Sql::Service { .. } => None,
        }
    }
}

struct Callers<'a> {
    world: &'a World,
    draft: &'a Draft,
    all: Vec<Caller>,
}

impl World {
    pub fn callers(&self, draft: &Draft, model: &Model) -> Vec<Caller> {
        let mut callers = Callers {
            world: self,
            draft,
            all: Vec::new(),
        };
        callers.add("nobody", Sql::Anonymous, Some(0), &|_| Principal::Anonymous);
        let guest = self.guest();
        callers.add("a guest", Sql::Guest(guest.into()), Some(1), &|best| {
            Principal::Guest(self.user(draft, guest, best))
        });
        for (at, user) in self.users.iter().enumerate().take(self.users.len() - 1) {
            let name = format!("person {user}");
            callers.add(&name, Sql::Person(user.clone()), Some(at), &|best| {
                Principal::Person(Person {
                    user: self.user(draft, user, best),
                    memberships: self.memberships(draft, user, best),
                })
            });
        }
        for at in 0..draft.staff {
            let role = format!("staff{at}");
            callers.add(&role, Sql::Staff(role.clone()), None, &|_| {
                Principal::Staff(Staff {
                    id: "sue".into(),
                    status: Status::Active,
                    roles: model.vocabulary().staff_role(at).into_iter().collect(),
                })
            });
        }
        for at in 0..draft.services {
            let tenants = self.tenants.iter().take(2).map(|tenant| Some(&tenant.key));
            for tenant in tenants.chain([None]) {
                let name = format!("service{at}");
                let told = format!("{name} for {tenant:?}");
                let sql = Sql::Service {
                    name,
                    tenant: tenant.cloned(),
                };
                callers.add(&told, sql, None, &|_| {
                    Principal::Service(Service {
                        index: u8::try_from(at).unwrap(),
                        tenant: tenant.map(|tenant| tenant.as_str().into()),
                    })
                });
            }
        }
        callers.all
    }

    /// The second is unverified, the third's facts are old, the fourth has the least plan.
    fn user(&self, draft: &Draft, id: &str, best: bool) -> User {
        let at = self.users.iter().position(|user| user == id).unwrap();
        User {
            id: id.into(),
            status: Status::Active,
            verified: best || at != 1,
            plan: plan(draft, best || at != 3),
            as_of: as_of(at, best),
        }
    }

    /// The second tenant has the least plan.
    fn memberships(&self, draft: &Draft, user: &str, best: bool) -> Vec<Membership> {
        let at = self.users.iter().position(|known| known == user).unwrap();
        let held = self.members.iter();
        let held = held.filter(|member| member.user == user && !member.removed);
        let place = |tenant: &str| self.tenants.iter().position(|known| known.key == tenant);
        let held = held.map(|member| Membership {
            tenant: member.tenant.as_str().into(),
            role: self.role(draft, member),
            status: self.standing(draft, member),
            tenant_status: self.tenant_status(draft, place(&member.tenant)),
            plan: plan(draft, best || place(&member.tenant) != Some(1)),
            as_of: as_of(at, best),
        });
        held.collect()
    }

    /// The place of a member's role, where the model knows it.
    pub fn role(&self, draft: &Draft, member: &Member) -> Option<u8> {
        let at: usize = member.role.as_deref()?.strip_prefix("role")?.parse().ok()?;
        let known = draft.tenancy.as_ref()?.roles;
        u8::try_from(at).ok().filter(|_| at < known)
    }

    pub fn standing(&self, draft: &Draft, member: &Member) -> Status {
        let tenancy = draft.tenancy.as_ref();
        let told = tenancy.is_some_and(|tenancy| tenancy.standing);
        if !told || member.standing.as_deref() == Some("active") {
            Status::Active
        } else {
            Status::Suspended
        }
    }

    fn tenant_status(&self, draft: &Draft, at: Option<usize>) -> Status {
        let tenancy = draft.tenancy.as_ref();
        let told = tenancy.is_some_and(|tenancy| tenancy.status);
        let status = at.and_then(|at| self.tenants[at].status.as_deref());
        if !told || status == Some("active") {
            Status::Active
        } else {
            Status::Suspended
        }
    }
}

impl Callers<'_> {
    /// `link` is the place of the row that they bring a link to.
    fn add(
        &mut self,
        name: &str,
        sql: Sql,
        link: Option<usize>,
        principal: &dyn Fn(bool) -> Principal,
    ) {
        let mut session = Session::from(principal(false));
        session.link = link.and_then(|at| {
            let resource = at % self.draft.resources.len();
            let rows = self.world.records(self.draft, resource);
            Some(Link {
                resource,
                key: rows.get(at)?.key.as_str().into(),
            })
        });
        self.all.push(Caller {
            name: name.to_owned(),
            session,
            best: Session::from(principal(true)),
            sql,
        });
    }
}

/// The best plan, or the least.
fn plan(draft: &Draft, best: bool) -> Option<u8> {
    let top = draft.plans.checked_sub(1)?;
    u8::try_from(if best { top } else { 0 }).ok()
}

const fn as_of(at: usize, best: bool) -> AsOf {
    if best || at != 2 {
        AsOf::ThisRequest
    } else {
        AsOf::At(NOW - 3_600)
    }
}
