// Queries: the condition in SQL, for Prisma and for supabase-js, and the columns to select.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "@supabase/supabase-js";
import { billing, member } from "./support.mjs";

const og = billing();
const viewer = og.as(member());

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("it did not throw");
}

test("a condition is SQL with values apart, numbered from where the query wants, for its alias", () => {
  const where = viewer.where("invoice.list");
  assert.deepEqual(where.sql(), where.sql({ first: 1 }));
  const { text, params } = where.sql({ alias: "i", first: 3 });
  assert.match(text, /"i"\."workspace_id"/);
  assert.match(text, /\$3/);
  assert.ok(!text.includes("$1") && !text.includes("t1"));
  assert.deepEqual(params, ["t1"]);
  assert.equal(where.none, false);
});

test("a tenant that the path names narrows; one that is not the caller's is not found", () => {
  const both = og.as({ kind: "person", id: "u1", memberships: ["t1", "t2"].map((tenant) => ({ tenant, role: "viewer" })) });
  assert.ok(both.where("invoice.list", { tenant: "t2" }).sql().params.includes("t2"));
  assert.equal(thrown(() => viewer.where("invoice.list", { tenant: "t2" })).status, 404);
  assert.equal(thrown(() => og.as({ kind: "anonymous" }).where("customer.list")).status, 401);
});

test("Prisma gets exact values: a tenant beyond 2^53 is a bigint", () => {
  const model = `version = 1
[tenancy]
name = "team"
table = "teams"
key = "id:int"
roles = ["reader"]
[resources.note]
key = "id:int"
tenant = "team_id"
show = ["id"]
[resources.note.grants]
team.reader = ["list", "read"]
`;
  const of = (tenant) => JSON.stringify(
    billing({ model }).as({ kind: "person", id: "u1", memberships: [{ tenant, role: "reader" }] }).where("note.list").prisma(),
    (_, value) => (typeof value === "bigint" ? `${value}n` : value),
  );
  assert.match(of("9007199254740993"), /"9007199254740993n"/);
  assert.match(of("7"), /[^"]7[^n]/);
});

// Node 20 has no WebSocket, and nothing here opens one.
const db = createClient("http://localhost:1", "key", { realtime: { transport: class {} } });
const filterOf = (query) => decodeURIComponent(query.url.search).replaceAll("+", " ");

test("supabase-js gets the condition as filters of its own, each value quoted", () => {
  const query = viewer.where("invoice.list").supabase(db.from("invoices").select("id").eq("status", "open"));
  const search = filterOf(query);
  assert.match(search, /status=eq\.open/);
  assert.match(search, /workspace_id\.in\.\("t1"\)/);
  assert.match(search, /deleted_at\.is\.null/);
  const odd = og.as({ kind: "person", id: "u1", memberships: [{ tenant: 't"1),id.eq.(2\\', role: "viewer" }] });
  const [, value] = /workspace_id\.in\.\("((?:[^"\\]|\\.)*)"\)/.exec(filterOf(odd.where("invoice.list").supabase(db.from("invoices").select())));
  assert.equal(value.replace(/\\(.)/g, "$1"), 't"1),id.eq.(2\\');
});

test("what PostgREST's filters cannot say is an error with the mend, never a wider condition", () => {
  for (const action of ["line.list", "project.list"]) {
    const outsider = og.as({ kind: "person", id: "u1", memberships: [{ tenant: "t1", role: action === "line.list" ? "viewer" : "member" }] });
    const error = thrown(() => outsider.where(action).supabase(db.from("x").select()));
    assert.equal(error.code, "where_unsupported");
    assert.match(error.mend, /row-level security/);
  }
});

test("the columns to select are those that may be seen on some row, and those that judge it", () => {
  const columns = viewer.columns("invoice.list");
  assert.ok(columns.shown.includes("number") && columns.shown.includes("customer_email"), "a member may own some row");
  assert.ok(columns.judged.includes("deleted_at"));
  assert.deepEqual(viewer.columns("customer.list").masked, ["email", "credit_score"]);
  assert.ok(!columns.all.includes("stripe_id") && !columns.all.includes("internal_notes"));
  assert.deepEqual(columns.all, [...columns.shown, ...columns.masked, ...columns.judged]);
  assert.equal(columns.sql, columns.all.map((column) => `"${column}"`).join(", "));
  assert.equal(columns.supabase, columns.all.join(","));
  assert.equal(columns.prisma.customerEmail, true);
  const screen = viewer.columns("invoice.list", "order_status");
  assert.ok(screen.shown.includes("number") && !screen.shown.includes("total"));
  assert.match(thrown(() => viewer.columns("invoice.list", "other")).message, /no screen `other`/);
});
