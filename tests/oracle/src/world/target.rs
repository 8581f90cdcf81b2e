//! Random targets: rows with parents, and rows not known one by one.

use super::caller::{KEYS, TENANTS};
use super::model::STATES;
use ownguard_core::{Label, Parent, Row, Scope, Share, Spec, Target, Vocabulary};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

/// A row that owns the rows above it.
#[derive(Clone, Debug)]
pub struct Things {
    /// All labels but the parent.
    pub labels: Row<'static>,
    pub when: Vec<Label<'static>>,
    pub above: Above,
}

/// What is known of a parent.
#[derive(Clone, Debug)]
pub enum Above {
    Absent,
    Missing,
    Row(Box<Things>),
}

/// A target that owns its rows.
#[derive(Clone, Debug)]
pub enum Asked {
    Row(Things),
    New(Option<&'static str>, Above),
    Collection(Option<&'static str>, Above),
    Listing(Option<&'static str>, Above),
}

#[derive(Clone, Debug)]
pub(super) struct RawAsked {
    kind: usize,
    tenant: Option<usize>,
    rows: Vec<RawRow>,
}

#[derive(Clone, Debug)]
struct RawRow {
    key: Label<'static>,
    tenant: Label<'static>,
    /// The root's tenant instead of an own one.
    same_tenant: bool,
    owner: Label<'static>,
    visibility: Label<'static>,
    deleted: Label<'static>,
    /// Absent, with nobody, or a level.
    share: usize,
    when: Vec<Label<'static>>,
    parent: usize,
}

pub(super) fn asked() -> impl Strategy<Value = RawAsked> {
    let kinds =
        prop_oneof![5 => Just(0_usize), 1 => Just(1_usize), 1 => Just(2_usize), 1 => Just(3_usize)];
    (
        kinds,
        weighted(0.7, prop_oneof![2 => Just(0_usize), 1 => 0..3_usize]),
        vec(rows(), 4),
    )
        .prop_map(|(kind, tenant, rows)| RawAsked { kind, tenant, rows })
}

/// One of the values, now and then null or absent.
fn labels(values: &'static [&'static str]) -> impl Strategy<Value = Label<'static>> {
    prop_oneof![
        12 => prop::sample::select(values).prop_map(Label::Value),
        1 => Just(Label::Null),
        1 => Just(Label::Absent),
    ]
}

fn rows() -> impl Strategy<Value = RawRow> {
    let visibilities = ["private", "unlisted", "public", "public", "Public"].as_slice();
    let deleted = prop_oneof![
        12 => Just(Label::Null),
        1 => Just(Label::Value("false")),
        1 => Just(Label::Value("2024-02-29")),
        1 => Just(Label::Absent),
    ];
    (
        (
            labels(&KEYS),
            labels(&["acme", "acme", "acme", "beta", "core"]),
            prop::bool::weighted(0.9),
        ),
        (
            labels(&["ann", "ann", "bob"]),
            labels(visibilities),
            deleted,
        ),
        prop_oneof![1 => Just(0_usize), 4 => Just(1_usize), 5 => 2..5_usize],
        vec(labels(&STATES), 0..3),
        prop_oneof![10 => Just(0_usize), 1 => Just(1_usize), 1 => Just(2_usize)],
    )
        .prop_map(
            |((key, tenant, same_tenant), (owner, visibility, deleted), share, when, parent)| {
                RawRow {
                    key,
                    tenant,
                    same_tenant,
                    owner,
                    visibility,
                    deleted,
                    share,
                    when,
                    parent,
                }
            },
        )
}

impl RawAsked {
    pub(super) fn fit(&self, spec: &Spec, vocabulary: &Vocabulary, resource: usize) -> Asked {
        let tenant = self
            .tenant
            .map(|at| TENANTS[at])
            .filter(|_| super::fit::bound(spec, resource));
        let above = || match &spec.resources[resource].parent {
            Some(parent) => self.above(spec, vocabulary, parent.resource, 0),
            None => Above::Absent,
        };
        match self.kind {
            0 => Asked::Row(self.row(spec, vocabulary, resource, 0)),
            1 => Asked::New(tenant, above()),
            2 => Asked::Collection(tenant, above()),
            _ => Asked::Listing(tenant, above()),
        }
    }

    fn above(&self, spec: &Spec, vocabulary: &Vocabulary, parent: usize, at: usize) -> Above {
        match self.rows[at].parent {
            0 => Above::Row(Box::new(self.row(spec, vocabulary, parent, at + 1))),
            1 => Above::Missing,
            _ => Above::Absent,
        }
    }

    fn row(&self, spec: &Spec, vocabulary: &Vocabulary, resource: usize, at: usize) -> Things {
        let raw = &self.rows[at];
        let tenant = if raw.same_tenant {
            self.rows[self.rows.len() - 1].tenant
        } else {
            raw.tenant
        };
        let labels = Row {
            key: raw.key,
            tenant,
            owner: raw.owner,
            visibility: raw.visibility,
            deleted: raw.deleted,
            share: match raw.share {
                0 => Share::Absent,
                1 => Share::None,
                level => vocabulary
                    .level(level - 2)
                    .map_or(Share::None, Share::Level),
            },
            ..Row::default()
        };
        let above = match &spec.resources[resource].parent {
            Some(parent) => self.above(spec, vocabulary, parent.resource, at),
            None => Above::Absent,
        };
        Things {
            labels,
            when: raw.when.clone(),
            above,
        }
    }
}

impl Asked {
    /// For counting.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Row(_) => "row",
            Self::New(..) => "new",
            Self::Collection(..) => "collection",
            Self::Listing(..) => "listing",
        }
    }

    /// Lends the target, whose rows point at each other.
    pub fn lend<T>(&self, then: &dyn Fn(&Target<'_>) -> T) -> T {
        match self {
            Self::Row(row) => row.lend(&|row| then(&Target::Row(row))),
            Self::New(tenant, above) => above.lend(&|parent| {
                then(&Target::New(Scope {
                    tenant: *tenant,
                    parent,
                }))
            }),
            Self::Collection(tenant, above) => above.lend(&|parent| {
                then(&Target::Collection(Scope {
                    tenant: *tenant,
                    parent,
                }))
            }),
            Self::Listing(tenant, above) => above.lend(&|parent| {
                then(&Target::Listing(Scope {
                    tenant: *tenant,
                    parent,
                }))
            }),
        }
    }
}

impl Above {
    fn lend<T>(&self, then: &dyn Fn(Parent<'_>) -> T) -> T {
        match self {
            Self::Absent => then(Parent::Absent),
            Self::Missing => then(Parent::Missing),
            Self::Row(row) => row.lend(&|row| then(Parent::Row(row))),
        }
    }
}

impl Things {
    pub fn lend<T>(&self, then: &dyn Fn(&Row<'_>) -> T) -> T {
        self.above.lend(&|parent| {
            then(&Row {
                parent,
                when: &self.when,
                ..self.labels
            })
        })
    }
}
