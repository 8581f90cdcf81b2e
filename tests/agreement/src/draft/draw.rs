//! Draws a draft, over the whole vocabulary: what is named is made to exist, and
//! what nobody could hold is not granted.

use super::toml::named;
use super::{
    Asks, Deleted, Draft, Grant, Kind, Parent, Place, Resource, STATES, Shares, TENANCY, Tenancy,
    WHEN,
};
use crate::random::Random;
use ownguard_core::action::BUILT_IN;

const KINDS: [Kind; 3] = [Kind::Uuid, Kind::Int, Kind::Text];
/// Names that SQL would take for something else unless they are quoted.
const TABLES: [&str; 3] = ["order", "Invoices", "user"];

pub fn draw(random: &mut Random) -> Draft {
    let tenancy = random.chance(75).then(|| Tenancy {
        roles: random.between(1, 4),
        key: *random.pick(&KINDS),
        status: random.chance(60),
        removed: random.chance(60),
        standing: random.chance(60),
    });
    let mut draft = Draft {
        supabase: random.chance(50),
        generic: random.chance(50),
        users: *random.pick(&[Kind::Uuid, Kind::Text]),
        tenancy,
        plans: random.below(3),
        staff: random.below(3),
        services: random.below(3),
        own_actions: random.below(2),
        resources: Vec::new(),
    };
    if let Some(tenancy) = draft.tenancy.clone() {
        if random.chance(35) {
            let resource = members(&draft, random);
            draft.resources.push(resource);
        }
        if random.chance(25) {
            let resource = tenants(&draft, &tenancy, random);
            draft.resources.push(resource);
        }
    }
    let before = draft.resources.len();
    for at in 0..random.between(1, 3) {
        let resource = own(&draft, before, at, random);
        draft.resources.push(resource);
    }
    draft
}

fn members(draft: &Draft, random: &mut Random) -> Resource {
    let mut resource = Resource {
        name: "member".into(),
        table: "org_members".into(),
        place: Place::Members,
        key: Kind::Uuid,
        tenant: Some("org_id".into()),
        owner: random.chance(70).then(|| "user_id".into()),
        ..plain()
    };
    resource.grants = grants(draft, &resource, random);
    resource
}

fn tenants(draft: &Draft, tenancy: &Tenancy, random: &mut Random) -> Resource {
    let mut resource = Resource {
        name: "workspace".into(),
        table: "orgs".into(),
        place: Place::Tenants,
        key: tenancy.key,
        tenant: Some("id".into()),
        ..plain()
    };
    resource.grants = grants(draft, &resource, random);
    resource
}

fn own(draft: &Draft, before: usize, at: usize, random: &mut Random) -> Resource {
    let nearest = random.chance(70);
    let parent = (at > 0 && random.chance(60)).then(|| {
        if nearest {
            before + at - 1
        } else {
            before + random.below(at)
        }
    });
    let parent = parent.filter(|parent| draft.chain(*parent).len() < 3);
    let bound = match parent {
        Some(parent) => draft.bound(parent),
        None => draft.tenancy.is_some(),
    };
    let tenanted = if parent.is_some() { 40 } else { 85 };
    let mut resource = Resource {
        name: format!("thing{at}"),
        table: TABLES[at].into(),
        key: *random.pick(&KINDS),
        tenant: (bound && random.chance(tenanted)).then(|| "orgId".into()),
        owner: random.chance(60).then(|| "created_by".into()),
        visibility: random.chance(60).then(|| "visibility".into()),
        deleted: match random.below(8) {
            0 | 1 => Deleted::Time,
            2 => Deleted::Flag,
            _ => Deleted::No,
        },
        states_written: random.chance(50),
        visibility_written: random.chance(50),
        points: random.chance(35).then(|| before + random.below(at + 1)),
        ..plain()
    };
    if let Some(parent) = parent {
        resource.parent = Some(Parent {
            resource: parent,
            column: "above_id".into(),
            map: map(draft, random),
        });
    } else {
        resource.shares = random.chance(50).then(|| Shares {
            levels: named("level", random.between(1, 3)),
            outsiders: random.chance(40),
        });
        resource.grants = grants(draft, &resource, random);
    }
    let root = match &resource.parent {
        Some(parent) => &draft.resources[*draft.chain(parent.resource).last().unwrap()],
        None => &resource,
    };
    resource.limited = limited(draft, root, random);
    resource.asks = asks(draft, random);
    resource
}

fn plain() -> Resource {
    Resource {
        name: String::new(),
        table: String::new(),
        place: Place::Own,
        key: Kind::Text,
        tenant: None,
        owner: None,
        visibility: None,
        deleted: Deleted::No,
        parent: None,
        shares: None,
        grants: Vec::new(),
        asks: Vec::new(),
        states_written: false,
        visibility_written: false,
        limited: Vec::new(),
        points: None,
    }
}

fn map(draft: &Draft, random: &mut Random) -> Vec<(String, String)> {
    let mut map: Vec<(String, String)> = Vec::new();
    let mut add = |from: &str, to: &str| {
        if map.iter().all(|(known, _)| known != from) {
            map.push((from.into(), to.into()));
        }
    };
    for (from, to) in [("list", "read"), ("create", "update"), ("delete", "update")] {
        if random.chance(60) {
            add(from, to);
        }
    }
    if random.chance(30) {
        let (from, to) = (action(draft, random), action(draft, random));
        add(&from, &to);
    }
    map
}

/// What single relations may write, with values or without.
fn limited(
    draft: &Draft,
    root: &Resource,
    random: &mut Random,
) -> Vec<(String, Vec<&'static str>)> {
    let mut limited: Vec<(String, Vec<&'static str>)> = Vec::new();
    let valued = random.chance(50);
    let relations = relations(draft, root);
    for _ in 0..random.below(4) {
        let relation = random.pick(&relations);
        if relation != "link" && limited.iter().all(|(known, _)| known != relation) {
            let values = if valued {
                vec![*random.pick(&STATES), STATES[0]]
            } else {
                Vec::new()
            };
            limited.push((relation.clone(), values));
        }
    }
    limited
}

fn action(draft: &Draft, random: &mut Random) -> String {
    let own = named("own", draft.own_actions);
    let at = random.below(BUILT_IN.len() + own.len());
    match BUILT_IN.get(at) {
        Some(name) => (*name).to_owned(),
        None => own[at - BUILT_IN.len()].clone(),
    }
}

fn relations(draft: &Draft, resource: &Resource) -> Vec<String> {
    let mut all = Vec::new();
    if resource.owner.is_some() {
        all.extend(["owner".to_owned(), "owner".to_owned()]);
    }
    if let (Some(tenancy), Some(_)) = (&draft.tenancy, &resource.tenant) {
        all.extend(named(&format!("{TENANCY}.role"), tenancy.roles));
    }
    if let Some(shares) = &resource.shares {
        all.extend(shares.levels.iter().map(|level| format!("shared.{level}")));
    }
    all.extend(named("staff.staff", draft.staff));
    all.extend(named("service.service", draft.services));
    all.extend(["authenticated", "anyone", "link"].map(str::to_owned));
    all
}

fn grants(draft: &Draft, resource: &Resource, random: &mut Random) -> Vec<Grant> {
    let relations = relations(draft, resource);
    let mut grants: Vec<Grant> = Vec::new();
    for _ in 0..random.between(4, 12) {
        let relation = random.pick(&relations).clone();
        let action = match random.below(4) {
            0 => "update".to_owned(),
            1 => (*random.pick(&["read", "create", "delete"])).to_owned(),
            _ => action(draft, random),
        };
        let whole = ["read", "list", "create", "invite"].contains(&action.as_str());
        let when = if !whole && resource.place == Place::Own && random.chance(35) {
            when(random)
        } else {
            Vec::new()
        };
        let grant = Grant {
            relation,
            action,
            when,
        };
        if !can_hold(resource, &grant) {
            continue;
        }
        let alone = ["read", "create", "invite", "restore"].contains(&grant.action.as_str());
        if !alone {
            let read = Grant {
                relation: grant.relation.clone(),
                action: "read".to_owned(),
                when: Vec::new(),
            };
            push(&mut grants, read);
        }
        push(&mut grants, grant);
    }
    grants
}

fn push(grants: &mut Vec<Grant>, grant: Grant) {
    let same = |known: &&Grant| known.relation == grant.relation && known.action == grant.action;
    let both_conditional = |known: &Grant| !known.when.is_empty() && !grant.when.is_empty();
    if grants.iter().filter(same).all(both_conditional) {
        grants.push(grant);
    }
}

fn can_hold(resource: &Resource, grant: &Grant) -> bool {
    let makes = ["create", "invite"].contains(&grant.action.as_str());
    let personal = grant.relation == "owner" || grant.relation.starts_with("shared.");
    match grant.relation.as_str() {
        "link" => grant.action == "read" && resource.visibility.is_some(),
        "authenticated" | "anyone" => resource.visibility.is_some() || makes,
        _ if personal => resource.tenant.is_none() || grant.action != "create",
        _ => true,
    }
}

fn when(random: &mut Random) -> Vec<(usize, Vec<&'static str>)> {
    let mut when = Vec::new();
    for column in 0..WHEN.len() {
        if when.is_empty() || random.chance(30) {
            let mask = random.between(1, 6);
            let values = STATES.iter().enumerate();
            let values = values.filter(|(at, _)| mask >> at & 1 == 1);
            when.push((column, values.map(|(_, value)| *value).collect()));
        }
    }
    when
}

fn asks(draft: &Draft, random: &mut Random) -> Vec<(String, Asks)> {
    if !random.chance(30) {
        return Vec::new();
    }
    let planned = draft.plans > 0 && draft.tenancy.is_some() && random.chance(50);
    let asks = Asks {
        fresh: random.chance(40),
        verified: random.chance(40),
        plan: planned.then(|| random.below(draft.plans)),
    };
    vec![(action(draft, random), asks)]
}
