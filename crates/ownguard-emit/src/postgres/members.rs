//! The rules that a tenancy's members have whatever the grants say: nobody grants
//! a role above their own, and the last holder of the top role stays. Two who
//! remove each other at the same moment wait for each other.

use super::definer::EXEMPT;
use super::functions::{holds, top};
use super::tables::Tables;
use super::text::{add, array, body, kind, part, refuse};
use crate::sql::{ident, literal};

pub(super) fn triggers(tables: &Tables<'_>) -> String {
    let (Some(members), Some(top)) = (tables.members(), top(tables)) else {
        return String::new();
    };
    let table = tables.table(&members.table);
    let (tenant, user, role) = (
        ident(&members.tenant),
        ident(&members.user),
        ident(&members.role),
    );
    let (of_tenant, of_user) = (tables.tenant_kind(), kind(tables.options.subject));
    let others = format!(
        "select from {table} as m\n    where m.{tenant} = $1 and m.{user} is distinct from $2 and m.{role}::text = {top} and {}",
        holds(members, "m")
    );
    // A newer snapshot than the statement's own is what makes the lock worth anything: under repeatable
    // read there is none, so the other rows are locked, which fails where one has changed.
    let last = body(&format!(
        "begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('ownguard.members ' || $1::text, 0));
  if pg_catalog.current_setting('transaction_isolation') <> 'read committed' then
    perform true from (
    {others} for update) as holders;
  end if;
  return not exists (
    {others});
end"
    ));
    let mut out = part("Members");
    add(&mut out, format!(
        "create or replace function ownguard.last_holder(of {of_tenant}, who {of_user}) returns boolean
language plpgsql volatile security definer set search_path = ''
as {last};

"
    ));
    let roles = tables
        .model
        .tenancy()
        .map_or(&[][..], |tenancy| &tenancy.roles);
    let ranks = array(roles.iter().map(String::as_str));
    let above =
        format!("not coalesce(new.{tenant} = any (ownguard.tenants(new.{role}::text)), false)");
    let column = literal(&members.role);
    let given = format!("new.{role} is distinct from old.{role}");
    let unwritten = format!(
        "ownguard.person() is null and array_position({ranks}, new.{role}::text) is not null\n      and new.{role}::text is not distinct from ownguard.default_of(tg_relid, {column})"
    );
    let holder = |row: &str| format!("{row}.{role}::text = {top} and {}", holds(members, row));
    let leaves = format!(
        "{old}\n    and (tg_op = 'DELETE' or not coalesce({new}, false)\n      or new.{tenant} is distinct from old.{tenant} or new.{user} is distinct from old.{user})",
        old = holder("old"),
        new = holder("new"),
    );
    let text = body(&format!(
        "begin
  if {EXEMPT} then
    if tg_op = 'DELETE' then return old; end if;
    return new;
  end if;
{insert}
{update}
{last}
  if tg_op = 'DELETE' then return old; end if;
  return new;
end",
        insert = refuse(
            "role_above_own",
            &members.role,
            &format!("tg_op = 'INSERT'\n    and {above}\n    and not ({unwritten})")
        ),
        update = refuse(
            "role_above_own",
            &members.role,
            &format!("tg_op = 'UPDATE' and {given}\n    and {above}")
        ),
        last = refuse(
            "last_holder",
            &members.role,
            &format!(
                "tg_op <> 'INSERT' and {leaves}\n    and ownguard.last_holder(old.{tenant}, old.{user})"
            )
        ),
    ));
    add(
        &mut out,
        format!(
            "create or replace function ownguard.members() returns trigger
language plpgsql set search_path = ''
as {text};
create trigger zz_ownguard_members before insert or update or delete on {table}
  for each row execute function ownguard.members();

"
        ),
    );
    out
}
