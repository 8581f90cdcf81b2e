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
    /// Whether rows belong to a tenant, by an own column or an ancestor's.
    pub(crate) tenant_bound: bool,
    /// Whether its line of parents ends within [`MAX_DEPTH`]; if not, nothing is granted.
    pub(crate) sound: bool,
    /// Whether people outside the tenant may hold a share.
    pub(crate) outsiders: bool,
    /// By action.
    pub(crate) rules: Vec<Rule>,
    /// By relation.
    pub(crate) stronger: Vec<RelationSet>,
    /// By relation.
    pub(crate) views: Vec<View>,
}

/// Who may do one action, and what it asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rule {
    /// Whatever the row says.
    pub(crate) granted: RelationSet,
    /// In at least one state of the row.
    pub(crate) ever: RelationSet,
    pub(crate) conditional: Vec<Conditional>,
    pub(crate) asks: Asks,
    pub(crate) max_age: Option<u32>,
}

/// Relations that hold a grant only while the root row satisfies a condition.
#[derive(Clone, Debug)]
pub(crate) struct Conditional {
    pub(crate) relations: RelationSet,
    pub(crate) when: Vec<Condition>,
}

/// The fields that one relation sees and writes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct View {
    pub(crate) plan: FieldPlan,
    pub(crate) writable: FieldSet,
    /// The relations that see and write nothing beyond it, itself among them.
    pub(crate) covers: RelationSet,
}

impl Rule {
    /// How old facts may be, by the model and by the action itself.
    pub(crate) fn max_age_with_asks(&self) -> Option<u32> {
        match (self.max_age, self.asks.fresh) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        }
    }
}

impl View {
    fn union(self, other: Self) -> Self {
        Self {
            plan: self.plan.union(other.plan),
            writable: self.writable.union(other.writable),
            covers: self.covers.union(other.covers),
        }
    }
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
        self.rule(action)
            .map_or(RelationSet::NONE, |rule| rule.granted)
    }

    /// The relations that an action is granted to in at least one state of a row.
    pub fn ever_granted(&self, action: Action) -> RelationSet {
        self.rule(action)
            .map_or(RelationSet::NONE, |rule| rule.ever)
    }

    /// The conditions on the root row under which an action is granted to more relations.
    pub fn conditions(&self, action: Action) -> impl Iterator<Item = (RelationSet, &[Condition])> {
        let rule = self.rule(action).into_iter();
        rule.flat_map(|rule| &rule.conditional)
            .map(|grant| (grant.relations, grant.when.as_slice()))
    }

    /// `None` for an action of another model, and on a resource without a sound line of parents.
    pub(crate) fn rule(&self, action: Action) -> Option<&Rule> {
        self.rules.get(action.index())
    }

    /// What an action asks beyond the grant.
    pub fn asks(&self, action: Action) -> Asks {
        self.rule(action).map(|rule| rule.asks).unwrap_or_default()
    }

    /// How old facts may be for an action, in seconds; `None` is as long as the token lives.
    pub fn max_age(&self, action: Action) -> Option<u32> {
        self.rule(action)?.max_age
    }

    /// The fields that a set of relations sees together.
    pub fn plan(&self, relations: RelationSet) -> FieldPlan {
        self.view(relations).plan
    }

    /// What a set of relations sees and writes together.
    pub(crate) fn view(&self, relations: RelationSet) -> View {
        let (mut view, mut left) = (View::default(), relations);
        // The strongest role first, since it mostly covers the rest.
        while let Some(relation) = left.last() {
            let of = self.views.get(relation.index()).copied();
            view = view.union(of.unwrap_or_default());
            left = left.without(RelationSet::of(relation)).without(view.covers);
        }
        view
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
        self.view(relations).writable
    }
}
