// The leaky app works, and leaks exactly as it says: the end-to-end tests and the demo stand on this.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { createPublicKey, verify } from "node:crypto";
import { gunzipSync } from "node:zlib";
import * as named from "./ids.mjs";
import { route, startLeakyApp } from "./app.mjs";
import { ask } from "./client.mjs";
import { leaks, requestOf } from "./leaks.mjs";
import { sessionCookie } from "./tokens.mjs";

const { customers, files, invoices, members, messages, people, projects, threads, workspaces } = named;
const { acme, globex } = workspaces;
let app;
before(async () => (app = await startLeakyApp()));
beforeEach(() => app.reset());
after(() => app.close());

const call = (who, method, path, { body, headers } = {}) =>
  ask(app.url, {
    method,
    path,
    headers: { ...(who && app.tokens.bearer(who)), ...(body && { "content-type": "application/json" }), ...headers },
    body: body && JSON.stringify(body),
  });

describe("the seed", () => {
  const tables = {
    workspaces,
    people: { table: "profiles", ids: Object.values(people).map((p) => p.id) },
    members: { table: "workspace_members", ids: Object.values(members) },
    lines: { table: "invoice_lines", ids: Object.values(named.lines) },
    invoices, projects, customers, threads, messages, files,
  };
  for (const [name, { table = name, ids = Object.values(tables[name]) }] of Object.entries(tables)) {
    test(`names every row of ${table}, and no other`, async () => {
      const rows = await app.db.all(`select id::text from ${table} order by 1`);
      assert.deepEqual(rows.map((r) => r.id), [...ids].sort());
    });
  }

  test("agrees with what the tokens of its people say", async () => {
    for (const [name, person] of Object.entries(people)) {
      const facts = await call(null, "GET", `/api/ownguard/facts?sub=${person.id}`);
      const active = facts.json.memberships.filter((m) => m.status === "active");
      assert.deepEqual(Object.fromEntries(active.map((m) => [m.tenant, m.role])), person.workspaces, name);
      assert.equal(facts.json.user.status, person.status ?? "active", name);
      assert.equal(facts.json.user.verified, person.verified ?? true, name);
      assert.deepEqual(facts.json.staff, person.staff ?? [], name);
    }
  });
});

describe("the app works", () => {
  test("a manager creates an invoice, adds a line, reads it, deletes and restores it", async () => {
    const base = `/api/workspaces/${acme}/invoices`;
    const made = await call("carol", "POST", base, { body: { number: "ACME-100", total: 700, dueAt: "2027-01-01T00:00:00.000Z" } });
    assert.equal(made.status, 201);
    const { id } = made.json;
    await call("carol", "POST", `${base}/${id}/lines`, { body: { text: "Work", amount: 700 } });
    const read = await call("carol", "GET", `${base}/${id}`);
    assert.equal(read.json.createdBy, people.carol.id);
    assert.equal(read.json.dueAt, "2027-01-01T00:00:00.000Z");
    assert.deepEqual(read.json.lines.map((l) => l.text), ["Work"]);
    const gone = await call("carol", "DELETE", `${base}/${id}`);
    assert.deepEqual([gone.status, gone.text], [204, ""]);
    assert.equal((await call("carol", "POST", `${base}/${id}/restore`)).json.deletedAt, null);
  });

  test("an unknown id and an unknown path are 404, a write without a session 401", async () => {
    assert.equal((await call("alice", "GET", `/api/workspaces/${acme}/invoices/${named.nowhere}`)).status, 404);
    assert.equal((await call("alice", "GET", "/api/nothing")).status, 404);
    assert.equal((await call(null, "PATCH", `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`, { body: { total: 1 } })).status, 401);
  });

  test("lists come as bare arrays here and in envelopes there", async () => {
    assert.ok(Array.isArray((await call("alice", "GET", `/api/workspaces/${acme}/projects`)).json));
    assert.ok(Array.isArray((await call("alice", "GET", `/api/workspaces/${acme}/invoices`)).json.data));
    const { json } = await call("alice", "GET", "/api/dashboard");
    assert.deepEqual(Object.keys(json), ["invoices", "members", "revenue"]);
  });

  test("the session works as bearer, as cookie and as a cookie in chunks", async () => {
    const long = { claims: { filler: "x".repeat(4000) } };
    const cookie = sessionCookie(app.tokens.tokenFor("alice", long));
    assert.match(cookie, /sb-127-auth-token\.0=.*; sb-127-auth-token\.1=/);
    for (const headers of [app.tokens.bearer("alice"), app.tokens.cookie("alice"), { cookie }]) {
      assert.equal((await call(null, "GET", "/api/me", { headers })).json.name, "Alice");
    }
  });

  test("sign-in hands out a token and a cookie that work", async () => {
    const { json, headers } = await call(null, "POST", "/auth/v1/token", { body: { email: people.bob.email } });
    const cookie = headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
    assert.equal((await call(null, "GET", "/api/me", { headers: { authorization: `Bearer ${json.access_token}` } })).json.name, "Bob");
    assert.equal((await call(null, "GET", "/api/me", { headers: { cookie } })).json.name, "Bob");
  });

  test("the chat streams its answer word by word and keeps it", async () => {
    const answer = await call("alice", "POST", "/api/chat", { body: { id: threads.acmeAlice, text: "And Stark?" } });
    assert.equal(answer.headers.get("content-type"), "text/event-stream");
    assert.ok(answer.chunks.length > 5, `came in ${answer.chunks.length} chunks`);
    assert.ok(answer.text.endsWith("data: [DONE]\n\n"));
    const kept = await call("alice", "GET", `/api/workspaces/${acme}/threads/${threads.acmeAlice}/messages`);
    assert.deepEqual(kept.json.slice(2).map((m) => m.author), ["user", "assistant"]);
  });

  test("file ids keep all their digits", async () => {
    const { text } = await call("alice", "GET", `/api/workspaces/${acme}/files/${files.acmeReport}`);
    assert.match(text, new RegExp(`"id":${files.acmeReport},`));
    assert.equal(Number(files.acmeReport), Number(files.globexPayroll), "as doubles the two are one");
  });

  test("forms and multipart bodies are read like JSON", async () => {
    const form = new FormData();
    form.set("file", new File(["hello"], "a.txt", { type: "text/plain" }));
    const multipart = new Response(form);
    const path = `/api/workspaces/${acme}/files`;
    const headers = { ...app.tokens.bearer("erin"), "content-type": multipart.headers.get("content-type") };
    const made = await ask(app.url, { method: "POST", path, headers, body: Buffer.from(await multipart.arrayBuffer()) });
    assert.deepEqual([made.json.name, made.json.content], ["a.txt", "hello"]);
    const urlencoded = { ...app.tokens.bearer("erin"), "content-type": "application/x-www-form-urlencoded" };
    const second = await ask(app.url, { method: "POST", path, headers: urlencoded, body: "name=b.txt" });
    assert.equal(second.json.name, "b.txt");
  });

  test("HEAD answers GET's headers and no body", async () => {
    const path = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
    const [head, get] = [await call("alice", "HEAD", path), await call("alice", "GET", path)];
    assert.deepEqual([head.status, head.bytes.length], [200, 0]);
    assert.equal(head.headers.get("content-length"), String(get.bytes.length));
  });

  test("an ETag that is sent back is answered with 304", async () => {
    const first = await call("alice", "GET", "/api/me");
    const again = await call("alice", "GET", "/api/me", { headers: { "if-none-match": first.headers.get("etag") } });
    assert.deepEqual([again.status, again.bytes.length], [304, 0]);
  });

  test("answers are compressed where the app is told to and the client can", async () => {
    const zipping = await startLeakyApp({ gzip: true });
    const { headers, bytes } = await ask(zipping.url, { path: "/api/health", headers: { "accept-encoding": "br, gzip" } });
    await zipping.close();
    assert.equal(headers.get("content-encoding"), "gzip");
    assert.equal(gunzipSync(bytes).toString(), '{"ok":true}');
  });

  test("public routes have the origin's own cache headers", async () => {
    assert.equal((await call(null, "GET", "/api/health")).headers.get("cache-control"), "public, max-age=60");
    const asset = await call(null, "GET", "/_next/static/chunks/main.js");
    assert.equal(asset.headers.get("cache-control"), "public, max-age=31536000, immutable");
  });

  test("every route of the model leads somewhere in the app", async () => {
    const model = await readFile(new URL("ownguard.toml", import.meta.url), "utf8");
    const routes = [...model.matchAll(/^"([A-Z*]+) (\/\S*)" += /gm)].map(([, method, path]) => [method, path]);
    for (const [, path] of model.matchAll(/^rest += "(.*)"/gm)) routes.push(["GET", path], ["GET", `${path}/{id}`]);
    assert.ok(routes.length > 40, `found ${routes.length}`);
    for (const [method, path] of routes.filter(([, p]) => p !== "/api/live")) {
      const sample = path.startsWith("/auth/") ? "/auth/v1/.well-known/jwks.json" : path.replace(/\{[^}]*\}/g, "x");
      assert.ok(route(method === "*" ? "GET" : method, sample), `${method} ${path}`);
    }
  });
});

describe("the app leaks", () => {
  for (const entry of leaks) {
    test(entry.leak, async () => {
      const { method, path, headers, body } = requestOf(entry);
      const session = entry.as ? app.tokens.bearer(entry.as) : {};
      const answer = await ask(app.url, { method, path, headers: { ...session, ...headers }, body });
      assert.ok(await entry.shows(answer, app.db), `${answer.status} ${answer.text.slice(0, 300)}`);
    });
  }

  test("an invoice over a WebSocket that asks nobody", async () => {
    const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
    socket.write("GET /api/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    let text = "";
    for await (const chunk of socket) text += chunk.toString("latin1");
    assert.match(text, /^HTTP\/1\.1 101 /);
    assert.match(text, /s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/, "the accept value of RFC 6455");
    assert.match(text, /internalNotes/);
  });
});

describe("what the app offers its gate", () => {
  test("facts have the agreed shape", async () => {
    const { json } = await call(null, "GET", `/api/ownguard/facts?sub=${people.erin.id}`);
    assert.ok(Math.abs(json.as_of - Date.now() / 1000) < 5);
    assert.deepEqual({ ...json, as_of: 0 }, {
      v: 1,
      as_of: 0,
      user: { status: "active", verified: true },
      staff: [],
      memberships: [
        { tenant: acme, role: "member", status: "active", plan: "pro", tenant_status: "active" },
        { tenant: globex, role: "member", status: "active", plan: "free", tenant_status: "active" },
      ],
    });
  });

  const factsOf = {
    "a removed member has no membership": ["rob", (f) => f.memberships.length === 0],
    "a suspended membership says so": ["trent", (f) => f.memberships[0].status === "suspended"],
    "a suspended tenant says so": ["frank", (f) => f.memberships[0].tenant_status === "suspended"],
    "a suspended person says so": ["mallory", (f) => f.user.status === "suspended"],
    "staff says so": ["sam", (f) => f.staff[0] === "support" && f.memberships.length === 0],
    "an account that does not exist has an unknown status": [{ id: named.nowhere }, (f) => f.user.status === "unknown"],
    "a subject that is no uuid has one too": [{ id: "x" }, (f) => f.user.status === "unknown"],
  };
  for (const [name, [who, holds]] of Object.entries(factsOf)) {
    test(name, async () => {
      const { status, json } = await call(null, "GET", `/api/ownguard/facts?sub=${(people[who] ?? who).id}`);
      assert.ok(status === 200 && holds(json), JSON.stringify(json));
    });
  }

  const labelsOf = async (resource, keys, sub = people.dave.id) =>
    (await call(null, "POST", "/api/ownguard/labels", { body: { v: 1, sub, resource, keys } })).json;
  const acmeOpen = { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } };
  const bobs = { key: threads.globexBob, tenant: globex, owner: people.bob.id };
  const expected = [
    ["invoice", invoices.acmeOpen, acmeOpen],
    ["invoice", invoices.acmeDeleted, { ...acmeOpen, visibility: "public", deleted: true, when: { status: "void" } }],
    ["invoice", invoices.orphaned, { ...acmeOpen, tenant: null, owner: people.bob.id, visibility: "public" }],
    ["invoice", invoices.acmeNoOwner, { ...acmeOpen, owner: null }],
    ["invoice", invoices.movedToGlobex, { ...acmeOpen, tenant: globex }],
    ["invoice", named.nowhere, null],
    ["invoice", "not-a-uuid", null],
    ["invoice", invoices.acmeOpen.toUpperCase(), null],
    ["invoice_line", named.lines.acmeOpenFirst, { parent: { key: invoices.acmeOpen, ...acmeOpen } }],
    ["invoice_line", named.lines.withoutInvoice, { parent: null }],
    ["message", messages.strayed, { tenant: acme, parent: bobs }],
    ["project", projects.acmeWebsite, { tenant: acme, owner: people.alice.id, visibility: "private", share: "view" }],
    ["project", projects.acmeSecret, { tenant: acme, owner: people.alice.id, visibility: null, share: null }],
    ["member", members.acmeAlice, { tenant: acme, owner: people.alice.id, role: "admin", last: true }],
    ["member", members.acmeCarol, { tenant: acme, owner: people.carol.id, role: "manager", last: false }],
    ["customer", customers.acmeWayne, { tenant: acme }],
    ["workspace", acme, { tenant: acme }],
    ["profile", people.dave.id, { owner: people.dave.id }],
    ["file", files.acmeReport, { tenant: acme, owner: people.alice.id, visibility: "private" }],
    ["file", files.globexPayroll, { tenant: globex, owner: people.bob.id, visibility: "private" }],
    ["file", `0${files.acmeReport}`, null],
  ];
  for (const [resource, key, labels] of expected) {
    test(`labels of ${resource} ${key}`, async () => {
      assert.deepEqual(await labelsOf(resource, [key]), { v: 1, rows: { [key]: labels } });
    });
  }

  test("an unknown resource and more than 200 keys are refused", async () => {
    assert.equal((await labelsOf("constructor", [])).error, "unknown resource");
    assert.equal((await labelsOf("invoice", Array(201).fill(invoices.acmeOpen))).error, "at most 200 keys");
  });

  test("with a secret configured, a caller without proof is turned away", async () => {
    const guarded = await startLeakyApp({ gateSecret: "s3cret" });
    const facts = await ask(guarded.url, { path: `/api/ownguard/facts?sub=${people.alice.id}` });
    const labels = await ask(guarded.url, { method: "POST", path: "/api/ownguard/labels", body: "{}" });
    await guarded.close();
    assert.deepEqual([facts.status, labels.status], [401, 401]);
  });
});

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
      assert.ok(checks(app.tokens.tokenFor("alice", { alg }), keys));
      assert.ok(keys.every((k) => k.d === undefined), "no private part is served");
    });
  }

  test("the claims are those of Supabase", () => {
    const claims = app.tokens.claimsFor("alice", { iat: 1000 });
    assert.deepEqual(claims, {
      iss: `${app.url}/auth/v1`,
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
    const old = app.tokens.tokenFor("alice");
    app.keys.rotate({ keep: true });
    assert.ok(checks(old, await keySet()));
    app.keys.rotate();
    assert.ok(!checks(old, await keySet()));
    assert.ok(checks(app.tokens.tokenFor("alice"), await keySet()));
  });

  test("every forged token differs from a good one in what its name says", () => {
    const good = app.tokens.tokenFor("alice");
    const made = Object.entries(app.forged).map(([name, forge]) => [name, forge("alice")]);
    assert.ok(made.length >= 30);
    for (const [name, token] of made) assert.ok(token.split(".").length === 3 && token !== good, name);
    const alg = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url")).alg;
    assert.equal(alg(app.forged.alg_none("alice")), "none");
    assert.equal(alg(app.forged.hs256_keyed_with_the_public_pem("alice")), "HS256");
    const twice = Buffer.from(app.forged.duplicate_claims("alice").split(".")[1], "base64url").toString();
    assert.equal(twice.match(/"sub"/g).length, 2);
    const loose = app.forged.non_canonical_base64url("alice").split(".")[2];
    assert.notEqual(Buffer.from(loose, "base64url").toString("base64url"), loose);
  });
});

describe("faults and the log", () => {
  const me = "/api/me";

  test("what reached the app is recorded, bytes and all; the gate's own calls can be told apart", async () => {
    await call("alice", "PATCH", me, { body: { name: "A" } });
    await call(null, "GET", "/.well-known/jwks.json");
    await call(null, "GET", `/api/ownguard/facts?sub=x`);
    assert.equal(app.log.entries.length, 3);
    const [entry, ...more] = app.log.reached();
    assert.equal(more.length, 0);
    assert.deepEqual([entry.method, entry.path, entry.body.toString()], ["PATCH", me, '{"name":"A"}']);
    assert.match(entry.headers.authorization, /^Bearer /);
    assert.equal(app.log.reached({ method: "GET", path: "/api/ownguard/facts" }).length, 1);
  });

  test("an answer can be put in the route's place, for a number of times", async () => {
    app.faults.on({ path: me }, { answer: { status: 503, body: "later", headers: { "x-a": "1" } } }, { times: 1 });
    const first = await call("alice", "GET", me);
    assert.deepEqual([first.status, first.text, first.headers.get("x-a")], [503, "later", "1"]);
    assert.equal((await call("alice", "GET", me)).status, 200);
  });

  test("headers can be added to the route's own answer", async () => {
    app.faults.on({ path: /^\/api\/me/ }, { headers: { "surrogate-control": "max-age=9", "set-cookie": ["a=1", "b=2"] } });
    const answer = await call("alice", "GET", me);
    assert.deepEqual([answer.json.name, answer.headers.get("surrogate-control")], ["Alice", "max-age=9"]);
    assert.equal(answer.headers.getSetCookie().length, 2);
  });

  test("a body can be cut off in the middle", async () => {
    app.faults.on({ path: me }, { cutAfter: 10 });
    await assert.rejects(call("alice", "GET", me), /aborted|ECONNRESET|hang up/);
  });

  test("a body can be dripped, a whole answer delayed", async () => {
    app.faults.on({ path: me }, { delayMs: 60, drip: { bytes: 40, everyMs: 10 } });
    const started = performance.now();
    const answer = await call("alice", "GET", me);
    assert.equal(answer.json.name, "Alice");
    assert.ok(answer.chunks.length > 3 && performance.now() - started > 90);
  });

  test("a connection can be reset, or left without an answer", async () => {
    app.faults.on({ path: me }, { reset: true }, { times: 1 });
    await assert.rejects(call("alice", "GET", me), /ECONNRESET|hang up/);
    app.faults.on({ path: me }, { hang: true });
    const hung = call("alice", "GET", me).then(() => "answered", () => "dropped");
    assert.equal(await Promise.race([hung, new Promise((r) => setTimeout(r, 150, "waiting"))]), "waiting");
    await app.faults.goDead();
    assert.equal(await hung, "dropped");
    await app.faults.revive();
  });

  test("raw bytes can be written to the socket", async () => {
    app.faults.on({ path: me }, { raw: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nAge: 5\r\n\r\nhi" });
    const answer = await call("alice", "GET", me);
    assert.deepEqual([answer.text, answer.headers.get("age")], ["hi", "5"]);
  });

  test("the whole app can go dead and come back on its port", async () => {
    await app.faults.goDead();
    await assert.rejects(call(null, "GET", "/api/health"), /ECONNREFUSED/);
    await app.faults.revive();
    assert.equal((await call(null, "GET", "/api/health")).status, 200);
  });
});
