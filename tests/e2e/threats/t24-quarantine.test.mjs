// T24: rows without a tenant or a parent, or with one of another tenant, are nobody's; a null owner is nobody's; and no
// row is moved from one tenant to another. The same on Postgres: sql/t24.test.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { invoices, lines, messages, people, threads, workspaces } from "../../leaky-app/ids.mjs";
import { overApp } from "./gated.mjs";

const { acme, globex } = workspaces;
const here = overApp();
const inAcme = (rest) => `/api/workspaces/${acme}/${rest}`;
const inGlobex = (rest) => `/api/workspaces/${globex}/${rest}`;
const one = async (table, id) => JSON.stringify(await here.origin.db.one(`select * from ${table} where id = $1`, [id]));

const quarantined = [
  ["an invoice without a tenant", "bob", inGlobex(`invoices/${invoices.orphaned}`), "invoices", invoices.orphaned, { total: 1 }],
  ["a line without an invoice", "carol", inAcme(`invoices/${invoices.acmeOpen}/lines/${lines.withoutInvoice}`), "invoice_lines", lines.withoutInvoice, { amount: 2 }],
  ["a message of another tenant than its thread", "bob", inGlobex(`threads/${threads.globexBob}/messages/${messages.strayed}`), "messages", messages.strayed, { text: "x" }],
];
for (const [what, who, path, table, id, json] of quarantined) {
  test(`T24 ${what} is answered like one that does not exist`, async () => {
    const before = await one(table, id);
    for (const [method, sent] of [["GET", undefined], ["PATCH", json], ["DELETE", undefined]]) {
      for (const name of [who, "alice", "sam"]) {
        const answer = await here.ask(name, method, path, { json: sent });
        assert.ok([403, 404, 405].includes(answer.status), `${name} ${method}: ${answer.status} ${answer.text}`);
        assert.ok(!answer.text.includes(id), answer.text);
      }
    }
    assert.equal(await one(table, id), before);
  });
}

test("T24 what is quarantined is in no list, and its dropping is told", async () => {
  await here.origin.db.pg.query("update invoices set workspace_id = null where id = $1", [invoices.acmeDraft]);
  // The app's search runs over all tenants: it hands the row out.
  const answer = await here.ask("alice", "GET", inAcme("invoices?q=stark"));
  assert.equal(answer.status, 200, answer.text);
  assert.ok(answer.json.data.length > 0);
  assert.ok(!answer.text.includes(invoices.acmeDraft), answer.text);
  assert.equal((await answer.event()).outcome, "leak");
});

test("T24 an invoice without an owner is owned by nobody, and goes on by role", async () => {
  const path = inAcme(`invoices/${invoices.acmeNoOwner}`);
  assert.equal((await here.ask("dave", "GET", path)).status, 200);
  assert.equal((await here.ask("carol", "PATCH", path, { json: { total: 3 } })).status, 200);
  for (const who of ["erin", "dave"]) {
    assert.equal((await here.ask(who, "PATCH", path, { json: { total: 4 } })).status, 403, who);
  }
  assert.equal((await here.ask("bob", "GET", path)).status, 404);
});

// Erin belongs to both workspaces and owns the row.
const moves = [
  ["tenant", { workspaceId: globex }],
  ["tenant, to none", { workspaceId: null }],
  ["owner", { createdBy: people.alice.id }],
  ["owner, to nobody", { createdBy: null }],
  ["key", { id: invoices.acmeDraft }],
];
for (const [what, json] of moves) {
  test(`T24 the ${what} of a row is not changed`, async () => {
    const before = await one("invoices", invoices.acmeByErin);
    const answer = await here.ask("erin", "PATCH", inAcme(`invoices/${invoices.acmeByErin}`), { json: { total: 7, ...json } });
    assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.text}`);
    assert.equal(await one("invoices", invoices.acmeByErin), before);
    assert.deepEqual(here.reached({ method: "PATCH" }), []);
  });
}
