// Customers of a workspace.
import { empty, json, notFound, unauthorized } from "../http.mjs";

const base = "/api/workspaces/:workspace/customers";

export const customerRoutes = [
  ["GET", base, list],
  ["POST", base, create],
  ["GET", `${base}/:id`, read],
  ["PATCH", `${base}/:id`, update],
  ["DELETE", `${base}/:id`, remove],
];

async function list({ session, db }) {
  if (!session) return unauthorized();
  // LEAK: every tenant's customers, with credit scores, in an envelope that counts them
  const data = await db.all("select * from customers order by name");
  return json({ data, total: data.length });
}

async function create({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: `workspaceId` in the body wins
  return json(await db.insert("customers", { workspaceId: params.workspace, ...body }), { status: 201 });
}

async function read({ params, db }) {
  // LEAK: no session, by id alone
  const row = await db.one("select * from customers where id = $1", [params.id]);
  return row ? json(row) : notFound();
}

async function update({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: mass assignment: a customer can be moved, its Stripe id rewritten
  const row = await db.update("customers", params.id, body);
  return row ? json(row) : notFound();
}

async function remove({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: any role, any tenant
  const row = await db.one("delete from customers where id = $1 returning id", [params.id]);
  return row ? empty() : notFound();
}
