//! The `cedar-policy` crate, over policies and entities that ownguard-emit writes.

use crate::case::{Act, Case, Facts, New};
use crate::draft::WHEN;
use crate::world::NOW;
use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, Policy, PolicyId,
    PolicySet, Request,
};
use ownguard_core::{Action, Identity, Label, Principal};
use ownguard_emit::cedar::{RowEntity, entities, policies, principal, row_type};
use serde_json::json;
use std::collections::BTreeMap;

pub struct Cedar<'a> {
    case: &'a Case,
    entities: Entities,
    policies: BTreeMap<(usize, usize), PolicySet>,
    callers: Vec<(EntityUid, Context)>,
    news: &'a [New],
}

impl<'a> Cedar<'a> {
    /// `change` is a bug made on purpose.
    pub fn new(
        case: &'a Case,
        news: &'a [New],
        change: Option<fn(String) -> String>,
    ) -> Result<Self, String> {
        let mut sets = BTreeMap::new();
        for policy in policies(&case.model) {
            let text = change.map_or(policy.text.clone(), |change| change(policy.text));
            let parsed = Policy::parse(Some(PolicyId::new("policy")), &text)
                .map_err(|error| format!("{error:?}\n{text}"))?;
            let set = PolicySet::from_policies([parsed]).map_err(|error| error.to_string())?;
            sets.insert((policy.resource, policy.action.index()), set);
        }
        let principals: Vec<&Principal> =
            (0..case.callers.len()).map(|at| known(case, at)).collect();
        let names: Vec<String> = (0..news.len()).map(|at| format!("new {at}")).collect();
        let mut rows = standing(case);
        rows.extend(news.iter().zip(&names).map(|(new, name)| RowEntity {
            resource: new.resource,
            key: name,
            tenant: label(new.tenant.as_deref()),
            parent: existing(case, new.resource, new.parent.as_deref()),
            ..RowEntity::default()
        }));
        let written = entities(&case.model, &principals, &rows, NOW);
        let entities =
            Entities::from_json_value(written, None).map_err(|error| format!("{error:?}"))?;
        let mut callers = Vec::new();
        for (at, caller) in principals.iter().enumerate() {
            let id = principal(&case.model, caller);
            let link = case.session(at, Facts::All).link.as_ref();
            let context = link.map_or(json!({}), |link| {
                let kind = row_type(&case.model.resources()[link.resource]);
                json!({ "link": { "__entity": { "type": kind, "id": &*link.key } } })
            });
            let context =
                Context::from_json_value(context, None).map_err(|error| error.to_string())?;
            callers.push((uid(&id.kind, &id.id)?, context));
        }
        Ok(Self {
            case,
            entities,
            policies: sets,
            callers,
            news,
        })
    }

    pub fn act(&self, act: Act) -> Result<bool, String> {
        let key = &self.case.records[act.resource][act.row].key;
        self.ask(act.caller, act.resource, act.action, key)
    }

    pub fn new_row(&self, caller: usize, new: usize, action: Action) -> Result<bool, String> {
        let resource = self.news[new].resource;
        self.ask(caller, resource, action, &format!("new {new}"))
    }

    fn ask(
        &self,
        caller: usize,
        resource: usize,
        action: Action,
        key: &str,
    ) -> Result<bool, String> {
        let (principal, context) = &self.callers[caller];
        let model = &self.case.model;
        let named = uid("Action", model.action_name(action))?;
        let row = uid(&row_type(&model.resources()[resource]), key)?;
        let request = Request::new(principal.clone(), named, row, context.clone(), None)
            .map_err(|error| error.to_string())?;
        let policies = &self.policies[&(resource, action.index())];
        let response = Authorizer::new().is_authorized(&request, policies, &self.entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(format!("cedar could not evaluate: {error}\n{policies}"));
        }
        Ok(response.decision() == Decision::Allow)
    }
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, String> {
    let kind: EntityTypeName = kind.parse().map_err(|error| format!("{kind}: {error}"))?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

fn known(case: &Case, caller: usize) -> &Principal {
    match &case.session(caller, Facts::All).identity {
        Identity::Known(principal) => principal,
        Identity::TokenExpired
        | Identity::TokenInvalid
        | Identity::Revoked
        | Identity::FactsUnavailable => &Principal::Anonymous,
    }
}

fn label(value: Option<&str>) -> Label<'_> {
    value.map_or(Label::Null, Label::Value)
}

/// The key of a parent that is there.
fn existing<'a>(case: &Case, resource: usize, key: Option<&'a str>) -> Option<&'a str> {
    let above = case.draft.resources[resource].parent.as_ref()?.resource;
    let known = |key: &&str| case.records[above].iter().any(|row| row.key == *key);
    key.filter(known)
}

fn standing(case: &Case) -> Vec<RowEntity<'_>> {
    let mut rows = Vec::new();
    for (resource, records) in case.records.iter().enumerate() {
        let spec = case.model.resources()[resource].spec();
        for record in records {
            let when = spec.when.iter().map(|field| {
                let column = &spec.fields[*field].column;
                let at = WHEN.iter().position(|known| known == column);
                label(record.when[at.unwrap()].as_deref())
            });
            let shares = record.shares.iter().filter_map(|(user, level)| {
                let name = format!("shared.{}", level.as_deref()?);
                Some((user.as_str(), case.model.vocabulary().find(&name)?))
            });
            let deleted = record.deleted.as_deref();
            rows.push(RowEntity {
                resource,
                key: &record.key,
                tenant: label(record.tenant.as_deref()),
                owner: label(record.owner.as_deref()),
                visibility: label(record.visibility.as_deref()),
                deleted: deleted.is_some_and(|text| text != "false"),
                parent: existing(case, resource, record.parent.as_deref()),
                when: when.collect(),
                shares: shares.collect(),
            });
        }
    }
    rows
}
