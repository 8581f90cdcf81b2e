// What a person may see of which row, and a picture of the database to hold answers against. Written by hand from
// ownguard.toml for the people of the demo, as naively as possible: it must not share a mistake with the gate.
import { workspaces } from "../leaky-app/ids.mjs";
import { encode } from "../leaky-app/http.mjs";
import { subject } from "./people.mjs";

const tables = ["invoices", "customers", "invoice_lines", "profiles", "workspaces", "workspace_members"];

const shown = {
  invoices: ["id", "workspaceId", "createdBy", "projectId", "customerId", "number", "status", "total", "dueAt", "visibility", "createdAt", "customer", "lines", "metadata"],
  customers: ["id", "name", "createdAt"],
  invoice_lines: ["id", "invoiceId", "text", "amount"],
  profiles: ["id", "email", "name", "avatarUrl", "status", "verified", "createdAt"],
};
const toAdmins = {
  invoices: ["customerEmail", "internalNotes", "shareLink"],
  customers: ["email", "vatNumber", "creditScore"],
  invoice_lines: ["cost"],
};
const admins = { alice: workspaces.acme, bob: workspaces.globex };

/** All rows as JSON would show them; `find(id)` answers `{table, row}`. */
export async function picture(db) {
  const all = {};
  const byId = new Map();
  for (const table of tables) {
    all[table] = JSON.parse(encode(await db.all(`select * from ${table} order by id`)));
    for (const row of all[table]) byId.set(row.id, { table, row });
  }
  return {
    rows: (table) => all[table],
    find: (id) => byId.get(id) ?? null,
    entries: () => tables.flatMap((table) => all[table].map((row) => ({ table, row }))),
  };
}

/** The ids of rows that differ between two pictures, with the table. */
export function changes(before, after) {
  const gone = before.entries().filter(({ row }) => !after.find(row.id));
  const changed = after.entries().filter(({ row }) => JSON.stringify(row) !== JSON.stringify(before.find(row.id)?.row));
  return [...gone, ...changed];
}

/**
 * The members of a row that this person may see: a set of names, empty where the row itself is not theirs.
 * `listed` says that the row stands in a list, which support may not ask for.
 */
export function visible(person, { table, row }, now, { listed = false } = {}) {
  const nothing = new Set();
  if (table === "profiles") {
    const active = !["expired", "mallory"].includes(person.key);
    return active && row.id === subject(person) ? new Set(shown.profiles) : nothing;
  }
  const tenant = tenantOf(table, row, now);
  if (!shown[table] || tenant === null || isDeleted(table, row, now)) return nothing;
  if (admins[person.key] === tenant) return new Set([...shown[table], ...toAdmins[table]]);
  const support = person.key === "sam" && table !== "customers" && !listed;
  return support ? new Set([...shown[table], ...(table === "invoices" ? ["customerEmail"] : [])]) : nothing;
}

/** Whether the person gets this member only in a masked form. */
export const masked = (person, table, member) => person.key === "sam" && table === "invoices" && member === "customerEmail";

function tenantOf(table, row, now) {
  if (table !== "invoice_lines") return row.workspaceId ?? null;
  return now.find(row.invoiceId)?.row.workspaceId ?? null;
}

function isDeleted(table, row, now) {
  const invoice = table === "invoices" ? row : table === "invoice_lines" ? now.find(row.invoiceId)?.row : null;
  return invoice !== null && invoice?.deletedAt !== null;
}
