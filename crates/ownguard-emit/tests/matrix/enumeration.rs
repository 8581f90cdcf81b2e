//! Every combination that some models can tell apart, enumerated a second time: from the written
//! parts of the models alone, by plain loops. It shares no code with what it is held against.

use ownguard_core::Action;
use ownguard_core::spec::{ResourceSpec, Spec};
use ownguard_wire::model::{Document, Format, read};
use std::collections::{BTreeMap, BTreeSet};

/// One combination in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Combination {
    pub(crate) who: String,
    pub(crate) verified: bool,
    pub(crate) plan: Option<String>,
    /// Seconds; `None` is loaded in this request.
    pub(crate) age: Option<u32>,
    pub(crate) target: String,
    pub(crate) named: bool,
    /// Resource, owner, visibility and share of the row and of those above it.
    pub(crate) rows: Vec<[Option<String>; 4]>,
    pub(crate) link: Option<String>,
    pub(crate) when: BTreeMap<String, Option<String>>,
    pub(crate) flaw: (String, Option<String>),
}

/// A value that no condition names.
pub(crate) const OTHER: &str = "<other>";

pub(crate) fn document(text: &str) -> Document {
    match read(text, "ownguard.toml", Format::Toml) {
        Ok(document) => document,
        Err(problems) => {
            let said = problems.iter().map(|one| one.message().to_owned());
            panic!("{:?}", said.collect::<Vec<_>>());
        }
    }
}

pub(crate) fn actions(spec: &Spec) -> Vec<String> {
    let built_in = "list read create update delete restore export share invite bulk_update";
    let built_in = built_in.split(' ').map(str::to_owned);
    built_in.chain(spec.actions.clone()).collect()
}

fn find<'s>(spec: &'s Spec, name: &str) -> Option<&'s ResourceSpec> {
    spec.resources.iter().find(|one| one.name == name)
}

/// The resource and every one above it.
fn chain<'s>(spec: &'s Spec, resource: &'s ResourceSpec) -> Vec<&'s ResourceSpec> {
    let mut chain = vec![resource];
    if let Some(parent) = &resource.parent {
        chain.extend(self::chain(spec, &spec.resources[parent.resource]));
    }
    chain
}

pub(crate) fn column(resource: &ResourceSpec, at: usize) -> String {
    resource.fields[at].column.clone()
}

/// What an action asks beyond the grant: the resource's own, `read` where that is implied, its
/// parent's for what it comes down to there, and `read` on each parent.
fn asked(spec: &Spec, resource: &ResourceSpec, action: Action) -> (bool, bool, Vec<u32>) {
    let only_reads = [Action::LIST, Action::READ, Action::EXPORT].contains(&action);
    let age = if only_reads {
        spec.max_age.read
    } else {
        spec.max_age.write
    };
    let (mut verified, mut planned, mut bounds) = (false, false, Vec::from_iter(age));
    for (_, asks) in resource.asks.iter().filter(|(named, _)| *named == action) {
        verified |= asks.verified;
        planned |= asks.plan.is_some();
        bounds.extend(asks.fresh);
    }
    let mut more = Vec::new();
    let alone = [
        Action::READ,
        Action::CREATE,
        Action::INVITE,
        Action::RESTORE,
    ];
    if !alone.contains(&action) {
        more.push(asked(spec, resource, Action::READ));
    }
    if let Some(parent) = &resource.parent {
        let above = &spec.resources[parent.resource];
        more.push(asked(spec, above, on_parent(resource, action)));
        more.push(asked(spec, above, Action::READ));
    }
    for (also_verified, also_planned, also_bounds) in more {
        verified |= also_verified;
        planned |= also_planned;
        bounds.extend(also_bounds);
    }
    (verified, planned, bounds)
}

fn on_parent(resource: &ResourceSpec, action: Action) -> Action {
    let map = &resource.parent.as_ref().unwrap().map;
    map.iter()
        .find(|(from, _)| *from == action)
        .map_or(action, |(_, to)| *to)
}

/// Columns of conditions on the root row, with the values that they name.
fn conditions(spec: &Spec, resource: &ResourceSpec, action: Action) -> Vec<(String, String)> {
    if [Action::READ, Action::LIST].contains(&action) {
        return Vec::new();
    }
    if let Some(parent) = &resource.parent {
        return conditions(
            spec,
            &spec.resources[parent.resource],
            on_parent(resource, action),
        );
    }
    if [Action::CREATE, Action::INVITE].contains(&action) {
        return Vec::new();
    }
    let grants = resource
        .grants
        .iter()
        .filter(|grant| grant.action == action);
    let conditions = grants.flat_map(|grant| &grant.when);
    conditions
        .flat_map(|one| {
            let column = column(resource, resource.when[one.column]);
            one.values
                .iter()
                .map(move |value| (column.clone(), value.clone()))
        })
        .collect()
}

/// Every combination of one action on one resource, in the order of the loops.
pub(crate) fn combinations(specs: &[&Spec], resource: &str, action: &str) -> Vec<Combination> {
    let (mut verified, mut planned, mut bounds) = (false, false, BTreeSet::new());
    let mut when: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
    let mut levels: Vec<String> = Vec::new();
    let (mut bound, mut linkable) = (false, false);
    for spec in specs {
        let Some(own) = find(spec, resource) else {
            continue;
        };
        let chain = chain(spec, own);
        bound |= chain.iter().any(|one| one.tenant.is_some());
        linkable |= chain.last().unwrap().visibility.is_some();
        for one in &chain {
            if !levels.contains(&one.name) {
                levels.push(one.name.clone());
            }
        }
        let Some(at) = actions(spec).iter().position(|known| known == action) else {
            continue;
        };
        let asks = asked(spec, own, Action::at(at).unwrap());
        verified |= asks.0;
        planned |= asks.1;
        bounds.extend(asks.2.into_iter().min());
        for (column, value) in conditions(spec, own, Action::at(at).unwrap()) {
            let values = when.entry(column).or_default();
            values.extend([Some(value), Some(OTHER.to_owned()), None]);
        }
    }
    let mut ages: Vec<Option<u32>> = bounds.iter().map(|b| (*b > 0).then_some(*b)).collect();
    ages.push(bounds.last().map(|last| last + 1));
    ages.dedup();
    let mut plans = vec![None];
    if planned {
        let names: BTreeSet<String> = specs.iter().flat_map(|spec| spec.plans.clone()).collect();
        plans.extend(names.into_iter().map(Some));
    }
    let is = |name: &str, has: &dyn Fn(&ResourceSpec) -> bool| {
        specs.iter().any(|spec| find(spec, name).is_some_and(has))
    };
    let shares = |name: &str| -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for spec in specs {
            let level = |at: usize| format!("shared.{}", spec.levels[at]);
            let first = 1 + spec
                .tenancy
                .as_ref()
                .map_or(0, |tenancy| tenancy.roles.len());
            let own = find(spec, name).and_then(|one| one.shares.as_ref());
            found.extend(
                own.iter()
                    .flat_map(|one| &one.levels)
                    .map(|one| level(one.index() - first)),
            );
        }
        found
    };
    let targets: &[&str] = match action {
        "create" | "invite" => &["new"],
        "list" => &["row", "listing", "collection"],
        "export" | "bulk_update" => &["row", "collection"],
        _ => &["row"],
    };
    let mut all = Vec::new();
    for who in who(specs, bound) {
        let user = who.starts_with("person") || who.starts_with("guest");
        let able = user && !who.ends_with(":suspended");
        let one = |flag: bool, both: Vec<bool>| if able && flag { both } else { vec![true] };
        for verified in one(verified, vec![true, false]) {
            for plan in if able { plans.clone() } else { vec![None] } {
                for age in if able { ages.clone() } else { vec![None] } {
                    for target in targets {
                        let known = usize::from(*target != "row");
                        let above = &levels[known..];
                        for named in if known == 1 && bound {
                            vec![true, false]
                        } else {
                            vec![true]
                        } {
                            for rows in lines(above, user, &is, &shares) {
                                for link in links(&levels, above, target, linkable) {
                                    for when in values(&when, above.is_empty()) {
                                        for flaw in flaws(&levels, known, &is) {
                                            all.push(Combination {
                                                who: who.clone(),
                                                verified,
                                                plan: plan.clone(),
                                                age,
                                                target: (*target).to_owned(),
                                                named,
                                                rows: rows.clone(),
                                                link: link.clone(),
                                                when: when.clone(),
                                                flaw,
                                            });
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    all
}

fn who(specs: &[&Spec], bound: bool) -> BTreeSet<String> {
    let fixed = "token_expired token_invalid revoked facts_unavailable anonymous guest guest:suspended \
                 person person:suspended staff:unknown_role staff:suspended";
    let mut all: BTreeSet<String> = fixed.split_whitespace().map(str::to_owned).collect();
    for spec in specs {
        all.extend(spec.staff.iter().map(|role| format!("staff.{role}")));
        for service in &spec.services {
            all.insert(format!("service.{service}"));
            if bound {
                let tenants = ["here", "elsewhere"].iter();
                all.extend(tenants.map(|tenant| format!("service.{service}:{tenant}")));
            }
        }
        if let Some(tenancy) = spec.tenancy.as_ref().filter(|_| bound) {
            let roles = tenancy.roles.iter();
            all.extend(roles.map(|role| format!("person:{}.{role}", tenancy.name)));
        }
    }
    if bound {
        let seats = "elsewhere unknown_role suspended_member suspended_tenant";
        all.extend(seats.split(' ').map(|seat| format!("person:{seat}")));
    }
    all
}

type Has<'a> = &'a dyn Fn(&str, &dyn Fn(&ResourceSpec) -> bool) -> bool;

fn lines(
    above: &[String],
    user: bool,
    is: Has<'_>,
    shares: &dyn Fn(&str) -> BTreeSet<String>,
) -> Vec<Vec<[Option<String>; 4]>> {
    let Some((first, rest)) = above.split_first() else {
        return vec![Vec::new()];
    };
    let text = |words: &[&str]| -> Vec<Option<String>> {
        words.iter().map(|word| Some((*word).to_owned())).collect()
    };
    let owners = match (is(first, &|one| one.owner.is_some()), user) {
        (true, true) => text(&["caller", "somebody", "null"]),
        (true, false) => text(&["somebody", "null"]),
        (false, _) => vec![None],
    };
    let seen = if is(first, &|one| one.visibility.is_some()) {
        text(&["private", "unlisted", "public"])
    } else {
        vec![None]
    };
    let mut levels: Vec<Option<String>> = vec![None];
    levels.extend(shares(first).into_iter().filter(|_| user).map(Some));
    let mut all = Vec::new();
    for owner in owners {
        for visibility in &seen {
            for share in &levels {
                for rest in lines(rest, user, is, shares) {
                    let row = [
                        Some(first.clone()),
                        owner.clone(),
                        visibility.clone(),
                        share.clone(),
                    ];
                    all.push([vec![row], rest].concat());
                }
            }
        }
    }
    all
}

fn links(levels: &[String], above: &[String], target: &str, linkable: bool) -> Vec<Option<String>> {
    let rows = match target {
        "row" | "listing" => levels,
        _ => above,
    };
    let rows = rows.iter().filter(|_| linkable).cloned().map(Some);
    std::iter::once(None).chain(rows).collect()
}

fn values(
    when: &BTreeMap<String, BTreeSet<Option<String>>>,
    unknown: bool,
) -> Vec<BTreeMap<String, Option<String>>> {
    let mut all = vec![BTreeMap::new()];
    for (column, values) in when.iter().filter(|_| !unknown) {
        let mut longer = Vec::new();
        for one in &all {
            for value in values {
                let mut one = one.clone();
                one.insert(column.clone(), value.clone());
                longer.push(one);
            }
        }
        all = longer;
    }
    all
}

fn flaws(levels: &[String], known: usize, is: Has<'_>) -> Vec<(String, Option<String>)> {
    let mut all = vec![("live".to_owned(), None)];
    for (at, name) in levels.iter().enumerate() {
        let mut push = |flaw: &str| all.push((flaw.to_owned(), Some(name.clone())));
        let parent = is(name, &|one| one.parent.is_some());
        let tenant = is(name, &|one| one.tenant.is_some());
        if parent {
            push("no_parent");
        }
        if at < known {
            continue;
        }
        if is(name, &|one| one.deleted.is_some()) {
            push("deleted");
        }
        if tenant {
            push("no_tenant");
        }
        if tenant && parent {
            push("other_tenant");
        }
    }
    all
}
