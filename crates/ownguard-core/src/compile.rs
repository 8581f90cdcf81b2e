//! From definitions to tables: what every relation may do with a resource, on its
//! own grants or its root's, and which fields it sees and writes.

use crate::action::Action;
use crate::fields::{FieldPlan, FieldSet, Otherwise};
use crate::model::{Conditional, MAX_DEPTH, Resource, Rule, View};
use crate::relation::{Relation, RelationSet, Vocabulary};
use crate::spec::{Asks, FieldSpec, MaxAge, ResourceSpec, Writers};

/// Derives each resource's tables from the definitions of all.
pub(crate) struct Compiler<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) actions: usize,
    pub(crate) specs: &'a [ResourceSpec],
    pub(crate) max_age: MaxAge,
}

impl Compiler<'_> {
    pub(crate) fn resource(&self, at: usize) -> Option<Resource> {
        let spec = self.specs.get(at)?;
        let lineage = self.lineage(at);
        let root_at = lineage.last().copied().unwrap_or(at);
        let root = self.specs.get(root_at)?;
        let sound = root.parent.is_none();
        let actions = || (0..self.actions).filter_map(Action::at);
        let reads = self.granted(root, Action::READ);
        let relations = || self.vocabulary.all();
        let rule = |action| {
            let granted = self.granted(root, self.rooted(&lineage, action));
            let granted = self.allowed(&lineage, action, granted, reads);
            let conditional = self.conditionals(root, &lineage, action, reads);
            Rule {
                granted,
                ever: conditional
                    .iter()
                    .fold(granted, |ever, grant| ever.union(grant.relations)),
                conditional,
                asks: self.asks(&lineage, action),
                max_age: self.max_age(&lineage, action),
            }
        };
        Some(Resource {
            at,
            sound,
            tenant_bound: lineage
                .iter()
                .filter_map(|at| self.specs.get(*at))
                .any(|spec| spec.tenant.is_some()),
            outsiders: root.shares.as_ref().is_some_and(|shares| shares.outsiders),
            rules: actions().filter(|_| sound).map(rule).collect(),
            stronger: relations()
                .map(|relation| self.with_stronger(root, RelationSet::of(relation)))
                .collect(),
            views: self.views(root, spec),
            spec: spec.clone(),
        })
    }

    /// The resource itself, its parent, and so on to the root.
    fn lineage(&self, at: usize) -> Vec<usize> {
        let parent = |at: &usize| {
            self.specs
                .get(*at)?
                .parent
                .as_ref()
                .map(|parent| parent.resource)
        };
        std::iter::successors(Some(at), parent)
            .take(MAX_DEPTH)
            .collect()
    }

    /// The action on the root that an action on a child comes down to.
    fn rooted(&self, lineage: &[usize], action: Action) -> Action {
        lineage
            .iter()
            .fold(action, |action, at| self.on_parent(*at, action))
    }

    fn on_parent(&self, at: usize, action: Action) -> Action {
        let parent = self.specs.get(at).and_then(|spec| spec.parent.as_ref());
        let mapped = parent.and_then(|parent| parent.map.iter().find(|(from, _)| *from == action));
        mapped.map_or(action, |(_, to)| *to)
    }

    fn granted(&self, root: &ResourceSpec, action: Action) -> RelationSet {
        let named = root
            .grants
            .iter()
            .filter(|grant| grant.action == action && grant.when.is_empty());
        self.with_stronger(root, named.map(|grant| grant.relation).collect())
    }

    /// Whatever a model says: a link only reads, and every action on a row implies `read` on it.
    fn allowed(
        &self,
        lineage: &[usize],
        action: Action,
        granted: RelationSet,
        reads: RelationSet,
    ) -> RelationSet {
        let granted = if self.only_reads(lineage, action) {
            granted
        } else {
            granted.without(RelationSet::of(self.vocabulary.link()))
        };
        match self.rooted(lineage, action) {
            Action::READ | Action::CREATE | Action::INVITE | Action::RESTORE => granted,
            _ => granted.intersection(reads),
        }
    }

    /// Whether the action is `read`, on the resource and on every one above it.
    fn only_reads(&self, lineage: &[usize], action: Action) -> bool {
        let mut here = action;
        lineage.iter().all(|at| {
            let reads = here == Action::READ;
            here = self.on_parent(*at, here);
            reads
        })
    }

    fn conditionals(
        &self,
        root: &ResourceSpec,
        lineage: &[usize],
        action: Action,
        reads: RelationSet,
    ) -> Vec<Conditional> {
        let rooted = self.rooted(lineage, action);
        let takes_none = matches!(
            rooted,
            Action::READ | Action::LIST | Action::CREATE | Action::INVITE
        );
        let named = root
            .grants
            .iter()
            .filter(|grant| grant.action == rooted && !grant.when.is_empty());
        let conditional = named.filter(|_| !takes_none).map(|grant| {
            let relations = self.with_stronger(root, RelationSet::of(grant.relation));
            Conditional {
                relations: self.allowed(lineage, action, relations, reads),
                when: grant.when.clone(),
            }
        });
        conditional.collect()
    }

    /// How old facts may be: as the action allows, on the resource and on every one above it, where
    /// each also asks for `read`.
    fn max_age(&self, lineage: &[usize], action: Action) -> Option<u32> {
        let mut here = action;
        let mut bound = None;
        for (depth, at) in lineage.iter().enumerate() {
            let own = if here.only_reads() {
                self.max_age.read
            } else {
                self.max_age.write
            };
            let above = self.max_age.read.filter(|_| depth > 0);
            bound = bound.into_iter().chain(own).chain(above).min();
            here = self.on_parent(*at, here);
        }
        bound
    }

    /// What a child's action asks: what the root's does, what each level adds, and `read` on every parent.
    fn asks(&self, lineage: &[usize], action: Action) -> Asks {
        let (mut asks, mut here) = (Asks::default(), action);
        for (depth, at) in lineage.iter().enumerate() {
            let own = |wanted: Action| {
                let listed = self.specs.get(*at).into_iter().flat_map(|spec| &spec.asks);
                listed
                    .filter(|(named, _)| *named == wanted)
                    .fold(Asks::default(), |all, (_, asks)| all.and(*asks))
            };
            asks = asks.and(own(here));
            if depth > 0 {
                asks = asks.and(own(Action::READ));
            }
            here = self.on_parent(*at, here);
        }
        asks
    }

    fn views(&self, root: &ResourceSpec, spec: &ResourceSpec) -> Vec<View> {
        let view = |relation| View {
            plan: self.plan(root, spec, relation),
            writable: self.writable(root, spec, relation),
            covers: RelationSet::NONE,
        };
        let views: Vec<_> = self.vocabulary.all().map(view).collect();
        let covers = |view: &View| {
            let covered = self.vocabulary.all().zip(&views).filter(|(_, other)| {
                let adds = other.plan.otherwise.without(view.plan.show);
                other.plan.show.without(view.plan.show).is_empty()
                    && adds.without(view.plan.otherwise).is_empty()
                    && other.writable.without(view.writable).is_empty()
            });
            covered.map(|(relation, _)| relation).collect()
        };
        views
            .iter()
            .map(|view| View {
                covers: covers(view),
                ..*view
            })
            .collect()
    }

    fn plan(&self, root: &ResourceSpec, spec: &ResourceSpec, relation: Relation) -> FieldPlan {
        let outside = self.vocabulary.outside().contains(relation);
        let mut plan = FieldPlan::default();
        for (at, field) in spec
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| !field.never)
        {
            let named = field.to.as_ref().map(|to| {
                self.with_stronger(root, to.iter().copied().collect())
                    .contains(relation)
            });
            let shown = named.unwrap_or(if outside { field.outside } else { field.show });
            if shown {
                plan.show = plan.show.union(FieldSet::of(at));
            } else if named == Some(false) && !outside && field.otherwise != Otherwise::Drop {
                plan.otherwise = plan.otherwise.union(FieldSet::of(at));
            }
        }
        plan
    }

    fn writable(&self, root: &ResourceSpec, spec: &ResourceSpec, relation: Relation) -> FieldSet {
        let may = |field: &FieldSpec| match &field.write {
            Writers::Nobody => false,
            Writers::Everyone => true,
            Writers::Only(writers) => writers.iter().any(|writer| {
                self.with_stronger(root, RelationSet::of(writer.relation))
                    .contains(relation)
            }),
        };
        let fixed = [spec.tenant, spec.owner]
            .into_iter()
            .flatten()
            .collect::<FieldSet>();
        let writable = spec
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| !field.never && may(field));
        writable
            .map(|(at, _)| at)
            .collect::<FieldSet>()
            .without(fixed)
    }

    /// The set with every stronger role and level: each holds what those before it hold.
    fn with_stronger(&self, root: &ResourceSpec, set: RelationSet) -> RelationSet {
        let roles = self
            .vocabulary
            .roles()
            .iter()
            .skip_while(|role| !set.contains(*role));
        let levels = root
            .shares
            .iter()
            .flat_map(|shares| &shares.levels)
            .copied();
        let levels = levels.skip_while(|level| !set.contains(*level));
        set.union(roles.chain(levels).collect())
    }
}
