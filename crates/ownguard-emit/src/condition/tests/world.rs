//! Rows as columns with values, what the core makes of them, and what a
//! condition says of them.

use crate::condition::{Caller, Condition, Place, Test};
use ownguard_core::principal::{AsOf, Membership, Person, Principal, Service, Staff, Status, User};
use ownguard_core::row::{Label, Parent, Row, Share};
use ownguard_core::{Model, Relation, RelationSet, Session};
use std::collections::BTreeMap;

/// Numbers without a source of randomness.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap();
        high % sides.max(1)
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.roll(of.len());
        of.get(at).unwrap()
    }
}

/// One row: what each column holds (null is `None`), its share with the caller, and its parent.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) resource: usize,
    pub(super) columns: BTreeMap<usize, Option<String>>,
    share: Option<Relation>,
    pub(super) parent: Option<Box<Case>>,
}

impl Case {
    pub(super) fn roll(model: &Model, resource: usize, dice: &mut Dice) -> Self {
        let found = model.resource(resource).unwrap();
        let spec = found.spec();
        let mut columns = BTreeMap::new();
        let mut set = |field: Option<usize>, of: &[Option<&str>], dice: &mut Dice| {
            if let Some(field) = field {
                columns.insert(field, dice.pick(of).map(str::to_owned));
            }
        };
        set(
            Some(spec.key.field),
            &[Some("me"), Some("t1"), Some("t2")],
            dice,
        );
        set(
            spec.tenant,
            &[Some("t1"), Some("t1"), Some("t1"), Some("t2"), None],
            dice,
        );
        set(
            spec.owner,
            &[Some("me"), Some("me"), Some("you"), None],
            dice,
        );
        set(
            spec.visibility,
            &[
                Some("public"),
                Some("public"),
                Some("unlisted"),
                Some("Public"),
                None,
            ],
            dice,
        );
        set(
            spec.deleted,
            &[None, None, Some("false"), Some("2026-01-01")],
            dice,
        );
        for (place, field) in spec.when.iter().enumerate() {
            let grants = spec.grants.iter().flat_map(|grant| &grant.when);
            let conditions = grants.filter(|condition| condition.column == place);
            let values = conditions.flat_map(|condition| &condition.values);
            let mut of: Vec<_> = values.map(|value| Some(value.as_str())).collect();
            of.extend([Some("other"), None]);
            set(Some(*field), &of, dice);
        }
        let levels = spec
            .shares
            .as_ref()
            .map_or(&[][..], |shares| &shares.levels);
        let share = dice.roll(levels.len() + 1).checked_sub(1);
        let parent = spec.parent.as_ref().filter(|_| dice.roll(8) > 0);
        Self {
            resource,
            columns,
            share: share.and_then(|at| levels.get(at)).copied(),
            parent: parent.map(|parent| Box::new(Self::roll(model, parent.resource, dice))),
        }
    }

    pub(super) fn value(&self, field: Option<usize>) -> Option<&str> {
        self.columns.get(&field?)?.as_deref()
    }

    /// The labels that the core reads.
    pub(super) fn with_row(&self, model: &Model, use_it: &mut dyn FnMut(&Row<'_>)) {
        let spec = model.resource(self.resource).unwrap().spec();
        let label = |field: Option<usize>| match (field, self.value(field)) {
            (None, _) => Label::Absent,
            (Some(_), None) => Label::Null,
            (Some(_), Some(value)) => Label::Value(value),
        };
        let when: Vec<_> = spec.when.iter().map(|field| label(Some(*field))).collect();
        let mut row = |parent: Parent<'_>| {
            use_it(&Row {
                key: label(Some(spec.key.field)),
                tenant: label(spec.tenant),
                owner: label(spec.owner),
                visibility: label(spec.visibility),
                deleted: label(spec.deleted),
                share: self.share.map_or(Share::None, Share::Level),
                parent,
                when: &when,
            });
        };
        match (&self.parent, &spec.parent) {
            (Some(parent), _) => parent.with_row(model, &mut |above| row(Parent::Row(above))),
            (None, Some(_)) => row(Parent::Missing),
            (None, None) => row(Parent::Absent),
        }
    }

    fn above(&self, level: usize) -> Option<&Self> {
        match level {
            0 => Some(self),
            more => self.parent.as_deref()?.above(more - 1),
        }
    }

    /// The tenant that the nearest column names.
    pub(super) fn tenant(&self, model: &Model) -> Option<&str> {
        let own = model.resource(self.resource).unwrap().spec().tenant;
        match own {
            Some(_) => self.value(own),
            None => self.parent.as_ref()?.tenant(model),
        }
    }
}

/// A caller whose facts SQL can see; what it cannot see is at its best.
pub(super) struct Known {
    pub(super) caller: Caller,
    memberships: Vec<Membership>,
    tenant: Option<&'static str>,
}

impl Known {
    pub(super) fn roll(model: &Model, dice: &mut Dice) -> Self {
        let vocabulary = model.vocabulary();
        let services = model.services().len();
        let staff: Vec<RelationSet> = vocabulary.staff().iter().map(RelationSet::of).collect();
        let roles = model.tenancy().map_or(0, |tenancy| tenancy.roles.len());
        let mut memberships = Vec::new();
        for tenant in ["t1", "t2"] {
            let role = dice.roll(roles + 1);
            let status = |dice: &mut Dice| {
                if dice.roll(5) == 0 {
                    Status::Suspended
                } else {
                    Status::Active
                }
            };
            if dice.roll(3) > 0 {
                memberships.push(Membership {
                    tenant: tenant.into(),
                    role: u8::try_from(role).ok().filter(|_| role < roles),
                    status: status(dice),
                    tenant_status: status(dice),
                    plan: Some(u8::MAX),
                    as_of: AsOf::ThisRequest,
                });
            }
        }
        let caller = match dice.roll(8) {
            0 => Caller::Anonymous,
            1 => Caller::Guest,
            2 if services > 0 => Caller::Service(dice.roll(services)),
            3 if !staff.is_empty() => Caller::Staff(*dice.pick(&staff)),
            _ => Caller::Person,
        };
        Self {
            caller,
            memberships,
            tenant: *dice.pick(&[Some("t1"), Some("t2"), None]),
        }
    }

    pub(super) fn session(&self) -> Session {
        let user = User {
            id: "me".into(),
            status: Status::Active,
            verified: true,
            plan: Some(u8::MAX),
            as_of: AsOf::ThisRequest,
        };
        Session::from(match self.caller {
            Caller::Anonymous => Principal::Anonymous,
            Caller::Guest => Principal::Guest(user),
            Caller::Person => Principal::Person(Person {
                user,
                memberships: self.memberships.clone(),
            }),
            Caller::Staff(roles) => Principal::Staff(Staff {
                id: "me".into(),
                status: Status::Active,
                roles,
            }),
            Caller::Service(index) => Principal::Service(Service {
                index: u8::try_from(index).unwrap(),
                tenant: self.tenant.map(Into::into),
            }),
        })
    }

    /// What a condition says of a row.
    pub(super) fn meets(&self, model: &Model, condition: &Condition, row: &Case) -> bool {
        match condition {
            Condition::Always => true,
            Condition::Never => false,
            Condition::All(parts) => parts.iter().all(|part| self.meets(model, part, row)),
            Condition::Any(parts) => parts.iter().any(|part| self.meets(model, part, row)),
            Condition::Parent { of, holds, .. } => {
                row.above(of + 1).is_some() && self.meets(model, holds, row)
            }
            Condition::Test(test) => self.passes(model, test, row),
        }
    }

    fn passes(&self, model: &Model, test: &Test, row: &Case) -> bool {
        let value = |place: &Place| row.above(place.level)?.value(Some(place.field));
        let membership = |place: &Place| {
            let tenant = value(place)?;
            self.memberships
                .iter()
                .find(|found| &*found.tenant == tenant)
        };
        let active = |found: &Membership| {
            found.status == Status::Active && found.tenant_status == Status::Active
        };
        match test {
            Test::Present(place) => value(place).is_some(),
            Test::Null(place) => value(place).is_none(),
            Test::Live(place) => value(place).is_none_or(|value| value == "false"),
            Test::OneOf(place, values) => {
                value(place).is_some_and(|value| values.iter().any(|wanted| wanted == value))
            }
            Test::SameTenant(one, two) => value(one).is_some() && value(one) == value(two),
            Test::Subject(place) => value(place) == Some("me"),
            Test::Member { tenant, least } => membership(tenant).is_some_and(|found| {
                let role = found.role.map(usize::from);
                active(found) && least.is_none_or(|least| role.is_some_and(|role| role >= least))
            }),
            Test::NotSuspended(place) => membership(place).is_none_or(active),
            Test::Shared { key, least } => {
                let found = row.above(key.level);
                let levels = model
                    .resource(key.resource)
                    .unwrap()
                    .spec()
                    .shares
                    .as_ref()
                    .unwrap();
                let rank = |level: &Relation| levels.levels.iter().position(|known| known == level);
                found
                    .and_then(|found| found.share)
                    .is_some_and(|held| rank(&held) >= rank(least))
            }
            Test::ServiceTenant(place) => value(place).is_some() && value(place) == self.tenant,
        }
    }
}
