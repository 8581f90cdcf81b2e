//! Finds the tenancy: a table that many others lead to, with a table of members
//! that name a person and a role. Pure.

use super::meaning::{names_tenant, strength, worth};
use super::people::People;
use super::proposal::{Members, Order, Tenancy};
use super::words::{folded, has, ordered, singular};
use super::{key_of, relation_name};
use crate::init::schema::{Column, Kind, Schema, Table};

/// A tenancy that may be meant.
pub(super) struct Candidate<'s> {
    pub(super) tenants: &'s Table,
    pub(super) members: &'s Table,
    score: usize,
}

/// The tenancies that may be meant, the likeliest first.
pub(super) fn candidates<'s>(schema: &'s Schema, people: &People<'_>) -> Vec<Candidate<'s>> {
    let mut list: Vec<Candidate<'s>> = schema
        .tables
        .iter()
        .filter(|table| table.schema.is_none() && table.single_key().is_some() && !people.is(table))
        .filter_map(|table| candidate(table, schema, people))
        .collect();
    // Stable, so that of two alike the first stays first.
    list.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
    list
}

fn candidate<'s>(
    tenants: &'s Table,
    schema: &'s Schema,
    people: &People<'_>,
) -> Option<Candidate<'s>> {
    let typical = names_tenant(&singular(&folded(&tenants.name)));
    let members = schema
        .tables
        .iter()
        .filter_map(|table| Some((fits(table, tenants, people)?, table)))
        .max_by_key(|(fit, _)| *fit);
    let (fit, members) = members?;
    let leads = |table: &&Table| {
        let here = !table.is(tenants.schema.as_deref(), &tenants.name);
        here && table.name != members.name
            && table
                .foreign
                .iter()
                .any(|foreign| foreign.leads_to(tenants))
    };
    let references = schema.tables.iter().filter(leads).count();
    let has_role = role(members).is_some();
    (typical || (has_role && references >= 3)).then_some(Candidate {
        tenants,
        members,
        score: references + if typical { 8 } else { 0 } + fit,
    })
}

/// How well a table fits as that of the members; `None` is not at all.
fn fits(table: &Table, tenants: &Table, people: &People<'_>) -> Option<usize> {
    const OTHERS: [&str; 14] = [
        "invite",
        "invites",
        "invitation",
        "invitations",
        "request",
        "requests",
        "log",
        "logs",
        "audit",
        "token",
        "tokens",
        "subscription",
        "subscriptions",
        "notifications",
    ];
    let name = folded(&table.name);
    let leads = table
        .foreign
        .iter()
        .any(|foreign| foreign.column().is_some() && foreign.leads_to(tenants));
    if !leads || has(&name, &OTHERS) || table.is(tenants.schema.as_deref(), &tenants.name) {
        return None;
    }
    let has_role = role(table).is_some();
    if people.is(table) {
        // Everybody belongs to one tenant.
        return (has_role || names_tenant(&singular(&folded(&tenants.name)))).then_some(1);
    }
    people.holder(table)?;
    let named = has(
        &name,
        &[
            "member",
            "members",
            "membership",
            "memberships",
            "users",
            "user",
        ],
    );
    (named || has_role).then_some(if named { 4 } else { 0 } + if has_role { 3 } else { 0 })
}

/// The column of the role.
fn role(members: &Table) -> Option<&Column> {
    let names = [
        "role",
        "member_role",
        "membership_role",
        "user_role",
        "team_role",
        "account_role",
        "org_role",
        "workspace_role",
    ];
    let text = |column: &&Column| matches!(column.kind, Kind::Text | Kind::Enum(_) | Kind::Other);
    let mut columns = members.columns.iter().filter(text);
    columns.find(|column| names.contains(&folded(&column.name).as_str()))
}

/// The tenancy as it is proposed.
pub(super) fn tenancy(
    found: &Candidate<'_>,
    schema: &Schema,
    people: &People<'_>,
) -> Option<Tenancy> {
    let (tenants, members) = (found.tenants, found.members);
    let key = key_of(tenants)?;
    let tenant = members
        .foreign
        .iter()
        .find(|foreign| foreign.leads_to(tenants))?
        .column()?
        .to_owned();
    let user = if people.is(members) {
        members.single_key()?.name.clone()
    } else {
        people.holder(members)?
    };
    let role = role(members);
    let column = |wanted: &[&str]| {
        let mut columns = tenants.columns.iter();
        columns.find(|column| wanted.contains(&folded(&column.name).as_str()))
    };
    let status = column(&["status"]).filter(|column| holds_active(schema, column));
    let plan = column(&[
        "plan",
        "tier",
        "plan_id",
        "subscription_tier",
        "subscription_plan",
        "plan_name",
    ]);
    let plan = plan.filter(|plan| tenants.foreign_of(&plan.name).is_none());
    Some(Tenancy {
        name: relation_name(&tenants.name),
        table: tenants.written(),
        key,
        status: status.map(|column| column.name.clone()),
        plan: plan.map(|column| {
            let values = values(schema, column);
            let order = order(&values, worth, &["free"]);
            (column.name.clone(), order)
        }),
        roles: role.map_or_else(
            || order(&[], strength, &["member", "admin"]),
            |role| order(&values(schema, role), strength, &["member", "admin"]),
        ),
        members: Members {
            table: members.written(),
            tenant,
            user,
            role: role.map(|column| column.name.clone()),
            active: active(schema, members, people.is(members)),
        },
    })
}

/// The values of a column; where none are listed, its default.
pub(super) fn values(schema: &Schema, column: &Column) -> Vec<String> {
    schema.values(column).to_vec()
}

/// Values in their usual order, or a beginning that is to be completed.
pub(super) fn order(
    found: &[String],
    place: impl Fn(&str) -> Option<usize>,
    else_: &[&str],
) -> Order {
    match ordered(found, place) {
        Some(names) => Order {
            names,
            known: true,
            found: Vec::new(),
        },
        None => Order {
            names: else_.iter().map(|name| (*name).to_owned()).collect(),
            known: false,
            found: found.to_vec(),
        },
    }
}

fn holds_active(schema: &Schema, column: &Column) -> bool {
    schema.values(column).iter().any(|value| value == "active")
}

fn active(schema: &Schema, members: &Table, are_people: bool) -> Vec<(String, &'static str)> {
    let mut list = Vec::new();
    for column in &members.columns {
        let name = folded(&column.name);
        let ended = [
            "removed_at",
            "deleted_at",
            "left_at",
            "revoked_at",
            "deactivated_at",
            "disabled_at",
        ];
        if ended.contains(&name.as_str()) && column.kind == Kind::Time {
            list.push((column.name.clone(), "\"null\""));
        } else if name == "status" && holds_active(schema, column) {
            list.push((column.name.clone(), "\"active\""));
        } else if matches!(name.as_str(), "is_active" | "active")
            && column.kind == Kind::Bool
            && !are_people
        {
            list.push((column.name.clone(), "true"));
        }
    }
    list
}
