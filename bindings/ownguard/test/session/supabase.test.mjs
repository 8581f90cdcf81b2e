// `supabase()` against cookies that the server client of @supabase/ssr writes itself. The auth server
// is a stub on the loopback that signs with a key it publishes; Supabase's own `getClaims` must say the
// same of every token.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { createServerClient } from "@supabase/ssr";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import { supabase } from "ownguard";
import { Jar } from "./authjs-servers.mjs";
import { cookie, fault, guard, note, seconds, serve, who } from "./support.mjs";

/** A project: its URL, what signs, and a client that signs in. */
async function project(t, algorithm = "ES256") {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  // Of its own, since Supabase's client keeps keys by the first label of the host.
  const kid = randomUUID();
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" };
  const project = { kid, algorithm, key: privateKey, claims: {}, user: {}, keys: [jwk] };
  const { url, asked } = await serve(t, async ({ method, url, body }) => {
    if (url.endsWith("/jwks.json")) return { json: { keys: project.keys } };
    if (method !== "POST" || !url.startsWith("/auth/v1/token")) return { status: 404 };
    const id = JSON.parse(body).email.split("@")[0];
    const user = { id, aud: "authenticated", email: `${id}@example.com`, app_metadata: {}, ...project.user };
    const access_token = await project.token(id);
    return { json: { access_token, refresh_token: "r", token_type: "bearer", expires_in: 3600, user } };
  });
  const token = async (sub, more = {}) =>
    new SignJWT({ sub, aud: "authenticated", role: "authenticated", iss: `${url}/auth/v1`, iat: seconds(), exp: seconds() + 3600, ...project.claims, ...more })
      .setProtectedHeader({ alg: project.algorithm, typ: "JWT", ...(project.kid && { kid: project.kid }) })
      .sign(project.key);
  const client = (jar, options = {}) =>
    createServerClient(url, "anon", {
      ...options,
      realtime: { transport: class {} },
      cookies: {
        getAll: () => [...jar.cookies].map(([name, value]) => ({ name, value: decodeURIComponent(value) })),
        setAll: (all) => {
          for (const { name, value } of all) {
            if (value === "") jar.cookies.delete(name);
            else jar.cookies.set(name, encodeURIComponent(value));
          }
        },
      },
    });
  const signIn = async (name, options) => {
    const jar = new Jar();
    const { error } = await client(jar, options).auth.signInWithPassword({ email: `${name}@example.com`, password: "x" });
    assert.equal(error, null);
    return jar;
  };
  return Object.assign(project, { url, asked, token, signIn, client });
}

const open = (at, options, more) => guard(supabase({ url: at.url, ...options }), { facts: "app_metadata.workspaces", ...more });
const bearer = (token) => ({ authorization: `Bearer ${token}` });

test("a session that @supabase/ssr wrote is who signed in, whole and in parts, in both encodings", async (t) => {
  const at = await project(t);
  const og = open(at);
  for (const about of ["", "äöü %; ".repeat(500)]) {
    at.user = { user_metadata: { about } };
    for (const cookieEncoding of ["base64url", "raw"]) {
      const jar = await at.signIn("bob", { cookieEncoding });
      assert.equal(jar.cookies.size > 2, about !== "", [...jar.cookies.keys()].join());
      assert.equal(await cookie(og, `theme=dark; ${jar.header}`), "person bob", cookieEncoding);
    }
  }
  assert.equal(at.asked.filter((line) => line.includes("jwks")).length, 1, "keys are kept");
});

test("the claims of the token decide, and what people can edit does not", async (t) => {
  const at = await project(t);
  const workspaces = { w1: "admin" };
  const read = async (claims) => {
    const access = await open(at).session(new Headers(bearer(await at.token("eve", claims))));
    return [access.can("note.read", note), access.principal.kind];
  };
  assert.deepEqual(await read({ app_metadata: { workspaces } }), [true, "person"]);
  assert.deepEqual(await read({ app_metadata: { workspaces }, is_anonymous: true }), [false, "guest"]);
  assert.deepEqual(await read({ app_metadata: { workspaces, status: "banned" } }), [false, "person"]);
  assert.deepEqual(await read({ user_metadata: { workspaces } }), [false, "person"]);
});

test("Supabase's own check gives the same answer for every token", async (t) => {
  for (const algorithm of ["ES256", "RS256"]) {
    const at = await project(t, algorithm);
    const og = open(at);
    const stranger = await generateKeyPair(algorithm);
    const { auth } = at.client(new Jar());
    const own = at.key;
    const tokens = {
      good: await at.token("bob"),
      ended: await at.token("bob", { iat: seconds() - 7200, exp: seconds() - 3600 }),
    };
    at.key = stranger.privateKey;
    tokens["another key"] = await at.token("bob");
    at.key = own;
    tokens["changed"] = tokens.good.replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ sub: "eve" })).toString("base64url")}.`);
    const answers = {};
    for (const [name, token] of Object.entries(tokens)) {
      const { data } = await auth.getClaims(token).catch(() => ({ data: null }));
      answers[name] = [await who(og, bearer(token)), data?.claims?.sub ?? null];
    }
    assert.deepEqual(answers, {
      good: ["person bob", "bob"],
      ended: ["token_expired", null],
      "another key": ["token_invalid", null],
      changed: ["token_invalid", null],
    });
  }
});

test("a token of another project, for another audience, or signed in another way is a bad credential", async (t) => {
  const at = await project(t);
  const og = open(at);
  const { publicKey } = await generateKeyPair("ES256");
  const shared = new TextEncoder().encode(JSON.stringify(at.keys[0]));
  const claims = { sub: "bob", aud: "authenticated", iss: `${at.url}/auth/v1`, iat: seconds(), exp: seconds() + 60 };
  const hs256 = (key) => new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: at.kid }).sign(key);
  const unsigned = (alg) =>
    [{ alg, kid: at.kid }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") + ".";
  const bad = {
    issuer: await at.token("bob", { iss: "https://other.supabase.co/auth/v1" }),
    audience: await at.token("bob", { aud: "other" }),
    "no audience": await at.token("bob", { aud: undefined }),
    "no subject": await at.token(undefined),
    actor: await at.token("bob", { act: { sub: "support" } }),
    "published key as secret": await hs256(shared),
    "not signed": unsigned("none"),
    "not signed, but said so": unsigned("ES256"),
    "brings its own key": await new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", kid: at.kid, jwk: await exportJWK(publicKey) })
      .sign((await generateKeyPair("ES256")).privateKey),
    garbage: "x",
  };
  for (const [name, token] of Object.entries(bad)) assert.equal(await who(og, bearer(token)), "token_invalid", name);
  assert.equal(await who(og, bearer(await at.token("bob"))), "person bob");
});

test("a session with a part cut, missing or exchanged is a bad credential", async (t) => {
  const at = await project(t);
  at.user = { user_metadata: { about: "z".repeat(9000) } };
  const og = open(at);
  const jar = await at.signIn("bob");
  const parts = [...jar.cookies.keys()];
  const changed = (change) => {
    const copy = new Jar();
    copy.cookies = new Map(jar.cookies);
    change(copy.cookies);
    return cookie(og, copy.header);
  };
  for (const part of parts) {
    assert.equal(await changed((all) => all.delete(part)), "token_invalid", `without ${part}`);
    assert.equal(await changed((all) => all.set(part, all.get(part).slice(7))), "token_invalid", `${part} cut`);
  }
  assert.equal(await cookie(og, `${parts[0].replace(/\.0$/, "")}=x`), "token_invalid");
  assert.equal(await changed((all) => all.clear()), "anonymous");
});

test("two credentials must be of one person", async (t) => {
  const at = await project(t);
  const og = open(at);
  const jar = await at.signIn("bob");
  const both = async (name) => who(og, { cookie: jar.header, ...bearer(await at.token(name)) });
  assert.equal(await both("bob"), "person bob");
  assert.equal(await both("eve"), "two_subjects");
});

test("a project that still shares a secret is checked with it, and asks for no keys", async (t) => {
  const at = await project(t);
  const secret = "super-secret-jwt-token-with-at-least-32-characters-long";
  Object.assign(at, { algorithm: "HS256", kid: undefined, key: new TextEncoder().encode(secret) });
  const jar = await at.signIn("bob");
  const og = (SUPABASE_JWT_SECRET) => open(at, { secret: "env:SUPABASE_JWT_SECRET" }, { env: { SUPABASE_JWT_SECRET } });
  assert.equal(await cookie(og(secret), jar.header), "person bob");
  assert.equal(await cookie(og(`${secret}!`), jar.header), "token_invalid");
  assert.deepEqual(at.asked.filter((line) => line.includes("jwks")), []);
  assert.equal(await cookie(open(at), jar.header), "token_invalid", "not unless it is said");
  const error = await fault(og(undefined).session(new Headers()));
  assert.equal(error.code, "unset");
  assert.match(error.message, /SUPABASE_JWT_SECRET/);
});

test("keys that cannot be had deny, and a new key is found", async (t) => {
  const at = await project(t);
  const { keys } = at;
  const token = await at.token("bob");
  at.keys = "none";
  assert.equal(await who(open(at), bearer(token)), "keys_unavailable");
  at.keys = keys;
  let now = Date.now();
  const og = open(at, {}, { now: () => now });
  assert.equal(await who(og, bearer(token)), "person bob");
  const next = await generateKeyPair("ES256");
  Object.assign(at, { key: next.privateKey, kid: "k2" });
  at.keys = [...keys, { ...(await exportJWK(next.publicKey)), kid: "k2", alg: "ES256" }];
  now += 120_000;
  assert.equal(await who(og, bearer(await at.token("eve"))), "person eve");
  assert.equal(await who(og, bearer(token)), "person bob");
});

test("a URL that is not set or is none is named", async () => {
  for (const [options, code, text] of [
    [{ url: undefined }, "unset", /`url` of `supabase\(\)` is not set/],
    [{}, "unset", /NEXT_PUBLIC_SUPABASE_URL/],
    [{ url: "abc" }, "bad_setting", /`url` of `supabase\(\)` is not usable/],
    [{ url: "https://abc.supabase.co/rest/v1" }, "bad_setting", /without a path/],
    [{ url: "http://abc.supabase.co" }, "bad_setting", /https origin/],
  ]) {
    const error = await fault(guard(supabase(options), { env: {} }).session(new Headers()));
    assert.equal(error.name, "OwnguardError");
    if (code) assert.equal(error.code, code);
    assert.match(error.message, text);
  }
});
