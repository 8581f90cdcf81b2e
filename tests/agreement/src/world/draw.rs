//! Draws what stands in the tables of a draft.

use super::{Member, Record, Tenant, World};
use crate::draft::{Deleted, Draft, Kind, Place, Resource, STATES};
use crate::random::Random;

const ROWS: usize = 5;

pub fn draw(draft: &Draft, random: &mut Random) -> World {
    let mut world = World {
        tenants: tenants(draft, random),
        users: (0..5).map(|at| key(draft.users, "u", 2, at)).collect(),
        members: Vec::new(),
        rows: Vec::new(),
    };
    world.members = members(draft, &world, random);
    for (at, resource) in draft.resources.iter().enumerate() {
        let rows = match resource.place {
            Place::Own => (0..ROWS)
                .map(|row| record(draft, (at, row), &world, random))
                .collect(),
            Place::Members | Place::Tenants => Vec::new(),
        };
        world.rows.push(rows);
    }
    world
}

/// Text keys have what breaks careless quoting.
fn key(kind: Kind, prefix: &str, group: usize, at: usize) -> String {
    match kind {
        Kind::Uuid => format!("{group:08x}-0000-4000-8000-{at:012x}"),
        Kind::Int => format!("{}", group * 1_000 + at),
        Kind::Text if at == 1 => format!("{prefix}'{at}"),
        Kind::Text => format!("{prefix}{at}"),
    }
}

fn tenants(draft: &Draft, random: &mut Random) -> Vec<Tenant> {
    let Some(tenancy) = &draft.tenancy else {
        return Vec::new();
    };
    let mut tenants = Vec::new();
    for at in 0..3 {
        let status = match random.below(8) {
            0 => Some("suspended"),
            1 if random.chance(40) => None,
            _ => Some("active"),
        };
        tenants.push(Tenant {
            key: key(tenancy.key, "t", 1, at),
            status: status.filter(|_| tenancy.status).map(str::to_owned),
        });
    }
    tenants
}

fn members(draft: &Draft, world: &World, random: &mut Random) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    let Some(tenancy) = &draft.tenancy else {
        return members;
    };
    for tenant in &world.tenants {
        for (at, user) in world.users.iter().enumerate() {
            let guest = at + 1 == world.users.len();
            if !random.chance(if guest { 10 } else { 75 }) {
                continue;
            }
            let mut add = |removed: bool, random: &mut Random| {
                let role = match random.below(16) {
                    0 => None,
                    1 => Some("unheard of".to_owned()),
                    _ => Some(format!("role{}", random.below(tenancy.roles))),
                };
                let standing = match random.below(8) {
                    0 => Some("suspended".to_owned()),
                    1 if random.chance(30) => None,
                    _ => Some("active".to_owned()),
                };
                members.push(Member {
                    key: key(Kind::Uuid, "m", 3, members.len()),
                    tenant: tenant.key.clone(),
                    user: user.clone(),
                    role,
                    removed,
                    standing: standing.filter(|_| tenancy.standing),
                });
            };
            // Somebody who left and came back has two rows.
            let left = tenancy.removed && random.chance(15);
            if left {
                add(true, random);
            }
            if !left || random.chance(40) {
                add(false, random);
            }
        }
    }
    members
}

fn record(draft: &Draft, (at, row): (usize, usize), world: &World, random: &mut Random) -> Record {
    let resource = &draft.resources[at];
    let parent = parent(draft, resource, world, random);
    let tenant = tenant(draft, at, parent.as_deref(), world, random);
    let owner = resource.owner.as_ref().filter(|_| !random.chance(10));
    let owner = owner.map(|_| random.pick(&world.users).clone());
    let visibility = resource.visibility.as_ref().filter(|_| !random.chance(10));
    let visibilities = ["private", "unlisted", "public", "public", "Public"];
    Record {
        key: key(resource.key, "k", 10 + at, row),
        tenant,
        owner,
        visibility: visibility.map(|_| (*random.pick(&visibilities)).to_owned()),
        deleted: match (resource.deleted, random.below(5)) {
            (Deleted::Time, 0) => Some("2024-02-29 00:00:00+00".to_owned()),
            (Deleted::Flag, 0) => Some("true".to_owned()),
            (Deleted::Flag, 1..=3) => Some("false".to_owned()),
            (Deleted::No | Deleted::Time | Deleted::Flag, _) => None,
        },
        parent,
        when: std::array::from_fn(|_| {
            (!random.chance(10)).then(|| (*random.pick(&STATES)).to_owned())
        }),
        shares: shares(resource, world, random),
    }
}

fn parent(
    draft: &Draft,
    resource: &Resource,
    world: &World,
    random: &mut Random,
) -> Option<String> {
    let above = resource.parent.as_ref()?.resource;
    match random.below(14) {
        0 => None,
        1 => Some(key(
            draft.resources[above].key,
            "nowhere",
            99,
            random.below(2),
        )),
        _ => Some(random.pick(&world.rows[above]).key.clone()),
    }
}

fn tenant(
    draft: &Draft,
    at: usize,
    parent: Option<&str>,
    world: &World,
    random: &mut Random,
) -> Option<String> {
    draft.resources[at].tenant.as_ref()?;
    let above = parent.map(|parent| root_tenant(draft, at, parent, world));
    match (random.below(12), above) {
        (0, _) => None,
        // The fourth does not exist.
        (1, _) => Some(key(draft.tenancy.as_ref()?.key, "t", 1, random.below(4))),
        (_, Some(above)) => above,
        (_, None) => Some(random.pick(&world.tenants).key.clone()),
    }
}

fn root_tenant(draft: &Draft, at: usize, parent: &str, world: &World) -> Option<String> {
    let above = draft.resources[at].parent.as_ref()?.resource;
    let row = world.rows[above].iter().find(|row| row.key == parent)?;
    match (&draft.resources[above].parent, &row.parent) {
        (Some(_), Some(next)) => root_tenant(draft, above, next, world),
        (Some(_), None) => None,
        (None, _) => row.tenant.clone(),
    }
}

fn shares(
    resource: &Resource,
    world: &World,
    random: &mut Random,
) -> Vec<(String, Option<String>)> {
    let mut shares = Vec::new();
    let Some(offered) = &resource.shares else {
        return shares;
    };
    for user in &world.users {
        if random.chance(30) {
            let level = match random.below(12) {
                0 => Some("unheard of".to_owned()),
                1 => None,
                _ => Some(random.pick(&offered.levels).clone()),
            };
            shares.push((user.clone(), level));
        }
    }
    shares
}
