//! The compiled model: bit tables by relation and action, so that a decision is
//! a few comparisons and one lookup. Compiling is total; a reference that
//! points nowhere grants nothing.

use crate::action::{Action, BUILT_IN};
use crate::compile::Compiler;
use crate::fields::{FieldPlan, FieldSet};
use crate::http::Gatekeeping;
use crate::relation::{Relation, RelationSet, TooManyRelations, Vocabulary};
use crate::spec::{Asks, Condition, FieldSpec, MaxAge, ResourceSpec, Spec, TenancySpec};

/// How many rows may stand in one line, from a child to its root, both counted.
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
    /// Whether its line of parents ends within [`MAX_DEPTH`]; if not, nothing is granted.
    pub(crate) sound: bool,
    pub(crate) grants: Vec<RelationSet>,
    pub(crate) conditional: Vec<Conditional>,
    pub(crate) stronger: Vec<RelationSet>,
    pub(crate) asks: Vec<Asks>,
    pub(crate) max_age: Vec<Option<u32>>,
    pub(crate) plans: Vec<FieldPlan>,
    pub(crate) writable: Vec<FieldSet>,
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
            max_age: spec.max_age,
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

    /// How old facts may be for an action, in seconds; `None` is as long as the token lives.
    pub fn max_age(&self, action: Action) -> Option<u32> {
        self.max_age.get(action.index()).copied().flatten()
    }

    /// The same, with what the action itself asks.
    pub(crate) fn max_age_with_asks(&self, action: Action) -> Option<u32> {
        let asked = self.asks(action).fresh;
        self.max_age(action).into_iter().chain(asked).min()
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
