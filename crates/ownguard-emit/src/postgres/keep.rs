//! What was there before: kept when the model first comes in, so that it can be
//! taken back, and so that what comes after starts from it each time.

use super::Mode;
use super::tables::Tables;
use super::text::{add, array, body, part, run};
use crate::sql::ident;

/// Drops what an earlier run of ours made.
const DROP: &str = "declare
  found record;
begin
  for found in select * from pg_catalog.pg_policies where starts_with(policyname, 'ownguard_') loop
    execute format('drop policy %I on %I.%I', found.policyname, found.schemaname, found.tablename);
  end loop;
  for found in
    select tgname, tgrelid::regclass as of from pg_catalog.pg_trigger
    where not tgisinternal and (starts_with(tgname, '00_ownguard_') or starts_with(tgname, 'zz_ownguard_'))
  loop
    execute format('drop trigger %I on %s', found.tgname, found.of);
  end loop;
  for found in
    select oid::regprocedure as called from pg_catalog.pg_proc where pronamespace = to_regnamespace('ownguard')
    order by oid desc
  loop
    begin
      execute format('drop function %s', found.called);
    exception when dependent_objects_still_exist then
      raise notice 'ownguard: something else uses %, so it stays', found.called;
    end;
  end loop;
end";

/// Keeps what a table was like, or starts from it again.
const KEEP: &str = "declare
  was record;
  statement text;
  found record;
begin
  insert into ownguard.kept (relation, enabled, forced, grants)
  select of::text, c.relrowsecurity, c.relforcerowsecurity, array(
    select format('grant %s on %s to %s%s', a.privilege_type, of,
      case a.grantee when 0 then 'public' else a.grantee::regrole::text end,
      case when a.is_grantable then ' with grant option' else '' end)
    from aclexplode(c.relacl) as a where a.grantee <> c.relowner
    union all
    select format('grant %s (%I) on %s to %s%s', a.privilege_type, t.attname, of,
      case a.grantee when 0 then 'public' else a.grantee::regrole::text end,
      case when a.is_grantable then ' with grant option' else '' end)
    from pg_attribute as t, aclexplode(t.attacl) as a
    where t.attrelid = c.oid and not t.attisdropped and a.grantee <> c.relowner)
  from pg_class as c where c.oid = of
  on conflict (relation) do nothing;
  select * into was from ownguard.kept where relation = of::text;
  execute format('revoke all on %s from public', of);
  foreach statement in array roles || 'ownguard_definer'::text loop
    if exists (select from pg_roles where rolname = statement) then
      execute format('revoke all on %s from %I', of, statement);
    end if;
  end loop;
  foreach statement in array was.grants loop
    begin
      execute statement;
    exception when undefined_object then
      null;
    end;
  end loop;
  update ownguard.kept set held = array(
    select format('%s %s %I', p, r, t.attname)
    from unnest(array['SELECT', 'INSERT', 'UPDATE']) as p, unnest(roles) as r, pg_attribute as t
    where t.attrelid = of and t.attnum > 0 and not t.attisdropped and has_column_privilege(r, of, t.attnum, p)
    union all
    select format('DELETE %s', r) from unnest(roles) as r where has_table_privilege(r, of, 'DELETE'))
  where relation = of::text;
  if replacing then
    for found in select p.* from pg_policies as p, pg_class as c, pg_namespace as n
      where c.oid = of and n.oid = c.relnamespace and p.schemaname = n.nspname and p.tablename = c.relname
        and not starts_with(p.policyname, 'ownguard_')
    loop
      statement := format('create policy %I on %s as %s for %s to %s', found.policyname, of, found.permissive, found.cmd,
        (select string_agg(case r when 'public' then 'public' else quote_ident(r) end, ', ') from unnest(found.roles) as r));
      statement := statement || coalesce(' using (' || found.qual || ')', '') || coalesce(' with check (' || found.with_check || ')', '');
      update ownguard.kept set policies = policies || statement where relation = of::text;
      execute format('drop policy %I on %s', found.policyname, of);
    end loop;
  elsif not was.enabled then
    execute format('create policy ownguard_before on %s as permissive for all to %s using (true) with check (true)', of,
      (select string_agg(quote_ident(r), ', ') from unnest(roles) as r));
  end if;
  execute format('alter table %s enable row level security', of);
  execute format('alter table %s force row level security', of);
end";

/// Takes away what a role did not have before. A role of our own had nothing, and nobody relied on it.
const NARROW: &str = "declare
  found record;
begin
  for found in
    select a.privilege_type as privilege, t.attname as name, a.grantee::regrole::text as role, r.rolname
    from pg_attribute as t, aclexplode(t.attacl) as a join pg_roles as r on r.oid = a.grantee
    where t.attrelid = of and r.rolname = any (roles) and not starts_with(r.rolname, 'ownguard_')
      and not format('%s %s %I', a.privilege_type, r.rolname, t.attname) = any (
        select unnest(held) from ownguard.kept where relation = of::text)
  loop
    execute format('revoke %s (%I) on %s from %s', found.privilege, found.name, of, found.role);
  end loop;
  for found in select r as role from unnest(roles) as r
    where not starts_with(r, 'ownguard_') and not format('DELETE %s', r) = any (select unnest(held) from ownguard.kept where relation = of::text)
  loop
    execute format('revoke delete on %s from %I', of, found.role);
  end loop;
end";

/// Gives back what was kept.
const BACK: &str = "declare
  was record;
  statement text;
begin
  for was in select * from ownguard.kept where to_regclass(relation) is not null loop
    execute format('revoke all on %s from public', was.relation);
    foreach statement in array roles || 'ownguard_definer'::text loop
      if exists (select from pg_roles where rolname = statement) then
        execute format('revoke all on %s from %I', was.relation, statement);
      end if;
    end loop;
    foreach statement in array was.grants || was.policies loop
      begin
        execute statement;
      exception when undefined_object then
        raise warning 'ownguard: could not take back: %', statement;
      end;
    end loop;
    if not was.enabled then
      execute format('alter table %s disable row level security', was.relation);
    end if;
    if not was.forced then
      execute format('alter table %s no force row level security', was.relation);
    end if;
  end loop;
end";

/// The roles and indexes that we made. A role that is used elsewhere stays.
const MADE: &str = "declare
  found record;
  schema text;
begin
  for found in select name from ownguard.created_indexes loop
    execute 'drop index if exists ' || found.name;
  end loop;
  for found in select name from ownguard.created_roles loop
    begin
      foreach schema in array {schemas} || 'ownguard'::text loop
        execute format('revoke all on schema %I from %I', schema, found.name);
        execute format('revoke all on all sequences in schema %I from %I', schema, found.name);
      end loop;
      execute format('drop role if exists %I', found.name);
    exception when dependent_objects_still_exist or insufficient_privilege or undefined_object then
      raise notice 'ownguard: the role % is used elsewhere, so it stays', found.name;
    end;
  end loop;
end";

pub(super) fn begin(tables: &Tables<'_>) -> String {
    let keep = body(KEEP);
    let narrow = body(NARROW);
    let mut out = part("What was there before is kept for the way back");
    out.push_str(
        "create schema if not exists ownguard;
revoke all on schema ownguard from public;
create table if not exists ownguard.kept (
  relation text primary key,
  enabled  boolean not null,
  forced   boolean not null,
  grants   text[] not null,
  policies text[] not null default '{}',
  held     text[] not null default '{}'
);
create table if not exists ownguard.created_roles (name text primary key);
create table if not exists ownguard.created_indexes (name text primary key);
revoke all on ownguard.kept, ownguard.created_roles, ownguard.created_indexes from public;
",
    );
    out.push_str(&run(DROP));
    add(
        &mut out,
        format!(
        "create function ownguard.keep(of regclass, roles text[], replacing boolean) returns void
language plpgsql set search_path = pg_catalog
as {keep};
"
    ),
    );
    if tables.options.mode == Mode::Restrictive {
        add(
            &mut out,
            format!(
                "create function ownguard.narrow(of regclass, roles text[]) returns void
language plpgsql set search_path = pg_catalog
as {narrow};
"
            ),
        );
    }
    out.push('\n');
    out
}

fn roles(tables: &Tables<'_>) -> String {
    array(tables.roles.iter().map(|role| role.name.as_str()))
}

/// Switches row-level security on for every guarded table.
pub(super) fn guard(tables: &Tables<'_>) -> String {
    let mut out = part("Every guarded table");
    let replacing = tables.options.mode == Mode::Replace;
    let roles = roles(tables);
    out.push_str(&each(
        tables,
        &format!("ownguard.keep(of, {roles}, {replacing})"),
    ));
    out.push('\n');
    out
}

/// In restrictive mode, takes away what was not there before, and drops what only a run needs.
pub(super) fn settle(tables: &Tables<'_>) -> String {
    let mut out = String::new();
    if tables.options.mode == Mode::Restrictive {
        out.push_str(&each(
            tables,
            &format!("ownguard.narrow(of, {})", roles(tables)),
        ));
        out.push_str("drop function ownguard.narrow(regclass, text[]);\n");
    }
    out.push_str("drop function ownguard.keep(regclass, text[], boolean);\n\n");
    out
}

/// Calls a function for every guarded table.
fn each(tables: &Tables<'_>, call: &str) -> String {
    let names: Vec<_> = tables
        .guarded()
        .iter()
        .map(|table| tables.table(table))
        .collect();
    let names = array(names.iter().map(String::as_str));
    run(&format!(
        "declare
  of regclass;
begin
  foreach of in array {names}::regclass[] loop
    perform {call};
  end loop;
end"
    ))
}

/// The way back.
pub(super) fn end(tables: &Tables<'_>) -> String {
    let back = body(BACK);
    let mut out = run(DROP);
    add(
        &mut out,
        format!(
            "create function ownguard.back(roles text[]) returns void
language plpgsql set search_path = pg_catalog
as {back};
do $$ begin perform ownguard.back({}); end $$;
drop function ownguard.back(text[]);
",
            roles(tables)
        ),
    );
    let names: Vec<_> = tables.roles.iter().map(|role| ident(&role.name)).collect();
    let names = names.join(", ");
    add(
        &mut out,
        format!("revoke usage on schema ownguard from {names};\n"),
    );
    let schemas = tables.schemas();
    let schemas = array(schemas.iter().map(String::as_str));
    out.push_str(&run(&MADE.replace("{schemas}", &schemas)));
    out.push_str(
        "drop table ownguard.kept, ownguard.created_roles, ownguard.created_indexes;
drop schema ownguard;
",
    );
    out
}
