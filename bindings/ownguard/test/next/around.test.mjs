// Rows that are judged by more than themselves: under another row, shared with somebody, in a tenant of several.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { acme, alice, as, bob, call, env, facts, globex, guard, id, invoice, mia, seen } from "./harness.mjs";

const og = guard();
const invoices = [invoice(), invoice({ id: id(2), workspace_id: globex, created_by: bob }), invoice({ id: id(3) })];
const line = (more) => ({ id: id(4), invoice_id: id(1), text: "hours", amount: 3, cost: 1, ...more });
const lines = [line(), line({ id: id(5), invoice_id: id(2) }), line({ id: id(6), invoice_id: id(3) })];
const load = ({ params }) => lines.find((row) => row.id === params.id) ?? null;
const parent = ({ params, stored }) => invoices.find((row) => row.id === (params.invoice ?? stored?.invoice_id)) ?? null;
const ask = async (handler, user, params, more) => {
  const { status, body } = await seen(call(handler, { user, params, ...more }));
  return status === 200 ? JSON.parse(body) : status;
};

test("a child is judged by the row above it", async () => {
  const GET = og.route("invoice_line.read", { load, parent });
  assert.deepEqual(await ask(GET, alice, { id: id(4) }), { id: id(4), invoiceId: id(1), text: "hours", amount: 3, cost: 1 });
  assert.equal("cost" in (await ask(GET, mia, { id: id(4) })), false);
  assert.equal(await ask(GET, bob, { id: id(4) }), 404);
  assert.equal(await ask(GET, alice, { id: id(5) }), 404);
  assert.equal(await ask(GET, alice, { id: id(9) }), 404);
});

test("a child is of the row that the path names", async () => {
  const GET = og.route("invoice_line.read", { load, parent });
  assert.equal((await ask(GET, alice, { invoice: id(1), id: id(4) })).id, id(4));
  assert.equal((await ask(GET, alice, { invoiceId: id(1), id: id(4) })).id, id(4));
  assert.equal(await ask(GET, alice, { invoice: id(3), id: id(4) }), 404, "both are hers, but it is not of that one");
  const LIST = og.route("invoice_line.list", { load: () => lines, parent });
  assert.deepEqual((await ask(LIST, alice, { invoice: id(1) })).map((row) => row.id), [id(4)]);
  assert.equal((await ask(LIST, bob, { invoice: id(1) })).length ?? 0, 0);
  const all = og.route("invoice_line.list", { load: () => lines, parent: () => (row) => invoices.find(({ id }) => id === row.invoice_id) });
  assert.deepEqual((await ask(all, alice, {})).map((row) => row.id), [id(4), id(6)]);
});

test("a child is made under a row that the caller may change, and points at it", async () => {
  const POST = og.route("invoice_line.create", { parent }, (_, { columns }) => Response.json(columns));
  const make = (user, invoice, body = { text: "a", amount: 1 }) => ask(POST, user, { invoice }, { method: "POST", body });
  assert.deepEqual(await make(alice, id(1)), { text: "a", amount: 1, invoice_id: id(1) });
  assert.equal(await make(mia, id(1)), 403);
  assert.equal(await make(bob, id(1)), 404);
  assert.equal(await make(bob, id(9)), 404);
  assert.equal(await make(alice, id(1), { text: "a", invoiceId: id(3) }), 403);
  const elsewhere = og.route("invoice_line.create", { parent: () => invoices[2] }, () => new Response("made"));
  assert.equal(await ask(elsewhere, alice, { invoice: id(1) }, { method: "POST", body: {} }), 404, "not the one that the path names");
});

test("without the row above a child is not judged, and the log says how to mend it", async (t) => {
  const log = t.mock.method(console, "warn", () => {});
  const dev = guard({ env: { SUPABASE_URL: "https://project.supabase.co", OWNGUARD_DEV: "1" } });
  const answer = await seen(call(dev.route("invoice_line.read", { load }), { user: alice, params: { id: id(4) } }));
  assert.equal(answer.status, 502);
  assert.match(JSON.parse(answer.body).mend, /parent/);
  assert.match(String(log.mock.calls[0].arguments[0]), /invoice_line\.read/);
});

test("a row is shared at the level that is told", async () => {
  const project = { id: id(7), workspace_id: acme, created_by: alice, name: "p", status: "open", visibility: "private", created_at: null, budget: 5 };
  const shared = (level) => ({ load: () => project, share: () => level });
  const read = (level) => ask(og.route("project.read", shared(level)), mia, { id: id(7) });
  const write = (level) =>
    ask(og.route("project.update", shared(level), (_, { columns }) => Response.json(columns)), mia, { id: id(7) }, { method: "PATCH", body: { name: "q" } });
  assert.equal(await read(null), 404);
  assert.equal((await read("view")).name, "p");
  assert.equal(await write("view"), 403);
  assert.deepEqual(await write("edit"), { name: "q" });
  const LIST = og.route("project.list", { load: () => [project, { ...project, id: id(8) }], share: () => (row) => (row.id === id(8) ? "view" : null) });
  assert.deepEqual((await ask(LIST, mia, {})).map((row) => row.id), [id(8)]);
});

test("a share link opens the row that it is for, to the signed-out too, and no other", async () => {
  const linked = guard({ env: { ...env, OWNGUARD_LINK_KEY: `l1:${Buffer.alloc(32, 9).toString("base64")}` } });
  const rows = [invoice({ visibility: "unlisted" }), invoice({ id: id(3), visibility: "unlisted" }), invoice({ id: id(5) })];
  const open = (link, key) => ask(linked.route("invoice.read", { load: () => rows.find((row) => row.id === key), link: () => link }), null, { id: key });
  const link = (key, more) => mint("l1", Buffer.alloc(32, 9), "invoice", key, acme, more);
  assert.deepEqual(Object.keys(await open(link(id(1)), id(1))).sort(), ["dueAt", "number", "status", "total"], "what outsiders see");
  assert.equal(await open(link(id(1)), id(3)), 404);
  assert.equal(await open(link(id(5)), id(5)), 404, "a private row is closed again");
  assert.equal(await open(link(id(1), -60), id(1)), 404, "expired");
  assert.equal(await open(`${link(id(1)).slice(0, -2)}AA`, id(1)), 404, "forged");
  assert.equal(await open(undefined, id(1)), 404);
});

test("who belongs to several tenants says which, and to none that is not theirs", async () => {
  const both = guard({ facts: async (subject) => ({ ...(await facts(subject)), memberships: [{ tenant: acme, role: "manager" }, { tenant: globex, role: "viewer" }] }) });
  const POST = both.route("invoice.create", {}, (_, { columns, tenant }) => Response.json([columns.workspace_id, tenant]));
  const make = (params, body = { number: "1" }) => ask(POST, alice, params, { method: "POST", body });
  assert.deepEqual(await make({ workspace: acme }), [acme, acme]);
  assert.equal(await make({ workspace: globex }), 403);
  assert.ok([403, 404].includes(await make({})), "nobody guesses");
  const named = both.action("invoice.create", { tenant: () => acme }, async ({ columns }) => columns.workspace_id);
  const said = await as(alice, () => named({ number: "1" }), { headers: { "sec-fetch-site": "same-origin" } });
  assert.deepEqual(said, { ok: true, data: acme });
});

test("the last holder of the top role stays, and who is invited is not who invites", async () => {
  const admins = guard({ facts: async () => ({ user: { status: "active", verified: true }, memberships: [{ tenant: acme, role: "admin" }] }), audit: () => {} });
  const member = { id: id(1), workspace_id: acme, user_id: alice, display_name: "a", role: "admin", status: "active", email: "a@example.com" };
  const site = { headers: { "sec-fetch-site": "same-origin" } };
  const leave = (last) => as(alice, () => admins.action("member.delete", { load: () => member, ...(last !== undefined && { last: () => last }) }, async () => "gone")({ id: id(1) }), site);
  assert.deepEqual(await leave(false), { ok: true, data: "gone" });
  assert.equal((await leave(true)).error.code, "last_holder");
  assert.equal((await leave(undefined)).error.code, "unavailable", "nobody guesses");
  const demote = (last) => as(alice, () => admins.action("member.update", { load: () => ({ ...member, user_id: mia }), last: () => last }, async ({ columns }) => columns)({ role: "viewer" }), site);
  assert.deepEqual(await demote(false), { ok: true, data: { role: "viewer" } });
  assert.equal((await demote(true)).error.code, "last_holder");
  const invite = await as(alice, () => admins.action("member.invite", {}, async ({ columns }) => columns)({ email: "n@example.com", role: "member" }), site);
  assert.deepEqual(invite, { ok: true, data: { email: "n@example.com", role: "member", workspace_id: acme } });
});

test("what must be recorded is recorded once, and only when it is done", async () => {
  const events = [];
  const audited = guard({ audit: (event) => events.push(`${event.action} ${event.keys}`) });
  const bulk = audited.action("invoice.bulk_update", { load: () => [invoices[0], invoices[2]] }, async () => "done");
  const site = { headers: { "sec-fetch-site": "same-origin" } };
  await as(alice, () => bulk({ total: 1, stripeCustomerId: "x" }), site);
  assert.deepEqual(events, []);
  assert.equal((await as(alice, () => bulk({ total: 1 }), site)).ok, true);
  assert.deepEqual(events, [`invoice.bulk_update ${id(1)}`, `invoice.bulk_update ${id(3)}`]);
});

test("facts tells nobody but the gate, and without a key nobody", async (t) => {
  const log = t.mock.method(console, "error", () => {});
  const path = `/api/ownguard/facts?sub=${alice}`;
  const key = { ...env, OWNGUARD_PROOF_KEY: `k1:${Buffer.alloc(32, 7).toString("base64url")}` };
  const ask = (og, headers = {}) => seen(call(og.facts(), { user: alice, path, headers }));
  const unproven = await ask(guard({ env: key }));
  assert.deepEqual([unproven.status, unproven.headers["cache-control"]], [404, "private, no-store, max-age=0"]);
  assert.equal((await ask(guard({ env: key }), { "ownguard-proof": "v1.k1.forged" })).status, 404);
  assert.equal((await ask(og)).status, 503);
  assert.match(String(log.mock.calls[0].arguments[0]), /OWNGUARD_PROOF_KEY/);
});

/** A share link: its fields after their length, and a MAC over all of them. */
function mint(name, secret, resource, key, tenant, seconds = 60) {
  const after = (size, field) => {
    const length = Buffer.alloc(size);
    length.writeUIntBE(Buffer.byteLength(field), 0, size);
    return Buffer.concat([length, Buffer.from(field)]);
  };
  const expires = Buffer.alloc(8);
  expires.writeBigInt64BE(BigInt(Math.floor(Date.now() / 1000) + seconds));
  const link = Buffer.concat([Buffer.of(1), after(2, name), after(2, resource), after(2, key), Buffer.of(1), after(2, tenant), expires, Buffer.alloc(16)]);
  const mac = createHmac("sha256", secret).update(Buffer.concat([after(4, "ownguard.link"), after(4, link)])).digest();
  return Buffer.concat([link, mac]).toString("base64url");
}

test("whoever may list no row below another is refused, whether a row above is named or not", async () => {
  const model = `version = 1
[tenancy]
name = "workspace"
table = "workspaces"
key = "id:uuid"
roles = ["viewer", "manager"]
[resources.note]
key = "id:text"
tenant = "workspace_id"
show = ["id"]
[resources.note.grants]
workspace.viewer = ["read"]
workspace.manager = ["read", "update"]
[resources.line]
key = "id:text"
parent = { resource = "note", field = "note_id", as = { list = "update" } }
show = ["id", "note_id"]
`;
  const notes = [{ id: "n1", workspace_id: acme }, { id: "n2", workspace_id: globex }];
  const below = [{ id: "l1", note_id: "n1" }, { id: "l2", note_id: "n2" }];
  const small = guard({ model });
  const load = () => below;
  const without = small.route("line.list", { load });
  const under = (at) => small.route("line.list", { load: () => [below[at]], parent: () => notes[at] });
  const each = small.route("line.list", { load, parent: () => (row) => notes.find(({ id }) => id === row.note_id) });
  const statusOf = async (route, user) => (await call(route, { user })).status;
  assert.equal(await statusOf(without, mia), 403);
  assert.equal(await statusOf(each, mia), 403);
  assert.equal(await statusOf(under(0), mia), 403);
  assert.equal(await statusOf(under(1), mia), 404);
  assert.equal(await statusOf(under(0), alice), 200);
  assert.deepEqual(await (await call(each, { user: alice })).json(), [{ id: "l1", note_id: "n1" }]);
});
