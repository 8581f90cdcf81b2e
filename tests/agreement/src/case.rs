//! One model and one world, ready to be asked about; and what the core and the
//! naive decider answer.

use crate::draft::{Draft, Place};
use crate::world::{Caller, NOW, Record, Rows, World};
use ownguard_core::{
    Action, Identity, Label, Model, Permit, Principal, Scope, Session, Target, decide,
};
use ownguard_oracle::naive::{Naive, Verdict};
use ownguard_wire::model::{Document, Format, read};

pub struct Case {
    pub draft: Draft,
    pub world: World,
    pub toml: String,
    pub document: Document,
    pub model: Model,
    pub records: Vec<Vec<Record>>,
    pub callers: Vec<Caller>,
}

/// Which facts a question is asked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facts {
    /// All kinds: links, old facts, lesser plans.
    All,
    /// What SQL cannot see is at its best.
    Best,
}

/// One caller, one row, one action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Act {
    pub caller: usize,
    pub resource: usize,
    pub row: usize,
    pub action: Action,
}

/// A row that does not stand yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub resource: usize,
    pub tenant: Option<String>,
    pub parent: Option<String>,
    /// The role that a new member gets.
    pub role: Option<u8>,
}

impl Case {
    pub fn new(draft: Draft, world: World) -> Result<Self, String> {
        let toml = draft.toml();
        let document = read(&toml, "ownguard.toml", Format::Toml)
            .map_err(|problems| format!("{problems}\n{toml}"))?;
        let model = Model::compile(document.spec.clone()).map_err(|error| format!("{error:?}"))?;
        let records = (0..draft.resources.len())
            .map(|resource| world.records(&draft, resource))
            .collect();
        let callers = world.callers(&draft, &model);
        Ok(Self {
            draft,
            world,
            toml,
            document,
            model,
            records,
            callers,
        })
    }

    fn rows(&self) -> Rows<'_> {
        Rows {
            draft: &self.draft,
            model: &self.model,
            records: &self.records,
        }
    }

    /// The actions that meet a row.
    pub fn actions(&self) -> impl Iterator<Item = Action> + use<> {
        let all = (0..self.model.actions().len()).filter_map(Action::at);
        all.filter(|action| !action.makes_a_row())
    }

    /// Every question about an existing row.
    pub fn acts(&self) -> Vec<Act> {
        let mut acts = Vec::new();
        for caller in 0..self.callers.len() {
            for (resource, records) in self.records.iter().enumerate() {
                for row in 0..records.len() {
                    acts.extend(self.actions().map(|action| Act {
                        caller,
                        resource,
                        row,
                        action,
                    }));
                }
            }
        }
        acts
    }

    pub fn session(&self, caller: usize, facts: Facts) -> &Session {
        let caller = &self.callers[caller];
        match facts {
            Facts::All => &caller.session,
            Facts::Best => &caller.best,
        }
    }

    /// The role that a person has in a tenant.
    pub fn role(&self, caller: usize, tenant: Option<&str>) -> Option<u8> {
        let Identity::Known(Principal::Person(person)) = &self.callers[caller].best.identity else {
            return None;
        };
        let mut held = person.memberships.iter();
        held.find(|held| Some(&*held.tenant) == tenant && held.is_active())?
            .role
    }

    fn about<T>(&self, act: Act, then: &dyn Fn(&Target<'_>) -> T) -> T {
        let record = &self.records[act.resource][act.row];
        let user = self.callers[act.caller].user();
        let rows = self.rows();
        rows.lend(act.resource, record, user, &|row| then(&Target::Row(row)))
    }

    pub fn permit(&self, act: Act, facts: Facts) -> Option<Permit> {
        let session = self.session(act.caller, facts);
        self.about(act, &|target| {
            decide(&self.model, session, act.resource, act.action, target, NOW).permit()
        })
    }

    pub fn core(&self, act: Act, facts: Facts) -> bool {
        self.permit(act, facts).is_some()
    }

    /// The tenant of a row, which is that of its root.
    pub fn tenant(&self, act: Act) -> Label<'_> {
        let (mut resource, mut row) = (act.resource, act.row);
        while let Some(parent) = &self.draft.resources[resource].parent {
            let key = self.records[resource][row].parent.as_ref();
            let above = self.records[parent.resource].iter();
            let Some(at) = above
                .map(|row| Some(&row.key))
                .position(|known| known == key)
            else {
                return Label::Null;
            };
            (resource, row) = (parent.resource, at);
        }
        let tenant = self.records[resource][row].tenant.as_deref();
        tenant.map_or(Label::Null, Label::Value)
    }

    pub fn naive(&self, act: Act, facts: Facts) -> bool {
        let session = self.session(act.caller, facts);
        let naive = Naive::new(&self.document.spec, session, NOW);
        self.about(act, &|target| {
            let verdict = naive.decide(act.resource, act.action, target);
            matches!(verdict, Verdict::Permit(_))
        })
    }

    fn about_new<T>(&self, caller: usize, new: &New, then: &dyn Fn(&Target<'_>) -> T) -> T {
        let user = self.callers[caller].user();
        let key = new.parent.as_deref();
        self.rows().parent(new.resource, key, user, &|parent| {
            then(&Target::New(Scope {
                tenant: new.tenant.as_deref(),
                parent,
            }))
        })
    }

    pub fn core_new(&self, caller: usize, new: &New, action: Action, facts: Facts) -> bool {
        let session = self.session(caller, facts);
        self.about_new(caller, new, &|target| {
            decide(&self.model, session, new.resource, action, target, NOW).is_permit()
        })
    }

    pub fn naive_new(&self, caller: usize, new: &New, action: Action, facts: Facts) -> bool {
        let session = self.session(caller, facts);
        let naive = Naive::new(&self.document.spec, session, NOW);
        self.about_new(caller, new, &|target| {
            let verdict = naive.decide(new.resource, action, target);
            matches!(verdict, Verdict::Permit(_))
        })
    }

    /// Rows that could be made: in each tenant and in none, below each parent and below none.
    pub fn news(&self, resource: usize) -> Vec<New> {
        let draft = &self.draft.resources[resource];
        let mut tenants: Vec<Option<String>> = vec![None];
        if draft.tenant.is_some() {
            let known = self.world.tenants.iter();
            tenants.extend(known.map(|tenant| Some(tenant.key.clone())));
        }
        let mut parents: Vec<Option<String>> = vec![None];
        if let Some(parent) = &draft.parent {
            let known = self.records[parent.resource].iter().take(4);
            parents.extend(known.map(|row| Some(row.key.clone())));
        }
        let top = self
            .draft
            .tenancy
            .as_ref()
            .map_or(0, |tenancy| tenancy.roles);
        let top = u8::try_from(top.saturating_sub(1)).unwrap();
        let roles = match draft.place {
            Place::Members => vec![Some(0), Some(top)],
            Place::Own | Place::Tenants => vec![None],
        };
        let mut news = Vec::new();
        for tenant in &tenants {
            for parent in &parents {
                news.extend(roles.iter().map(|role| New {
                    resource,
                    tenant: tenant.clone(),
                    parent: parent.clone(),
                    role: *role,
                }));
            }
        }
        news
    }
}
