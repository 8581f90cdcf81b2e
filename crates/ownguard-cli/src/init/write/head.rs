//! Identity, tenancy, plans and services of a draft. Pure.

use super::page::{Page, list, quoted};
use crate::init::infer::proposal::{Order, Proposal, Tenancy};
use crate::init::schema::Provider;

pub(super) fn write(page: &mut Page, proposal: &Proposal, source: &str) {
    page.line("#:schema ./ownguard.schema.json");
    page.comment(&format!(
        "An ownership model, drafted by `ownguard init` from {source}. What it does not grant is denied. Every `\"?\"` is a decision that the schema cannot make: put an answer in its place. `ownguard check` refuses the model until then."
    ));
    page.key("version", "1");
    page.key("revision", "1");
    page.gap();
    page.heading("Who is asking");
    identity(page, proposal);
    if let Some(tenancy) = &proposal.tenancy {
        page.gap();
        self::tenancy(page, tenancy);
    }
    if let Some((_, order)) = proposal
        .tenancy
        .as_ref()
        .and_then(|tenancy| tenancy.plan.as_ref())
    {
        page.gap();
        page.table("plans");
        ordered(page, "order", order, "the plans, least first", "pro");
    }
    if proposal.stripe {
        page.gap();
        page.table("services");
        let tenant = if proposal.tenancy.is_some() {
            ", tenant = \"mapping\""
        } else {
            ""
        };
        page.key("stripe", format!("{{ proof = \"stripe\"{tenant} }}"));
    }
    page.gap();
    page.heading("How the API talks");
    page.table("wire");
    let case = if proposal.camel { "camel" } else { "snake" };
    page.said(
        "case",
        quoted(case),
        "how column names are written in JSON: snake or camel",
    );
    page.said(
        "labels",
        "\"/api/ownguard/labels\"",
        "where the gate asks whose rows are: the app answers it with `ownguard/origin`",
    );
    page.gap();
    page.table("enforce");
    page.said(
        "level",
        "\"full\"",
        "begin with `report` and an `until` where an app is live already",
    );
}

fn identity(page: &mut Page, proposal: &Proposal) {
    page.table("identity");
    match proposal.provider {
        Some(Provider::Supabase) => {
            page.key("preset", "\"supabase\"");
            page.key("project", "\"env:SUPABASE_URL\"");
        }
        Some(Provider::Authjs) => {
            page.key("preset", "\"authjs\"");
            page.key("secret", "\"env:AUTH_SECRET\"");
        }
        Some(Provider::Clerk) => {
            page.key("preset", "\"clerk\"");
            page.key("project", "\"env:NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY\"");
            let answers = vec!["\"https://app.example.com\"".to_owned()];
            page.open(
                "parties",
                "[\"?\"]",
                "the origins of the app, such as \"https://app.example.com\"",
                answers,
            );
        }
        Some(Provider::Firebase) => {
            page.key("preset", "\"firebase\"");
            page.key("project", "\"env:FIREBASE_PROJECT_ID\"");
        }
        Some(Provider::Auth0) => {
            page.key("preset", "\"auth0\"");
            page.key("project", "\"env:AUTH0_DOMAIN\"");
            let answers = vec!["\"https://api.example.com\"".to_owned()];
            page.open(
                "audience",
                "\"?\"",
                "what `aud` of a token names: the API's identifier",
                answers,
            );
        }
        None => {
            let answers = [
                "\"supabase\"",
                "\"firebase\"",
                "\"clerk\"\nparties = [\"https://app.example.com\"]",
                "\"authjs\"\nsecret = \"env:AUTH_SECRET\"",
            ];
            page.open(
                "preset",
                "\"?\"",
                "supabase, firebase, clerk (with `parties`), authjs (with `secret`), auth0 or jwt (with `audience`)",
                answers.map(str::to_owned).to_vec(),
            );
            page.said(
                "project",
                "\"env:AUTH_PROJECT\"",
                "its URL, project id, publishable key, domain or issuer",
            );
        }
    }
    let foreign = matches!(
        proposal.provider,
        Some(Provider::Clerk | Provider::Firebase | Provider::Auth0)
    );
    let guests = proposal.provider == Some(Provider::Supabase);
    if let Some(people) = proposal.own_people.as_ref().filter(|_| foreign) {
        page.gap();
        page.table("identity.claims");
        let question = format!(
            "where the token holds the id of `{people}`, which owner columns hold: `sub` is the provider's own"
        );
        let answers = ["\"public_metadata.user_id\"", "\"sub\""];
        page.open(
            "sub",
            "\"?\"",
            &question,
            answers.map(str::to_owned).to_vec(),
        );
    } else if guests {
        page.gap();
        page.table("identity.claims");
        page.said(
            "guest",
            "\"is_anonymous\"",
            "a guest is not `authenticated`",
        );
    }
}

fn tenancy(page: &mut Page, tenancy: &Tenancy) {
    page.table("tenancy");
    page.key("name", quoted(&tenancy.name));
    page.key("table", quoted(&tenancy.table));
    page.key(
        "key",
        quoted(&format!("{}:{}", tenancy.key.0, tenancy.key.1)),
    );
    if let Some(status) = &tenancy.status {
        page.said(
            "status",
            quoted(status),
            "any value but `active` closes it for everybody",
        );
    }
    if let Some((plan, _)) = &tenancy.plan {
        page.key("plan", quoted(plan));
    }
    let members = &tenancy.members;
    ordered(
        page,
        "roles",
        &tenancy.roles,
        "the roles, weakest first: each holds what those before it hold",
        "owner",
    );
    let active: Vec<String> = members
        .active
        .iter()
        .map(|(column, value)| format!("{column} = {value}"))
        .collect();
    let active = if active.is_empty() {
        String::new()
    } else {
        format!(", active = {{ {} }}", active.join(", "))
    };
    let role = members.role.as_deref().unwrap_or("?");
    let table = format!(
        "{{ table = {}, tenant = {}, user = {}, role = {}{active} }}",
        quoted(&members.table),
        quoted(&members.tenant),
        quoted(&members.user),
        quoted(role),
    );
    match &members.role {
        Some(_) => page.key("members", table),
        None => page.open(
            "members",
            table,
            "no column names the role: add one, and name it here",
            vec!["\"role\"".to_owned()],
        ),
    }
    page.said(
        "facts",
        "[\"origin:/api/ownguard/facts\"]",
        "where memberships come from; a claim may stand before it: \"claim:app_metadata.…\"",
    );
    page.key("max_age", "{ read = \"5m\", write = \"60s\" }");
}

/// Names in an order, or a beginning with a `"?"`.
fn ordered(page: &mut Page, key: &str, order: &Order, what: &str, answer: &str) {
    if order.known {
        return page.said(key, list(&order.names), what);
    }
    let found = if order.found.is_empty() {
        String::new()
    } else {
        format!("; the schema says {}", order.found.join(", "))
    };
    let mut names = order.names.clone();
    names.push("?".to_owned());
    page.open(
        key,
        list(&names),
        &format!("{what}{found}"),
        vec![quoted(answer)],
    );
}
