//! Who holds which relation to which rows: by role, ownership, sharing, visibility
//! and link, as tests of the row and of those above it.

use super::derive::Case;
use super::tree::{Rows, Test};
use crate::condition::Place;
use ownguard_core::{Membership, Principal, RelationSet, User, Vocabulary};

impl Case<'_> {
    /// The caller holds one of these relations to the row at a level.
    pub(super) fn holds(&self, relations: RelationSet, level: usize) -> Rows {
        let vocabulary = self.model.vocabulary();
        let by_kind = match self.principal {
            Principal::Anonymous => Rows::None,
            Principal::Guest(_) if self.bound => Rows::None,
            Principal::Guest(user) => self.personal(user, relations, level),
            Principal::Person(person) => self.person(&person.user, relations, level),
            Principal::Staff(staff) => {
                let held = staff.roles.intersection(vocabulary.staff());
                Rows::every_if(!held.intersection(relations).is_empty())
            }
            Principal::Service(service) => {
                let own = vocabulary.service(service.index.into());
                let held = Rows::every_if(own.is_some_and(|own| relations.contains(own)));
                let tenant = service.tenant.iter().map(ToString::to_string);
                if self.bound {
                    held.and(self.of_tenant(|at| Rows::holding(at, tenant.clone().collect())))
                } else {
                    held
                }
            }
        };
        by_kind.or(self.by_visibility(relations, level))
    }

    fn person(&self, user: &User, relations: RelationSet, level: usize) -> Rows {
        if !self.bound {
            return self.personal(user, relations, level);
        }
        let vocabulary = self.model.vocabulary();
        let by_role = self.of_members(|held| {
            let roles = held
                .role
                .map(|role| vocabulary.role_and_weaker(role.into()));
            roles.is_some_and(|roles| !roles.intersection(relations).is_empty())
        });
        let inside = self.personal(user, relations, level);
        let inside = inside.and(self.of_members(|_| true));
        let root = self
            .line
            .last()
            .and_then(|(_, root)| root.spec().shares.as_ref());
        let outside = if root.is_some_and(|shares| shares.outsiders) {
            self.shared(user, relations, level).and(self.open())
        } else {
            Rows::None
        };
        Rows::any([by_role, inside, outside])
    }

    /// The row at a level, or one above it, is the caller's or shared with them.
    fn personal(&self, user: &User, relations: RelationSet, level: usize) -> Rows {
        let owns = relations.contains(Vocabulary::OWNER);
        let above = self.line.iter().enumerate().skip(level).filter(|_| owns);
        let owned = above.filter_map(|(at, (_, resource))| {
            let at = self.place(at, resource.spec().owner?)?;
            Some(Rows::holding(at, vec![user.id.to_string()]))
        });
        Rows::any(owned).or(self.shared(user, relations, level))
    }

    fn shared(&self, user: &User, relations: RelationSet, level: usize) -> Rows {
        let vocabulary = self.model.vocabulary();
        let name = |level: ownguard_core::Relation| {
            let name = vocabulary.name(level);
            name.strip_prefix("shared.").unwrap_or(name).to_owned()
        };
        let above = self.line.iter().enumerate().skip(level);
        let ways = above.filter_map(|(at, (_, resource))| {
            let shares = resource.spec().shares.as_ref()?;
            let key = self.place(at, resource.spec().key.field)?;
            let levels = shares.levels.iter().copied();
            let levels: Vec<String> = levels
                .skip_while(|level| !relations.contains(*level))
                .map(name)
                .collect();
            (!levels.is_empty()).then(|| {
                Rows::Where(Test::Shared {
                    key,
                    user: user.id.to_string(),
                    levels,
                })
            })
        });
        Rows::any(ways)
    }

    fn by_visibility(&self, relations: RelationSet, level: usize) -> Rows {
        let vocabulary = self.model.vocabulary();
        let person = matches!(self.principal, Principal::Person(_));
        let public = relations.contains(vocabulary.anyone())
            || person && relations.contains(vocabulary.authenticated());
        let public = Rows::every_if(public).and(self.visible(level, &["public"]));
        let linked = if relations.contains(vocabulary.link()) {
            self.linked(level)
                .and(self.visible(level, &["unlisted", "public"]))
        } else {
            Rows::None
        };
        public.or(linked).and(self.open())
    }

    /// The link that was presented names the row at a level, or one above it.
    fn linked(&self, level: usize) -> Rows {
        let above = self.line.iter().enumerate().skip(level);
        let ways = above.filter_map(|(at, (place, resource))| {
            let link = self.link.filter(|link| link.resource == *place)?;
            let key = self.place(at, resource.spec().key.field)?;
            Some(Rows::holding(key, vec![link.key.to_string()]))
        });
        Rows::any(ways)
    }

    /// The row at a level and every row above it have one of these visibilities.
    fn visible(&self, level: usize, visibilities: &[&str]) -> Rows {
        let wanted: Vec<String> = visibilities.iter().map(ToString::to_string).collect();
        let above = self.line.iter().enumerate().skip(level);
        let each = above.map(|(at, (_, resource))| {
            let spec = resource.spec();
            match spec.visibility.and_then(|field| self.place(at, field)) {
                Some(at) => Rows::holding(at, wanted.clone()),
                // A child without a column is as visible as what owns it.
                None => Rows::every_if(spec.parent.is_some()),
            }
        });
        Rows::all(each)
    }

    /// The row's tenant is one of which the caller is a member that counts.
    pub(super) fn of_members(&self, which: impl Fn(&Membership) -> bool) -> Rows {
        let tenants = self.members.iter().filter(|held| which(held));
        let tenants: Vec<String> = tenants.map(|held| held.tenant.to_string()).collect();
        self.of_tenant(|at| Rows::holding(at, tenants.clone()))
    }

    /// The row's tenant is not closed to the caller.
    fn open(&self) -> Rows {
        if self.bound && !self.closed.is_empty() {
            self.of_tenant(|at| Rows::not_holding(at, self.closed.clone()))
        } else {
            Rows::Every
        }
    }

    /// A test of the tenant, on the nearest row that names one.
    fn of_tenant(&self, test: impl Fn(Place) -> Rows) -> Rows {
        let mut line = self.line.iter().enumerate();
        let nearest =
            line.find_map(|(level, (_, resource))| self.place(level, resource.spec().tenant?));
        nearest.map_or(Rows::None, test)
    }
}
