// What the tests of sessions share: a small model, a guard over it, an issuer that publishes its keys
// on the loopback, and who the guard says is asking.
import { createServer } from "node:http";
import { createGuard } from "ownguard";

/** A model of notes in workspaces; memberships stand at `path` of the claims, if anywhere. */
export function model(path) {
  return `
version = 1
[identity]
preset = "authjs"
secret = "env:AUTH_SECRET"
[tenancy]
name = "workspace"
table = "workspaces"
roles = ["member", "admin"]
members = { table = "workspace_members", tenant = "workspace_id", user = "user_id", role = "role" }
${path === null ? "" : `facts = ["claim:${path}"]`}
[resources.note]
table = "notes"
key = "id:text"
tenant = "workspace_id"
owner = "user_id"
show = ["id", "text"]
[resources.note.grants]
owner = ["list", "read"]
workspace.admin = ["list", "read"]
`;
}

export const note = { id: "n1", workspace_id: "w1", user_id: "bob", text: "hello" };

/** A guard whose memberships stand at `workspaces` of the claims. */
export function guard(session, { facts = "workspaces", ...options } = {}) {
  return createGuard({ model: model(facts), session, warn: () => {}, ...options });
}

/** Who asks with these headers, in one word and the subject. */
export async function who(og, headers) {
  const { principal } = await og.session(new Headers(headers));
  return principal.subject === undefined ? principal.kind : `${principal.kind} ${principal.subject}`;
}

/** The same, of a cookie header. */
export const cookie = (og, header) => who(og, { cookie: header });

/** The error of a promise that must be rejected. */
export async function fault(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it was not rejected");
}

/** Serves on the loopback until the test ends; counts what is asked. */
export async function serve(t, answer) {
  const asked = [];
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const given = await answer({ method: request.method, url: request.url, body: Buffer.concat(chunks).toString() });
    response.writeHead(given.status ?? 200, { "content-type": "application/json" });
    response.end(JSON.stringify(given.json ?? {}));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => new Promise((closed) => server.close(closed).closeAllConnections()));
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}

export const seconds = () => Math.floor(Date.now() / 1000);
