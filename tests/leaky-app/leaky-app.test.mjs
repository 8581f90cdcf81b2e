// The leaky app works, and leaks exactly as it says: the end-to-end tests and the demo stand on this.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { route, startLeakyApp } from "./app.mjs";
import { ask } from "./client.mjs";
import { testApp } from "./harness.mjs";
import * as named from "./ids.mjs";
import { leaks, requestOf } from "./leaks.mjs";
import { sessionCookie } from "./tokens.mjs";

const { customers, files, invoices, members, messages, people, projects, threads, workspaces } = named;
const { acme } = workspaces;
const { app, call } = testApp();

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
      const rows = await app().db.all(`select id::text from ${table} order by 1`);
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
    const cookie = sessionCookie(app().tokens.tokenFor("alice", long));
    assert.match(cookie, /sb-127-auth-token\.0=.*; sb-127-auth-token\.1=/);
    for (const headers of [app().tokens.bearer("alice"), app().tokens.cookie("alice"), { cookie }]) {
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
    const headers = { ...app().tokens.bearer("erin"), "content-type": multipart.headers.get("content-type") };
    const made = await ask(app().url, { method: "POST", path, headers, body: Buffer.from(await multipart.arrayBuffer()) });
    assert.deepEqual([made.json.name, made.json.content], ["a.txt", "hello"]);
    const urlencoded = { ...app().tokens.bearer("erin"), "content-type": "application/x-www-form-urlencoded" };
    const second = await ask(app().url, { method: "POST", path, headers: urlencoded, body: "name=b.txt" });
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
      const session = entry.as ? app().tokens.bearer(entry.as) : {};
      const answer = await ask(app().url, { method, path, headers: { ...session, ...headers }, body });
      assert.ok(await entry.shows(answer, app().db), `${answer.status} ${answer.text.slice(0, 300)}`);
    });
  }

  test("an invoice over a WebSocket that asks nobody", async () => {
    const socket = connect(Number(new URL(app().url).port), "127.0.0.1");
    socket.write("GET /api/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    let text = "";
    for await (const chunk of socket) text += chunk.toString("latin1");
    assert.match(text, /^HTTP\/1\.1 101 /);
    assert.match(text, /s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/, "the accept value of RFC 6455");
    assert.match(text, /internalNotes/);
  });
});
