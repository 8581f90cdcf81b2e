// The two endpoints an app offers to its gate: facts of a subject (SEMANTICS 22) and labels of rows (SEMANTICS 9).
// This is the whole of what a team writes for the gate on the server.
import { json, unauthorized } from "./http.mjs";
import { checkProof } from "./proof.mjs";

const maxKeys = 200;

export const ownguardRoutes = [
  ["GET", "/api/ownguard/facts", facts],
  ["POST", "/api/ownguard/labels", labels],
];

/** Whether the gate sent this. Without keys every caller is believed, which only a test may do. */
export function proofOk({ req, bytes, gateKeys }, purpose) {
  return !gateKeys || checkProof(req, bytes, purpose, gateKeys) !== null;
}

async function facts(context) {
  const { query, db } = context;
  if (!proofOk(context, "facts")) return unauthorized();
  const sub = query.get("sub") ?? "";
  const asOf = Math.floor(Date.now() / 1000);
  const user = isUuid(sub) ? await db.one("select status, verified, staff from profiles where id = $1", [sub]) : null;
  const memberships = user ? await db.all(membershipsSql, [sub]) : [];
  return json({
    v: 1,
    as_of: asOf,
    // An account that does not exist (any longer) has a status that no policy knows.
    user: { status: user?.status ?? "unknown", verified: user?.verified ?? false },
    staff: user?.staff ?? [],
    memberships: memberships.map((m) => ({
      tenant: m.tenant,
      role: m.role,
      status: m.status,
      plan: m.plan,
      tenant_status: m.tenantStatus,
    })),
  });
}

const membershipsSql = `
  select m.workspace_id as tenant, m.role, m.status, w.plan, w.status as tenant_status
  from workspace_members m join workspaces w on w.id = m.workspace_id
  where m.user_id = $1 and m.removed_at is null order by w.slug`;

// Where each resource's labels stand. A label that a resource does not have is left out of the answer.
const resources = {
  workspace: { table: "workspaces", tenant: "id" },
  member: { table: "workspace_members", tenant: "workspace_id", owner: "user_id", member: true },
  profile: { table: "profiles", owner: "id" },
  customer: { table: "customers", tenant: "workspace_id" },
  project: { table: "projects", tenant: "workspace_id", owner: "created_by", visibility: "visibility", shares: "project_shares" },
  invoice: {
    table: "invoices",
    tenant: "workspace_id",
    owner: "created_by",
    visibility: "visibility",
    deleted: "deleted_at",
    when: ["status"],
  },
  invoice_line: { table: "invoice_lines", parent: { resource: "invoice", field: "invoice_id" } },
  thread: { table: "threads", tenant: "workspace_id", owner: "created_by" },
  message: { table: "messages", tenant: "workspace_id", parent: { resource: "thread", field: "thread_id" } },
  file: { table: "files", tenant: "workspace_id", owner: "uploaded_by", visibility: "visibility", key: "bigint" },
};

async function labels(context) {
  const { body, db } = context;
  if (!proofOk(context, "labels")) return unauthorized();
  const { sub = null, resource, keys = [] } = body;
  if (!Object.hasOwn(resources, resource)) return json({ error: "unknown resource" }, { status: 400 });
  if (!Array.isArray(keys) || keys.length > maxKeys) return json({ error: "at most 200 keys" }, { status: 400 });
  const rows = {};
  for (const key of keys.map(String)) rows[key] = await labelsOf(db, resource, key, sub);
  return json({ v: 1, rows });
}

async function labelsOf(db, name, key, sub) {
  const resource = resources[name];
  if (resource.key === "bigint" ? !isBigint(key) : !isUuid(key)) return null;
  const row = (await db.pg.query(`select * from ${resource.table} where id = $1`, [key])).rows[0];
  if (!row) return null;
  const found = {};
  if (resource.tenant) found.tenant = row[resource.tenant];
  if (resource.owner) found.owner = row[resource.owner];
  if (resource.visibility) found.visibility = row[resource.visibility];
  if (resource.deleted) found.deleted = row[resource.deleted] !== null;
  if (resource.when) found.when = Object.fromEntries(resource.when.map((c) => [c, row[c]]));
  if (resource.shares) found.share = await shareOf(db, key, sub);
  if (resource.member) Object.assign(found, await roleOf(db, row));
  if (resource.parent) found.parent = await parentOf(db, resource.parent, row, sub);
  return found;
}

async function parentOf(db, { resource, field }, row, sub) {
  if (row[field] === null) return null;
  const found = await labelsOf(db, resource, row[field], sub);
  return found && { key: row[field], ...found };
}

async function shareOf(db, key, sub) {
  if (!isUuid(sub)) return null;
  const share = await db.one("select level from project_shares where project_id = $1 and user_id = $2", [key, sub]);
  return share?.level ?? null;
}

/** `last` says that nobody else active holds the top role. */
async function roleOf(db, row) {
  const others = await db.one(
    `select count(*)::int as n from workspace_members
     where workspace_id = $1 and id <> $2 and role = 'admin' and removed_at is null and status = 'active'`,
    [row.workspace_id, row.id],
  );
  return { role: row.role, last: row.role === "admin" && others.n === 0 };
}

const isUuid = (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value ?? "");
const isBigint = (value) => /^(0|-?[1-9][0-9]{0,17})$/.test(value);
