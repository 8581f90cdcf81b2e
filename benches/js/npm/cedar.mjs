// The same questions to Cedar, in a process of its own: in one with other wasm, Node 20 ends in V8's
// deoptimizer. Prints JSON: the answers, and nanoseconds a decision (median).
import { createRequire } from "node:module";
import { user, workspace } from "../data.mjs";
import { rows } from "./world.mjs";

const cedar = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");
const policies = `
permit (principal, action == Action::"read", resource)
when { !resource.deleted && principal.workspaces.contains(resource.workspace) };
permit (principal, action == Action::"read", resource)
when { !resource.deleted && resource.visibility == "public" };`;
const parsed = cedar.preparsePolicySet("invoices", { staticPolicies: policies });
if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));

const principal = { type: "User", id: user };
const person = { uid: principal, attrs: { workspaces: [workspace] }, parents: [] };

function decide(row) {
  const resource = { type: "Invoice", id: row.id };
  const attrs = { workspace: row.workspaceId, visibility: row.visibility, deleted: row.deletedAt !== null };
  const answer = cedar.statefulIsAuthorized({
    principal,
    action: { type: "Action", id: "read" },
    resource,
    context: {},
    preparsedPolicySetId: "invoices",
    entities: [person, { uid: resource, attrs, parents: [] }],
  });
  if (answer.type !== "success") throw new Error(JSON.stringify(answer));
  return answer.response.decision === "allow";
}

const many = rows(1000);
const answers = many.map(decide);
const took = [];
for (let round = 0; round < 20; round += 1) {
  const started = performance.now();
  for (const row of many.slice(0, 100)) decide(row);
  took.push(((performance.now() - started) * 1e6) / 100);
}
took.sort((one, two) => one - two);
console.log(JSON.stringify({ answers, median: took[10] }));
