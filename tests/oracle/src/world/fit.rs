//! Makes a valid model of one drawn at random: what is named is made to exist.

use super::model::{RawAsks, RawGrant, RawResource, RawSpec, RawWriters, STATES, action};
use ownguard_core::json::Mask;
use ownguard_core::model::MAX_DEPTH;
use ownguard_core::spec::{
    Asks, Condition, FieldSpec, Grant, MaxAge, ParentSpec, ResourceSpec, SharesSpec, TenancySpec,
    Writer, Writers,
};
use ownguard_core::{Action, Otherwise, Relation, Spec, Vocabulary};

fn named(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|at| format!("{prefix}{at}")).collect()
}

impl RawSpec {
    pub(super) fn fit(&self) -> Spec {
        let mut spec = Spec {
            tenancy: self.tenancy.then(|| TenancySpec {
                name: "org".into(),
                roles: named("role", self.roles),
                key: ownguard_core::http::key::KeyKind::Text,
            }),
            plans: named("plan", self.plans),
            staff: named("staff", self.staff),
            services: named("service", self.services),
            levels: named("level", self.levels),
            actions: named("own", self.actions),
            max_age: MaxAge {
                read: self.max_age.0,
                write: self.max_age.1,
            },
            ..Spec::default()
        };
        let roles = spec
            .tenancy
            .as_ref()
            .map_or(Vec::new(), |tenancy| tenancy.roles.clone());
        let vocabulary =
            Vocabulary::new("org", &roles, &spec.levels, &spec.services, &spec.staff).unwrap();
        for (at, raw) in self.resources.iter().enumerate() {
            let resource = raw.fit(&spec, &vocabulary, at);
            spec.resources.push(resource);
        }
        if self.children_first {
            let last = spec.resources.len() - 1;
            spec.resources.reverse();
            for parent in spec
                .resources
                .iter_mut()
                .filter_map(|resource| resource.parent.as_mut())
            {
                parent.resource = last - parent.resource;
            }
        }
        spec
    }
}

impl RawResource {
    fn fit(&self, spec: &Spec, vocabulary: &Vocabulary, at: usize) -> ResourceSpec {
        let [tenant, owner, visibility, deleted, written] = self.columns;
        let all: Vec<Relation> = vocabulary.all().collect();
        let pick = |raw: usize| all[raw % all.len()];
        let own = spec.actions.len();
        let above = self
            .parent
            .filter(|_| at > 0)
            .map(|raw| if raw < 4 { raw % at } else { at - 1 });
        let above = above.filter(|above| depth(spec, *above) + 2 <= MAX_DEPTH);
        let bound_above = above.is_none_or(|above| bound(spec, above));
        let field = |column: &str| FieldSpec {
            column: column.into(),
            write: if written {
                Writers::Everyone
            } else {
                Writers::Nobody
            },
            ..FieldSpec::default()
        };
        let structural = [
            "id",
            "tenant",
            "owner",
            "visibility",
            "deleted",
            "parent",
            "when0",
            "when1",
        ];
        let mut fields: Vec<FieldSpec> = structural.into_iter().map(field).collect();
        fields.extend(self.fields.iter().enumerate().map(|(at, raw)| {
            FieldSpec {
                column: format!("field{at}"),
                show: raw.show,
                outside: raw.outside,
                never: raw.never,
                to: raw
                    .to
                    .as_ref()
                    .map(|to| to.iter().map(|raw| pick(*raw)).collect()),
                otherwise: [
                    Otherwise::Drop,
                    Otherwise::Null,
                    Otherwise::Mask(Mask::Email),
                ][raw.otherwise],
                write: match &raw.write {
                    RawWriters::Nobody => Writers::Nobody,
                    RawWriters::Everyone => Writers::Everyone,
                    RawWriters::Only(some) => {
                        Writers::Only(some.iter().map(|raw| writer(pick(*raw))).collect())
                    }
                },
                ..FieldSpec::default()
            }
        }));
        let mut asks: Vec<(Action, Asks)> = Vec::new();
        for (raw, asked) in &self.asks {
            let action = action(*raw, own);
            if asks.iter().all(|(of, _)| *of != action) {
                asks.push((action, asked.fit(spec)));
            }
        }
        let mut map: Vec<(Action, Action)> = Vec::new();
        for (from, to) in &self.map {
            let (from, to) = (action(*from, own), action(*to, own));
            if map.iter().all(|(known, _)| *known != from) {
                map.push((from, to));
            }
        }
        let root = above.is_none();
        ResourceSpec {
            name: format!("thing{at}"),
            tenant: (tenant && spec.tenancy.is_some() && bound_above).then_some(1),
            owner: owner.then_some(2),
            visibility: visibility.then_some(3),
            deleted: deleted.then_some(4),
            parent: above.map(|resource| ParentSpec {
                resource,
                field: 5,
                map,
            }),
            shares: self.shares.filter(|_| root).and_then(|(mask, outsiders)| {
                let levels = (0..3).filter(|at| mask >> at & 1 == 1);
                let levels: Vec<_> = levels.filter_map(|at| vocabulary.level(at)).collect();
                (!levels.is_empty()).then_some(SharesSpec { levels, outsiders })
            }),
            grants: self
                .grants
                .iter()
                .flat_map(|raw| raw.fit(own, &pick))
                .filter(|_| root)
                .collect(),
            asks,
            fields,
            when: vec![6, 7],
            ..ResourceSpec::default()
        }
    }
}

impl RawGrant {
    fn fit(&self, own: usize, pick: &dyn Fn(usize) -> Relation) -> Vec<Grant> {
        let relation = pick(self.relation);
        let when = self.when.iter().map(|(column, mask)| Condition {
            column: *column,
            values: STATES
                .iter()
                .enumerate()
                .filter(|(at, _)| mask >> at & 1 == 1)
                .map(|(_, state)| (*state).to_owned())
                .collect(),
        });
        let mut grants = vec![Grant {
            relation,
            action: action(self.action, own),
            when: when.collect(),
        }];
        if self.and_read {
            grants.push(Grant {
                relation,
                action: Action::READ,
                when: Vec::new(),
            });
        }
        grants
    }
}

impl RawAsks {
    fn fit(&self, spec: &Spec) -> Asks {
        let plan = self.plan.filter(|_| !spec.plans.is_empty());
        Asks {
            fresh: self.fresh,
            verified: self.verified,
            plan: plan.and_then(|raw| u8::try_from(raw % spec.plans.len()).ok()),
            audit: self.audit,
        }
    }
}

fn writer(relation: Relation) -> Writer {
    Writer {
        relation,
        values: None,
    }
}

fn depth(spec: &Spec, resource: usize) -> usize {
    let parent = spec.resources[resource].parent.as_ref();
    parent.map_or(0, |parent| 1 + depth(spec, parent.resource))
}

/// Whether the root has a tenant; a child can only repeat it.
pub(super) fn bound(spec: &Spec, resource: usize) -> bool {
    let parent = spec.resources[resource].parent.as_ref();
    parent.map_or(spec.resources[resource].tenant.is_some(), |parent| {
        bound(spec, parent.resource)
    })
}
