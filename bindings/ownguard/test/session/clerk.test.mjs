// `clerk()` against tokens that @clerk/backend signs, in cookies that it names. Its own
// `authenticateRequest` and `verifyToken` must say the same of every one.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { createClerkClient, verifyToken } from "@clerk/backend";
import { signJwt } from "@clerk/backend/jwt";
import { buildPublishableKey, getCookieSuffix } from "@clerk/shared/keys";
import { clerk } from "ownguard";
import { cookie, fault, guard, note, seconds, serve, who } from "./support.mjs";

const party = "https://app.example.com";
const issuer = "https://clerk.example.com";
const publishableKey = buildPublishableKey("clerk.example.com");
const suffix = await getCookieSuffix(publishableKey);
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = (key) => key.export({ format: "jwk" });
const jwtKey = publicKey.export({ format: "pem", type: "spki" });

/** A token made `ago` seconds ago: Clerk's own function writes the time of signing into it. */
async function token(sub, more = {}, { key = privateKey, header = {}, ago = 0 } = {}) {
  const { now } = Date;
  Date.now = () => now() - ago * 1000;
  try {
    const claims = { iss: issuer, sub, sid: "sess_1", azp: party, nbf: seconds() - 10, exp: seconds() + 60, ...more };
    return await signJwt(claims, jwk(key), { algorithm: "RS256", header: { kid: "ins_1", typ: "JWT", ...header } });
  } finally {
    Date.now = now;
  }
}

async function open(t, options = {}, more = {}) {
  const at = await serve(t, () => ({ json: { keys: [{ ...jwk(publicKey), kid: "ins_1", alg: "RS256", use: "sig" }] } }));
  const session = clerk({ publishableKey, parties: [party], jwks: `${at.url}/.well-known/jwks.json`, ...options });
  return guard(session, { facts: null, ...more });
}

/** Whom Clerk's own package takes a request for. */
async function clerkSays(header) {
  const client = createClerkClient({ secretKey: "sk_live_x", publishableKey, jwtKey, telemetry: { disabled: true } });
  const request = new Request(`${party}/`, { headers: { cookie: header } });
  const state = await client.authenticateRequest(request, { authorizedParties: [party] });
  return state.toAuth()?.userId ?? null;
}

const uat = `__client_uat=1; __client_uat_${suffix}=1`;
const bearer = (text) => ({ authorization: `Bearer ${text}` });

test("a session cookie is whom Clerk's own package takes it for, with and without the app's suffix", async (t) => {
  const og = await open(t);
  const text = await token("user_1");
  for (const header of [
    `${uat}; __session_${suffix}=${text}; __session=${text}`,
    `${uat}; __session_${suffix}=${text}`,
  ]) {
    assert.deepEqual([await cookie(og, header), await clerkSays(header)], ["person user_1", "user_1"], header);
  }
  assert.equal(await cookie(og, `__session=${text}`), "person user_1");
});

test("a session of another Clerk app on the same host is not ours", async (t) => {
  const og = await open(t);
  const [own, foreign] = [await token("user_1"), await token("user_9", { iss: "https://clerk.other.com" }, { key: other.privateKey })];
  for (const header of [
    `${uat}; __session_${suffix}=${own}; __session=${foreign}`,
    `${uat}; __session_${suffix}=${own}; __session_AbCdEfGh=${foreign}; __session=${own}`,
  ]) {
    assert.deepEqual([await cookie(og, header), await clerkSays(header)], ["person user_1", "user_1"]);
  }
  assert.equal(await cookie(og, `__session_AbCdEfGh=${foreign}`), "anonymous");
  assert.equal(await cookie(og, `__session=${foreign}`), "token_invalid");
});

test("`verifyToken` gives the same answer for every token", async (t) => {
  const og = await open(t);
  const changed = (text) => text.replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ sub: "user_9" })).toString("base64url")}.`);
  const tokens = {
    good: await token("user_1"),
    ended: await token("user_1", {}, { ago: 600 }),
    "not yet": await token("user_1", { nbf: seconds() + 600 }),
    "another app's origin": await token("user_1", { azp: "https://evil.example.com" }),
    "another key": await token("user_1", {}, { key: other.privateKey }),
    "another type": await token("user_1", {}, { header: { typ: "x" } }),
    changed: changed(await token("user_1")),
  };
  const answers = {};
  for (const [name, text] of Object.entries(tokens)) {
    const theirs = await verifyToken(text, { jwtKey, authorizedParties: [party] }).catch(() => null);
    answers[name] = [await who(og, bearer(text)), theirs?.sub ?? null];
  }
  assert.deepEqual(answers, {
    good: ["person user_1", "user_1"],
    ended: ["token_expired", null],
    "not yet": ["token_invalid", null],
    "another app's origin": ["token_invalid", null],
    "another key": ["token_invalid", null],
    "another type": ["token_invalid", null],
    changed: ["token_invalid", null],
  });
});

test("what Clerk leaves to the app is refused here: another issuer, an audience, no party, impersonation", async (t) => {
  const og = await open(t);
  for (const claims of [
    { iss: "https://clerk.other.com" },
    { aud: "https://api.example.com" },
    { azp: undefined },
    { act: { iss: "https://dashboard.clerk.com", sub: "user_admin" } },
    { exp: seconds() + 86_400 },
  ]) {
    assert.equal(await who(og, bearer(await token("user_1", claims))), "token_invalid", JSON.stringify(claims));
  }
  const templated = await open(t, { audience: "https://api.example.com" });
  assert.equal(await who(templated, bearer(await token("user_1", { aud: "https://api.example.com" }))), "person user_1");
});

test("the published key is no secret to sign with", async (t) => {
  const og = await open(t);
  const { createHmac } = await import("node:crypto");
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: issuer, sub: "user_1", azp: party, iat: seconds(), exp: seconds() + 60 };
  for (const alg of ["HS256", "none", "RS512"]) {
    const text = `${part({ alg, kid: "ins_1", typ: "JWT" })}.${part(claims)}`;
    const signature = alg === "none" ? "" : createHmac("sha256", jwtKey).update(text).digest("base64url");
    assert.equal(await who(og, bearer(`${text}.${signature}`)), "token_invalid", alg);
  }
});

test("the active organisation is the tenant, in both versions of the claims", async (t) => {
  const og = await open(t);
  for (const claims of [
    { v: 2, o: { id: "w1", rol: "admin", slg: "acme" } },
    { org_id: "w1", org_role: "org:admin" },
  ]) {
    const access = await og.session(new Headers(bearer(await token("user_1", claims))));
    assert.deepEqual(access.tenants.map(({ tenant, role }) => [tenant, role]), [["w1", "admin"]]);
    assert.equal(access.can("note.read", note), true);
    assert.equal(access.can("note.read", { ...note, workspace_id: "w2" }), false);
  }
  const pending = await og.session(new Headers(bearer(await token("user_1", { sts: "pending", o: { id: "w1", rol: "admin" } }))));
  assert.equal(pending.can("note.read", note), false, "a session that is not complete");
});

test("two sessions of two people are refused, a cookie that is none is a bad credential", async (t) => {
  const og = await open(t);
  const [one, two] = [await token("user_1"), await token("user_2")];
  assert.equal(await cookie(og, `__session_${suffix}=${one}; __session=${two}`), "two_subjects");
  assert.equal(await who(og, { cookie: `__session=${one}`, ...bearer(two) }), "two_subjects");
  for (const value of ["x", "a.b.c", one.slice(0, -4), `${one}.x`]) {
    assert.equal(await cookie(og, `__session=${value}`), "token_invalid", value.slice(0, 10));
  }
  assert.equal(await cookie(og, "__session=; a=b"), "anonymous");
});

test("a key that is not set or is none, and parties that are no origins, are named", async () => {
  const asked = (options) => fault((async () => guard(clerk(options), { env: {} }).session(new Headers()))());
  for (const [options, code, text] of [
    [{ publishableKey: undefined, parties: [party] }, "unset", /`publishableKey` of `clerk\(\)` is not set/],
    [{ parties: [party] }, "unset", /CLERK_PUBLISHABLE_KEY/],
    [{ publishableKey, parties: [undefined] }, "unset", /`parties` of `clerk\(\)` is not set/],
    [{ publishableKey }, "session_refused", /`clerk\(\)` needs `parties`/],
    [{ publishableKey, parties: [`${party}/`] }, "bad_setting", /write `https:\/\/app.example.com`/],
    [{ publishableKey: "sk_test_Y2xlcmsuZXhhbXBsZS5jb20k", parties: [party] }, "bad_setting", /`publishableKey` of `clerk\(\)` is not usable/],
    [{ publishableKey: "pk_live_!!", parties: [party] }, "bad_setting", /publishable key/],
  ]) {
    const error = await asked(options);
    assert.equal(error.name, "OwnguardError", error.stack);
    if (code) assert.equal(error.code, code);
    assert.match(error.message, text);
    assert.doesNotMatch(error.message, /sk_test/);
  }
});
