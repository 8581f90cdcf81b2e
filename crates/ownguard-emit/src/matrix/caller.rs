//! Who asks, as a state that holds for any model: it is bound to one by names, and a name that the
//! model lacks is held by nobody.

use ownguard_core::{
    AsOf, Identity, Membership, Model, Person, Principal, RelationSet, Service, Session, Staff,
    Status, Timestamp, User,
};
use std::fmt::Write as _;

/// The time of every question.
pub(crate) const NOW: Timestamp = 1_700_000_000;
/// The tenant of every row, unless the row is flawed.
pub(crate) const HERE: &str = "here";
/// Another tenant.
pub(crate) const ELSEWHERE: &str = "elsewhere";
/// The subject of whoever asks.
pub(crate) const CALLER: &str = "caller";

/// One state of who asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Caller {
    /// The identity.
    pub who: Who,
    /// Whether the e-mail address is verified.
    pub verified: bool,
    /// The plan of the tenant, and of the person.
    pub plan: Option<String>,
    /// How old the facts are.
    pub age: Age,
}

/// The identity, as far as a model can tell one from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// A token past its time.
    TokenExpired,
    /// A token that does not verify.
    TokenInvalid,
    /// A session that was ended.
    Revoked,
    /// Nobody could say who they are.
    FactsUnavailable,
    /// No credential.
    Anonymous,
    /// A session without an account.
    Guest,
    /// The same, suspended.
    SuspendedGuest,
    /// Signed in.
    Person(Seat),
    /// Signed in, with the top role here, and suspended.
    SuspendedPerson,
    /// Staff with a role, such as `staff.support`; `None` is a role that the model does not know.
    Staff(Option<String>),
    /// Staff with every role, suspended.
    SuspendedStaff,
    /// A service, such as `service.stripe`.
    Service(String, ServiceTenant),
}

/// How a person stands to the row's tenant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// A member of no tenant.
    Nowhere,
    /// The top role in another tenant.
    Elsewhere,
    /// A member with a role, such as `workspace.admin`; `None` is a role that the model does not know.
    Member(Option<String>),
    /// The top role, in a membership that is suspended.
    SuspendedMember,
    /// The top role, in a tenant that is suspended.
    SuspendedTenant,
}

/// For which tenant a service acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceTenant {
    /// The row's.
    Here,
    /// Another.
    Elsewhere,
    /// None.
    Nowhere,
}

/// How old facts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Age {
    /// Loaded in this request.
    ThisRequest,
    /// So many seconds.
    Seconds(u32),
}

impl Who {
    /// Whether they have an account or a session of their own, so that rows can be theirs or shared with them.
    pub const fn is_user(&self) -> bool {
        match self {
            Self::Guest | Self::SuspendedGuest | Self::Person(_) | Self::SuspendedPerson => true,
            Self::TokenExpired
            | Self::TokenInvalid
            | Self::Revoked
            | Self::FactsUnavailable
            | Self::Anonymous
            | Self::Staff(_)
            | Self::SuspendedStaff
            | Self::Service(..) => false,
        }
    }

    /// Whether what an action asks beyond the grant can make a difference.
    pub const fn is_asked(&self) -> bool {
        matches!(self, Self::Guest | Self::Person(_))
    }

    /// A stable name, such as `person:workspace.admin`.
    pub fn id(&self) -> String {
        match self {
            Self::TokenExpired => "token_expired".into(),
            Self::TokenInvalid => "token_invalid".into(),
            Self::Revoked => "revoked".into(),
            Self::FactsUnavailable => "facts_unavailable".into(),
            Self::Anonymous => "anonymous".into(),
            Self::Guest => "guest".into(),
            Self::SuspendedGuest => "guest:suspended".into(),
            Self::Person(Seat::Nowhere) => "person".into(),
            Self::Person(Seat::Elsewhere) => "person:elsewhere".into(),
            Self::Person(Seat::Member(Some(role))) => format!("person:{role}"),
            Self::Person(Seat::Member(None)) => "person:unknown_role".into(),
            Self::Person(Seat::SuspendedMember) => "person:suspended_member".into(),
            Self::Person(Seat::SuspendedTenant) => "person:suspended_tenant".into(),
            Self::SuspendedPerson => "person:suspended".into(),
            Self::Staff(Some(role)) => role.clone(),
            Self::Staff(None) => "staff:unknown_role".into(),
            Self::SuspendedStaff => "staff:suspended".into(),
            Self::Service(name, ServiceTenant::Here) => format!("{name}:here"),
            Self::Service(name, ServiceTenant::Elsewhere) => format!("{name}:elsewhere"),
            Self::Service(name, ServiceTenant::Nowhere) => name.clone(),
        }
    }

    /// In words; `tenant` is the tenancy's name.
    pub fn words(&self, tenant: &str) -> String {
        match self {
            Self::TokenExpired => "an expired token".into(),
            Self::TokenInvalid => "a token that does not verify".into(),
            Self::Revoked => "a session that was ended".into(),
            Self::FactsUnavailable => "somebody whose facts cannot be had".into(),
            Self::Anonymous => "nobody signed in".into(),
            Self::Guest => "a guest".into(),
            Self::SuspendedGuest => "a suspended guest".into(),
            Self::Person(Seat::Nowhere) => "somebody signed in".into(),
            Self::Person(Seat::Elsewhere) => {
                format!("somebody with the top role in another {tenant}")
            }
            Self::Person(Seat::Member(Some(role))) => format!("a {role}"),
            Self::Person(Seat::Member(None)) => format!("a {tenant} member of an unknown role"),
            Self::Person(Seat::SuspendedMember) => format!("a suspended {tenant} member"),
            Self::Person(Seat::SuspendedTenant) => format!("a member of a suspended {tenant}"),
            Self::SuspendedPerson => "a suspended person".into(),
            Self::Staff(Some(role)) => role.clone(),
            Self::Staff(None) => "staff of an unknown role".into(),
            Self::SuspendedStaff => "suspended staff".into(),
            Self::Service(name, ServiceTenant::Here) => format!("{name} for this {tenant}"),
            Self::Service(name, ServiceTenant::Elsewhere) => format!("{name} for another {tenant}"),
            Self::Service(name, ServiceTenant::Nowhere) => name.clone(),
        }
    }
}

impl Caller {
    /// Who meets whatever an action asks, at the given plan.
    pub const fn at_best(who: Who, plan: Option<String>) -> Self {
        Self {
            who,
            verified: true,
            plan,
            age: Age::ThisRequest,
        }
    }

    /// A stable name, such as `person:workspace.admin;unverified;plan=pro;age=301`.
    pub fn id(&self) -> String {
        let mut id = self.who.id();
        if !self.verified {
            id.push_str(";unverified");
        }
        if let Some(plan) = &self.plan {
            write!(id, ";plan={plan}").unwrap_or_default();
        }
        if let Age::Seconds(seconds) = self.age {
            write!(id, ";age={seconds}").unwrap_or_default();
        }
        id
    }

    /// The session of such a caller under a model.
    pub fn session(&self, model: &Model) -> Session {
        let known = |principal| Identity::Known(principal);
        let identity = match &self.who {
            Who::TokenExpired => Identity::TokenExpired,
            Who::TokenInvalid => Identity::TokenInvalid,
            Who::Revoked => Identity::Revoked,
            Who::FactsUnavailable => Identity::FactsUnavailable,
            Who::Anonymous => known(Principal::Anonymous),
            Who::Guest => known(Principal::Guest(self.user(model, Status::Active))),
            Who::SuspendedGuest => known(Principal::Guest(self.user(model, Status::Suspended))),
            Who::Person(seat) => known(Principal::Person(Person {
                user: self.user(model, Status::Active),
                memberships: self.membership(model, seat).into_iter().collect(),
            })),
            Who::SuspendedPerson => known(Principal::Person(Person {
                user: self.user(model, Status::Suspended),
                memberships: vec![self.seated(model, HERE, top_role(model))],
            })),
            Who::Staff(role) => {
                let role = role
                    .as_deref()
                    .and_then(|role| model.vocabulary().find(role));
                known(staff(role.into_iter().collect(), Status::Active))
            }
            Who::SuspendedStaff => known(staff(model.vocabulary().staff(), Status::Suspended)),
            Who::Service(name, tenant) => {
                let names = 0..model.services().len();
                let relation = model.vocabulary().find(name);
                let at = names
                    .into_iter()
                    .find(|at| relation.is_some() && model.vocabulary().service(*at) == relation);
                let tenant = match tenant {
                    ServiceTenant::Here => Some(HERE.into()),
                    ServiceTenant::Elsewhere => Some(ELSEWHERE.into()),
                    ServiceTenant::Nowhere => None,
                };
                known(Principal::Service(Service {
                    index: at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX),
                    tenant,
                }))
            }
        };
        Session {
            identity,
            link: None,
            tenant: None,
        }
    }

    fn as_of(&self) -> AsOf {
        match self.age {
            Age::ThisRequest => AsOf::ThisRequest,
            Age::Seconds(seconds) => AsOf::At(NOW - Timestamp::from(seconds)),
        }
    }

    fn plan(&self, model: &Model) -> Option<u8> {
        let name = self.plan.as_deref()?;
        let at = model.plans().iter().position(|known| known == name)?;
        u8::try_from(at).ok()
    }

    fn user(&self, model: &Model, status: Status) -> User {
        User {
            id: CALLER.into(),
            status,
            verified: self.verified,
            plan: self.plan(model),
            as_of: self.as_of(),
        }
    }

    fn membership(&self, model: &Model, seat: &Seat) -> Option<Membership> {
        let top = top_role(model);
        Some(match seat {
            Seat::Nowhere => return None,
            Seat::Elsewhere => self.seated(model, ELSEWHERE, top),
            Seat::Member(role) => {
                let role = role.as_deref().and_then(|role| role_index(model, role));
                self.seated(model, HERE, role)
            }
            Seat::SuspendedMember => Membership {
                status: Status::Suspended,
                ..self.seated(model, HERE, top)
            },
            Seat::SuspendedTenant => Membership {
                tenant_status: Status::Suspended,
                ..self.seated(model, HERE, top)
            },
        })
    }

    fn seated(&self, model: &Model, tenant: &str, role: Option<u8>) -> Membership {
        Membership {
            tenant: tenant.into(),
            role,
            status: Status::Active,
            tenant_status: Status::Active,
            plan: self.plan(model),
            as_of: self.as_of(),
        }
    }
}

fn staff(roles: RelationSet, status: Status) -> Principal {
    Principal::Staff(Staff {
        id: CALLER.into(),
        status,
        roles,
    })
}

fn role_index(model: &Model, role: &str) -> Option<u8> {
    let relation = model.vocabulary().find(role)?;
    let roles = model.tenancy().map_or(0, |tenancy| tenancy.roles.len());
    let at = (0..roles).find(|at| model.vocabulary().role(*at) == Some(relation))?;
    u8::try_from(at).ok()
}

fn top_role(model: &Model) -> Option<u8> {
    let roles = model.tenancy()?.roles.len();
    u8::try_from(roles.checked_sub(1)?).ok()
}
