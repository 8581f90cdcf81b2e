// Route handlers: what they answer, to whom, and what of it a cache could keep.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod";
import { acme, alice, bob, call, globex, guard, id, invoice, looked, mia, seen } from "./harness.mjs";

const og = guard();
const stored = [invoice(), invoice({ id: id(2), workspace_id: globex, created_by: bob }), invoice({ id: id(3), visibility: "public" })];
const load = ({ params }) => stored.find((row) => row.id === params.id) ?? null;
const GET = og.route("invoice.read", { load });
const ask = (user, key, more = {}) => seen(call(GET, { user, params: { id: key }, path: `/api/invoices/${key}`, ...more }));

test("a row is answered as its reader may see it", async () => {
  const manager = JSON.parse((await ask(alice, id(1))).body);
  assert.equal(manager.customerEmail, "carol@example.com");
  assert.equal(manager.internalNotes, "pays late");
  assert.equal("stripeCustomerId" in manager, false, "never leaves for anybody");
  const viewer = JSON.parse((await ask(mia, id(1))).body);
  assert.equal(viewer.total, 100);
  assert.match(viewer.customerEmail, /^c.*\*/, "masked");
  assert.equal("internalNotes" in viewer, false);
});

test("a foreign row is answered as one that is not there, byte for byte", async () => {
  for (const user of [bob, null]) {
    const foreign = await ask(user, id(1));
    assert.deepEqual(foreign, await ask(user, id(9)));
    assert.equal(foreign.status, 404);
    assert.equal(foreign.body, '{"error":"not found"}');
  }
});

test("what the app's own loader throws for a missing row tells no more than null", async () => {
  const { notFound } = await import("next/navigation");
  const throwing = { prisma: () => Promise.reject(Object.assign(new Error("gone"), { code: "P2025" })), next: () => notFound() };
  const absent = await ask(bob, id(9));
  for (const [name, fails] of Object.entries(throwing)) {
    const route = og.route("invoice.read", { load: (before) => load(before) ?? fails() });
    assert.deepEqual(await seen(call(route, { user: bob, params: { id: id(9) } })), absent, name);
  }
});

test("who is signed out is told to sign in where no row could be theirs, before anything is loaded", async () => {
  let loaded = 0;
  const list = og.route("invoice.list", { load: () => ((loaded += 1), stored) });
  const answer = await seen(call(list));
  assert.equal(answer.status, 401);
  assert.equal(answer.headers["www-authenticate"], "Bearer");
  assert.equal(loaded, 0);
});

test("a list has the caller's rows and no others", async () => {
  const list = og.route("invoice.list", { load: () => stored });
  const keys = async (user) => JSON.parse((await seen(call(list, { user }))).body).map((row) => row.id);
  assert.deepEqual(await keys(alice), [id(1), id(3)]);
  assert.deepEqual(await keys(bob), [id(2)]);
});

test("asked by GET a schema is held against the query", async () => {
  const page = z.object({ page: z.coerce.number().int().default(1) });
  const list = og.route("invoice.list", { input: page, load: ({ input }) => (input.page === 1 ? stored : []) });
  const ask = async (query) => {
    const { status, body } = await seen(call(list, { user: alice, path: `/api/invoices${query}` }));
    return status === 200 ? JSON.parse(body).length : status;
  };
  assert.deepEqual([await ask(""), await ask("?page=1"), await ask("?page=2"), await ask("?page=x"), await ask("?page=1&page=2")], [2, 2, 0, 422, 422]);
});

test("a bigint is its digits, as drivers write it", async () => {
  const file = { id: 9007199254740993n, workspace_id: acme, uploaded_by: alice, name: "a", content_type: null, visibility: "private", created_at: null };
  const route = og.route("file.read", { load: () => file });
  const answer = await seen(call(route, { user: alice, params: { id: "9007199254740993" } }));
  assert.deepEqual([answer.status, JSON.parse(answer.body).id], [200, "9007199254740993"], answer.body);
  assert.equal((await seen(call(route, { user: alice, params: { id: "9007199254740992" } }))).status, 404);
});

test("the row is the one that the path names, even if the caller could read the other", async () => {
  const confused = og.route("invoice.read", { load: () => stored[0] });
  for (const params of [{ id: id(3) }, { invoice: id(3) }, { invoiceId: id(3) }, { id: id(1), workspace: globex }, { id: id(1).toUpperCase() }]) {
    assert.equal((await seen(call(confused, { user: alice, params }))).status, 404, JSON.stringify(params));
  }
  for (const params of [{ id: id(1) }, { invoiceId: id(1), id: globex }, { id: id(1), workspace: acme }, { id: id(1), workspaceId: acme }]) {
    assert.equal((await seen(call(confused, { user: alice, params }))).status, 200, JSON.stringify(params));
  }
});

test("a slug names no key, and a tenant by slug is looked up", async () => {
  const bySlug = og.route("invoice.read", {
    load: () => stored[0],
    key: () => undefined,
    tenant: ({ params }) => ({ acme, globex })[params.workspace] ?? null,
  });
  const status = async (workspace, user = alice) => (await seen(call(bySlug, { user, params: { id: "first", workspace } }))).status;
  assert.equal(await status("acme"), 200);
  assert.deepEqual([await status("globex"), await status("nobody")], [404, 404]);
  assert.deepEqual([await status("acme", bob), await status("nobody", bob)], [404, 404]);
});

test("a name that says who the caller is must not contradict the session", async () => {
  const says = [
    { path: `/api/invoices/${id(1)}?userId=${bob}` },
    { path: `/api/invoices/${id(1)}?user_id=${bob}` },
    { path: `/api/invoices/${id(1)}?workspaceId=${globex}` },
    { headers: { "x-user-id": bob } },
    { params: { id: id(1), userId: bob } },
  ];
  for (const more of says) {
    const answer = await ask(alice, id(1), more);
    assert.deepEqual([answer.status, answer.body], [403, '{"error":"forbidden"}'], JSON.stringify(more));
  }
  assert.equal((await ask(alice, id(1), { path: `/?userId=${alice}&workspaceId=${acme}` })).status, 200);
});

test("no answer may be kept by a cache, whatever the handler says", async () => {
  const caching = {
    "cache-control": "public, s-maxage=600",
    "cdn-cache-control": "max-age=600",
    "cloudflare-cdn-cache-control": "max-age=600",
    "vercel-cdn-cache-control": "max-age=600",
    "surrogate-control": "max-age=600",
    "x-accel-expires": "600",
    "edge-control": "600",
    expires: "Fri, 01 Jan 2100 00:00:00 GMT",
    age: "5",
    etag: '"1"',
    "x-own": "kept",
  };
  const cached = og.route("invoice.read", { load }, () => new Response("ok", { headers: caching }));
  const answers = [
    await seen(call(cached, { user: alice, params: { id: id(1) } })),
    await ask(alice, id(1)),
    await ask(bob, id(1)),
    await ask(alice, id(1), { path: `/?userId=${bob}` }),
    await seen(call(og.route("invoice.list", { load: () => stored }))),
  ];
  for (const { headers, status } of answers) {
    assert.equal(headers["cache-control"], "private, no-store, max-age=0", String(status));
    const left = Object.keys(headers).filter((name) => name in caching && name !== "cache-control" && name !== "x-own");
    assert.deepEqual(left, []);
    assert.equal(headers["x-content-type-options"], "nosniff");
  }
  assert.equal(answers[0].headers["x-own"], "kept");
});

test("cookies and streams of a handler go through", async () => {
  const streaming = og.route("invoice.read", { load }, () => {
    const answer = new Response(new ReadableStream({ start: (to) => (to.enqueue(new TextEncoder().encode("a")), to.close()) }));
    answer.headers.append("set-cookie", "a=1");
    answer.headers.append("set-cookie", "b=2");
    return answer;
  });
  const answer = await call(streaming, { user: alice, params: { id: id(1) } });
  assert.deepEqual(answer.headers.getSetCookie(), ["a=1", "b=2"]);
  assert.equal(await answer.text(), "a");
});

test("HEAD is decided as GET and has no body", async () => {
  assert.deepEqual(await ask(alice, id(1), { method: "HEAD" }).then(({ status, body }) => [status, body]), [200, ""]);
  assert.equal((await ask(bob, id(1), { method: "HEAD" })).status, 404);
});

test("the session is looked at once a request", async () => {
  const busy = og.route("invoice.read", { load }, async (_, { session }) => {
    await og.can("invoice.update", stored[0]);
    await og.own("invoice.read", stored[0]);
    return Response.json({ same: (await og.session()).subject === session.subject });
  });
  const before = looked.sessions;
  assert.equal((await seen(call(busy, { user: alice, params: { id: id(1) } }))).status, 200);
  assert.equal(looked.sessions - before, 1);
});

test("what the guard denies inside of a handler is a Response too, and what the app throws is the app's", async () => {
  const inner = og.route("invoice.read", { load }, () => og.own("invoice.read", stored[1]));
  assert.deepEqual(await seen(call(inner, { user: alice, params: { id: id(1) } })), await ask(bob, id(9)));
  const boom = new Error("boom");
  const failing = og.route("invoice.read", { load }, () => Promise.reject(boom));
  await assert.rejects(call(failing, { user: alice, params: { id: id(1) } }), boom);
});

test("in a shared cache scope `headers()` throws, and nobody swallows it", async () => {
  const { request } = await import("./stubs/headers.mjs");
  const shared = () => request.run({ shared: true }, () => GET(new Request("https://app.example.com/"), { params: Promise.resolve({ id: id(1) }) }));
  await assert.rejects(shared, /use cache/);
});
