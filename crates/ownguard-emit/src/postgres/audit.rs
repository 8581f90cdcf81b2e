//! One query that lists what goes around the policies: other policies that let
//! more through, roles that policies do not bind, views and functions that read
//! with another's rights, and columns whose comparison is not by bytes.

use super::tables::Tables;
use super::text::{add, array};
use crate::sql::{comment, literal};

pub(super) fn query(tables: &Tables<'_>) -> String {
    let guarded = tables.guarded();
    let names: Vec<String> = guarded.iter().map(|table| tables.table(table)).collect();
    let guarded = array(names.iter().map(String::as_str));
    let roles = array(tables.roles.iter().map(|role| role.name.as_str()));
    let compared = compared(tables);
    let mut out = comment(
        "What goes around the ownership model: each line is a way that no policy of it guards.",
    );
    add(&mut out, format!(
        "with guarded as (
  select c.oid, c.relname, n.nspname, c.relowner, c.relrowsecurity, c.relforcerowsecurity, name
  from unnest({guarded}) as name
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
where r.rolname = any ({roles}) and m.rolcanlogin and m.rolinherit
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
join unnest({compared}) as wanted on wanted = format('%s.%s', g.name, a.attname)
left join pg_catalog.pg_collation as l on l.oid = a.attcollation
left join pg_catalog.pg_type as t on t.oid = a.atttypid
where not coalesce(l.collisdeterministic, true) or t.typname = 'citext'
order by 1, 2;
"
    ));
    out
}

/// The columns that policies compare, as `table.column`.
fn compared(tables: &Tables<'_>) -> String {
    let mut all = Vec::new();
    for guarded in tables.resources() {
        let spec = guarded.resource.spec();
        let parent = spec.parent.as_ref().map(|parent| parent.field);
        let columns = [
            Some(spec.key.field),
            spec.tenant,
            spec.owner,
            spec.visibility,
            parent,
        ];
        let columns = columns
            .into_iter()
            .flatten()
            .chain(spec.when.iter().copied());
        for field in columns.filter_map(|field| guarded.resource.fields().get(field)) {
            all.push(format!("{}.{}", tables.table(guarded.table), field.column));
        }
    }
    if let Some(members) = tables.members() {
        for column in [&members.tenant, &members.user, &members.role] {
            all.push(format!("{}.{column}", tables.table(&members.table)));
        }
    }
    all.sort_unstable();
    all.dedup();
    let all: Vec<_> = all.iter().map(|name| literal(name)).collect();
    format!("array[{}]::text[]", all.join(", "))
}
