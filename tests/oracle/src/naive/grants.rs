//! Who is granted what, and which fields they see and may write.

use super::differences::{Parked, parked};
use super::labels::{FullRow, Value};
use super::{Allowed, Naive, Names, Slip};
use ownguard_core::spec::{Grant, Writers};
use ownguard_core::{Action, Otherwise, Principal, Relation, Spec};

/// What does not imply that its row is read.
pub(super) const WITHOUT_READ: [Action; 4] = [
    Action::READ,
    Action::CREATE,
    Action::INVITE,
    Action::RESTORE,
];

pub(super) fn names(spec: &Spec) -> Vec<String> {
    let prefixed = |prefix: &str, words: &[String]| -> Vec<String> {
        words
            .iter()
            .map(|word| format!("{prefix}.{word}"))
            .collect()
    };
    let mut names = vec!["owner".to_owned()];
    if let Some(tenancy) = &spec.tenancy {
        names.extend(prefixed(&tenancy.name, &tenancy.roles));
    }
    names.extend(prefixed("shared", &spec.levels));
    names.extend(prefixed("service", &spec.services));
    names.extend(["authenticated", "link", "anyone"].map(str::to_owned));
    names.extend(prefixed("staff", &spec.staff));
    names
}

impl Naive<'_> {
    pub(super) fn name(&self, relation: Relation) -> String {
        self.names[relation.index()].clone()
    }

    /// Weakest first.
    pub(super) fn role_names(&self) -> Vec<String> {
        let count = self
            .spec
            .tenancy
            .as_ref()
            .map_or(0, |tenancy| tenancy.roles.len());
        self.names.iter().skip(1).take(count).cloned().collect()
    }

    pub(super) fn role_and_weaker(&self, role: u8) -> Names {
        let names = self.role_names();
        if usize::from(role) >= names.len() && !parked(Parked::RolePastTheTop) {
            return Names::new();
        }
        names.into_iter().take(usize::from(role) + 1).collect()
    }

    /// The relation, and every stronger role or level of the resource.
    fn and_stronger(&self, resource: usize, relation: &str) -> Names {
        let mut all = Names::from([relation.to_owned()]);
        if self.slips(Slip::RolesStandAlone) {
            return all;
        }
        let shares = &self.spec.resources[self.root_of(resource)].shares;
        let levels: Vec<String> = shares
            .iter()
            .flat_map(|shares| &shares.levels)
            .map(|level| self.name(*level))
            .collect();
        for order in [self.role_names(), levels] {
            if let Some(at) = order.iter().position(|name| name == relation) {
                all.extend(order.into_iter().skip(at));
            }
        }
        all
    }

    /// The relations that an action is granted to, in the state of this root row; of no row, unconditionally.
    pub(super) fn granted(&self, resource: usize, action: Action, root: Option<&FullRow>) -> Names {
        let applies = |grant: &Grant| {
            let holds = |root| self.slips(Slip::ConditionsAlwaysHold) || holds(grant, root);
            grant.when.is_empty() || root.is_some_and(holds)
        };
        self.without_link(action, self.granted_where(resource, action, &applies))
    }

    /// The relations that an action is granted to in one state of a row or another.
    pub(super) fn ever_granted(&self, resource: usize, action: Action) -> Names {
        self.without_link(action, self.granted_where(resource, action, &|_| true))
    }

    fn granted_where(
        &self,
        resource: usize,
        action: Action,
        applies: &dyn Fn(&Grant) -> bool,
    ) -> Names {
        let spec = &self.spec.resources[resource];
        let mut granted = Names::new();
        if let Some(parent) = &spec.parent {
            let bare: &dyn Fn(&Grant) -> bool = &|grant| grant.when.is_empty();
            let reads = [Action::READ, Action::LIST].contains(&action);
            let applies = if reads { bare } else { applies };
            granted = self.granted_where(parent.resource, self.mapped(resource, action), applies);
        } else {
            let bare = [Action::READ, Action::LIST, Action::CREATE, Action::INVITE];
            for grant in spec.grants.iter().filter(|grant| grant.action == action) {
                let conditional = !grant.when.is_empty();
                if applies(grant) && !(conditional && bare.contains(&action)) {
                    granted.extend(self.and_stronger(resource, &self.name(grant.relation)));
                }
            }
        }
        if !WITHOUT_READ.contains(&action) {
            let readers = self.granted_where(resource, Action::READ, applies);
            granted.retain(|relation| readers.contains(relation));
        }
        if action != Action::READ
            && !parked(Parked::LinksReadByOtherNames)
            && !self.slips(Slip::LinksList)
        {
            granted.remove("link");
        }
        granted
    }

    fn without_link(&self, action: Action, mut granted: Names) -> Names {
        if action != Action::READ && !self.slips(Slip::LinksList) {
            granted.remove("link");
        }
        granted
    }

    /// What a child's action is called on the parent.
    pub(super) fn mapped(&self, resource: usize, action: Action) -> Action {
        let parent = self.spec.resources[resource].parent.as_ref().unwrap();
        let found = parent.map.iter().find(|(from, _)| *from == action);
        found.map_or(action, |(_, to)| *to)
    }

    pub(super) fn allowed(&self, resource: usize, action: Action, relations: Names) -> Allowed {
        let mut allowed = Allowed::default();
        let spec = &self.spec.resources[resource];
        for (at, field) in spec.fields.iter().enumerate() {
            let never = field.never && !self.slips(Slip::NeverIsShown);
            let named = field
                .to
                .as_ref()
                .map(|to| self.each_and_stronger(resource, to.iter()));
            let sees = |relation: &String| match &named {
                Some(named) => named.contains(relation),
                None if outside(relation) => {
                    field.outside || field.show && self.slips(Slip::OutsidersSeeTheInside)
                }
                None => field.show,
            };
            let inside_without = |relation: &String| !outside(relation) && !sees(relation);
            if !never && relations.iter().any(sees) {
                allowed.show.insert(field.column.clone());
            } else if !never
                && named.is_some()
                && field.otherwise != Otherwise::Drop
                && relations.iter().any(inside_without)
            {
                allowed.masked.insert(field.column.clone());
            }
            let writes = match &field.write {
                Writers::Nobody => false,
                Writers::Everyone => true,
                Writers::Only(writers) => {
                    let writers = writers.iter().map(|writer| &writer.relation);
                    !self
                        .each_and_stronger(resource, writers)
                        .is_disjoint(&relations)
                }
            };
            if writes && !field.never && ![spec.tenant, spec.owner].contains(&Some(at)) {
                allowed.write.insert(field.column.clone());
            }
        }
        let by_staff = relations
            .iter()
            .any(|relation| relation.starts_with("staff."));
        let staff = matches!(self.caller(), Principal::Staff(_));
        let staff = by_staff || staff && !parked(Parked::StaffByAnyoneUnaudited);
        allowed.audit =
            self.audited(resource, action) || staff && !self.slips(Slip::StaffGoUnaudited);
        allowed.relations = relations;
        allowed
    }

    fn each_and_stronger<'r>(
        &self,
        resource: usize,
        relations: impl Iterator<Item = &'r Relation>,
    ) -> Names {
        relations
            .flat_map(|relation| {
                let name = self.name(*relation);
                let child = self.root_of(resource) != resource;
                let level = name.starts_with("shared.");
                if child && level && parked(Parked::LevelsOfChildrenStandAlone) {
                    return Names::from([name]);
                }
                self.and_stronger(resource, &name)
            })
            .collect()
    }
}

fn outside(relation: &str) -> bool {
    ["link", "authenticated", "anyone"].contains(&relation)
}

fn holds(grant: &Grant, root: &FullRow) -> bool {
    grant
        .when
        .iter()
        .all(|condition| match &root.when[condition.column] {
            Value::Null => false,
            Value::Is(value) => condition.values.contains(value),
            Value::Fits => true,
        })
}
