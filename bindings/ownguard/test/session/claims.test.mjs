// `claims(fn)` with what the `auth()` of Auth.js and of Clerk return, and with claims of one's own.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { createClerkClient } from "@clerk/backend";
import { signJwt } from "@clerk/backend/jwt";
import { buildPublishableKey } from "@clerk/shared/keys";
import { claims } from "ownguard";
import { signIn4, signIn5 } from "./authjs-servers.mjs";
import { fault, guard, note, seconds, who } from "./support.mjs";

const secret = "the app's own secret, long enough";
const said = (value, options, more) => who(guard(claims(() => value, options), more), {});

test("claims with a `sub` are who they say, and what they say decides", async () => {
  assert.equal(await said({ sub: "bob" }), "person bob");
  assert.equal(await said({ sub: 7 }), "person 7");
  assert.equal(await said(Promise.resolve({ sub: "bob" })), "person bob");
  const og = guard(claims(async (headers) => ({ sub: headers.get("x-user"), workspaces: { w1: "admin" } })));
  const access = await og.session(new Headers({ "x-user": "eve" }));
  assert.equal(access.subject, "eve");
  assert.equal(access.can("note.read", note), true);
  assert.equal(access.can("note.read", { ...note, workspace_id: "w2" }), false);
});

test("nobody is signed in where there is nothing", async () => {
  for (const nothing of [null, undefined, { user: null }, { session: null }, Promise.resolve(null)]) {
    assert.equal(await said(nothing), "anonymous");
  }
});

test("the session of Auth.js is who signed in, once it says so, and ends when it says", async () => {
  for (const signIn of [signIn5, signIn4]) {
    const { session } = await signIn("bob", { secret });
    const error = await fault(said(session));
    assert.equal(error.code, "claims_refused");
    assert.match(error.mend, /session\.user\.id = token\.sub/);
    const told = { ...session, user: { ...session.user, id: "bob" } };
    assert.equal(await said(told), "person bob");
    assert.equal(await said({ ...told, expires: new Date(Date.now() - 1000).toISOString() }), "token_expired");
    assert.equal(await said(session, { claims: { sub: "user.name" } }), "person bob");
  }
});

test("what Clerk's `auth()` returns is whom its token names", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwtKey = publicKey.export({ format: "pem", type: "spki" });
  const client = createClerkClient({ secretKey: "sk_live_x", publishableKey: buildPublishableKey("clerk.example.com"), telemetry: { disabled: true } });
  const auth = async (more) => {
    const told = { iss: "https://clerk.example.com", sub: "user_1", sid: "s", iat: seconds(), nbf: seconds() - 5, exp: seconds() + 60, ...more };
    const token = await signJwt(told, privateKey.export({ format: "jwk" }), { algorithm: "RS256", header: { kid: "k", typ: "JWT" } });
    const request = new Request("https://app.example.com/", { headers: { authorization: `Bearer ${token}` } });
    return (await client.authenticateRequest(request, { jwtKey })).toAuth();
  };
  assert.equal(await said(auth({})), "person user_1");
  assert.equal(await said(auth({ act: { sub: "user_admin" } })), "token_invalid", "nobody acts for somebody");
  assert.equal(await said(auth({}).then((one) => ({ ...one, userId: "user_2" }))), "token_invalid");
  const out = await client.authenticateRequest(new Request("https://app.example.com/"), { jwtKey });
  assert.equal(await said(out.toAuth()), "anonymous");
  const access = await guard(claims(() => auth({ workspaces: { w1: "admin" } }))).session(new Headers());
  assert.equal(access.can("note.read", note), true);
});

test("a session of another shape is who `user.id` says, until it ends", async () => {
  const ends = (ms) => ({ user: { id: 7 }, session: { expiresAt: new Date(Date.now() + ms) } });
  assert.equal(await said(ends(60_000)), "person 7");
  assert.equal(await said(ends(-60_000)), "token_expired");
  assert.equal(await said({ sub: "bob", exp: seconds() - 1 }), "token_expired");
});

test("what does not say who it is is refused with a mend, never taken for nobody", async () => {
  for (const value of ["bob", 7, [], {}, { sub: null }, { sub: 1.5 }, { sub: true }, { user: {} }, { user: { id: "" } }, { user: { id: 1.5 } }, { user: "bob" }, { user: { id: "bob" }, expires: "soon" }]) {
    const error = await fault(said(value));
    assert.equal(error.code, "claims_refused", JSON.stringify(value));
    assert.notEqual(error.mend, "");
  }
  for (const value of [{ sub: "" }, { sub: "a\nb" }, { sub: "bob", act: { sub: "eve" } }]) {
    assert.equal(await said(value), "token_invalid", JSON.stringify(value));
  }
});

test("a function that throws denies everything", async () => {
  const og = guard(claims(() => Promise.reject(new Error("the database is down"))));
  const access = await og.session(new Headers());
  assert.equal(access.principal.kind, "facts_unavailable");
  assert.equal(access.decide("note.read", note).permitted, false);
});

test("`claims()` without a function is named", () => {
  assert.throws(() => claims(undefined), { code: "session_refused" });
});
