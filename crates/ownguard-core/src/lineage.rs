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
    /// For the oldest row, then for each below it.
    levels: [Level; MAX_DEPTH],
    depth: usize,
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
    /// Adds what a row says to a lineage that nothing was added to yet. In place, since it is too
    /// large to be handed around in nanoseconds.
    pub(crate) fn lineage(
        &self,
        lineage: &mut Lineage<'a>,
        resource: &Resource,
        row: &Row<'a>,
        restoring: bool,
        absences: &mut Absences<'a>,
    ) {
        match self.parent_of(resource) {
            Some(parent) => self.above(lineage, parent, row.parent, absences),
            None => lineage.when = row.when,
        }
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
        lineage.below(self.personal(resource, row, absences), own.min(inherited));
    }

    /// Adds what the row above says.
    pub(crate) fn above(
        &self,
        lineage: &mut Lineage<'a>,
        parent: &Resource,
        row: Parent<'a>,
        absences: &mut Absences<'a>,
    ) {
        match row {
            Parent::Row(row) => self.lineage(lineage, parent, row, false, absences),
            Parent::Missing => lineage.orphaned = true,
            Parent::Absent if absences.take(LabelKind::Parent) => {
                self.anything(lineage, parent, absences);
            }
            Parent::Absent => lineage.orphaned = true,
        }
    }

    #[inline]
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

    /// Adds the best that an unknown row could be.
    fn anything(
        &self,
        lineage: &mut Lineage<'a>,
        resource: &Resource,
        absences: &mut Absences<'a>,
    ) {
        if let Some(parent) = self.parent_of(resource) {
            self.anything(lineage, parent, absences);
        }
        if self.resource.tenant_bound {
            lineage.tenant = absences.assumed_tenant();
        }
        let seen = match (resource.spec.parent.is_some(), resource.spec.visibility) {
            (true, _) => lineage.here().visibility,
            (false, Some(_)) => Visibility::Public,
            (false, None) => Visibility::Private,
        };
        lineage.below(self.possible(resource), seen);
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
        self.levels().last().copied().unwrap_or_default()
    }

    pub(crate) fn levels(&self) -> &[Level] {
        self.levels.get(..self.depth).unwrap_or_default()
    }

    /// One level further down: what holds above holds here too.
    pub(crate) fn below(&mut self, own: RelationSet, visibility: Visibility) {
        let level = Level {
            personal: self.here().personal.union(own),
            visibility,
        };
        if let Some(next) = self.levels.get_mut(self.depth) {
            *next = level;
            self.depth += 1;
        }
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
        Label::Value(owner) => user.id.is(owner),
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
