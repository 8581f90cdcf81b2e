// Callers of requests: found out once, with what the app knows of them; what cannot be found out denies.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { test } from "node:test";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import { claims, createGuard, Denied, OwnguardError } from "ownguard";
import { billing, invoice, now, request, secret, token } from "./support.mjs";
import { modelText } from "./vectors.mjs";

const workspaces = { app: { workspaces: { t1: "viewer" } } };
const known = { memberships: [{ tenant: "t1", role: "viewer" }] };

async function error(work) {
  try {
    await work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error("it did not throw");
}

test("a token that verifies is its person, with what its claims and the app's facts say", async () => {
  const access = await billing().session(request(await token(workspaces)));
  assert.deepEqual([access.signedIn, access.subject, access.tenants.map(({ tenant, role }) => `${tenant} ${role}`)], [true, "u1", ["t1 viewer"]]);
  assert.ok(access.own("invoice.read", invoice()));
  const asked = await billing({ facts: async () => known }).session(request(await token()));
  assert.ok(asked.own("invoice.read", invoice()));
  asked.require();
});

test("what is no request is refused by name", async () => {
  const thrown = await error(() => billing().session({ headers: { authorization: `Bearer x` } }));
  assert.equal(thrown.code, "bad_call");
  assert.match(thrown.mend, /new Headers\(request\.headers\)/);
});

test("a request is verified once, and the app is asked once, however often and at once", async () => {
  const subjects = [];
  const og = billing({ facts: async (subject) => (subjects.push(subject), known) });
  const one = request(await token());
  const all = await Promise.all([og.session(one), og.session(one), og.session(one.headers), og.session(one)]);
  assert.ok(all.every((access) => access.can("invoice.read", invoice())));
  assert.deepEqual(subjects, ["u1"]);
  await og.session(request(await token()));
  assert.equal(subjects.length, 2, "another request is asked for anew");
});

test("who cannot be found out is denied, each in their way, and never anonymous", async () => {
  const good = await token(workspaces);
  const cases = [
    [request(await token({ exp: now - 120, iat: now - 900 })), "token_expired", 401],
    [request(await token(workspaces, `${secret}!`)), "token_invalid", 401],
    [request("a.b.c"), "token_invalid", 401],
    [request(good, { headers: { authorization: `Bearer ${good}`, cookie: `session=${await token({ sub: "u2" })}` } }), "two_subjects", 400],
  ];
  for (const [from, reason, status] of cases) {
    const access = await billing().session(from);
    assert.equal(access.principal.kind, reason);
    assert.deepEqual([access.signedIn, access.can("invoice.read", invoice({ visibility: "public" }))], [false, false]);
    for (const ask of [() => access.own("invoice.read", null), () => access.filter("invoice.list", []), () => access.where("invoice.list"), () => access.require(), () => access.input("invoice.create", {})]) {
      const denied = await error(ask);
      assert.ok(denied instanceof Denied);
      assert.deepEqual([denied.reason, denied.status], [reason, status]);
    }
  }
  const nobody = await billing().session(new Headers());
  assert.equal(nobody.principal.kind, "anonymous");
  assert.equal((await error(() => nobody.require())).status, 401);
  assert.ok(nobody.own("invoice.read", invoice({ visibility: "public" })));
});

test("where the app's facts fail, everything is denied with 503; where there is no account, everything is denied", async () => {
  const warned = [];
  const fail = async () => { throw new TypeError("connection to db://user:pw@host failed"); };
  const access = await billing({ facts: fail, warn: (warning) => warned.push(warning) }).session(request(await token(workspaces)));
  const denied = await error(() => access.can("invoice.read", invoice({ visibility: "public" })));
  assert.deepEqual([denied.reason, denied.status], ["facts_unavailable", 503]);
  assert.deepEqual(warned.map(({ code, text }) => [code, text.includes("db://")]), [["facts_failed", false]]);
  const gone = await billing({ facts: async () => null }).session(request(await token(workspaces)));
  assert.equal(gone.can("invoice.read", invoice()), false);
  assert.equal(gone.decide("invoice.read", invoice()).reason, "suspended");
});

test("facts that say something nobody reads, or no exact tenant, are refused by name", async () => {
  const bad = [
    [{ user: { state: "suspended" } }, /`user` has a member that nobody reads: `state`/],
    [{ memberships: [{ tenant: 2 ** 53, role: "viewer" }] }, /`tenant` of a membership/],
    [{ memberships: [{ tenant: "t1", rôle: "viewer" }] }, /`rôle`/],
    [[], /`facts` is no object/],
    [{ user: { status: 7n } }, undefined],
  ];
  for (const [facts, message] of bad) {
    const thrown = await error(async () => billing({ facts: async () => facts }).session(request(await token())));
    if (message) assert.ok(thrown instanceof OwnguardError && thrown.code === "facts_refused" && message.test(thrown.message), String(thrown));
  }
  const numbers = await billing({ facts: async () => ({ memberships: [{ tenant: 7n, role: "viewer" }] }) }).session(request(await token()));
  assert.equal(numbers.can("invoice.read", invoice({ workspaceId: 7 })), true);
});

test("a token that says of no tenant is warned of, once: everyone would be `other_tenant`", async () => {
  const warned = [];
  const og = billing({ warn: (warning) => warned.push(warning) });
  for (let times = 0; times < 3; times += 1) {
    const access = await og.session(request(await token()));
    assert.equal(await error(() => access.own("invoice.read", invoice())).then(({ status }) => status), 404);
  }
  assert.equal(warned.length, 1);
  assert.equal(warned[0].code, "claims_lack_tenants");
  assert.match(warned[0].text, /everyone would be `other_tenant`/);
  assert.match(warned[0].mend, /`facts`/);
  const none = [];
  await billing({ warn: (warning) => none.push(warning) }).session(request(await token({ app: { staff: ["support"] } })));
  await billing({ warn: (warning) => none.push(warning) }).session(request(await token({ app: { workspaces: {} } })));
  assert.deepEqual(none, [], "somebody of no workspace says so");
});

test("a source of claims that throws denies; what it says of the credential counts", async () => {
  const from = (read) => billing({ session: claims(read) }).session(new Headers());
  const broken = await from(() => { throw new Error("down"); });
  assert.equal((await error(() => broken.can("invoice.read", invoice({ visibility: "public" })))).status, 503);
  const ended = await from(() => { throw new Denied({ reason: "token_expired", status: 401, missing: [] }); });
  assert.equal(ended.principal.kind, "token_expired");
  assert.equal((await from(() => null)).principal.kind, "anonymous");
  assert.equal((await from(() => ({ sub: "u1", ...workspaces }))).subject, "u1");
  assert.equal((await from(() => ({ sub: "u1", app: { id: 7n, ...workspaces.app } }))).subject, "u1");
  const round = { sub: "u1" };
  round.self = round;
  assert.equal((await error(() => from(() => round))).code, "claims_refused");
  const flow = Object.assign(new Error("dynamic"), { digest: "DYNAMIC_SERVER_USAGE" });
  assert.equal(await error(() => from(() => { throw flow; })), flow, "what a framework throws to steer is its own");
});

/** Serves what `answer` says on the loopback until the test ends. */
async function serve(t, answer) {
  let asked = 0;
  const server = createServer((request, response) => answer(response, (asked += 1)));
  await new Promise((listen) => server.listen(0, "127.0.0.1", listen));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}/keys`, asked: () => asked };
}

async function published(t, answer) {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k1", alg: "ES256", use: "sig" }] });
  const at = await serve(t, (response, asked) => answer(response, jwks, asked));
  const model = `version = 1
[identity]
preset = "jwt"
issuer = "https://id.example"
audience = "app"
algorithms = ["ES256"]
jwks = "${at.url}"
[resources.profile]
key = "id:text"
owner = "id"
show = ["id"]
[resources.profile.grants]
owner = ["read"]
`;
  const seconds = Math.floor(Date.now() / 1000);
  const told = { iss: "https://id.example", aud: "app", iat: seconds, exp: seconds + 300 };
  const sign = (sub) => new SignJWT({ ...told, sub }).setProtectedHeader({ alg: "ES256", kid: "k1" }).sign(privateKey);
  return { og: createGuard({ model, warn: () => {} }), sign, at };
}

test("many requests at once, of many people, fetch the keys once", async (t) => {
  const { og, sign, at } = await published(t, (response, jwks) => setTimeout(() => response.end(jwks), 40));
  const subjects = Array.from({ length: 20 }, (_, place) => `u${place}`);
  const all = await Promise.all(subjects.map(async (subject) => og.session(request(await sign(subject)))));
  assert.deepEqual(all.map(({ subject }) => subject), subjects);
  assert.equal(at.asked(), 1);
});

test("keys that redirect, are too long, or are no keys are none: 503, and never let in", async (t) => {
  const answers = [
    (response) => response.writeHead(302, { location: "https://evil.example/keys" }).end(),
    (response, jwks) => response.end(`${" ".repeat(4 << 20)}${jwks}`),
    (response) => response.end("<html>"),
    (response) => response.destroy(),
    (response, jwks) => response.writeHead(500).end(jwks),
  ];
  for (const answer of answers) {
    const { og, sign } = await published(t, answer);
    const access = await og.session(request(await sign("u1")));
    assert.equal(access.principal.kind, "keys_unavailable");
    assert.equal((await error(() => access.can("profile.read", { id: "u1" }))).status, 503);
  }
});

test("keys that do not come in time are none, and are waited for once", { timeout: 30_000 }, async (t) => {
  const { og, sign, at } = await published(t, () => {});
  const access = await og.session(request(await sign("u1")));
  assert.equal(access.principal.kind, "keys_unavailable");
  assert.equal(at.asked(), 1);
});

test("what is set up wrongly is named with its mend, at once or at first use, and nothing is permitted", async () => {
  const model = modelText("billing");
  const env = { JWT_SECRET: secret, NODE_ENV: "production" };
  const ask = async (options) => (await createGuard({ model, env, warn: () => {}, ...options }).session(request(await token(workspaces)))).can("invoice.read", invoice());
  const cases = [
    [{ model: undefined }, "model_missing", /ownguard build/],
    [{ model: { json: "" } }, "model_missing", /ownguard build/],
    [{ model: model.slice(0, 900) }, "model_refused", /ownguard check/],
    [{ model: model.replace("workspace.viewer  = [", "workspace.viewr = [") }, "model_refused", /ownguard check/],
    [{ model: "{" }, "model_refused", /ownguard check/],
    [{ env: { NODE_ENV: "production" } }, "unset", /environment/],
    [{ env: { ...env, JWT_SECRET: "short" } }, undefined, /./],
    [{ env: { ...env, OWNGUARD_LINK_KEY: "not a key" } }, "bad_setting", /./],
    [{ session: { kind: "tokens", identity: { preset: "supabas", project: "x" } } }, "session_refused", /./],
    [{ session: { kind: "tokens", identity: { preset: "supabase", project: "env:SUPABASE_URL" } } }, "unset", /environment/],
  ];
  for (const [options, code, mend] of cases) {
    const thrown = await error(() => ask(options));
    assert.ok(thrown instanceof OwnguardError, `${JSON.stringify(options).slice(0, 80)}: ${thrown}`);
    assert.match(thrown.mend, mend, thrown.message);
    if (code) assert.equal(thrown.code, code, thrown.message);
    assert.ok(!thrown.message.includes(secret) && !thrown.message.includes("not a key"));
  }
});

test("a secret that is set later is found; one that never is denies each time", async () => {
  const env = {};
  const og = createGuard({ model: modelText("billing"), env, now: () => now * 1000, warn: () => {} });
  for (let times = 0; times < 2; times += 1) {
    const thrown = await error(async () => og.session(request(await token(workspaces))));
    assert.equal(thrown.code, "unset");
    assert.match(thrown.message, /`JWT_SECRET`/);
  }
  assert.equal(og.as({ kind: "anonymous" }).can("invoice.read", invoice()), false, "tests and jobs need no secret");
});

test("where nothing random may happen while modules load, a guard is made at its first use", async (t) => {
  const random = t.mock.method(crypto, "getRandomValues", () => {
    throw new Error("Disallowed operation called within global scope");
  });
  const og = billing();
  random.mock.restore();
  assert.equal((await og.session(request(await token(workspaces)))).can("invoice.read", invoice()), true);
  const ahead = createGuard({ model: "version = ", env: { NEXT_RUNTIME: "nodejs" } });
  assert.equal((await error(() => ahead.session(new Headers()))).code, "model_refused");
});

test("another site's request that a cookie lets in is told apart", async () => {
  const og = billing();
  const good = await token(workspaces);
  const by = async (headers, method = "POST") => {
    const from = new Request("https://app.example/x", { method, headers });
    return (await og.session(from)).crossSite(from);
  };
  const cookie = { cookie: `session=${good}` };
  assert.equal(await by({ ...cookie, "sec-fetch-site": "same-origin" }), false);
  assert.equal(await by({ ...cookie, "sec-fetch-site": "cross-site" }), true);
  assert.equal(await by(cookie), true);
  assert.equal(await by({ ...cookie, "sec-fetch-site": "cross-site" }, "GET"), false);
  assert.equal(await by({ authorization: `Bearer ${good}` }), false);
});

test("a value that says who the caller is must not say somebody else", async () => {
  const access = await billing().session(request(await token(workspaces)));
  assert.deepEqual([access.contradicts("userId", "u1"), access.contradicts("userId", "u2"), access.contradicts("page", "2")], [false, true, false]);
  assert.deepEqual([access.contradicts("workspaceId", "t1"), access.contradicts("workspaceId", "t2")], [false, true]);
});

/** A proof as the gate makes it, written from its documentation (crates/ownguard-verify/src/proof.rs). */
function proof(key, purpose, url) {
  const { host, pathname, search } = new URL(url);
  const part = (value) => Buffer.from(value).toString("base64url");
  const nonce = part(Buffer.alloc(16, 5));
  const expiry = String(now + 20);
  const fields = ["ownguard.proof.v1", "k1", purpose, "GET", host, pathname + search, "-", "service:gate", "", "facts", expiry, nonce];
  const sized = fields.map((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(field));
    return Buffer.concat([length, Buffer.from(field)]);
  });
  const mac = createHmac("sha256", key).update(Buffer.concat(sized)).digest("base64url");
  return ["v1", "k1", purpose, expiry, nonce, "-", part("service:gate"), "", part("facts"), mac].join(".");
}

test("the gate alone is told facts: nobody else is told that there are any", async () => {
  const key = Buffer.alloc(32, 9);
  const url = "https://app.example/ownguard/facts?sub=u1";
  const og = billing({ facts: async (subject) => (subject === "u1" ? known : null), env: { OWNGUARD_PROOF_KEY: `k1:${key.toString("base64")}` } });
  const handler = og.facts();
  const ask = (at, header) => handler(new Request(at, { headers: header === undefined ? {} : { "ownguard-proof": header } }));
  for (const header of [undefined, "", "AQAC", proof(key, "request", url), proof(Buffer.alloc(32, 8), "facts", url), proof(key, "facts", `${url}1`)]) {
    const answer = await ask(url, header);
    assert.deepEqual([answer.status, await answer.text()], [404, ""]);
  }
  const answer = await ask(url, proof(key, "facts", url));
  assert.deepEqual(await answer.json(), { v: 1, as_of: now, memberships: [{ tenant: "t1", role: "viewer" }] });
  assert.match(answer.headers.get("cache-control"), /no-store/);
  const gone = await ask(`${url}2`, proof(key, "facts", `${url}2`));
  assert.equal((await gone.json()).user.status, "suspended");
  assert.equal((await error(() => billing().facts())).code, "facts_missing");
  const unset = billing({ facts: async () => known }).facts();
  assert.equal((await error(() => unset(new Request("https://app.example/ownguard/facts?sub=u1")))).code, "unset");
});
