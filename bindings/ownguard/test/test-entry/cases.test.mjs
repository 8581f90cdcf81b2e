// `cases` and the fixtures of a case: what they name, and what they give.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { above, place as placeAt } from "ownguard";
import * as entry from "ownguard/test";
import { models } from "./world.mjs";

const { around, caller, cases, link, parent, place, row } = entry;
const one = (all, what) => {
  const found = all.find((one) => Object.entries(what).every(([name, value]) => (typeof value === "function" ? value(one[name]) : one[name] === value)));
  assert.ok(found, `no case like ${JSON.stringify(what)}`);
  return found;
};
const reads = cases(models.invoices, { resource: "invoice", action: "read" });

describe("cases", () => {
  test("are of the resources and actions that were asked for", () => {
    const named = (options) => [...new Set(cases(models.invoices, options).map(({ action }) => action))].sort();
    assert.deepEqual(named({ resource: "invoice", action: "read" }), ["invoice.read"]);
    assert.deepEqual(named({ resource: ["invoice", "thread"], action: ["read", "list"] }), ["invoice.list", "invoice.read", "thread.list", "thread.read"]);
    assert.deepEqual(named({ action: "thread.read" }), ["thread.read"]);
    assert.deepEqual(named({ action: ["thread.read", "invoice.list"] }), ["invoice.list", "thread.read"]);
    assert.equal(named({ resource: "profile" }).length, 11);
  });

  test("have names that no two of a model share, and that say who, what and the outcome", () => {
    const all = cases(models.notes);
    assert.ok(all.length > 10_000);
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    assert.equal(new Set(reads.map(({ name }) => name)).size, reads.length);
    const names = reads.map(({ name }) => name);
    for (const name of [
      "invoice.read: nobody signed in, a row, somebody else's private status null → 401 anonymous",
      "invoice.read: a workspace.viewer (known for 300 s), a row, their own private status null → as owner and workspace.viewer",
      "invoice.read: a workspace.viewer (known for 300 s), a row, the invoice deleted, nobody's public status null → 404 not_found",
    ]) {
      assert.ok(names.includes(name), name);
    }
  });

  test("hold every outcome: permits with fields and denials with each status", () => {
    const statuses = new Set(cases(models.invoices, { resource: "invoice" }).map(({ expected }) => expected.status));
    assert.deepEqual([...statuses].sort(), [200, 401, 403, 404, 503]);
    const viewer = one(reads, { who: ({ id }) => id === "person:workspace.viewer;age=300", state: "live", row: ({ owner }) => owner === "somebody" });
    assert.deepEqual(viewer.expected.masked, { customer_email: "mask:email" });
    assert.ok(viewer.expected.shown.includes("total") && !viewer.expected.shown.includes("internal_notes"));
  });

  test("of a model that is wrong are not made, and the error says why", () => {
    assert.throws(() => cases(""), { code: "model_missing" });
    assert.throws(() => cases("version = 1\n[resources.x]\n"), (error) => error.code === "model_invalid" && /OG\d{4}/.test(error.message));
    assert.throws(() => cases(models.notes, { resource: "nonte" }), /no resource `nonte`/);
    assert.throws(() => cases(models.notes, { action: "raed" }), /no action `raed`/);
  });
});

describe("the fixtures of a case", () => {
  test("give a row in either spelling, with keys of its kind and a text in every column", () => {
    const live = one(reads, { state: "live", row: (row) => row?.owner === "caller" });
    const wire = row(live);
    assert.match(wire.id, /^[0-9a-f-]{36}$/);
    assert.deepEqual([wire.workspaceId, wire.createdBy, wire.visibility, wire.deletedAt], ["here", "caller", live.row.visibility, null]);
    assert.equal(wire.internalNotes, "internal_notes of invoice-1");
    assert.equal(row(live, { names: "column" }).internal_notes, "internal_notes of invoice-1");
    assert.deepEqual(row(live), wire, "the same each time");
    const files = cases(models.invoices, { action: "file.read" });
    assert.equal(row(files.find(({ state }) => state === "live")).id, "10");
  });

  test("give the ids of a seed in place of the matrix's names", () => {
    const ids = { here: "acme", elsewhere: "globex", caller: "alice", somebody: "zoe", "invoice-1": "i-9" };
    const all = cases(models.invoices, { action: "invoice.read", ids });
    const live = one(all, { state: "live", row: (row) => row?.owner === "somebody", who: ({ id }) => id === "person:elsewhere;age=300" });
    assert.deepEqual([row(live).id, row(live).workspaceId, row(live).createdBy], ["i-9", "acme", "zoe"]);
    const asked = caller(live);
    assert.deepEqual([asked.id, asked.memberships[0].tenant], ["alice", "globex"]);
  });

  test("give a caller with facts as old as the case says, a little before their bound", () => {
    const now = 1_800_000_000_000;
    const age = (id) => 1_800_000_000 - caller(one(reads, { who: (who) => who.id === id }), { now }).as_of.at;
    assert.deepEqual([age("person:workspace.viewer;age=300"), age("person:workspace.viewer;age=301")], [290, 301]);
    const fresh = cases(models.invoices, { action: "invoice.delete" });
    assert.equal(caller(one(fresh, { who: (who) => who.id === "person:workspace.admin" })).as_of, "this_request");
  });

  test("give what stands above a child, with what stands above that", () => {
    const lines = cases(models.invoices, { action: ["invoice_line.read", "invoice_line.create"] });
    const live = one(lines, { target: "row", state: "live" });
    assert.deepEqual([around(live).parent.workspaceId, row(live).invoiceId], ["here", parent(live).id]);
    assert.equal(around(one(lines, { target: "row", state: "no_parent" })).parent, null);
    const made = one(lines, { target: "new", state: "live" });
    assert.equal(row(made), null);
    assert.ok(place(made) instanceof placeAt({}).constructor && place(made).parent.id === row(live).invoiceId);
    const deep = one(cases(models.folders, { action: "comment.read" }), { target: "row", state: "live", row: (row) => row.parent.parent.share === "view" });
    const note = parent(deep);
    assert.ok(note instanceof above({}, {}).constructor && note.parent instanceof above({}, {}).constructor);
    assert.deepEqual([note.parent.share, note.row.folderId, row(deep).noteId], ["view", note.parent.row.id, note.row.id]);
  });

  test("give the link that a case presents, and ask for its key", () => {
    const linked = one(reads, { link: (link) => link !== null, state: "live" });
    assert.throws(() => link(linked, undefined), { code: "key_invalid" });
    assert.equal(link(one(reads, { link: null }), undefined), undefined);
    assert.match(link(linked, Buffer.alloc(32, 1).toString("base64")), /^[\w-]+$/);
  });

  test("are of cases, not of copies", () => {
    assert.throws(() => row({ ...reads[0] }), { code: "case_unknown" });
  });
});
