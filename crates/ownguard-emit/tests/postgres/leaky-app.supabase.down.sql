-- Takes the ownership model back out.
-- Revision 1 of the model. Written by ownguard; run it in one transaction.

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
create function ownguard.back(roles text[]) returns void
language plpgsql set search_path = pg_catalog
as $ownguard$
declare
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
end
$ownguard$;
do $$ begin perform ownguard.back(array['anon', 'authenticated', 'ownguard_service_stripe', 'ownguard_service_cron']::text[]); end $$;
drop function ownguard.back(text[]);
revoke usage on schema ownguard from "anon", "authenticated", "ownguard_service_stripe", "ownguard_service_cron";
do $ownguard$
declare
  found record;
  schema text;
begin
  for found in select name from ownguard.created_indexes loop
    execute 'drop index if exists ' || found.name;
  end loop;
  for found in select name from ownguard.created_roles loop
    begin
      foreach schema in array array['public']::text[] || 'ownguard'::text loop
        execute format('revoke all on schema %I from %I', schema, found.name);
        execute format('revoke all on all sequences in schema %I from %I', schema, found.name);
      end loop;
      execute format('drop role if exists %I', found.name);
    exception when dependent_objects_still_exist or insufficient_privilege or undefined_object then
      raise notice 'ownguard: the role % is used elsewhere, so it stays', found.name;
    end;
  end loop;
end
$ownguard$;
drop table ownguard.kept, ownguard.created_roles, ownguard.created_indexes;
drop schema ownguard;
