//! Simplification of conditions: nesting of one kind is flattened, and what
//! follows from another part is left out. Never changes which rows satisfy one,
//! given that a person has at most one membership of a tenant.

use super::{Condition, Test};

pub(super) fn all(parts: Vec<Condition>) -> Condition {
    let mut kept: Vec<Condition> = Vec::new();
    for part in flat(parts, true) {
        match part {
            Condition::Never => return Condition::Never,
            Condition::Always => {}
            Condition::All(_)
            | Condition::Any(_)
            | Condition::Parent { .. }
            | Condition::Test(_) => {
                if !kept.iter().any(|known| implies(known, &part)) {
                    kept.retain(|known| !implies(&part, known));
                    kept.push(part);
                }
            }
        }
    }
    several(kept, Condition::Always, Condition::All)
}

pub(super) fn any(parts: Vec<Condition>) -> Condition {
    let mut kept: Vec<Condition> = Vec::new();
    for part in flat(parts, false) {
        match part {
            Condition::Always => return Condition::Always,
            Condition::Never => {}
            Condition::All(_)
            | Condition::Any(_)
            | Condition::Parent { .. }
            | Condition::Test(_) => {
                if !kept.iter().any(|known| implies(&part, known)) {
                    kept.retain(|known| !implies(known, &part));
                    kept.push(part);
                }
            }
        }
    }
    several(kept, Condition::Never, Condition::Any)
}

/// The parent is there, and of it something holds.
pub(super) fn parent((of, child): (usize, usize), holds: Condition) -> Condition {
    if holds == Condition::Never {
        return Condition::Never;
    }
    Condition::Parent {
        of,
        child,
        holds: Box::new(holds),
    }
}

fn flat(parts: Vec<Condition>, conjunction: bool) -> Vec<Condition> {
    let mut out = Vec::new();
    for part in parts {
        match part {
            Condition::All(inner) if conjunction => out.extend(flat(inner, conjunction)),
            Condition::Any(inner) if !conjunction => out.extend(flat(inner, conjunction)),
            Condition::Always
            | Condition::Never
            | Condition::All(_)
            | Condition::Any(_)
            | Condition::Parent { .. }
            | Condition::Test(_) => out.push(part),
        }
    }
    out
}

fn several(
    mut parts: Vec<Condition>,
    none: Condition,
    many: impl Fn(Vec<Condition>) -> Condition,
) -> Condition {
    match (parts.pop(), parts.is_empty()) {
        (None, _) => none,
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            many(parts)
        }
    }
}

/// Whether every row that satisfies `one` satisfies `two`, as far as their forms tell.
pub(super) fn implies(one: &Condition, two: &Condition) -> bool {
    if one == two {
        return true;
    }
    match (one, two) {
        (Condition::Never, _) | (_, Condition::Always) => true,
        (Condition::Any(parts), _) => parts.iter().all(|part| implies(part, two)),
        (_, Condition::All(parts)) => parts.iter().all(|part| implies(one, part)),
        (Condition::All(parts), Condition::Any(wider)) => {
            wider.iter().any(|wide| implies(one, wide))
                || parts.iter().any(|part| implies(part, two))
        }
        (Condition::All(parts), _) => parts.iter().any(|part| implies(part, two)),
        (_, Condition::Any(parts)) => parts.iter().any(|part| implies(one, part)),
        (
            Condition::Parent { of, child, holds },
            Condition::Parent {
                of: other,
                child: same,
                holds: wider,
            },
        ) => of == other && child == same && implies(holds, wider),
        (Condition::Test(one), Condition::Test(two)) => follows(one, two),
        (Condition::Always, _)
        | (_, Condition::Never)
        | (Condition::Parent { .. }, Condition::Test(_))
        | (Condition::Test(_), Condition::Parent { .. }) => false,
    }
}

fn follows(one: &Test, two: &Test) -> bool {
    match (one, two) {
        (
            Test::OneOf(at, _)
            | Test::Subject(at)
            | Test::ServiceTenant(at)
            | Test::Member { tenant: at, .. }
            | Test::Shared { key: at, .. },
            Test::Present(there),
        ) => at == there,
        (Test::SameTenant(low, high), Test::Present(there)) => low == there || high == there,
        (Test::Member { tenant, .. }, Test::NotSuspended(there)) => tenant == there,
        (
            Test::Member { tenant, least },
            Test::Member {
                tenant: there,
                least: wanted,
            },
        ) => tenant == there && least >= wanted,
        (Test::OneOf(at, values), Test::OneOf(there, wider)) => {
            at == there && values.iter().all(|value| wider.contains(value))
        }
        (
            Test::Present(_)
            | Test::Null(_)
            | Test::Live(_)
            | Test::OneOf(..)
            | Test::SameTenant(..)
            | Test::Subject(_)
            | Test::Member { .. }
            | Test::NotSuspended(_)
            | Test::Shared { .. }
            | Test::ServiceTenant(_),
            _,
        ) => false,
    }
}
