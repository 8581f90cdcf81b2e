// The leaky app over a database with the generated policies: each of its statements runs as the caller, in a
// transaction of its own, and names the columns that the caller's role may read where it asked for all.
import { startLeakyApp } from "../leaky-app/app.mjs";
import { databaseOver } from "../leaky-app/db.mjs";
import { identities, supabase } from "./database.mjs";
import { policies } from "./policies.mjs";

/** What apps begin with, and forget: everybody may do everything. */
export const everything = `
  do $$ declare t text; begin
    for t in select tablename from pg_tables where schemaname = 'public' loop
      execute format('alter table public.%I enable row level security', t);
      execute format('create policy "everybody, for now" on public.%I for all to public using (true) with check (true)', t);
    end loop;
  end $$;`;

/** Starts it. `before` is SQL that stands in the database already. */
export async function startGuardedApp({ flavour = "supabase", mode = "replace", before = "", ...options } = {}) {
  const readable = new Map();
  const asCaller = (db, claims) =>
    databaseOver((sql, params) =>
      db.pg.transaction(async (tx) => {
        await tx.exec(identities[flavour](claims));
        return (await tx.query(named(sql, readable.get(roleOf(flavour, claims))), params)).rows;
      }),
    );
  const app = await startLeakyApp({ ...options, asCaller });
  try {
    if (flavour === "supabase") await app.db.pg.exec(supabase);
    await app.db.pg.exec(before);
    await inTransaction(app.db.pg, policies("up", { flavour, mode }));
    for (const claims of [null, {}]) {
      const role = roleOf(flavour, claims);
      readable.set(role, await columns(app.db.pg, role));
    }
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

export const inTransaction = (pg, sql) => pg.transaction((tx) => tx.exec(sql));

const roleOf = (flavour, claims) =>
  flavour === "supabase" ? (claims ? "authenticated" : "anon") : claims ? "ownguard_user" : "ownguard_anonymous";

/** The columns of each table that a role may read. */
async function columns(pg, role) {
  const { rows } = await pg.query(
    `select c.relname, array_agg(quote_ident(a.attname) order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_column_privilege($1, c.oid, a.attnum, 'select')
     group by 1`,
    [role],
  );
  return new Map(rows.map((row) => [row.relname, row.columns]));
}

/** `*` becomes the columns by name; where there are none, nothing of the row. */
function named(sql, readable) {
  const table = /\b(?:from|into|update) "?(\w+)"?/.exec(sql)?.[1];
  const list = (readable.get(table) ?? ["1 as nothing"]).join(", ");
  return sql.replace(/\b(select|returning) \*/g, `$1 ${list}`);
}
