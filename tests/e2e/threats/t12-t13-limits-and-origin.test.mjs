// T12: requests over a limit. T13: an origin that is dead, slow, resets, or breaks: 502 or 504 in the gate's own words,
// kept by nobody, with nothing private in part and nothing of the origin's insides.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { files, invoices, people, threads, workspaces } from "../../leaky-app/ids.mjs";
import { denied, neverStored } from "./world.mjs";
import { overStub } from "./gated.mjs";

const { acme } = workspaces;
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const content = `/api/workspaces/${acme}/files/${files.acmeReport}/content`;
const upload = `/api/workspaces/${acme}/files`;
const secret = "Wayne pays late";
const row = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, visibility: "private", deletedAt: null, number: secret };
const limit = 1024 * 1024;
const patience = 400;

const here = overStub({ vars: { OWNGUARD_ORIGIN_TIMEOUT_MS: String(patience) } });
beforeEach(() => {
  here.origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
  here.origin.labels.file = { [files.acmeReport]: { tenant: acme, owner: people.alice.id, visibility: "private" } };
  here.origin.labels.thread = { [threads.acmeAlice]: { tenant: acme, owner: people.alice.id } };
  for (const method of ["GET", "PATCH"]) here.origin.rows[`${method} ${own}`] = row;
  for (const path of ["/w/acme/x", "/api/trpc/x", content]) here.origin.rows[`GET ${path}`] = { body: secret, headers: { "content-type": "text/plain" } };
});

describe("T12", () => {
  test("T12 a path or query over its limit is refused, and one below is not", async () => {
    const path = "/w/acme/";
    for (const [target, status] of [
      [path + "x".repeat(8 * 1024 - path.length), 404], [path + "x".repeat(8 * 1024 + 1 - path.length), 400], [path + "%41".repeat(3000), 400], [path + "a/".repeat(5000), 400],
      [`/w/acme/x?a=${"b".repeat(1000)}`, 200], [`/w/acme/x?${"b".repeat(16 * 1024 + 1)}`, 400], [`${own}?${"b".repeat(16 * 1024 + 1)}`, 400], [`/api/health?${"b".repeat(16 * 1024 + 1)}`, 400],
    ]) {
      here.origin.log.clear();
      const answer = await here.ask("alice", "GET", target);
      if (status === 400) denied(answer, 400, `${target.length}`);
      assert.equal(answer.status, status, `${target.length} ${answer.text}`);
      if (status === 400) assert.deepEqual(here.reached(), []);
    }
  });

  test("T12 headers over their limits are refused with 431", async () => {
    const many = (count) => Array.from({ length: count }, (_, at) => [`x-a-${at}`, "1"]);
    for (const [what, headers] of [["many", many(129)], ["one large", [["x-a", "b".repeat(33 * 1024)]]], ["large together", Array.from({ length: 40 }, (_, at) => [`x-a-${at}`, "b".repeat(1024)])], ["a large cookie", [["cookie", `a=${"b".repeat(33 * 1024)}`]]]]) {
      for (const path of [own, "/w/acme/x", "/api/health"]) {
        const answer = await here.ask("alice", "GET", path, { headers });
        denied(answer, 431, `${what} ${path}`);
      }
    }
    assert.deepEqual(here.reached(), []);
    assert.equal((await here.ask("alice", "GET", own, { headers: many(90) })).status, 200);
  });

  test("T12 a body over the limit is refused with 413 where it is looked into", async () => {
    const body = (size) => `{"number":"${"x".repeat(size - 13)}"}`;
    for (const [size, status] of [[limit, 200], [limit + 1, 413], [4 * limit, 413]]) {
      here.origin.log.clear();
      const answer = await here.ask("alice", "PATCH", own, { body: body(size), type: "application/json" });
      assert.equal(answer.status, status, `${size} ${answer.text}`);
      if (status === 413) denied(answer, 413);
      if (status === 413) assert.deepEqual(here.reached(), []);
    }
    const form = await here.ask("alice", "PATCH", own, { body: `number=${"x".repeat(limit)}`, type: "application/x-www-form-urlencoded" });
    denied(form, 413);
    denied(await here.ask("alice", "POST", "/api/chat", { body: JSON.stringify({ id: threads.acmeAlice, text: "x".repeat(limit) }), type: "application/json" }), 413);
    denied(await here.ask("alice", "POST", upload, { body: JSON.stringify({ name: "x", content: "x".repeat(limit) }), type: "application/json" }), 413);
  });

  test("T12 a body without a length, in chunks, is counted all the same", async () => {
    const chunk = `${(64 * 1024).toString(16)}\r\n${"x".repeat(64 * 1024)}\r\n`;
    const answer = await here.ask("alice", "PATCH", own, { body: chunk.repeat(20) + "0\r\n\r\n", type: "application/json", headers: { "transfer-encoding": "chunked" } });
    denied(answer, 413);
    assert.deepEqual(here.reached(), []);
  });

  test("T12 a body is not read for whoever may not write at all", async () => {
    for (const [who, path, status] of [[null, own, 401], ["alice", "/nowhere", 403]]) {
      denied(await here.ask(who, "PATCH", path, { body: "x".repeat(2 * limit), type: "application/json" }), status, path);
    }
    assert.deepEqual(here.reached(), []);
  });

  test("T12 a token, a list of ids and a depth over their limits are refused", async () => {
    denied(await here.ask("alice", "GET", own, { token: `a.${"b".repeat(20_000)}.c` }), 401);
    const ids = Array.from({ length: 101 }, (_, at) => `1ac3e000-0000-4000-8000-${String(at).padStart(12, "0")}`);
    denied(await here.ask("alice", "POST", "/api/invoices/bulk", { json: { ids, total: 1 } }), 400);
    denied(await here.ask("alice", "PATCH", own, { body: `{"total":${"[".repeat(5000)}${"]".repeat(5000)}}`, type: "application/json" }), 400);
    assert.deepEqual(here.reached(), []);
  });
});

const insides = `Error: connect ECONNREFUSED 10.0.0.5:5432\n    at Socket.<anonymous> (/srv/app/db.js:41:7) ${secret}`;
const routes = [["a row", "GET", own], ["a write", "PATCH", own, { total: 1 }], ["a page", "GET", "/w/acme/x"], ["a route of the app", "GET", "/api/trpc/x"], ["a file", "GET", content]];

describe("T13", () => {
  const faults = {
    "drops the connection": [{ reset: true }, 502],
    "never answers": [{ hang: true }, 504],
    "answers too late": [{ delayMs: patience + 400 }, 504],
    "speaks no HTTP": [{ raw: `${insides}\r\n\r\n` }, 502],
    "answers nothing": [{ raw: "" }, 502],
    "ends within its head": [{ raw: "HTTP/1.1 200 OK\r\nContent-Ty" }, 502],
  };
  for (const [what, [fault, status]] of Object.entries(faults)) {
    test(`T13 an origin that ${what} is ${status}, and the next request works`, async () => {
      for (const [about, method, path, json] of routes) {
        here.origin.faults.on({ method, path }, fault, { times: 1 });
        const from = here.gate.logs.length;
        const answer = await here.ask("alice", method, path, { json });
        denied(answer, status, about);
        const { reason } = await answer.event();
        assert.ok(["origin_dead", "origin_slow"].includes(reason), `${reason}`);
        assert.ok(!JSON.stringify(here.gate.logs.slice(from)).includes("ECONNREFUSED"));
        here.origin.faults.clear();
        assert.equal((await here.ask("alice", method, path, { json })).status, 200, `${about} afterwards`);
      }
    });
  }

  test("T13 a row that is cut off in the middle does not leave in part", async () => {
    for (const cutAfter of [0, 1, 40, JSON.stringify(row).length - 1]) {
      here.origin.faults.clear();
      here.origin.faults.on({ method: "GET", path: own }, { cutAfter });
      denied(await here.ask("alice", "GET", own), 502, `${cutAfter}`);
    }
    here.origin.faults.clear();
    here.origin.faults.on({ path: own }, { raw: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{"id":"${secret}` });
    denied(await here.ask("alice", "GET", own), 502, "chunks");
    here.origin.faults.clear();
    assert.equal((await here.ask("alice", "GET", own)).status, 200);
  });

  test("T13 an origin's 5xx shows nothing of its insides", async () => {
    for (const [about, method, path, json] of routes) {
      for (const status of [500, 501, 502, 503, 504, 520, 599]) {
        for (const [type, body] of [["text/html", insides], ["application/json", JSON.stringify({ error: insides, message: insides, stack: insides })], ["text/plain", insides]]) {
          here.origin.faults.clear();
          here.origin.faults.on({ method, path }, { answer: { status, headers: { "content-type": type, "cache-control": "max-age=60", "x-powered-by": "x" }, body } });
          const answer = await here.ask("alice", method, path, { json });
          assert.ok(answer.status >= 500, `${about} ${status} ${answer.status}`);
          assert.ok(!/ECONN|db\.js|Wayne/.test(answer.text), `${about} ${status} ${answer.text}`);
          neverStored(answer, `${about} ${status}`);
        }
      }
    }
  });

  test("T13 other errors of the origin on a route with rows are replaced by the gate's words", async () => {
    for (const status of [401, 402, 403, 404, 405, 410, 418, 429, 451]) {
      here.origin.faults.clear();
      here.origin.faults.on({ path: own }, { answer: { status, headers: { "content-type": "text/plain" }, body: insides } });
      for (const [method, json] of [["GET"], ["PATCH", { total: 1 }]]) {
        const answer = await here.ask("alice", method, own, { json });
        assert.ok(answer.status >= 400 && !answer.text.includes("Wayne"), `${status} ${answer.text}`);
        neverStored(answer, `${status}`);
      }
    }
  });

  test("T13 a client that goes away leaves the gate well", async () => {
    here.origin.faults.on({ path: own }, { delayMs: 150 });
    await Promise.all(Array.from({ length: 5 }, () => fetch(new URL(own, here.gate.url), { headers: here.origin.tokens.bearer("alice"), signal: AbortSignal.timeout(40) }).catch(() => {})));
    here.origin.faults.clear();
    assert.equal((await here.ask("alice", "GET", own)).status, 200);
  });

  test("T13 one broken request takes no other one with it", async () => {
    here.origin.faults.on({ path: "/api/trpc/x" }, { reset: true });
    here.origin.faults.on({ path: "/w/acme/x" }, { hang: true });
    const asked = ["/api/trpc/x", own, "/w/acme/x", own, "/api/trpc/x", own];
    const all = await Promise.all(asked.map((path) => here.ask("alice", "GET", path)));
    assert.deepEqual(all.map(({ status }) => status), [502, 200, 504, 200, 502, 200]);
  });
});
