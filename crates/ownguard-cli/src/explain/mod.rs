//! Who may do something, and why: the grants of one action in words, and what the decision point
//! answers to each kind of caller.

mod callers;
mod cases;
mod coverage;
mod holds;
mod render;
pub(crate) mod review;
mod rows;
mod why;

pub(crate) use cases::{Case, cases};
pub(crate) use render::{asked, explained, overview};

use crate::lint::duration;
use crate::source::Loaded;
use ownguard_core::spec::{Condition, Writers};
use ownguard_core::{Action, FieldSet, Relation, Resource};
use serde::Serialize;
use std::collections::BTreeMap;

/// One action on one resource.
#[derive(Debug, Serialize)]
pub(crate) struct Explained {
    pub(crate) resource: String,
    pub(crate) action: String,
    /// The resource and action whose grants hold, where they are those of a parent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) through: Option<String>,
    pub(crate) grants: Vec<Granted>,
    /// What is asked beyond the grant, in words.
    pub(crate) asks: Vec<String>,
    /// What each kind of caller is answered.
    pub(crate) cases: Vec<Case>,
}

/// One relation that the action is granted to.
#[derive(Debug, Serialize)]
pub(crate) struct Granted {
    pub(crate) relation: String,
    /// For whom the relation holds, in words.
    pub(crate) holds: String,
    /// Columns of the old row, and the values one of which each must have; several are alternatives.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) when: Vec<BTreeMap<String, Vec<String>>>,
    pub(crate) sees: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) writes: Vec<String>,
    /// Whether it is a stronger role with nothing more than a weaker one.
    #[serde(skip)]
    pub(crate) implied: bool,
}

/// Explains one action.
pub(crate) fn explain(loaded: &Loaded, at: usize, action: Action) -> Option<Explained> {
    let model = &loaded.model;
    let resource = model.resource(at)?;
    let name = model.action_name(action);
    Some(Explained {
        resource: resource.name().to_owned(),
        action: name.to_owned(),
        through: through(loaded, resource, action),
        grants: grants(loaded, resource, action),
        asks: asks(loaded, resource, action),
        cases: cases(loaded, at, action),
    })
}

/// The grants of a child are its root's.
fn through(loaded: &Loaded, resource: &Resource, action: Action) -> Option<String> {
    let (mut at, mut asked) = (resource, action);
    while let Some(parent) = &at.spec().parent {
        let mapped = parent.map.iter().find(|(own, _)| *own == asked);
        asked = mapped.map_or(asked, |(_, above)| *above);
        at = loaded.model.resource(parent.resource)?;
    }
    let name = format!("{}.{}", at.name(), loaded.model.action_name(asked));
    resource.spec().parent.as_ref().map(|_| name)
}

fn grants(loaded: &Loaded, resource: &Resource, action: Action) -> Vec<Granted> {
    let always = resource.granted(action);
    let ever = resource.ever_granted(action);
    let mut list: Vec<(Relation, Granted)> = Vec::new();
    for relation in ever.iter() {
        let held = holds::held(&loaded.model, relation);
        let conditions = resource
            .conditions(action)
            .filter(|(set, _)| set.contains(relation) && !always.contains(relation));
        let mut granted = Granted {
            relation: loaded.model.vocabulary().name(relation).to_owned(),
            holds: holds::holds(loaded, resource, relation, action),
            when: conditions
                .map(|(_, when)| columns(loaded, resource, when))
                .collect(),
            sees: seen(resource, &held),
            writes: if action.only_reads() || action == Action::DELETE || action == Action::RESTORE
            {
                Vec::new()
            } else {
                written(resource, &held)
            },
            implied: false,
        };
        granted.implied = list.iter().any(|(weaker, known)| {
            let same = known.sees == granted.sees && known.writes == granted.writes;
            same && known.when == granted.when && held.contains(weaker) && *weaker != relation
        });
        list.push((relation, granted));
    }
    list.into_iter().map(|(_, granted)| granted).collect()
}

/// The columns of a condition, which are the root's.
fn columns(
    loaded: &Loaded,
    resource: &Resource,
    when: &[Condition],
) -> BTreeMap<String, Vec<String>> {
    let mut root = resource;
    while let Some(parent) = root
        .spec()
        .parent
        .as_ref()
        .and_then(|parent| loaded.model.resource(parent.resource))
    {
        root = parent;
    }
    let column = |condition: &Condition| {
        let field = root.spec().when.get(condition.column)?;
        Some((
            root.fields().get(*field)?.column.clone(),
            condition.values.clone(),
        ))
    };
    when.iter().filter_map(column).collect()
}

fn names(resource: &Resource, set: FieldSet) -> impl Iterator<Item = &str> {
    let fields = resource.fields();
    set.iter()
        .filter_map(|at| Some(fields.get(at)?.column.as_str()))
}

/// `id`, `total`, `customer_email (mask:email)`.
fn seen(resource: &Resource, held: &[Relation]) -> Vec<String> {
    let plan = resource.plan(held.iter().copied().collect());
    let mut seen: Vec<String> = names(resource, plan.show).map(str::to_owned).collect();
    for at in plan.otherwise.iter() {
        if let Some(field) = resource.fields().get(at) {
            match field.otherwise {
                ownguard_core::Otherwise::Null => seen.push(format!("{} (null)", field.column)),
                ownguard_core::Otherwise::Mask(mask) => {
                    seen.push(format!("{} ({})", field.column, mask.name()));
                }
                ownguard_core::Otherwise::Drop => {}
            }
        }
    }
    seen
}

/// `number`, `status (draft, void)`.
fn written(resource: &Resource, held: &[Relation]) -> Vec<String> {
    let set = resource.writable(held.iter().copied().collect());
    let fields = set.iter().filter_map(|at| resource.fields().get(at));
    let told = fields.map(|field| {
        let Writers::Only(writers) = &field.write else {
            return field.column.clone();
        };
        let mut own = writers
            .iter()
            .filter(|writer| held.contains(&writer.relation))
            .peekable();
        let mut values: Vec<&str> = Vec::new();
        let mut any = own.peek().is_none();
        for writer in own {
            match &writer.values {
                Some(list) => values.extend(list.iter().map(String::as_str)),
                None => any = true,
            }
        }
        if any {
            field.column.clone()
        } else {
            format!("{} ({})", field.column, values.join(", "))
        }
    });
    told.collect()
}

fn asks(loaded: &Loaded, resource: &Resource, action: Action) -> Vec<String> {
    let asks = resource.asks(action);
    let mut told = Vec::new();
    match (asks.fresh, resource.max_age(action)) {
        (Some(0), _) => told.push("facts loaded in this request".to_owned()),
        (Some(fresh), Some(age)) => {
            told.push(format!("facts no older than {}", duration(fresh.min(age))));
        }
        (Some(age), None) | (None, Some(age)) => {
            told.push(format!("facts no older than {}", duration(age)));
        }
        (None, None) => {}
    }
    if asks.verified {
        told.push("a verified e-mail address".to_owned());
    }
    if let Some(plan) = asks
        .plan
        .and_then(|at| loaded.model.plans().get(usize::from(at)))
    {
        let of = loaded.model.tenancy().filter(|_| resource.tenant_bound());
        let whose = of.map_or("person", |tenancy| &tenancy.name);
        told.push(format!("at least the plan `{plan}` of the {whose}"));
    }
    if asks.audit {
        told.push("an audit record".to_owned());
    }
    told
}
