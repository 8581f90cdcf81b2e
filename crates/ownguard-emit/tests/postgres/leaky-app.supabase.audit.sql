-- What goes around the ownership model: each line is a way that no policy of it guards.
with guarded as (
  select c.oid, c.relname, n.nspname, c.relowner, c.relrowsecurity, c.relforcerowsecurity, name
  from unnest(array['"public"."workspaces"', '"public"."workspace_members"', '"public"."profiles"', '"public"."customers"', '"public"."invoices"', '"public"."invoice_lines"', '"public"."projects"', '"public"."threads"', '"public"."messages"', '"public"."files"', '"public"."project_shares"']::text[]) as name
  join pg_catalog.pg_class as c on c.oid = to_regclass(name)
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
)
select 'policy' as what, format('%s: %s', g.name, p.policyname) as name,
  format('lets %s %s where %s', array_to_string(p.roles, ', '), lower(p.cmd), coalesce(p.qual, p.with_check, 'true')) as note
from guarded as g join pg_catalog.pg_policies as p on p.schemaname = g.nspname and p.tablename = g.relname
where p.permissive = 'PERMISSIVE' and not starts_with(p.policyname, 'ownguard_')
union all
select 'unguarded', g.name, 'row-level security is not switched on, or not for the owner'
from guarded as g where not g.relrowsecurity or not g.relforcerowsecurity
union all
select 'role', r.rolname, case when r.rolsuper then 'a superuser: no policy binds it' else 'bypasses row-level security' end
from pg_catalog.pg_roles as r where (r.rolsuper or r.rolbypassrls)
union all
select 'member', m.rolname, format('is a member of %s, so its policies are open to it', r.rolname)
from pg_catalog.pg_roles as r
join pg_catalog.pg_auth_members as a on a.roleid = r.oid
join pg_catalog.pg_roles as m on m.oid = a.member
where r.rolname = any (array['anon', 'authenticated', 'ownguard_service_stripe', 'ownguard_service_cron']::text[]) and m.rolcanlogin and m.rolinherit
union all
select 'privilege', format('%s: %s', g.name, a.grantee::regrole), format('may %s, which no policy binds', lower(a.privilege_type))
from guarded as g join pg_catalog.pg_class as c on c.oid = g.oid, aclexplode(c.relacl) as a
where a.privilege_type = 'TRUNCATE' and a.grantee <> c.relowner and a.grantee <> 0
union all
select distinct 'view', v.oid::regclass::text, format('reads %s with the rights of %s', g.name, v.relowner::regrole)
from guarded as g
join pg_catalog.pg_depend as d on d.refobjid = g.oid and d.classid = 'pg_catalog.pg_rewrite'::regclass
join pg_catalog.pg_rewrite as w on w.oid = d.objid
join pg_catalog.pg_class as v on v.oid = w.ev_class and v.oid <> g.oid
where v.relkind = 'm' or not coalesce(v.reloptions @> array['security_invoker=true'] or v.reloptions @> array['security_invoker=on'], false)
union all
select 'column', format('%s.%s', g.name, a.attname), 'is not compared byte by byte'
from guarded as g
join pg_catalog.pg_attribute as a on a.attrelid = g.oid
join unnest(array['"public"."customers".id', '"public"."customers".workspace_id', '"public"."files".id', '"public"."files".uploaded_by', '"public"."files".visibility', '"public"."files".workspace_id', '"public"."invoice_lines".id', '"public"."invoice_lines".invoice_id', '"public"."invoices".created_by', '"public"."invoices".id', '"public"."invoices".status', '"public"."invoices".visibility', '"public"."invoices".workspace_id', '"public"."messages".id', '"public"."messages".thread_id', '"public"."messages".workspace_id', '"public"."profiles".id', '"public"."projects".created_by', '"public"."projects".id', '"public"."projects".visibility', '"public"."projects".workspace_id', '"public"."threads".created_by', '"public"."threads".id', '"public"."threads".workspace_id', '"public"."workspace_members".id', '"public"."workspace_members".role', '"public"."workspace_members".user_id', '"public"."workspace_members".workspace_id', '"public"."workspaces".id']::text[]) as wanted on wanted = format('%s.%s', g.name, a.attname)
left join pg_catalog.pg_collation as l on l.oid = a.attcollation
left join pg_catalog.pg_type as t on t.oid = a.atttypid
where not coalesce(l.collisdeterministic, true) or t.typname = 'citext'
order by 1, 2;
