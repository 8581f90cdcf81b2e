//! How a principal stands to a row: the relations that hold, from labels and
//! facts alone, for the row and for each row above it.

use crate::absence::Absences;
use crate::action::Action;
use crate::decide::{Case, Scope, Target};
use crate::decision::Reason;
use crate::lineage::{Level, Lineage};
use crate::model::MAX_DEPTH;
use crate::principal::{Membership, Principal};
use crate::relation::{RelationSet, Vocabulary};
use crate::row::{Label, LabelKind, Row, Visibility};
use crate::spec::Condition;

/// What holds between a principal and a row.
pub(crate) struct Standing<'a> {
    /// The relations to the oldest row, then to each below it; `top` is the row itself.
    held: [RelationSet; MAX_DEPTH],
    top: usize,
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

    /// The relations to the row so many steps up.
    pub(crate) fn held_at(&self, depth: usize) -> RelationSet {
        let at = self.top.checked_sub(depth);
        at.and_then(|at| self.held.get(at).copied())
            .unwrap_or_default()
    }
}

impl<'a> Case<'a> {
    /// The relations to one existing row; deleted, then orphaned rows end it.
    #[inline]
    pub(crate) fn standing(
        &self,
        row: &Row<'a>,
        action: Action,
        absences: &mut Absences<'a>,
    ) -> Result<Standing<'a>, Reason> {
        let mut lineage = Lineage::default();
        let restoring = action == Action::RESTORE;
        self.lineage(&mut lineage, self.resource, row, restoring, absences);
        self.stand(&lineage)
    }

    /// The relations to rows that are not known one by one.
    pub(crate) fn standing_among(
        &self,
        target: &Target<'a>,
        scope: &Scope<'a>,
        absences: &mut Absences<'a>,
    ) -> Result<Standing<'a>, Reason> {
        let mut lineage = Lineage::default();
        match (self.parent_of(self.resource), target) {
            (Some(parent), _) => self.above(&mut lineage, parent, scope.parent, absences),
            (None, Target::Listing(_)) => {
                lineage.tenant = scope.tenant.or_else(|| absences.assumed_tenant());
            }
            (None, Target::Row(_) | Target::New(_) | Target::Collection(_)) => {
                lineage.tenant = scope.tenant;
            }
        }
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
        lineage.below(own, visibility);
        let standing = self.stand(&lineage)?;
        let known = !root || matches!(target, Target::Listing(_));
        Ok(Standing {
            when: standing.when.filter(|_| known),
            ..standing
        })
    }

    #[inline]
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
        let mut held = [RelationSet::NONE; MAX_DEPTH];
        for (held, level) in held.iter_mut().zip(lineage.levels()) {
            let personal = level.personal.intersection(eligible);
            *held = of_tenant.union(personal).union(self.by_visibility(*level));
        }
        Ok(Standing {
            held,
            top: lineage.levels().len().saturating_sub(1),
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
        match self.principal {
            Principal::Guest(_) if !bound => owner.union(levels),
            Principal::Person(_) if !bound || member => owner.union(levels),
            Principal::Person(_) if self.resource.outsiders => levels,
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
