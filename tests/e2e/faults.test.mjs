// Everything around the gate breaks, one after the other: nothing private leaves, the client gets a clear status, and
// the next request works. What each fault means is in threats/t11 to t15 and t21; here they follow each other on one gate.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { files, invoices, people, workspaces } from "../leaky-app/ids.mjs";
import { ecPair, signed } from "../leaky-app/tokens.mjs";
import { startGate } from "./gate.mjs";
import { denied } from "./threats/world.mjs";
import { ask, bindings, model, overStub } from "./threats/gated.mjs";
import { startStub } from "./threats/origin-stub.mjs";

const { acme } = workspaces;
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const list = `/api/workspaces/${acme}/invoices`;
const content = `/api/workspaces/${acme}/files/${files.acmeReport}/content`;
const labels = "/api/ownguard/labels";
const facts = "/api/ownguard/facts";
const jwks = "/auth/v1/.well-known/jwks.json";
const secret = "Wayne pays late";
const row = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, visibility: "private", deletedAt: null, number: secret };
const patience = 400;
const vars = { OWNGUARD_ORIGIN_TIMEOUT_MS: String(patience) };

const requests = [
  ["a row", "GET", own], ["a list", "GET", list], ["a write", "PATCH", own, { total: 1 }], ["a page", "GET", "/w/acme/x"], ["the app", "POST", "/api/trpc/x", {}], ["a file", "GET", content], ["the session", "GET", "/api/me"],
];
function fill(origin) {
  origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
  origin.labels.file = { [files.acmeReport]: { tenant: acme, owner: people.alice.id, visibility: "private" } };
  const bodies = { [own]: row, [list]: { data: [row] }, "/api/me": { id: people.alice.id, name: secret } };
  for (const [, method, path] of requests) origin.rows[`${method} ${path}`] = bodies[path] ?? { body: secret, headers: { "content-type": "text/plain" } };
  origin.rows["GET /api/health"] = { ok: true };
}

/** A clear status in the gate's own words, and afterwards the same request works. */
async function broken(here, [about, method, path, json], fault, statuses, at = path, what = "") {
  here.origin.faults.clear();
  here.origin.faults.on({ path: at }, fault);
  const answer = await here.ask("alice", method, path, { json });
  assert.ok(statuses.includes(answer.status), `${about}, ${what}: ${answer.status} ${answer.text.slice(0, 80)}`);
  if (answer.status >= 400) denied(answer, answer.status, `${about}, ${what}`);
  assert.ok(!answer.text.includes(secret) || answer.status === 200);
  here.origin.faults.clear();
  assert.equal((await here.ask("alice", method, path, { json })).status, 200, `${about} after ${what}`);
}

describe("the origin", () => {
  const here = overStub({ vars });
  beforeEach(() => fill(here.origin));
  const faults = [
    ["a reset", { reset: true }, [502]], ["silence", { hang: true }, [504]], ["slowness", { delayMs: 2 * patience }, [504]], ["garbage", { raw: "\u0000\u0001garbage\r\n\r\n" }, [502]], ["half a head", { raw: "HTTP/1.1 200 O" }, [502]],
    ["a 500 with a stack", { answer: { status: 500, headers: { "content-type": "text/html" }, body: `Error\n at db.js ${secret}` } }, [502]], ["a 503", { answer: { status: 503, headers: { "retry-after": "1" }, body: secret } }, [502, 503]], ["a 304", { answer: { status: 304, body: "" } }, [502]], ["a 101", { raw: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n" }, [502]],
  ];
  for (const [what, fault, statuses] of faults) {
    test(`after ${what} of the origin the next request works`, async () => {
      for (const request of requests) await broken(here, request, fault, statuses, request[2], what);
    });
  }

  test("a reset within the body leaves nothing in part of what is looked into", async () => {
    for (const request of requests.filter(([about]) => ["a row", "a list", "a write", "the session"].includes(about))) {
      for (const cutAfter of [1, 30, 60]) await broken(here, request, { cutAfter }, [502], request[2], `a reset after ${cutAfter} bytes`);
    }
  });

  test("a reset within a file ends the file, and no other request", async () => {
    here.origin.faults.on({ path: content }, { answer: { body: "x".repeat(500_000) }, cutAfter: 1000 });
    const answer = await here.ask("alice", "GET", content).catch(() => ({ body: "" }));
    assert.ok(answer.body.length < 500_000);
    here.origin.faults.clear();
    assert.equal((await here.ask("alice", "GET", content)).status, 200);
  });

  test("a labels or facts source that breaks lets nothing through", async () => {
    const write = requests[2];
    const file = requests[5];
    const sick = [["a reset", { reset: true }], ["a 500", { answer: { status: 500, body: secret } }], ["a 404", { answer: { status: 404, body: "{}" } }], ["no JSON", { answer: { body: "<html>" } }], ["another version", { answer: { body: '{"v":2,"rows":{}}' } }], ["half of it", { answer: { body: '{"v":1,"rows":{' } }], ["a redirect", { answer: { status: 302, headers: { location: "/x" }, body: "" } }], ["too much", { answer: { body: `{"v":1,"rows":{},"x":"${"y".repeat(2 ** 21)}"}` } }], ["another shape", { answer: { body: '{"v":1,"rows":[]}' } }]];
    for (const [what, fault] of sick) {
      for (const request of [write, file]) await broken(here, request, fault, [502, 503], labels, `${what} of the labels`);
    }
    assert.ok(here.origin.log.reached().length > 0);
    // A stale token makes the gate ask for facts.
    const stale = () => ({ token: here.origin.tokens.tokenFor("alice", { iat: Math.floor(Date.now() / 1000) - 3000 }) });
    for (const [what, fault] of sick) {
      here.origin.faults.clear();
      here.origin.faults.on({ path: facts }, fault);
      here.origin.log.clear();
      const answer = await here.ask("alice", "PATCH", own, { json: { total: 1 }, ...stale() });
      assert.ok(here.origin.log.entries.some(({ path }) => path.startsWith(facts)), "the facts are asked for");
      denied(answer, 503, `${what} of the facts`);
      assert.deepEqual(here.reached({ method: "PATCH" }), []);
    }
    here.origin.faults.clear();
    assert.equal((await here.ask("alice", "PATCH", own, { json: { total: 1 }, ...stale() })).status, 200);
  });

  test("bodies over the limit, in both directions, leave the gate well", async () => {
    const big = "x".repeat(1024 * 1024 + 1);
    await broken(here, requests[0], { answer: { headers: { "content-type": "application/json" }, body: JSON.stringify({ ...row, number: big }) } }, [502], own, "a body over the limit");
    denied(await here.ask("alice", "PATCH", own, { json: { number: big } }), 413);
    denied(await here.ask("alice", "POST", "/api/chat", { json: { id: "x", text: big } }), 413);
    for (const request of requests) assert.equal((await here.ask("alice", request[1], request[2], { json: request[3] })).status, 200, request[0]);
  });

  test("every fault at once, among good requests, costs only its own", async () => {
    const broken = faults.map(([, fault], at) => {
      const path = `/api/trpc/broken-${at}`;
      here.origin.faults.on({ path }, fault);
      return path;
    });
    const answers = await Promise.all([...broken, ...broken].flatMap((path) => [here.ask("alice", "GET", path), here.ask("alice", "GET", own)]));
    for (const [at, answer] of answers.entries()) {
      if (at % 2) assert.equal(answer.status, 200, answer.text);
      else assert.ok([502, 503, 504].includes(answer.status), `${broken[(at / 2) % broken.length]} ${answer.status}`);
    }
  });
});

describe("an origin that is not there", () => {
  test("it is 502, and works once it is", async () => {
    const origin = await startStub();
    fill(origin);
    const gate = await startGate({ model, origin: origin.url, vars: { SUPABASE_URL: origin.url, ...vars }, secrets: bindings });
    const dead = await startGate({ model, origin: "http://127.0.0.1:9", vars: { SUPABASE_URL: origin.url, ...vars }, secrets: bindings });
    try {
      for (const [about, method, path, json] of requests) denied(await ask(dead, origin, "alice", method, path, { json }), 502, about);
      const open = await dead.raw("GET", "/api/health");
      assert.deepEqual([open.status, open.header("cache-control")], [502, "private, no-store, max-age=0"]);
      assert.equal((await dead.raw("GET", "/.well-known/ownguard")).status, 200, "the gate itself is well");
      for (const [about, method, path, json] of requests) assert.equal((await ask(gate, origin, "alice", method, path, { json })).status, 200, about);
    } finally {
      await Promise.all([gate.close(), dead.close(), origin.close()]);
    }
  });
});

describe("the key endpoint", () => {
  let origin, gate;
  before(async () => {
    origin = await startStub();
    gate = await startGate({ model, origin: origin.url, vars: { SUPABASE_URL: origin.url, ...vars }, secrets: bindings, clock: true });
  });
  beforeEach(() => (origin.reset(), fill(origin)));
  after(() => Promise.all([gate.close(), origin.close()]));

  test("dead, slow, not JSON, rotating, flooded, one after the other: nobody wrong is let in, and everybody right again", async () => {
    let now = 0;
    const at = (seconds) => gate.ahead((now = seconds));
    const good = () => origin.tokens.tokenFor("alice", { iat: Math.floor(Date.now() / 1000) + now });
    const status = async (token = good()) => (await ask(gate, origin, "alice", "GET", own, { token })).status;
    const wrong = () => signed({ alg: "ES256", typ: "JWT", kid: `k-${Math.random()}` }, origin.tokens.claimsFor("alice"), ecPair("x").privateKey);
    const keys = (fault) => (origin.faults.clear(), origin.faults.on({ path: jwks }, fault));

    keys({ reset: true });
    assert.equal(await status(), 503, "dead from the start");
    await at(2);
    keys({ answer: { body: "<html>" } });
    assert.equal(await status(), 503, "not JSON from the start");
    await at(4);
    keys({ delayMs: 200 });
    assert.equal(await status(), 200, "slow");
    let minutes = 0;
    for (const fault of [{ reset: true }, { answer: { status: 500, body: "x" } }, { answer: { body: "<html>" } }, { answer: { body: "" } }, { raw: "garbage\r\n\r\n" }]) {
      await at((minutes += 11) * 60);
      keys(fault);
      assert.deepEqual([await status(), await status(wrong())], [200, 401], JSON.stringify(fault));
    }
    origin.faults.clear();
    await at((minutes += 11) * 60);
    assert.equal(await status(), 200, "well again");
    const old = good();
    origin.keys.rotate();
    await at(minutes * 60 + 31);
    const flood = await Promise.all(Array.from({ length: 15 }, () => status(wrong())));
    assert.deepEqual([...new Set(flood)], [401]);
    assert.deepEqual([await status(), await status(old)], [200, 401], "rotated");
  });
});

describe("a model that does not parse", () => {
  test("nothing passes, nothing of it is told, and its mending helps", async () => {
    const origin = await startStub();
    fill(origin);
    const start = (text) => startGate({ model: text, origin: origin.url, vars: { SUPABASE_URL: origin.url }, secrets: bindings });
    try {
      for (const text of ["version = ", "[", "version = 1\nnonsense = 2\n", model.replace("[tenancy]", "[tenancy"), model.slice(0, model.length / 2), "{", "\u0000"]) {
        const gate = await start(text);
        for (const [about, method, path, json] of [...requests, ["public", "GET", "/api/health"]]) {
          const answer = await ask(gate, origin, "alice", method, path, { json });
          assert.deepEqual([answer.status, answer.text, answer.header("cache-control")], [503, "", "private, no-store, max-age=0"], about);
        }
        assert.ok(gate.logs.some(({ event }) => event?.event === "not_ready"), "the operator is told");
        await gate.close();
      }
      assert.deepEqual(origin.log.entries, []);
      const gate = await start(model);
      assert.equal((await ask(gate, origin, "alice", "GET", own)).status, 200);
      await gate.close();
    } finally {
      await origin.close();
    }
  });
});
