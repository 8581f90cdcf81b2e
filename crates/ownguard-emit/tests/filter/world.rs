//! Random callers and rows, from a seed. The same rows become the core's labels
//! and the values that a filter tests.

use ownguard_core::http::key::KeyKind;
use ownguard_core::{
    AsOf, Identity, Label, Link, Membership, Model, Parent, Person, Principal, RelationSet,
    Resource, Row, Service, Session, Share, Staff, Status, Timestamp, User,
};

pub(crate) const NOW: Timestamp = 1_000_000;

/// The generator of Steele, Lea and Flood (2014), known as splitmix.
pub(crate) struct Seed(pub(crate) u64);

impl Seed {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    pub(crate) fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

const IDS: [&str; 3] = ["1", "2", "7"];

/// Some id, spelt as its kind is.
fn id(seed: &mut Seed, kind: KeyKind) -> String {
    spelt(kind, seed.one(&IDS))
}

pub(crate) fn spelt(kind: KeyKind, digit: &str) -> String {
    match kind {
        KeyKind::Uuid => format!("0f0e0d0c-0b0a-4000-8000-00000000000{digit}"),
        KeyKind::Int | KeyKind::Text => digit.to_owned(),
    }
}

pub(crate) fn tenant_id(model: &Model, seed: &mut Seed) -> String {
    let kind = model.tenancy().map(|tenancy| tenancy.key);
    id(seed, kind.unwrap_or_default())
}

fn user_id(model: &Model, seed: &mut Seed) -> String {
    id(seed, user_kind(model))
}

/// As the resource says it whose rows are persons.
pub(crate) fn user_kind(model: &Model) -> KeyKind {
    let mut specs = model.resources().iter().map(Resource::spec);
    let people = specs.find(|spec| spec.owner == Some(spec.key.field));
    people.map(|spec| spec.key.kind).unwrap_or_default()
}

/// One row, or one above it.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) resource: usize,
    /// By field; `None` is null.
    pub(crate) values: Vec<Option<String>>,
    /// The level at which the row is shared with the caller.
    pub(crate) share: Option<String>,
}

/// A row and those above it; the line ends early where a parent is missing.
pub(crate) fn line(model: &Model, seed: &mut Seed, resource: usize) -> Vec<Level> {
    let mut line = Vec::new();
    let mut next = Some(resource);
    let tenant = tenant_id(model, seed);
    while let Some(at) = next {
        if !line.is_empty() && seed.chance(4) {
            break;
        }
        line.push(level(model, seed, at, &tenant));
        let parent = model.resource(at).unwrap().spec().parent.as_ref();
        next = parent.map(|parent| parent.resource);
    }
    line
}

/// One row; its parent is left to the caller.
pub(crate) fn level(model: &Model, seed: &mut Seed, at: usize, tenant: &str) -> Level {
    let spec = model.resource(at).unwrap().spec();
    let mut values = Vec::new();
    for (place, _) in spec.fields.iter().enumerate() {
        let conditions = spec.grants.iter().flat_map(|grant| &grant.when);
        let wanted: Vec<&str> = conditions
            .filter(|condition| spec.when.get(condition.column) == Some(&place))
            .flat_map(|condition| condition.values.iter().map(String::as_str))
            .collect();
        let value = if spec.key.field == place {
            Some(id(seed, spec.key.kind))
        } else if spec.tenant == Some(place) {
            let other = (!seed.chance(95)).then(|| tenant_id(model, seed));
            (!seed.chance(4)).then(|| other.unwrap_or_else(|| tenant.to_owned()))
        } else if spec.owner == Some(place) {
            (!seed.chance(15)).then(|| user_id(model, seed))
        } else if spec.visibility == Some(place) {
            let all = [
                "public", "public", "public", "unlisted", "private", "PUBLIC", "null",
            ];
            some(seed.one(&all))
        } else if spec.deleted == Some(place) {
            let all = [
                "null",
                "null",
                "null",
                "null",
                "false",
                "true",
                "2024-01-01",
            ];
            some(seed.one(&all))
        } else if !wanted.is_empty() {
            let other = ["null", "other"];
            let met = seed.chance(70);
            some(seed.one(if met { &wanted } else { &other }))
        } else {
            some("value")
        };
        values.push(value);
    }
    let share = spec.shares.as_ref().and_then(|shares| {
        let levels = shares
            .levels
            .iter()
            .map(|level| model.vocabulary().name(*level));
        let levels: Vec<&str> = levels
            .map(|name| name.strip_prefix("shared.").unwrap())
            .collect();
        seed.chance(35).then(|| seed.one(&levels).to_owned())
    });
    Level {
        resource: at,
        values,
        share,
    }
}

fn some(value: &str) -> Option<String> {
    (value != "null").then(|| value.to_owned())
}

/// Hands the row as the core takes it to `then`.
pub(crate) fn with_row(model: &Model, line: &[Level], then: &mut dyn FnMut(&Row<'_>)) {
    let (here, above) = line.split_first().unwrap();
    let spec = model.resource(here.resource).unwrap().spec();
    let label = |field: Option<usize>| match field.map(|field| &here.values[field]) {
        Some(Some(value)) => Label::Value(value),
        Some(None) => Label::Null,
        None => Label::Absent,
    };
    let when: Vec<Label<'_>> = spec.when.iter().map(|field| label(Some(*field))).collect();
    let level = |name: &String| model.vocabulary().find(&format!("shared.{name}")).unwrap();
    let row = Row {
        key: label(Some(spec.key.field)),
        tenant: label(spec.tenant),
        owner: label(spec.owner),
        visibility: label(spec.visibility),
        deleted: label(spec.deleted),
        share: here
            .share
            .as_ref()
            .map_or(Share::None, |name| Share::Level(level(name))),
        parent: Parent::Missing,
        when: &when,
    };
    if above.is_empty() {
        then(&row);
    } else {
        with_row(model, above, &mut |parent| {
            then(&Row {
                parent: Parent::Row(parent),
                ..row
            });
        });
    }
}

pub(crate) fn session(model: &Model, seed: &mut Seed) -> Session {
    let identity = match seed.below(24) {
        0 => Identity::TokenExpired,
        1 => Identity::FactsUnavailable,
        2 | 3 => Identity::Known(Principal::Anonymous),
        4 | 5 => Identity::Known(Principal::Guest(user(model, seed))),
        6 | 7 => Identity::Known(Principal::Staff(staff(model, seed))),
        8..=10 => Identity::Known(Principal::Service(service(model, seed))),
        _ => Identity::Known(Principal::Person(person(model, seed))),
    };
    let link = seed.chance(40).then(|| {
        let resource = seed.below(model.resources().len());
        let kind = model.resource(resource).unwrap().spec().key.kind;
        Link {
            resource,
            key: id(seed, kind).into(),
        }
    });
    Session {
        identity,
        link,
        tenant: None,
    }
}

fn user(model: &Model, seed: &mut Seed) -> User {
    User {
        id: user_id(model, seed).into(),
        status: status(seed),
        verified: seed.chance(80),
        plan: plan(model, seed),
        as_of: as_of(seed),
    }
}

fn person(model: &Model, seed: &mut Seed) -> Person {
    let roles = model.tenancy().map_or(0, |tenancy| tenancy.roles.len());
    let memberships = (0..seed.below(4)).map(|_| {
        let role = u8::try_from(seed.below(roles + 2)).unwrap();
        Membership {
            tenant: tenant_id(model, seed).into(),
            role: (usize::from(role) <= roles).then_some(role),
            status: status(seed),
            tenant_status: status(seed),
            plan: plan(model, seed),
            as_of: as_of(seed),
        }
    });
    let memberships = memberships.collect();
    Person {
        user: user(model, seed),
        memberships,
    }
}

fn staff(model: &Model, seed: &mut Seed) -> Staff {
    let all = model.vocabulary().all();
    let some: RelationSet = all.filter(|_| seed.chance(40)).collect();
    Staff {
        id: user_id(model, seed).into(),
        status: status(seed),
        roles: some,
    }
}

fn service(model: &Model, seed: &mut Seed) -> Service {
    Service {
        index: u8::try_from(seed.below(model.services().len() + 1)).unwrap(),
        tenant: seed.chance(80).then(|| tenant_id(model, seed).into()),
    }
}

fn status(seed: &mut Seed) -> Status {
    if seed.chance(92) {
        Status::Active
    } else {
        Status::Suspended
    }
}

fn plan(model: &Model, seed: &mut Seed) -> Option<u8> {
    let plan = seed.below(model.plans().len() + 1);
    (plan < model.plans().len()).then(|| u8::try_from(plan).unwrap())
}

fn as_of(seed: &mut Seed) -> AsOf {
    match seed.below(8) {
        0..=4 => AsOf::ThisRequest,
        5 => AsOf::At(NOW - 5),
        6 => AsOf::At(NOW - 50),
        _ => AsOf::At(NOW - 500),
    }
}
