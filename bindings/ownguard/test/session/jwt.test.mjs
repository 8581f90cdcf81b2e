// `jwt()` against tokens that jose signs: any issuer, by published keys or a shared secret.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SignJWT, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { jwt } from "ownguard";
import { cookie, fault, guard, seconds, serve, who } from "./support.mjs";

const issuer = "https://login.example.com";
const audience = "https://api.example.com";
const bearer = (token) => ({ authorization: `Bearer ${token}` });

function sign(key, alg, claims = {}, header = {}) {
  const told = { iss: issuer, aud: audience, sub: "bob", iat: seconds(), exp: seconds() + 60, ...claims };
  return new SignJWT(told).setProtectedHeader({ alg, ...header }).sign(key);
}

test("a token signed with a published key is whom it names, in every place that was named", async (t) => {
  for (const alg of ["ES256", "RS256", "EdDSA"]) {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    const at = await serve(t, async () => ({ json: { keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg }] } }));
    const og = guard(jwt({ issuer, audience, jwks: `${at.url}/keys`, cookies: "session", headers: ["x-token"] }));
    const token = await sign(privateKey, alg, {}, { kid: "k" });
    for (const headers of [bearer(token), { cookie: `session=${token}` }, { "x-token": token }]) {
      assert.equal(await who(og, headers), "person bob", alg);
    }
    assert.equal(await cookie(og, `other=${token}`), "anonymous");
    assert.equal(await who(og, { cookie: `session=${await sign(privateKey, alg, { sub: "eve" }, { kid: "k" })}`, ...bearer(token) }), "two_subjects");
  }
});

test("jose gives the same answer for every token of a shared secret", async () => {
  const secret = "0123456789abcdef0123456789abcdef";
  const key = new TextEncoder().encode(secret);
  const og = guard(jwt({ issuer, audience, secret: "env:JWT_SECRET" }), { env: { JWT_SECRET: secret } });
  const tokens = {
    good: await sign(key, "HS256"),
    "several audiences": await sign(key, "HS256", { aud: ["other", audience] }),
    ended: await sign(key, "HS256", { iat: seconds() - 900, exp: seconds() - 600 }),
    "not yet": await sign(key, "HS256", { nbf: seconds() + 600 }),
    "another issuer": await sign(key, "HS256", { iss: "https://evil.example.com" }),
    "another audience": await sign(key, "HS256", { aud: "other" }),
    "another secret": await sign(new TextEncoder().encode(`${secret}!`), "HS256"),
    "another algorithm": await sign(new TextEncoder().encode(secret + secret), "HS512"),
  };
  const answers = {};
  for (const [name, token] of Object.entries(tokens)) {
    const theirs = await jwtVerify(token, key, { issuer, audience, algorithms: ["HS256"] }).catch(() => undefined);
    answers[name] = [await who(og, bearer(token)), theirs?.payload.sub];
  }
  assert.deepEqual(answers, {
    good: ["person bob", "bob"],
    "several audiences": ["person bob", "bob"],
    ended: ["token_expired", undefined],
    "not yet": ["token_invalid", undefined],
    "another issuer": ["token_invalid", undefined],
    "another audience": ["token_invalid", undefined],
    "another secret": ["token_invalid", undefined],
    "another algorithm": ["token_invalid", undefined],
  });
});

test("memberships that the token should name and does not are warned of, once", async () => {
  const secret = "0123456789abcdef0123456789abcdef";
  const warnings = [];
  const og = guard(jwt({ issuer, audience, secret: "env:JWT_SECRET" }), { env: { JWT_SECRET: secret }, warn: (warning) => warnings.push(warning) });
  const token = await sign(new TextEncoder().encode(secret), "HS256");
  for (let at = 0; at < 3; at += 1) assert.equal(await who(og, bearer(token)), "person bob");
  assert.equal(warnings.length, 1);
  assert.match(warnings[0].text, /other_tenant/);
  assert.notEqual(warnings[0].mend, "");
});

test("what is missing or wrong in the options is named", async () => {
  const complete = { issuer, audience, jwks: "https://login.example.com/keys" };
  const { issuer: _i, ...noIssuer } = complete;
  const { audience: _a, ...noAudience } = complete;
  const { jwks: _j, ...noKeys } = complete;
  for (const [options, code, text] of [
    [noIssuer, "session_refused", /needs `issuer`/],
    [noAudience, "session_refused", /needs `audience`/],
    [noKeys, "session_refused", /needs `jwks`/],
    [{ ...complete, audience: undefined }, "unset", /`audience` of `jwt\(\)` is not set/],
    [{ ...complete, issuer: "" }, "unset", /`issuer` of `jwt\(\)` is not set/],
    [{ ...complete, jwks: undefined }, "unset", /`jwks` of `jwt\(\)` is not set/],
    [{ ...noKeys, secret: "hunter2hunter2" }, "bad_setting", /name the variable/],
    [{ ...noKeys, secret: "env:JWT_SECRET" }, "unset", /JWT_SECRET/],
    [{ ...complete, algorithms: ["ES256", "HS256"] }, "session_refused", /`HS256` in `algorithms` of `jwt\(\)` needs a shared secret/],
    [{ ...complete, claims: { status: "user_metadata.status" } }, "session_refused", /The person can edit/],
  ]) {
    const error = await fault((async () => guard(jwt(options), { env: {} }).session(new Headers()))());
    assert.equal(error.name, "OwnguardError", error.stack);
    if (code) assert.equal(error.code, code, error.message);
    assert.match(error.message, text);
    assert.doesNotMatch(error.message, /hunter2/);
  }
  const short = guard(jwt({ ...noKeys, secret: "env:JWT_SECRET" }), { env: { JWT_SECRET: "short" } });
  const error = await fault(short.session(new Headers()));
  assert.equal(error.name, "OwnguardError");
  assert.doesNotMatch(error.message, /short/);
});
