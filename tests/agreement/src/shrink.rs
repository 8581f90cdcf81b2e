//! Takes parts of a failing case away for as long as it still fails.

use crate::case::Case;
use crate::draft::Draft;
use crate::world::World;

/// The smallest case found that `fails`, within so many tries.
pub fn shrink(
    draft: Draft,
    world: World,
    tries: usize,
    fails: &mut dyn FnMut(&Case) -> bool,
) -> (Draft, World) {
    let (mut draft, mut world, mut left) = (draft, world, tries);
    'again: loop {
        for (less_draft, less_world) in smaller(&draft, &world) {
            if left == 0 {
                return (draft, world);
            }
            left -= 1;
            let case = Case::new(less_draft.clone(), less_world.clone());
            if case.is_ok_and(|case| fails(&case)) {
                (draft, world) = (less_draft, less_world);
                continue 'again;
            }
        }
        return (draft, world);
    }
}

/// The greatest steps first.
fn smaller(draft: &Draft, world: &World) -> Vec<(Draft, World)> {
    let mut all = Vec::new();
    for resource in 0..draft.resources.len() {
        all.extend(without(draft, world, resource));
    }
    for parts in [
        Draft {
            staff: 0,
            ..draft.clone()
        },
        Draft {
            services: 0,
            ..draft.clone()
        },
    ] {
        if (parts.staff, parts.services) != (draft.staff, draft.services) {
            all.push((parts, world.clone()));
        }
    }
    let worlds = world.smaller().into_iter();
    all.extend(worlds.map(|less| (draft.clone(), less)));
    let drafts = draft.smaller().into_iter();
    all.extend(drafts.map(|less| (less, world.clone())));
    all
}

fn without(draft: &Draft, world: &World, resource: usize) -> Option<(Draft, World)> {
    let above = |of: &crate::draft::Resource| of.parent.as_ref().map(|parent| parent.resource);
    let mut all = draft.resources.iter();
    if draft.resources.len() == 1 || all.any(|of| above(of) == Some(resource)) {
        return None;
    }
    let (mut draft, mut world) = (draft.clone(), world.clone());
    draft.resources.remove(resource);
    world.rows.remove(resource);
    let parents = draft.resources.iter_mut();
    for parent in parents.filter_map(|of| of.parent.as_mut()) {
        if parent.resource > resource {
            parent.resource -= 1;
        }
    }
    for points in draft.resources.iter_mut().map(|of| &mut of.points) {
        *points = points
            .filter(|at| *at != resource)
            .map(|at| if at > resource { at - 1 } else { at });
    }
    Some((draft, world))
}
