//! What the other files of this module ask of the model and its tables: which
//! tables are guarded, what each role may do, how tables and columns are called.

use super::Options;
use super::roles::{Role, roles};
use crate::condition::{Caller, Command, Condition, Place, Stage, condition_among};
use crate::sql::ident;
use ownguard_core::storage::{MembersTable, ShareTable, Storage, TenantTable};
use ownguard_core::{Action, Model, RelationSet, Resource, Vocabulary};

/// A model over its tables.
pub(super) struct Tables<'a> {
    pub(super) model: &'a Model,
    pub(super) storage: &'a Storage,
    pub(super) options: &'a Options,
    pub(super) roles: Vec<Role>,
}

/// A resource with its place.
#[derive(Clone, Copy)]
pub(super) struct Guarded<'a> {
    pub(super) at: usize,
    pub(super) resource: &'a Resource,
    /// Its table as the model calls it.
    pub(super) table: &'a str,
    pub(super) shares: Option<&'a ShareTable>,
}

impl<'a> Tables<'a> {
    pub(super) fn new(model: &'a Model, storage: &'a Storage, options: &'a Options) -> Self {
        Self {
            model,
            storage,
            options,
            roles: roles(model, options),
        }
    }

    /// Every resource that has a table.
    pub(super) fn resources(&self) -> impl Iterator<Item = Guarded<'a>> + use<'a> {
        let resources = self.model.resources().iter().zip(&self.storage.resources);
        resources
            .enumerate()
            .map(|(at, (resource, table))| Guarded {
                at,
                resource,
                table: &table.table,
                shares: table.shares.as_ref(),
            })
    }

    pub(super) fn resource(&self, at: usize) -> Option<Guarded<'a>> {
        self.resources().nth(at)
    }

    pub(super) fn tenants(&self) -> Option<&'a TenantTable> {
        self.storage.tenants.as_ref()
    }

    pub(super) fn members(&self) -> Option<&'a MembersTable> {
        self.tenants()?.members.as_ref()
    }

    /// The tables that row-level security is switched on for, each once: those of resources, and those
    /// that say who belongs where and who shares what.
    pub(super) fn guarded(&self) -> Vec<&'a str> {
        let mut all: Vec<&str> = Vec::new();
        let mut add = |table: &'a str| {
            if !all
                .iter()
                .any(|known| self.table(known) == self.table(table))
            {
                all.push(table);
            }
        };
        self.resources().for_each(|guarded| add(guarded.table));
        self.resources()
            .filter_map(|guarded| guarded.shares)
            .for_each(|shares| add(&shares.table));
        if let Some(tenants) = self.tenants() {
            add(&tenants.table);
        }
        if let Some(members) = self.members() {
            add(&members.table);
        }
        all
    }

    /// The resources of a table.
    pub(super) fn of_table(&self, table: &str) -> Vec<Guarded<'a>> {
        let wanted = self.table(table);
        let all = self.resources();
        all.filter(|guarded| self.table(guarded.table) == wanted)
            .collect()
    }

    /// A table's full name, quoted.
    pub(super) fn table(&self, name: &str) -> String {
        let (schema, table) = self.split(name);
        format!("{}.{}", ident(&schema), ident(&table))
    }

    /// Schema and name of a table.
    pub(super) fn split(&self, name: &str) -> (String, String) {
        match name.split_once('.') {
            Some((schema, table)) => (schema.to_owned(), table.to_owned()),
            None => (self.options.schema.clone(), name.to_owned()),
        }
    }

    /// The schemas of all guarded tables, each once.
    pub(super) fn schemas(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for table in self.guarded() {
            let (schema, _) = self.split(table);
            if !all.contains(&schema) {
                all.push(schema);
            }
        }
        all
    }

    /// The type of tenants' keys.
    pub(super) fn tenant_kind(&self) -> &'static str {
        let tenancy = self.model.tenancy();
        tenancy.map_or("text", |tenancy| super::text::kind(tenancy.key))
    }

    /// The column of a place.
    pub(super) fn column(&self, place: Place) -> &'a str {
        let resource = self.model.resource(place.resource);
        let field = resource.and_then(|resource| resource.fields().get(place.field));
        field.map_or("", |field| &field.column)
    }

    /// What must hold so that one caller's command passes, where only these relations count.
    pub(super) fn allowed(
        &self,
        (resource, command): (usize, Command),
        caller: Caller,
        stage: Stage,
        among: RelationSet,
    ) -> Condition {
        let actions = command.actions(self.model, resource);
        Condition::any(
            actions
                .iter()
                .map(|action| condition_among(self.model, resource, *action, caller, stage, among)),
        )
    }

    pub(super) fn all_relations(&self) -> RelationSet {
        self.model.vocabulary().all().collect()
    }

    /// Every relation that somebody of this role can hold.
    pub(super) fn held(&self, role: &Role) -> RelationSet {
        let vocabulary = self.model.vocabulary();
        let everybody = RelationSet::of(vocabulary.anyone());
        let personal = RelationSet::of(Vocabulary::OWNER).union(vocabulary.levels());
        let of = |caller: &Caller| match caller {
            Caller::Anonymous => RelationSet::NONE,
            Caller::Guest => personal,
            Caller::Person => personal
                .union(vocabulary.roles())
                .union(RelationSet::of(vocabulary.authenticated())),
            Caller::Staff(roles) => roles.intersection(vocabulary.staff()),
            Caller::Service(at) => vocabulary.service(*at).into_iter().collect(),
        };
        role.callers
            .iter()
            .fold(everybody, |held, caller| held.union(of(caller)))
    }

    /// Every relation of the role that grants some action of a command.
    pub(super) fn granting(
        &self,
        role: &Role,
        resource: &Resource,
        actions: &[Action],
    ) -> RelationSet {
        let granted = actions.iter().fold(RelationSet::NONE, |set, action| {
            set.union(resource.ever_granted(*action))
        });
        granted.intersection(self.held(role))
    }
}
