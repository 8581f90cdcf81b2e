//! Random models, over the whole vocabulary.

use ownguard_core::Action;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

/// The values that columns of conditions hold.
pub(super) const STATES: [&str; 3] = ["open", "paid", "void"];
const COLUMNS: usize = 2;

#[derive(Clone, Debug)]
pub(super) struct RawSpec {
    pub(super) tenancy: bool,
    pub(super) roles: usize,
    pub(super) levels: usize,
    pub(super) services: usize,
    pub(super) staff: usize,
    pub(super) plans: usize,
    pub(super) actions: usize,
    pub(super) max_age: (Option<u32>, Option<u32>),
    pub(super) children_first: bool,
    pub(super) resources: Vec<RawResource>,
}

#[derive(Clone, Debug)]
pub(super) struct RawResource {
    pub(super) parent: Option<usize>,
    pub(super) map: Vec<(usize, usize)>,
    /// Tenant, owner, visibility, deleted; and whether the model lets them be written.
    pub(super) columns: [bool; 5],
    pub(super) shares: Option<(usize, bool)>,
    pub(super) grants: Vec<RawGrant>,
    pub(super) asks: Vec<(usize, RawAsks)>,
    pub(super) fields: Vec<RawField>,
}

#[derive(Clone, Debug)]
pub(super) struct RawGrant {
    pub(super) relation: usize,
    pub(super) action: usize,
    /// Also grants `read`, without which most actions are worth nothing.
    pub(super) and_read: bool,
    pub(super) when: Vec<(usize, usize)>,
}

#[derive(Clone, Debug)]
pub(super) struct RawAsks {
    pub(super) fresh: Option<u32>,
    pub(super) verified: bool,
    pub(super) plan: Option<usize>,
    pub(super) audit: bool,
}

#[derive(Clone, Debug)]
pub(super) struct RawField {
    pub(super) show: bool,
    pub(super) outside: bool,
    pub(super) never: bool,
    pub(super) to: Option<Vec<usize>>,
    pub(super) otherwise: usize,
    pub(super) write: RawWriters,
}

#[derive(Clone, Debug)]
pub(super) enum RawWriters {
    Nobody,
    Everyone,
    Only(Vec<usize>),
}

/// Where the action stands among [`Action`]s: `read` most often.
pub(super) fn actions() -> impl Strategy<Value = usize> {
    prop_oneof![3 => Just(1_usize), 2 => Just(3_usize), 1 => Just(2_usize), 5 => 0..12_usize]
}

pub(super) fn action(raw: usize, own: usize) -> Action {
    Action::at(raw % (10 + own)).unwrap()
}

pub(super) fn specs() -> impl Strategy<Value = RawSpec> {
    let ages = || prop_oneof![3 => Just(None), 1 => prop::sample::select(vec![Some(0), Some(5), Some(60)])];
    let counts = (
        1..4_usize,
        0..4_usize,
        0..3_usize,
        0..3_usize,
        0..3_usize,
        0..3_usize,
    );
    let resources = vec(resources(), 1..5);
    (
        prop::bool::weighted(0.75),
        counts,
        (ages(), ages()),
        any::<bool>(),
        resources,
    )
        .prop_map(|(tenancy, counts, max_age, children_first, resources)| {
            let (roles, levels, services, staff, plans, actions) = counts;
            RawSpec {
                tenancy,
                roles,
                levels,
                services,
                staff,
                plans,
                actions,
                max_age,
                children_first,
                resources,
            }
        })
}

fn resources() -> impl Strategy<Value = RawResource> {
    let columns = [0.7, 0.6, 0.5, 0.3, 0.2].map(prop::bool::weighted);
    let asks = (
        weighted(0.4, prop::sample::select(vec![0, 1, 5, 60, 3_600])),
        prop::bool::weighted(0.2),
        weighted(0.3, 0..3_usize),
        any::<bool>(),
    );
    let asks = asks.prop_map(|(fresh, verified, plan, audit)| RawAsks {
        fresh,
        verified,
        plan,
        audit,
    });
    (
        weighted(0.6, 0..8_usize),
        vec((0..12_usize, actions()), 0..4),
        columns,
        weighted(0.5, (1..8_usize, any::<bool>())),
        vec(grants(), 1..9),
        vec((actions(), asks), 0..3),
        vec(fields(), 0..4),
    )
        .prop_map(
            |(parent, map, columns, shares, grants, asks, fields)| RawResource {
                parent,
                map,
                columns,
                shares,
                grants,
                asks,
                fields,
            },
        )
}

fn grants() -> impl Strategy<Value = RawGrant> {
    let when = prop_oneof![3 => Just(Vec::new()), 1 => vec((0..COLUMNS, 1..7_usize), 1..3)];
    (0..64_usize, actions(), prop::bool::weighted(0.7), when).prop_map(
        |(relation, action, and_read, when)| RawGrant {
            relation,
            action,
            and_read,
            when,
        },
    )
}

fn fields() -> impl Strategy<Value = RawField> {
    let some = || vec(0..64_usize, 0..4);
    let write = prop_oneof![
        Just(RawWriters::Nobody),
        Just(RawWriters::Everyone),
        some().prop_map(RawWriters::Only),
    ];
    (
        any::<bool>(),
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.1),
        weighted(0.3, some()),
        0..3_usize,
        write,
    )
        .prop_map(|(show, outside, never, to, otherwise, write)| RawField {
            show,
            outside,
            never,
            to,
            otherwise,
            write,
        })
}
