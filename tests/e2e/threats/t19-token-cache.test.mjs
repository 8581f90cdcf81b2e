// T19: a token that was verified once speaks for itself alone, and not for longer than it says.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { after, describe, test } from "node:test";
import { people } from "../../leaky-app/ids.mjs";
import { signed } from "../../leaky-app/tokens.mjs";
import { ask, gateTo, model, overStub } from "./gated.mjs";

const here = overStub();
const me = "/api/me";
const profile = (who) => ({ id: people[who].id, email: people[who].email, name: who, status: "active" });

/** Whoever the origin's answer is for, it answers with that person: what leaves is what the gate took the caller for. */
async function whoIs(token, { gate = here.gate, headers = {} } = {}) {
  for (const who of ["alice", "bob"]) here.origin.rows[`GET ${me}`] = profile(who);
  const seen = [];
  for (const who of ["alice", "bob"]) {
    here.origin.rows[`GET ${me}`] = profile(who);
    const answer = await ask(gate, here.origin, token && "x", "GET", me, { token, headers });
    if (answer.status === 200) seen.push(answer.json.name);
    else seen.push(answer.status);
  }
  return seen.join(" ");
}
const isAlice = "alice 404";

test("T19 a kept token stands for its own subject alone", async () => {
  const [alice, bob] = ["alice", "bob"].map((who) => here.origin.tokens.tokenFor(who));
  for (let round = 0; round < 3; round += 1) {
    assert.equal(await whoIs(alice), isAlice);
    assert.equal(await whoIs(bob), "404 bob");
  }
});

test("T19 nothing that is nearly a kept token passes", async () => {
  const good = here.origin.tokens.tokenFor("alice");
  const other = here.origin.tokens.tokenFor("bob");
  assert.equal(await whoIs(good), isAlice);
  const [head, body, signature] = good.split(".");
  const flip = (text, at) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
  const near = {
    "another subject under its signature": `${head}.${other.split(".")[1]}.${signature}`,
    "its claims under another signature": `${head}.${body}.${other.split(".")[2]}`,
    "another head under its signature": `${flip(head, 10)}.${body}.${signature}`,
    "one bit of the claims": `${head}.${flip(body, 20)}.${signature}`,
    "the first of the signature": `${head}.${body}.${flip(signature, 0)}`,
    "the last of the signature": `${head}.${body}.${flip(signature, signature.length - 1)}`,
    "without its signature": `${head}.${body}.`,
    "without its last character": good.slice(0, -1),
    "with one more character": `${good}A`,
    "with padding": `${good}=`,
    "with a fourth part": `${good}.A`,
    "in upper case": good.toUpperCase(),
  };
  for (const [name, token] of Object.entries(near)) assert.equal(await whoIs(token), "401 401", name);
  assert.equal(await whoIs(good), isAlice);
});

test("T19 a token that was refused first is not kept as refused, nor as good", async () => {
  const own = here.origin.keys.get("ES256");
  const claims = here.origin.tokens.claimsFor("alice");
  const header = { alg: "ES256", typ: "JWT", kid: own.kid };
  const good = signed(header, claims, own.privateKey);
  const bad = `${good.slice(0, -4)}AAAA`;
  for (let round = 0; round < 3; round += 1) assert.equal(await whoIs(bad), "401 401");
  assert.equal(await whoIs(good), isAlice);
  assert.equal(await whoIs(bad), "401 401");
});

test("T19 many requests at once, good and forged, do not take one another's place", async () => {
  here.origin.rows[`GET ${me}`] = profile("alice");
  const good = here.origin.tokens.tokenFor("alice");
  const [head, body] = good.split(".");
  const forged = `${head}.${body}.${here.origin.tokens.tokenFor("bob").split(".")[2]}`;
  const tokens = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? good : forged));
  const answers = await Promise.all(tokens.map((token) => ask(here.gate, here.origin, "x", "GET", me, { token })));
  for (const [i, { status }] of answers.entries()) assert.equal(status, i % 2 === 0 ? 200 : 401, `request ${i}`);
});

test("T19 a token kept from `Authorization` is a cookie when it comes as one", async () => {
  const path = me;
  here.origin.rows[`PATCH ${path}`] = profile("alice");
  here.origin.labels.profile = { [people.alice.id]: { owner: people.alice.id } };
  const token = here.origin.tokens.tokenFor("alice");
  const write = (options) => ask(here.gate, here.origin, null, "PATCH", path, { json: { name: "A" }, ...options });
  assert.equal((await write({ headers: { authorization: `Bearer ${token}` } })).status, 200);
  const session = Buffer.from(JSON.stringify({ access_token: token, token_type: "bearer" })).toString("base64url");
  const cookie = { cookie: `sb-127-auth-token=base64-${session}` };
  assert.equal((await write({ headers: cookie })).status, 403);
  assert.equal((await write({ headers: { ...cookie, "sec-fetch-site": "same-origin" } })).status, 200);
  assert.equal((await write({ headers: { authorization: `Bearer ${token}` } })).status, 200);
});

test("T19 a flood of good tokens changes nothing for any of them", async () => {
  const own = here.origin.keys.get("ES256");
  const make = (i) => signed({ alg: "ES256", typ: "JWT", kid: own.kid }, here.origin.tokens.claimsFor("alice", { claims: { jti: `${i}` } }), own.privateKey);
  const tokens = Array.from({ length: 1100 }, (_, i) => make(i));
  const first = tokens[0];
  for (let at = 0; at < tokens.length; at += 50) {
    const some = tokens.slice(at, at + 50);
    const statuses = await Promise.all(some.map(async (token) => {
      // Without a body this is refused as soon as the token is verified, before anybody else is asked.
      const answer = await here.gate.fetch("/api/invoices/bulk", { method: "POST", headers: { authorization: `Bearer ${token}` } });
      await answer.arrayBuffer();
      return answer.status;
    }));
    assert.deepEqual(new Set(statuses), new Set([400]), `from ${at}`);
  }
  assert.equal(await whoIs(first), isAlice);
  const [head, body] = first.split(".");
  assert.equal(await whoIs(`${head}.${body}.${tokens[1].split(".")[2]}`), "401 401");
});

describe("T19 without skew", () => {
  const open = [];
  after(() => Promise.all(open.map((gate) => gate.close())));
  const strict = model.replace('max_lifetime = "1h"', 'max_lifetime = "1h"\nskew         = "0s"');

  test("T19 a kept token ends with its `exp`", async () => {
    assert.notEqual(strict, model);
    const gate = await gateTo(here.origin, strict);
    open.push(gate);
    const token = here.origin.tokens.tokenFor("alice", { lifetime: 3 });
    assert.equal(await whoIs(token, { gate }), isAlice);
    assert.equal(await whoIs(token, { gate }), isAlice);
    const { exp } = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
    await sleep(exp * 1000 + 50 - Date.now());
    assert.equal(await whoIs(token, { gate }), "401 401");
  });

  test("T19 what one gate verified, another, under another model, verifies for itself", async () => {
    const token = here.origin.tokens.tokenFor("alice");
    assert.equal(await whoIs(token), isAlice);
    const other = await gateTo(here.origin, model.replace('max_lifetime = "1h"', 'max_lifetime = "59m"'));
    open.push(other);
    assert.equal(await whoIs(token, { gate: other }), "401 401");
    assert.equal(await whoIs(token), isAlice);
  });
});
