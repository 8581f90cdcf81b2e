// Components: denials as Next.js's own interrupts, and questions that never go unasked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { acme, alice, as, bob, createGuard, Denied, facts, globex, guard, id, invoice, mia, model, place, stopped } from "./harness.mjs";

const og = guard();
const stored = [invoice(), invoice({ id: id(2), workspace_id: globex, created_by: bob })];
const find = (key) => stored.find((row) => row.id === key) ?? null;

test("own hands out the row as the caller may see it", async () => {
  const row = await as(alice, () => og.own("invoice.read", () => find(id(1)), { key: id(1) }));
  assert.deepEqual([row.id, row.customerEmail, "stripeCustomerId" in row], [id(1), "carol@example.com", false]);
  assert.deepEqual(row, await as(alice, () => og.own("invoice.read", find(id(1)))));
  assert.deepEqual(row, await as(alice, () => og.own("invoice.read", Promise.resolve(find(id(1))))));
});

test("a foreign row, an absent row and another row than was asked for are notFound()", async () => {
  for (const [user, key, named] of [[bob, id(1), id(1)], [alice, id(9), id(9)], [alice, id(1), id(2)], [null, id(1), id(1)], [null, id(9), id(9)]]) {
    assert.equal(await stopped(() => as(user, () => og.own("invoice.read", () => find(key), { key: named }))), "404", `${user} ${key}`);
  }
});

test("who is signed out goes to the sign-in page, or is not found where there is none", async () => {
  const list = (og) => stopped(() => as(null, () => og.filter("invoice.list", stored)));
  assert.equal(await list(guard({ signIn: "/login" })), "/login");
  assert.equal(await list(og), "404");
  assert.equal(await stopped(() => as(null, () => guard({ signIn: "/login" }).require())), "/login");
});

test("forbidden() and unauthorized() are used where the app has them", async (t) => {
  const update = () => stopped(() => as(mia, () => og.own("invoice.update", stored[0])));
  const out = () => stopped(() => as(null, () => og.require()));
  assert.deepEqual([await update(), await out()], ["404", "404"]);
  process.env.__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS = "true";
  t.after(() => delete process.env.__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS);
  assert.deepEqual([await update(), await out()], ["403", "401"]);
});

test("what cannot be judged is an error, not an answer", async () => {
  const { workspace_id: _, ...untold } = stored[0];
  const thrown = await stopped(() => as(alice, () => og.own("invoice.read", untold)));
  assert.ok(thrown instanceof Denied);
  assert.deepEqual([thrown.status, thrown.reason], [502, "labels_missing"]);
  const down = guard({ facts: () => Promise.reject(new Error("down")), warn: () => {} });
  const unknown = await stopped(() => as(alice, () => down.own("invoice.read", stored[0])));
  assert.equal(unknown.status, 503);
});

test("nothing is loaded for whoever could do nothing with it", async () => {
  let loads = 0;
  await stopped(() => as(null, () => og.own("thread.read", () => ((loads += 1), null))));
  assert.equal(loads, 0);
});

test("can, redact, filter, where and columns ask for the caller of the request", async () => {
  const can = (user, ...asked) => as(user, () => og.can(...asked));
  assert.equal(await can(alice, "invoice.update", stored[0]), true);
  assert.equal(await can(mia, "invoice.update", stored[0]), false);
  assert.equal(await can(bob, "invoice.update", stored[0]), false);
  assert.equal(await can(alice, "invoice.create", place({ tenant: acme })), true);
  assert.equal(await can(alice, "invoice.create", place({ tenant: globex })), false);
  assert.equal(await can(alice, "invoice.read", null), false);
  assert.equal(await can(null, "invoice.list"), false);
  assert.equal(await as(bob, () => og.redact("invoice.read", stored[0])), null);
  assert.deepEqual((await as(bob, () => og.filter("invoice.list", () => stored))).map(({ id }) => id), [id(2)]);
  const where = await as(alice, () => og.where("invoice.list"));
  assert.deepEqual(where.none, false);
  assert.match(where.sql().text, /workspace_id/);
  const columns = await as(mia, () => og.columns("invoice.list"));
  assert.equal(columns.all.includes("stripe_customer_id"), false);
});

test("the access itself throws Denied, for whoever wants to catch it", async () => {
  const session = await as(bob, () => og.session());
  assert.equal(session.subject, bob);
  assert.throws(() => session.own("invoice.read", stored[0]), Denied);
});

test("every question awaits headers(): in a shared cache scope each throws, and nothing is answered", async () => {
  const questions = {
    session: () => og.session(),
    can: () => og.can("invoice.read", stored[0]),
    own: () => og.own("invoice.read", stored[0]),
    redact: () => og.redact("invoice.read", stored[0]),
    filter: () => og.filter("invoice.list", stored),
    where: () => og.where("invoice.list"),
    columns: () => og.columns("invoice.list"),
    require: () => og.require(),
    withSession: () => og.withSession({ query: async () => ({ rows: [] }) }, async () => 1),
    action: () => og.action("invoice.update", { load: () => stored[0] }, () => 1)({}),
  };
  for (const [name, ask] of Object.entries(questions)) {
    const thrown = await stopped(() => as(alice, ask, { shared: true }));
    assert.match(String(thrown.message), /use cache/, name);
  }
});

test("under force-static, where headers() is empty, nobody is signed in", async () => {
  const { request } = await import("./stubs/headers.mjs");
  const asked = () => request.run({ headers: new Headers() }, () => og.own("thread.read", { id: id(1), workspace_id: acme, created_by: alice }));
  assert.equal(await stopped(asked), "404");
});

test("a guard without what it needs throws what is missing; nobody is let in", async () => {
  const broken = createGuard({ model, facts, env: { NODE_ENV: "production" } });
  const thrown = await stopped(() => as(alice, () => broken.own("invoice.read", stored[0])));
  assert.match(thrown.message, /SUPABASE_URL/);
  assert.throws(() => createGuard({ model: "" }), { code: "model_missing" });
  assert.throws(() => createGuard({ model: "version = 2" }), { name: "OwnguardError" });
});
