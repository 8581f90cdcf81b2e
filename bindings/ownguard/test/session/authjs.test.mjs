// `authjs()` against cookies that Auth.js 5 and NextAuth 4 themselves write when somebody signs in.
import assert from "node:assert/strict";
import { hkdfSync } from "node:crypto";
import { test } from "node:test";
import { CompactEncrypt } from "jose";
import { authjs } from "ownguard";
import { Jar, signIn4, signIn5 } from "./authjs-servers.mjs";
import { cookie, fault, guard, note, seconds, who } from "./support.mjs";

const secret = "the app's own secret, long enough";
const big = { workspaces: { w1: "admin" }, about: "z".repeat(9000) };
const versions = [
  { version: 5, signIn: signIn5, plain: "authjs.session-token" },
  { version: 4, signIn: signIn4, plain: "next-auth.session-token" },
];

for (const { version, signIn, plain } of versions) {
  const open = (more = {}) => guard(authjs({ secret, version, ...more }));

  test(`a session of version ${version} is who signed in, over http and https, whole and in parts`, async () => {
    for (const https of [false, true]) {
      for (const claims of [{}, big]) {
        const { jar } = await signIn("bob", { secret, https, claims });
        assert.equal(jar.cookies.size > 2, claims === big, "in parts where it is long");
        assert.equal(await cookie(open(), `theme=dark; ${jar.header}; lang=en`), "person bob");
      }
    }
  });

  test(`the claims of a session of version ${version} decide`, async () => {
    const { jar } = await signIn("eve", { secret, claims: { workspaces: { w1: "admin" } } });
    const access = await open().session(new Headers({ cookie: jar.header }));
    assert.deepEqual(access.tenants.map(({ tenant, role }) => [tenant, role]), [["w1", "admin"]]);
    assert.equal(access.can("note.read", note), true);
    assert.equal(access.can("note.read", { ...note, workspace_id: "w2" }), false);
  });

  test(`another secret opens no session of version ${version}, an older one beside the new one does`, async () => {
    const { jar } = await signIn("bob", { secret });
    assert.equal(await cookie(open({ secret: "another secret, as long as that" }), jar.header), "token_invalid");
    assert.equal(await cookie(open({ secret: ["a newer secret", secret] }), jar.header), "person bob");
  });

  test(`a session of version ${version} that ended is expired, not nobody's`, async () => {
    const { jar } = await signIn("bob", { secret, maxAge: 60 });
    let now = Date.now();
    const og = guard(authjs({ secret, version }), { now: () => now });
    assert.equal(await cookie(og, jar.header), "person bob");
    now += 61_000;
    assert.equal(await cookie(og, jar.header), "token_expired", "though it was kept");
  });

  test(`a session of version ${version} with a part cut, missing or exchanged is a bad credential`, async () => {
    const og = open();
    const { jar } = await signIn("bob", { secret, claims: big });
    const { jar: other } = await signIn("eve", { secret, claims: big });
    const parts = [...jar.cookies.keys()];
    const changed = (change) => {
      const copy = new Jar();
      copy.cookies = new Map(jar.cookies);
      change(copy.cookies);
      return cookie(og, copy.header);
    };
    assert.equal(await changed(() => {}), "person bob");
    for (const part of parts) {
      assert.equal(await changed((all) => all.delete(part)), "token_invalid", `without ${part}`);
      assert.equal(await changed((all) => all.set(part, all.get(part).slice(0, -1))), "token_invalid", `${part} cut`);
      assert.equal(await changed((all) => all.set(part, other.cookies.get(part))), "token_invalid", `${part} of another`);
    }
    assert.equal(await changed((all) => all.set(plain, "x.y.z")), "token_invalid", "a whole one beside the parts");
    assert.equal(await changed((all) => all.set(`${plain}.99`, "x")), "token_invalid");
  });

  test(`what is no session of version ${version} is a bad credential, what is none is nobody's`, async () => {
    const og = open();
    const { jar } = await signIn("bob", { secret });
    const token = jar.cookies.get(plain);
    const [header, , iv, text, tag] = token.split(".");
    const forged = Buffer.from(JSON.stringify({ alg: "none", enc: "none" })).toString("base64url");
    for (const value of [
      "x",
      "7f6c2c1e-0d0b-4a6e-9c8b-0c9d6e6f9a11", // a session of the strategy `database`
      "a.b.c",
      token.slice(0, -2),
      `${token}.x`,
      [forged, "", iv, text, tag].join("."),
      [header, "", iv, `${text.slice(0, -2)}AA`, tag].join("."),
    ]) {
      assert.equal(await cookie(og, `${plain}=${value}`), "token_invalid", value.slice(0, 20));
    }
    for (const two of [`${plain}=${token}; ${plain}=other`, `${plain}=other; ${plain}=${token}`]) {
      assert.equal(await cookie(og, two), "token_invalid", "which of them the app reads is not known");
    }
    for (const none of ["", "a=b", `${plain}=`, `${plain}`, `x-${plain}=${token}`, `${plain}x=${token}`]) {
      assert.equal(await cookie(og, none), "anonymous", none.slice(0, 40));
    }
    assert.equal(await who(og, {}), "anonymous");
  });

  test(`two sessions of version ${version} must be of one person`, async () => {
    const [bob, eve] = [await signIn("bob", { secret }), await signIn("eve", { secret })];
    const [secureBob, none] = [await signIn("bob", { secret, https: true }), { jar: new Jar() }];
    const both = (one, two) => [one.jar.header, two.jar.header].filter(Boolean).join("; ");
    assert.equal(await cookie(open(), both(secureBob, bob)), "person bob");
    assert.equal(await cookie(open(), both(secureBob, eve)), "two_subjects");
    assert.equal(await cookie(open({ secure: true }), both(secureBob, eve)), "person bob");
    assert.equal(await cookie(open({ secure: true }), both(eve, none)), "anonymous");
    assert.equal(await cookie(open({ secure: false }), both(secureBob, eve)), "person eve");
  });
}

test("a session of one version is none of the other, also under its name", async () => {
  const five = (await signIn5("bob", { secret })).jar.cookies.get("authjs.session-token");
  const four = (await signIn4("bob", { secret })).jar.cookies.get("next-auth.session-token");
  const og = { 4: guard(authjs({ secret, version: 4 })), 5: guard(authjs({ secret })) };
  assert.equal(await cookie(og[5], `next-auth.session-token=${four}`), "anonymous");
  assert.equal(await cookie(og[5], `authjs.session-token=${four}`), "token_invalid");
  assert.equal(await cookie(og[4], `next-auth.session-token=${five}`), "token_invalid");
  const renamed = guard(authjs({ secret, cookie: "next-auth.session-token" }));
  assert.equal(await cookie(renamed, `next-auth.session-token=${five}`), "token_invalid", "the name is part of the key");
});

test("what the `jwt` callback puts into a session can be named", async () => {
  const { jar } = await signIn5("bob", { secret, claims: { uid: "u7", ban: "suspended", workspaces: { w1: "admin" } } });
  const named = guard(authjs({ secret, claims: { sub: "uid" } }));
  assert.equal(await cookie(named, jar.header), "person u7");
  const access = await guard(authjs({ secret, claims: { status: "ban" } })).session(new Headers({ cookie: jar.header }));
  assert.deepEqual(access.decide("note.read", note), { permitted: false, reason: "suspended", status: 403, missing: [] });
  const { jar: acting } = await signIn5("bob", { secret, claims: { act: { sub: "support" } } });
  assert.equal(await cookie(guard(authjs({ secret })), acting.header), "token_invalid", "nobody acts for somebody");
});

test("a session with the right key that Auth.js would not have written is a bad credential", async () => {
  const name = "next-auth.session-token";
  const key = new Uint8Array(hkdfSync("sha256", secret, "", "NextAuth.js Generated Encryption Key", 32));
  const made = (claims, header = {}) =>
    new CompactEncrypt(new TextEncoder().encode(claims)).setProtectedHeader({ alg: "dir", enc: "A256GCM", ...header }).encrypt(key);
  const og = guard(authjs({ secret, version: 4 }));
  const whole = { sub: "bob", iat: seconds(), exp: seconds() + 60 };
  const { exp, ...endless } = whole;
  const { iat, ...ageless } = whole;
  const tokens = {
    "never ends": await made(JSON.stringify(endless)),
    "made at no time": await made(JSON.stringify(ageless)),
    "no claims": await made("[1]"),
    "no JSON": await made("{"),
    "another encryption": await made(JSON.stringify(whole), { enc: "A128CBC-HS256" }),
    compressed: await made(JSON.stringify(whole), { zip: "DEF" }),
  };
  assert.equal(await cookie(og, `${name}=${await made(JSON.stringify(whole))}`), "person bob");
  for (const [what, token] of Object.entries(tokens)) assert.equal(await cookie(og, `${name}=${token}`), "token_invalid", what);
});

test("a secret that is not set denies everybody and is named", async () => {
  const headers = new Headers({ cookie: "authjs.session-token=x" });
  for (const [options, name] of [[{ secret: undefined }, "`secret` of `authjs()`"], [{ secret: ["a", ""] }, "`secret` of `authjs()`"], [{}, "`AUTH_SECRET`"]]) {
    const error = await fault(guard(authjs(options)).session(headers));
    assert.equal(error.code, "unset");
    assert.ok(error.message.startsWith(`${name} is not set`), error.message);
    assert.notEqual(error.mend, "");
  }
});

test("the secret is taken from the variables that Auth.js reads", async (t) => {
  const { jar } = await signIn5("bob", { secret });
  t.after(() => ["AUTH_SECRET", "AUTH_SECRET_1", "NEXTAUTH_SECRET"].forEach((name) => delete process.env[name]));
  process.env.NEXTAUTH_SECRET = secret;
  assert.equal(await cookie(guard(authjs()), jar.header), "person bob");
  process.env.AUTH_SECRET = "a newer secret";
  assert.equal(await cookie(guard(authjs()), jar.header), "token_invalid");
  process.env.AUTH_SECRET_1 = secret;
  assert.equal(await cookie(guard(authjs()), jar.header), "person bob");
});
