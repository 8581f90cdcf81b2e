// Rows: which labels they say, what of them is shown, and to whom.
import assert from "node:assert/strict";
import { test } from "node:test";
import { above, Denied, OwnguardError, place } from "ownguard";
import { billing, invoice, link, member } from "./support.mjs";
import { aboutOf, guardOf, modelText, vectors, written } from "./vectors.mjs";

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

test("a foreign row, an absent one, a deleted one and an orphan are told apart by nothing that leaves", () => {
  const rows = [invoice({ workspaceId: "t2" }), null, undefined, invoice({ deletedAt: new Date(0) }), invoice({ workspaceId: null })];
  const errors = rows.map((row) => thrown(() => viewer.own("invoice.read", row)));
  const told = errors.map((error) => JSON.stringify([error.name, error.message, error.status, error.code, error.mend, { ...error }]));
  assert.equal(new Set(told).size, 1, told.join("\n"));
  assert.equal(errors[0].status, 404);
  assert.deepEqual(errors.map(({ reason }) => reason), ["other_tenant", "not_found", "not_found", "not_found", "orphaned"]);
});

test("for nobody in particular a private row and an absent one are alike, and so they are where nobody may read at all", () => {
  const nobody = og.as({ kind: "anonymous" });
  for (const [action, status] of [["invoice.read", 404], ["customer.read", 401]]) {
    const row = action === "invoice.read" ? invoice() : { id: "c1", workspaceId: "t1" };
    for (const one of [row, null]) assert.equal(thrown(() => nobody.own(action, one)).status, status, action);
  }
});

test("in development a denial says why, and how to mend it; in production it does not, whatever is set", () => {
  const row = invoice({ workspaceId: "t2" });
  const dev = thrown(() => billing({ env: { OWNGUARD_DEV: "1" } }).as(member()).own("invoice.read", row));
  assert.match(dev.message, /`invoice\.read`.*`other_tenant`/);
  assert.match(dev.mend, /active member/);
  const both = billing({ env: { OWNGUARD_DEV: "1", NODE_ENV: "production" } });
  assert.equal(thrown(() => both.as(member()).own("invoice.read", row)).message, "no such row");
});

test("a label that is not told is not null: the error names the columns to select, in both spellings", () => {
  const { workspaceId, ...untold } = invoice();
  const error = thrown(() => viewer.can("invoice.read", untold));
  assert.ok(error instanceof Denied);
  assert.deepEqual([error.reason, error.status, [...error.missing]], ["labels_missing", 502, ["tenant"]]);
  assert.match(error.message, /select `workspace_id` \(or `workspaceId`\)/);
  assert.equal(viewer.can("invoice.read", { ...untold, workspaceId: null }), false);
  assert.equal(thrown(() => viewer.can("invoice.read", { ...untold, workspaceId: undefined })).reason, "labels_missing");
});

test("a row that says a label twice, and not the same, is refused", () => {
  const own = og.as({ kind: "person", id: "u1", memberships: [{ tenant: "t1" }] });
  const stored = { id: "i1", workspace_id: "t1", created_by: "u9", visibility: "private", deleted_at: null, status: "open" };
  assert.equal(own.can("invoice.read", stored), false);
  const mixed = { ...stored, ...JSON.parse('{"createdBy":"u1"}') };
  assert.equal(thrown(() => own.can("invoice.read", mixed)).code, "label_invalid");
  assert.equal(thrown(() => own.filter("invoice.list", [mixed])).code, "label_invalid");
  assert.equal(own.can("invoice.read", { ...stored, created_by: "u1", createdBy: "u1" }), true);
});

test("integers are exact labels, as numbers and as bigints; a number that was rounded is refused (T23)", () => {
  const of = (id) => guardOf("billing").as({ kind: "person", id: "7", memberships: [{ tenant: "1" }] }).can("file.read", { id: 1, workspaceId: 1, uploadedBy: id });
  assert.deepEqual([7, 7n, "7", 8, "07", "7.0", 70n].map(of), [true, true, true, false, false, false, false]);
  for (const bad of [7.5, 2 ** 53, NaN, Infinity, -0, true, {}, [], Symbol("7"), () => 7, new Date()]) {
    const error = thrown(() => of(bad));
    assert.ok(error instanceof OwnguardError && error.code === "label_invalid", String(error));
    assert.match(error.message, /`uploadedBy` \(`uploaded_by`\)/);
  }
});

test("only null and false mark a live row; a date, a text and 0 mark a deleted one", () => {
  const can = (deletedAt) => viewer.can("invoice.read", invoice({ deletedAt }));
  assert.deepEqual([null, false, new Date(), "2026-01-01", 0, true, ""].map(can), [true, true, false, false, false, false, false]);
});

test("labels beyond ASCII and beyond the fast path are compared as they are (T22)", () => {
  for (const tenant of ["ü", "t1\u0301", "ｔ1", "t".repeat(257), "😀", ""]) {
    const person = og.as({ kind: "person", id: "u1", memberships: [{ tenant, role: "viewer" }] });
    const of = (workspaceId) => person.can("invoice.read", invoice({ workspaceId }));
    assert.deepEqual([of(tenant), of(`${tenant}x`), of(tenant.normalize("NFKC") + "\u200b")], [true, false, false], tenant);
  }
});

test("whatever was asked before, an answer is that of the row", () => {
  const guard = billing();
  const people = ["u1", "u2", "üx", "u".repeat(300)].map((id) => guard.as({ kind: "person", id, memberships: [{ tenant: "t1" }] }));
  const values = ["u1", "u2", "üx", null, "u".repeat(300), "u"];
  let seed = 7;
  const pick = (list) => list[(seed = (seed * 48271) % 2147483647) % list.length];
  for (let round = 0; round < 3000; round += 1) {
    const who = pick(people);
    const row = { id: 1, workspaceId: pick(["t1", "t2", null, "é", "t"]), uploadedBy: pick(values) };
    assert.equal(who.can("file.delete", row), row.workspaceId === "t1" && row.uploadedBy === who.subject, JSON.stringify(row));
  }
});

test("a list is filtered as its rows are judged one by one, in any order, whoever owns them", () => {
  let seed = 11;
  const pick = (list) => list[(seed = (seed * 48271) % 2147483647) % list.length];
  const rows = Array.from({ length: 2000 }, (_, at) =>
    invoice({
      id: `i${at}`,
      workspaceId: pick(["t1", "t1", "t2", null]),
      createdBy: pick(["u1", "u2", "u3", null, `u${at}`]),
      visibility: pick(["private", "public", "unlisted", null, "odd"]),
      deletedAt: pick([null, null, false, new Date()]),
    }),
  );
  const callers = [member(), member("manager"), { kind: "person", id: "u1", memberships: [{ tenant: "t1" }] }, { kind: "staff", id: "s", roles: ["finance"] }, { kind: "service", name: "cron", tenant: "t2" }];
  for (const caller of callers) {
    const access = billing().as(caller);
    const one = rows.map((row) => access.redact("invoice.list", row)).filter((row) => row !== null);
    assert.deepEqual(access.filter("invoice.list", rows), one, JSON.stringify(caller));
    assert.equal(access.stored("invoice.list", rows).length, one.length);
    assert.ok(one.length > 0 && one.length < rows.length);
  }
});

test("a list throws where nobody could have a row, and where a row does not say enough", () => {
  assert.equal(thrown(() => og.as({ kind: "anonymous" }).filter("invoice.list", [])).status, 401);
  assert.equal(thrown(() => og.as({ kind: "token_expired" }).filter("invoice.list", [invoice()])).reason, "token_expired");
  const { createdBy, ...untold } = invoice();
  const nobodys = og.as({ kind: "person", id: "u1", memberships: [{ tenant: "t1" }] });
  assert.equal(thrown(() => nobodys.filter("invoice.list", [invoice(), untold])).reason, "labels_missing");
  assert.deepEqual(viewer.filter("invoice.list", []), []);
});

test("what the path names binds: another row or tenant is not found, and a key that is not there is none", () => {
  const own = (around) => () => viewer.own("invoice.read", invoice(), around);
  assert.ok(own({ key: "i1", tenant: "t1" })());
  for (const around of [{ key: "i2" }, { tenant: "t2" }, { key: undefined }, { tenant: undefined }, { key: "I1" }]) {
    assert.equal(thrown(own(around)).status, 404, JSON.stringify(around));
  }
  const both = og.as({ kind: "person", id: "u1", memberships: ["t1", "t2"].map((tenant) => ({ tenant, role: "viewer" })) });
  assert.equal(both.filter("invoice.list", [invoice(), invoice({ workspaceId: "t2" })], { tenant: "t2" }).length, 1);
  assert.equal(thrown(() => viewer.filter("invoice.list", [invoice()], { tenant: "t2" })).status, 404);
});

test("only what the model shows is in the row: in wire names, from either spelling, with nothing besides", () => {
  const wire = viewer.own("invoice.read", invoice({ junk: 1, stripe_id: "s" }));
  const columns = { id: "i1", workspace_id: "t1", created_by: "u9", number: "7", status: "open", total: 5, visibility: "private", deleted_at: null, customer_email: "ada@x.example", margin: 3, stripe_id: "s", junk: 1 };
  assert.deepEqual(viewer.own("invoice.read", columns), wire);
  assert.deepEqual(wire, { id: "i1", workspaceId: "t1", createdBy: "u9", number: "7", status: "open", total: 5, visibility: "private", customerEmail: "a***@x.example", margin: null });
  assert.ok(!("stripeId" in og.as(member("admin")).own("invoice.read", invoice())));
});

test("rows of different members are each shown whole, whichever came before", () => {
  const rows = [{ number: "1" }, { number: "2", total: 2 }, { total: 3 }, { number: undefined, total: 4 }, { number: { $gt: 0 }, total: 5 }, { number: "6", total: 6 }];
  const labels = { id: "i1", workspaceId: "t1", createdBy: "u9", visibility: "private", deletedAt: null };
  const shown = viewer.filter("invoice.list", rows.map((row) => ({ ...labels, ...row })));
  const { deletedAt, ...kept } = labels;
  const expected = [{ number: "1" }, { number: "2", total: 2 }, { total: 3 }, { total: 4 }, { total: 5 }, { number: "6", total: 6 }];
  assert.deepEqual(shown, expected.map((row) => ({ ...kept, ...row })));
});

test("values are as JSON tells them: dates and decimals as text, bigints as digits; objects only where the model says so", () => {
  class Decimal {
    toJSON() {
      return "1.50";
    }
  }
  class Model {
    get number() {
      return "of a getter";
    }
  }
  const { number, ...stored } = invoice({ total: new Decimal(), status: new Date(0), metadata: { any: ["thing"] } });
  const shown = viewer.own("invoice.read", Object.assign(new Model(), stored));
  assert.equal(shown.number, "of a getter");
  assert.deepEqual([shown.total, shown.status, shown.metadata], ["1.50", "1970-01-01T00:00:00.000Z", { any: ["thing"] }]);
  assert.equal(viewer.own("invoice.read", invoice({ total: 9007199254740993n })).total, "9007199254740993");
  for (const total of [{ $ne: 1 }, [1], () => 1, Symbol("x"), new Map()]) {
    assert.ok(!("total" in viewer.own("invoice.read", invoice({ total }))));
  }
  assert.equal(viewer.own("invoice.read", invoice({ customerEmail: 42 })).customerEmail, null);
});

test("rows inside a row are judged by their own rules; what is foreign is left out", () => {
  const lines = [{ id: "l1", invoiceId: "i1", text: "a", cost: 9 }, { id: "l2", text: "b" }];
  const customer = { id: "c1", workspaceId: "t1", name: "Ada", email: "ada@x.example", creditScore: 3 };
  const shown = viewer.own("invoice.read", invoice({ lines, customer }));
  assert.deepEqual(shown.lines, [{ id: "l1", invoiceId: "i1", text: "a" }, { id: "l2", text: "b" }]);
  assert.deepEqual(shown.customer, { id: "c1", name: "Ada", email: "a***@x.example", creditScore: null });
  assert.equal(viewer.own("invoice.read", invoice({ customer: { ...customer, workspaceId: "t2" } })).customer, null);
  const error = thrown(() => viewer.own("invoice.read", invoice({ customer: { id: "c1" } })));
  assert.match(error.message, /the row of `customer` does not say `tenant`/);
});

test("a child is judged on the row above that it names, and on no other", () => {
  const line = { id: "l1", invoiceId: "i1", text: "a" };
  assert.ok(viewer.own("line.read", line, { parent: invoice() }));
  assert.equal(thrown(() => viewer.own("line.read", line, { parent: invoice({ workspaceId: "t2" }) })).status, 404);
  assert.equal(thrown(() => viewer.own("line.read", line, { parent: null })).reason, "orphaned");
  for (const parent of [undefined, invoice({ id: "i2" })]) {
    const error = thrown(() => viewer.own("line.read", line, { parent }));
    assert.equal(error.reason, "labels_missing");
    assert.match(error.mend, /select `invoice_id` \(or `invoiceId`\), and give `parent`/);
  }
  const lines = [line, { ...line, id: "l2", invoiceId: "i2" }];
  const above = { i1: invoice(), i2: invoice({ id: "i2", workspaceId: "t2" }) };
  assert.deepEqual(viewer.filter("line.read", lines, { parent: (row) => above[row.invoiceId] }), [line]);
});

test("a share level is asked for where it matters, and given by row in a list", () => {
  const outsider = og.as({ kind: "person", id: "u1", memberships: [{ tenant: "t1" }] });
  const project = { id: "p1", workspaceId: "t1", createdBy: "u9", visibility: "private", name: "x" };
  assert.match(thrown(() => outsider.can("project.read", project)).mend, /give `share`/);
  assert.deepEqual([null, "view", "odd"].map((share) => outsider.can("project.read", project, { share })), [false, true, false]);
  const rows = [project, { ...project, id: "p2" }];
  const shown = outsider.filter("project.list", rows, { share: (row) => (row.id === "p2" ? "edit" : null) });
  assert.deepEqual(shown.map(({ id }) => id), ["p2"]);
});

test("before there is a row, its place is judged", () => {
  const manager = og.as(member("manager"));
  const could = (access, tenant) => access.can("invoice.create", place({ tenant }));
  assert.deepEqual([could(manager, "t1"), could(manager, "t2"), could(viewer, "t1")], [true, false, false]);
  assert.equal(manager.can("invoice.create", { workspaceId: "t2" }), false);
  assert.equal(manager.can("invoice.create"), true, "the only tenant of the caller");
  assert.equal(manager.can("line.create", place({ parent: invoice() })), true);
  assert.equal(manager.can("line.create", place({ parent: above(invoice({ workspaceId: "t2" }), {}) })), false);
  assert.deepEqual([viewer.can("invoice.list"), viewer.can("invoice.export"), og.as({ kind: "anonymous" }).can("invoice.list")], [true, false, false]);
});

test("the answer to a write is shown as a read; a row that is restored cannot be read yet, and is shown all the same", () => {
  const fresh = { kind: "person", id: "u1", verified: true, as_of: "this_request", memberships: [{ tenant: "t1", role: "manager", as_of: "this_request" }] };
  const manager = og.as(fresh);
  assert.deepEqual(manager.own("invoice.update", invoice()), manager.own("invoice.read", invoice()));
  assert.equal(manager.own("invoice.restore", invoice({ deletedAt: new Date() })).number, "7");
});

test("a screen narrows, and one that the model does not have is named", () => {
  const shown = viewer.own("invoice.read", invoice(), { screen: "order_status" });
  assert.deepEqual(shown, { id: "i1", number: "7", status: "open" });
  assert.match(thrown(() => viewer.own("invoice.read", invoice(), { screen: "order" })).message, /no screen `order`; the model has `order_status`/);
});

test("a name that the model does not know is an error that says what it has", () => {
  for (const [name, what] of [["invoice.raed", /no action `raed`.*`read`/], ["invoce.read", /no resource `invoce`.*`invoice`/], ["", /no resource/], ["__proto__.read", /no resource/]]) {
    const error = thrown(() => viewer.can(name, invoice()));
    assert.equal(error.code, "unknown_name");
    assert.match(error.message, what);
  }
});

test("an outcome is frozen, and the same object for the same answer", () => {
  const [one, two] = [viewer.decide("invoice.read", invoice()), viewer.decide("invoice.read", invoice({ id: "i2" }))];
  assert.equal(one, two);
  assert.throws(() => one.show.push("stripe_id"), TypeError);
  assert.throws(() => Object.assign(one, { permitted: true, show: [] }), TypeError);
});

test("what must be recorded is: by staff always; where it cannot be, nothing is permitted", () => {
  const events = [];
  const staff = { kind: "staff", id: "s1", roles: ["support", "finance"] };
  const access = billing({ audit: (event) => events.push(event) }).as(staff);
  access.own("invoice.read", invoice());
  assert.equal(access.can("invoice.read", invoice({ id: "i2" })), true);
  access.filter("invoice.list", [invoice({ id: "i3" }), invoice({ id: "i4" })]);
  access.decide("invoice.read", invoice());
  assert.deepEqual(events.map(({ action, relation, kind, subject, keys }) => [action, relation, kind, subject, keys.join()]), [
    ["invoice.read", "staff.support", "staff", "s1", "i1"],
    ["invoice.read", "staff.support", "staff", "s1", "i2"],
    ["invoice.list", "staff.finance", "staff", "s1", "i3,i4"],
  ]);
  const broken = billing({ audit: () => { throw new Error("full"); } }).as(staff);
  for (const ask of [() => broken.can("invoice.read", invoice()), () => broken.own("invoice.read", invoice()), () => broken.filter("invoice.list", [invoice()])]) {
    assert.equal(thrown(ask).code, "audit_failed");
  }
});

test("an address of the prototype is no row's", () => {
  for (const row of [{}, Object.create(null), JSON.parse('{"__proto__":{"workspaceId":"t1","createdBy":"u1","visibility":"public","deletedAt":null}}')]) {
    assert.equal(thrown(() => viewer.can("invoice.read", row)).reason, "labels_missing");
  }
});

for (const { id, comment, model, input, expect } of vectors("decide").filter(({ input }) => input.link)) {
  test(`decide/${id}, the link presented: ${comment}`, () => {
    const { caller, resource, action, target } = input;
    const guard = billing({ model: modelText(model), now: () => input.now * 1000 });
    const access = guard.as(caller).withLink(link(input.link.resource, input.link.key, input.now + 60));
    assert.deepEqual(written(access.decide(`${resource}.${action}`, ...aboutOf(guard, resource, target, "wire"))), expect);
  });
}

test("a link that is changed, over, or of another key opens nothing", () => {
  const nobody = og.as({ kind: "anonymous" });
  const row = invoice({ visibility: "unlisted" });
  const good = link("invoice", "i1");
  assert.deepEqual(nobody.withLink(good).own("invoice.read", row), { number: "7", total: 5 });
  for (const bad of [good.slice(0, -2), good.replace(/^./, "B"), link("invoice", "i1", 1_600_000_000), link("invoice", "i2"), link("project", "i1"), "", "{}"]) {
    assert.equal(thrown(() => nobody.withLink(bad).own("invoice.read", row)).status, 404);
  }
});
