//! How a principal stands to a row: the relations that hold, from labels and
//! facts alone, for the row and for each row above it.

use crate::absence::Absences;
use crate::action::Action;
use crate::decide::{Case, Scope, Target};
use crate::decision::Reason;
use crate::model::{MAX_DEPTH, Resource};
use crate::principal::{Membership, Principal, User};
use crate::relation::{RelationSet, Vocabulary};
use crate::row::{Label, LabelKind, Parent, Row, Share, Visibility};
use crate::spec::Condition;

/// What holds between a principal and a row.
pub(crate) struct Standing<'a> {
    /// The relations to the row itself, then to each row above it.
    held: [RelationSet; MAX_DEPTH],
    /// The membership in the row's tenant.
    pub(crate) membership: Option<&'a Membership>,
    /// Whether the row is of a tenant that the principal does not belong to.
    pub(crate) foreign: bool,
    /// Labels of the root row that conditions read; `None` where no row is known, so that no
    /// condition applies.
    pub(crate) when: Option<&'a [Label<'a>]>,
}

impl Standing<'_> {
    pub(crate) fn held(&self) -> RelationSet {
        self.held_at(0)
    }

    pub(crate) fn held_at(&self, depth: usize) -> RelationSet {
        self.held.get(depth).copied().unwrap_or_default()
    }
}

/// What a row and the rows above it say, before the principal's tenant relations are added.
#[derive(Clone, Copy, Default)]
struct Lineage<'a> {
    deleted: bool,
    orphaned: bool,
    tenant: Option<&'a str>,
    /// For the row itself, then for each row above it.
    levels: [Level; MAX_DEPTH],
    when: &'a [Label<'a>],
}

#[derive(Clone, Copy)]
struct Level {
    /// `owner`, `shared.*` and `link`, of this row and those above, before it is asked who may hold them.
    personal: RelationSet,
    /// The strictest of this row's and those above.
    visibility: Visibility,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            personal: RelationSet::NONE,
            visibility: Visibility::Private,
        }
    }
}

impl<'a> Case<'a> {
    /// The relations to one existing row; deleted, then orphaned rows end it.
    pub(crate) fn standing(
        &self,
        row: &Row<'a>,
        action: Action,
        absences: &mut Absences<'a>,
    ) -> Result<Standing<'a>, Reason> {
        let lineage = self.lineage(self.resource, row, action == Action::RESTORE, absences);
        self.stand(&lineage)
    }

    /// The relations to rows that are not known one by one.
    pub(crate) fn standing_among(
        &self,
        target: &Target<'a>,
        scope: &Scope<'a>,
        absences: &mut Absences<'a>,
    ) -> Result<Standing<'a>, Reason> {
        let mut lineage = match self.parent_of(self.resource) {
            Some(parent) => self.above(parent, scope.parent, absences),
            None => Lineage {
                tenant: match target {
                    Target::Listing(_) => scope.tenant.or_else(|| absences.assumed_tenant()),
                    Target::Row(_) | Target::New(_) | Target::Collection(_) => scope.tenant,
                },
                ..Lineage::default()
            },
        };
        let bound = self.resource.tenant_bound;
        lineage.orphaned |= bound && scope.tenant.is_some() && scope.tenant != lineage.tenant;
        let root = self.resource.spec.parent.is_none();
        let own = match target {
            Target::New(_) if root && !bound => RelationSet::of(Vocabulary::OWNER),
            Target::Listing(_) => self.possible(self.resource),
            Target::Row(_) | Target::New(_) | Target::Collection(_) => RelationSet::NONE,
        };
        let visibility = if root {
            Visibility::Public
        } else {
            lineage.here().visibility
        };
        let standing = self.stand(&lineage.below(own, visibility))?;
        let known = !root || matches!(target, Target::Listing(_));
        Ok(Standing {
            when: standing.when.filter(|_| known),
            ..standing
        })
    }

    fn stand(&self, lineage: &Lineage<'a>) -> Result<Standing<'a>, Reason> {
        if lineage.deleted {
            return Err(Reason::NotFound);
        }
        if lineage.orphaned {
            return Err(Reason::Orphaned);
        }
        let bound = self.resource.tenant_bound;
        let tenant = lineage.tenant.filter(|_| bound);
        let membership = tenant.and_then(|tenant| self.principal.membership(tenant));
        let (of_tenant, foreign) = match self.principal {
            Principal::Anonymous => (RelationSet::NONE, false),
            Principal::Guest(_) => (RelationSet::NONE, bound),
            Principal::Person(_) => (self.of_role(membership), bound && membership.is_none()),
            Principal::Staff(staff) => (
                staff.roles.intersection(self.model.vocabulary().staff()),
                false,
            ),
            Principal::Service(service) => {
                let foreign = bound
                    && (service.tenant.is_none() || service.tenant.as_deref() != lineage.tenant);
                let own = self.model.vocabulary().service(service.index.into());
                (own.filter(|_| !foreign).into_iter().collect(), foreign)
            }
        };
        let eligible = self.eligible(bound, membership.is_some());
        let held = lineage.levels.map(|level| {
            let personal = level.personal.intersection(eligible);
            of_tenant.union(personal).union(self.by_visibility(level))
        });
        Ok(Standing {
            held,
            membership,
            foreign,
            when: Some(lineage.when),
        })
    }

    fn of_role(&self, membership: Option<&Membership>) -> RelationSet {
        let role = membership.and_then(|membership| membership.role);
        role.map_or(RelationSet::NONE, |role| {
            self.model.vocabulary().role_and_weaker(role.into())
        })
    }

    /// Owner and shares hold for active members of the row's tenant only; guests have no tenant.
    fn eligible(&self, bound: bool, member: bool) -> RelationSet {
        let (owner, levels) = (
            RelationSet::of(Vocabulary::OWNER),
            self.model.vocabulary().levels(),
        );
        let root = self.model.resource(self.resource.root);
        let outsiders = root
            .and_then(|root| root.spec.shares.as_ref())
            .is_some_and(|shares| shares.outsiders);
        match self.principal {
            Principal::Guest(_) if !bound => owner.union(levels),
            Principal::Person(_) if !bound || member => owner.union(levels),
            Principal::Person(_) if outsiders => levels,
            Principal::Anonymous
            | Principal::Guest(_)
            | Principal::Person(_)
            | Principal::Staff(_)
            | Principal::Service(_) => RelationSet::NONE,
        }
    }

    fn by_visibility(&self, level: Level) -> RelationSet {
        let vocabulary = self.model.vocabulary();
        let link = level
            .personal
            .intersection(RelationSet::of(vocabulary.link()));
        match (level.visibility, self.principal) {
            (Visibility::Private, _) => RelationSet::NONE,
            (Visibility::Unlisted, _) => link,
            (Visibility::Public, Principal::Person(_)) => link
                .union(RelationSet::of(vocabulary.anyone()))
                .union(RelationSet::of(vocabulary.authenticated())),
            (
                Visibility::Public,
                Principal::Anonymous
                | Principal::Guest(_)
                | Principal::Staff(_)
                | Principal::Service(_),
            ) => link.union(RelationSet::of(vocabulary.anyone())),
        }
    }

    fn lineage(
        &self,
        resource: &Resource,
        row: &Row<'a>,
        restoring: bool,
        absences: &mut Absences<'a>,
    ) -> Lineage<'a> {
        let mut lineage = match self.parent_of(resource) {
            Some(parent) => self.above(parent, row.parent, absences),
            None => Lineage {
                when: row.when,
                ..Lineage::default()
            },
        };
        let root = resource.spec.parent.is_none();
        lineage.deleted |=
            !restoring && resource.spec.deleted.is_some() && is_deleted(row, absences);
        if resource.spec.tenant.is_some() {
            lineage.settle_tenant(row, root, absences);
        }
        let unbound = root && !resource.tenant_bound && resource.spec.owner.is_some();
        if unbound
            && (row.owner == Label::Null
                || row.owner == Label::Absent && !absences.take(LabelKind::Owner))
        {
            lineage.orphaned = true;
        }
        let inherited = if root {
            Visibility::Public
        } else {
            lineage.here().visibility
        };
        let own = match (resource.spec.visibility, row.visibility) {
            (None, _) if root => Visibility::Private,
            (None, _) => inherited,
            (Some(_), Label::Value(label)) => Visibility::of(label),
            (Some(_), Label::Null) => Visibility::Private,
            (Some(_), Label::Absent) if absences.take(LabelKind::Visibility) => Visibility::Public,
            (Some(_), Label::Absent) => Visibility::Private,
        };
        lineage.below(self.personal(resource, row, absences), own.min(inherited))
    }

    fn above(
        &self,
        parent: &Resource,
        row: Parent<'a>,
        absences: &mut Absences<'a>,
    ) -> Lineage<'a> {
        match row {
            Parent::Row(row) => self.lineage(parent, row, false, absences),
            Parent::Missing => Lineage {
                orphaned: true,
                ..Lineage::default()
            },
            Parent::Absent if absences.take(LabelKind::Parent) => self.anything(parent, absences),
            Parent::Absent => Lineage {
                orphaned: true,
                ..Lineage::default()
            },
        }
    }

    fn personal(
        &self,
        resource: &Resource,
        row: &Row<'a>,
        absences: &mut Absences<'a>,
    ) -> RelationSet {
        let mut held = RelationSet::NONE;
        if let Some(user) = self.principal.user() {
            if resource.spec.owner.is_some() && owns(user, row, absences) {
                held = held.union(RelationSet::of(Vocabulary::OWNER));
            }
            if let Some(shares) = &resource.spec.shares {
                let upto = match row.share {
                    Share::None => None,
                    Share::Level(level) => Some(level),
                    Share::Absent if absences.take(LabelKind::Share) => {
                        shares.levels.last().copied()
                    }
                    Share::Absent => None,
                };
                let strongest =
                    upto.and_then(|level| shares.levels.iter().position(|known| *known == level));
                held = held.union(
                    shares
                        .levels
                        .iter()
                        .copied()
                        .take(strongest.map_or(0, |at| at + 1))
                        .collect(),
                );
            }
        }
        let linked = |link: &crate::principal::Link| {
            link.resource == resource.at && row.key == Label::Value(&link.key)
        };
        if self.session.link.as_ref().is_some_and(linked) {
            held = held.union(RelationSet::of(self.model.vocabulary().link()));
        }
        held
    }

    /// The best that an unknown row could be.
    fn anything(&self, resource: &Resource, absences: &mut Absences<'a>) -> Lineage<'a> {
        let mut lineage = match self.parent_of(resource) {
            Some(parent) => self.anything(parent, absences),
            None => Lineage::default(),
        };
        if self.resource.tenant_bound {
            lineage.tenant = absences.assumed_tenant();
        }
        let seen = match (resource.spec.parent.is_some(), resource.spec.visibility) {
            (true, _) => lineage.here().visibility,
            (false, Some(_)) => Visibility::Public,
            (false, None) => Visibility::Private,
        };
        lineage.below(self.possible(resource), seen)
    }

    /// Every personal relation that some row of the resource could give by itself.
    fn possible(&self, resource: &Resource) -> RelationSet {
        let linked = |link: &&crate::principal::Link| link.resource == resource.at;
        let link = self.session.link.as_ref().filter(linked);
        let owner = resource.spec.owner.map(|_| Vocabulary::OWNER);
        let levels = resource
            .spec
            .shares
            .iter()
            .flat_map(|shares| shares.levels.iter().copied());
        let all = owner
            .into_iter()
            .chain(levels)
            .chain(link.map(|_| self.model.vocabulary().link()));
        all.collect()
    }

    /// Whether the root row meets every column of a condition.
    pub(crate) fn meets(
        when: &[Condition],
        labels: &[Label<'_>],
        absences: &mut Absences<'a>,
    ) -> bool {
        when.iter().all(|condition| {
            match labels.get(condition.column).copied().unwrap_or_default() {
                Label::Value(value) => condition.values.iter().any(|wanted| wanted == value),
                Label::Null => false,
                Label::Absent => absences.take(LabelKind::When),
            }
        })
    }

    /// The tenants that an absent tenant label could name in the caller's favour.
    pub(crate) fn own_tenants(&self) -> impl Iterator<Item = &'a str> {
        let (memberships, service) = match self.principal {
            Principal::Person(person) => (person.memberships.as_slice(), None),
            Principal::Service(service) => (&[] as &[Membership], service.tenant.as_deref()),
            Principal::Anonymous | Principal::Guest(_) | Principal::Staff(_) => {
                (&[] as &[Membership], None)
            }
        };
        memberships
            .iter()
            .map(|membership| &*membership.tenant)
            .chain(service)
    }
}

impl<'a> Lineage<'a> {
    fn here(&self) -> Level {
        self.levels.first().copied().unwrap_or_default()
    }

    /// One level further down: what holds above holds here too.
    fn below(mut self, own: RelationSet, visibility: Visibility) -> Self {
        let level = Level {
            personal: self.here().personal.union(own),
            visibility,
        };
        self.levels.rotate_right(1);
        if let Some(here) = self.levels.first_mut() {
            *here = level;
        }
        self
    }

    fn settle_tenant(&mut self, row: &Row<'a>, root: bool, absences: &mut Absences<'a>) {
        match row.tenant {
            Label::Value(tenant) => {
                self.orphaned |= self.tenant.is_some_and(|above| above != tenant);
                self.tenant = Some(tenant);
            }
            Label::Null => self.orphaned = true,
            Label::Absent if absences.take(LabelKind::Tenant) => {
                if root {
                    self.tenant = absences.assumed_tenant();
                }
            }
            Label::Absent => self.orphaned = true,
        }
    }
}

fn owns(user: &User, row: &Row<'_>, absences: &mut Absences<'_>) -> bool {
    match row.owner {
        Label::Value(owner) => owner == &*user.id,
        Label::Null => false,
        Label::Absent => absences.take(LabelKind::Owner),
    }
}

fn is_deleted(row: &Row<'_>, absences: &mut Absences<'_>) -> bool {
    match row.deleted {
        Label::Value(value) => value != "false",
        Label::Null => false,
        Label::Absent => !absences.take(LabelKind::Deleted),
    }
}
