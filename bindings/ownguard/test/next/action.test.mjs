// Server actions: what they answer, and that nothing foreign can be done or learned through them.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import * as z from "zod";
import { acme, alice, as, bob, createGuard, globex, guard, id, invoice, mia, model } from "./harness.mjs";

const og = guard();
const stored = [invoice(), invoice({ id: id(2), workspace_id: globex, created_by: bob })];
const load = ({ input }) => stored.find((row) => row.id === input.id) ?? null;
const taken = [];
const save = og.action("invoice.update", { input: z.object({ id: z.uuid(), total: z.coerce.number().min(1) }), load }, ({ row, columns }) => {
  taken.push(columns);
  return row.number;
});
const site = { headers: { "sec-fetch-site": "same-origin" } };
const by = (user, action, ...given) => as(user, () => action(...given), site);
const form = (entries) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(entries)) form.append(name, value);
  return form;
};
const failed = (code, status, more = {}) => ({ ok: false, error: { code, status, ...more } });

test("an object, a form, and a form behind the state of useActionState are the same input", async () => {
  taken.length = 0;
  const good = { ok: true, data: "A-1" };
  assert.deepEqual(await by(alice, save, { id: id(1), total: 7 }), good);
  assert.deepEqual(await by(alice, save, form({ id: id(1), total: "7", $ACTION_KEY: "k" })), good);
  assert.deepEqual(await by(alice, save, { ok: true, data: "A-0" }, form({ id: id(1), total: "7" })), good);
  assert.deepEqual(await by(alice, save, null, { id: id(1), total: 7 }), good);
  assert.deepEqual(taken, [{ total: 7 }, { total: 7 }, { total: 7 }, { total: 7 }]);
});

test("another's id comes to the same as one that does not exist", async () => {
  taken.length = 0;
  const foreign = await by(alice, save, { id: id(2), total: 7 });
  assert.deepEqual(foreign, failed("not_found", 404));
  assert.deepEqual(await by(alice, save, { id: id(9), total: 7 }), foreign);
  assert.deepEqual(await by(bob, save, { id: id(1), total: 7 }), foreign);
  assert.deepEqual(taken, []);
});

test("what the caller may not do is told by a closed set of codes", async () => {
  assert.deepEqual(await by(null, save, { id: id(1), total: 7 }), failed("unauthorized", 401));
  assert.deepEqual(await by(mia, save, { id: id(1), total: 7 }), failed("forbidden", 403));
  const refund = og.action("invoice.export", { load: () => stored }, () => "csv");
  assert.deepEqual(await by(mia, refund, {}), failed("forbidden", 403));
  const bad = await by(alice, save, { id: "x", total: 0 });
  assert.deepEqual([bad.ok, bad.error.code, bad.error.status, bad.error.field], [false, "invalid_input", 422, "id"]);
  assert.deepEqual(bad.error.issues.map(({ field }) => field), ["id", "total"]);
  for (const odd of ["text", 7, [], new Map(), true]) {
    assert.deepEqual(await by(alice, save, odd), failed("bad_body", 400), String(odd));
  }
});

test("what the schema drops is refused where the model says that nobody writes it", async () => {
  const refused = await by(alice, save, { id: id(1), total: 7, stripeCustomerId: "cus_2" });
  assert.deepEqual(refused, failed("field_not_writable", 403, { field: "stripeCustomerId" }));
  assert.equal((await by(alice, save, { id: id(1), total: 7, workspaceId: globex })).error.code, "identity_mismatch");
  assert.equal((await by(alice, save, { id: id(1), total: 7, userId: bob })).error.code, "identity_mismatch");
  assert.equal((await by(alice, save, { id: id(1), total: 7, createdBy: bob })).error.code, "identity_mismatch");
});

test("valibot is as good as zod, and without a schema the model alone says what is taken", async () => {
  const withValibot = og.action("invoice.update", { input: v.object({ id: v.pipe(v.string(), v.uuid()), number: v.string() }), load }, ({ data }) => data);
  assert.deepEqual(await by(alice, withValibot, { id: id(1), number: "B-1" }), { ok: true, data: { number: "B-1" } });
  assert.equal((await by(alice, withValibot, { id: id(1), number: 5 })).error.field, "number");
  const bare = og.action("invoice.create", {}, ({ columns }) => columns);
  assert.deepEqual(await by(alice, bare, { number: "C-1" }), { ok: true, data: { number: "C-1", workspace_id: acme, created_by: alice } });
  assert.deepEqual(await by(alice, bare, { number: "C-1", anything: 1 }), failed("field_not_writable", 403));
});

test("another site cannot make a browser act", async () => {
  const cross = as(alice, () => save({ id: id(1), total: 7 }), { headers: { "sec-fetch-site": "cross-site", origin: "https://evil.example" } });
  assert.deepEqual(await cross, failed("cross_site", 403));
});

test("redirect() and notFound() of the app go through; its errors are its own", async () => {
  const { redirect, notFound } = await import("next/navigation");
  const acting = (fn) => og.action("invoice.update", { load }, fn);
  const digest = (promise) => promise.then(() => assert.fail("went on"), (thrown) => thrown.digest);
  assert.match(await digest(by(alice, acting(() => redirect("/invoices")), { id: id(1) })), /^NEXT_REDIRECT;.*\/invoices/);
  assert.match(await digest(by(alice, acting(() => notFound()), { id: id(1) })), /;404$/);
  const boom = new Error("boom");
  await assert.rejects(by(alice, acting(() => Promise.reject(boom)), { id: id(1) }), boom);
});

test("what the guard denies inside of an action is an answer, also where components would be redirected", async () => {
  const withSignIn = guard({ signIn: "/login" });
  const nested = withSignIn.action("invoice.update", { load }, () => withSignIn.own("invoice.read", stored[1]));
  assert.deepEqual(await by(alice, nested, { id: id(1) }), failed("not_found", 404));
});

test("a guard that is set up wrongly denies, and says why in the log and nowhere else", async (t) => {
  const log = t.mock.method(console, "error", () => {});
  const broken = createGuard({ model, env: { NODE_ENV: "production" } });
  const answer = await by(alice, broken.action("invoice.update", { load }, () => "done"), { id: id(1) });
  assert.deepEqual(answer, failed("unavailable", 503));
  assert.match(String(log.mock.calls[0].arguments[0]), /SUPABASE_URL/);
});
