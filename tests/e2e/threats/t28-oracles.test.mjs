// T28: what an answer tells beside its words. A foreign row and an absent one take the same way: the same calls to the
// origin, the same bytes back. Calls are counted, since times on a loaded machine tell nothing.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { customers, files, invoices, lines, members, messages, nowhere, people, projects, threads, workspaces } from "../../leaky-app/ids.mjs";
import { mintLink } from "../../leaky-app/proof.mjs";
import { overApp, secrets } from "./gated.mjs";

const { acme, globex } = workspaces;
const here = overApp();
const at = (rest, workspace = acme) => `/api/workspaces/${workspace}/${rest}`;

/** Everything a client can see, and every call that the gate made, with the key taken out. */
async function seen(who, method, path, key, options) {
  await here.ask("alice", "GET", "/api/me"); // keys are fetched before anything is counted
  here.origin.log.clear();
  const answer = await here.ask(who, method, path, options);
  const without = (text) => text.replaceAll(key, "{key}");
  const calls = here.origin.log.entries.map(({ method, path, body }) => `${method} ${without(path.split("?")[0])} ${without(body.toString()).length}`);
  const headers = answer.headers.filter(([name]) => name !== "date");
  return { status: answer.status, headers, text: answer.text, calls };
}

const absentFile = "9007199254740994";
const cases = [
  ["another tenant's invoice", "alice", (id) => at(`invoices/${id}`), invoices.globexOpen, nowhere, { total: 1 }],
  ["a deleted invoice", "alice", (id) => at(`invoices/${id}`), invoices.acmeDeleted, nowhere, { total: 1 }],
  ["an orphaned invoice", "alice", (id) => at(`invoices/${id}`), invoices.orphaned, nowhere, { total: 1 }],
  ["an invoice moved away", "alice", (id) => at(`invoices/${id}`), invoices.movedToGlobex, nowhere, { total: 1 }],
  ["another tenant's customer", "alice", (id) => at(`customers/${id}`), customers.globexOscorp, nowhere, { name: "x" }],
  ["another tenant's project", "alice", (id) => at(`projects/${id}`), projects.globexMain, nowhere, { name: "x" }],
  ["another tenant's member", "alice", (id) => at(`members/${id}`), members.globexBob, nowhere, { role: "viewer" }],
  ["a colleague's thread", "alice", (id) => at(`threads/${id}`), threads.acmeErin, nowhere, null],
  ["another tenant's thread", "alice", (id) => at(`threads/${id}`), threads.globexBob, nowhere, { title: "x" }],
  ["another tenant's file", "alice", (id) => at(`files/${id}`), files.globexPayroll, absentFile, { name: "x" }],
  ["another tenant's file's content", "alice", (id) => at(`files/${id}/content`), files.globexPayroll, absentFile, null],
  ["another person's profile", "dave", (id) => `/api/profiles/${id}`, people.alice.id, nowhere, null],
  ["another tenant as such", "alice", (id) => `/api/workspaces/${id}`, globex, nowhere, null],
  ["rows of another tenant", "alice", (id) => at("invoices", id), globex, nowhere, null],
  ["an invoice, without a session", null, (id) => at(`invoices/${id}`), invoices.acmeOpen, nowhere, { total: 1 }],
];

for (const [name, who, path, foreign, absent, change] of cases) {
  test(`T28 ${name} is told by nothing`, async () => {
    const requests = [["GET"], ["HEAD"], ...(change ? [["PATCH", { json: change }], ["DELETE"]] : [])];
    for (const [method, options] of requests) {
      const [one, other] = [await seen(who, method, path(foreign), foreign, options), await seen(who, method, path(absent), absent, options)];
      assert.deepEqual(one, other, method);
      assert.ok([401, 404].includes(one.status), `${method} ${one.status}`);
    }
  });
}

test("T28 writes that name rows in the body tell nothing of them", async () => {
  const own = at(`invoices/${invoices.acmeOpen}`);
  const cases = [
    ["POST", "/api/invoices/bulk", (id) => ({ ids: [invoices.acmeOpen, id], total: 0 }), invoices.globexOpen, nowhere],
    ["PATCH", own, (id) => ({ projectId: id }), projects.globexMain, nowhere],
    ["PATCH", own, (id) => ({ customerId: id }), customers.globexOscorp, nowhere],
  ];
  for (const [method, path, body, foreign, absent] of cases) {
    const one = await seen("carol", method, path, foreign, { json: body(foreign) });
    const other = await seen("carol", method, path, absent, { json: body(absent) });
    assert.deepEqual(one, other, path);
    assert.ok(one.status === 404 || one.status === 403, `${path} ${one.status}`);
  }
});

test("T28 links that are forged, ended, of another key or of a private row are one answer", async () => {
  const soon = Math.floor(Date.now() / 1000) + 600;
  const mint = (key, more = {}, secret = secrets.l1) => mintLink({ resource: "invoice", key, tenant: acme, expiresAt: soon, ...more }, ["l1", secret]);
  const good = mint(invoices.acmeUnlisted);
  assert.equal((await here.ask(null, "GET", `/s/${good}`)).status, 200);
  const flipped = (at) => good.slice(0, at) + (good[at] === "A" ? "B" : "A") + good.slice(at + 1);
  const bad = {
    forged: mint(invoices.acmeUnlisted, {}, secrets.k1), ended: mint(invoices.acmeUnlisted, { expiresAt: soon - 1200 }),
    "another kind": mint(invoices.acmeUnlisted, { resource: "file" }), "no kind": mint(invoices.acmeUnlisted, { resource: "nothing" }),
    cut: good.slice(0, -1), "first bit": flipped(0), "middle bit": flipped(60), "last bits": flipped(good.length - 3), "an id": invoices.acmeUnlisted, "the app's own": "lnk-acme-old-3Bv8", text: "x",
  };
  const answers = {};
  for (const [name, link] of Object.entries(bad)) answers[name] = await seen(null, "GET", `/s/${link}`, link);
  for (const [name, answer] of Object.entries(answers)) {
    assert.deepEqual(answer, answers.forged, name);
    assert.deepEqual(answer.calls, [], name);
    assert.equal(answer.status, 404, name);
  }
  for (const key of [invoices.acmeOpen, invoices.acmeDeleted, invoices.acmeOldLink, nowhere]) {
    const link = mint(key);
    const { status, text, headers } = await seen(null, "GET", `/s/${link}`, link);
    assert.deepEqual({ status, text, headers }, { status: 404, text: answers.forged.text, headers: answers.forged.headers }, key);
  }
});

describe("T28 credentials", () => {
  test("T28 bad tokens are one answer, whatever is wrong with them", async () => {
    const answers = new Map();
    for (const [name, forge] of Object.entries(here.origin.forged)) {
      const { status, text, headers } = await seen("alice", "GET", "/api/me", "none", { token: forge("alice") });
      answers.set(name, JSON.stringify([status, text, headers]));
    }
    assert.equal(new Set(answers.values()).size, 1, JSON.stringify([...answers].slice(0, 3)));
    assert.match([...answers.values()][0], /^\[401/);
  });

  test("T28 a bad token costs no call, whoever it names", async () => {
    for (const who of ["alice", "nina"]) {
      const { calls } = await seen(who, "GET", "/api/me", "none", { token: here.origin.forged.tampered_claims(who) });
      assert.deepEqual(calls, []);
    }
  });
});

test("T28 one's own 404 and the origin's are one answer", async () => {
  const path = at(`invoices/${nowhere}`);
  const plain = await seen("alice", "GET", path, nowhere);
  here.origin.faults.on({ method: "GET", path }, { answer: { status: 404, headers: { "x-why": "no such row", "content-type": "text/html" }, body: "<h1>No</h1>" } });
  assert.deepEqual(await seen("alice", "GET", path, nowhere), plain);
  const notCanonical = await seen("alice", "GET", at("invoices/1"), "1");
  const { calls: _, ...visible } = plain;
  const { calls: none, ...odd } = notCanonical;
  assert.deepEqual(odd, visible);
  assert.deepEqual(none, []);
});

test("T28 what the caller may not read in the own tenant is told by nothing: lines, messages", async () => {
  const pairs = [
    ["erin", "GET", (id) => at(`threads/${id}/messages`), threads.acmeAlice, nowhere],
    ["alice", "GET", (id) => at(`invoices/${id}/lines`), invoices.globexOpen, nowhere],
    ["alice", "PATCH", (id) => at(`invoices/${invoices.acmeOpen}/lines/${id}`), lines.globexOpenFirst, nowhere, { text: "x" }],
    ["alice", "DELETE", (id) => at(`threads/${threads.acmeAlice}/messages/${id}`), messages.globexBobQuestion, nowhere],
  ];
  for (const [who, method, path, foreign, absent, json] of pairs) {
    const one = await seen(who, method, path(foreign), foreign, { json });
    const other = await seen(who, method, path(absent), absent, { json });
    const { calls: a, ...left } = one;
    const { calls: b, ...right } = other;
    assert.deepEqual(left, right, path(foreign));
    if (method !== "GET") assert.deepEqual(a, b, path(foreign));
  }
});
