// Times the npm package beside what else one would take, in one process, in turns. Equal answers are
// asserted first. Prints one line each: name, tab, nanoseconds (median).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createVerifier } from "fast-jwt";
import { SignJWT, createLocalJWKSet, exportJWK, jwtVerify } from "jose";
import { rowsByHand } from "./by-hand.mjs";
import { user, workspace } from "../data.mjs";
import { file, model } from "./model.mjs";
import { ability, caller, createGuard, rows, unlike, wide } from "./world.mjs";

const quiet = { warn: () => {}, audit: () => {} };
const env = { SUPABASE_URL: "https://project.supabase.co" };
const og = createGuard({ model, env, ...quiet });
const access = og.as(caller);
const kept = ability();
const cedar = JSON.parse(script("cedar.mjs"));

// Decisions.
const many = rows(1000);
const mine = many.map((row) => access.can("invoice.read", row));
assert.deepEqual(mine, many.map((row) => kept.can("read", row)), "CASL answers the same");
assert.deepEqual(mine, cedar.answers, "Cedar answers the same");
assert.ok(mine.includes(true) && mine.includes(false));

// Every row of another workspace: nothing was decided for its labels before.
const unmet = many.map((row, at) => ({ ...row, workspaceId: row.workspaceId.slice(0, -4) + String(at).padStart(4, "0") }));

// Nothing is kept beyond the second: with each tick all of these are asked of the core.
let tick = Date.now();
const ticking = createGuard({ model, env, now: () => tick, ...quiet }).as(wide);
const each = unlike();
assert.deepEqual(each.map((row) => ticking.can("invoice.read", row)), each.map((row) => row.deletedAt === null));

// Lists.
const ids = (list) => list.map(({ id }) => id);
const listed = many.filter((row) => kept.can("list", row));
assert.deepEqual(ids(access.stored("invoice.list", many)), ids(listed), "the same rows");
assert.deepEqual(ids(access.filter("invoice.list", many)), ids(listed), "the same rows");

// Redaction: 50 rows of 20 fields, all of them the caller's to see.
const page = JSON.parse(JSON.stringify(rows(50).map((row) => ({ ...row, workspaceId: workspace, visibility: "private", deletedAt: null }))));
const person = { user, workspace, role: "member" };
const byHand = (list) => rowsByHand(list, person);
assert.deepEqual(access.filter("invoice.list", page), byHand(page), "the same rows, redacted");

// Sessions: a token of Supabase's form that was verified before.
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "ES256", use: "sig" };
const seconds = Math.floor(Date.now() / 1000);
const told = { iss: `${env.SUPABASE_URL}/auth/v1`, aud: "authenticated", sub: user, email: "ada@example.com", app_metadata: { workspaces: { [workspace]: "member" } }, iat: seconds, exp: seconds + 3000 };
const token = await new SignJWT(told).setProtectedHeader({ alg: "ES256", typ: "JWT", kid: "k1" }).sign(privateKey);
globalThis.fetch = async () => new Response(JSON.stringify({ keys: [jwk] }));
const authorization = { authorization: `Bearer ${token}` };
const headers = Array.from({ length: 2000 }, () => new Headers({ ...authorization, accept: "text/html", "user-agent": "bench" }));
const keySet = createLocalJWKSet({ keys: [jwk] });
const checks = { issuer: told.iss, audience: "authenticated", algorithms: ["ES256"] };
const fast = createVerifier({ key: publicKey.export({ type: "spki", format: "pem" }), algorithms: ["ES256"], allowedIss: told.iss, allowedAud: "authenticated", cache: true });
assert.equal((await og.session(headers[0])).subject, user);
assert.equal((await jwtVerify(token, keySet, checks)).payload.sub, user);
assert.equal(fast(token).sub, user);

/** Headers that no guard has seen; as a server makes them anew for each request. */
let next = 1;
function unseen() {
  if (next === headers.length) {
    next = 0;
    for (let at = 0; at < headers.length; at += 1) headers[at] = new Headers(headers[at]);
  }
  return headers[next++];
}

let sink;
const calls = {
  decide: [() => { for (const row of many) sink = access.can("invoice.read", row); }, many.length],
  "decide, unmet": [() => { const anew = og.as(caller); for (const row of unmet) sink = anew.can("invoice.read", row); }, unmet.length],
  "decide, in the core": [() => { tick += 1000; for (const row of each) sink = ticking.can("invoice.read", row); }, each.length],
  "decide by CASL": [() => { for (const row of many) sink = kept.can("read", row); }, many.length],
  "judge a list": [() => { sink = access.stored("invoice.list", many); }, many.length],
  "judge and redact a list": [() => { sink = access.filter("invoice.list", many); }, many.length],
  "judge a list by CASL": [() => { sink = many.filter((row) => kept.can("list", row)); }, many.length],
  redact: [() => { sink = access.filter("invoice.list", page); }, 1],
  "redact by hand": [() => { sink = byHand(page); }, 1],
  "kept session": [async () => { for (let at = 0; at < 100; at += 1) sink = await og.session(unseen()); }, 100],
  "session by jose": [async () => { for (let at = 0; at < 10; at += 1) sink = await jwtVerify(token, keySet, checks); }, 10],
  "session by fast-jwt, kept": [() => { for (let at = 0; at < 100; at += 1) sink = fast(token); }, 100],
};

// Rounds in turn, so that what disturbs the machine disturbs all of them.
const rounds = 150;
const took = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
for (let round = -15; round < rounds; round += 1) {
  for (const [name, [call, each]] of Object.entries(calls)) {
    const started = performance.now();
    await call();
    const nanoseconds = ((performance.now() - started) * 1e6) / each;
    if (round >= 0) took[name].push(nanoseconds);
  }
}
assert.ok(sink);
for (const [name, all] of Object.entries(took)) print(name, median(all));
print("decide by Cedar", cedar.median);
for (const [name, of] of [["load", "ownguard"], ["load, token", "token"], ["load CASL", "casl"], ["load Cedar", "cedar"]]) {
  print(name, median(Array.from({ length: 9 }, () => Number(script("load.mjs", of, file)) * 1e6)));
}

function median(all) {
  return all.sort((one, two) => one - two)[all.length >> 1];
}

function print(name, nanoseconds) {
  console.log(`${name}\t${nanoseconds.toFixed(1)}`);
}

/** What a script beside this one says, in a process of its own. */
function script(name, ...more) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  return execFileSync(process.execPath, [file, ...more], { encoding: "utf8", maxBuffer: 1 << 24 });
}
