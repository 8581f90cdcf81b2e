//! Rows of which everything is known, and how absent labels are filled in.

use super::differences::{Parked, parked};
use super::{Naive, Names, Slip};
use ownguard_core::{Label, Parent, Principal, Row, Share, Visibility};

/// What absent labels are taken for.
#[derive(Clone, Debug)]
pub(super) enum Assume {
    /// Whatever serves the caller most, where an absent tenant is this one.
    Best(String),
    /// Whatever serves the caller least.
    Worst,
}

/// A row of which everything is known. `None` is null.
#[derive(Clone, Debug)]
pub(super) struct FullRow {
    pub(super) resource: usize,
    pub(super) key: Option<String>,
    pub(super) tenant: Option<String>,
    pub(super) owner: Option<String>,
    /// `None` where the resource has no such column.
    own_visibility: Option<Visibility>,
    pub(super) deleted: bool,
    pub(super) share: Option<String>,
    pub(super) when: Vec<Value>,
    parent: Option<Box<FullRow>>,
    /// Nothing at all is known of it.
    pub(super) made_up: bool,
}

/// The value of a column that a condition reads.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Is(String),
    /// Whatever the condition wants.
    Fits,
}

impl FullRow {
    /// The rows above, nearest first.
    pub(super) fn above(&self) -> impl Iterator<Item = &Self> + Clone {
        std::iter::successors(self.parent.as_deref(), |row| row.parent.as_deref())
    }

    pub(super) fn root(&self) -> &Self {
        self.above().last().unwrap_or(self)
    }

    fn give_all_above_to(&mut self, owner: &str) {
        self.owner = Some(owner.to_owned());
        if let Some(parent) = &mut self.parent {
            parent.give_all_above_to(owner);
        }
    }

    /// The tenant, which is the root's; an orphan is judged nowhere.
    pub(super) fn tenant_of_root(&self) -> Option<String> {
        self.root().tenant.clone()
    }

    /// The strictest of its own and those above; a root that says nothing is private.
    pub(super) fn visibility(&self) -> Visibility {
        match (self.own_visibility, &self.parent) {
            (Some(own), Some(parent)) => own.min(parent.visibility()),
            (Some(own), None) => own,
            (None, Some(parent)) => parent.visibility(),
            (None, None) => Visibility::Private,
        }
    }
}

const ELSEWHERE: &str = "a tenant of nobody here";

impl Naive<'_> {
    pub(super) fn complete(&self, resource: usize, row: &Row<'_>, assume: &Assume) -> FullRow {
        let spec = &self.spec.resources[resource];
        let best = matches!(assume, Assume::Best(_));
        let assumed_tenant = match assume {
            Assume::Best(tenant) => Some(tenant.clone()),
            Assume::Worst => None,
        };
        let caller = self.caller().subject().unwrap_or("somebody").to_owned();
        let link = self.session.link.as_ref();
        let made_up = *row == Row::default();
        let linked = link.filter(|link| best && made_up && link.resource == resource);
        let parent = spec.parent.as_ref().and_then(|above| match row.parent {
            Parent::Row(parent) => Some(self.complete(above.resource, parent, assume)),
            Parent::Missing => None,
            Parent::Absent => best.then(|| self.complete(above.resource, &Row::default(), assume)),
        });
        let share = spec.shares.as_ref().and_then(|shares| match row.share {
            Share::Level(level) => Some(self.name(level)),
            Share::None => None,
            Share::Absent => shares
                .levels
                .last()
                .filter(|_| best)
                .map(|top| self.name(*top)),
        });
        let visible = if best { "public" } else { "private" };
        let visibility = filled(row.visibility, Some(visible.to_owned()));
        let live = |label: &Option<String>| label.is_none() || label.as_deref() == Some("false");
        let deletion = if best { None } else { Some("now".to_owned()) };
        let anything = made_up && parked(Parked::AbsentParentIsAnything);
        let column = spec.visibility.or(anything.then_some(0));
        let mut full = FullRow {
            resource,
            key: filled(row.key, linked.map(|link| link.key.to_string())),
            tenant: spec.tenant.and_then(|_| filled(row.tenant, assumed_tenant)),
            owner: spec
                .owner
                .and_then(|_| filled(row.owner, best.then_some(caller.clone()))),
            own_visibility: column.map(|_| {
                visibility
                    .as_deref()
                    .map_or(Visibility::Private, Visibility::of)
            }),
            deleted: spec.deleted.is_some() && !live(&filled(row.deleted, deletion)),
            share,
            when: (0..spec.when.len())
                .map(
                    |column| match row.when.get(column).copied().unwrap_or_default() {
                        Label::Value(value) => Value::Is(value.to_owned()),
                        Label::Absent if best => Value::Fits,
                        Label::Absent | Label::Null => Value::Null,
                    },
                )
                .collect(),
            parent: parent.map(Box::new),
            made_up,
        };
        let owned = full.owner.is_some() || full.above().any(|row| row.owner.is_some());
        if anything && owned {
            full.give_all_above_to(&caller);
        }
        full
    }

    /// No tenant where one belongs, no parent, a parent of another tenant, or nobody's at all.
    pub(super) fn orphaned(&self, row: &FullRow) -> bool {
        let spec = &self.spec.resources[row.resource];
        let homeless = spec.tenant.is_some() && row.tenant.is_none();
        if homeless && !self.slips(Slip::NullTenantsPass) {
            return true;
        }
        match (&spec.parent, &row.parent) {
            (None, _) => spec.tenant.is_none() && spec.owner.is_some() && row.owner.is_none(),
            (Some(_), None) => true,
            (Some(_), Some(parent)) => {
                let apart = spec.tenant.is_some() && row.tenant != parent.tenant_of_root();
                apart && !(homeless && self.slips(Slip::NullTenantsPass)) || self.orphaned(parent)
            }
        }
    }

    /// The tenants that an absent label could name: none but the root's, where that is known.
    pub(super) fn tenants_of(
        &self,
        resource: usize,
        row: &Row<'_>,
        path: Option<&str>,
    ) -> Vec<String> {
        let known = self.tenant_of_known_root(resource, row);
        if let Some(known) = known {
            return vec![known];
        }
        let mut named = self.tenants_named(resource, row);
        if !parked(Parked::PathTenantAgainstAbsentParent) {
            named.extend(path.map(str::to_owned));
        }
        self.tenants_to_try(named)
    }

    fn tenant_of_known_root(&self, resource: usize, row: &Row<'_>) -> Option<String> {
        match (
            &self.spec.resources[resource].parent,
            row.parent,
            row.tenant,
        ) {
            (None, _, Label::Value(tenant)) => Some(tenant.to_owned()),
            (Some(above), Parent::Row(parent), _) => {
                self.tenant_of_known_root(above.resource, parent)
            }
            _ => None,
        }
    }

    fn tenants_named(&self, resource: usize, row: &Row<'_>) -> Names {
        let spec = &self.spec.resources[resource];
        let mut named = Names::new();
        if let (Some(_), Label::Value(tenant)) = (spec.tenant, row.tenant) {
            named.insert(tenant.to_owned());
        }
        if let (Some(above), Parent::Row(parent)) = (&spec.parent, row.parent) {
            named.extend(self.tenants_named(above.resource, parent));
        }
        named
    }

    /// Those that were named, or else a foreign one; and every own one.
    pub(super) fn tenants_to_try(&self, named: Names) -> Vec<String> {
        let mut tenants = named;
        if tenants.is_empty() {
            tenants.insert(ELSEWHERE.to_owned());
        }
        match self.caller() {
            Principal::Anonymous | Principal::Guest(_) | Principal::Staff(_) => {}
            Principal::Person(person) => {
                tenants.extend(
                    person
                        .memberships
                        .iter()
                        .map(|member| member.tenant.to_string()),
                );
            }
            Principal::Service(service) => {
                tenants.extend(service.tenant.as_deref().map(str::to_owned));
            }
        }
        tenants.into_iter().collect()
    }
}

fn filled(label: Label<'_>, absent: Option<String>) -> Option<String> {
    match label {
        Label::Absent => absent,
        Label::Null => None,
        Label::Value(value) => Some(value.to_owned()),
    }
}
