// T31 with the origin helper as it is published: the built Worker in workerd before a node:http server
// that `originGuard` stands in.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { memoryNonces, originGuard, proofOf } from "ownguard/origin";
import { startGate } from "../../../../tests/e2e/gate.mjs";
import { ask, bindings, model } from "../../../../tests/e2e/threats/gated.mjs";
import { startStub } from "../../../../tests/e2e/threats/origin-stub.mjs";
import { invoices, people, workspaces } from "../../../../tests/leaky-app/ids.mjs";
import { listen, send } from "./server.mjs";

const { acme } = workspaces;
const path = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const row = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, number: "ACME-001", visibility: "private", deletedAt: null };
const labels = { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } };

let stub, origin, gate, seen;
before(async () => {
  stub = await startStub();
  const guard = originGuard({
    keys: bindings.OWNGUARD_PROOF_KEY,
    nonces: memoryNonces(),
    open: ["/api/health", "/api/ownguard/facts", "/api/ownguard/labels"],
    onRefused: () => {},
  });
  origin = await listen((req, res) => {
    guard(req, res, async () => {
      const parts = [];
      for await (const part of req) parts.push(part);
      const body = Buffer.concat(parts);
      seen.push({ path: req.url, proof: proofOf(req), header: req.headers["ownguard-proof"], body: body.toString() });
      const answer = req.url.startsWith("/api/ownguard/labels") ? { v: 1, rows: { [invoices.acmeOpen]: labels } } : row;
      res.setHeader("content-type", "application/json");
      res.end(JSON.stringify(answer));
    });
  });
  gate = await startGate({ model, origin: origin.url, vars: { SUPABASE_URL: stub.url }, secrets: bindings });
});
beforeEach(() => (seen = []));
after(async () => {
  await gate?.close();
  await origin?.close();
  await stub?.close();
});

const through = (...request) => ask(gate, stub, ...request);
const reached = () => seen.filter(({ path }) => !path.startsWith("/api/ownguard/"));

describe("T31 with the origin helper", () => {
  test("T31 a request through the gate is answered, and its principal is known", async () => {
    const answer = await through("alice", "GET", path);
    assert.equal(answer.status, 200, answer.text);
    const [{ proof }] = reached();
    assert.deepEqual([proof.principal, proof.tenant, proof.action], [{ kind: "person", id: people.alice.id }, acme, "invoice.read"]);
  });

  test("T31 queries arrive as the gate signed them", async () => {
    for (const query of ["?x=1", "?q=a%20b&q=%C3%A9", "?a='b'&c=(d)*", "?", "?x=a+b"]) {
      const answer = await through("alice", "GET", path + query);
      assert.equal(answer.status, 200, `${query} ${answer.text}`);
    }
  });

  test("T31 a write arrives with the body that the gate saw", async () => {
    const answer = await through("alice", "PATCH", path, { body: '{ "total" :  5 }', type: "application/json" });
    assert.equal(answer.status, 200, answer.text);
    const [{ proof, body }] = reached();
    assert.deepEqual([proof.action, proof.streamed, body], ["invoice.update", false, '{ "total" :  5 }']);
  });

  test("T31 the same session past the gate is refused", async () => {
    const headers = stub.tokens.bearer("alice");
    for (const request of [{ headers }, { headers, method: "PATCH", body: "{}" }]) {
      assert.equal((await send(origin.url + path, request)).status, 403);
    }
    assert.equal(reached().length, 0);
  });

  test("T31 the gate's own proof, taken and sent again, is refused", async () => {
    await through("alice", "GET", path);
    const [{ header }] = reached();
    const again = await send(origin.url + path, { headers: { "ownguard-proof": header } });
    assert.deepEqual([again.status, reached().length], [403, 1]);
  });

  test("T31 a public route needs no proof", async () => {
    assert.equal((await through(null, "GET", "/api/health")).status, 200);
  });
});
