//! Rows that are owned through another row. Pure.

use super::Context;
use super::passed::{passed_over, unfit};
use super::proposal::{Choice, Proposal, Resource, Rows};
use super::resources::start;
use super::words::is_name;
use crate::init::schema::{Foreign, Table};

/// How many levels a child and those above it may be.
const DEEPEST: usize = 3;

impl Context<'_> {
    /// Whether a foreign key leads to a table that might be a parent.
    pub(super) fn leads_somewhere(&self, table: &Table) -> bool {
        self.parents(table)
            .any(|(foreign, _)| foreign.column().is_some())
    }

    fn parents<'t>(&'t self, table: &'t Table) -> impl Iterator<Item = (&'t Foreign, &'t Table)> {
        table.foreign.iter().filter_map(|foreign| {
            let there = self
                .schema
                .tables
                .iter()
                .find(|there| foreign.leads_to(there))?;
            let own = std::ptr::eq(there, table)
                || self.people.is(there)
                || self.is_tenants(there)
                || self.is_members(there);
            let fits = foreign.column().is_some_and(is_name)
                && passed_over(there).is_none()
                && unfit(there).is_none();
            (!own && fits).then_some((foreign, there))
        })
    }

    /// Children of what is owned already, level by level.
    pub(super) fn children<'t>(
        &self,
        made: &mut Vec<(&'t Table, Resource)>,
        waiting: &mut Vec<&'t Table>,
        proposal: &mut Proposal,
    ) {
        let mut depth: Vec<(&Table, usize)> = Vec::new();
        let level = |depth: &[(&Table, usize)], table: &Table| {
            depth
                .iter()
                .find(|(known, _)| std::ptr::eq(*known, table))
                .map_or(1, |(_, level)| *level)
        };
        loop {
            let before = waiting.len();
            let ready: Vec<(&Table, Resource)> = waiting
                .iter()
                .filter_map(|table| Some((*table, self.child(table, made)?)))
                .collect();
            for (table, resource) in ready {
                waiting.retain(|known| !std::ptr::eq(*known, table));
                let parents = resource.parent.all().iter();
                let above = parents.filter_map(|(name, _)| {
                    made.iter().find(|(known, _)| known.written() == *name)
                });
                let here = above
                    .map(|(known, _)| level(&depth, known))
                    .max()
                    .unwrap_or(1)
                    + 1;
                if here > DEEPEST {
                    let why = format!(
                        "it stands {here} levels deep, and {DEEPEST} can be judged: give a table in between a tenant"
                    );
                    proposal.left_out.push((table.written(), why));
                    continue;
                }
                depth.push((table, here));
                made.push((table, resource));
            }
            if waiting.len() == before {
                return;
            }
        }
    }

    fn child(&self, table: &Table, made: &[(&Table, Resource)]) -> Option<Resource> {
        let mut resource = start(table)?;
        let column = |foreign: &Foreign| foreign.column().and_then(|name| table.column(name));
        let firm = |foreign: &Foreign| {
            foreign.cascades && column(foreign).is_some_and(|column| !column.nullable)
        };
        let owned = self.parents(table).filter(|(_, there)| {
            let known = made.iter().find(|(known, _)| std::ptr::eq(*known, *there));
            known.is_some_and(|(_, resource)| matches!(resource.rows, Rows::Own | Rows::Child))
        });
        let owned: Vec<(&Foreign, &Table)> = owned.collect();
        let mut parents: Vec<&(&Foreign, &Table)> =
            owned.iter().filter(|(foreign, _)| firm(foreign)).collect();
        if parents.is_empty() {
            parents = owned.iter().collect();
        }
        let list: Vec<(String, String)> = parents
            .iter()
            .filter_map(|(foreign, there)| Some((there.written(), foreign.column()?.to_owned())))
            .collect();
        resource.owner = match self.owner(table) {
            one @ Choice::One(_) => one,
            Choice::None | Choice::Open(_) => Choice::None,
        };
        resource.rows = Rows::Child;
        // Without a tenancy, whoever wrote a row may be meant to own it.
        let open = self.tenancy.is_none() && !resource.owner.is_none();
        resource.parent = match Choice::of(list) {
            Choice::None => return None,
            Choice::One(one) if open => Choice::Open(vec![one]),
            found @ (Choice::One(_) | Choice::Open(_)) => found,
        };
        Some(resource)
    }
}
