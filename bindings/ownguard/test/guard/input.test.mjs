// Inputs: only what may be written gets through, with owner and tenant of the session.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Denied } from "ownguard";
import { billing, invoice, member } from "./support.mjs";

const og = billing();
const manager = og.as(member("manager"));

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("it did not throw");
}

test("a new row gets the columns that were allowed, the tenant and the owner", () => {
  const given = { number: "8", total: 2, metadata: { a: [1] } };
  const owned = { workspace_id: "t1", created_by: "u1" };
  assert.deepEqual(manager.input("invoice.create", given), { ...given, ...owned });
  assert.deepEqual(manager.input("invoice.create", given, { tenant: "t1" }), { ...given, ...owned });
  assert.deepEqual(manager.input("invoice.create", given, { names: "wire" }), { ...given, workspaceId: "t1", createdBy: "u1" });
  assert.deepEqual(manager.input("invoice.create", { ...given, workspaceId: "t1", createdBy: "u1" }), { ...given, ...owned });
});

test("an owner or a tenant that is not the session's is refused, not overwritten", () => {
  for (const given of [{ createdBy: "u2" }, { workspaceId: "t2" }, { workspaceId: null }, { userId: "u2" }]) {
    const error = thrown(() => manager.input("invoice.create", { number: "8", ...given }));
    assert.deepEqual([error.reason, error.status, error.about], ["identity_mismatch", 403, Object.keys(given)[0]]);
  }
  assert.equal(thrown(() => manager.input("invoice.create", { number: "8" }, { tenant: "t2" })).status, 404);
});

test("of an existing row the key, the tenant and the owner stay; the row must be given, and be the caller's", () => {
  const row = invoice();
  assert.deepEqual(manager.input("invoice.update", { id: "i1", workspaceId: "t1", createdBy: "u9", number: "8", status: "void" }, { row }), { number: "8", status: "void" });
  assert.deepEqual(manager.input("invoice.update", { internalNotes: "x", visibility: undefined }, { row }), { internal_notes: "x" });
  assert.equal(thrown(() => manager.input("invoice.update", { number: "8" })).code, "bad_call");
  for (const missing of [null, invoice({ workspaceId: "t2" })]) {
    const error = thrown(() => manager.input("invoice.update", { number: "8" }, { row: missing }));
    assert.deepEqual([error.message, error.status], ["no such row", 404]);
  }
  assert.equal(thrown(() => manager.input("invoice.update", { number: "8" }, { row, tenant: "t2" })).status, 404);
});

test("what is refused names the field, where the model knows it, and says no value", () => {
  const row = invoice();
  const refused = [
    [{ stripeId: "x" }, "field_not_writable", "stripeId"],
    [{ isAdmin: true }, "field_not_writable", undefined],
    [{ status: "paid" }, "value_not_allowed", "status"],
    [{ total: { $gt: 0 } }, "field_not_writable", "total"],
    [JSON.parse('{"__proto__":{"isAdmin":true}}'), "field_not_writable", undefined],
    [{ constructor: { prototype: {} } }, "field_not_writable", undefined],
  ];
  for (const [given, reason, about] of refused) {
    const error = thrown(() => manager.input("invoice.update", given, { row }));
    assert.ok(error instanceof Denied);
    assert.deepEqual([error.reason, error.about], [reason, about], JSON.stringify(given));
  }
  for (const given of [null, undefined, [], "x", 7]) assert.equal(thrown(() => manager.input("invoice.update", given, { row })).reason, "bad_body");
});

test("rows inside an input are written in column names, by their own list", () => {
  const given = { lines: [{ text: "a", amount: 1 }] };
  assert.deepEqual(manager.input("invoice.update", given, { row: invoice() }), given);
  assert.equal(thrown(() => manager.input("invoice.update", { lines: [{ invoiceId: "i2" }] }, { row: invoice() })).reason, "field_not_writable");
});

test("a row that a field points at must be given, and be the caller's to read", () => {
  const project = { id: "p1", workspaceId: "t1", createdBy: "u9", visibility: "private" };
  const write = (references) => manager.input("invoice.update", { projectId: "p1" }, { row: invoice(), ...(references ? { references } : {}) });
  assert.deepEqual(write({ projectId: project }), { project_id: "p1" });
  assert.deepEqual(manager.input("invoice.update", { projectId: null }, { row: invoice() }), { project_id: null });
  const untold = thrown(() => write());
  assert.deepEqual([untold.reason, untold.about], ["foreign_reference", "projectId"]);
  assert.match(untold.mend, /references: \{ projectId \}/);
  for (const one of [{ ...project, workspaceId: "t2" }, { ...project, id: "p2" }, null]) {
    const error = thrown(() => write({ projectId: one }));
    assert.deepEqual([error.reason, error.status], ["foreign_reference", 403]);
  }
});

test("a child is written under the row above that was given", () => {
  assert.deepEqual(manager.input("line.create", { text: "a" }, { parent: invoice() }), { text: "a", invoice_id: "i1" });
  assert.equal(thrown(() => manager.input("line.create", { text: "a" })).reason, "labels_missing");
  assert.equal(thrown(() => manager.input("line.create", { text: "a" }, { parent: invoice({ workspaceId: "t2" }) })).status, 404);
  assert.equal(thrown(() => manager.input("line.create", { text: "a" }, { parent: null })).status, 404);
});

test("exact numbers stay exact: a bigint is judged as its digits", () => {
  assert.deepEqual(manager.input("invoice.update", { total: 9007199254740993n }, { row: invoice() }), { total: 9007199254740993n });
});

test("the last holder of the top role stays, and nobody grants above their own", () => {
  const row = { id: "m2", workspace_id: "t1", user_id: "u2", role: "admin" };
  const admin = og.as(member("admin"));
  assert.match(thrown(() => admin.input("member.update", { role: "viewer" }, { row })).mend, /`last`/);
  assert.equal(thrown(() => admin.input("member.update", { role: "viewer" }, { row, last: true })).reason, "last_holder");
  assert.deepEqual(admin.input("member.update", { role: "viewer" }, { row, last: false }), { role: "viewer" });
  assert.equal(thrown(() => manager.input("member.invite", { role: "admin" })).reason, "role_above_own");
});

test("whoever is invited is not who invites: the person of an invitation is the app's to say", () => {
  const invited = manager.input("member.invite", { role: "viewer" });
  assert.equal(invited.role, "viewer");
  assert.ok(!("user_id" in invited), JSON.stringify(Object.keys(invited)));
});

test("what must be recorded of a write is", () => {
  const events = [];
  const fresh = { kind: "person", id: "u1", verified: true, as_of: "this_request", memberships: [{ tenant: "t1", role: "manager", plan: "pro", as_of: "this_request" }] };
  billing({ audit: (event) => events.push(event) }).as(fresh).input("invoice.delete", {}, { row: invoice() });
  assert.deepEqual(events.map(({ action, relation, keys }) => [action, relation, keys.join()]), [["invoice.delete", "workspace.manager", "i1"]]);
});
