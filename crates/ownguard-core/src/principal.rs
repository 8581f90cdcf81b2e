//! Who asks: the identity that was verified, and the trusted facts about it.
//! Nothing here comes from a path, a query or a body.

use crate::id::Id;
use crate::relation::RelationSet;

/// Unix time in seconds.
pub type Timestamp = i64;

/// When a fact was true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// At this time: a token's `iat`, or what a kept answer of the source said.
    At(Timestamp),
    /// The source was asked in this request; only this meets `fresh = "0s"`.
    ThisRequest,
}

impl AsOf {
    /// How old the fact is, in seconds. Nothing kept is younger than a second.
    pub fn age(self, now: Timestamp) -> i64 {
        match self {
            Self::At(then) => now.saturating_sub(then).max(1),
            Self::ThisRequest => 0,
        }
    }
}

/// One request's caller, and what they present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who they are.
    pub identity: Identity,
    /// A share link that verified, where one was presented.
    pub link: Option<Link>,
    /// The tenant that the session stands in, where its token names one; a path's tenant goes before it.
    pub tenant: Option<Box<str>>,
}

/// A verified share link: bound to one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The resource's place in the model.
    pub resource: usize,
    /// The row's key.
    pub key: Box<str>,
}

impl From<Principal> for Session {
    fn from(principal: Principal) -> Self {
        Self {
            identity: Identity::Known(principal),
            link: None,
            tenant: None,
        }
    }
}

/// What is known of the caller of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// A token past its `exp`.
    TokenExpired,
    /// A token that does not verify; never treated as anonymous.
    TokenInvalid,
    /// A session ended before its token did.
    Revoked,
    /// The facts that the decision needs could not be had.
    FactsUnavailable,
    /// A caller about whom everything needed is known.
    Known(Principal),
}

/// Exactly one of five kinds of caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// No credential.
    Anonymous,
    /// A session without an account.
    Guest(User),
    /// A signed-in person.
    Person(Person),
    /// Somebody of the app's own staff.
    Staff(Staff),
    /// A machine.
    Service(Service),
}

/// What guests and persons have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The subject; compared with owner columns byte by byte.
    pub id: Id,
    /// An unknown status is suspended.
    pub status: Status,
    /// Whether the e-mail address is verified; unknown is `false`.
    pub verified: bool,
    /// The place of the user's own plan in the model's order; counts on resources without a tenant.
    pub plan: Option<u8>,
    /// When status, verified and plan were true.
    pub as_of: AsOf,
}

/// A signed-in person and the tenants they are a member of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub user: User,
    /// Active and suspended memberships; a removed one is not in the list.
    pub memberships: Vec<Membership>,
}

/// One membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The tenant's key; compared byte by byte.
    pub tenant: Id,
    /// The place of the role in the model's order, weakest 0; an unknown role is none.
    pub role: Option<u8>,
    /// Of this membership; an unknown status is suspended.
    pub status: Status,
    /// Of the tenant itself.
    pub tenant_status: Status,
    /// The place of the tenant's plan in the model's order.
    pub plan: Option<u8>,
    /// When all this was true.
    pub as_of: AsOf,
}

/// Staff hold only staff relations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The subject.
    pub id: Id,
    /// An unknown status is suspended.
    pub status: Status,
    /// Staff relations of the model's vocabulary; others are ignored.
    pub roles: RelationSet,
}

/// A service acts for one verified tenant, or for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The place of the service in the model.
    pub index: u8,
    /// From the mapping or the service's signed token.
    pub tenant: Option<Box<str>>,
}

/// Whether an account, a membership or a tenant is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In use.
    Active,
    /// Suspended, or a status that the model does not know.
    Suspended,
}

impl Membership {
    /// Whether membership and tenant are both in use.
    pub fn is_active(&self) -> bool {
        self.status == Status::Active && self.tenant_status == Status::Active
    }
}

impl Principal {
    /// The subject, where there is one.
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Anonymous | Self::Service(_) => None,
            Self::Guest(user) => Some(&user.id),
            Self::Person(person) => Some(&person.user.id),
            Self::Staff(staff) => Some(&staff.id),
        }
    }

    pub(crate) fn user(&self) -> Option<&User> {
        match self {
            Self::Anonymous | Self::Staff(_) | Self::Service(_) => None,
            Self::Guest(user) => Some(user),
            Self::Person(person) => Some(&person.user),
        }
    }

    /// Whether the account itself is suspended: then nothing is permitted.
    pub fn is_suspended(&self) -> bool {
        match self {
            Self::Anonymous | Self::Service(_) => false,
            Self::Guest(user) => user.status == Status::Suspended,
            Self::Person(person) => person.user.status == Status::Suspended,
            Self::Staff(staff) => staff.status == Status::Suspended,
        }
    }

    pub(crate) fn membership(&self, tenant: &str) -> Option<&Membership> {
        match self {
            Self::Anonymous | Self::Guest(_) | Self::Staff(_) | Self::Service(_) => None,
            Self::Person(person) => person
                .memberships
                .iter()
                .find(|found| found.tenant.is(tenant)),
        }
    }
}
