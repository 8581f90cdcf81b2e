// T14: the key endpoint is down, slow, or says something else. T15: keys that rotate, and a flood of unknown key ids.
// The gate's clock is moved, so that minutes and hours pass at once.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, test } from "node:test";
import { people } from "../../leaky-app/ids.mjs";
import { ecPair, signed } from "../../leaky-app/tokens.mjs";
import { startGate } from "../gate.mjs";
import { denied } from "./world.mjs";
import { ask, bindings, model } from "./gated.mjs";
import { startStub } from "./origin-stub.mjs";

const jwks = "/auth/v1/.well-known/jwks.json";
const minute = 60;
const hour = 3600;
let origin, gate;

beforeEach(async () => {
  origin = await startStub();
  origin.rows["GET /api/me"] = { id: people.alice.id, name: "Alice" };
  origin.rows["GET /api/health"] = { ok: true };
  gate = await startGate({ model, origin: origin.url, vars: { SUPABASE_URL: origin.url }, secrets: bindings, clock: true });
});
afterEach(async () => {
  await gate.close();
  await origin.close();
});

let now = 0;
const at = (seconds) => gate.ahead((now = seconds));
/** A token that is good at the gate's time. */
const fresh = (options) => origin.tokens.tokenFor("alice", { iat: Math.floor(Date.now() / 1000) + now, ...options });
const me = async (token = fresh(), headers) => ask(gate, origin, "alice", "GET", "/api/me", { token, headers });
const status = async (token) => (await me(token)).status;
const fetches = () => origin.log.entries.filter(({ path }) => path === jwks).length;
const keysAre = (fault, options) => (origin.faults.clear(), origin.faults.on({ path: jwks }, fault, options));
beforeEach(() => (now = 0));

const redirect = { answer: { status: 302, headers: { location: "/auth/v1/other.json" }, body: "" } };
const sick = {
  "drops the connection": { reset: true }, "says 500": { answer: { status: 500, body: "x" } }, "says 404": { answer: { status: 404, body: "{}" } }, "says 204": { answer: { status: 204, body: "" } },
  "is not JSON": { answer: { headers: { "content-type": "text/html" }, body: "<html>sign in</html>" } }, "is half of it": { answer: { body: '{"keys":[' } }, "is a list": { answer: { body: "[]" } }, "says keys twice": { answer: { body: '{"keys":[],"keys":[]}' } },
  "is too large": { answer: { body: JSON.stringify({ keys: [], pad: "x".repeat(200_000) }) } }, "has too many keys": { answer: { body: JSON.stringify({ keys: Array.from({ length: 65 }, () => ({ kty: "EC" })) }) } }, "redirects": redirect, "redirects away": { answer: { status: 307, headers: { location: "http://127.0.0.1:9/keys" }, body: "" } },
};

describe("T14", () => {
  test("T14 a key endpoint that is sick from the start lets nobody in, and a well one lets them in again", async () => {
    let cold = 0;
    for (const [what, fault] of Object.entries(sick)) {
      keysAre(fault);
      await at((cold += 2));
      denied(await me(), 503, what);
      assert.equal((await ask(gate, origin, null, "GET", "/api/health")).status, 200, what);
      denied(await ask(gate, origin, null, "GET", "/api/me"), 401, `${what}, nobody`);
    }
    assert.deepEqual(origin.log.reached({ path: "/auth/v1/other.json" }), [], "redirects are not followed");
    assert.deepEqual(origin.log.reached({ path: "/api/me" }), []);
    origin.faults.clear();
    await at(cold + 2);
    assert.equal(await status(), 200);
  });

  test("T14 known keys go on until their maximum age, then nobody is let in", async () => {
    const early = fresh({ lifetime: hour });
    assert.equal(await status(early), 200);
    const faults = Object.values(sick);
    for (const [round, seconds] of [9 * minute, 11 * minute, 30 * minute, hour, 3 * hour, 5 * hour, 6 * hour - 60].entries()) {
      keysAre(faults[round % faults.length]);
      await at(seconds);
      assert.equal(await status(), 200, `after ${seconds} s`);
      denied(await me(signed({ alg: "ES256", typ: "JWT", kid: "nobody" }, origin.tokens.claimsFor("alice"), ecPair("nobody").privateKey)), 401, "an unknown key");
    }
    keysAre({ answer: { status: 500, body: "x" } });
    await at(6 * hour + 60);
    denied(await me(), 503, "past the maximum age");
    denied(await me(early), 503, "a token that was verified long ago");
    origin.faults.clear();
    await at(6 * hour + 2 * minute);
    assert.equal(await status(), 200);
  });

  test("T14 a slow key endpoint is waited for, and given up at last", async () => {
    keysAre({ delayMs: 300 }, { times: 1 });
    assert.equal(await status(), 200);
    await at(11 * minute);
    keysAre({ hang: true });
    const from = Date.now();
    assert.equal(await status(), 200, "with the last good keys");
    assert.ok(Date.now() - from < 8000);
  });

  test("T14 a key endpoint that hangs from the start is waited for once a request", async () => {
    keysAre({ hang: true });
    const from = Date.now();
    denied(await me(), 503, "no keys");
    assert.ok(Date.now() - from < 6000);
  });

  test("T14 an empty set of keys lets nobody in", async () => {
    keysAre({ answer: { body: '{"keys":[]}' } });
    denied(await me(), 401);
  });

  test("T14 a client that goes away during the first fetch of the keys does not shut the gate for the others", async () => {
    keysAre({ delayMs: 300 }, { times: 1 });
    const { hostname, port, host } = gate.url;
    await new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`GET /api/me HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${origin.forged.signed_by_another_key("alice")}\r\n\r\n`);
        setTimeout(() => (socket.resetAndDestroy(), resolve()), 100);
      });
    });
    assert.equal(await status(), 200);
  });
});

describe("T15", () => {
  const unknown = (kid) => signed({ alg: "ES256", typ: "JWT", kid }, origin.tokens.claimsFor("alice"), ecPair(kid).privateKey);

  test("T15 many first requests at once fetch the keys once", async () => {
    keysAre({ delayMs: 150 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => status()));
    assert.deepEqual([...new Set(answers)], [200]);
    assert.equal(fetches(), 1);
  });

  test("T15 a flood of unknown key ids refetches once a cool-down, and slows nobody", async () => {
    assert.equal(await status(), 200);
    await at(minute);
    const flood = (name) => Array.from({ length: 25 }, (_, n) => unknown(`${name}-${n}`));
    for (const round of [1, 2]) {
      const [strangers, good] = [await Promise.all(flood(`r${round}`).map((token) => status(token))), await status()];
      assert.deepEqual([...new Set(strangers)], [401]);
      assert.equal(good, 200);
      assert.equal(fetches(), 2, `round ${round}`);
    }
    await at(minute + 15);
    await Promise.all(flood("still").map((token) => status(token)));
    assert.equal(fetches(), 2, "within the cool-down");
    await at(minute + 40);
    await Promise.all(flood("later").map((token) => status(token)));
    assert.equal(fetches(), 3, "one more after it");
  });

  test("T15 a flood while the endpoint is dead costs one call a cool-down too", async () => {
    assert.equal(await status(), 200);
    await at(minute);
    keysAre({ reset: true });
    for (const round of [1, 2]) {
      const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => status(unknown(`dead-${round}-${n}`))));
      assert.ok(answers.every((one) => one === 401 || one === 503), answers.join());
    }
    assert.equal(fetches(), 2);
    assert.equal(await status(), 200);
  });

  test("T15 a new key is known as soon as the cool-down allows, and the old one holds while it is published", async () => {
    const old = fresh();
    assert.equal(await status(old), 200);
    origin.keys.rotate({ keep: true });
    await at(31);
    assert.equal(await status(), 200, "the new key");
    assert.equal(await status(old), 200, "the old key");
    assert.equal(fetches(), 2);
  });

  test("T15 a removed key stops verifying within its time to live, kept tokens too", async () => {
    const old = fresh();
    assert.equal(await status(old), 200);
    origin.keys.rotate();
    await at(5 * minute);
    assert.equal(await status(old), 200, "not known yet");
    await at(10 * minute + 1);
    denied(await me(old), 401, "the removed key");
    assert.equal(await status(), 200, "the new key");
  });

  test("T15 a removed key stops at once where its successor is seen first", async () => {
    const old = fresh();
    assert.equal(await status(old), 200);
    origin.keys.rotate();
    await at(31);
    assert.equal(await status(), 200);
    denied(await me(old), 401);
  });

  test("T15 a key of the same id with other material is another key", async () => {
    const { kid } = origin.keys.get("ES256");
    const good = fresh();
    assert.equal(await status(good), 200);
    keysAre({ answer: { body: JSON.stringify({ keys: [ecPair(kid).jwk] }) } });
    await at(10 * minute + 1);
    denied(await me(good), 401);
  });
});
