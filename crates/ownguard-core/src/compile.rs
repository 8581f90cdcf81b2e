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
        let relations = || self.vocabulary.all();
        let rule = |action| {
            let granted = self.granted(root, &lineage, action);
            let conditional = self.conditionals(root, &lineage, action);
            let questions = self.questions(&lineage, action);
            Rule {
                granted,
                ever: conditional
                    .iter()
                    .fold(granted, |ever, grant| ever.union(grant.relations)),
                conditional,
                asks: self.asks(&questions),
                max_age: self.max_age(&questions),
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

    /// The relations that an action is granted to whatever the row says.
    fn granted(&self, root: &ResourceSpec, lineage: &[usize], action: Action) -> RelationSet {
        let rooted = self.rooted(lineage, action);
        let named = root
            .grants
            .iter()
            .filter(|grant| grant.action == rooted && grant.when.is_empty());
        let named = self.with_stronger(root, named.map(|grant| grant.relation).collect());
        self.allowed(root, lineage, action, named)
    }

    /// Whatever a model says, on the resource and on every one above it: a link only reads, and every
    /// action on a row implies `read` on it, except `restore`.
    fn allowed(
        &self,
        root: &ResourceSpec,
        lineage: &[usize],
        action: Action,
        relations: RelationSet,
    ) -> RelationSet {
        let above = match lineage {
            [at, above @ ..] if !above.is_empty() => {
                self.allowed(root, above, self.on_parent(*at, action), relations)
            }
            _ => relations,
        };
        let readable = if implies_read(action) {
            above.intersection(self.granted(root, lineage, Action::READ))
        } else {
            above
        };
        if action == Action::READ {
            readable
        } else {
            readable.without(RelationSet::of(self.vocabulary.link()))
        }
    }

    fn conditionals(
        &self,
        root: &ResourceSpec,
        lineage: &[usize],
        action: Action,
    ) -> Vec<Conditional> {
        let rooted = self.rooted(lineage, action);
        let makes = matches!(rooted, Action::CREATE | Action::INVITE);
        let named = root
            .grants
            .iter()
            .filter(|grant| grant.action == rooted && !grant.when.is_empty());
        let conditional = named.filter(|_| !makes && !self.reads(lineage, action));
        let conditional = conditional.map(|grant| {
            let relations = self.with_stronger(root, RelationSet::of(grant.relation));
            Conditional {
                relations: self.allowed(root, lineage, action, relations),
                when: grant.when.clone(),
            }
        });
        conditional.collect()
    }

    /// Whether the action is `read` or `list`, on the resource or on one above it: these take no condition.
    fn reads(&self, lineage: &[usize], action: Action) -> bool {
        let mut here = action;
        lineage.iter().any(|at| {
            let reads = matches!(here, Action::READ | Action::LIST);
            here = self.on_parent(*at, here);
            reads
        })
    }

    /// The action itself, `read` where it implies that, what it is on the parent, and `read` on the
    /// parent: each asks what it asks.
    fn questions(&self, lineage: &[usize], action: Action) -> Vec<(usize, Action)> {
        let Some((at, above)) = lineage.split_first() else {
            return Vec::new();
        };
        let mut questions = vec![(*at, action)];
        if implies_read(action) {
            questions.extend(self.questions(lineage, Action::READ));
        }
        if !above.is_empty() {
            questions.extend(self.questions(above, self.on_parent(*at, action)));
            questions.extend(self.questions(above, Action::READ));
        }
        questions
    }

    /// How old facts may be.
    fn max_age(&self, questions: &[(usize, Action)]) -> Option<u32> {
        let bounds = questions.iter().filter_map(|(_, action)| {
            if action.only_reads() {
                self.max_age.read
            } else {
                self.max_age.write
            }
        });
        bounds.min()
    }

    fn asks(&self, questions: &[(usize, Action)]) -> Asks {
        let of = |(at, wanted): &(usize, Action)| {
            let listed = self.specs.get(*at).into_iter().flat_map(|spec| &spec.asks);
            listed
                .filter(|(named, _)| named == wanted)
                .fold(Asks::default(), |all, (_, asks)| all.and(*asks))
        };
        questions.iter().map(of).fold(Asks::default(), Asks::and)
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

/// Every action on an existing row implies `read` on it, except `restore`.
const fn implies_read(action: Action) -> bool {
    !matches!(
        action,
        Action::READ | Action::CREATE | Action::INVITE | Action::RESTORE
    )
}
