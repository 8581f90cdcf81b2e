// Projects, and sharing one with a single person.
import { empty, json, notFound, unauthorized } from "../http.mjs";

const base = "/api/workspaces/:workspace/projects";

export const projectRoutes = [
  ["GET", base, list],
  ["POST", base, create],
  ["GET", `${base}/:id`, read],
  ["PATCH", `${base}/:id`, update],
  ["DELETE", `${base}/:id`, remove],
  ["POST", `${base}/:id/share`, share],
];

async function list({ session, db }) {
  if (!session) return unauthorized();
  // LEAK: the workspace in the path is ignored: all tenants, as a bare array
  return json(await db.all("select * from projects order by name"));
}

async function create({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: the body may name another workspace and another author
  const row = await db.insert("projects", { workspaceId: params.workspace, createdBy: session.sub, ...body });
  return json(row, { status: 201 });
}

async function read({ params, db }) {
  // LEAK: no session, by id alone; private projects and shares mean nothing
  const row = await db.one("select * from projects where id = $1", [params.id]);
  return row ? json(row) : notFound();
}

async function update({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: mass assignment by id alone; `view` is as good as `edit`
  const row = await db.update("projects", params.id, body);
  return row ? json(row) : notFound();
}

async function remove({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: anybody's project
  const row = await db.one("delete from projects where id = $1 returning id", [params.id]);
  return row ? empty() : notFound();
}

async function share({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: everybody may share every project, also with themselves
  await db.all(
    `insert into project_shares (project_id, user_id, level) values ($1, $2, $3)
     on conflict (project_id, user_id) do update set level = excluded.level`,
    [params.id, body.person, body.level ?? "view"],
  );
  return empty();
}
