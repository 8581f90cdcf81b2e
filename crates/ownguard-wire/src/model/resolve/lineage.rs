//! Parents: no circle, at most three levels, and nothing that only a parent can
//! have on a child.

use super::columns::Columns;
use super::names::Names;
use super::resources::{Written, written};
use crate::model::code::Code;
use crate::model::problem::Draft;
use crate::model::read::{At, Notes};
use crate::model::said::said;
use crate::model::written::{Model, Parent};
use ownguard_core::json::Span;
use ownguard_core::model::MAX_DEPTH;
use ownguard_core::spec::ParentSpec;

/// The place of each resource's parent.
pub(super) fn resolve(model: &Model, names: &Names, notes: &mut Notes) -> Vec<Option<usize>> {
    let parents = written(model).map(|(_, at)| {
        let parent = at.value.parent.as_ref()?;
        names.resource(&parent.value.resource, notes)
    });
    parents.collect()
}

/// A resource and those above it; one too many where there is a circle.
pub(super) fn above(parents: &[Option<usize>], place: usize) -> impl Iterator<Item = usize> {
    let next = |place: &usize| parents.get(*place).copied().flatten();
    std::iter::successors(Some(place), next).take(parents.len() + 1)
}

pub(super) fn spec(
    parent: &At<Parent>,
    place: usize,
    columns: &mut Columns,
    names: &Names,
    notes: &mut Notes,
) -> ParentSpec {
    let parent = &parent.value;
    let field = columns.place(&parent.field.value.0);
    let actions = parent.actions.as_ref().map_or(&[][..], |map| &map.0);
    let map = actions.iter().filter_map(|(from, to)| {
        let from = names.action(&from.value, from.span, notes);
        let to = names.action(&to.value, to.span, notes);
        from.zip(to)
    });
    ParentSpec {
        resource: place,
        field,
        map: map.collect(),
    }
}

pub(super) fn check(
    model: &Model,
    parents: &[Option<usize>],
    place: usize,
    (_, at): Written<'_>,
    notes: &mut Notes,
) {
    let resource = &at.value;
    let Some(parent) = &resource.parent else {
        return;
    };
    let mut refuse = |code: Code, span: Span, message: String, help: &str| {
        notes
            .drafts
            .push(Draft::new(code, span, message).help(help));
    };
    let span = parent.value.resource.span;
    let chain: Vec<usize> = above(parents, place).collect();
    if chain.len() > parents.len() {
        let message = "this leads in a circle: no row could be owned".to_owned();
        return refuse(
            Code::ParentCycle,
            span,
            message,
            "one of them needs no parent, and grants of its own",
        );
    }
    if chain.len() > MAX_DEPTH {
        let message = said!("{} levels; at most {MAX_DEPTH} can be judged", chain.len());
        refuse(
            Code::ParentDepth,
            span,
            message,
            "give a resource in between a tenant and grants of its own",
        );
    }
    let above = || said!("`{}` owns it", parent.value.resource.value.0);
    if let Some((relation, _)) = resource.grants.as_ref().and_then(|grants| grants.0.first()) {
        let message = said!("a child has no grants of its own: {}", above());
        refuse(
            Code::ChildOwnsNothing,
            relation.span,
            message,
            "grant it on the parent; `as` maps the child's actions to the parent's",
        );
    }
    if let Some(shares) = &resource.shares {
        let message = said!("a child is not shared for itself: {}", above());
        refuse(
            Code::ChildOwnsNothing,
            shares.span,
            message,
            "share the parent",
        );
    }
    let root = chain.last().and_then(|place| written(model).nth(*place));
    if let (Some(tenant), Some((name, root))) = (&resource.tenant, root)
        && root.value.tenant.is_none()
    {
        let message = said!("`{}`, which owns it, belongs to no tenant", name.value);
        refuse(
            Code::ChildTenant,
            tenant.span,
            message,
            "give both a tenant, or neither",
        );
    }
}
