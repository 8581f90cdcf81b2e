// Routes that write: the allow-list, owner and tenant from the session, and who may send.
import assert from "node:assert/strict";
import { test } from "node:test";
import { acme, alice, bob, call, globex, guard, id, invoice, mia, seen } from "./harness.mjs";

const og = guard();
const schema = (validate) => ({ "~standard": { version: 1, vendor: "test", validate } });
const passing = schema((value) => ({ value }));
const stored = [invoice(), invoice({ id: id(2), workspace_id: globex, created_by: bob })];
const load = ({ params }) => stored.find((row) => row.id === params.id) ?? null;
const taken = [];
const PATCH = og.route("invoice.update", { load }, (_, { columns, data, row }) => {
  taken.push(columns);
  return { ...stored.find(({ id }) => id === row.id), ...columns, seen: data };
});
const POST = og.route("invoice.create", {}, (_, { columns }) => (taken.push(columns), new Response(null, { status: 201 })));
const patch = (user, body, more = {}) =>
  seen(call(PATCH, { user, method: "PATCH", params: { id: id(1) }, path: `/api/invoices/${id(1)}`, body, ...more }));
const post = (user, body, more = {}) => seen(call(POST, { user, method: "POST", path: "/api/invoices", body, ...more }));

test("what may be written gets through, in the database's names", async () => {
  taken.length = 0;
  const answer = await patch(alice, { number: "A-2", total: 5, dueAt: "2026-02-01" });
  assert.equal(answer.status, 200, answer.body);
  assert.deepEqual(taken, [{ number: "A-2", total: 5, due_at: "2026-02-01" }]);
  const row = JSON.parse(answer.body);
  assert.equal(row.number, "A-2");
  assert.equal("stripeCustomerId" in row || "seen" in row, false, "a row that is returned is redacted");
});

test("what may not be written is refused, and the handler never runs", async () => {
  taken.length = 0;
  const bodies = [
    { total: 5, stripeCustomerId: "cus_2" },
    { total: 5, isAdmin: true },
    { workspaceId: globex },
    { createdBy: bob },
    { id: id(2) },
    { deletedAt: null },
    { status: "paid" },
    { userId: bob },
    { total: { $gt: 0 } },
    '{"total":1,"__proto__":{"a":1}}',
  ];
  for (const body of bodies) {
    const answer = await patch(alice, body);
    assert.deepEqual([answer.status, answer.body], [403, '{"error":"forbidden"}'], JSON.stringify(body));
  }
  assert.deepEqual(taken, []);
});

test("a row that the caller may not write is answered by whether they may read it", async () => {
  assert.equal((await patch(mia, { total: 5 })).status, 403);
  const foreign = await patch(bob, { total: 5 });
  assert.equal(foreign.status, 404);
  assert.deepEqual(foreign, await patch(bob, { total: 5 }, { params: { id: id(9) } }));
  assert.deepEqual(foreign, await patch(bob, { stripeCustomerId: "x" }), "bad input tells no more");
});

test("a new row has its owner and tenant from the session", async () => {
  taken.length = 0;
  assert.equal((await post(alice, { number: "A-3", total: 1 })).status, 201);
  assert.equal((await post(alice, { number: "A-3" }, { params: { workspace: acme } })).status, 201);
  assert.deepEqual(taken[0], { number: "A-3", total: 1, workspace_id: acme, created_by: alice });
  assert.deepEqual(taken[1], { number: "A-3", workspace_id: acme, created_by: alice });
  taken.length = 0;
  assert.equal((await post(mia, { number: "A-3" })).status, 403, "viewers create nothing");
  assert.equal((await post(bob, { number: "A-3" }, { params: { workspace: acme } })).status, 404);
  assert.equal((await post(alice, { workspaceId: globex })).status, 403);
  assert.equal((await post(alice, { createdBy: bob })).status, 403);
  assert.equal((await post(null, { number: "A-3" })).status, 401);
  assert.deepEqual(taken, []);
});

test("what another site could have sent is refused", async () => {
  const site = (headers) => patch(alice, { total: 5 }, { headers });
  assert.equal((await site({ "sec-fetch-site": "same-origin" })).status, 200);
  assert.equal((await site({ "sec-fetch-site": "none", origin: "https://app.example.com" })).status, 200, "its own origin");
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
    { "sec-fetch-site": "cross-site", origin: "null" },
    { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site", origin: "http://app.example.com" },
    { "sec-fetch-site": "cross-site", origin: "https://app.example.com.evil.example" },
  ]) {
    assert.equal((await site(headers)).status, 403, JSON.stringify(headers));
  }
});

test("a write is not answered by GET", async () => {
  const answer = await seen(call(PATCH, { user: alice, params: { id: id(1) } }));
  assert.equal(answer.status, 405);
});

test("an action of the app's own that is asked by GET must come from the site itself", async () => {
  const remind = og.route("invoice.remind", { load }, () => new Response("sent"));
  const by = async (headers) => (await seen(call(remind, { user: alice, params: { id: id(1) }, headers }))).status;
  assert.equal(await by({ "sec-fetch-site": "same-origin" }), 200);
  assert.equal(await by({ "sec-fetch-site": "cross-site" }), 403);
  assert.equal(await by({}), 403);
});

test("a body that does not parse, is too long or of an unknown kind is refused", async () => {
  assert.equal((await patch(alice, "{")).status, 400);
  assert.equal((await patch(alice, "[]")).status, 400);
  assert.equal((await patch(alice, "null")).status, 400);
  assert.equal((await patch(alice, "total=1", { headers: { "content-type": "text/plain" } })).status, 415);
  assert.equal((await patch(alice, JSON.stringify({ number: "x".repeat(2 ** 20) }))).status, 413);
  const short = og.route("invoice.update", { load, limit: 10 }, () => new Response("ok"));
  assert.equal((await seen(call(short, { user: alice, method: "PATCH", params: { id: id(1) }, body: { number: "12345678" } }))).status, 413);
});

test("forms are read as JSON is", async () => {
  taken.length = 0;
  const form = new FormData();
  form.set("number", "A-9");
  form.set("$ACTION_ID_x", "");
  assert.equal((await seen(call(PATCH, { user: alice, method: "PATCH", params: { id: id(1) }, form }))).status, 200);
  assert.equal((await seen(call(PATCH, { user: alice, method: "PATCH", params: { id: id(1) }, form: new URLSearchParams({ number: "A-10" }) }))).status, 200);
  assert.deepEqual(taken, [{ number: "A-9" }, { number: "A-10" }]);
  const twice = new URLSearchParams("number=1&number=2");
  assert.equal((await seen(call(PATCH, { user: alice, method: "PATCH", params: { id: id(1) }, form: twice }))).status, 403, "one field, one value");
});

test("a field may point only at what the caller can read, and absent looks like foreign", async () => {
  const project = (more) => ({ id: id(5), workspace_id: acme, created_by: alice, visibility: "private", ...more });
  const projects = [project(), project({ id: id(6), workspace_id: globex, created_by: bob })];
  const route = og.route(
    "invoice.update",
    { load, references: { projectId: ({ input }) => projects.find(({ id }) => id === input.projectId) } },
    () => new Response("ok"),
  );
  const point = (projectId) => seen(call(route, { user: alice, method: "PATCH", params: { id: id(1) }, body: { projectId } }));
  assert.equal((await point(id(5))).status, 200);
  const foreign = await point(id(6));
  assert.equal(foreign.status, 403);
  assert.deepEqual(foreign, await point(id(7)));
});

test("several rows are all changed or none, and each that is named is there", async () => {
  const rows = [invoice(), invoice({ id: id(3) }), stored[1]];
  const bulk = og.route(
    "invoice.bulk_update",
    { load: ({ input }) => rows.filter((row) => input.ids.includes(row.id)), input: passing },
    (_, { rows }) => Response.json(rows.length),
  );
  const ask = async (...ids) => {
    const { status, body } = await seen(call(bulk, { user: alice, method: "POST", body: { ids, total: 2 } }));
    return `${status} ${body}`;
  };
  assert.equal(await ask(id(1), id(3)), "200 2");
  assert.equal(await ask(id(1), id(2)), await ask(id(1), id(9)));
  assert.match(await ask(id(1), id(9)), /^404/);
  assert.match(await ask(...Array.from({ length: 101 }, () => id(1))), /^400/);
});

test("a schema says what is asked for, and the model still says what may be written", async () => {
  const total = schema((given) => (typeof given.total === "number" ? { value: { total: given.total, note: "extra" } } : { issues: [{ message: "a number", path: ["total"] }] }));
  const got = [];
  const route = og.route("invoice.update", { load, input: total }, (_, { input, data }) => (got.push({ input, data }), new Response("ok")));
  const send = (body) => seen(call(route, { user: alice, method: "PATCH", params: { id: id(1) }, body }));
  assert.equal((await send({ total: 3, confirm: "yes", number: "A-7" })).status, 200);
  assert.deepEqual(got, [{ input: { total: 3, note: "extra" }, data: { total: 3 } }]);
  assert.equal((await send({ total: 3, stripeCustomerId: "cus_9" })).status, 403, "dropped by the schema, refused all the same");
  assert.equal((await send({ total: 3, userId: bob })).status, 403);
  const bad = await send({ total: "3" });
  assert.deepEqual([bad.status, JSON.parse(bad.body).errors], [422, [{ field: "total", message: "a number" }]]);
});

test("a handler that reads the body itself gets it whole", async () => {
  const route = og.route("invoice.update", { load, input: false }, async (request) => new Response(await request.text()));
  assert.equal((await seen(call(route, { user: alice, method: "PUT", params: { id: id(1) }, body: "raw", headers: { "content-type": "text/plain" } }))).body, "raw");
  assert.equal((await seen(call(route, { user: bob, method: "PUT", params: { id: id(1) }, body: "raw" }))).status, 404);
});


