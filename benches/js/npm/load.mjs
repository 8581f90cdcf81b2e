// One process from nothing to its first decision, without Node's own start. Prints milliseconds.
// Argument: `ownguard`, `casl` or `cedar`.
import { readFileSync } from "node:fs";

const row = { id: "96e30511-5008-4bfa-8f35-64e2a94c62ed", workspaceId: "w", createdBy: "u", visibility: "private", deletedAt: null };
const model = readFileSync(new URL("../../ownguard.toml", import.meta.url), "utf8");
const started = performance.now();
let permitted;
if (process.argv[2] === "ownguard") {
  const { createGuard } = await import(new URL("../../../bindings/ownguard/dist/index.js", import.meta.url));
  const og = createGuard({ model, env: { SUPABASE_URL: "https://project.supabase.co" } });
  permitted = og.as({ kind: "person", id: "u", memberships: [{ tenant: "w", role: "member" }] }).can("invoice.read", row);
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
