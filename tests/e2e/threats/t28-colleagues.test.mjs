// T01, T28: a colleague's private row costs the same calls as one that does not exist.
import assert from "node:assert/strict";
import { test } from "node:test";
import { invoices, lines, messages, nowhere, projects, threads, workspaces } from "../../leaky-app/ids.mjs";
import { overApp } from "./gated.mjs";
const { acme, globex } = workspaces;
const here = overApp();
const at = (rest) => `/api/workspaces/${acme}/${rest}`;
async function calls(who, method, path, json) {
  await here.ask("alice", "GET", "/api/me"); here.origin.log.clear();
  const a = await here.ask(who, method, path, { json });
  return [a.status, a.text, here.origin.log.entries.map(({ method, path }) => `${method} ${path.split("/")[3]}`).sort()];
}
for (const [name, who, method, path, foreign, absent, json] of [
  ["write to a colleague's thread", "alice", "PATCH", (id) => at(`threads/${id}`), threads.acmeErin, nowhere, { title: "x" }],
  ["write to another workspace", "alice", "PATCH", (id) => `/api/workspaces/${id}`, globex, nowhere, { name: "x" }],
  ["chat in another tenant's thread", "carol", "POST", () => "/api/chat", threads.globexBob, nowhere, 1],
  ["read a colleague's private project", "erin", "GET", (id) => at(`projects/${id}`), projects.acmeSecret, nowhere],
  ["write to a colleague's private project", "erin", "PATCH", (id) => at(`projects/${id}`), projects.acmeSecret, nowhere, { name: "x" }],
  ["read a foreign line", "alice", "GET", (id) => at(`invoices/${invoices.acmeOpen}/lines/${id}`), lines.globexOpenFirst, nowhere],
  ["read a foreign message", "alice", "GET", (id) => at(`threads/${threads.acmeAlice}/messages/${id}`), messages.globexBobQuestion, nowhere],
  ["read lines of a foreign invoice", "alice", "GET", (id) => at(`invoices/${id}/lines`), invoices.globexOpen, nowhere],
  ["delete a foreign line", "alice", "DELETE", (id) => at(`invoices/${invoices.acmeOpen}/lines/${id}`), lines.globexOpenFirst, nowhere],
]) test(`T28 ${name}: same answer, same calls`, async () => {
  const body = (id) => (json === 1 ? { id, text: "x" } : json);
  const [a, b] = [await calls(who, method, path(foreign), body(foreign)), await calls(who, method, path(absent), body(absent))];
  assert.deepEqual(a, b);
});
