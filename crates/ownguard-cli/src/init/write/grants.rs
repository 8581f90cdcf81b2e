//! Who may do what, as far as a schema suggests it: whoever is strongest may all,
//! and everything else is a question. Pure.

use super::page::{Page, list};
use crate::init::infer::meaning::{is_kept, strength};
use crate::init::infer::proposal::{Proposal, Resource, Rows};
use crate::init::infer::words::folded;

const READS: [&str; 2] = ["list", "read"];

/// The relations of the tenant's roles that grants are drafted for.
pub(super) struct Ladder {
    pub(super) weakest: String,
    /// The first that usually writes.
    pub(super) writer: String,
    pub(super) strongest: String,
}

impl Ladder {
    pub(super) fn of(proposal: &Proposal) -> Option<Self> {
        let tenancy = proposal.tenancy.as_ref()?;
        let names = &tenancy.roles.names;
        let relation = |role: &String| format!("{}.{role}", tenancy.name);
        let member = strength("contributor").unwrap_or(0);
        let writes = |role: &&String| strength(&folded(role)).is_some_and(|rank| rank >= member);
        Some(Self {
            weakest: relation(names.first()?),
            writer: relation(names.iter().find(writes).or_else(|| names.last())?),
            strongest: relation(names.last()?),
        })
    }
}

pub(super) fn write(page: &mut Page, proposal: &Proposal, resource: &Resource) {
    let name = &resource.name;
    page.gap();
    page.table(&format!("resources.{name}.grants"));
    match resource.rows {
        Rows::Tenants => tenants(page, proposal),
        Rows::Members => members(page, proposal),
        Rows::People => page.key("owner", list(["read", "update"])),
        Rows::Own => own(page, proposal, resource),
        Rows::Child => {}
    }
}

fn tenants(page: &mut Page, proposal: &Proposal) {
    let Some(ladder) = Ladder::of(proposal) else {
        return;
    };
    page.said(
        "authenticated",
        list(["create"]),
        "everybody who is signed in may found one",
    );
    if ladder.weakest != ladder.strongest {
        page.key(&ladder.weakest, list(READS));
    }
    page.open(
        &ladder.strongest,
        "[\"list\", \"read\", \"update\", \"?\"]",
        "\"delete\", or nothing",
        answers(&["delete"]),
    );
}

fn members(page: &mut Page, proposal: &Proposal) {
    let Some(ladder) = Ladder::of(proposal) else {
        return;
    };
    page.open(
        "owner",
        "[\"read\", \"?\"]",
        "\"delete\": whether people may leave by themselves",
        answers(&["delete"]),
    );
    if ladder.weakest != ladder.strongest {
        page.open(
            &ladder.weakest,
            "[\"?\"]",
            "whether everybody sees who else is a member: \"list\", \"read\"",
            answers(&["list\", \"read"]),
        );
    }
    page.said(
        &ladder.strongest,
        list(["list", "read", "invite", "update", "delete"]),
        "nobody grants a role above their own",
    );
}

fn own(page: &mut Page, proposal: &Proposal, resource: &Resource) {
    let in_tenant = !resource.tenant.is_none();
    let shared = resource.shares.is_some() || resource.visibility.is_some();
    let kept = is_kept(&resource.name);
    let mut all = vec!["list", "read"];
    if !kept {
        all.extend(["create", "update", "delete"]);
    }
    if resource.deleted.is_some() {
        all.push("restore");
    }
    if shared {
        all.push("share");
    }
    if !resource.owner.is_none() && kept {
        page.key("owner", list(READS));
    } else if !resource.owner.is_none() {
        let mut may = vec!["list", "read", "update"];
        if !in_tenant {
            may.insert(2, "create");
        }
        if shared {
            may.push("share");
        }
        may.push("?");
        page.open(
            "owner",
            list(may),
            "\"delete\", or nothing more",
            answers(&["delete"]),
        );
    }
    if let Some(shares) = &resource.shares {
        let (first, last) = (shares.levels.names.first(), shares.levels.names.last());
        if let Some(first) = first {
            page.key(&format!("shared.{first}"), list(READS));
        }
        if let Some(last) = last.filter(|last| Some(*last) != first) {
            page.open(
                &format!("shared.{last}"),
                "[\"list\", \"read\", \"?\"]",
                "\"update\", or nothing more",
                answers(&["update"]),
            );
        }
    }
    if in_tenant && let Some(ladder) = Ladder::of(proposal) {
        roles(page, &ladder, resource, &all, kept);
    }
    if resource.visibility.is_some() {
        page.open(
            "anyone",
            "[\"?\"]",
            "\"read\": whether everybody reads what is public",
            answers(&["read"]),
        );
    }
}

fn roles(page: &mut Page, ladder: &Ladder, resource: &Resource, all: &[&str], kept: bool) {
    let name = &resource.name;
    let reader = ladder.weakest != ladder.writer || kept;
    if reader && ladder.weakest != ladder.strongest {
        page.open(
            &ladder.weakest,
            "[\"?\"]",
            &format!("whether everybody in it sees every {name}: \"list\", \"read\""),
            answers(&["list\", \"read"]),
        );
    }
    if ladder.writer != ladder.strongest && !kept {
        page.open(
            &ladder.writer,
            "[\"?\"]",
            &format!("what they may do with every {name}, of \"list\", \"read\", \"create\", \"update\", \"delete\""),
            answers(&["list\", \"read\", \"create\", \"update", "list\", \"read", "create"]),
        );
    }
    if kept {
        page.said(
            &ladder.strongest,
            list(all),
            "the server keeps these: no route writes them",
        );
    } else if resource.owner.is_none() {
        page.key(&ladder.strongest, list(all));
    } else {
        let whole = all.join("\", \"");
        page.open(
            &ladder.strongest,
            "[\"?\"]",
            &format!("what they may do with a {name} of somebody else, of \"{whole}\""),
            answers(&[&whole, "list\", \"read", "create"]),
        );
    }
}

fn answers(list: &[&str]) -> Vec<String> {
    list.iter().map(|answer| format!("\"{answer}\"")).collect()
}
