// Tokens good and forged, faults on demand, and the record of what reached the app.
import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { describe, test } from "node:test";
import { testApp } from "./harness.mjs";
import { people, workspaces } from "./ids.mjs";

const { acme } = workspaces;
const { app, call } = testApp();

describe("tokens", () => {
  const keySet = async () => (await call(null, "GET", "/.well-known/jwks.json")).json.keys;
  const checks = (token, keys) => {
    const [head, body, signature] = token.split(".");
    const { kid } = JSON.parse(Buffer.from(head, "base64url"));
    const jwk = keys.find((k) => k.kid === kid);
    if (!jwk) return false;
    const key = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" };
    return verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"));
  };

  for (const alg of ["RS256", "ES256"]) {
    test(`an ${alg} token verifies against the served key set`, async () => {
      const keys = await keySet();
      assert.ok(checks(app().tokens.tokenFor("alice", { alg }), keys));
      assert.ok(keys.every((k) => k.d === undefined), "no private part is served");
    });
  }

  test("the claims are those of Supabase", () => {
    const claims = app().tokens.claimsFor("alice", { iat: 1000 });
    assert.deepEqual(claims, {
      iss: `${app().url}/auth/v1`,
      aud: "authenticated",
      sub: people.alice.id,
      email: people.alice.email,
      email_verified: true,
      is_anonymous: false,
      role: "authenticated",
      app_metadata: { status: "active", staff: [], workspaces: { [acme]: "admin" } },
      iat: 1000,
      exp: 4600,
    });
  });

  test("after a rotation old tokens stop, unless the old keys are kept", async () => {
    const old = app().tokens.tokenFor("alice");
    app().keys.rotate({ keep: true });
    assert.ok(checks(old, await keySet()));
    app().keys.rotate();
    assert.ok(!checks(old, await keySet()));
    assert.ok(checks(app().tokens.tokenFor("alice"), await keySet()));
  });

  test("every forged token differs from a good one in what its name says", () => {
    const good = app().tokens.tokenFor("alice");
    const made = Object.entries(app().forged).map(([name, forge]) => [name, forge("alice")]);
    assert.ok(made.length >= 30);
    for (const [name, token] of made) assert.ok(token.split(".").length === 3 && token !== good, name);
    const alg = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url")).alg;
    assert.equal(alg(app().forged.alg_none("alice")), "none");
    assert.equal(alg(app().forged.hs256_keyed_with_the_public_pem("alice")), "HS256");
    const twice = Buffer.from(app().forged.duplicate_claims("alice").split(".")[1], "base64url").toString();
    assert.equal(twice.match(/"sub"/g).length, 2);
    const loose = app().forged.non_canonical_base64url("alice").split(".")[2];
    assert.notEqual(Buffer.from(loose, "base64url").toString("base64url"), loose);
  });
});

describe("faults and the log", () => {
  const me = "/api/me";

  test("what reached the app is recorded, bytes and all; the gate's own calls can be told apart", async () => {
    await call("alice", "PATCH", me, { body: { name: "A" } });
    await call(null, "GET", "/.well-known/jwks.json");
    await call(null, "GET", `/api/ownguard/facts?sub=x`);
    assert.equal(app().log.entries.length, 3);
    const [entry, ...more] = app().log.reached();
    assert.equal(more.length, 0);
    assert.deepEqual([entry.method, entry.path, entry.body.toString()], ["PATCH", me, '{"name":"A"}']);
    assert.match(entry.headers.authorization, /^Bearer /);
    assert.equal(app().log.reached({ method: "GET", path: "/api/ownguard/facts" }).length, 1);
  });

  test("an answer can be put in the route's place, for a number of times", async () => {
    app().faults.on({ path: me }, { answer: { status: 503, body: "later", headers: { "x-a": "1" } } }, { times: 1 });
    const first = await call("alice", "GET", me);
    assert.deepEqual([first.status, first.text, first.headers.get("x-a")], [503, "later", "1"]);
    assert.equal((await call("alice", "GET", me)).status, 200);
  });

  test("headers can be added to the route's own answer", async () => {
    app().faults.on({ path: /^\/api\/me/ }, { headers: { "surrogate-control": "max-age=9", "set-cookie": ["a=1", "b=2"] } });
    const answer = await call("alice", "GET", me);
    assert.deepEqual([answer.json.name, answer.headers.get("surrogate-control")], ["Alice", "max-age=9"]);
    assert.equal(answer.headers.getSetCookie().length, 2);
  });

  test("a body can be cut off in the middle", async () => {
    app().faults.on({ path: me }, { cutAfter: 10 });
    await assert.rejects(call("alice", "GET", me), /aborted|ECONNRESET|hang up/);
  });

  test("a body can be dripped, a whole answer delayed", async () => {
    app().faults.on({ path: me }, { delayMs: 60, drip: { bytes: 40, everyMs: 10 } });
    const started = performance.now();
    const answer = await call("alice", "GET", me);
    assert.equal(answer.json.name, "Alice");
    assert.ok(answer.chunks.length > 3 && performance.now() - started > 90);
  });

  test("a connection can be reset, or left without an answer", async () => {
    app().faults.on({ path: me }, { reset: true }, { times: 1 });
    await assert.rejects(call("alice", "GET", me), /ECONNRESET|hang up/);
    app().faults.on({ path: me }, { hang: true });
    const hung = call("alice", "GET", me).then(() => "answered", () => "dropped");
    assert.equal(await Promise.race([hung, new Promise((r) => setTimeout(r, 150, "waiting"))]), "waiting");
    await app().faults.goDead();
    assert.equal(await hung, "dropped");
    await app().faults.revive();
  });

  test("raw bytes can be written to the socket", async () => {
    app().faults.on({ path: me }, { raw: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nAge: 5\r\n\r\nhi" });
    const answer = await call("alice", "GET", me);
    assert.deepEqual([answer.text, answer.headers.get("age")], ["hi", "5"]);
  });

  test("the whole app can go dead and come back on its port", async () => {
    await app().faults.goDead();
    await assert.rejects(call(null, "GET", "/api/health"), /ECONNREFUSED/);
    await app().faults.revive();
    assert.equal((await call(null, "GET", "/api/health")).status, 200);
  });
});
