// Sign-in, the key set, one's own profile, the workspaces, and the dashboard.
import { people } from "../ids.mjs";
import { empty, json, notFound, unauthorized } from "../http.mjs";
import { sessionCookie } from "../tokens.mjs";

export const accountRoutes = [
  ["GET", "/.well-known/jwks.json", keySet],
  ["GET", "/auth/v1/.well-known/jwks.json", keySet],
  ["POST", "/auth/v1/token", signIn],
  ["GET", "/api/me", me],
  ["PATCH", "/api/me", updateMe],
  // LEAK: `/api/me/x.css` is `/api/me` too, and caches go by the suffix
  ["GET", "/api/me/*suffix", me],
  ["GET", "/api/profiles/:id", profile],
  ["GET", "/api/workspaces", listWorkspaces],
  ["POST", "/api/workspaces", createWorkspace],
  ["GET", "/api/workspaces/:id", readWorkspace],
  ["PATCH", "/api/workspaces/:id", updateWorkspace],
  ["DELETE", "/api/workspaces/:id", removeWorkspace],
  ["GET", "/api/dashboard", dashboard],
];

async function keySet({ keys }) {
  return json(keys.jwks(), { headers: { "cache-control": "public, max-age=600" } });
}

/** No password: this is a test's identity provider. */
async function signIn({ body, tokens }) {
  const name = Object.keys(people).find((n) => people[n].email && people[n].email === body.email);
  if (!name) return json({ error: "invalid_grant" }, { status: 400 });
  const accessToken = tokens.tokenFor(name);
  const cookies = sessionCookie(accessToken).split("; ").map((c) => `${c}; Path=/; SameSite=Lax`);
  return json({ access_token: accessToken, token_type: "bearer", expires_in: 3600 }, { headers: { "set-cookie": cookies } });
}

async function me({ req, query, session, db }) {
  // LEAK: who is asking may be said by the query or by a header
  const id = query.get("userId") ?? req.headers["x-user-id"] ?? session?.sub;
  if (!id) return unauthorized();
  const row = await db.one("select * from profiles where id = $1", [id]);
  // LEAK: one's own data, multi-factor secret included, in shared caches
  return row ? json(row, { headers: { "cache-control": "public, max-age=300" } }) : notFound();
}

async function updateMe({ body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: `userId` in the body says whose profile; any column, `staff` among them
  const { userId = session.sub, ...changes } = body;
  const row = await db.update("profiles", userId, changes);
  return row ? json(row) : notFound();
}

async function profile({ params, db }) {
  // LEAK: no session, by id alone
  const row = await db.one("select * from profiles where id = $1", [params.id]);
  return row ? json(row) : notFound();
}

async function listWorkspaces({ session, db }) {
  if (!session) return unauthorized();
  // LEAK: all tenants
  return json(await db.all("select * from workspaces order by slug"));
}

async function createWorkspace({ body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: the plan is whatever the body says
  const row = await db.insert("workspaces", body);
  await db.insert("workspace_members", { workspaceId: row.id, userId: session.sub, role: "admin", email: session.email });
  return json(row, { status: 201 });
}

async function readWorkspace({ params, db }) {
  // LEAK: no session
  const row = await db.one("select * from workspaces where id = $1", [params.id]);
  return row ? json(row) : notFound();
}

async function updateWorkspace({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: `{"plan": "team"}` is a free upgrade, of anybody's workspace
  const row = await db.update("workspaces", params.id, body);
  return row ? json(row) : notFound();
}

async function removeWorkspace({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: any role, any tenant
  const row = await db.one("delete from workspaces where id = $1 returning id", [params.id]);
  return row ? empty() : notFound();
}

async function dashboard({ session, db }) {
  if (!session) return unauthorized();
  // LEAK: the latest of all tenants; the columns chosen do not even say whose they are
  const [recent, colleagues, revenue] = await Promise.all([
    db.all("select id, number, status, total from invoices order by created_at desc, number limit 50"),
    db.all("select id, display_name, role, email from workspace_members order by display_name"),
    db.one("select sum(total) as cents from invoices where status = 'paid'"),
  ]);
  return json(
    { invoices: recent, members: colleagues, revenue },
    { headers: { "cache-control": "public, s-maxage=300, stale-while-revalidate=600" } },
  );
}
