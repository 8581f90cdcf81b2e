//! Random callers.

use super::NOW;
use ownguard_core::{
    AsOf, Identity, Link, Membership, Person, Principal, Service, Session, Spec, Staff, Status,
    User, Vocabulary,
};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

pub(super) const TENANTS: [&str; 3] = ["acme", "beta", "core"];
pub(super) const USERS: [&str; 2] = ["ann", "bob"];
pub(super) const KEYS: [&str; 2] = ["k1", "k2"];

#[derive(Clone, Debug)]
pub(super) struct RawSession {
    kind: Kind,
    id: usize,
    status: Status,
    verified: bool,
    plan: Option<u8>,
    as_of: AsOf,
    memberships: Vec<(usize, RawMembership)>,
    staff: u8,
    service: (u8, Option<usize>),
    link: Option<(usize, usize)>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Anonymous,
    Guest,
    Person,
    Staff,
    Service,
    Bad(usize),
}

#[derive(Clone, Debug)]
struct RawMembership {
    role: Option<u8>,
    status: Status,
    tenant_status: Status,
    plan: Option<u8>,
    as_of: AsOf,
}

pub(super) fn sessions() -> impl Strategy<Value = RawSession> {
    let kinds = prop_oneof![
        2 => Just(Kind::Anonymous),
        2 => Just(Kind::Guest),
        9 => Just(Kind::Person),
        2 => Just(Kind::Staff),
        2 => Just(Kind::Service),
        1 => (0..4_usize).prop_map(Kind::Bad),
    ];
    let own = (
        0..2_usize,
        statuses(),
        prop::bool::weighted(0.7),
        plans(),
        ages(),
    );
    let memberships = vec((tenants(), memberships()), 0..4);
    let service = (0..3_u8, weighted(0.9, tenants()));
    (
        kinds,
        own,
        memberships,
        0..8_u8,
        service,
        weighted(0.5, (0..8_usize, 0..2_usize)),
    )
        .prop_map(
            |(kind, (id, status, verified, plan, as_of), memberships, staff, service, link)| {
                RawSession {
                    kind,
                    id,
                    status,
                    verified,
                    plan,
                    as_of,
                    memberships,
                    staff,
                    service,
                    link,
                }
            },
        )
}

fn memberships() -> impl Strategy<Value = RawMembership> {
    (
        weighted(0.9, 0..4_u8),
        statuses(),
        statuses(),
        plans(),
        ages(),
    )
        .prop_map(|(role, status, tenant_status, plan, as_of)| RawMembership {
            role,
            status,
            tenant_status,
            plan,
            as_of,
        })
}

/// The first more often.
fn tenants() -> impl Strategy<Value = usize> {
    prop_oneof![2 => Just(0_usize), 1 => 0..3_usize]
}

fn statuses() -> impl Strategy<Value = Status> {
    prop_oneof![15 => Just(Status::Active), 1 => Just(Status::Suspended)]
}

fn plans() -> impl Strategy<Value = Option<u8>> {
    weighted(0.7, 0..3_u8)
}

fn ages() -> impl Strategy<Value = AsOf> {
    let kept = prop::sample::select(vec![NOW, NOW - 1, NOW - 5, NOW - 6, NOW - 60, 0, NOW + 9]);
    prop_oneof![2 => Just(AsOf::ThisRequest), 3 => kept.prop_map(AsOf::At)]
}

impl RawSession {
    pub(super) fn fit(&self, spec: &Spec, vocabulary: &Vocabulary, asked: usize) -> Session {
        let id = USERS[self.id].into();
        let user = User {
            id,
            status: self.status,
            verified: self.verified,
            plan: self.plan,
            as_of: self.as_of,
        };
        let identity = match self.kind {
            Kind::Anonymous => Identity::Known(Principal::Anonymous),
            Kind::Guest => Identity::Known(Principal::Guest(user)),
            Kind::Person => Identity::Known(Principal::Person(Person {
                user,
                memberships: self.memberships(),
            })),
            Kind::Staff => Identity::Known(Principal::Staff(Staff {
                id: user.id,
                status: self.status,
                roles: (0..3)
                    .filter(|at| self.staff >> at & 1 == 1)
                    .filter_map(|at| vocabulary.staff_role(at))
                    .collect(),
            })),
            Kind::Service => Identity::Known(Principal::Service(Service {
                index: self.service.0,
                tenant: self.service.1.map(|at| TENANTS[at].into()),
            })),
            Kind::Bad(at) => [
                Identity::TokenExpired,
                Identity::TokenInvalid,
                Identity::Revoked,
                Identity::FactsUnavailable,
            ][at]
                .clone(),
        };
        let link = self.link.map(|(resource, key)| Link {
            resource: if resource < 4 {
                resource % spec.resources.len()
            } else {
                asked
            },
            key: KEYS[key].into(),
        });
        Session {
            identity,
            link,
            ..Session::from(Principal::Anonymous)
        }
    }

    fn memberships(&self) -> Vec<Membership> {
        let mut memberships: Vec<Membership> = Vec::new();
        for (at, raw) in &self.memberships {
            if memberships
                .iter()
                .all(|known| *known.tenant != *TENANTS[*at])
            {
                memberships.push(Membership {
                    tenant: TENANTS[*at].into(),
                    role: raw.role,
                    status: raw.status,
                    tenant_status: raw.tenant_status,
                    plan: raw.plan,
                    as_of: raw.as_of,
                });
            }
        }
        memberships
    }
}
