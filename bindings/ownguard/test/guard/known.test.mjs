// What was decided already is not asked again: whatever came before, a row is judged as if it were the
// first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { billing } from "./support.mjs";

const callers = {
  "a person of three tenants": {
    kind: "person",
    id: "7",
    memberships: [
      { tenant: "t1", role: "viewer" },
      { tenant: "5", role: "manager" },
      { tenant: "t3", role: "manager", status: "suspended" },
    ],
  },
  "a person of none": { kind: "person", id: "u1" },
  guest: { kind: "guest", id: "u1" },
  staff: { kind: "staff", id: "u1", roles: ["support"] },
  "a service of a tenant": { kind: "service", name: "stripe", tenant: "t1" },
  "a service of none": { kind: "service", name: "stripe" },
  anonymous: { kind: "anonymous" },
};
const labels = {
  workspaceId: ["t1", "t2", "t3", "t4", 5, 5n, 6, "5", "", null, undefined],
  createdBy: ["u1", "7", 7, 7n, 8, "u9", "", null, undefined],
  visibility: ["private", "unlisted", "public", "odd", null, undefined],
  deletedAt: [null, false, "false", "2026-11-01", true, undefined],
};
const actions = ["invoice.read", "invoice.list", "invoice.update", "invoice.delete"];

function rows(count) {
  let seed = 11;
  const pick = (list) => list[(seed = (seed * 48271) % 2147483647) % list.length];
  return Array.from({ length: count }, () => Object.fromEntries(Object.entries(labels).map(([name, values]) => [name, pick(values)])));
}

for (const [name, caller] of Object.entries(callers)) {
  test(`${name}: a row is judged as if it were the first`, () => {
    const og = billing();
    const many = og.as(caller);
    const reasons = new Set();
    for (const row of rows(400)) {
      for (const action of actions) {
        const outcome = many.decide(action, { id: "i1", ...row });
        assert.deepEqual(outcome, og.as(caller).decide(action, { id: "i1", ...row }), `${action} ${String(Object.values(row))}`);
        reasons.add(outcome.permitted ? "permitted" : outcome.reason);
      }
    }
    assert.ok(reasons.size > 1, [...reasons].join());
  });
}

test("a label that is no exact text is refused, also where others were judged before", () => {
  const access = billing().as(callers["a person of three tenants"]);
  const row = { id: "i1", workspaceId: "t1", createdBy: "u9", visibility: "private", deletedAt: null };
  access.can("invoice.read", row);
  for (const bad of [0.5, NaN, 2 ** 53, -0, {}, [], true, Symbol("t1")]) {
    assert.throws(() => access.can("invoice.read", { ...row, workspaceId: bad }), { code: "label_invalid" });
    assert.throws(() => access.can("invoice.read", { ...row, createdBy: bad }), { code: "label_invalid" });
    assert.equal(access.can("invoice.read", row), true);
  }
});
