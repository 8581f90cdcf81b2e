// The shared vectors, through the package: what the core, the gate and the phones answer is what an
// app in Node is answered.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { above, Denied } from "ownguard";
import { notForApps } from "./asked.mjs";
import { aboutOf, decided, guardOf, resourceOf, rowOf, vectors } from "./vectors.mjs";

// The core's own, without the short way of the package.
const { mask } = createRequire(import.meta.url)("../../dist/wasm/node.cjs");

const spellings = ["wire", "column"];

for (const { id, comment, model, input, expect } of vectors("decide")) {
  for (const names of spellings) {
    test(`decide/${id}, rows in ${names} names: ${comment}`, (t) => {
      const why = notForApps(input);
      if (why) return t.skip(why);
      assert.deepEqual(decided(guardOf(model, input.now), input, names), expect);
    });
  }
}

test("`can` says what the decision says, and throws where there is none", () => {
  let asked = 0;
  for (const { id, model, input, expect } of vectors("decide")) {
    const { caller, resource, action, target } = input;
    if (notForApps(input)) continue;
    const guard = guardOf(model, input.now);
    const can = () => guard.as(caller).can(`${resource}.${action}`, ...aboutOf(guard, resource, target, "wire"));
    const unanswered = ["labels_missing", "facts_stale", "facts_unavailable"].includes(expect.deny?.reason);
    if (unanswered) assert.throws(can, { reason: expect.deny.reason, status: expect.deny.status }, id);
    else assert.equal(can(), expect.permit !== undefined, id);
    asked += 1;
  }
  assert.ok(asked > 100);
});

for (const { id, comment, input, expect } of vectors("mask")) {
  test(`mask/${id}: ${comment}`, () => {
    const shown = reader(input.mask).own("note.read", { id: "n1", team_id: "t1", secret: input.text });
    assert.deepEqual(shown, { id: "n1", secret: expect.text });
  });
}

test("a mask of any text is what the core's own makes of it", () => {
  const texts = ["", " ", "a", "***", "a@b", "@b", "a@", "A@b@c.d", "é@b.c", "a@bü.c", "a@b c", "aé@b.c", "-@b.c", "a@b.c\n", "\u00a0x", "\ufeffx", "\u2003Åsa", "\tx",
    "\u001cx", "\u000bx", "12345678", "1234567", "1234567é", "1234 5678", "٠١٢٣٤٥٦٧", "Ⅷ-12345678", "²345678901", "2026-11-21", "2026-11-21T", "2026-11-21t", "2026-11-21x",
    "2026-11-2é", "2026-11-21 é", "2026", "2026\n", "٢٠٢٦-11-21", "a\nb@c.d", "***abcd", "***abcé", "***1234x", "🙂 smile", "a".repeat(300)];
  for (const kind of ["email", "last4", "initial", "year", "hidden"]) {
    const access = reader(kind);
    for (const text of texts) {
      const { secret } = access.own("note.read", { id: "n1", team_id: "t1", secret: text });
      assert.equal(secret, mask(kind, text), `${kind} of ${JSON.stringify(text)}`);
    }
  }
});

/** What an app in place of the gate would do with the rows behind a route. */
const routes = [
  [/^\/w\/(\w+)\/invoices\/(\w+)\/status$/, (access, row, tenant, key) => access.own("invoice.read", row, { tenant, key, screen: "order_status" })],
  [/^\/w\/(\w+)\/invoices\/(\w+)(?:\/plain)?$/, (access, row, tenant, key) => access.own("invoice.read", row, { tenant, key })],
  [/^\/w\/(\w+)\/customers\/(\w+)$/, (access, row, tenant, key) => access.own("customer.read", row, { tenant, key })],
  [/^\/w\/(\w+)\/files\/(\w+)$/, (access, row, tenant, key) => access.own("file.read", row, { tenant, key })],
  [/^\/w\/(\w+)\/invoices$/, (access, { data }, tenant) => ({ data: access.filter("invoice.list", data, { tenant }) })],
  [/^\/w\/(\w+)\/(thread|project|file)s$/, (access, rows, tenant, of) => access.filter(`${of}.list`, rows, { tenant })],
];

/** Vectors that say something of bytes, of the gate's own limits, or of labels that it asks for. */
const ofTheGate = {
  "embedded-row-without-a-key": "an app may load rows without keys",
  "escaped-member-name": "no escapes are left once JSON is parsed",
  "list-elsewhere": "where rows stand in an answer is the gate's to find",
  "list-is-null": "where rows stand in an answer is the gate's to find",
  "null-instead-of-a-row": "an app says so of a row that is not there: see the guard's own tests",
  "list-with-a-bad-key": "JavaScript has no `1.0` beside `1`",
  "numbers-are-exact": "JavaScript rounds what it parses",
  "duplicate-in-the-answer": "no duplicates are left once JSON is parsed",
  "duplicate-label-in-the-answer": "no duplicates are left once JSON is parsed",
  "lone-surrogate": "a text of JavaScript may hold half a pair; JSON escapes it",
  envelope: "an app writes its own envelope",
};

for (const { id, comment, model, input, expect } of vectors("inspect")) {
  const { request, answer, labels } = input;
  const [, of] = routes.find(([target]) => target.test(request.target)) ?? [];
  const rows = answer.text === undefined ? undefined : parsed(answer.text);
  const why = ofTheGate[id] ?? (request.method !== "GET" || !of || labels || rows === undefined ? "bytes, routes and label calls are the gate's" : undefined);
  test(`inspect/${id}, in an app: ${comment}`, { skip: why ?? false }, () => {
    const access = guardOf(model, request.now).as(request.caller);
    const [, tenant, key] = routes.find(([target]) => target.test(request.target))[0].exec(request.target);
    const ask = () => of(access, rows, tenant, key);
    if (expect.need) assert.throws(ask, { reason: "labels_missing", status: 502 });
    else if (id === "key-rounded") assert.throws(ask, { code: "label_invalid" });
    else if (expect.refuse) assert.throws(ask, { status: expect.refuse.status });
    else assert.deepEqual(ask(), withoutCan(JSON.parse(expect.release.body)));
  });
}

for (const { id, comment, model, input, expect } of vectors("write")) {
  const call = callOf(guardOf(model, input.now), input);
  test(`write/${id}, in an app: ${comment}`, { skip: typeof call === "string" ? call : false }, () => {
    const { access, action, given, around } = call;
    const ask = () => access.input(action, given, around);
    if (expect.forward) return assert.ok(ask());
    assert.throws(ask, (error) => {
      assert.ok(error instanceof Denied, String(error));
      if (expect.need) return ["labels_missing", "foreign_reference"].includes(error.reason);
      const { reason, status, about } = expect.reject;
      const said = { labels_unavailable: "labels_missing" }[reason] ?? reason;
      assert.deepEqual([error.reason, error.status], [said, status]);
      if (error.about !== undefined) assert.equal(error.about, about ?? error.about);
      return true;
    });
  });
}

/** A write over HTTP as an app calls it; a text says why an app does not. */
function callOf(guard, { method, target, headers, body, caller, labels = {} }) {
  const found = /^\/w\/(\w+)\/(\w+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(target);
  if (!found || typeof body !== "object") return "the route, or a body that is not there, is the gate's";
  if (headers?.some(([name]) => name === "if-match")) return "a header is the gate's";
  if (body.read.text?.includes('"number":"1",')) return "no duplicates are left once JSON is parsed";
  const given = body.read.json ?? parsed(body.read.text);
  if (given === undefined || headers === undefined || !headers[0][1].includes("json")) return "the form of a body is the gate's";
  const [, tenant, rest, key, child] = found;
  const access = guard.as(caller);
  const resource = rest.replace(/s$/, "");
  const stored = (of, id) => {
    const said = labels[of]?.[id];
    return said ? rowOf(guard, of, { key: id, ...said }, "column") : { row: said, around: {} };
  };
  const references = referencesOf(guard, resource, given, stored);
  if (method === "POST" && key === "invite") return { access, action: `${resource}.invite`, given, around: { tenant } };
  if (child === "lines") {
    const { row } = stored(resource, key);
    return { access, action: "line.create", given, around: { tenant, parent: row } };
  }
  if (child !== undefined) return "arguments are of a route";
  if (method === "POST") return { access, action: `${resource}.create`, given, around: { tenant, references } };
  const { row, around } = stored(resource, key);
  const action = `${resource}.${method === "DELETE" ? "delete" : "update"}`;
  return { access, action, given, around: { tenant, ...around, row: row ?? null, references } };
}

function referencesOf(guard, resource, given, stored) {
  const references = {};
  for (const { ref, wire } of resourceOf(guard, resource).fields) {
    if (ref === undefined || typeof given?.[wire] !== "string") continue;
    const { row, around } = stored(ref, given[wire]);
    if (row !== undefined) references[wire] = row === null ? null : above(row, around);
  }
  return references;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `_can` is what the gate adds for phones. */
function withoutCan(body) {
  if (Array.isArray(body)) return body;
  const { _can, ...rest } = body;
  return rest;
}

const models = new Map();

/** A member who sees a field under a mask. */
function reader(mask) {
  const model = `version = 1
[tenancy]
name = "team"
table = "teams"
roles = ["reader", "writer"]
[resources.note]
key = "id:text"
tenant = "team_id"
show = ["id"]
[resources.note.grants]
team.reader = ["read"]
[resources.note.fields]
secret = { to = ["team.writer"], otherwise = "mask:${mask}" }
`;
  if (!models.has(mask)) models.set(mask, guardOf(model));
  return models.get(mask).as({ kind: "person", id: "u1", memberships: [{ tenant: "t1", role: "reader" }] });
}
