// The database: Postgres in this process (PGlite), filled from `db/`. Every query is
// written as in any app: it asks for rows by id and knows nothing of who is asking.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";

/** A row as it leaves a query: columns in camelCase. */
export type Row = Record<string, unknown>;

// Next.js loads modules once for pages and once for routes; the database is one.
const kept = globalThis as typeof globalThis & { exampleDatabase?: Promise<PGlite> };

async function open(): Promise<PGlite> {
  const database = new PGlite();
  const files = ["schema.sql", "seed.sql", ...(process.env["EXAMPLE_SEED"]?.split(",") ?? [])];
  for (const file of files) {
    await database.exec(await readFile(resolve("db", file), "utf8"));
  }
  return database;
}

/** Runs one statement. */
export async function sql<T = Row>(text: string, params: readonly unknown[] = []): Promise<T[]> {
  const database = await (kept.exampleDatabase ??= open());
  const { rows } = await database.query<Row>(text, [...params]);
  return rows.map(camel) as T[];
}

async function one<T = Row>(text: string, params: readonly unknown[]): Promise<T | null> {
  return (await sql<T>(text, params))[0] ?? null;
}

function camel(row: Row): Row {
  const name = (column: string) => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [name(column), value]));
}

const LINES = `coalesce((
  select json_agg(json_build_object('id', l.id, 'workspaceId', l.workspace_id, 'invoiceId', l.invoice_id,
                                    'text', l.text, 'amount', l.amount, 'cost', l.cost) order by l.amount desc)
  from invoice_lines l where l.invoice_id = i.id), '[]') as lines`;

/** What a path names, if it does. */
type Id = string | undefined;

export const db = {
  workspace: (slug: Id) => one("select * from workspaces where slug = $1", [slug]),
  workspaces: () => sql("select * from workspaces order by name"),
  workspaceById: (id: Id) => one("select * from workspaces where id::text = $1", [id]),
  workspacesOf: (user: Id) =>
    sql("select w.* from workspaces w join workspace_members m on m.workspace_id = w.id where m.user_id::text = $1", [user ?? null]),
  members: (workspace: Id) =>
    sql("select * from workspace_members where workspace_id::text = $1 order by display_name", [workspace]),
  member: (id: Id) => one("select * from workspace_members where id::text = $1", [id]),
  /** Where somebody belongs, as the guard asks it. */
  membershipsOf: async (user: string) => {
    const memberships = await sql<{ tenant: string; role: string; status: string; standing: string }>(
      `select m.workspace_id as tenant, m.role, m.status, w.status as standing
       from workspace_members m join workspaces w on w.id = m.workspace_id where m.user_id::text = $1`,
      [user],
    );
    return memberships.map(({ standing, ...membership }) => ({ ...membership, tenant_status: standing }));
  },

  invoices: (workspace: Id) =>
    sql("select * from invoices where workspace_id::text = $1 order by number desc", [workspace]),
  invoicesOf: (user: Id) =>
    sql(
      `select i.* from invoices i join workspace_members m on m.workspace_id = i.workspace_id
       where m.user_id::text = $1 order by i.number desc`,
      [user ?? null],
    ),
  invoice: (id: Id) => one(`select i.*, ${LINES} from invoices i where i.id::text = $1`, [id]),
  createInvoice: (input: Row) => insert("invoices", input),
  updateInvoice: (id: Id, input: Row) => update("invoices", id, input),
  deleteInvoice: (id: Id) => sql("delete from invoices where id = $1", [id]),

  subscriptions: (workspace: Id) => sql("select * from subscriptions where workspace_id::text = $1", [workspace]),
  subscription: (id: Id) => one("select * from subscriptions where id::text = $1", [id]),
  updateSubscription: (id: Id, input: Row) => update("subscriptions", id, input),

  threads: (workspace: Id) => sql("select * from threads where workspace_id::text = $1 order by title", [workspace]),
  thread: (id: Id) => one("select * from threads where id::text = $1", [id]),
  createThread: (input: Row) => insert("threads", input),
  updateThread: (id: Id, input: Row) => update("threads", id, input),
  deleteThread: (id: Id) => sql("delete from threads where id = $1", [id]),
  messages: (thread: Id) => sql("select * from messages where thread_id::text = $1 order by place", [thread]),
  createMessage: (input: Row) => insert("messages", input),
};

function column(name: string): string {
  if (!/^[a-zA-Z_]+$/.test(name)) throw new Error(`\`${name}\` is no column`);
  return `"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;
}

async function insert(table: string, input: Row): Promise<Row> {
  const names = Object.keys(input);
  const places = names.map((_, index) => `$${index + 1}`);
  const text = `insert into ${table} (${names.map(column).join(", ")}) values (${places.join(", ")}) returning *`;
  const row = await one(text, Object.values(input));
  if (!row) throw new Error(`nothing came back from an insert into \`${table}\``);
  return row;
}

async function update(table: string, id: Id, input: Row): Promise<Row | null> {
  const names = Object.keys(input);
  if (names.length === 0) return one(`select * from ${table} where id = $1`, [id]);
  const sets = names.map((name, index) => `${column(name)} = $${index + 2}`);
  return one(`update ${table} set ${sets.join(", ")} where id = $1 returning *`, [id, ...Object.values(input)]);
}
