// The leaky app's database under the generated policies: what stands in a database before them, who asks, and what
// everything about protection looks like.

/** What a Supabase database has before any migration. */
export const supabase = `
  create schema auth;
  create role anon nologin;
  create role authenticated nologin;
  create role service_role nologin bypassrls;
  create function auth.jwt() returns jsonb language sql stable as $$
    select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb
  $$;
  create function auth.uid() returns uuid language sql stable as $$
    select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
  $$;
  grant usage on schema auth, public to anon, authenticated, service_role;
  alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
  grant all on all tables in schema public to anon, authenticated, service_role;
`;

const text = (value) => `'${String(value).replaceAll("'", "''")}'`;

/** What a transaction of this caller begins with. `claims` are those of a good token, or null. */
export const identities = {
  supabase: (claims) =>
    `set local role ${claims ? "authenticated" : "anon"};
     select set_config('request.jwt.claims', ${text(claims ? JSON.stringify(claims) : "")}, true);`,
  plain: (claims) => {
    // As an app does it: it has verified the token, and knows who is suspended and who is staff.
    const known = claims && claims.app_metadata?.status === "active" && !claims.app_metadata?.staff?.length;
    const kind = known ? (claims.is_anonymous ? "guest" : "person") : "";
    return `set local role ${claims ? "ownguard_user" : "ownguard_anonymous"};
      select set_config('ownguard.kind', '${kind}', true), set_config('ownguard.subject', ${text(known ? claims.sub : "")}, true);`;
  },
};

/** Everything about protection that the catalog holds, as sorted lines, each with the part that it is of. */
export async function protection(query) {
  // Who granted first is nobody's business.
  const sorted = (acl) => `(select string_agg(of::text, ', ' order by of::text) from unnest(${acl}) of)`;
  const parts = {
    policies: "select schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check from pg_policies",
    tables: `select n.nspname, c.relname, c.relrowsecurity, c.relforcerowsecurity,
      ${sorted(`coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))`)} from pg_class c
      join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'v', 'S') and n.nspname in ('public', 'ownguard')`,
    columns: `select c.relname, a.attname, ${sorted("a.attacl")} from pg_attribute a join pg_class c on c.oid = a.attrelid
      where a.attacl is not null and c.relnamespace = 'public'::regnamespace`,
    functions: `select n.nspname, p.proname, pg_get_functiondef(p.oid), ${sorted("coalesce(p.proacl, acldefault('f', p.proowner))")} from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'ownguard')`,
    triggers: "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
    indexes: "select schemaname, tablename, indexdef from pg_indexes where schemaname in ('public', 'ownguard')",
    schemas: `select nspname, ${sorted("nspacl")} from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`,
    roles: "select rolname, rolbypassrls from pg_roles where rolname !~ '^pg_'",
  };
  const all = [];
  for (const [name, sql] of Object.entries(parts)) {
    for (const row of await query(sql)) all.push(`${name}: ${Object.values(row).join(" | ")}`);
  }
  return all.sort();
}

/** The lines that only one of the two has. */
export const differences = (one, two) => [
  ...one.filter((line) => !two.includes(line)).map((line) => `- ${line}`),
  ...two.filter((line) => !one.includes(line)).map((line) => `+ ${line}`),
];
