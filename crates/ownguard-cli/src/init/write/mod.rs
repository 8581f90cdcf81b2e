//! Writes a proposal as a model: what the schema says, and `"?"` where somebody
//! has to decide. Pure.

mod grants;
mod head;
mod page;
mod resource;
mod routes;

pub(crate) use page::Decision;

use super::infer::proposal::{Proposal, Rows};
use page::Page;

/// The draft's text and the decisions in it.
pub(super) fn write(proposal: &Proposal, source: &str) -> (String, Vec<Decision>) {
    let mut page = Page::default();
    head::write(&mut page, proposal, source);
    let groups = [
        (
            "Who belongs together, and the people",
            &[Rows::Tenants, Rows::Members, Rows::People][..],
        ),
        ("What they own", &[Rows::Own, Rows::Child][..]),
    ];
    for (title, rows) in groups {
        let mut resources = proposal
            .resources
            .iter()
            .filter(|resource| rows.contains(&resource.rows))
            .peekable();
        if resources.peek().is_some() {
            page.gap();
            page.heading(title);
        }
        for resource in resources {
            resource::write(&mut page, proposal, resource);
        }
    }
    left_out(&mut page, proposal);
    routes::write(&mut page, proposal);
    page.settle();
    (page.text, page.decisions)
}

fn left_out(page: &mut Page, proposal: &Proposal) {
    if proposal.left_out.is_empty() {
        return;
    }
    page.gap();
    page.heading("Tables that stand nowhere above: nobody reads or writes them by this model");
    for (table, why) in &proposal.left_out {
        page.line(&format!("#   {table}: {why}"));
    }
}
