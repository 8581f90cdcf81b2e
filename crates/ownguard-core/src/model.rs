//! The compiled model: bit tables by relation and action, so that a decision is
//! a few comparisons and one lookup. Compiling is total; a reference that
//! points nowhere grants nothing.

use crate::action::{Action, BUILT_IN};
use crate::fields::{FieldPlan, FieldSet};
use crate::http::Gatekeeping;
use crate::relation::{Relation, RelationSet, TooManyRelations, Vocabulary};
use crate::spec::{Asks, Condition, FieldSpec, MaxAge, ResourceSpec, Spec, TenancySpec, Writers};

/// How many parents stand above the deepest child, the root counted.
pub const MAX_DEPTH: usize = 3;

/// One compiled ownership model.
#[derive(Clone, Debug)]
pub struct Model {
    vocabulary: Vocabulary,
    tenancy: Option<TenancySpec>,
    plans: Vec<String>,
    services: Vec<String>,
    actions: Vec<String>,
    max_age: MaxAge,
    resources: Vec<Resource>,
    screens: Vec<crate::spec::ScreenSpec>,
    revision: u64,
    http: Gatekeeping,
}

/// One compiled resource.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its place in the model.
    pub(crate) at: usize,
    pub(crate) spec: ResourceSpec,
    /// The oldest ancestor, whose grants hold for all below it; itself where there is no parent.
    pub(crate) root: usize,
    /// Whether rows belong to a tenant, by an own column or an ancestor's.
    pub(crate) tenant_bound: bool,
    grants: Vec<RelationSet>,
    conditional: Vec<Conditional>,
    stronger: Vec<RelationSet>,
    asks: Vec<Asks>,
    plans: Vec<FieldPlan>,
    writable: Vec<FieldSet>,
}

/// Relations that hold a grant only while the root row satisfies a condition.
#[derive(Clone, Debug)]
pub(crate) struct Conditional {
    pub(crate) action: Action,
    pub(crate) relations: RelationSet,
    pub(crate) when: Vec<Condition>,
}

impl Model {
    /// Compiles a model. The only model that cannot be compiled names more relations than fit in a word.
    pub fn compile(spec: Spec) -> Result<Self, TooManyRelations> {
        let tenancy = spec.tenancy.as_ref();
        let vocabulary = Vocabulary::new(
            tenancy.map_or("", |tenancy| &tenancy.name),
            tenancy.map_or(&[], |tenancy| &tenancy.roles),
            &spec.levels,
            &spec.services,
            &spec.staff,
        )?;
        let actions: Vec<String> = BUILT_IN
            .iter()
            .map(|name| (*name).to_owned())
            .chain(spec.actions)
            .collect();
        let compiler = Compiler {
            vocabulary: &vocabulary,
            actions: actions.len(),
            specs: &spec.resources,
        };
        let resources = (0..spec.resources.len())
            .filter_map(|at| compiler.resource(at))
            .collect();
        let mut model = Self {
            vocabulary,
            tenancy: spec.tenancy,
            plans: spec.plans,
            services: spec.services,
            actions,
            max_age: spec.max_age,
            resources,
            screens: spec.screens,
            revision: spec.revision,
            http: Gatekeeping::default(),
        };
        model.http = Gatekeeping::compile(spec.http, &model);
        Ok(model)
    }

    /// The relations.
    pub const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The tenancy, absent in an app of single people.
    pub const fn tenancy(&self) -> Option<&TenancySpec> {
        self.tenancy.as_ref()
    }

    /// How old facts may be.
    pub const fn max_age(&self) -> MaxAge {
        self.max_age
    }

    /// The model's revision.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The names of all actions, the built-in ones first.
    pub fn actions(&self) -> &[String] {
        &self.actions
    }

    /// The action of a name.
    pub fn action(&self, name: &str) -> Option<Action> {
        self.actions
            .iter()
            .position(|known| known == name)
            .and_then(Action::at)
    }

    /// The name of an action; empty for an action of another model.
    pub fn action_name(&self, action: Action) -> &str {
        self.actions.get(action.index()).map_or("", String::as_str)
    }

    /// The plans, least first.
    pub fn plans(&self) -> &[String] {
        &self.plans
    }

    /// The services.
    pub fn services(&self) -> &[String] {
        &self.services
    }

    /// The resources.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// The screens.
    pub fn screens(&self) -> &[crate::spec::ScreenSpec] {
        &self.screens
    }

    /// One resource by its place.
    pub fn resource(&self, at: usize) -> Option<&Resource> {
        self.resources.get(at)
    }

    /// The place of a resource of a name.
    pub fn find_resource(&self, name: &str) -> Option<usize> {
        self.resources
            .iter()
            .position(|known| known.spec.name == name)
    }

    /// Routes, wire names and levels: what the HTTP pipeline goes by.
    pub const fn http(&self) -> &Gatekeeping {
        &self.http
    }
}

impl Resource {
    /// The definition it was compiled from.
    pub const fn spec(&self) -> &ResourceSpec {
        &self.spec
    }

    /// The name, such as `invoice`.
    pub fn name(&self) -> &str {
        &self.spec.name
    }

    /// The fields, in the model's order.
    pub fn fields(&self) -> &[FieldSpec] {
        &self.spec.fields
    }

    /// The place of a field by its column.
    pub fn find_field(&self, column: &str) -> Option<usize> {
        self.spec
            .fields
            .iter()
            .position(|field| field.column == column)
    }

    /// Whether rows belong to a tenant, by a column of their own or an ancestor's.
    pub const fn tenant_bound(&self) -> bool {
        self.tenant_bound
    }

    /// The relations that an action is granted to whatever the row says.
    pub fn granted(&self, action: Action) -> RelationSet {
        self.grants.get(action.index()).copied().unwrap_or_default()
    }

    /// The relations that an action is granted to in at least one state of a row.
    pub fn ever_granted(&self, action: Action) -> RelationSet {
        self.conditional(action)
            .fold(self.granted(action), |set, grant| {
                set.union(grant.relations)
            })
    }

    /// The conditions on the root row under which an action is granted to more relations.
    pub fn conditions(&self, action: Action) -> impl Iterator<Item = (RelationSet, &[Condition])> {
        self.conditional(action)
            .map(|grant| (grant.relations, grant.when.as_slice()))
    }

    pub(crate) fn conditional(&self, action: Action) -> impl Iterator<Item = &Conditional> {
        self.conditional
            .iter()
            .filter(move |grant| grant.action == action)
    }

    /// What an action asks beyond the grant.
    pub fn asks(&self, action: Action) -> Asks {
        self.asks.get(action.index()).copied().unwrap_or_default()
    }

    /// The fields that a set of relations sees together.
    pub fn plan(&self, relations: RelationSet) -> FieldPlan {
        relations
            .iter()
            .fold(FieldPlan::default(), |plan, relation| {
                plan.union(
                    self.plans
                        .get(relation.index())
                        .copied()
                        .unwrap_or_default(),
                )
            })
    }

    /// The relation and every stronger role or level, which hold what it holds.
    pub fn with_stronger(&self, relation: Relation) -> RelationSet {
        self.stronger
            .get(relation.index())
            .copied()
            .unwrap_or_default()
    }

    /// The fields that a set of relations may write, before any list of values.
    pub fn writable(&self, relations: RelationSet) -> FieldSet {
        relations.iter().fold(FieldSet::NONE, |set, relation| {
            set.union(
                self.writable
                    .get(relation.index())
                    .copied()
                    .unwrap_or_default(),
            )
        })
    }
}

struct Compiler<'a> {
    vocabulary: &'a Vocabulary,
    actions: usize,
    specs: &'a [ResourceSpec],
}

impl Compiler<'_> {
    fn resource(&self, at: usize) -> Option<Resource> {
        let spec = self.specs.get(at)?;
        let lineage = self.lineage(at);
        let root_at = lineage.last().copied().unwrap_or(at);
        let root = self.specs.get(root_at)?;
        let sound = root.parent.is_none();
        let actions = || (0..self.actions).filter_map(Action::at);
        let reads = self.granted(root, Action::READ);
        let grants = actions()
            .map(|action| {
                let rooted = self.rooted(&lineage, action);
                let granted = if sound {
                    self.granted(root, rooted)
                } else {
                    RelationSet::NONE
                };
                self.allowed(action, rooted, granted, reads)
            })
            .collect();
        let conditional = actions()
            .filter(|_| sound)
            .flat_map(|action| {
                self.conditionals(root, action, self.rooted(&lineage, action), reads)
            })
            .collect();
        Some(Resource {
            at,
            root: root_at,
            tenant_bound: lineage
                .iter()
                .filter_map(|at| self.specs.get(*at))
                .any(|spec| spec.tenant.is_some()),
            grants,
            conditional,
            stronger: self
                .vocabulary
                .all()
                .map(|relation| self.with_stronger(spec, RelationSet::of(relation)))
                .collect(),
            asks: actions()
                .map(|action| self.asks(&lineage, action))
                .collect(),
            plans: self
                .vocabulary
                .all()
                .map(|relation| self.plan(spec, relation))
                .collect(),
            writable: self
                .vocabulary
                .all()
                .map(|relation| self.writable(spec, relation))
                .collect(),
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
        action: Action,
        rooted: Action,
        granted: RelationSet,
        reads: RelationSet,
    ) -> RelationSet {
        let link = RelationSet::of(self.vocabulary.link());
        let granted = if action == Action::READ {
            granted
        } else {
            granted.without(link)
        };
        match rooted {
            Action::READ | Action::CREATE | Action::INVITE | Action::RESTORE => granted,
            _ => granted.intersection(reads),
        }
    }

    fn conditionals(
        &self,
        root: &ResourceSpec,
        action: Action,
        rooted: Action,
        reads: RelationSet,
    ) -> Vec<Conditional> {
        let takes_none = matches!(
            rooted,
            Action::READ | Action::LIST | Action::CREATE | Action::INVITE
        );
        let named = root
            .grants
            .iter()
            .filter(|grant| grant.action == rooted && !grant.when.is_empty());
        named
            .filter(|_| !takes_none)
            .map(|grant| Conditional {
                action,
                relations: self.allowed(
                    action,
                    rooted,
                    self.with_stronger(root, RelationSet::of(grant.relation)),
                    reads,
                ),
                when: grant.when.clone(),
            })
            .collect()
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

    fn plan(&self, spec: &ResourceSpec, relation: Relation) -> FieldPlan {
        let outside = self.vocabulary.outside().contains(relation);
        let mut plan = FieldPlan::default();
        for (at, field) in spec
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| !field.never)
        {
            let named = field.to.as_ref().map(|to| {
                self.with_stronger(spec, to.iter().copied().collect())
                    .contains(relation)
            });
            let shown = named.unwrap_or(if outside { field.outside } else { field.show });
            if shown {
                plan.show = plan.show.union(FieldSet::of(at));
            } else if named == Some(false)
                && !outside
                && field.otherwise != crate::fields::Otherwise::Drop
            {
                plan.otherwise = plan.otherwise.union(FieldSet::of(at));
            }
        }
        plan
    }

    fn writable(&self, spec: &ResourceSpec, relation: Relation) -> FieldSet {
        let may = |field: &FieldSpec| match &field.write {
            Writers::Nobody => false,
            Writers::Everyone => true,
            Writers::Only(writers) => writers.iter().any(|writer| {
                self.with_stronger(spec, RelationSet::of(writer.relation))
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
            .filter(|(_, field)| may(field));
        writable
            .map(|(at, _)| at)
            .collect::<FieldSet>()
            .without(fixed)
    }

    /// The set with every stronger role and level: each holds what those before it hold.
    fn with_stronger(&self, spec: &ResourceSpec, set: RelationSet) -> RelationSet {
        let roles = self
            .vocabulary
            .roles()
            .iter()
            .skip_while(|role| !set.contains(*role));
        let levels = spec
            .shares
            .iter()
            .flat_map(|shares| &shares.levels)
            .copied();
        let levels = levels.skip_while(|level| !set.contains(*level));
        set.union(roles.chain(levels).collect())
    }
}
