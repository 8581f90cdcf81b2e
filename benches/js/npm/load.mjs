// One process from nothing to its first decision, without Node's own start. Prints milliseconds.
// Arguments: `ownguard`, `token` (the same for a caller who sends one), `casl` or `cedar`; the built model.
import { createHmac } from "node:crypto";

const row = { id: "96e30511-5008-4bfa-8f35-64e2a94c62ed", workspaceId: "w", createdBy: "u", visibility: "private", deletedAt: null };
const { model } = await import(process.argv[3]);
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const told = { iss: "https://project.supabase.co/auth/v1", aud: "authenticated", sub: "u", app_metadata: { workspaces: { w: "member" } }, iat: now, exp: now + 600 };
const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(told)}`;
const secret = "0123456789abcdef0123456789abcdef";
// A server has made such objects before.
const headers = new Headers({ authorization: `Bearer ${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}` });
const started = performance.now();
let permitted;
if (process.argv[2] === "ownguard") {
  const { createGuard } = await import(new URL("../../../bindings/ownguard/dist/index.js", import.meta.url));
  const og = createGuard({ model, env: { SUPABASE_URL: "https://project.supabase.co" } });
  permitted = og.as({ kind: "person", id: "u", memberships: [{ tenant: "w", role: "member" }] }).can("invoice.read", row);
} else if (process.argv[2] === "token") {
  const { createGuard, supabase } = await import(new URL("../../../bindings/ownguard/dist/index.js", import.meta.url));
  const session = supabase({ url: "https://project.supabase.co", secret: "env:SUPABASE_JWT_SECRET" });
  const og = createGuard({ model, session, env: { SUPABASE_JWT_SECRET: secret } });
  permitted = (await og.session(headers)).can("invoice.read", row);
} else if (process.argv[2] === "casl") {
  const { createMongoAbility } = await import("@casl/ability");
  const ability = createMongoAbility([{ action: "read", subject: "Invoice", conditions: { workspaceId: "w", deletedAt: null } }], { detectSubjectType: () => "Invoice" });
  permitted = ability.can("read", row);
} else {
  const cedar = await import("@cedar-policy/cedar-wasm/nodejs");
  const principal = { type: "User", id: "u" };
  const resource = { type: "Invoice", id: row.id };
  const staticPolicies = 'permit (principal, action, resource) when { resource.workspace == "w" };';
  const entities = [{ uid: resource, attrs: { workspace: "w" }, parents: [] }];
  const action = { type: "Action", id: "read" };
  const answer = cedar.isAuthorized({ principal, action, resource, context: {}, policies: { staticPolicies }, entities });
  permitted = answer.response.decision === "allow";
}
if (permitted !== true) throw new Error("it must be permitted");
console.log(performance.now() - started);
