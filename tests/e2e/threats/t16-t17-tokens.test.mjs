// T16: forged tokens. T17: clock skew, missing `exp`, absurd lifetimes. Each is as near to a good token as its flaw
// allows, is refused like every other, and makes the gate fetch nothing.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { generateKeyPairSync, sign } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { people } from "../../leaky-app/ids.mjs";
import { base64url, ecPair, encodeParts, hmacSigned, rsaPair, signInput, signed } from "../../leaky-app/tokens.mjs";
import { startGate } from "../gate.mjs";
import { denied } from "./world.mjs";
import { ask, bindings, model } from "./gated.mjs";
import { startStub } from "./origin-stub.mjs";

let origin, gate, bait;
const asked = [];
before(async () => {
  origin = await startStub();
  gate = await startGate({ model, origin: origin.url, vars: { SUPABASE_URL: origin.url }, secrets: bindings, clock: true });
  // Where the URLs in tokens point: nobody may come.
  bait = createServer((req, res) => (asked.push(req.url), res.end(JSON.stringify({ keys: [] }))));
  await new Promise((resolve) => bait.listen(0, "127.0.0.1", resolve));
  bait.url = `http://127.0.0.1:${bait.address().port}`;
});
after(async () => {
  await gate.close();
  await origin.close();
  await new Promise((done) => (bait.close(done), bait.closeAllConnections()));
});
beforeEach(async () => {
  origin.reset();
  origin.rows["GET /api/me"] = { id: people.alice.id, name: "Alice" };
  await gate.ahead(0);
  assert.equal((await me(origin.tokens.tokenFor("alice"))).status, 200, "a good token");
  origin.log.clear();
});

const me = (token, headers) => ask(gate, origin, "alice", "GET", "/api/me", { token, headers });
const es = () => origin.keys.get("ES256");
const rs = () => origin.keys.get("RS256");
const now = () => Math.floor(Date.now() / 1000);
const head = (extra) => ({ alg: "ES256", typ: "JWT", kid: es().kid, ...extra });
const claims = (extra) => origin.tokens.claimsFor("alice", { claims: extra });
const es256 = (headExtra, claimsExtra) => signed(head(headExtra), claims(claimsExtra), es().privateKey);
/** A token of these exact texts, signed well. */
const texts = (headText, claimsText) => signInput(`${base64url(headText)}.${base64url(claimsText)}`, es().privateKey);

async function refused(token, what) {
  origin.log.clear();
  const answer = await me(token);
  denied(answer, 401, what);
  const { reason } = await answer.event();
  assert.ok(["token_invalid", "token_expired"].includes(reason), `${what} ${reason}`);
  assert.deepEqual(origin.log.entries.filter(({ path }) => !path.endsWith("jwks.json")), [], what);
  assert.deepEqual(asked, [], `${what}: a URL was fetched`);
}

describe("T16", () => {
  const names = ["alg_none", "alg_none_in_odd_case", "hs256_keyed_with_the_public_pem", "hs256_keyed_with_the_public_jwk", "hs256_with_an_empty_key", "signed_by_another_key", "algorithm_of_another_key", "rs256_under_the_es256_key_id", "unknown_key_id", "embedded_jwk", "jku", "x5u",
    "unknown_crit", "wrong_typ", "duplicate_claims", "padded_base64url", "non_canonical_base64url", "zero_signature", "der_signature", "empty_signature", "tampered_claims", "expired", "not_yet_valid", "issued_in_the_future", "without_exp", "ten_years", "exp_as_text", "without_sub", "empty_sub", "wrong_issuer", "wrong_audience", "with_an_actor"];
  for (const name of names) {
    test(`T16 a forged token is refused: ${name.replaceAll("_", " ")}`, async () => {
      const token = origin.forged[name]("alice");
      await refused(token, name);
      for (const [method, path, json] of [["PATCH", "/api/me", { name: "x" }], ["GET", "/w/acme/x"], ["GET", "/api/trpc/x"]]) {
        denied(await ask(gate, origin, "alice", method, path, { token, json }), 401, path);
      }
      assert.deepEqual(origin.log.reached(), [], name);
      const cookie = base64url(JSON.stringify({ access_token: token }));
      denied(await gate.raw("GET", "/api/me", { cookie: `sb-127-auth-token=base64-${cookie}` }), 401, "as a cookie");
    });
  }
  test("T16 every forgery of the leaky app is among them", () => assert.deepEqual(Object.keys(origin.forged).filter((name) => !names.includes(name)), []));

  test("T16 URLs and keys in a token are never used, whatever they are called", async () => {
    const mine = ecPair("mine");
    const certificate = rsaPair("mine");
    for (const extra of [{ jku: `${bait.url}/a` }, { x5u: `${bait.url}/b` }, { jwk: mine.jwk }, { x5c: ["AAAA"] }, { jku: `${bait.url}/c`, jwk: mine.jwk }, { kid: `${bait.url}/d` }, { kid: "../../etc/passwd" }, { kid: "x' or '1'='1" }, { kid: [] }, { kid: null }, { kid: 1 }, { kid: "" }]) {
      await refused(signed(head({ kid: "mine", ...extra }), claims(), mine.privateKey), JSON.stringify(extra));
      await refused(signed(head({ alg: "RS256", kid: "mine", ...extra }), claims(), certificate.privateKey), JSON.stringify(extra));
    }
    await refused(es256({}, { iss: bait.url }), "another issuer");
    await refused(es256({}, { jku: bait.url, iss: `${bait.url}/auth/v1` }), "another issuer, which names its keys");
  });

  test("T16 no algorithm but those of the policy, and no key but of its kind", async () => {
    for (const alg of ["none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "RS1", "RS384", "PS256", "ES384", "ES512", "ES256K", "EdDSA", "es256", "ES256 ", "RS256", null, 1, ["ES256"], undefined]) {
      await refused(signed(head({ alg }), claims(), es().privateKey), `${alg}`);
      await refused(`${encodeParts(head({ alg }), claims())}.`, `${alg} without a signature`);
    }
    for (const secret of [es().publicKey.export({ type: "spki", format: "pem" }), es().publicKey.export({ type: "spki", format: "der" }), JSON.stringify(es().jwk), es().jwk.x, rs().jwk.n, Buffer.from(rs().jwk.n, "base64url"), "secret", "\0"]) {
      for (const kid of [es().kid, rs().kid, undefined]) await refused(hmacSigned({ alg: "HS256", typ: "JWT", kid }, claims(), secret), "a secret made of the public key");
    }
  });

  test("T16 keys that are too weak do not verify, though they are published", async () => {
    const small = rsaPair("small", 1024);
    const e1 = rsaPair("e1");
    origin.keys.publish(small.jwk);
    origin.keys.publish({ ...e1.jwk, e: "AQ" });
    origin.keys.publish({ kty: "oct", kid: "oct", alg: "HS256", k: base64url("secret".repeat(8)) });
    origin.keys.publish({ ...ecPair("enc").jwk, kid: "enc", use: "enc" });
    await gate.ahead(31);
    await refused(signed({ alg: "RS256", typ: "JWT", kid: "small" }, claims(), small.privateKey), "1024 bits");
    // With e = 1 the signature is the padded digest itself.
    const input = encodeParts({ alg: "RS256", typ: "JWT", kid: "e1" }, claims());
    await refused(`${input}.${base64url(padded(input))}`, "e = 1");
    assert.ok(origin.log.entries.some(({ path }) => path.endsWith("jwks.json")), "the set with the weak keys is read");
    await refused(hmacSigned({ alg: "HS256", typ: "JWT", kid: "oct" }, claims(), "secret".repeat(8)), "a published secret");
  });

  test("T16 signatures of nothing, of zero and of other forms are refused", async () => {
    const [h, c, s] = es256().split(".");
    const bytes = Buffer.from(s, "base64url");
    const zero = Buffer.alloc(32);
    const order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");
    for (const [what, signature] of Object.entries({
      "r = s = 0": Buffer.alloc(64), "r = 0": Buffer.concat([zero, bytes.subarray(32)]), "s = 0": Buffer.concat([bytes.subarray(0, 32), zero]), "r = s = n": Buffer.concat([order, order]), "all ones": Buffer.alloc(64, 255),
      "a byte less": bytes.subarray(1), "a byte more": Buffer.concat([Buffer.alloc(1), bytes]), "swapped": Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]), "twice": Buffer.concat([bytes, bytes]),
    })) await refused(`${h}.${c}.${base64url(signature)}`, what);
    for (const [what, token] of Object.entries({
      "four parts": `${h}.${c}.${s}.`, "five parts, as encrypted": `${h}.${c}.${s}.x.y`, "two parts": `${h}.${c}`, "one part": h, "no head": `.${c}.${s}`, "no claims": `${h}..${s}`, "plain base64": `${h}.${c}.${Buffer.from(s, "base64url").toString("base64").replace(/[^+/]*$/, "$&")}=`,
      "a dot more": `${h}..${c}.${s}`, "a line within": `${h}.${c.slice(0, 8)}%0a${c.slice(8)}.${s}`, "a comma within": `${h}.${c}.${s},${h}`, "JSON": JSON.stringify({ protected: h, payload: c, signature: s }), "quoted": `"${h}.${c}.${s}"`, "a word": "null",
    })) await refused(token, what);
  });

  test("T16 heads and claims that can be read in two ways are refused", async () => {
    const good = JSON.stringify(claims());
    const goodHead = JSON.stringify(head());
    const cases = {
      "a claim twice": [goodHead, `${good.slice(0, -1)},"sub":"${people.bob.id}"}`], "a claim twice, once escaped": [goodHead, `${good.slice(0, -1)},"s\\u0075b":"${people.bob.id}"}`], "an algorithm twice": [`${goodHead.slice(0, -1)},"alg":"none"}`, good],
      "a nested claim twice": [goodHead, good.replace('"app_metadata":{', '"app_metadata":{"status":"suspended",')], "a list": [goodHead, `[${good}]`], "two values": [goodHead, good + good], "a byte order mark": [goodHead, `\ufeff${good}`], "a comment": [goodHead, `/**/${good}`], "text": [goodHead, JSON.stringify(good)],
      "b64": [JSON.stringify(head({ b64: false, crit: ["b64"] })), good], "an empty crit": [JSON.stringify(head({ crit: [] })), good], "a crit of exp": [JSON.stringify(head({ crit: ["exp"] })), good], "a crit that is text": [JSON.stringify(head({ crit: "exp" })), good], "compressed": [JSON.stringify(head({ zip: "DEF" })), good],
      "a typ of its own": [JSON.stringify(head({ typ: "logout+jwt" })), good], "a typ that is a list": [JSON.stringify(head({ typ: ["JWT"] })), good], "nested": [JSON.stringify(head({ cty: "JWT" })), good], "half a surrogate": [goodHead, good.replace(people.alice.id, "\\ud800")], "deep": [goodHead, `${good.slice(0, -1)},"x":${"[".repeat(300)}${"]".repeat(300)}}`],
    };
    for (const [what, [headText, claimsText]] of Object.entries(cases)) await refused(texts(headText, claimsText), what);
  });

  test("T16 who it is, for whom and from whom must be said exactly", async () => {
    for (const extra of [
      { sub: undefined }, { sub: "" }, { sub: null }, { sub: 1 }, { sub: ["a"] }, { sub: {} }, { iss: undefined }, { iss: `${origin.url}/auth/v1/` }, { iss: `${origin.url}/AUTH/v1` }, { iss: [`${origin.url}/auth/v1`] }, { iss: "" }, { aud: undefined }, { aud: "" }, { aud: [] }, { aud: ["other"] }, { aud: "Authenticated" }, { aud: "authenticated " },
      { aud: { authenticated: true } }, { act: { sub: "x" } }, { act: null },
    ]) await refused(es256({}, extra), JSON.stringify(extra));
    assert.equal((await me(es256({}, { aud: ["other", "authenticated"] }))).status, 200, "one audience among others");
  });

  test("T16 two tokens of different people are refused, wherever they stand", async () => {
    const [alice, bob] = ["alice", "bob"].map((who) => origin.tokens.tokenFor(who));
    const cookie = origin.tokens.cookie("bob").cookie;
    for (const headers of [{ authorization: `Bearer ${alice}`, cookie }]) assert.equal((await gate.raw("GET", "/api/me", headers)).status, 400);
    for (const headers of [[["authorization", `Bearer ${alice}`], ["authorization", `Bearer ${bob}`]], [["authorization", `Bearer ${alice}, Bearer ${bob}`]]]) {
      const answer = await gate.raw("GET", "/api/me", headers);
      assert.ok([400, 401].includes(answer.status), `${answer.status}`);
    }
    assert.deepEqual(origin.log.reached(), []);
  });

  test("T16 a flood of forgeries makes no fetch of keys but those it may", async () => {
    origin.log.clear();
    for (const forge of Object.values(origin.forged)) await Promise.all([1, 2].map(() => me(forge("alice"))));
    assert.ok(origin.log.entries.filter(({ path }) => path.endsWith("jwks.json")).length <= 1);
    assert.deepEqual(asked, []);
  });
});

/** RFC 8017, section 9.2: the padded SHA-256 of a text, at 2048 bits. */
function padded(text) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const signature = sign("sha256", Buffer.from(text), privateKey);
  const { n, e } = publicKey.export({ format: "jwk" });
  const big = (value) => BigInt(`0x${Buffer.from(value, "base64url").toString("hex")}`);
  let [base, exponent, result] = [BigInt(`0x${signature.toString("hex")}`), big(e), 1n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % big(n);
    base = (base * base) % big(n);
  }
  return Buffer.from(result.toString(16).padStart(512, "0"), "hex");
}

describe("T17", () => {
  const timed = (extra) => es256({}, { iat: now(), exp: now() + 600, ...extra });
  test("T17 a clock that differs by up to a minute is borne, and not by more", async () => {
    for (const extra of [{ nbf: now() + 20 }, { iat: now() + 20, exp: now() + 620 }]) assert.equal((await me(timed(extra))).status, 200, JSON.stringify(extra));
    for (const extra of [{ nbf: now() + 70 }, { iat: now() + 70, exp: now() + 670 }, { exp: now() - 70, iat: now() - 600 }, { nbf: now() + 3600 }]) await refused(timed(extra), JSON.stringify(extra));
  });

  test("T17 a token ends when it says, kept or not, and its end is told as such", async () => {
    const token = timed({ exp: now() + 300 });
    for (const [ahead, status] of [[0, 200], [240, 200], [365, 401], [3600, 401], [240, 200]]) {
      await gate.ahead(ahead);
      assert.equal((await me(token)).status, status, `${ahead} s later`);
    }
    await gate.ahead(400);
    assert.equal((await (await me(token)).event()).reason, "token_expired");
  });

  test("T17 `exp` is required, and is a time", async () => {
    for (const exp of [undefined, null, "", String(now() + 600), `${now() + 600}`, true, [], {}, -1, 0, NaN, "never"]) await refused(timed({ exp }), `${JSON.stringify(exp)}`);
    const written = (exp) => texts(JSON.stringify(head()), JSON.stringify(timedClaims({ exp: 0 })).replace('"exp":0', `"exp":${exp}`));
    for (const exp of ["1e400", "9e99", "-1e3", "99999999999999999999", "9223372036854775807", "18446744073709551615"]) await refused(written(exp), exp);
  });
  const timedClaims = (extra) => claims({ iat: now(), exp: now() + 600, ...extra });

  test("T17 a lifetime beyond the policy's is refused, also where `iat` hides it", async () => {
    for (const [what, extra] of Object.entries({
      "an hour and more": { exp: now() + 3700 }, "a day": { exp: now() + 86_400 }, "ten years": { exp: now() + 315_360_000 }, "milliseconds": { exp: (now() + 600) * 1000 }, "no iat": { iat: undefined }, "iat as text": { iat: String(now()) }, "iat null": { iat: null },
      "an old iat": { iat: now() - 7200 }, "iat below zero": { iat: -1 }, "iat behind exp": { iat: now() + 50, exp: now() + 40 },
    })) await refused(timed(extra), what);
    assert.equal((await me(timed({ exp: now() + 3600 }))).status, 200, "the policy's own");
  });
});
