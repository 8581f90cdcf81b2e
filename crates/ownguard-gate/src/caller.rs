//! From claims and facts to a principal: names become places in the model, and
//! what one source lacks the next gives.

use ownguard_core::{
    AsOf, Identity as Known, Link, Membership, Model, Person, Principal, RelationSet, Service,
    Session, Staff, Status, User,
};
use ownguard_verify::identity::{Identity, Memberships};
use ownguard_wire::facts::{Facts, MembershipFacts};

use crate::identify::Sender;

/// What a verified token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub(crate) identity: Identity,
    /// The service that the token is of, by its place in the model.
    pub(crate) service: Option<u8>,
    /// The tenant that the token is for.
    pub(crate) tenant: Option<String>,
}

/// What the app said of the subject, and when.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// What it said.
    pub facts: &'a Facts,
    /// When that was true.
    pub as_of: AsOf,
}

impl Claimed {
    /// Whom the app can be asked about; nobody for a service.
    pub fn subject(&self) -> Option<&str> {
        self.service
            .is_none()
            .then_some(self.identity.subject.as_str())
    }

    /// Whether the token says anything of the subject's tenants.
    pub fn names_tenants(&self) -> bool {
        self.service.is_some() || self.identity.memberships != Memberships::Unknown
    }
}

/// The session of a sender, with what the app said of them and the link that they presented.
pub fn session(
    model: &Model,
    sender: &Sender,
    told: Option<Told<'_>>,
    link: Option<Link>,
) -> Session {
    let claimed = sender.claimed();
    let identity = match (sender, claimed) {
        (Sender::Claimed(..) | Sender::Vouched(_), Some(claimed)) => {
            Known::Known(principal(model, claimed, told))
        }
        (Sender::Anonymous, _) => Known::Known(Principal::Anonymous),
        (Sender::Expired, _) => Known::TokenExpired,
        (Sender::Invalid | Sender::Two, _) => Known::TokenInvalid,
        (Sender::NoKeys | Sender::Claimed(..) | Sender::Vouched(_), _) => Known::FactsUnavailable,
    };
    Session {
        identity,
        link,
        tenant: claimed.and_then(|claimed| claimed.tenant.as_deref().map(Into::into)),
    }
}

/// The principal of a token, with what the app said. A subject with a staff role is staff.
fn principal(model: &Model, claimed: &Claimed, told: Option<Told<'_>>) -> Principal {
    let identity = &claimed.identity;
    if let Some(index) = claimed.service {
        return Principal::Service(Service {
            index,
            tenant: claimed.tenant.as_deref().map(Into::into),
        });
    }
    let facts = told.map(|told| told.facts);
    let status = facts
        .and_then(|facts| facts.status.as_deref())
        .or(identity.status.as_deref());
    let staff = facts
        .and_then(|facts| facts.staff.as_ref())
        .unwrap_or(&identity.staff);
    let roles = staff_roles(model, staff);
    if !roles.is_empty() {
        return Principal::Staff(Staff {
            id: identity.subject.as_str().into(),
            status: read_status(status),
            roles,
        });
    }
    let claim_time = AsOf::At(identity.issued_at);
    let plan = facts
        .and_then(|facts| facts.plan.as_deref())
        .or(identity.plan.as_deref());
    let user = User {
        id: identity.subject.as_str().into(),
        status: read_status(status),
        verified: facts
            .and_then(|facts| facts.verified)
            .or(identity.verified)
            .unwrap_or(false),
        plan: read_plan(model, plan),
        as_of: told.map_or(claim_time, |told| told.as_of),
    };
    if identity.guest {
        return Principal::Guest(user);
    }
    let memberships =
        match told.and_then(|told| Some((told.facts.memberships.as_ref()?, told.as_of))) {
            Some((told, as_of)) => told
                .iter()
                .map(|member| told_membership(model, member, as_of))
                .collect(),
            None => claimed_memberships(model, &identity.memberships, claim_time),
        };
    Principal::Person(Person { user, memberships })
}

fn claimed_memberships(model: &Model, memberships: &Memberships, as_of: AsOf) -> Vec<Membership> {
    let membership = |tenant: &str, role: &str| Membership {
        tenant: tenant.into(),
        role: read_role(model, role),
        status: Status::Active,
        tenant_status: Status::Active,
        plan: None,
        as_of,
    };
    match memberships {
        Memberships::Unknown => Vec::new(),
        Memberships::All(all) => all
            .iter()
            .map(|(tenant, role)| membership(tenant, role))
            .collect(),
        Memberships::Active(tenant, role) => vec![membership(tenant, role)],
    }
}

fn told_membership(model: &Model, told: &MembershipFacts, as_of: AsOf) -> Membership {
    Membership {
        tenant: told.tenant.as_str().into(),
        role: told.role.as_deref().and_then(|role| read_role(model, role)),
        status: read_status(told.status.as_deref()),
        tenant_status: read_status(told.tenant_status.as_deref()),
        plan: read_plan(model, told.plan.as_deref()),
        as_of,
    }
}

/// A status that the source leaves out is active; one that is not known is suspended.
fn read_status(status: Option<&str>) -> Status {
    match status {
        None | Some("active") => Status::Active,
        Some(_) => Status::Suspended,
    }
}

fn read_role(model: &Model, role: &str) -> Option<u8> {
    let at = model
        .tenancy()?
        .roles
        .iter()
        .position(|known| known == role)?;
    u8::try_from(at).ok()
}

fn read_plan(model: &Model, plan: Option<&str>) -> Option<u8> {
    let at = model
        .plans()
        .iter()
        .position(|known| Some(known.as_str()) == plan)?;
    u8::try_from(at).ok()
}

fn staff_roles(model: &Model, names: &[String]) -> RelationSet {
    let vocabulary = model.vocabulary();
    names
        .iter()
        .filter_map(|name| vocabulary.find(&format!("staff.{name}")))
        .collect()
}
