//! The rules of a tenancy's members, said once more: nobody gives a role above
//! their own or raises themselves, and the last holder of the top role stays.

use crate::case::Case;
use crate::world::Member;
use ownguard_core::Status;

/// What is done to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Removed,
    /// Given the role at this place.
    Role(u8),
}

/// Whether the rules let it happen; `None` where they do not say.
pub(super) fn lets(case: &Case, caller: usize, row: usize, deed: Deed) -> Option<bool> {
    let member = &case.world.members[row];
    let Deed::Role(new) = deed else {
        return stays(case, member).map(|stays| !stays);
    };
    let old = case.world.role(&case.draft, member);
    let own = case.role(caller, Some(&member.tenant));
    if own.is_none_or(|own| own < new) {
        // What does not change anything is nobody's business.
        return if old == Some(new) { None } else { Some(false) };
    }
    let themselves = case.callers[caller].user() == Some(&member.user);
    if themselves && old.is_none_or(|old| old < new) {
        // What somebody was once gives them nothing.
        return if member.removed { None } else { Some(false) };
    }
    member.role.as_ref()?;
    if old.is_none_or(|old| old > new) {
        return stays(case, member).map(|stays| !stays);
    }
    Some(true)
}

/// Whether the member holds the top role alone. Of who is not active, that cannot be said.
fn stays(case: &Case, member: &Member) -> Option<bool> {
    let roles = case
        .draft
        .tenancy
        .as_ref()
        .map_or(0, |tenancy| tenancy.roles);
    let top = u8::try_from(roles.saturating_sub(1)).unwrap();
    let holds = |member: &Member| case.world.role(&case.draft, member) == Some(top);
    let active = |member: &Member| {
        !member.removed && case.world.standing(&case.draft, member) == Status::Active
    };
    if !holds(member) {
        return Some(false);
    }
    let mut others = case.world.members.iter();
    let alone = !others.any(|other| {
        other.key != member.key && other.tenant == member.tenant && holds(other) && active(other)
    });
    if alone && !active(member) {
        return None;
    }
    Some(alone)
}
