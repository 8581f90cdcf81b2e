-- The ownership model as row-level security.
-- Revision 2 of the model. Written by ownguard; run it in one transaction.
-- - links are denied in SQL; the app serves them: note.read, attachment.read
-- - the plan (at least `plus`) stays with the app: note.export, attachment.export
-- - who reads `locked` is decided column by column in the app, not in SQL: note
-- - rows are deleted and restored by functions, not by `delete` or `update`: note
-- - a role reads and writes only the columns that the model gives it: `select *` fails where one is not
-- - what the model lets nobody write needs a default, a trigger or a function, or a role that policies do not bind
-- - a suspended person is `ownguard.kind` of neither `person` nor `guest`: the app says so

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

-- ── Roles
do $ownguard$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'ownguard_anonymous') then
    create role "ownguard_anonymous" nologin noinherit nobypassrls;
    insert into ownguard.created_roles (name) values ('ownguard_anonymous') on conflict do nothing;
  elsif exists (select from pg_catalog.pg_roles where rolname = 'ownguard_anonymous' and (rolsuper or rolbypassrls)) then
    raise exception 'ownguard: the role `%` bypasses row-level security', 'ownguard_anonymous';
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'ownguard_user') then
    create role "ownguard_user" nologin noinherit nobypassrls;
    insert into ownguard.created_roles (name) values ('ownguard_user') on conflict do nothing;
  elsif exists (select from pg_catalog.pg_roles where rolname = 'ownguard_user' and (rolsuper or rolbypassrls)) then
    raise exception 'ownguard: the role `%` bypasses row-level security', 'ownguard_user';
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'ownguard_service_reminders') then
    create role "ownguard_service_reminders" nologin noinherit nobypassrls;
    insert into ownguard.created_roles (name) values ('ownguard_service_reminders') on conflict do nothing;
  elsif exists (select from pg_catalog.pg_roles where rolname = 'ownguard_service_reminders' and (rolsuper or rolbypassrls)) then
    raise exception 'ownguard: the role `%` bypasses row-level security', 'ownguard_service_reminders';
  end if;
end
$ownguard$;
grant usage on schema ownguard to "ownguard_anonymous", "ownguard_user", "ownguard_service_reminders";
grant usage on schema "public" to "ownguard_anonymous", "ownguard_user", "ownguard_service_reminders";
grant usage on schema "files" to "ownguard_anonymous", "ownguard_user", "ownguard_service_reminders";

-- ── Who is asking
create or replace function ownguard.person() returns text
language sql stable parallel safe
return case when pg_catalog.current_setting('ownguard.kind', true) = 'person' then
    nullif(pg_catalog.current_setting('ownguard.subject', true), '')
  end;

create or replace function ownguard.guest() returns text
language sql stable parallel safe
return case when pg_catalog.current_setting('ownguard.kind', true) = 'guest' then
    nullif(pg_catalog.current_setting('ownguard.subject', true), '')
  end;

create or replace function ownguard.subject() returns text
language sql stable parallel safe
return coalesce(ownguard.person(), ownguard.guest());

create or replace function ownguard.service_tenant() returns text
language sql stable parallel safe
return nullif(pg_catalog.current_setting('ownguard.tenant', true), '');

-- ── Where the caller belongs
create or replace function ownguard.tenants() returns text[]
language sql stable parallel safe set search_path = ''
as $ownguard$
  select '{}'::text[]
$ownguard$;

create or replace function ownguard.tenants(weakest text) returns text[]
language sql stable parallel safe set search_path = ''
as $ownguard$
  select '{}'::text[]
$ownguard$;

create or replace function ownguard.suspended_tenants() returns text[]
language sql stable parallel safe set search_path = ''
as $ownguard$
  select '{}'::text[]
$ownguard$;

-- ── Every guarded table
do $ownguard$
declare
  of regclass;
begin
  foreach of in array array['"public"."note"', '"files"."attachments"']::text[]::regclass[] loop
    perform ownguard.keep(of, array['ownguard_anonymous', 'ownguard_user', 'ownguard_service_reminders']::text[], true);
  end loop;
end
$ownguard$;

-- ── Which columns
revoke all on "public"."note" from public, "ownguard_anonymous", "ownguard_user", "ownguard_service_reminders";
grant select ("deleted_at", "id", "text", "title", "user_id", "visibility") on "public"."note" to "ownguard_anonymous";
grant select ("deleted_at", "id", "locked", "pinned", "tags", "text", "title", "user_id", "visibility") on "public"."note" to "ownguard_user";
grant insert ("id", "pinned", "tags", "text", "title", "user_id") on "public"."note" to "ownguard_user";
grant update ("pinned", "tags", "text", "title") on "public"."note" to "ownguard_user";
grant select ("deleted_at", "id", "text", "title", "user_id", "visibility") on "public"."note" to "ownguard_service_reminders";
revoke all on "files"."attachments" from public, "ownguard_anonymous", "ownguard_user", "ownguard_service_reminders";
grant select ("id") on "files"."attachments" to "ownguard_anonymous";
grant select ("id", "name") on "files"."attachments" to "ownguard_user";
grant insert ("id", "name", "note_id") on "files"."attachments" to "ownguard_user";
grant update ("name") on "files"."attachments" to "ownguard_user";
grant delete on "files"."attachments" to "ownguard_user";
grant select ("id") on "files"."attachments" to "ownguard_service_reminders";
do $ownguard$
declare
  found record;
begin
  for found in
    select s.oid::regclass as sequence, wanted.role
    from (values ('"public"."note"', 'ownguard_user'), ('"files"."attachments"', 'ownguard_user')) as wanted (name, role)
    join pg_catalog.pg_depend as d on d.refobjid = wanted.name::regclass and d.deptype = 'a'
    join pg_catalog.pg_class as s on s.oid = d.objid and s.relkind = 'S'
    where d.classid = 'pg_catalog.pg_class'::regclass
  loop
    execute format('grant usage on sequence %s to %I', found.sequence, found.role);
  end loop;
end
$ownguard$;
drop function ownguard.keep(regclass, text[], boolean);

-- ── Which rows
create policy "ownguard_select_ownguard_anonymous" on "public"."note"
  as permissive for select to "ownguard_anonymous"
  using (
    ("note"."deleted_at" is null or "note"."deleted_at"::text = 'false')
    and "note"."user_id" is not null
    and "note"."visibility" = 'public'
  );

create policy "ownguard_select_ownguard_user" on "public"."note"
  as permissive for select to "ownguard_user"
  using (
    (select ownguard.subject()) is not null
    and (
      ("note"."deleted_at" is null or "note"."deleted_at"::text = 'false')
      and "note"."user_id" is not null
      and ("note"."user_id" = (select ownguard.subject()) or "note"."visibility" = 'public')
    )
  );

create policy "ownguard_insert_ownguard_user" on "public"."note"
  as permissive for insert to "ownguard_user"
  with check (
    ("note"."deleted_at" is null or "note"."deleted_at"::text = 'false')
    and "note"."user_id" = (select ownguard.subject())
  );

create policy "ownguard_update_ownguard_user" on "public"."note"
  as permissive for update to "ownguard_user"
  using (
    ("note"."deleted_at" is null or "note"."deleted_at"::text = 'false')
    and "note"."user_id" = (select ownguard.subject())
    and "note"."locked" = 'false'
  )
  with check (
    ("note"."deleted_at" is null or "note"."deleted_at"::text = 'false')
    and "note"."user_id" = (select ownguard.subject())
  );

create policy "ownguard_select_ownguard_service_reminders" on "public"."note"
  as permissive for select to "ownguard_service_reminders"
  using (
    ("note"."deleted_at" is null or "note"."deleted_at"::text = 'false')
    and "note"."user_id" is not null
    and "note"."visibility" = 'public'
  );

create policy "ownguard_select_ownguard_anonymous" on "files"."attachments"
  as permissive for select to "ownguard_anonymous"
  using (exists (
    select from "public"."note" as ownguard_above_1
    where (
      ownguard_above_1."id" = "attachments"."note_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."user_id" is not null
        and ownguard_above_1."visibility" = 'public'
      )
    )
  ));

create policy "ownguard_select_ownguard_user" on "files"."attachments"
  as permissive for select to "ownguard_user"
  using (
    (select ownguard.subject()) is not null
    and exists (
      select from "public"."note" as ownguard_above_1
      where (
        ownguard_above_1."id" = "attachments"."note_id"
        and (
          (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
          and ownguard_above_1."user_id" is not null
          and (
            ownguard_above_1."user_id" = (select ownguard.subject())
            or ownguard_above_1."visibility" = 'public'
          )
        )
      )
    )
  );

create policy "ownguard_insert_ownguard_user" on "files"."attachments"
  as permissive for insert to "ownguard_user"
  with check (exists (
    select from "public"."note" as ownguard_above_1
    where (
      ownguard_above_1."id" = "attachments"."note_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."user_id" = (select ownguard.subject())
        and ownguard_above_1."locked" = 'false'
      )
    )
  ));

create policy "ownguard_update_ownguard_user" on "files"."attachments"
  as permissive for update to "ownguard_user"
  using (exists (
    select from "public"."note" as ownguard_above_1
    where (
      ownguard_above_1."id" = "attachments"."note_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."user_id" = (select ownguard.subject())
        and ownguard_above_1."locked" = 'false'
      )
    )
  ))
  with check (exists (
    select from "public"."note" as ownguard_above_1
    where (
      ownguard_above_1."id" = "attachments"."note_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."user_id" = (select ownguard.subject())
        and ownguard_above_1."locked" = 'false'
      )
    )
  ));

create policy "ownguard_delete_ownguard_user" on "files"."attachments"
  as permissive for delete to "ownguard_user"
  using (exists (
    select from "public"."note" as ownguard_above_1
    where (
      ownguard_above_1."id" = "attachments"."note_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."user_id" = (select ownguard.subject())
        and ownguard_above_1."locked" = 'false'
      )
    )
  ));

create policy "ownguard_select_ownguard_service_reminders" on "files"."attachments"
  as permissive for select to "ownguard_service_reminders"
  using (exists (
    select from "public"."note" as ownguard_above_1
    where (
      ownguard_above_1."id" = "attachments"."note_id"
      and (
        (ownguard_above_1."deleted_at" is null or ownguard_above_1."deleted_at"::text = 'false')
        and ownguard_above_1."user_id" is not null
        and ownguard_above_1."visibility" = 'public'
      )
    )
  ));

-- ── Who shares what
-- ── Soft deletion
create or replace function ownguard."delete_note"(key bigint) returns boolean
language plpgsql security definer set search_path = ''
as $ownguard$
declare
  kind regtype := (
    select atttypid from pg_catalog.pg_attribute
    where attrelid = '"public"."note"'::regclass and attname = 'deleted_at');
begin
  if kind = 'boolean'::regtype then
    update "public"."note" as ownguard_row set "deleted_at" = true
    where ownguard_row."id" = $1 and (
      (ownguard_row."deleted_at" is null or ownguard_row."deleted_at"::text = 'false')
      and ownguard_row."user_id" = (select ownguard.subject())
      and ownguard_row."locked" = 'false'
    );
  elsif kind in ('bigint'::regtype, 'integer'::regtype) then
    update "public"."note" as ownguard_row set "deleted_at" = extract(epoch from pg_catalog.now())::bigint
    where ownguard_row."id" = $1 and (
      (ownguard_row."deleted_at" is null or ownguard_row."deleted_at"::text = 'false')
      and ownguard_row."user_id" = (select ownguard.subject())
      and ownguard_row."locked" = 'false'
    );
  else
    update "public"."note" as ownguard_row set "deleted_at" = pg_catalog.now()
    where ownguard_row."id" = $1 and (
      (ownguard_row."deleted_at" is null or ownguard_row."deleted_at"::text = 'false')
      and ownguard_row."user_id" = (select ownguard.subject())
      and ownguard_row."locked" = 'false'
    );
  end if;
  return found;
end
$ownguard$;

create or replace function ownguard."restore_note"(key bigint) returns boolean
language plpgsql security definer set search_path = ''
as $ownguard$
declare
  kind regtype := (
    select atttypid from pg_catalog.pg_attribute
    where attrelid = '"public"."note"'::regclass and attname = 'deleted_at');
begin
  if kind = 'boolean'::regtype then
    update "public"."note" as ownguard_row set "deleted_at" = false
    where ownguard_row."id" = $1 and ownguard_row."user_id" = (select ownguard.subject());
  elsif kind in ('bigint'::regtype, 'integer'::regtype) then
    update "public"."note" as ownguard_row set "deleted_at" = null
    where ownguard_row."id" = $1 and ownguard_row."user_id" = (select ownguard.subject());
  else
    update "public"."note" as ownguard_row set "deleted_at" = null
    where ownguard_row."id" = $1 and ownguard_row."user_id" = (select ownguard.subject());
  end if;
  return found;
end
$ownguard$;

-- ── What never changes
create or replace function ownguard."fixed_note"() returns trigger
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
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "public"."note"
  for each row when (new."id" is distinct from old."id" or new."user_id" is distinct from old."user_id") execute function ownguard."fixed_note"();

create or replace function ownguard."fixed_attachments"() returns trigger
language plpgsql set search_path = ''
as $ownguard$
begin
  if pg_catalog.pg_has_role(current_user, (select relowner from pg_catalog.pg_class where oid = tg_relid), 'usage') then
    return new;
  end if;
  if new."id" is distinct from old."id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'id';
  end if;
  if new."note_id" is distinct from old."note_id" then
    raise insufficient_privilege using message = 'ownguard: this never changes', detail = 'note_id';
  end if;
  return new;
end
$ownguard$;
create trigger zz_ownguard_fixed before update on "files"."attachments"
  for each row when (new."id" is distinct from old."id" or new."note_id" is distinct from old."note_id") execute function ownguard."fixed_attachments"();

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
  ownguard.default_of(oid, name)
to "ownguard_anonymous", "ownguard_user", "ownguard_service_reminders";
grant execute on function ownguard."delete_note"(bigint) to "ownguard_user";
grant execute on function ownguard."restore_note"(bigint) to "ownguard_user";

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
  foreach found in array array['public', 'files']::text[] loop
    execute format('grant usage on schema %I to ownguard_definer', found);
  end loop;
  foreach found in array array['"public"."note"', '"files"."attachments"']::text[] loop
    execute format('grant select on %s to ownguard_definer', found);
    execute format('create policy ownguard_definer on %s to ownguard_definer using (true) with check (true)', found);
  end loop;
  grant update ("deleted_at") on "public"."note" to ownguard_definer;
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
    where i.indrelid = '"public"."note"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'user_id'
  ) then
    create index "ownguard_note_user_id" on "public"."note" ("user_id");
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_note_user_id"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"public"."note"'::regclass and i.indisvalid and i.indpred is not null and i.indexrelid = to_regclass('"public"."ownguard_note_id_public"')
  ) then
    create index "ownguard_note_id_public" on "public"."note" ("id") where "visibility" = 'public';
    insert into ownguard.created_indexes (name) values ('"public"."ownguard_note_id_public"') on conflict do nothing;
  end if;
end
$ownguard$;
do $ownguard$
begin
  if not exists (
    select from pg_catalog.pg_index as i
    join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = '"files"."attachments"'::regclass and i.indisvalid and i.indpred is null and a.attname = 'note_id'
  ) then
    create index "ownguard_attachments_note_id" on "files"."attachments" ("note_id");
    insert into ownguard.created_indexes (name) values ('"files"."ownguard_attachments_note_id"') on conflict do nothing;
  end if;
end
$ownguard$;

