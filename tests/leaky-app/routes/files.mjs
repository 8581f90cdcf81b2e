// Files; their ids are bigints beyond what a JavaScript number holds.
import { empty, json, notFound, text, unauthorized } from "../http.mjs";

const base = "/api/workspaces/:workspace/files";
const listed = "id, workspace_id, uploaded_by, name, content_type, storage_url, visibility, created_at";

export const fileRoutes = [
  ["GET", base, list],
  ["POST", base, upload],
  ["GET", `${base}/:id`, read],
  ["PATCH", `${base}/:id`, update],
  ["DELETE", `${base}/:id`, remove],
  ["GET", `${base}/:id/content`, content],
  ["GET", `${base}/:id/download`, download],
];

async function list({ session, db }) {
  if (!session) return unauthorized();
  // LEAK: every tenant's files, with presigned addresses
  return json({ data: await db.all(`select ${listed} from files order by id`) });
}

async function upload({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: a form field may name another workspace or uploader
  const { file, ...fields } = body;
  const row = await db.insert("files", { workspaceId: params.workspace, uploadedBy: session.sub, ...file, ...fields });
  // LEAK: `returning *`, with the content and the presigned address
  return json(row, { status: 201 });
}

async function read({ params, db }) {
  // LEAK: no session, by id alone, with the presigned address
  const row = await db.one(`select ${listed} from files where id = $1`, [params.id]);
  return row ? json(row) : notFound();
}

async function update({ params, body, session, db }) {
  if (!session) return unauthorized();
  // LEAK: mass assignment: the content type, the address, the tenant
  const row = await db.update("files", params.id, body);
  return row ? json(row) : notFound();
}

async function remove({ params, session, db }) {
  if (!session) return unauthorized();
  // LEAK: anybody's file
  const row = await db.one("delete from files where id = $1 returning id", [params.id]);
  return row ? empty() : notFound();
}

async function content({ params, db }) {
  const row = await db.one("select * from files where id = $1", [params.id]);
  if (!row) return notFound();
  // LEAK: no session, and uploaded HTML runs on the app's own origin
  return text(row.content, row.contentType, { "cache-control": "public, max-age=300" });
}

async function download({ params, db }) {
  // LEAK: hands everybody a presigned address at the file host
  const row = await db.one("select storage_url from files where id = $1", [params.id]);
  return row?.storageUrl ? { status: 302, headers: { location: row.storageUrl }, body: "" } : notFound();
}
