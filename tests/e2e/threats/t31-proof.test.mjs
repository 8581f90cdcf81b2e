// T31: the origin reached directly, past the gate. An origin that demands the gate's proof (SEMANTICS 29), and keeps
// the nonces it saw, answers the gate and nobody else.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { after, before, beforeEach, describe, test } from "node:test";
import { ask as direct } from "../../leaky-app/client.mjs";
import { invoices, people, threads, workspaces } from "../../leaky-app/ids.mjs";
import { checkProof, makeProof, proofHeader } from "../../leaky-app/proof.mjs";
import { ask, gateTo, model, secrets } from "./gated.mjs";
import { startStub } from "./origin-stub.mjs";

const { acme, globex } = workspaces;
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const row = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, number: "ACME-001", visibility: "private", deletedAt: null };
const labels = { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } };
const upload = `/api/workspaces/${acme}/files`;

let stub, door, gate, nonces, proofs;
before(async () => {
  stub = await startStub();
  door = await startDoor();
  stub.url = door.url;
  gate = await gateTo(stub, model);
});
beforeEach(() => {
  stub.reset();
  nonces = new Set();
  proofs = [];
  stub.rows[`GET ${own}`] = stub.rows[`PATCH ${own}`] = row;
  stub.rows["GET /api/me"] = { id: people.alice.id, name: "Alice" };
  stub.rows["GET /w/acme"] = { headers: { "content-type": "text/html" }, body: "<title>acme</title>" };
  stub.rows["POST /api/chat"] = { headers: { "content-type": "text/event-stream" }, body: "data: x\n\n" };
  stub.rows[`POST ${upload}`] = { status: 201, body: { id: "5", workspaceId: acme, uploadedBy: people.alice.id, name: "x", visibility: "private" } };
  stub.labels = { invoice: { [invoices.acmeOpen]: labels }, thread: { [threads.acmeAlice]: { tenant: acme, owner: people.alice.id } } };
});
after(async () => {
  await gate.close();
  await door.close();
  await stub.close();
});

const open = /^\/(\.well-known|auth|_next\/static)\/|^\/api\/health$|^\/$/;
const purposeOf = (url) => (url.startsWith("/api/ownguard/facts") ? "facts" : url === "/api/ownguard/labels" ? "labels" : "request");

/** The origin helper in small: 401 without a proof that is good and new, else the stub's answer. */
async function startDoor() {
  const target = stub.url;
  const server = createServer(async (req, res) => {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (!open.test(req.url)) {
      const proof = checkProof(req, bytes, purposeOf(req.url), secrets);
      if (!proof || nonces.has(proof.nonce)) return void res.writeHead(401).end('{"error":"not through the gate"}');
      nonces.add(proof.nonce);
      proofs.push({ ...proof, purpose: purposeOf(req.url), url: req.url, raw: req.headers[proofHeader] });
    }
    const headers = { ...req.headers };
    delete headers["transfer-encoding"];
    const answer = await direct(target, { method: req.method, path: req.url, headers, body: bytes.length ? bytes : undefined });
    res.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" }).end(answer.bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())),
  };
}

const through = (...request) => ask(gate, stub, ...request);
const past = (request) => direct(door.url, { path: own, ...request, headers: { ...stub.tokens.bearer("alice"), ...request?.headers } });
const host = () => new URL(door.url).host;
const forged = (changes = {}, key = ["k1", secrets.k1]) =>
  makeProof({ method: "GET", host: host(), url: own, principal: `person:${people.alice.id}`, tenant: acme, action: "invoice.read", ...changes }, key);

describe("T31 through the gate", () => {
  test("T31 every private route carries a proof that says who asks for what", async () => {
    const person = `person:${people.alice.id}`;
    const cases = [
      ["alice", "GET", own, {}, { principal: person, tenant: acme, action: "invoice.read" }],
      ["alice", "GET", `${own}?x=1&y=%20`, {}, { principal: person, tenant: acme, action: "invoice.read" }],
      ["alice", "HEAD", "/api/me", {}, { principal: person, tenant: null, action: "profile.read" }],
      ["alice", "PATCH", own, { json: { total: 5 } }, { principal: person, tenant: acme, action: "invoice.update" }],
      ["alice", "GET", "/w/acme", {}, { principal: person, tenant: null, action: "app" }],
      ["alice", "POST", "/api/chat", { json: { id: threads.acmeAlice, text: "x" } }, { principal: person, tenant: null, action: "message.create" }],
    ];
    for (const [who, method, path, options, expected] of cases) {
      proofs.length = 0;
      const answer = await through(who, method, path, options);
      assert.ok(answer.status < 300, `${method} ${path} ${answer.status} ${JSON.stringify(await answer.event())}`);
      const { principal, tenant, action } = proofs.find(({ purpose }) => purpose === "request") ?? {};
      assert.deepEqual({ principal, tenant, action }, expected, path);
    }
  });

  test("T31 the proof covers the very bytes of a body that was looked into", async () => {
    const body = '{ "total" :  5 }';
    await through("alice", "PATCH", own, { body, type: "application/json" });
    const { raw } = proofs.find(({ purpose }) => purpose === "request");
    assert.equal(raw.split(".")[5], createHash("sha256").update(body).digest("base64url"));
  });

  test("T31 the gate's own calls for facts and labels carry proofs of their own purpose", async () => {
    await through("alice", "PATCH", own, { json: { total: 5 } });
    const stale = stub.tokens.tokenFor("alice", { iat: Math.floor(Date.now() / 1000) - 400 });
    await through("alice", "GET", own, { token: stale });
    assert.deepEqual(new Set(proofs.map(({ purpose }) => purpose)), new Set(["labels", "facts", "request"]));
  });

  test("T31 no proof is made twice, nor for longer than 30 seconds", async () => {
    for (let round = 0; round < 5; round += 1) assert.equal((await through("alice", "GET", own)).status, 200);
    const seen = proofs.filter(({ purpose }) => purpose === "request");
    assert.equal(new Set(seen.map(({ nonce }) => nonce)).size, 5);
    for (const { raw } of seen) assert.ok(Number(raw.split(".")[3]) <= Date.now() / 1000 + 30);
  });

  test("T31 a proof that a client sends along does not reach the origin", async () => {
    const own31 = forged({ principal: "staff:x" });
    for (const name of ["ownguard-proof", "Ownguard-Proof", "ownguard_proof", "OWNGUARD_PROOF", "x-ownguard-proof", "ownguard.proof"]) {
      proofs.length = 0;
      stub.log.clear();
      const answer = await through("alice", "GET", own, { headers: [[name, own31], [name, own31]] });
      assert.ok([200, 400].includes(answer.status), `${name} ${answer.status}`);
      for (const request of stub.log.reached()) assert.ok(!JSON.stringify(request.rawHeaders).includes(own31), name);
      for (const proof of proofs) assert.equal(proof.principal, `person:${people.alice.id}`);
    }
  });

  test("T31 a proof that an origin repeats does not reach the client", async () => {
    stub.rows[`GET ${own}`] = { body: row, headers: { "content-type": "application/json" } };
    const answer = await through("alice", "GET", own);
    assert.ok(!answer.headers.some(([name]) => name.includes("ownguard")));
    assert.ok(!answer.text.includes(proofs.at(-1).raw));
  });
});

describe("T31 past the gate", () => {
  test("T31 a good session alone is refused", async () => {
    for (const request of [{}, { method: "PATCH", body: "{}" }, { path: "/api/me" }, { path: "/api/ownguard/facts?sub=x" }, { path: "/api/ownguard/labels", method: "POST", body: "{}" }]) {
      assert.equal((await past(request)).status, 401, JSON.stringify(request));
    }
    assert.equal(stub.log.reached().length, 0);
  });

  test("T31 a proof that was used is refused, one that was not is good once", async () => {
    const proof = forged();
    assert.equal((await past({ headers: { [proofHeader]: proof } })).status, 200);
    assert.equal((await past({ headers: { [proofHeader]: proof } })).status, 401);
    await through("alice", "GET", own);
    assert.equal((await past({ headers: { [proofHeader]: proofs.at(-1).raw } })).status, 401);
  });

  test("T31 a proof is good for its own request alone", async () => {
    const other = `/api/workspaces/${globex}/invoices/${invoices.globexOpen}`;
    const cases = {
      "another path": [{}, { path: other }],
      "a query": [{}, { path: `${own}?x=1` }],
      "without its query": [{ url: `${own}?x=1` }, {}],
      "another method": [{}, { method: "DELETE" }],
      "a body": [{ method: "PATCH" }, { method: "PATCH", body: '{"total":1}' }],
      "another body": [{ method: "PATCH", body: '{"total":1}' }, { method: "PATCH", body: '{"total":2}' }],
      "another host": [{ host: "127.0.0.1:9" }, {}],
      "the purpose of labels": [{ purpose: "labels" }, {}],
      "the purpose of facts": [{ purpose: "facts" }, {}],
      "an end that has come": [{ lifetime: -1 }, {}],
      "an end too far away": [{ lifetime: 3600 }, {}],
    };
    for (const [name, [made, sent]] of Object.entries(cases)) {
      const answer = await past({ ...sent, headers: { [proofHeader]: forged(made) } });
      assert.equal(answer.status, 401, name);
    }
    for (const path of ["/api/ownguard/facts?sub=x", "/api/ownguard/labels"]) {
      assert.equal((await past({ path, headers: { [proofHeader]: forged({ url: path }) } })).status, 401, path);
    }
  });

  test("T31 no part of a proof can be changed", async () => {
    const proof = forged();
    const parts = proof.split(".");
    const again = (at, value) => parts.map((part, i) => (i === at ? value : part)).join(".");
    const b64 = (text) => Buffer.from(text).toString("base64url");
    const changed = {
      version: again(0, "v2"), "key id": again(1, "l1"), purpose: again(2, "labels"), expiry: again(3, String(Number(parts[3]) + 1)),
      nonce: again(4, b64("0123456789abcdef")), body: again(5, "-"), principal: again(6, b64("staff:x")), tenant: again(7, b64(globex)),
      action: again(8, b64("invoice.delete")), mac: again(9, parts[9].slice(0, -2) + (parts[9].endsWith("AA") ? "BB" : "AA")), "no mac": again(9, ""),
      "a part more": `${proof}.x`, "a part less": parts.slice(0, -1).join("."), "nothing": "", "another key": forged({}, ["k1", secrets.l1]),
      "an unknown key": forged({}, ["k9", secrets.k1]), "a key named like a member": forged({}, ["constructor", secrets.k1]),
    };
    for (const [name, value] of Object.entries(changed)) {
      assert.equal((await past({ headers: { [proofHeader]: value } })).status, 401, name);
    }
    assert.equal((await past({ headers: { [proofHeader]: proof } })).status, 200, "unchanged it is good");
  });
});
