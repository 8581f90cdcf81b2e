//! Paths and routes of a draft. What an app's routes are stands in no schema:
//! these are guesses, and one that is wrong leads nowhere. Pure.

use super::page::{Page, quoted};
use crate::init::infer::proposal::{Proposal, Resource, Rows};

/// Where the usual routes of a resource may stand.
pub(super) fn rest(proposal: &Proposal, resource: &Resource) -> Option<String> {
    let tenancy = proposal.tenancy.as_ref();
    let tenants = proposal
        .resources
        .iter()
        .find(|resource| resource.rows == Rows::Tenants);
    let within = tenancy.map(|tenancy| {
        let table = tenants.map_or(tenancy.table.as_str(), |tenants| &tenants.table);
        format!("/api/{}/{{{}}}", segment(table), tenancy.name)
    });
    let own = segment(&resource.table);
    match resource.rows {
        Rows::Tenants => Some(format!("/api/{own}")),
        Rows::Members => within.map(|within| {
            format!(
                "{within}/{}",
                if own == "users" { "users" } else { "members" }
            )
        }),
        Rows::People => None,
        Rows::Own if resource.tenant.is_none() => Some(format!("/api/{own}")),
        Rows::Own => within.map(|within| format!("{within}/{own}")),
        Rows::Child => {
            let (parent, _) = resource.parent.all().first()?;
            let above = proposal
                .resources
                .iter()
                .find(|known| known.name == *parent)?;
            // Where the parent is open, so are the paths below it.
            matches!(
                resource.parent,
                crate::init::infer::proposal::Choice::One(_)
            )
            .then(|| rest(proposal, above))
            .flatten()
            .map(|above| format!("{above}/{{{parent}}}/{own}"))
        }
    }
}

/// A table as a path writes it.
fn segment(table: &str) -> String {
    let name = table.rsplit('.').next().unwrap_or(table);
    crate::init::infer::words::folded(name).replace('_', "-")
}

pub(super) fn write(page: &mut Page, proposal: &Proposal) {
    page.gap();
    page.heading(
        "Routes beside the `rest` ones. Everything is private; what stands nowhere is denied",
    );
    page.table("routes");
    for person in proposal
        .resources
        .iter()
        .filter(|resource| resource.rows == Rows::People)
    {
        // The session names a person by the key of their row only.
        if person.owner.all().first() == Some(&person.key.0) {
            let path = if person.name == "user" || person.name == "profile" {
                "me".to_owned()
            } else {
                segment(&person.table)
            };
            for (method, action) in [("GET", "read"), ("PATCH", "update")] {
                page.key(
                    &quoted(&format!("{method} /api/{path}")),
                    format!("{{ do = \"{}.{action}\", id = \"session\" }}", person.name),
                );
            }
        }
    }
    for resource in &proposal.resources {
        beside(page, proposal, resource);
    }
    if proposal.stripe {
        page.key("\"POST /api/webhooks/stripe\"", "\"webhook.stripe\"");
    }
    page.key("\"* /api/auth/{*rest}\"", "\"auth\"");
    page.key("\"* /_next/static/{*rest}\"", "\"public\"");
    page.key("\"GET /\"", "\"public\"");
}

/// Actions that `rest` has no route for.
fn beside(page: &mut Page, proposal: &Proposal, resource: &Resource) {
    let Some(rest) = rest(proposal, resource) else {
        return;
    };
    let mut route = |path: &str, action: &str| {
        page.key(
            &quoted(&format!("POST {rest}{path}")),
            quoted(&format!("{}.{action}", resource.name)),
        );
    };
    if resource.rows == Rows::Members {
        route("/invite", "invite");
    }
    if resource.rows == Rows::Own && resource.deleted.is_some() && !resource.tenant.is_none() {
        route("/{id}/restore", "restore");
    }
    if resource.rows == Rows::Own && (resource.shares.is_some() || resource.visibility.is_some()) {
        route("/{id}/share", "share");
    }
}
