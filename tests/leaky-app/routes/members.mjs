// Members of a workspace: who belongs to it, in which role.
import { empty, json, notFound, unauthorized } from "../http.mjs";

const base = "/api/workspaces/:workspace/members";

export const memberRoutes = [
  ["GET", base, list],
  ["POST", `${base}/invite`, invite],
  ["GET", `${base}/:id`, read],
  ["PATCH", `${base}/:id`, update],
  ["DELETE", `${base}/:id`, remove],
];

async function list({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: any signed-in person sees any workspace's members and e-mail addresses, removed ones too
  return json(await db.all("select * from workspace_members where workspace_id = $1 order by display_name", [params.workspace]));
}

async function invite({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: anybody invites into any workspace, in any role
  const person = await db.one("select id, name, email from profiles where email = $1", [body.email ?? ""]);
  if (!person) return json({ code: "unknown_person", message: "nobody has this address" }, { status: 422 });
  const row = await db.one(
    `insert into workspace_members (workspace_id, user_id, role, display_name, email) values ($1, $2, $3, $4, $5)
     on conflict (workspace_id, user_id) do update set role = excluded.role, removed_at = null returning *`,
    [params.workspace, person.id, body.role ?? "viewer", person.name, person.email],
  );
  return json(row, { status: 201 });
}

async function read({ params, db }) {
  // LEAK: no session, by id alone
  const row = await db.one("select * from workspace_members where id = $1", [params.id]);
  return row ? json(row) : notFound();
}

async function update({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: people raise themselves; the last admin can be lowered
  const row = await db.update("workspace_members", params.id, body);
  return row ? json(row) : notFound();
}

async function remove({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: anybody removes anybody, also the last admin
  const row = await db.one("update workspace_members set removed_at = now() where id = $1 returning id", [params.id]);
  return row ? empty() : notFound();
}
