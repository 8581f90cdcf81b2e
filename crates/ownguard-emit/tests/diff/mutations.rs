//! Seeded changes of the leaky app's model: each is told as what it is, and exactly the combinations
//! that it moves stand in it. Taken back, it is told the other way round.

use crate::enumeration::document;
use crate::models::LEAKY;
use crate::{between, check, difference};
use ownguard_emit::diff::{Difference, Effect, Kind};

/// A line of the model, what it becomes, and what is told of it.
struct Mutation {
    from: &'static str,
    to: &'static str,
    effect: Effect,
    kind: Kind,
    told: &'static str,
}

const fn widens(from: &'static str, to: &'static str, kind: Kind, told: &'static str) -> Mutation {
    Mutation {
        from,
        to,
        effect: Effect::Widening,
        kind,
        told,
    }
}

const STRIPE: &str = r#"["read", { do = "update", when = { status = ["open", "past_due"] } }]"#;
const DELETE: &str = r#"delete      = { fresh = "0s", audit = true, verified = true }"#;

/// What moves combinations.
const MOVES: [Mutation; 12] = [
    widens(
        "workspace.member  = [\"create\", \"update\"]\nworkspace.manager = [\"delete\"]",
        r#"workspace.member = ["create", "update", "delete"]"#,
        Kind::Access,
        "`workspace.member` may now `customer.delete`",
    ),
    widens(
        r#"anyone            = ["read"]                 # only where an invoice is public"#,
        r#"anyone = ["read", "list"]"#,
        Kind::Access,
        "`anyone` may now `invoice.list`",
    ),
    widens(
        STRIPE,
        r#"["read", "update"]"#,
        Kind::Access,
        "`service.stripe` may now `invoice.update`",
    ),
    widens(
        STRIPE,
        r#"["read", { do = "update", when = { status = ["open", "past_due", "void"] } }]"#,
        Kind::Access,
        "`service.stripe` may now `invoice.update` while `status` is void",
    ),
    widens(
        DELETE,
        "delete = { audit = true, verified = true }",
        Kind::Asks,
        "`invoice.delete`: facts up to 1m old are good enough, not of this request",
    ),
    widens(
        DELETE,
        r#"delete = { fresh = "0s", audit = true }"#,
        Kind::Asks,
        "`invoice.delete`: a verified address is no longer asked",
    ),
    widens(
        r#"audit = true, plan = "pro" }"#,
        r#"audit = true, plan = "free" }"#,
        Kind::Asks,
        "the plan `free` is asked, not the plan `pro`",
    ),
    widens(
        r#"audit = true, plan = "pro" }"#,
        "audit = true }",
        Kind::Asks,
        "no plan is asked, not the plan `pro`",
    ),
    widens(
        r#"levels   = ["view", "edit"]"#,
        "levels = [\"view\", \"edit\"]\noutsiders = true",
        Kind::Access,
        "`shared.view` may now `project.",
    ),
    widens(
        "deleted    = \"deleted_at\"\n",
        "",
        Kind::Access,
        "where the invoice is deleted",
    ),
    widens(
        "[resources.thread.grants]",
        "[resources.thread.grants]\nstaff.support = [\"read\"]",
        Kind::Access,
        "`staff.support` may now `thread.read`",
    ),
    widens(
        r#"roles   = ["viewer", "member", "manager", "admin"]"#,
        r#"roles = ["viewer", "member", "guest", "manager", "admin"]"#,
        Kind::Access,
        "`workspace.viewer` may now `",
    ),
];

impl Mutation {
    /// The resources that it can touch; the others are asked by the random changes of smaller models.
    fn within(&self) -> &'static [&'static str] {
        let touches = |name: &str| self.told.contains(name) || self.from.contains(name);
        if touches("roles   =") {
            &[]
        } else if touches("customer.") {
            &["customer"]
        } else if touches("project.") {
            &["project"]
        } else if touches("thread") {
            &["thread", "message"]
        } else {
            &["invoice", "invoice_line"]
        }
    }
}

fn told<'d>(difference: &'d Difference, of: &Mutation, effect: Effect) -> Option<&'d str> {
    let mut changes = difference
        .of(effect)
        .filter(|change| change.kind == of.kind);
    let found = changes.find(|change| change.text.contains(of.told))?;
    Some(&found.text)
}

fn mutated(of: &Mutation) -> Option<String> {
    let new = LEAKY.replace(of.from, of.to);
    (new != LEAKY).then_some(new)
}

#[test]
fn whatever_moves_a_combination_is_told_exactly() {
    let old = document(LEAKY).spec;
    for mutation in &MOVES {
        let Some(new) = mutated(mutation) else {
            panic!("the model has no `{}`", mutation.from);
        };
        let new = document(&new).spec;
        let (difference, moved) = check(&old, &new, mutation.within(), mutation.to);
        assert!(moved > 0, "`{}` moves nothing", mutation.to);
        let all: Vec<&str> = difference.changes.iter().map(|one| &*one.text).collect();
        assert!(
            told(&difference, mutation, mutation.effect).is_some(),
            "{}: {all:#?}",
            mutation.told
        );
        let back = between(&new, &old);
        assert_eq!(
            (back.allowed, back.denied),
            (difference.denied, difference.allowed)
        );
    }
}

/// What changes no decision, but what comes with it or what stands around it.
const OTHERS: [Mutation; 27] = [
    widens(
        r#"write = "60s" }"#,
        r#"write = "10m" }"#,
        Kind::Asks,
        "facts up to 10m old are good enough, not up to 1m old",
    ),
    widens(
        r#"export      = { fresh = "60s", audit = true, plan = "pro" }"#,
        r#"export = { fresh = "60s", plan = "pro" }"#,
        Kind::Audit,
        "`invoice.export`, `invoice_line.export`: no record is made any more",
    ),
    widens(
        r#"to = ["owner", "workspace.manager"], otherwise = "mask:email" }"#,
        r#"to = ["owner", "workspace.viewer"], otherwise = "mask:email" }"#,
        Kind::Shown,
        "`workspace.viewer` now sees `invoice.customer_email` in full, not masked (email)",
    ),
    widens(
        r#"outside    = ["number", "status", "total", "due_at"]"#,
        r#"outside = ["number", "status", "total", "due_at", "lines"]"#,
        Kind::Shown,
        "`anyone`, `link` now see `invoice.lines`",
    ),
    widens(
        r#"otherwise = "null" }

[resources.thread]"#,
        r#"otherwise = "mask:hidden" }

[resources.thread]"#,
        Kind::Shown,
        "now see `project.budget` masked (hidden), not as null",
    ),
    widens(
        r#"never  = ["stripe_customer_id"]

[resources.workspace.grants]"#,
        r#"
[resources.workspace.fields]
stripe_customer_id = { to = ["workspace.admin"] }
[resources.workspace.grants]"#,
        Kind::Shown,
        "`workspace.admin` now sees `workspace.stripe_customer_id`",
    ),
    widens(
        r#"write  = ["slug", "name"]"#,
        r#"write  = ["slug", "name", "plan"]"#,
        Kind::Writable,
        "`workspace.admin` may now write `workspace.plan` on `update`",
    ),
    widens(
        r#"service.stripe = ["paid", "past_due"]"#,
        r#"service.stripe = ["paid", "past_due", "void"]"#,
        Kind::Writable,
        "`service.stripe` may write paid, past_due, void to `invoice.status`",
    ),
    widens(
        r#"write = ["workspace.manager"], ref = "project" }"#,
        r#"write = ["workspace.manager"] }"#,
        Kind::Writable,
        "`invoice.project_id` may point at a `project` that the caller cannot read",
    ),
    widens(
        r#"customer       = { embed = "customer" }"#,
        "customer       = { json = true }",
        Kind::Shown,
        "`invoice.customer` holds any JSON, passed whole, not rows of `customer`",
    ),
    widens(
        "owner      = \"created_by\"\nvisibility = \"visibility\"\ndeleted",
        "owner      = \"approved_by\"\nvisibility = \"visibility\"\ndeleted",
        Kind::Source,
        "the owner of `invoice` is read from `approved_by`, not `created_by`",
    ),
    widens(
        r#"table      = "invoices""#,
        r#"table      = "old_invoices""#,
        Kind::Source,
        "`invoice` stands in the table `old_invoices`, not in `invoices`",
    ),
    widens(
        r#"active = { removed_at = "null", status = "active" }"#,
        r#"active = { status = "active" }"#,
        Kind::Source,
        "tenants and their members are read from other tables or columns",
    ),
    widens(
        r#"table    = "project_shares""#,
        r#"table    = "shares""#,
        Kind::Source,
        "the shares of `project` are read from elsewhere",
    ),
    widens(
        r#"case           = "camel""#,
        r#"case           = "snake""#,
        Kind::Source,
        "by other names",
    ),
    widens(
        r#"level = "full""#,
        "level = \"rows\"\nuntil = \"2027-01-31\"",
        Kind::Setting,
        "the level is `rows`, not `full`",
    ),
    widens(
        r#"["https://app.example.com"]"#,
        r#"["https://app.example.com", "https://evil.example"]"#,
        Kind::Setting,
        "pages of `https://evil.example` may send the session's cookie",
    ),
    widens(
        r#"{ userId = "user", workspaceId = "tenant" }"#,
        r#"{ userId = "user" }"#,
        Kind::Setting,
        "`workspaceId` no longer has to be a tenant of the caller's",
    ),
    widens(
        r#""* /api/trpc/{*rest}"             = "app""#,
        r#""* /api/trpc/{*rest}"             = "public""#,
        Kind::Route,
        "`* /api/trpc/{*rest}` is public",
    ),
    widens(
        r#""GET /api/live"                   = "app""#,
        "\"GET /api/live\" = \"app\"\n\"POST /api/open\" = \"public\"",
        Kind::Route,
        "`POST /api/open` is new: public",
    ),
    widens(
        r#"{ do = "file.read", answer = "file" }
"GET /api/workspaces/{workspace}/files/{id}/download""#,
        r#"{ do = "file.read", answer = "stream" }
"GET /api/workspaces/{workspace}/files/{id}/download""#,
        Kind::Route,
        "the answer is a stream, not inspected, not a file, not inspected",
    ),
    widens(
        r#"rows = "/data", pass = ["/nextCursor"] }"#,
        r#"rows = "/data", pass = ["/nextCursor", "/total"] }"#,
        Kind::Route,
        "`/total` passes whole",
    ),
    widens(
        r#"= { do = "customer.list", rows = "/data" }"#,
        r#"= { do = "customer.list", rows = "/items" }"#,
        Kind::Route,
        "rows are looked for at `/items`",
    ),
    widens(
        r#"args = ["person", "level"]"#,
        r#"args = ["person", "level", "note"]"#,
        Kind::Route,
        "`note` is taken from the body unchecked",
    ),
    widens(
        r#""POST /api/workspaces/{workspace}/invoices/{id}/remind"  = "invoice.remind""#,
        r#""POST /api/workspaces/{workspace}/invoices/{id}/remind"  = "invoice.update""#,
        Kind::Route,
        "is judged as `invoice.update`, not as `invoice.remind`",
    ),
    widens(
        r#""GET /api/health"            = "public""#,
        r#""GET /api/{*rest}" = "public""#,
        Kind::Route,
        "`GET /api/{*rest}` is new: public",
    ),
    widens(
        r#"table = "workspace_members", tenant"#,
        r#"table = "memberships", tenant"#,
        Kind::Writable,
        "`member` is no longer the table of members",
    ),
];

#[test]
fn whatever_else_gets_wider_is_told() {
    let beside = |one: &&Mutation| matches!(one.kind, Kind::Route | Kind::Setting | Kind::Source);
    let (together, alone): (Vec<_>, Vec<_>) = OTHERS.iter().partition(beside);
    let mut missed = Vec::new();
    // What stands beside the decisions is told line by line, so that one model shows it all.
    for batch in alone.iter().map(std::slice::from_ref).chain([&*together]) {
        let mut new = LEAKY.to_owned();
        for mutation in batch {
            assert!(
                new.contains(mutation.from),
                "the model has no `{}`",
                mutation.from
            );
            new = new.replace(mutation.from, mutation.to);
        }
        let difference = difference(LEAKY, &new);
        let all: Vec<&str> = difference.changes.iter().map(|one| &*one.text).collect();
        let is_missed = |one: &&&Mutation| told(&difference, one, one.effect).is_none();
        let lost = batch.iter().filter(is_missed);
        missed.extend(lost.map(|one| format!("{}: {all:#?}", one.told)));
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn whatever_gets_narrower_needs_no_acknowledgement() {
    let cases = [
        (r#"anyone            = ["read"]"#, "# "),
        (
            r#"customer_email = { to = ["owner", "workspace.manager"]"#,
            r#"customer_email = { to = ["workspace.manager"]"#,
        ),
        (
            r#"write      = ["number", "total", "due_at"]"#,
            r#"write      = ["number", "total"]"#,
        ),
        (r#""GET /api/live"                   = "app""#, ""),
        (r#"["https://app.example.com"]"#, "[]"),
        (
            r#"share       = { fresh = "60s", audit = true }"#,
            r#"share = { fresh = "0s", audit = true }"#,
        ),
        ("remind", "remind"),
    ];
    for (from, to) in cases {
        let new = LEAKY.replace(from, to);
        let difference = difference(LEAKY, &new);
        let open: Vec<_> = difference.open(&[]).map(|change| &change.text).collect();
        assert!(open.is_empty(), "`{to}`: {open:#?}");
        assert_eq!(difference.changes.is_empty(), from == to, "`{to}`");
    }
}
