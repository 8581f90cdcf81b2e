// What the app offers its gate: facts, labels, and the check of the gate's proof.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startLeakyApp } from "./app.mjs";
import { ask } from "./client.mjs";
import { testApp } from "./harness.mjs";
import * as named from "./ids.mjs";
import { makeProof, mintLink, proofHeader } from "./proof.mjs";

const { customers, files, invoices, members, messages, people, projects, threads, workspaces } = named;
const { acme, globex } = workspaces;
const { call } = testApp();

describe("what the app offers its gate", () => {
  test("facts have the agreed shape", async () => {
    const { json } = await call(null, "GET", `/api/ownguard/facts?sub=${people.erin.id}`);
    assert.ok(Math.abs(json.as_of - Date.now() / 1000) < 5);
    assert.deepEqual({ ...json, as_of: 0 }, {
      v: 1,
      as_of: 0,
      user: { status: "active", verified: true },
      staff: [],
      memberships: [
        { tenant: acme, role: "member", status: "active", plan: "pro", tenant_status: "active" },
        { tenant: globex, role: "member", status: "active", plan: "free", tenant_status: "active" },
      ],
    });
  });

  const factsOf = {
    "a removed member has no membership": ["rob", (f) => f.memberships.length === 0],
    "a suspended membership says so": ["trent", (f) => f.memberships[0].status === "suspended"],
    "a suspended tenant says so": ["frank", (f) => f.memberships[0].tenant_status === "suspended"],
    "a suspended person says so": ["mallory", (f) => f.user.status === "suspended"],
    "staff says so": ["sam", (f) => f.staff[0] === "support" && f.memberships.length === 0],
    "an account that does not exist has an unknown status": [{ id: named.nowhere }, (f) => f.user.status === "unknown"],
    "a subject that is no uuid has one too": [{ id: "x" }, (f) => f.user.status === "unknown"],
  };
  for (const [name, [who, holds]] of Object.entries(factsOf)) {
    test(name, async () => {
      const { status, json } = await call(null, "GET", `/api/ownguard/facts?sub=${(people[who] ?? who).id}`);
      assert.ok(status === 200 && holds(json), JSON.stringify(json));
    });
  }

  const labelsOf = async (resource, keys, sub = people.dave.id) =>
    (await call(null, "POST", "/api/ownguard/labels", { body: { v: 1, sub, resource, keys } })).json;
  const acmeOpen = { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } };
  const bobs = { key: threads.globexBob, tenant: globex, owner: people.bob.id };
  const expected = [
    ["invoice", invoices.acmeOpen, acmeOpen],
    ["invoice", invoices.acmeDeleted, { ...acmeOpen, visibility: "public", deleted: true, when: { status: "void" } }],
    ["invoice", invoices.orphaned, { ...acmeOpen, tenant: null, owner: people.bob.id, visibility: "public" }],
    ["invoice", invoices.acmeNoOwner, { ...acmeOpen, owner: null }],
    ["invoice", invoices.movedToGlobex, { ...acmeOpen, tenant: globex }],
    ["invoice", named.nowhere, null],
    ["invoice", "not-a-uuid", null],
    ["invoice", invoices.acmeOpen.toUpperCase(), null],
    ["invoice_line", named.lines.acmeOpenFirst, { parent: { key: invoices.acmeOpen, ...acmeOpen } }],
    ["invoice_line", named.lines.withoutInvoice, { parent: null }],
    ["message", messages.strayed, { tenant: acme, parent: bobs }],
    ["project", projects.acmeWebsite, { tenant: acme, owner: people.alice.id, visibility: "private", share: "view" }],
    ["project", projects.acmeSecret, { tenant: acme, owner: people.alice.id, visibility: null, share: null }],
    ["member", members.acmeAlice, { tenant: acme, owner: people.alice.id, role: "admin", last: true }],
    ["member", members.acmeCarol, { tenant: acme, owner: people.carol.id, role: "manager", last: false }],
    ["customer", customers.acmeWayne, { tenant: acme }],
    ["workspace", acme, { tenant: acme }],
    ["profile", people.dave.id, { owner: people.dave.id }],
    ["file", files.acmeReport, { tenant: acme, owner: people.alice.id, visibility: "private" }],
    ["file", files.globexPayroll, { tenant: globex, owner: people.bob.id, visibility: "private" }],
    ["file", `0${files.acmeReport}`, null],
  ];
  for (const [resource, key, labels] of expected) {
    test(`labels of ${resource} ${key}`, async () => {
      assert.deepEqual(await labelsOf(resource, [key]), { v: 1, rows: { [key]: labels } });
    });
  }

  test("an unknown resource and more than 200 keys are refused", async () => {
    assert.equal((await labelsOf("constructor", [])).error, "unknown resource");
    assert.equal((await labelsOf("invoice", Array(201).fill(invoices.acmeOpen))).error, "at most 200 keys");
  });

  describe("with keys for the gate's proof", () => {
    const gateKeys = { g1: "a secret of more than thirty-two bytes" };
    const key = ["g1", gateKeys.g1];
    const url = `/api/ownguard/facts?sub=${people.alice.id}`;
    let guarded, host;
    before(async () => (guarded = await startLeakyApp({ gateKeys })) && (host = new URL(guarded.url).host));
    after(() => guarded.close());
    const asked = async (changes = {}, by = key, path = url) => {
      const said = { method: "GET", host, url, purpose: "facts", principal: `person:${people.alice.id}`, action: "invoice.read", ...changes };
      return (await ask(guarded.url, { path, headers: { [proofHeader]: makeProof(said, by) } })).status;
    };

    test("the gate is answered", async () => assert.equal(await asked(), 200));
    test("labels are answered to the gate, and not for a changed body", async () => {
      const body = JSON.stringify({ v: 1, sub: null, resource: "invoice", keys: [] });
      const path = "/api/ownguard/labels";
      const said = { method: "POST", host, url: path, purpose: "labels", action: "labels", body };
      const headers = { "content-type": "application/json", [proofHeader]: makeProof(said, key) };
      assert.equal((await ask(guarded.url, { method: "POST", path, headers, body })).status, 200);
      assert.equal((await ask(guarded.url, { method: "POST", path, headers, body: `${body} ` })).status, 401);
    });
    test("a caller without a proof is turned away", async () => assert.equal((await ask(guarded.url, { path: url })).status, 401));

    const wrong = {
      "another method": [{ method: "POST" }],
      "another host": [{ host: "evil.example" }],
      "another subject": [{ url: `/api/ownguard/facts?sub=${people.bob.id}` }],
      "another purpose": [{ purpose: "labels" }],
      "another body": [{ body: "x" }],
      "a time that is over": [{ lifetime: -1 }],
      "a time that is too long": [{ lifetime: 3600 }],
      "another secret": [{}, ["g1", "another secret of more than thirty-two"]],
      "an unknown key": [{}, ["g2", gateKeys.g1]],
    };
    for (const [name, [changes, by]] of Object.entries(wrong)) {
      test(`a proof for ${name} is turned away`, async () => assert.equal(await asked(changes, by), 401));
    }
  });

  test("a share link of the gate names its row", async () => {
    const row = { resource: "invoice", key: invoices.acmeUnlisted, tenant: acme, expiresAt: 4_000_000_000 };
    const { json } = await call(null, "GET", `/s/${mintLink(row, ["g1", "a secret of more than thirty-two bytes"])}`);
    assert.equal(json.id, invoices.acmeUnlisted);
  });
});
