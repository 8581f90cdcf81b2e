-- The ownership model as row-level security.
-- Revision 1 of the model. Written by ownguard; run it in one transaction.
-- - staff have no policies; the app serves them and records it: workspace.read, member.read, profile.read, invoice.read, invoice_line.list, invoice_line.read
-- - how old the token may be stays with the app; memberships are read as they are now: workspace.update, workspace.delete, member.update, member.delete, member.invite, invoice.delete, invoice.restore, invoice.export, invoice.share, invoice.bulk_update, invoice_line.restore, invoice_line.export, invoice_line.share, invoice_line.bulk_update
-- - a verified address stays with the app: workspace.delete, member.invite, invoice.delete
-- - no record is made in SQL: workspace.delete, member.update, member.delete, member.invite, invoice.delete, invoice.restore, invoice.export, invoice.share, invoice.bulk_update, invoice_line.restore, invoice_line.export, invoice_line.share, invoice_line.bulk_update
-- - links are denied in SQL; the app serves them: invoice.read, invoice_line.read
-- - the plan (at least `pro`) stays with the app: invoice.export, invoice_line.export
-- - who reads `email` is decided column by column in the app, not in SQL: member
-- - who reads `email`, `vat_number`, `credit_score` is decided column by column in the app, not in SQL: customer
-- - who reads `customer_email`, `internal_notes`, `share_link` is decided column by column in the app, not in SQL: invoice
-- - rows are deleted and restored by functions, not by `delete` or `update`: invoice
-- - those functions ask the model alone, so nobody may call them where other policies stood: invoice
-- - who reads `cost` is decided column by column in the app, not in SQL: invoice_line
-- - who reads `budget` is decided column by column in the app, not in SQL: project
-- - a role reads and writes only the columns that the model gives it: `select *` fails where one is not
-- - what the model lets nobody write needs a default, a trigger or a function, or a role that policies do not bind
-- - whoever founds a tenant is no member yet: the first membership is the app's to write
-- - restrictive: what other policies deny stays denied; run the audit query, then replace them

-- ── What was there before is kept for the way back
create schema if not exists ownguard;
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
do $ownguard$
declare
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
end
$ownguard$;
create function ownguard.keep(of regclass, roles text[], replacing boolean) returns void
language plpgsql set search_path = pg_catalog
as $ownguard$
declare
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
end
$ownguard$;
create function ownguard.narrow(of regclass, roles text[]) returns void
language plpgsql set search_path = pg_catalog
as $ownguard$
declare
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
end
$ownguard$;

-- ── Roles
do $ownguard$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'anon') then
    create role "anon" nologin noinherit nobypassrls;
    insert into ownguard.created_roles (name) values ('anon') on conflict do nothing;
  elsif exists (select from pg_catalog.pg_roles where rolname = 'anon' and (rolsuper or rolbypassrls)) then
    raise exception 'ownguard: the role `%` bypasses row-level security', 'anon';
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'authenticated') then
    create role "authenticated" nologin noinherit nobypassrls;
    insert into ownguard.created_roles (name) values ('authenticated') on conflict do nothing;
  elsif exists (select from pg_catalog.pg_roles where rolname = 'authenticated' and (rolsuper or rolbypassrls)) then
    raise exception 'ownguard: the role `%` bypasses row-level security', 'authenticated';
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'ownguard_service_stripe') then
    create role "ownguard_service_stripe" nologin noinherit nobypassrls;
    insert into ownguard.created_roles (name) values ('ownguard_service_stripe') on conflict do nothing;
  elsif exists (select from pg_catalog.pg_roles where rolname = 'ownguard_service_stripe' and (rolsuper or rolbypassrls)) then
    raise exception 'ownguard: the role `%` bypasses row-level security', 'ownguard_service_stripe';
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'ownguard_service_cron') then
    create role "ownguard_service_cron" nologin noinherit nobypassrls;
    insert into ownguard.created_roles (name) values ('ownguard_service_cron') on conflict do nothing;
  elsif exists (select from pg_catalog.pg_roles where rolname = 'ownguard_service_cron' and (rolsuper or rolbypassrls)) then
    raise exception 'ownguard: the role `%` bypasses row-level security', 'ownguard_service_cron';
  end if;
end
$ownguard$;
grant usage on schema ownguard to "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";

-- ── Who is asking
create or replace function ownguard.person() returns uuid
language sql stable parallel safe
return case when (auth.jwt() #> array['is_anonymous']::text[] is null or auth.jwt() #> array['is_anonymous']::text[] = 'false')
    and (auth.jwt() #> array['app_metadata', 'status']::text[] is null or auth.jwt() #> array['app_metadata', 'status']::text[] = '"active"')
    and (auth.jwt() #> array['app_metadata', 'staff']::text[] is null or auth.jwt() #> array['app_metadata', 'staff']::text[] = '[]')
    and auth.uid()::text = auth.jwt() ->> 'sub'
  then auth.uid() end;

create or replace function ownguard.guest() returns uuid
language sql stable parallel safe
return case when auth.jwt() #> array['is_anonymous']::text[] = 'true'
    and (auth.jwt() #> array['app_metadata', 'status']::text[] is null or auth.jwt() #> array['app_metadata', 'status']::text[] = '"active"')
    and (auth.jwt() #> array['app_metadata', 'staff']::text[] is null or auth.jwt() #> array['app_metadata', 'staff']::text[] = '[]')
    and auth.uid()::text = auth.jwt() ->> 'sub'
  then auth.uid() end;

create or replace function ownguard.subject() returns uuid
language sql stable parallel safe
return coalesce(ownguard.person(), ownguard.guest());

create or replace function ownguard.service_tenant() returns uuid
language sql stable parallel safe
return case when pg_catalog.current_setting('ownguard.tenant', true) ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then (pg_catalog.current_setting('ownguard.tenant', true))::uuid end;

-- ── Where the caller belongs
create or replace function ownguard.tenants() returns uuid[]
language plpgsql stable parallel restricted security definer set search_path = ''
as $ownguard$
begin
  return (
    select coalesce(array_agg(m."workspace_id"), '{}')::uuid[]
    from "public"."workspace_members" as m join "public"."workspaces" as t on t."id" = m."workspace_id"
    where m."user_id" = (select ownguard.person()) and m."removed_at" is null
      and m."status"::text in ('active') and t."status"::text = 'active');
end
$ownguard$;

create or replace function ownguard.tenants(weakest text) returns uuid[]
language plpgsql stable parallel restricted security definer set search_path = ''
as $ownguard$
begin
  return (
    select coalesce(array_agg(m."workspace_id"), '{}')::uuid[]
    from "public"."workspace_members" as m join "public"."workspaces" as t on t."id" = m."workspace_id"
    where m."user_id" = (select ownguard.person()) and m."removed_at" is null
      and m."status"::text in ('active') and t."status"::text = 'active'
      and array_position(array['viewer', 'member', 'manager', 'admin']::text[], m."role"::text) >= array_position(array['viewer', 'member', 'manager', 'admin']::text[], $1));
end
$ownguard$;

create or replace function ownguard.suspended_tenants() returns uuid[]
language plpgsql stable parallel restricted security definer set search_path = ''
as $ownguard$
begin
  return (
    select coalesce(array_agg(m."workspace_id"), '{}')::uuid[]
    from "public"."workspace_members" as m join "public"."workspaces" as t on t."id" = m."workspace_id"
    where m."user_id" = (select ownguard.person()) and m."removed_at" is null
      and (m."status"::text in ('active') and t."status"::text = 'active') is not true);
end
$ownguard$;

create or replace function ownguard."shared_project"(weakest text) returns uuid[]
language plpgsql stable parallel restricted security definer set search_path = ''
as $ownguard$
begin
  return (
    select coalesce(array_agg(s."project_id"), '{}')::uuid[]
    from "public"."project_shares" as s
    where s."user_id" = (select ownguard.person())
      and array_position(array['view', 'edit']::text[], s."level"::text) >= array_position(array['view', 'edit']::text[], $1));
end
$ownguard$;

-- ── Every guarded table
do $ownguard$
declare
  of regclass;
begin
  foreach of in array array['"public"."workspaces"', '"public"."workspace_members"', '"public"."profiles"', '"public"."customers"', '"public"."invoices"', '"public"."invoice_lines"', '"public"."projects"', '"public"."threads"', '"public"."messages"', '"public"."files"', '"public"."project_shares"']::text[]::regclass[] loop
    perform ownguard.keep(of, array['anon', 'authenticated', 'ownguard_service_stripe', 'ownguard_service_cron']::text[], false);
  end loop;
end
$ownguard$;

-- ── Which columns
revoke all on "public"."workspaces" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("created_at", "id", "name", "plan", "slug", "status") on "public"."workspaces" to "authenticated";
grant insert ("id", "name", "slug") on "public"."workspaces" to "authenticated";
grant update ("name", "slug") on "public"."workspaces" to "authenticated";
grant delete on "public"."workspaces" to "authenticated";
revoke all on "public"."workspace_members" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("display_name", "email", "id", "role", "status", "user_id") on "public"."workspace_members" to "authenticated";
grant insert ("display_name", "email", "id", "role", "user_id", "workspace_id") on "public"."workspace_members" to "authenticated";
grant update ("display_name", "email", "role") on "public"."workspace_members" to "authenticated";
grant delete on "public"."workspace_members" to "authenticated";
revoke all on "public"."profiles" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("avatar_url", "created_at", "email", "id", "name", "status", "verified") on "public"."profiles" to "authenticated";
grant update ("avatar_url", "name") on "public"."profiles" to "authenticated";
revoke all on "public"."customers" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("created_at", "credit_score", "email", "id", "name", "vat_number", "workspace_id") on "public"."customers" to "authenticated";
grant insert ("email", "id", "name", "vat_number", "workspace_id") on "public"."customers" to "authenticated";
grant update ("email", "name", "vat_number") on "public"."customers" to "authenticated";
grant delete on "public"."customers" to "authenticated";
revoke all on "public"."invoices" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("deleted_at", "due_at", "id", "number", "status", "total", "visibility", "workspace_id") on "public"."invoices" to "anon";
grant select ("created_at", "created_by", "customer_email", "customer_id", "deleted_at", "due_at", "id", "internal_notes", "metadata", "number", "project_id", "share_link", "status", "total", "visibility", "workspace_id") on "public"."invoices" to "authenticated";
grant insert ("created_by", "customer_id", "due_at", "id", "internal_notes", "number", "project_id", "status", "total", "visibility", "workspace_id") on "public"."invoices" to "authenticated";
grant update ("customer_id", "due_at", "internal_notes", "number", "project_id", "status", "total", "visibility") on "public"."invoices" to "authenticated";
grant select ("created_at", "created_by", "customer_id", "deleted_at", "due_at", "id", "metadata", "number", "project_id", "status", "total", "visibility", "workspace_id") on "public"."invoices" to "ownguard_service_stripe";
grant update ("due_at", "number", "status", "total") on "public"."invoices" to "ownguard_service_stripe";
grant select ("created_at", "created_by", "customer_id", "deleted_at", "due_at", "id", "metadata", "number", "project_id", "status", "total", "visibility", "workspace_id") on "public"."invoices" to "ownguard_service_cron";
revoke all on "public"."invoice_lines" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("id") on "public"."invoice_lines" to "anon";
grant select ("amount", "cost", "id", "invoice_id", "text") on "public"."invoice_lines" to "authenticated";
grant insert ("amount", "cost", "id", "invoice_id", "text") on "public"."invoice_lines" to "authenticated";
grant update ("amount", "cost", "text") on "public"."invoice_lines" to "authenticated";
grant delete on "public"."invoice_lines" to "authenticated";
grant select ("amount", "id", "invoice_id", "text") on "public"."invoice_lines" to "ownguard_service_stripe";
grant insert ("amount", "id", "invoice_id", "text") on "public"."invoice_lines" to "ownguard_service_stripe";
grant update ("amount", "text") on "public"."invoice_lines" to "ownguard_service_stripe";
grant delete on "public"."invoice_lines" to "ownguard_service_stripe";
grant select ("amount", "id", "invoice_id", "text") on "public"."invoice_lines" to "ownguard_service_cron";
revoke all on "public"."projects" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("budget", "created_at", "created_by", "id", "name", "status", "visibility", "workspace_id") on "public"."projects" to "authenticated";
grant insert ("budget", "created_by", "id", "name", "status", "workspace_id") on "public"."projects" to "authenticated";
grant update ("budget", "name", "status") on "public"."projects" to "authenticated";
grant delete on "public"."projects" to "authenticated";
revoke all on "public"."threads" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("created_at", "created_by", "id", "title", "workspace_id") on "public"."threads" to "authenticated";
grant insert ("created_by", "id", "title", "workspace_id") on "public"."threads" to "authenticated";
grant update ("title") on "public"."threads" to "authenticated";
grant delete on "public"."threads" to "authenticated";
revoke all on "public"."messages" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("author", "created_at", "id", "text", "thread_id") on "public"."messages" to "authenticated";
grant insert ("id", "text", "thread_id", "workspace_id") on "public"."messages" to "authenticated";
grant update ("text") on "public"."messages" to "authenticated";
grant delete on "public"."messages" to "authenticated";
revoke all on "public"."files" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("content_type", "created_at", "id", "name", "uploaded_by", "visibility", "workspace_id") on "public"."files" to "authenticated";
grant insert ("content", "content_type", "id", "name", "uploaded_by", "workspace_id") on "public"."files" to "authenticated";
grant update ("content", "content_type", "name") on "public"."files" to "authenticated";
grant delete on "public"."files" to "authenticated";
revoke all on "public"."project_shares" from public, "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
grant select ("level", "project_id", "user_id") on "public"."project_shares" to "authenticated";
grant insert ("level", "project_id", "user_id") on "public"."project_shares" to "authenticated";
grant update ("level") on "public"."project_shares" to "authenticated";
grant delete on "public"."project_shares" to "authenticated";
do $ownguard$
declare
  found record;
begin
  for found in
    select s.oid::regclass as sequence, wanted.role
    from (values ('"public"."workspaces"', 'authenticated'), ('"public"."workspace_members"', 'authenticated'), ('"public"."customers"', 'authenticated'), ('"public"."invoices"', 'authenticated'), ('"public"."invoice_lines"', 'authenticated'), ('"public"."invoice_lines"', 'ownguard_service_stripe'), ('"public"."projects"', 'authenticated'), ('"public"."threads"', 'authenticated'), ('"public"."messages"', 'authenticated'), ('"public"."files"', 'authenticated'), ('"public"."project_shares"', 'authenticated')) as wanted (name, role)
    join pg_catalog.pg_depend as d on d.refobjid = wanted.name::regclass and d.deptype = 'a'
    join pg_catalog.pg_class as s on s.oid = d.objid and s.relkind = 'S'
    where d.classid = 'pg_catalog.pg_class'::regclass
  loop
    execute format('grant usage on sequence %s to %I', found.sequence, found.role);
  end loop;
end
$ownguard$;
do $ownguard$
declare
  of regclass;
begin
  foreach of in array array['"public"."workspaces"', '"public"."workspace_members"', '"public"."profiles"', '"public"."customers"', '"public"."invoices"', '"public"."invoice_lines"', '"public"."projects"', '"public"."threads"', '"public"."messages"', '"public"."files"', '"public"."project_shares"']::text[]::regclass[] loop
    perform ownguard.narrow(of, array['anon', 'authenticated', 'ownguard_service_stripe', 'ownguard_service_cron']::text[]);
  end loop;
end
$ownguard$;
drop function ownguard.narrow(regclass, text[]);
drop function ownguard.keep(regclass, text[], boolean);

-- ── Which rows
create policy "ownguard_select_anon" on "public"."workspaces"
  as restrictive for select to "anon"
  using (false);

create policy "ownguard_insert_anon" on "public"."workspaces"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."workspaces"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."workspaces"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."workspaces"
  as restrictive for select to "authenticated"
  using ("workspaces"."id" = any ((select ownguard.tenants('viewer'))::uuid[]));

create policy "ownguard_insert_authenticated" on "public"."workspaces"
  as restrictive for insert to "authenticated"
  with check (
    (select ownguard.person()) is not null
    and (
      "workspaces"."id" is not null
      and "workspaces"."id" <> all ((select ownguard.suspended_tenants())::uuid[])
    )
  );

create policy "ownguard_update_authenticated" on "public"."workspaces"
  as restrictive for update to "authenticated"
  using ("workspaces"."id" = any ((select ownguard.tenants('admin'))::uuid[]))
  with check ("workspaces"."id" = any ((select ownguard.tenants('admin'))::uuid[]));

create policy "ownguard_delete_authenticated" on "public"."workspaces"
  as restrictive for delete to "authenticated"
  using ("workspaces"."id" = any ((select ownguard.tenants('admin'))::uuid[]));

create policy "ownguard_select_ownguard_service_stripe" on "public"."workspaces"
  as restrictive for select to "ownguard_service_stripe"
  using (false);

create policy "ownguard_insert_ownguard_service_stripe" on "public"."workspaces"
  as restrictive for insert to "ownguard_service_stripe"
  with check (false);

create policy "ownguard_update_ownguard_service_stripe" on "public"."workspaces"
  as restrictive for update to "ownguard_service_stripe"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_stripe" on "public"."workspaces"
  as restrictive for delete to "ownguard_service_stripe"
  using (false);

create policy "ownguard_select_ownguard_service_cron" on "public"."workspaces"
  as restrictive for select to "ownguard_service_cron"
  using (false);

create policy "ownguard_insert_ownguard_service_cron" on "public"."workspaces"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."workspaces"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."workspaces"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

create policy "ownguard_select_anon" on "public"."workspace_members"
  as restrictive for select to "anon"
  using (false);

create policy "ownguard_insert_anon" on "public"."workspace_members"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."workspace_members"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."workspace_members"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."workspace_members"
  as restrictive for select to "authenticated"
  using (
    "workspace_members"."workspace_id" = any ((select ownguard.tenants())::uuid[])
    and (
      "workspace_members"."workspace_id" = any ((select ownguard.tenants('viewer'))::uuid[])
      or "workspace_members"."user_id" = (select ownguard.person())
    )
  );

create policy "ownguard_insert_authenticated" on "public"."workspace_members"
  as restrictive for insert to "authenticated"
  with check ("workspace_members"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[]));

create policy "ownguard_update_authenticated" on "public"."workspace_members"
  as restrictive for update to "authenticated"
  using ("workspace_members"."workspace_id" = any ((select ownguard.tenants('admin'))::uuid[]))
  with check ("workspace_members"."workspace_id" = any ((select ownguard.tenants('admin'))::uuid[]));

create policy "ownguard_delete_authenticated" on "public"."workspace_members"
  as restrictive for delete to "authenticated"
  using (
    "workspace_members"."workspace_id" = any ((select ownguard.tenants('admin'))::uuid[])
    or (
      "workspace_members"."workspace_id" = any ((select ownguard.tenants())::uuid[])
      and "workspace_members"."user_id" = (select ownguard.person())
    )
  );

create policy "ownguard_select_ownguard_service_stripe" on "public"."workspace_members"
  as restrictive for select to "ownguard_service_stripe"
  using (false);

create policy "ownguard_insert_ownguard_service_stripe" on "public"."workspace_members"
  as restrictive for insert to "ownguard_service_stripe"
  with check (false);

create policy "ownguard_update_ownguard_service_stripe" on "public"."workspace_members"
  as restrictive for update to "ownguard_service_stripe"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_stripe" on "public"."workspace_members"
  as restrictive for delete to "ownguard_service_stripe"
  using (false);

create policy "ownguard_select_ownguard_service_cron" on "public"."workspace_members"
  as restrictive for select to "ownguard_service_cron"
  using (false);

create policy "ownguard_insert_ownguard_service_cron" on "public"."workspace_members"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."workspace_members"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."workspace_members"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

create policy "ownguard_select_anon" on "public"."profiles"
  as restrictive for select to "anon"
  using (false);

create policy "ownguard_insert_anon" on "public"."profiles"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."profiles"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."profiles"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."profiles"
  as restrictive for select to "authenticated"
  using ("profiles"."id" = (select ownguard.subject()));

create policy "ownguard_insert_authenticated" on "public"."profiles"
  as restrictive for insert to "authenticated"
  with check (false);

create policy "ownguard_update_authenticated" on "public"."profiles"
  as restrictive for update to "authenticated"
  using ("profiles"."id" = (select ownguard.subject()))
  with check ("profiles"."id" = (select ownguard.subject()));

create policy "ownguard_delete_authenticated" on "public"."profiles"
  as restrictive for delete to "authenticated"
  using (false);

create policy "ownguard_select_ownguard_service_stripe" on "public"."profiles"
  as restrictive for select to "ownguard_service_stripe"
  using (false);

create policy "ownguard_insert_ownguard_service_stripe" on "public"."profiles"
  as restrictive for insert to "ownguard_service_stripe"
  with check (false);

create policy "ownguard_update_ownguard_service_stripe" on "public"."profiles"
  as restrictive for update to "ownguard_service_stripe"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_stripe" on "public"."profiles"
  as restrictive for delete to "ownguard_service_stripe"
  using (false);

create policy "ownguard_select_ownguard_service_cron" on "public"."profiles"
  as restrictive for select to "ownguard_service_cron"
  using (false);

create policy "ownguard_insert_ownguard_service_cron" on "public"."profiles"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."profiles"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."profiles"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

create policy "ownguard_select_anon" on "public"."customers"
  as restrictive for select to "anon"
  using (false);

create policy "ownguard_insert_anon" on "public"."customers"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."customers"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."customers"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."customers"
  as restrictive for select to "authenticated"
  using ("customers"."workspace_id" = any ((select ownguard.tenants('viewer'))::uuid[]));

create policy "ownguard_insert_authenticated" on "public"."customers"
  as restrictive for insert to "authenticated"
  with check ("customers"."workspace_id" = any ((select ownguard.tenants('member'))::uuid[]));

create policy "ownguard_update_authenticated" on "public"."customers"
  as restrictive for update to "authenticated"
  using ("customers"."workspace_id" = any ((select ownguard.tenants('member'))::uuid[]))
  with check ("customers"."workspace_id" = any ((select ownguard.tenants('member'))::uuid[]));

create policy "ownguard_delete_authenticated" on "public"."customers"
  as restrictive for delete to "authenticated"
  using ("customers"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[]));

create policy "ownguard_select_ownguard_service_stripe" on "public"."customers"
  as restrictive for select to "ownguard_service_stripe"
  using (false);

create policy "ownguard_insert_ownguard_service_stripe" on "public"."customers"
  as restrictive for insert to "ownguard_service_stripe"
  with check (false);

create policy "ownguard_update_ownguard_service_stripe" on "public"."customers"
  as restrictive for update to "ownguard_service_stripe"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_stripe" on "public"."customers"
  as restrictive for delete to "ownguard_service_stripe"
  using (false);

create policy "ownguard_select_ownguard_service_cron" on "public"."customers"
  as restrictive for select to "ownguard_service_cron"
  using (false);

create policy "ownguard_insert_ownguard_service_cron" on "public"."customers"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."customers"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."customers"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

create policy "ownguard_select_anon" on "public"."invoices"
  as restrictive for select to "anon"
  using (
    ("invoices"."deleted_at" is null or "invoices"."deleted_at"::text = 'false')
    and "invoices"."workspace_id" is not null
    and "invoices"."visibility" = 'public'
  );

create policy "ownguard_insert_anon" on "public"."invoices"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."invoices"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."invoices"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."invoices"
  as restrictive for select to "authenticated"
  using (
    ("invoices"."deleted_at" is null or "invoices"."deleted_at"::text = 'false')
    and "invoices"."workspace_id" is not null
    and (
      (
        (select ownguard.person()) is not null
        and (
          (
            "invoices"."workspace_id" = any ((select ownguard.tenants())::uuid[])
            and (
              "invoices"."workspace_id" = any ((select ownguard.tenants('viewer'))::uuid[])
              or "invoices"."created_by" = (select ownguard.person())
            )
          )
          or (
            "invoices"."visibility" = 'public'
            and "invoices"."workspace_id" <> all ((select ownguard.suspended_tenants())::uuid[])
          )
        )
      )
      or ((select ownguard.guest()) is not null and "invoices"."visibility" = 'public')
    )
  );

create policy "ownguard_insert_authenticated" on "public"."invoices"
  as restrictive for insert to "authenticated"
  with check (
    ("invoices"."deleted_at" is null or "invoices"."deleted_at"::text = 'false')
    and "invoices"."created_by" = (select ownguard.person())
    and "invoices"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
  );

create policy "ownguard_update_authenticated" on "public"."invoices"
  as restrictive for update to "authenticated"
  using (
    ("invoices"."deleted_at" is null or "invoices"."deleted_at"::text = 'false')
    and (
      "invoices"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
      or (
        "invoices"."workspace_id" = any ((select ownguard.tenants())::uuid[])
        and "invoices"."created_by" = (select ownguard.person())
      )
    )
  )
  with check (
    ("invoices"."deleted_at" is null or "invoices"."deleted_at"::text = 'false')
    and (
      "invoices"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
      or (
        "invoices"."workspace_id" = any ((select ownguard.tenants())::uuid[])
        and "invoices"."created_by" = (select ownguard.person())
      )
    )
  );

create policy "ownguard_delete_authenticated" on "public"."invoices"
  as restrictive for delete to "authenticated"
  using (false);

create policy "ownguard_select_ownguard_service_stripe" on "public"."invoices"
  as restrictive for select to "ownguard_service_stripe"
  using (
    ("invoices"."deleted_at" is null or "invoices"."deleted_at"::text = 'false')
    and "invoices"."workspace_id" is not null
    and (
      "invoices"."workspace_id" = (select ownguard.service_tenant())
      or "invoices"."visibility" = 'public'
    )
  );

create policy "ownguard_insert_ownguard_service_stripe" on "public"."invoices"
  as restrictive for insert to "ownguard_service_stripe"
  with check (false);

create policy "ownguard_update_ownguard_service_stripe" on "public"."invoices"
  as restrictive for update to "ownguard_service_stripe"
  using (
    ("invoices"."deleted_at" is null or "invoices"."deleted_at"::text = 'false')
    and "invoices"."workspace_id" = (select ownguard.service_tenant())
    and "invoices"."status" in ('open', 'past_due')
  )
  with check (
    ("invoices"."deleted_at" is null or "invoices"."deleted_at"::text = 'false')
    and "invoices"."workspace_id" = (select ownguard.service_tenant())
  );

create policy "ownguard_delete_ownguard_service_stripe" on "public"."invoices"
  as restrictive for delete to "ownguard_service_stripe"
  using (false);

create policy "ownguard_select_ownguard_service_cron" on "public"."invoices"
  as restrictive for select to "ownguard_service_cron"
  using (
    ("invoices"."deleted_at" is null or "invoices"."deleted_at"::text = 'false')
    and "invoices"."workspace_id" is not null
    and (
      "invoices"."workspace_id" = (select ownguard.service_tenant())
      or "invoices"."visibility" = 'public'
    )
  );

create policy "ownguard_insert_ownguard_service_cron" on "public"."invoices"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."invoices"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."invoices"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

create policy "ownguard_select_anon" on "public"."invoice_lines"
  as restrictive for select to "anon"
  using (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."workspace_id" is not null
        and ownguard_above_1."visibility" = 'public'
      )
    )
  ));

create policy "ownguard_insert_anon" on "public"."invoice_lines"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."invoice_lines"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."invoice_lines"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."invoice_lines"
  as restrictive for select to "authenticated"
  using (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."workspace_id" is not null
        and (
          (
            (select ownguard.person()) is not null
            and (
              (
                ownguard_above_1."workspace_id" = any ((select ownguard.tenants())::uuid[])
                and (
                  ownguard_above_1."workspace_id" = any ((select ownguard.tenants('viewer'))::uuid[])
                  or ownguard_above_1."created_by" = (select ownguard.person())
                )
              )
              or (
                ownguard_above_1."visibility" = 'public'
                and ownguard_above_1."workspace_id" <> all ((select ownguard.suspended_tenants())::uuid[])
              )
            )
          )
          or ((select ownguard.guest()) is not null and ownguard_above_1."visibility" = 'public')
        )
      )
    )
  ));

create policy "ownguard_insert_authenticated" on "public"."invoice_lines"
  as restrictive for insert to "authenticated"
  with check (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and (
          ownguard_above_1."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
          or (
            ownguard_above_1."workspace_id" = any ((select ownguard.tenants())::uuid[])
            and ownguard_above_1."created_by" = (select ownguard.person())
          )
        )
      )
    )
  ));

create policy "ownguard_update_authenticated" on "public"."invoice_lines"
  as restrictive for update to "authenticated"
  using (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and (
          ownguard_above_1."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
          or (
            ownguard_above_1."workspace_id" = any ((select ownguard.tenants())::uuid[])
            and ownguard_above_1."created_by" = (select ownguard.person())
          )
        )
      )
    )
  ))
  with check (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and (
          ownguard_above_1."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
          or (
            ownguard_above_1."workspace_id" = any ((select ownguard.tenants())::uuid[])
            and ownguard_above_1."created_by" = (select ownguard.person())
          )
        )
      )
    )
  ));

create policy "ownguard_delete_authenticated" on "public"."invoice_lines"
  as restrictive for delete to "authenticated"
  using (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and (
          ownguard_above_1."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
          or (
            ownguard_above_1."workspace_id" = any ((select ownguard.tenants())::uuid[])
            and ownguard_above_1."created_by" = (select ownguard.person())
          )
        )
      )
    )
  ));

create policy "ownguard_select_ownguard_service_stripe" on "public"."invoice_lines"
  as restrictive for select to "ownguard_service_stripe"
  using (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."workspace_id" is not null
        and (
          ownguard_above_1."workspace_id" = (select ownguard.service_tenant())
          or ownguard_above_1."visibility" = 'public'
        )
      )
    )
  ));

create policy "ownguard_insert_ownguard_service_stripe" on "public"."invoice_lines"
  as restrictive for insert to "ownguard_service_stripe"
  with check (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."workspace_id" = (select ownguard.service_tenant())
        and ownguard_above_1."status" in ('open', 'past_due')
      )
    )
  ));

create policy "ownguard_update_ownguard_service_stripe" on "public"."invoice_lines"
  as restrictive for update to "ownguard_service_stripe"
  using (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."workspace_id" = (select ownguard.service_tenant())
        and ownguard_above_1."status" in ('open', 'past_due')
      )
    )
  ))
  with check (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."workspace_id" = (select ownguard.service_tenant())
        and ownguard_above_1."status" in ('open', 'past_due')
      )
    )
  ));

create policy "ownguard_delete_ownguard_service_stripe" on "public"."invoice_lines"
  as restrictive for delete to "ownguard_service_stripe"
  using (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."workspace_id" = (select ownguard.service_tenant())
        and ownguard_above_1."status" in ('open', 'past_due')
      )
    )
  ));

create policy "ownguard_select_ownguard_service_cron" on "public"."invoice_lines"
  as restrictive for select to "ownguard_service_cron"
  using (exists (
    select from "public"."invoices" as ownguard_above_1
    where (
      ownguard_above_1."id" = "invoice_lines"."invoice_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."workspace_id" is not null
        and (
          ownguard_above_1."workspace_id" = (select ownguard.service_tenant())
          or ownguard_above_1."visibility" = 'public'
        )
      )
    )
  ));

create policy "ownguard_insert_ownguard_service_cron" on "public"."invoice_lines"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."invoice_lines"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."invoice_lines"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

create policy "ownguard_select_anon" on "public"."projects"
  as restrictive for select to "anon"
  using (false);

create policy "ownguard_insert_anon" on "public"."projects"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."projects"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."projects"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."projects"
  as restrictive for select to "authenticated"
  using (
    (select ownguard.person()) is not null
    and (
      "projects"."workspace_id" is not null
      and (
        "projects"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
        or (
          "projects"."workspace_id" = any ((select ownguard.tenants())::uuid[])
          and (
            "projects"."created_by" = (select ownguard.person())
            or "projects"."id" = any ((select ownguard."shared_project"('view'))::uuid[])
          )
        )
        or (
          "projects"."visibility" = 'public'
          and "projects"."workspace_id" <> all ((select ownguard.suspended_tenants())::uuid[])
        )
      )
    )
  );

create policy "ownguard_insert_authenticated" on "public"."projects"
  as restrictive for insert to "authenticated"
  with check (
    "projects"."created_by" = (select ownguard.person())
    and "projects"."workspace_id" = any ((select ownguard.tenants('member'))::uuid[])
  );

create policy "ownguard_update_authenticated" on "public"."projects"
  as restrictive for update to "authenticated"
  using (
    "projects"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
    or (
      "projects"."workspace_id" = any ((select ownguard.tenants())::uuid[])
      and (
        "projects"."created_by" = (select ownguard.person())
        or "projects"."id" = any ((select ownguard."shared_project"('edit'))::uuid[])
      )
    )
  )
  with check (
    "projects"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
    or (
      "projects"."workspace_id" = any ((select ownguard.tenants())::uuid[])
      and (
        "projects"."created_by" = (select ownguard.person())
        or "projects"."id" = any ((select ownguard."shared_project"('edit'))::uuid[])
      )
    )
  );

create policy "ownguard_delete_authenticated" on "public"."projects"
  as restrictive for delete to "authenticated"
  using (
    "projects"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
    or (
      "projects"."workspace_id" = any ((select ownguard.tenants())::uuid[])
      and "projects"."created_by" = (select ownguard.person())
    )
  );

create policy "ownguard_select_ownguard_service_stripe" on "public"."projects"
  as restrictive for select to "ownguard_service_stripe"
  using (false);

create policy "ownguard_insert_ownguard_service_stripe" on "public"."projects"
  as restrictive for insert to "ownguard_service_stripe"
  with check (false);

create policy "ownguard_update_ownguard_service_stripe" on "public"."projects"
  as restrictive for update to "ownguard_service_stripe"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_stripe" on "public"."projects"
  as restrictive for delete to "ownguard_service_stripe"
  using (false);

create policy "ownguard_select_ownguard_service_cron" on "public"."projects"
  as restrictive for select to "ownguard_service_cron"
  using (false);

create policy "ownguard_insert_ownguard_service_cron" on "public"."projects"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."projects"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."projects"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

create policy "ownguard_select_anon" on "public"."threads"
  as restrictive for select to "anon"
  using (false);

create policy "ownguard_insert_anon" on "public"."threads"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."threads"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."threads"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."threads"
  as restrictive for select to "authenticated"
  using (
    "threads"."workspace_id" = any ((select ownguard.tenants())::uuid[])
    and "threads"."created_by" = (select ownguard.person())
  );

create policy "ownguard_insert_authenticated" on "public"."threads"
  as restrictive for insert to "authenticated"
  with check (
    "threads"."created_by" = (select ownguard.person())
    and "threads"."workspace_id" = any ((select ownguard.tenants('member'))::uuid[])
  );

create policy "ownguard_update_authenticated" on "public"."threads"
  as restrictive for update to "authenticated"
  using (
    "threads"."workspace_id" = any ((select ownguard.tenants())::uuid[])
    and "threads"."created_by" = (select ownguard.person())
  )
  with check (
    "threads"."workspace_id" = any ((select ownguard.tenants())::uuid[])
    and "threads"."created_by" = (select ownguard.person())
  );

create policy "ownguard_delete_authenticated" on "public"."threads"
  as restrictive for delete to "authenticated"
  using (
    "threads"."workspace_id" = any ((select ownguard.tenants())::uuid[])
    and "threads"."created_by" = (select ownguard.person())
  );

create policy "ownguard_select_ownguard_service_stripe" on "public"."threads"
  as restrictive for select to "ownguard_service_stripe"
  using (false);

create policy "ownguard_insert_ownguard_service_stripe" on "public"."threads"
  as restrictive for insert to "ownguard_service_stripe"
  with check (false);

create policy "ownguard_update_ownguard_service_stripe" on "public"."threads"
  as restrictive for update to "ownguard_service_stripe"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_stripe" on "public"."threads"
  as restrictive for delete to "ownguard_service_stripe"
  using (false);

create policy "ownguard_select_ownguard_service_cron" on "public"."threads"
  as restrictive for select to "ownguard_service_cron"
  using (false);

create policy "ownguard_insert_ownguard_service_cron" on "public"."threads"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."threads"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."threads"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

create policy "ownguard_select_anon" on "public"."messages"
  as restrictive for select to "anon"
  using (false);

create policy "ownguard_insert_anon" on "public"."messages"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."messages"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."messages"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."messages"
  as restrictive for select to "authenticated"
  using (
    "messages"."workspace_id" = any ((select ownguard.tenants())::uuid[])
    and exists (
      select from "public"."threads" as ownguard_above_1
      where (
        ownguard_above_1."id" = "messages"."thread_id"
        and (
          "messages"."workspace_id" = ownguard_above_1."workspace_id"
          and ownguard_above_1."created_by" = (select ownguard.person())
        )
      )
    )
  );

create policy "ownguard_insert_authenticated" on "public"."messages"
  as restrictive for insert to "authenticated"
  with check (
    "messages"."workspace_id" = any ((select ownguard.tenants())::uuid[])
    and exists (
      select from "public"."threads" as ownguard_above_1
      where (
        ownguard_above_1."id" = "messages"."thread_id"
        and (
          "messages"."workspace_id" = ownguard_above_1."workspace_id"
          and ownguard_above_1."created_by" = (select ownguard.person())
        )
      )
    )
  );

create policy "ownguard_update_authenticated" on "public"."messages"
  as restrictive for update to "authenticated"
  using (
    "messages"."workspace_id" = any ((select ownguard.tenants())::uuid[])
    and exists (
      select from "public"."threads" as ownguard_above_1
      where (
        ownguard_above_1."id" = "messages"."thread_id"
        and (
          "messages"."workspace_id" = ownguard_above_1."workspace_id"
          and ownguard_above_1."created_by" = (select ownguard.person())
        )
      )
    )
  )
  with check (
    "messages"."workspace_id" = any ((select ownguard.tenants())::uuid[])
    and exists (
      select from "public"."threads" as ownguard_above_1
      where (
        ownguard_above_1."id" = "messages"."thread_id"
        and (
          "messages"."workspace_id" = ownguard_above_1."workspace_id"
          and ownguard_above_1."created_by" = (select ownguard.person())
        )
      )
    )
  );

create policy "ownguard_delete_authenticated" on "public"."messages"
  as restrictive for delete to "authenticated"
  using (
    "messages"."workspace_id" = any ((select ownguard.tenants())::uuid[])
    and exists (
      select from "public"."threads" as ownguard_above_1
      where (
        ownguard_above_1."id" = "messages"."thread_id"
        and (
          "messages"."workspace_id" = ownguard_above_1."workspace_id"
          and ownguard_above_1."created_by" = (select ownguard.person())
        )
      )
    )
  );

create policy "ownguard_select_ownguard_service_stripe" on "public"."messages"
  as restrictive for select to "ownguard_service_stripe"
  using (false);

create policy "ownguard_insert_ownguard_service_stripe" on "public"."messages"
  as restrictive for insert to "ownguard_service_stripe"
  with check (false);

create policy "ownguard_update_ownguard_service_stripe" on "public"."messages"
  as restrictive for update to "ownguard_service_stripe"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_stripe" on "public"."messages"
  as restrictive for delete to "ownguard_service_stripe"
  using (false);

create policy "ownguard_select_ownguard_service_cron" on "public"."messages"
  as restrictive for select to "ownguard_service_cron"
  using (false);

create policy "ownguard_insert_ownguard_service_cron" on "public"."messages"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."messages"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."messages"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

create policy "ownguard_select_anon" on "public"."files"
  as restrictive for select to "anon"
  using (false);

create policy "ownguard_insert_anon" on "public"."files"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."files"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."files"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."files"
  as restrictive for select to "authenticated"
  using (
    (select ownguard.person()) is not null
    and (
      "files"."workspace_id" is not null
      and (
        (
          "files"."workspace_id" = any ((select ownguard.tenants())::uuid[])
          and (
            "files"."workspace_id" = any ((select ownguard.tenants('viewer'))::uuid[])
            or "files"."uploaded_by" = (select ownguard.person())
          )
        )
        or (
          "files"."visibility" = 'public'
          and "files"."workspace_id" <> all ((select ownguard.suspended_tenants())::uuid[])
        )
      )
    )
  );

create policy "ownguard_insert_authenticated" on "public"."files"
  as restrictive for insert to "authenticated"
  with check (
    "files"."uploaded_by" = (select ownguard.person())
    and "files"."workspace_id" = any ((select ownguard.tenants('member'))::uuid[])
  );

create policy "ownguard_update_authenticated" on "public"."files"
  as restrictive for update to "authenticated"
  using (
    "files"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
    or (
      "files"."workspace_id" = any ((select ownguard.tenants())::uuid[])
      and "files"."uploaded_by" = (select ownguard.person())
    )
  )
  with check (
    "files"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
    or (
      "files"."workspace_id" = any ((select ownguard.tenants())::uuid[])
      and "files"."uploaded_by" = (select ownguard.person())
    )
  );

create policy "ownguard_delete_authenticated" on "public"."files"
  as restrictive for delete to "authenticated"
  using (
    "files"."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
    or (
      "files"."workspace_id" = any ((select ownguard.tenants())::uuid[])
      and "files"."uploaded_by" = (select ownguard.person())
    )
  );

create policy "ownguard_select_ownguard_service_stripe" on "public"."files"
  as restrictive for select to "ownguard_service_stripe"
  using (false);

create policy "ownguard_insert_ownguard_service_stripe" on "public"."files"
  as restrictive for insert to "ownguard_service_stripe"
  with check (false);

create policy "ownguard_update_ownguard_service_stripe" on "public"."files"
  as restrictive for update to "ownguard_service_stripe"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_stripe" on "public"."files"
  as restrictive for delete to "ownguard_service_stripe"
  using (false);

create policy "ownguard_select_ownguard_service_cron" on "public"."files"
  as restrictive for select to "ownguard_service_cron"
  using (false);

create policy "ownguard_insert_ownguard_service_cron" on "public"."files"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."files"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."files"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

-- ── Who shares what
create policy "ownguard_select_anon" on "public"."project_shares"
  as restrictive for select to "anon"
  using (false);

create policy "ownguard_insert_anon" on "public"."project_shares"
  as restrictive for insert to "anon"
  with check (false);

create policy "ownguard_update_anon" on "public"."project_shares"
  as restrictive for update to "anon"
  using (false)
  with check (false);

create policy "ownguard_delete_anon" on "public"."project_shares"
  as restrictive for delete to "anon"
  using (false);

create policy "ownguard_select_authenticated" on "public"."project_shares"
  as restrictive for select to "authenticated"
  using (
    "project_shares"."user_id" = (select ownguard.subject())
    or exists (
      select from "public"."projects" as ownguard_shared
      where (
        ownguard_shared."id" = "project_shares"."project_id"
        and (
          ownguard_shared."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
          or (
            ownguard_shared."workspace_id" = any ((select ownguard.tenants())::uuid[])
            and ownguard_shared."created_by" = (select ownguard.person())
          )
        )
      )
    )
  );

create policy "ownguard_insert_authenticated" on "public"."project_shares"
  as restrictive for insert to "authenticated"
  with check (exists (
    select from "public"."projects" as ownguard_shared
    where (
      ownguard_shared."id" = "project_shares"."project_id"
      and (
        ownguard_shared."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
        or (
          ownguard_shared."workspace_id" = any ((select ownguard.tenants())::uuid[])
          and ownguard_shared."created_by" = (select ownguard.person())
        )
      )
    )
  ));

create policy "ownguard_update_authenticated" on "public"."project_shares"
  as restrictive for update to "authenticated"
  using (exists (
    select from "public"."projects" as ownguard_shared
    where (
      ownguard_shared."id" = "project_shares"."project_id"
      and (
        ownguard_shared."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
        or (
          ownguard_shared."workspace_id" = any ((select ownguard.tenants())::uuid[])
          and ownguard_shared."created_by" = (select ownguard.person())
        )
      )
    )
  ))
  with check (exists (
    select from "public"."projects" as ownguard_shared
    where (
      ownguard_shared."id" = "project_shares"."project_id"
      and (
        ownguard_shared."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
        or (
          ownguard_shared."workspace_id" = any ((select ownguard.tenants())::uuid[])
          and ownguard_shared."created_by" = (select ownguard.person())
        )
      )
    )
  ));

create policy "ownguard_delete_authenticated" on "public"."project_shares"
  as restrictive for delete to "authenticated"
  using (exists (
    select from "public"."projects" as ownguard_shared
    where (
      ownguard_shared."id" = "project_shares"."project_id"
      and (
        ownguard_shared."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
        or (
          ownguard_shared."workspace_id" = any ((select ownguard.tenants())::uuid[])
          and ownguard_shared."created_by" = (select ownguard.person())
        )
      )
    )
  ));

create policy "ownguard_select_ownguard_service_stripe" on "public"."project_shares"
  as restrictive for select to "ownguard_service_stripe"
  using (false);

create policy "ownguard_insert_ownguard_service_stripe" on "public"."project_shares"
  as restrictive for insert to "ownguard_service_stripe"
  with check (false);

create policy "ownguard_update_ownguard_service_stripe" on "public"."project_shares"
  as restrictive for update to "ownguard_service_stripe"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_stripe" on "public"."project_shares"
  as restrictive for delete to "ownguard_service_stripe"
  using (false);

create policy "ownguard_select_ownguard_service_cron" on "public"."project_shares"
  as restrictive for select to "ownguard_service_cron"
  using (false);

create policy "ownguard_insert_ownguard_service_cron" on "public"."project_shares"
  as restrictive for insert to "ownguard_service_cron"
  with check (false);

create policy "ownguard_update_ownguard_service_cron" on "public"."project_shares"
  as restrictive for update to "ownguard_service_cron"
  using (false)
  with check (false);

create policy "ownguard_delete_ownguard_service_cron" on "public"."project_shares"
  as restrictive for delete to "ownguard_service_cron"
  using (false);

-- ── Soft deletion
create or replace function ownguard."delete_invoice"(key uuid) returns boolean
language plpgsql security definer set search_path = ''
as $ownguard$
declare
  kind regtype := (
    select atttypid from pg_catalog.pg_attribute
    where attrelid = '"public"."invoices"'::regclass and attname = 'deleted_at');
begin
  if kind = 'boolean'::regtype then
    update "public"."invoices" as ownguard_row set "deleted_at" = true
    where ownguard_row."id" = $1 and (
      (ownguard_row."deleted_at" is null or ownguard_row."deleted_at"::text = 'false')
      and ownguard_row."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
    );
  elsif kind in ('bigint'::regtype, 'integer'::regtype) then
    update "public"."invoices" as ownguard_row set "deleted_at" = extract(epoch from pg_catalog.now())::bigint
    where ownguard_row."id" = $1 and (
      (ownguard_row."deleted_at" is null or ownguard_row."deleted_at"::text = 'false')
      and ownguard_row."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
    );
  else
    update "public"."invoices" as ownguard_row set "deleted_at" = pg_catalog.now()
    where ownguard_row."id" = $1 and (
      (ownguard_row."deleted_at" is null or ownguard_row."deleted_at"::text = 'false')
      and ownguard_row."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
    );
  end if;
  return found;
end
$ownguard$;

create or replace function ownguard."restore_invoice"(key uuid) returns boolean
language plpgsql security definer set search_path = ''
as $ownguard$
declare
  kind regtype := (
    select atttypid from pg_catalog.pg_attribute
    where attrelid = '"public"."invoices"'::regclass and attname = 'deleted_at');
begin
  if kind = 'boolean'::regtype then
    update "public"."invoices" as ownguard_row set "deleted_at" = false
    where ownguard_row."id" = $1 and ownguard_row."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[]);
  elsif kind in ('bigint'::regtype, 'integer'::regtype) then
    update "public"."invoices" as ownguard_row set "deleted_at" = null
    where ownguard_row."id" = $1 and ownguard_row."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[]);
  else
    update "public"."invoices" as ownguard_row set "deleted_at" = null
    where ownguard_row."id" = $1 and ownguard_row."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[]);
  end if;
  return found;
end
$ownguard$;

-- ── What never changes
create or replace function ownguard."fixed_workspaces"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."workspaces"
  for each row when (new."id" is distinct from old."id") execute function ownguard."fixed_workspaces"();

create or replace function ownguard."fixed_workspace_members"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  if new."user_id" is distinct from old."user_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'user_id';
  end if;
  if new."workspace_id" is distinct from old."workspace_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'workspace_id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."workspace_members"
  for each row when (new."id" is distinct from old."id" or new."user_id" is distinct from old."user_id" or new."workspace_id" is distinct from old."workspace_id") execute function ownguard."fixed_workspace_members"();

create or replace function ownguard."fixed_profiles"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."profiles"
  for each row when (new."id" is distinct from old."id") execute function ownguard."fixed_profiles"();

create or replace function ownguard."fixed_customers"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  if new."workspace_id" is distinct from old."workspace_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'workspace_id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."customers"
  for each row when (new."id" is distinct from old."id" or new."workspace_id" is distinct from old."workspace_id") execute function ownguard."fixed_customers"();

create or replace function ownguard."fixed_invoices"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."created_by" is distinct from old."created_by" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'created_by';
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  if new."workspace_id" is distinct from old."workspace_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'workspace_id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."invoices"
  for each row when (new."created_by" is distinct from old."created_by" or new."id" is distinct from old."id" or new."workspace_id" is distinct from old."workspace_id") execute function ownguard."fixed_invoices"();

create or replace function ownguard."fixed_invoice_lines"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  if new."invoice_id" is distinct from old."invoice_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'invoice_id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."invoice_lines"
  for each row when (new."id" is distinct from old."id" or new."invoice_id" is distinct from old."invoice_id") execute function ownguard."fixed_invoice_lines"();

create or replace function ownguard."fixed_projects"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."created_by" is distinct from old."created_by" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'created_by';
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  if new."workspace_id" is distinct from old."workspace_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'workspace_id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."projects"
  for each row when (new."created_by" is distinct from old."created_by" or new."id" is distinct from old."id" or new."workspace_id" is distinct from old."workspace_id") execute function ownguard."fixed_projects"();

create or replace function ownguard."fixed_threads"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."created_by" is distinct from old."created_by" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'created_by';
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  if new."workspace_id" is distinct from old."workspace_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'workspace_id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."threads"
  for each row when (new."created_by" is distinct from old."created_by" or new."id" is distinct from old."id" or new."workspace_id" is distinct from old."workspace_id") execute function ownguard."fixed_threads"();

create or replace function ownguard."fixed_messages"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  if new."thread_id" is distinct from old."thread_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'thread_id';
  end if;
  if new."workspace_id" is distinct from old."workspace_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'workspace_id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."messages"
  for each row when (new."id" is distinct from old."id" or new."thread_id" is distinct from old."thread_id" or new."workspace_id" is distinct from old."workspace_id") execute function ownguard."fixed_messages"();

create or replace function ownguard."fixed_files"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  if new."uploaded_by" is distinct from old."uploaded_by" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'uploaded_by';
  end if;
  if new."workspace_id" is distinct from old."workspace_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'workspace_id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."files"
  for each row when (new."id" is distinct from old."id" or new."uploaded_by" is distinct from old."uploaded_by" or new."workspace_id" is distinct from old."workspace_id") execute function ownguard."fixed_files"();

-- ── Which fields
create or replace function ownguard.default_of(of oid, column_name name) returns text
language plpgsql stable set search_path = ''
as $ownguard$
declare
  expression text := (
    select pg_catalog.pg_get_expr(d.adbin, d.adrelid)
    from pg_catalog.pg_attrdef as d join pg_catalog.pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where d.adrelid = of and a.attname = column_name);
  value text;
begin
  if expression is not null then
    execute 'select (' || expression || ')::text' into value;
  end if;
  return value;
end
$ownguard$;

create or replace function ownguard."fields_member"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
declare
  held boolean;
begin
  if not pg_catalog.row_security_active(tg_relid) or current_user = 'ownguard_definer' then
    return new;
  end if;
  if tg_op = 'INSERT' and new."display_name" is not null and new."display_name"::text is distinct from ownguard.default_of(tg_relid, 'display_name') then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := new."workspace_id" = any ((select ownguard.tenants('admin'))::uuid[]);
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'display_name';
    end if;
  end if;
  return new;
end
$ownguard$;
create trigger "00_ownguard_fields_member" before insert or update on "public"."workspace_members"
  for each row execute function ownguard."fields_member"();

create or replace function ownguard."fields_invoice"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
declare
  held boolean;
begin
  if not pg_catalog.row_security_active(tg_relid) or current_user = 'ownguard_definer' then
    return new;
  end if;
  if tg_op = 'UPDATE' and new."visibility"::text is distinct from old."visibility"::text then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := (
        (old."deleted_at" is null or old."deleted_at"::text = 'false')
        and (
          old."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
          or (
            old."workspace_id" = any ((select ownguard.tenants())::uuid[])
            and old."created_by" = (select ownguard.person())
          )
        )
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'visibility';
    end if;
  end if;
  if tg_op = 'UPDATE' and new."visibility"::text is distinct from old."visibility"::text then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := (
        (old."deleted_at" is null or old."deleted_at"::text = 'false')
        and (
          old."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
          or (
            old."workspace_id" = any ((select ownguard.tenants())::uuid[])
            and old."created_by" = (select ownguard.person())
          )
        )
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: visibility_needs_share', detail = 'visibility';
    end if;
  end if;
  if tg_op = 'UPDATE' and new."project_id"::text is distinct from old."project_id"::text then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := (
        (old."deleted_at" is null or old."deleted_at"::text = 'false')
        and old."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'project_id';
    end if;
  end if;
  if new."project_id" is not null and (tg_op = 'INSERT' or new."project_id" is distinct from old."project_id") then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := exists (
        select from "public"."projects" as ownguard_target
        where (
          ownguard_target."id" = new."project_id"
          and ownguard_target."workspace_id" = new."workspace_id"
          and (
            (select ownguard.person()) is not null
            and (
              ownguard_target."workspace_id" is not null
              and (
                ownguard_target."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
                or (
                  ownguard_target."workspace_id" = any ((select ownguard.tenants())::uuid[])
                  and (
                    ownguard_target."created_by" = (select ownguard.person())
                    or ownguard_target."id" = any ((select ownguard."shared_project"('view'))::uuid[])
                  )
                )
                or (
                  ownguard_target."visibility" = 'public'
                  and ownguard_target."workspace_id" <> all ((select ownguard.suspended_tenants())::uuid[])
                )
              )
            )
          )
        )
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: foreign_reference', detail = 'project_id';
    end if;
  end if;
  if tg_op = 'UPDATE' and new."customer_id"::text is distinct from old."customer_id"::text then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := (
        (old."deleted_at" is null or old."deleted_at"::text = 'false')
        and old."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'customer_id';
    end if;
  end if;
  if new."customer_id" is not null and (tg_op = 'INSERT' or new."customer_id" is distinct from old."customer_id") then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := exists (
        select from "public"."customers" as ownguard_target
        where (
          ownguard_target."id" = new."customer_id"
          and ownguard_target."workspace_id" = new."workspace_id"
          and ownguard_target."workspace_id" = any ((select ownguard.tenants('viewer'))::uuid[])
        )
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: foreign_reference', detail = 'customer_id';
    end if;
  end if;
  if tg_op = 'UPDATE' and new."status"::text is distinct from old."status"::text then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := (
        new."status"::text in ('draft', 'open', 'void')
        and (
          (old."deleted_at" is null or old."deleted_at"::text = 'false')
          and old."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
        )
      );
    end if;
    if held is not true and pg_catalog.pg_has_role(current_user, 'ownguard_service_stripe', 'usage') then
      held := (
        new."status"::text in ('paid', 'past_due')
        and (
          (old."deleted_at" is null or old."deleted_at"::text = 'false')
          and old."workspace_id" = (select ownguard.service_tenant())
          and old."status" in ('open', 'past_due')
        )
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'status';
    end if;
  end if;
  if tg_op = 'INSERT' and new."status" is not null and new."status"::text is distinct from ownguard.default_of(tg_relid, 'status') then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := (
        new."status"::text in ('draft', 'open', 'void')
        and (
          (new."deleted_at" is null or new."deleted_at"::text = 'false')
          and new."created_by" = (select ownguard.person())
          and new."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
        )
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'status';
    end if;
  end if;
  if tg_op = 'UPDATE' and new."internal_notes"::text is distinct from old."internal_notes"::text then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := (
        (old."deleted_at" is null or old."deleted_at"::text = 'false')
        and old."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'internal_notes';
    end if;
  end if;
  return new;
end
$ownguard$;
create trigger "00_ownguard_fields_invoice" before insert or update on "public"."invoices"
  for each row execute function ownguard."fields_invoice"();

create or replace function ownguard."fields_invoice_line"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
declare
  held boolean;
begin
  if not pg_catalog.row_security_active(tg_relid) or current_user = 'ownguard_definer' then
    return new;
  end if;
  if tg_op = 'UPDATE' and new."cost"::text is distinct from old."cost"::text then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := exists (
        select from "public"."invoices" as ownguard_above_1
        where (
          ownguard_above_1."id" = old."invoice_id"
          and (
            (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
            and ownguard_above_1."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
          )
        )
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'cost';
    end if;
  end if;
  if tg_op = 'INSERT' and new."cost" is not null and new."cost"::text is distinct from ownguard.default_of(tg_relid, 'cost') then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := exists (
        select from "public"."invoices" as ownguard_above_1
        where (
          ownguard_above_1."id" = new."invoice_id"
          and (
            (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
            and ownguard_above_1."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
          )
        )
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'cost';
    end if;
  end if;
  return new;
end
$ownguard$;
create trigger "00_ownguard_fields_invoice_line" before insert or update on "public"."invoice_lines"
  for each row execute function ownguard."fields_invoice_line"();

create or replace function ownguard."fields_project"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
declare
  held boolean;
begin
  if not pg_catalog.row_security_active(tg_relid) or current_user = 'ownguard_definer' then
    return new;
  end if;
  if tg_op = 'UPDATE' and new."budget"::text is distinct from old."budget"::text then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := (
        old."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
        or (
          old."workspace_id" = any ((select ownguard.tenants())::uuid[])
          and old."created_by" = (select ownguard.person())
        )
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'budget';
    end if;
  end if;
  if tg_op = 'INSERT' and new."budget" is not null and new."budget"::text is distinct from ownguard.default_of(tg_relid, 'budget') then
    held := false;
    if pg_catalog.pg_has_role(current_user, 'authenticated', 'usage') then
      held := (
        new."created_by" = (select ownguard.person())
        and new."workspace_id" = any ((select ownguard.tenants('manager'))::uuid[])
      );
    end if;
    if held is not true then
      raise insufficient_privilege using message = 'ownguard: field_not_writable', detail = 'budget';
    end if;
  end if;
  return new;
end
$ownguard$;
create trigger "00_ownguard_fields_project" before insert or update on "public"."projects"
  for each row execute function ownguard."fields_project"();

-- ── Members
create or replace function ownguard.last_holder(of uuid, who uuid) returns boolean
language plpgsql volatile security definer set search_path = ''
as $ownguard$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('ownguard.members ' || $1::text, 0));
  if pg_catalog.current_setting('transaction_isolation') <> 'read committed' then
    perform true from (
    select from "public"."workspace_members" as m
    where m."workspace_id" = $1 and m."user_id" is distinct from $2 and m."role"::text = 'admin' and m."removed_at" is null and m."status"::text in ('active') for update) as holders;
  end if;
  return not exists (
    select from "public"."workspace_members" as m
    where m."workspace_id" = $1 and m."user_id" is distinct from $2 and m."role"::text = 'admin' and m."removed_at" is null and m."status"::text in ('active'));
end
$ownguard$;

create or replace function ownguard.members() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if not pg_catalog.row_security_active(tg_relid) or current_user = 'ownguard_definer' then
    if tg_op = 'DELETE' then return old; end if;
    return new;
  end if;
  if tg_op = 'INSERT'
    and not coalesce(new."workspace_id" = any (ownguard.tenants(new."role"::text)), false)
    and not (ownguard.person() is null and array_position(array['viewer', 'member', 'manager', 'admin']::text[], new."role"::text) is not null
      and new."role"::text is not distinct from ownguard.default_of(tg_relid, 'role')) then
    raise insufficient_privilege using message = 'ownguard: role_above_own', detail = 'role';
  end if;
  if tg_op = 'UPDATE' and new."role" is distinct from old."role"
    and not coalesce(new."workspace_id" = any (ownguard.tenants(new."role"::text)), false) then
    raise insufficient_privilege using message = 'ownguard: role_above_own', detail = 'role';
  end if;
  if tg_op <> 'INSERT' and old."role"::text = 'admin' and old."removed_at" is null and old."status"::text in ('active')
    and (tg_op = 'DELETE' or not coalesce(new."role"::text = 'admin' and new."removed_at" is null and new."status"::text in ('active'), false)
      or new."workspace_id" is distinct from old."workspace_id" or new."user_id" is distinct from old."user_id")
    and ownguard.last_holder(old."workspace_id", old."user_id") then
    raise insufficient_privilege using message = 'ownguard: last_holder', detail = 'role';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_members before insert or update or delete on "public"."workspace_members"
  for each row execute function ownguard.members();

-- ── Who may call what
revoke all on all functions in schema ownguard from public;
grant execute on function
  ownguard.person(),
  ownguard.guest(),
  ownguard.subject(),
  ownguard.service_tenant(),
  ownguard.tenants(),
  ownguard.tenants(text),
  ownguard.suspended_tenants(),
  ownguard.default_of(oid, name),
  ownguard.last_holder(uuid, uuid),
  ownguard."shared_project"(text)
to "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
do $ownguard$
begin
  if exists (
    select from ownguard.kept
    where relation::regclass = '"public"."invoices"'::regclass and not enabled
      and (starts_with('authenticated', 'ownguard_') or format('UPDATE %s %I', 'authenticated', 'deleted_at') = any (held))
  ) then
    grant execute on function ownguard."delete_invoice"(uuid) to "authenticated";
  end if;
end
$ownguard$;
do $ownguard$
begin
  if exists (
    select from ownguard.kept
    where relation::regclass = '"public"."invoices"'::regclass and not enabled
      and (starts_with('authenticated', 'ownguard_') or format('UPDATE %s %I', 'authenticated', 'deleted_at') = any (held))
  ) then
    grant execute on function ownguard."restore_invoice"(uuid) to "authenticated";
  end if;
end
$ownguard$;

-- ── In whose name functions read
do $ownguard$
declare
  found text;
begin
  if (select rolsuper or rolbypassrls from pg_catalog.pg_roles where rolname = current_user) then
    return;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'ownguard_definer') then
    create role ownguard_definer nologin noinherit nobypassrls;
    insert into ownguard.created_roles (name) values ('ownguard_definer') on conflict do nothing;
  end if;
  grant ownguard_definer to current_user;
  grant usage, create on schema ownguard to ownguard_definer;
  grant execute on all functions in schema ownguard to ownguard_definer;
  for found in select oid::regprocedure from pg_catalog.pg_proc where pronamespace = 'ownguard'::regnamespace and prosecdef loop
    execute format('alter function %s owner to ownguard_definer', found);
  end loop;
  foreach found in array array['public']::text[] loop
    execute format('grant usage on schema %I to ownguard_definer', found);
  end loop;
  foreach found in array array['"public"."workspaces"', '"public"."workspace_members"', '"public"."profiles"', '"public"."customers"', '"public"."invoices"', '"public"."invoice_lines"', '"public"."projects"', '"public"."threads"', '"public"."messages"', '"public"."files"', '"public"."project_shares"']::text[] loop
    execute format('grant select on %s to ownguard_definer', found);
    execute format('create policy ownguard_definer on %s to ownguard_definer using (true) with check (true)', found);
  end loop;
  grant update ("deleted_at") on "public"."invoices" to ownguard_definer;
  grant update ("role") on "public"."workspace_members" to ownguard_definer;
  revoke create on schema ownguard from ownguard_definer;
  revoke ownguard_definer from current_user;
end
$ownguard$;

-- ── Indexes
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."workspaces"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'id'
  ) then
    create index "ownguard_workspaces_id" on "public"."workspaces" ("id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_workspaces_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."workspace_members"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'workspace_id'
  ) then
    create index "ownguard_workspace_members_workspace_id" on "public"."workspace_members" ("workspace_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_workspace_members_workspace_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."workspace_members"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'user_id'
  ) then
    create index "ownguard_workspace_members_user_id" on "public"."workspace_members" ("user_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_workspace_members_user_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."profiles"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'id'
  ) then
    create index "ownguard_profiles_id" on "public"."profiles" ("id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_profiles_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."customers"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'workspace_id'
  ) then
    create index "ownguard_customers_workspace_id" on "public"."customers" ("workspace_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_customers_workspace_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."invoices"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'workspace_id'
  ) then
    create index "ownguard_invoices_workspace_id" on "public"."invoices" ("workspace_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_invoices_workspace_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."invoices"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'created_by'
  ) then
    create index "ownguard_invoices_created_by" on "public"."invoices" ("created_by");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_invoices_created_by"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."invoices"'::regclass and i.indisvalid and i.indpred is not null and i.indexrelid = to_regclass('"public"."ownguard_invoices_workspace_id_public"')
  ) then
    create index "ownguard_invoices_workspace_id_public" on "public"."invoices" ("workspace_id") where "visibility" = 'public';
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_invoices_workspace_id_public"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."invoice_lines"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'invoice_id'
  ) then
    create index "ownguard_invoice_lines_invoice_id" on "public"."invoice_lines" ("invoice_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_invoice_lines_invoice_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."projects"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'workspace_id'
  ) then
    create index "ownguard_projects_workspace_id" on "public"."projects" ("workspace_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_projects_workspace_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."projects"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'created_by'
  ) then
    create index "ownguard_projects_created_by" on "public"."projects" ("created_by");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_projects_created_by"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."projects"'::regclass and i.indisvalid and i.indpred is not null and i.indexrelid = to_regclass('"public"."ownguard_projects_workspace_id_public"')
  ) then
    create index "ownguard_projects_workspace_id_public" on "public"."projects" ("workspace_id") where "visibility" = 'public';
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_projects_workspace_id_public"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."project_shares"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'user_id'
  ) then
    create index "ownguard_project_shares_user_id" on "public"."project_shares" ("user_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_project_shares_user_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."project_shares"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'project_id'
  ) then
    create index "ownguard_project_shares_project_id" on "public"."project_shares" ("project_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_project_shares_project_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."threads"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'workspace_id'
  ) then
    create index "ownguard_threads_workspace_id" on "public"."threads" ("workspace_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_threads_workspace_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."threads"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'created_by'
  ) then
    create index "ownguard_threads_created_by" on "public"."threads" ("created_by");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_threads_created_by"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."messages"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'workspace_id'
  ) then
    create index "ownguard_messages_workspace_id" on "public"."messages" ("workspace_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_messages_workspace_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."messages"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'thread_id'
  ) then
    create index "ownguard_messages_thread_id" on "public"."messages" ("thread_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_messages_thread_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."files"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'workspace_id'
  ) then
    create index "ownguard_files_workspace_id" on "public"."files" ("workspace_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_files_workspace_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."files"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'uploaded_by'
  ) then
    create index "ownguard_files_uploaded_by" on "public"."files" ("uploaded_by");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_files_uploaded_by"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."files"'::regclass and i.indisvalid and i.indpred is not null and i.indexrelid = to_regclass('"public"."ownguard_files_workspace_id_public"')
  ) then
    create index "ownguard_files_workspace_id_public" on "public"."files" ("workspace_id") where "visibility" = 'public';
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_files_workspace_id_public"') on conflict do nothing;
  end if;
end
$ownguard$;

