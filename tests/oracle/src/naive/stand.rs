//! Which relations a caller holds to a row, or may hold to rows of a tenant.

use super::differences::{Parked, parked};
use super::labels::{Assume, FullRow};
use super::{Naive, Names, Slip};
use ownguard_core::{Identity, Membership, Principal, Reason, Row, Status, Visibility};

/// How much is known of the rows in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// There is no row yet.
    New,
    /// Rows that nobody judges one by one.
    Collection,
    /// Rows that are each judged later.
    Listing,
}

/// How the caller stands to what they ask for.
pub(super) struct Stand {
    /// The relations they hold.
    pub(super) held: Names,
    /// The resources above, and the relations held there.
    pub(super) above: Vec<(usize, Names)>,
    /// The tenant of it all.
    pub(super) tenant: Option<String>,
    /// The row whose columns conditions read.
    pub(super) root: Option<FullRow>,
}

impl Naive<'_> {
    pub(super) fn caller(&self) -> &Principal {
        match &self.session.identity {
            Identity::Known(caller) => caller,
            Identity::TokenExpired
            | Identity::TokenInvalid
            | Identity::Revoked
            | Identity::FactsUnavailable => &Principal::Anonymous,
        }
    }

    /// Whether rows belong to a tenant.
    pub(super) fn bound(&self, resource: usize) -> bool {
        self.chain(resource)
            .into_iter()
            .any(|at| self.spec.resources[at].tenant.is_some())
    }

    /// The resource, its parent, and so on to the root.
    pub(super) fn chain(&self, resource: usize) -> Vec<usize> {
        let mut chain = vec![resource];
        if let Some(parent) = &self.spec.resources[resource].parent {
            chain.extend(self.chain(parent.resource));
        }
        chain
    }

    pub(super) fn root_of(&self, resource: usize) -> usize {
        *self.chain(resource).last().unwrap()
    }

    /// The membership in the tenant of a resource's rows, suspended or not.
    pub(super) fn membership(&self, resource: usize, tenant: Option<&str>) -> Option<&Membership> {
        let Principal::Person(person) = self.caller() else {
            return None;
        };
        if !self.bound(resource) && !parked(Parked::TenantsOfTheUnbound) {
            return None;
        }
        let mut memberships = person.memberships.iter();
        memberships.find(|member| Some(&*member.tenant) == tenant)
    }

    fn active_member(&self, resource: usize, tenant: Option<&str>) -> Option<&Membership> {
        self.membership(resource, tenant).filter(|member| {
            self.slips(Slip::SuspendedTenantsWork)
                || member.status == Status::Active && member.tenant_status == Status::Active
        })
    }

    pub(super) fn held_on_row(&self, row: &FullRow) -> Names {
        let tenant = row.tenant_of_root();
        let mut held = self.held_by_kind(row.resource, tenant.as_deref());
        let visibility = row.visibility();
        let public = match visibility {
            Visibility::Public => true,
            Visibility::Unlisted => self.slips(Slip::UnlistedIsPublic),
            Visibility::Private => false,
        };
        if public {
            held.extend(self.outside());
        }
        if visibility > Visibility::Private && self.linked(row) {
            held.insert("link".into());
        }
        let user = self.user_id();
        let owners = std::iter::once(row).chain(row.above());
        if owners
            .clone()
            .any(|row| user.is_some() && row.owner == user)
        {
            held.extend(self.owner_where_possible(row.resource, tenant.as_deref()));
        }
        if let Some(level) = &row.root().share {
            held.extend(self.shared_where_possible(row.resource, tenant.as_deref(), level));
        }
        held
    }

    fn linked(&self, row: &FullRow) -> bool {
        self.session.link.as_ref().is_some_and(|link| {
            std::iter::once(row).chain(row.above()).any(|row| {
                row.made_up && parked(Parked::AbsentParentIsAnything)
                    || row.resource == link.resource && row.key.as_deref() == Some(&*link.key)
            })
        })
    }

    /// What can hold to rows of a root where only the tenant is known.
    pub(super) fn stand_in_tenant(
        &self,
        resource: usize,
        seen: Seen,
        tenant: Option<String>,
    ) -> Stand {
        let spec = &self.spec.resources[resource];
        let mut held = self.held_by_kind(resource, tenant.as_deref());
        held.extend(self.outside());
        let own_row = seen == Seen::New && !self.bound(resource);
        if own_row || seen == Seen::Listing && spec.owner.is_some() {
            held.extend(self.owner_where_possible(resource, tenant.as_deref()));
        }
        if seen == Seen::Listing {
            held.extend(self.shares_where_possible(resource, tenant.as_deref()));
            held.extend(self.link_where_possible(resource));
        }
        let some_row = Row::default();
        let any = || self.complete(resource, &some_row, &Assume::Best(String::new()));
        let root = (seen == Seen::Listing).then(any);
        Stand {
            held,
            above: Vec::new(),
            tenant,
            root,
        }
    }

    /// What some child of a known parent could give beside the parent.
    pub(super) fn possible_below(&self, resource: usize, parent: &FullRow) -> Names {
        let tenant = parent.tenant_of_root();
        let mut held = Names::new();
        let owned = |at: &usize| self.spec.resources[*at].owner.is_some();
        let forgets = parked(Parked::ListingsForgetTheParent);
        if owned(&resource) || forgets && self.chain(resource).iter().any(owned) {
            held.extend(self.owner_where_possible(resource, tenant.as_deref()));
        }
        if forgets {
            held.extend(self.shares_where_possible(resource, tenant.as_deref()));
        }
        if parent.visibility() > Visibility::Private {
            held.extend(self.link_where_possible(resource));
        }
        held
    }

    fn shares_where_possible(&self, resource: usize, tenant: Option<&str>) -> Names {
        let shares = &self.spec.resources[self.root_of(resource)].shares;
        let top = shares.as_ref().and_then(|shares| shares.levels.last());
        top.map_or_else(Names::new, |top| {
            self.shared_where_possible(resource, tenant, &self.name(*top))
        })
    }

    fn link_where_possible(&self, resource: usize) -> Names {
        let link = self.session.link.as_ref();
        let fits = link
            .is_some_and(|link| link.resource == resource || parked(Parked::AnyLinkOpensListings));
        fits.then(|| "link".to_owned()).into_iter().collect()
    }

    /// Tenant roles, staff and services: what the row's own columns do not decide.
    fn held_by_kind(&self, resource: usize, tenant: Option<&str>) -> Names {
        match self.caller() {
            Principal::Anonymous | Principal::Guest(_) => Names::new(),
            Principal::Person(_) => {
                let role = self
                    .active_member(resource, tenant)
                    .and_then(|member| member.role);
                role.map_or_else(Names::new, |role| self.role_and_weaker(role))
            }
            Principal::Staff(staff) => {
                let held = staff.roles.iter().map(|relation| self.name(relation));
                held.filter(|name| name.starts_with("staff.")).collect()
            }
            Principal::Service(service) => {
                let theirs = !self.bound(resource)
                    || self.slips(Slip::ServicesServeEveryTenant)
                    || service.tenant.is_some() && service.tenant.as_deref() == tenant;
                let name = self.spec.services.get(usize::from(service.index));
                let name = name.filter(|_| theirs);
                name.map(|name| format!("service.{name}"))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// What a public row gives.
    fn outside(&self) -> Names {
        let mut held = Names::from(["anyone".to_owned()]);
        if let Principal::Person(_) = self.caller() {
            held.insert("authenticated".into());
        }
        held
    }

    fn user_id(&self) -> Option<String> {
        match self.caller() {
            Principal::Guest(user) => Some(user.id.to_string()),
            Principal::Person(person) => Some(person.user.id.to_string()),
            Principal::Anonymous | Principal::Staff(_) | Principal::Service(_) => None,
        }
    }

    pub(super) fn owner_where_possible(&self, resource: usize, tenant: Option<&str>) -> Names {
        let can = match self.caller() {
            Principal::Guest(_) => !self.bound(resource),
            Principal::Person(_) => {
                !self.bound(resource)
                    || self.active_member(resource, tenant).is_some()
                    || self.slips(Slip::RemovedMembersKeepTheirRows)
            }
            Principal::Anonymous | Principal::Staff(_) | Principal::Service(_) => false,
        };
        can.then(|| "owner".to_owned()).into_iter().collect()
    }

    fn shared_where_possible(&self, resource: usize, tenant: Option<&str>, level: &str) -> Names {
        let Some(shares) = &self.spec.resources[self.root_of(resource)].shares else {
            return Names::new();
        };
        let can = match self.caller() {
            Principal::Guest(_) => !self.bound(resource),
            Principal::Person(_) => {
                !self.bound(resource)
                    || shares.outsiders
                    || self.active_member(resource, tenant).is_some()
            }
            Principal::Anonymous | Principal::Staff(_) | Principal::Service(_) => false,
        };
        let names: Vec<String> = shares
            .levels
            .iter()
            .map(|level| self.name(*level))
            .collect();
        match names.iter().position(|name| name == level) {
            Some(at) if can => names.into_iter().take(at + 1).collect(),
            Some(_) | None => Names::new(),
        }
    }

    pub(super) fn why_no_grant(
        &self,
        resource: usize,
        action: ownguard_core::Action,
        stand: &Stand,
    ) -> Reason {
        let tenant = stand.tenant.as_deref();
        let member = self.membership(resource, tenant);
        let of_tenant = match self.caller() {
            Principal::Anonymous => return Reason::Anonymous,
            Principal::Guest(_) => !self.bound(resource),
            Principal::Person(_) => !self.bound(resource) || member.is_some(),
            Principal::Staff(_) => true,
            Principal::Service(service) => {
                let tenants = service.tenant.as_deref().zip(tenant);
                !self.bound(resource) || tenants.is_some_and(|(own, tenant)| own == tenant)
            }
        };
        if !of_tenant {
            return Reason::OtherTenant;
        }
        let ever = self.ever_granted(resource, action);
        let higher = self.role_names();
        let higher = higher
            .iter()
            .any(|role| ever.contains(role) && !stand.held.contains(role));
        if member.is_some() && higher {
            Reason::RoleTooLow
        } else {
            Reason::NotOwner
        }
    }
}
