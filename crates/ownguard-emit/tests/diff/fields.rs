//! What a permit shows and lets write, column by column, told from the written fields.

use ownguard_core::spec::{Spec, Writers};
use ownguard_core::{Model, Otherwise, Permit, Relation, RelationSet};
use std::collections::{BTreeMap, BTreeSet};

/// What is shown of each column that is shown at all.
pub(crate) fn shown(spec: &Spec, resource: &str, permit: &Permit) -> BTreeMap<String, String> {
    let resource = spec
        .resources
        .iter()
        .find(|one| one.name == resource)
        .unwrap();
    let plan = permit.obligations.fields;
    let fields = resource.fields.iter().enumerate();
    let state = fields.filter_map(|(at, field)| {
        let state = if plan.show.contains(at) {
            "whole".to_owned()
        } else if plan.otherwise.contains(at) && field.otherwise != Otherwise::Drop {
            format!("{:?}", field.otherwise)
        } else {
            return None;
        };
        Some((field.column.clone(), state))
    });
    state.collect()
}

/// The values that may be written to each column; `None` is any.
pub(crate) fn writable(
    spec: &Spec,
    model: &Model,
    resource: &str,
    action: &str,
    permit: &Permit,
) -> BTreeMap<String, Option<BTreeSet<String>>> {
    if ["list", "read", "export", "delete", "restore"].contains(&action) {
        return BTreeMap::new();
    }
    let compiled = model
        .resource(model.find_resource(resource).unwrap())
        .unwrap();
    let resource = spec
        .resources
        .iter()
        .find(|one| one.name == resource)
        .unwrap();
    let held = |relation: Relation| {
        let each = compiled
            .with_stronger(relation)
            .union(RelationSet::of(relation));
        !each.intersection(permit.relations).is_empty()
    };
    let fields = resource.fields.iter().enumerate();
    let values = fields.filter(|(at, _)| permit.obligations.write.contains(*at));
    values
        .map(|(_, field)| {
            let values = match &field.write {
                Writers::Nobody => Some(BTreeSet::new()),
                Writers::Everyone => None,
                Writers::Only(writers) => {
                    let mine = writers.iter().filter(|writer| held(writer.relation));
                    mine.map(|writer| writer.values.clone()).try_fold(
                        BTreeSet::new(),
                        |mut all, values| {
                            all.extend(values?);
                            Some(all)
                        },
                    )
                }
            };
            (field.column.clone(), values)
        })
        .collect()
}
