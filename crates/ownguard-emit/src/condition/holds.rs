//! Which of a caller's relations to a row hold, and under which condition: by
//! kind of caller, by role, by owner columns and shares, by visibility.

use super::derive::{Case, always_if};
use super::{Caller, Condition, Place, Test};
use ownguard_core::{RelationSet, Resource, Vocabulary};

impl Case<'_> {
    /// The caller holds one of these relations to the row at a level.
    pub(super) fn holds(&self, relations: RelationSet, level: usize) -> Condition {
        let vocabulary = self.model.vocabulary();
        let by_kind = match self.caller {
            Caller::Anonymous => Condition::Never,
            Caller::Guest if self.bound => Condition::Never,
            Caller::Guest => self
                .owns(relations, level)
                .or(self.shared(relations, level)),
            Caller::Person => self.person(relations, level),
            Caller::Staff(roles) => {
                let held = roles
                    .intersection(vocabulary.staff())
                    .intersection(relations);
                always_if(!held.is_empty())
            }
            Caller::Service(index) => {
                let held = vocabulary.service(index);
                match (
                    held.is_some_and(|held| relations.contains(held)),
                    self.bound,
                ) {
                    (false, _) => Condition::Never,
                    (true, false) => Condition::Always,
                    (true, true) => self.of_tenant(Test::ServiceTenant),
                }
            }
        };
        let public = relations.contains(vocabulary.anyone())
            || self.caller == Caller::Person && relations.contains(vocabulary.authenticated());
        let by_visibility = if public {
            self.suspended_not(self.public(level))
        } else {
            Condition::Never
        };
        by_kind.or(by_visibility)
    }

    fn person(&self, relations: RelationSet, level: usize) -> Condition {
        let roles = relations.intersection(self.model.vocabulary().roles());
        let weakest = |place: &usize| {
            let role = self.model.vocabulary().role(*place);
            role.is_some_and(|role| roles.contains(role))
        };
        let named = self
            .model
            .tenancy()
            .map_or(0, |tenancy| tenancy.roles.len());
        let (owned, shared) = (self.owns(relations, level), self.shared(relations, level));
        if !self.bound {
            return owned.or(shared);
        }
        let (personal, outside) = if self.outsiders() {
            (owned, self.suspended_not(shared))
        } else {
            (owned.or(shared), Condition::Never)
        };
        let members = match (0..named).find(weakest) {
            None => self.member(None).and(personal),
            // Nearly every member, so that one index of tenants finds all rows.
            Some(0) => self.member(None).and(self.member(Some(0)).or(personal)),
            Some(least) => self.member(Some(least)).or(self.member(None).and(personal)),
        };
        members.or(outside)
    }

    fn outsiders(&self) -> bool {
        let shares = self
            .line
            .last()
            .and_then(|(_, root)| root.spec().shares.as_ref());
        shares.is_some_and(|shares| shares.outsiders)
    }

    pub(super) fn member(&self, least: Option<usize>) -> Condition {
        self.of_tenant(|tenant| Test::Member { tenant, least })
    }

    /// A suspended member meets nothing of the tenant, however visible it is.
    fn suspended_not(&self, holds: Condition) -> Condition {
        if self.bound && self.caller == Caller::Person {
            holds.and(self.of_tenant(Test::NotSuspended))
        } else {
            holds
        }
    }

    /// A test of the line's tenant, at the row that is nearest.
    fn of_tenant(&self, test: impl Fn(Place) -> Test) -> Condition {
        let column = |(level, (_, resource)): (usize, &(usize, &Resource))| {
            resource
                .spec()
                .tenant
                .and_then(|field| self.place(level, field))
        };
        let nearest = self.line.iter().enumerate().find_map(column);
        nearest.map_or(Condition::Never, |at| test(at).into())
    }

    /// The owner column of the row at a level, or of one above it, names the caller.
    fn owns(&self, relations: RelationSet, level: usize) -> Condition {
        if !relations.contains(Vocabulary::OWNER) {
            return Condition::Never;
        }
        let own_row = level == 0 && self.line.len() == 1 && !self.bound && !self.exists(0);
        let columns = self.line.iter().enumerate().skip(level);
        let columns = columns.filter(|(at, _)| self.exists(*at));
        let columns =
            columns.filter_map(|(at, (_, resource))| self.place(at, resource.spec().owner?));
        let named = Condition::any(columns.map(|at| Test::Subject(at).into()));
        named.or(always_if(own_row))
    }

    /// The row at a level, or one above it, is shared with the caller.
    fn shared(&self, relations: RelationSet, level: usize) -> Condition {
        let above = self.line.iter().enumerate().skip(level);
        let ways = above
            .filter(|(at, _)| self.exists(*at))
            .map(|(at, (_, resource))| {
                let shares = resource.spec().shares.as_ref();
                let mut levels = shares
                    .into_iter()
                    .flat_map(|shares| shares.levels.iter().copied());
                let least = levels.find(|known| relations.contains(*known));
                match (least, self.place(at, resource.spec().key.field)) {
                    (Some(least), Some(key)) => Test::Shared { key, least }.into(),
                    (None, _) | (_, None) => Condition::Never,
                }
            });
        Condition::any(ways)
    }

    /// The row at a level is public, and so is every row above it.
    fn public(&self, level: usize) -> Condition {
        let from = self.line.iter().enumerate().skip(level);
        let each = from.map(|(at, (_, resource))| {
            let spec = resource.spec();
            if !self.exists(at) {
                return Condition::Always;
            }
            match spec.visibility.and_then(|field| self.place(at, field)) {
                Some(at) => Test::OneOf(at, vec!["public".to_owned()]).into(),
                None => always_if(spec.parent.is_some()),
            }
        });
        Condition::all(each)
    }
}
