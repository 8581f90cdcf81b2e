//! A session: who asks, with everything that is known of them.

use super::{Compact, byte, compact};
use ownguard_core::{
    AsOf, Id, Identity, Link, Membership, Person, Principal, RelationSet, Service, Session, Staff,
    Status, User,
};

compact!(Session {
    identity,
    link,
    tenant
});
compact!(Link { resource, key });
compact!(User {
    id,
    status,
    verified,
    plan,
    as_of
});
compact!(Person { user, memberships });
compact!(Membership {
    tenant,
    role,
    status,
    tenant_status,
    plan,
    as_of
});
compact!(Staff { id, status, roles });
compact!(Service { index, tenant });

impl Compact for Identity {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::TokenExpired => to.push(0),
            Self::TokenInvalid => to.push(1),
            Self::Revoked => to.push(2),
            Self::FactsUnavailable => to.push(3),
            Self::Known(principal) => {
                to.push(4);
                principal.put(to);
            }
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(match byte(from)? {
            0 => Self::TokenExpired,
            1 => Self::TokenInvalid,
            2 => Self::Revoked,
            3 => Self::FactsUnavailable,
            4 => Self::Known(Principal::get(from)?),
            _ => return None,
        })
    }
}

impl Compact for Principal {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::Anonymous => to.push(0),
            Self::Guest(user) => {
                to.push(1);
                user.put(to);
            }
            Self::Person(person) => {
                to.push(2);
                person.put(to);
            }
            Self::Staff(staff) => {
                to.push(3);
                staff.put(to);
            }
            Self::Service(service) => {
                to.push(4);
                service.put(to);
            }
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(match byte(from)? {
            0 => Self::Anonymous,
            1 => Self::Guest(User::get(from)?),
            2 => Self::Person(Person::get(from)?),
            3 => Self::Staff(Staff::get(from)?),
            4 => Self::Service(Service::get(from)?),
            _ => return None,
        })
    }
}

impl Compact for Status {
    fn put(&self, to: &mut Vec<u8>) {
        (*self == Self::Active).put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(if bool::get(from)? {
            Self::Active
        } else {
            Self::Suspended
        })
    }
}

impl Compact for AsOf {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::At(when) => Some(*when).put(to),
            Self::ThisRequest => None::<i64>.put(to),
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(Option::get(from)?.map_or(Self::ThisRequest, Self::At))
    }
}

impl Compact for RelationSet {
    fn put(&self, to: &mut Vec<u8>) {
        self.iter().collect::<Vec<_>>().put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(Vec::get(from)?.into_iter().collect())
    }
}

impl Compact for Id {
    fn put(&self, to: &mut Vec<u8>) {
        self.to_string().put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(String::get(from)?.into())
    }
}

impl Compact for Box<str> {
    fn put(&self, to: &mut Vec<u8>) {
        String::from(&**self).put(to);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some(String::get(from)?.into())
    }
}
