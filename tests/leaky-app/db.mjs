// A real Postgres, embedded and in memory, with the app's schema and seed.
// Rows leave here with camelCase names; bodies go in with them.
import { readFile } from "node:fs/promises";
import { PGlite, types } from "@electric-sql/pglite";

const file = (name) => readFile(new URL(name, import.meta.url), "utf8");

/** Opens a fresh database with the seed. `all` and `one` answer camelCase rows; `reset` seeds anew. */
export async function openDatabase() {
  const [pg, schema, seed] = await Promise.all([
    PGlite.create({ parsers: { [types.INT8]: BigInt } }),
    file("schema.sql"),
    file("seed.sql"),
  ]);
  await pg.exec(schema);
  await pg.exec(seed);

  const over = databaseOver(async (sql, params) => (await pg.query(sql, params)).rows);
  return {
    pg,
    ...over,
    close: () => pg.close(),
    async reset() {
      const tables = await over.all("select tablename from pg_tables where schemaname = 'public'");
      const names = tables.map((t) => quoted(t.tablename)).join(", ");
      await pg.exec(`truncate ${names} restart identity cascade; ${seed}`);
    },
  };
}

/** What the app's routes ask, over `query(sql, params)`, which answers rows as the database names them. */
export function databaseOver(query) {
  const all = async (sql, params = []) => (await query(sql, params)).map(camelRow);
  return {
    all,
    one: async (sql, params) => (await all(sql, params))[0] ?? null,
    insert: (table, body) => insertRow(all, table, body),
    update: (table, id, body) => updateRow(all, table, id, body),
  };
}

/** The body's members become columns, whichever they are. */
async function insertRow(all, table, body) {
  const columns = Object.keys(body);
  const names = columns.map((c) => quoted(snake(c))).join(", ");
  const marks = columns.map((_, i) => `$${i + 1}`).join(", ");
  const rows = await all(
    `insert into ${quoted(table)} (${names}) values (${marks}) returning *`,
    Object.values(body),
  );
  return rows[0];
}

async function updateRow(all, table, id, body) {
  const sets = Object.keys(body).map((c, i) => `${quoted(snake(c))} = $${i + 2}`);
  if (sets.length === 0) return (await all(`select * from ${quoted(table)} where id = $1`, [id]))[0] ?? null;
  const rows = await all(
    `update ${quoted(table)} set ${sets.join(", ")} where id = $1 returning *`,
    [id, ...Object.values(body)],
  );
  return rows[0] ?? null;
}

const quoted = (name) => `"${name.replaceAll('"', '""')}"`;
const snake = (name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const camel = (name) => name.replace(/_([a-z])/g, (_, c) => c.toUpperCase());
const camelRow = (row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [camel(k), v]));
