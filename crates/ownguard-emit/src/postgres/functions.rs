//! Who is asking, and what they belong to: functions that policies call once for
//! a statement. Those that read memberships are `security definer`, since a
//! policy on the members table that reads itself would recurse; with an empty
//! `search_path`, so that nobody can put another table in the way.

use super::tables::Tables;
use super::text::{array, body, cast, indent, kind, part};
use super::{Flavour, Options};
use crate::sql::{ident, literal, literals};
use ownguard_core::http::key::KeyKind;
use ownguard_core::storage::{Holds, MembersTable};

/// Where claims stand in a token, written as in the model. All of them must be such that their person
/// cannot edit them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// What marks a session without an account: a path to true, or `path=text` for one to that text.
    pub guest: Option<String>,
    /// A status other than `active` is nobody; without one the person is active.
    pub status: Option<String>,
    /// Whoever has a staff role is neither person nor guest.
    pub staff: Option<String>,
}

impl Claims {
    /// As Supabase has them.
    pub fn supabase() -> Self {
        Self {
            guest: Some("is_anonymous".to_owned()),
            status: Some("app_metadata.status".to_owned()),
            staff: Some("app_metadata.staff".to_owned()),
        }
    }
}

/// A function without arguments that reads no table. What its names mean is settled when it is made, so
/// no `search_path` matters, and Postgres may write its expression in its place.
fn simple(name: &str, returns: &str, expression: &str) -> String {
    let expression = indent(expression, 2);
    format!(
        "create or replace function ownguard.{name}() returns {returns}\nlanguage sql stable parallel safe\nreturn {expression};\n\n"
    )
}

/// A function that reads tables whatever policies stand on them. Only what it says leaves it. In
/// `plpgsql`, since that keeps its plan from one statement to the next.
pub(super) fn definer(name: &str, arguments: &str, returns: &str, text: &str) -> String {
    let text = body(&format!("begin\n  return (\n  {});\nend", indent(text, 2)));
    format!(
        "create or replace function ownguard.{name}({arguments}) returns {returns}\nlanguage plpgsql stable parallel restricted security definer set search_path = ''\nas {text};\n\n"
    )
}

/// The caller, as person or as guest, and the tenant of a service.
pub(super) fn identity(tables: &Tables<'_>) -> String {
    let options = tables.options;
    let subject = kind(options.subject);
    let (person, guest) = match options.flavour {
        Flavour::Plain => (plain(options, "person"), plain(options, "guest")),
        Flavour::Supabase => (supabase(options, false), supabase(options, true)),
    };
    let mut out = part("Who is asking");
    out.push_str(&simple("person", subject, &person));
    out.push_str(&simple("guest", subject, &guest));
    out.push_str(&simple(
        "subject",
        subject,
        "coalesce(ownguard.person(), ownguard.guest())",
    ));
    let tenant = tables
        .model
        .tenancy()
        .map_or(KeyKind::Text, |tenancy| tenancy.key);
    let setting = cast(
        "pg_catalog.current_setting('ownguard.tenant', true)",
        tenant,
    );
    out.push_str(&simple("service_tenant", kind(tenant), &setting));
    out
}

fn plain(options: &Options, wanted: &str) -> String {
    let id = cast(
        "pg_catalog.current_setting('ownguard.subject', true)",
        options.subject,
    );
    format!(
        "case when pg_catalog.current_setting('ownguard.kind', true) = '{wanted}' then\n  {id}\nend"
    )
}

fn supabase(options: &Options, guest: bool) -> String {
    let claim = |path: &str| format!("auth.jwt() #> {}", array(names(path)));
    // A claim of another type, or null, is a fault of the token: then it is nobody's.
    let absent_or = |path: &str, value: &str| {
        let claim = claim(path);
        format!("({claim} is null or {claim} = {value})")
    };
    let mut parts = Vec::new();
    let mark = options.claims.guest.as_deref();
    let mark = mark.map(|mark| match mark.split_once('=') {
        Some((path, text)) => (path, Some(format!("to_jsonb({}::text)", literal(text)))),
        None => (mark, None),
    });
    match (mark, guest) {
        (Some((path, None)), true) => parts.push(format!("{} = 'true'", claim(path))),
        (Some((path, None)), false) => parts.push(absent_or(path, "'false'")),
        (Some((path, Some(text))), true) => parts.push(format!("{} = {text}", claim(path))),
        (Some((path, Some(text))), false) => {
            let claim = claim(path);
            parts.push(format!(
                "({claim} is null or jsonb_typeof({claim}) = 'string' and {claim} <> {text})"
            ));
        }
        (None, true) => parts.push("false".to_owned()),
        (None, false) => {}
    }
    if let Some(path) = &options.claims.status {
        parts.push(absent_or(path, "'\"active\"'"));
    }
    if let Some(path) = &options.claims.staff {
        parts.push(absent_or(path, "'[]'"));
    }
    let id = match options.subject {
        KeyKind::Uuid => {
            // As a text it may be spelt otherwise; subjects are compared byte by byte.
            parts.push("auth.uid()::text = auth.jwt() ->> 'sub'".to_owned());
            "auth.uid()".to_owned()
        }
        KeyKind::Int | KeyKind::Text => cast("(auth.jwt() ->> 'sub')", options.subject),
    };
    if parts.is_empty() {
        return id;
    }
    let when = parts.join("\n  and ");
    format!("case when {when}\nthen {id} end")
}

/// The names of a claim's path, dots between. A name with dots stands in double quotes, or alone as a URL.
fn names(path: &str) -> Vec<&str> {
    if path.contains("://") && !path.contains('"') {
        return vec![path];
    }
    let mut quoted = false;
    let names = path.split(|letter: char| {
        quoted ^= letter == '"';
        letter == '.' && !quoted
    });
    names.map(|name| name.trim_matches('"')).collect()
}

/// The tenants of the caller.
pub(super) fn memberships(tables: &Tables<'_>) -> String {
    let mut out = part("Where the caller belongs");
    let none = |name: &str, arguments: &str| {
        let kind = tables.tenant_kind();
        let text = body(&format!("  select '{{}}'::{kind}[]"));
        format!(
            "create or replace function ownguard.{name}({arguments}) returns {kind}[]\nlanguage sql stable parallel safe set search_path = ''\nas {text};\n\n"
        )
    };
    match (tables.tenants(), tables.members()) {
        (Some(tenants), Some(members)) => {
            out.push_str(&of_members(tables, tenants, members));
        }
        // Memberships are in the app alone: SQL sees none.
        (Some(_) | None, None) | (None, Some(_)) => {
            for (name, arguments) in [
                ("tenants", ""),
                ("tenants", "weakest text"),
                ("suspended_tenants", ""),
            ] {
                out.push_str(&none(name, arguments));
            }
        }
    }
    for guarded in tables.resources() {
        out.push_str(&super::shares::membership(tables, guarded));
    }
    out
}

fn of_members(
    tables: &Tables<'_>,
    tenants: &ownguard_core::storage::TenantTable,
    members: &MembersTable,
) -> String {
    let kind = tables.tenant_kind();
    let at = |column: &str| format!("m.{}", ident(column));
    let tenant_status = tenants.status.as_ref().map_or_else(
        || "true".to_owned(),
        |status| format!("t.{}::text = 'active'", ident(status)),
    );
    let in_use = [active(members, "m"), vec![tenant_status]]
        .concat()
        .join(" and ");
    let user = format!("{} = (select ownguard.person())", at(&members.user));
    let kept = [vec![user], removed(members, "m")].concat().join(" and ");
    let from = format!(
        "  select coalesce(array_agg({tenant}), '{{}}')::{kind}[]
  from {table} as m join {of} as t on t.{key} = {tenant}
  where {kept}",
        tenant = at(&members.tenant),
        table = tables.table(&members.table),
        of = tables.table(&tenants.table),
        key = ident(&tenants.key),
    );
    let roles = tables
        .model
        .tenancy()
        .map_or(&[][..], |tenancy| &tenancy.roles);
    let ranks = array(roles.iter().map(String::as_str));
    let by_role = format!(
        "{from}\n    and {in_use}\n    and array_position({ranks}, {role}::text) >= array_position({ranks}, $1)",
        role = at(&members.role),
    );
    let returns = format!("{kind}[]");
    [
        definer(
            "tenants",
            "",
            &returns,
            &format!("{from}\n    and {in_use}"),
        ),
        definer("tenants", "weakest text", &returns, &by_role),
        definer(
            "suspended_tenants",
            "",
            &returns,
            &format!("{from}\n    and ({in_use}) is not true"),
        ),
    ]
    .concat()
}

/// What says that a membership is there at all: columns that must be null.
fn removed(members: &MembersTable, alias: &str) -> Vec<String> {
    let null = |(column, holds): &(String, Holds)| match holds {
        Holds::Null => Some(format!("{alias}.{} is null", ident(column))),
        Holds::OneOf(_) => None,
    };
    members.active.iter().filter_map(null).collect()
}

/// What says that a membership is in use: columns that must hold one of some values.
fn active(members: &MembersTable, alias: &str) -> Vec<String> {
    let one_of = |(column, holds): &(String, Holds)| match holds {
        Holds::Null => None,
        Holds::OneOf(values) => {
            let values = literals(values.iter().map(String::as_str));
            Some(format!("{alias}.{}::text in ({values})", ident(column)))
        }
    };
    members.active.iter().filter_map(one_of).collect()
}

/// A membership that is there and in use.
pub(super) fn holds(members: &MembersTable, alias: &str) -> String {
    let parts = [removed(members, alias), active(members, alias)].concat();
    if parts.is_empty() {
        return "true".to_owned();
    }
    parts.join(" and ")
}

/// The top role, as a literal.
pub(super) fn top(tables: &Tables<'_>) -> Option<String> {
    let roles = tables.model.tenancy()?.roles.last()?;
    Some(literal(roles))
}
