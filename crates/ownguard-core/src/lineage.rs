//! What a row and the rows above it say: whether they are there, whose tenant
//! they are of, who they belong to, and who may see them.

use crate::absence::Absences;
use crate::decide::Case;
use crate::model::{MAX_DEPTH, Resource};
use crate::principal::User;
use crate::relation::{RelationSet, Vocabulary};
use crate::row::{Label, LabelKind, Parent, Row, Share, Visibility};

/// What a row and the rows above it say, before the principal's tenant relations are added.
#[derive(Clone, Copy, Default)]
pub(crate) struct Lineage<'a> {
    pub(crate) deleted: bool,
    pub(crate) orphaned: bool,
    pub(crate) tenant: Option<&'a str>,
    /// For the row itself, then for each row above it.
    pub(crate) levels: [Level; MAX_DEPTH],
    pub(crate) when: &'a [Label<'a>],
}

#[derive(Clone, Copy)]
pub(crate) struct Level {
    /// `owner`, `shared.*` and `link`, of this row and those above, before it is asked who may hold them.
    pub(crate) personal: RelationSet,
    /// The strictest of this row's and those above.
    pub(crate) visibility: Visibility,
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
    pub(crate) fn lineage(
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

    pub(crate) fn above(
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
    pub(crate) fn possible(&self, resource: &Resource) -> RelationSet {
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
}

impl<'a> Lineage<'a> {
    pub(crate) fn here(&self) -> Level {
        self.levels.first().copied().unwrap_or_default()
    }

    /// One level further down: what holds above holds here too.
    pub(crate) fn below(mut self, own: RelationSet, visibility: Visibility) -> Self {
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
