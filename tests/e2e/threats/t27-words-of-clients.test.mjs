// T27: what a client writes as a name reaches no log.
import assert from "node:assert/strict";
import { test } from "node:test";
import { invoices, people, workspaces } from "../../leaky-app/ids.mjs";
import { form, overStub } from "./gated.mjs";
const here = overStub();
const { acme } = workspaces;
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const secret = "hunter2-correct-horse";
for (const [name, body] of [
  ["a body without a name in a form", { type: "application/x-www-form-urlencoded", body: secret }],
  ["a secret as a form's name", form([[secret, "1"]])],
  ["a secret as a member's name", { json: { [secret]: 1 } }],
  ["an address as a form's name", form([["victim.person@mail.example", "1"]])],
  ["a token as a member's name", "token"],
]) test(`T27 ${name} is not logged`, async () => {
  here.origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
  const token = here.origin.tokens.tokenFor("bob");
  const answer = await here.ask("alice", "PATCH", own, body === "token" ? { json: { [token]: 1 } } : body);
  const line = JSON.stringify(await answer.event());
  assert.ok(!line.includes(secret) && !line.includes("victim") && !line.includes(token.slice(0, 40)), line);
});
