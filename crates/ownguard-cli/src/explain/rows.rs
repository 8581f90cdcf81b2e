//! Rows for the kinds of callers to be answered on.

use super::cases::{Draft, KEY, Of, TENANT};
use super::holds;
use ownguard_core::spec::Condition;
use ownguard_core::{Model, RelationSet, Resource};
use ownguard_wire::question::{Row, Said};
use std::collections::BTreeMap;

/// A row with its ancestors, all alike: of the tenant, of that owner, and so visible.
pub(super) fn row(
    model: &Model,
    resource: &Resource,
    like: (Option<&str>, &str, Option<&str>),
    deleted: bool,
) -> Row {
    let (owner, visibility, share) = like;
    let spec = resource.spec();
    let parent = spec
        .parent
        .as_ref()
        .and_then(|parent| model.resource(parent.resource));
    Row {
        key: Said::Value(KEY.to_owned()),
        tenant: Said::Value(TENANT.to_owned()),
        owner: Said::Value(owner.unwrap_or("somebody else").to_owned()),
        visibility: Said::Value(visibility.to_owned()),
        deleted: if deleted && spec.deleted.is_some() {
            Said::Value("true".to_owned())
        } else {
            Said::Null
        },
        share: share.map_or(Said::Null, |level| Said::Value(level.to_owned())),
        parent: parent.map_or(Said::Absent, |parent| {
            Said::Value(Box::new(row(model, parent, like, false)))
        }),
        ..Row::default()
    }
}

impl Of<'_> {
    /// With a conditional grant the answer depends on the row's state: both are shown.
    pub(super) fn by_condition(&self, draft: &Draft) -> Vec<Draft> {
        let root = holds::root(self.model, self.resource);
        let column = |at: usize| {
            let field = root.spec().when.get(at)?;
            Some(root.fields().get(*field)?.column.clone())
        };
        let concerns = |relations: RelationSet| {
            let relation = self.model.vocabulary().find(&draft.who);
            let held = relation
                .map(|relation| holds::held(self.model, relation))
                .unwrap_or_default();
            let always = self.resource.granted(self.action);
            held.iter().any(|one| relations.contains(*one))
                && !held.iter().any(|one| always.contains(*one))
        };
        let mut met: Option<BTreeMap<String, Option<String>>> = None;
        for (relations, when) in self.resource.conditions(self.action) {
            if met.is_none() && concerns(relations) {
                let value = |condition: &Condition| {
                    Some((column(condition.column)?, condition.values.first().cloned()))
                };
                met = Some(when.iter().filter_map(value).collect());
            }
        }
        let nulls: BTreeMap<String, Option<String>> = (0..root.spec().when.len())
            .filter_map(|at| Some((column(at)?, None)))
            .collect();
        let with = |when: BTreeMap<String, Option<String>>, on: &'static str| Draft {
            who: draft.who.clone(),
            on,
            caller: draft.caller.clone(),
            row: conditioned(&draft.row, &when),
            link: draft.link,
        };
        match met {
            None => vec![with(nulls, draft.on)],
            Some(met) => {
                let mut all = nulls.clone();
                all.extend(met);
                vec![
                    with(all, "the condition is met"),
                    with(nulls, "it is not met"),
                ]
            }
        }
    }
}

/// The columns of a condition stand on the oldest row.
fn conditioned(row: &Row, when: &BTreeMap<String, Option<String>>) -> Row {
    let mut row = row.clone();
    match &mut row.parent {
        Said::Value(parent) => **parent = conditioned(parent, when),
        Said::Absent | Said::Null => row.when.clone_from(when),
    }
    row
}
