// The enforcement levels on real traffic: report < cache < rows < fields < full (SEMANTICS 30). Each adds to the one
// before it, and what a level does not enforce it says in its log.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { startLeakyApp } from "../leaky-app/app.mjs";
import { ask as direct } from "../leaky-app/client.mjs";
import { customers, invoices, people, projects, workspaces } from "../leaky-app/ids.mjs";
import { ask, gateTo, model, secrets } from "./threats/gated.mjs";

const { acme, globex } = workspaces;
const names = ["report", "cache", "rows", "fields", "full"];
const acmeAt = (rest) => `/api/workspaces/${acme}/${rest}`;
const own = acmeAt(`invoices/${invoices.acmeOpen}`);
const foreign = acmeAt(`invoices/${invoices.globexOpen}`);
const noStore = "private, no-store, max-age=0";
const modelAt = (level) => model.replace('level = "full"', level === "full" ? 'level = "full"' : `level = "${level}"\nuntil = "2099-12-31"`);

let app;
const gates = {};
before(async () => {
  app = await startLeakyApp({ gateKeys: secrets });
  for (const name of names) gates[name] = await gateTo(app, modelAt(name));
});
beforeEach(() => app.reset());
after(async () => {
  await Promise.all(Object.values(gates).map((gate) => gate.close()));
  await app.close();
});

const at = (level, ...request) => ask(gates[level], app, ...request);

/** Asks every level the same; `expected` maps a level to what must hold from there up to the next that is named. */
function ladder(name, request, expected) {
  test(name, async () => {
    let check = () => assert.fail("the lowest level has no expectation");
    for (const level of names) {
      await app.reset();
      check = expected[level] ?? check;
      const answer = await at(level, ...request);
      await check(answer, level);
    }
  });
}

const passes = (said, would) => async (answer, level) => {
  assert.equal(answer.status, 200, level);
  assert.ok(answer.text.includes(said), `${level}: ${answer.text}`);
  assert.equal((await answer.event()).would, would, level);
};
const denied = (status, reason) => async (answer, level) => {
  assert.equal(answer.status, status, level);
  assert.match(answer.text, /^(\{"error":"[a-z ]+"\})?$/, level);
  assert.equal(answer.header("cache-control"), noStore, level);
  const event = await answer.event();
  assert.equal(event.reason, reason, level);
  assert.equal(event.level, level);
};

test("the health page says the level", async () => {
  for (const level of names) {
    const { json } = await at(level, null, "GET", "/.well-known/ownguard");
    assert.equal(json.level, level);
  }
});

describe("anonymous and foreign callers are stopped from `rows` on", () => {
  ladder("a profile without a session", [null, "GET", `/api/profiles/${people.alice.id}`], {
    report: passes("MFA-ALICE", "anonymous"),
    rows: denied(401, "anonymous"),
  });
  ladder("a forged token", ["alice", "GET", own, { token: "a.b.c" }], { report: passes("ACME-001", "token_invalid"), rows: denied(401, "token_invalid") });
  ladder("a row that might be public, without a session", [null, "GET", own], {
    report: (answer) => assert.match(answer.text, /ACME-001/),
    rows: denied(404, "foreign_row"),
  });
  ladder("another tenant's members", ["bob", "GET", acmeAt("members")], {
    report: passes("carol@acme.example", "other_tenant"),
    rows: denied(404, "other_tenant"),
  });
  test("a foreign row is told at `report` too", async () => {
    const event = await (await at("report", "alice", "GET", foreign)).event();
    assert.equal(event.outcome, "leak");
    assert.deepEqual(event.leaked, [`invoice:${invoices.globexOpen}`]);
  });
  ladder("another tenant's page data", [null, "GET", "/w/acme/invoices"], { report: passes("Wayne pays late", "anonymous"), rows: denied(401, "anonymous") });
  ladder("an export by a viewer", ["dave", "GET", acmeAt("invoices/export")], { report: passes("Wayne pays late", "role_too_low"), rows: denied(403, "role_too_low") });
  ladder("another tenant's file", [null, "GET", acmeAt("files/9007199254740992/content")], { report: passes("250000", "anonymous"), rows: denied(401, "anonymous") });

  ladder("a foreign row in the answer", ["alice", "GET", foreign], {
    report: (answer) => (assert.equal(answer.status, 200), assert.match(answer.text, /GLX-001/)),
    rows: denied(404, "foreign_row"),
  });
  ladder("foreign rows in a list", ["erin", "GET", acmeAt("projects")], {
    report: (answer) => assert.match(answer.text, /Globex main/),
    rows: async (answer, level) => {
      assert.equal(answer.status, 200, level);
      assert.doesNotMatch(answer.text, /Globex main|Secret merger/, level);
      assert.match(answer.text, /Website/, level);
    },
  });
  ladder("a write to a foreign row", ["alice", "PATCH", foreign, { json: { total: 1 } }], {
    report: async (answer, level) => {
      assert.equal(answer.status, 200, level);
      assert.equal((await answer.event()).would, "not_found", level);
    },
    rows: async (answer, level) => {
      await denied(404, "not_found")(answer, level);
      assert.deepEqual(app.log.reached(), [], level);
    },
  });
  ladder("a reference to a foreign row", ["carol", "PATCH", own, { json: { projectId: projects.globexMain } }], {
    report: passes("ACME-001", "foreign_reference"),
    rows: denied(403, "foreign_reference"),
  });
  ladder("a role raised by its holder", ["carol", "PATCH", acmeAt("members/7ac3e000-0000-4000-8000-000000000002"), { json: { role: "admin" } }], {
    report: (answer) => assert.equal(answer.status, 200),
    rows: async (answer, level) => {
      assert.equal(answer.status, 403, level);
      assert.deepEqual(app.log.reached(), [], level);
    },
  });
});

describe("fields are kept back from `fields` on", () => {
  ladder("of an own row", ["dave", "GET", own], {
    report: (answer) => assert.match(answer.text, /Wayne pays late/),
    fields: async (answer, level) => {
      assert.equal(answer.status, 200, level);
      assert.doesNotMatch(answer.text, /Wayne pays late|cus_wayne/, level);
    },
  });
  ladder("a field that may not be written", ["carol", "PATCH", own, { json: { internalNotes: "x", stripeCustomerId: "cus_1" } }], {
    report: async (answer, level) => {
      assert.equal(answer.status, 200, level);
      assert.equal((await answer.event()).would, "field_not_writable", level);
    },
    fields: denied(403, "field_not_writable"),
  });
  ladder("a value that may not be written", ["carol", "PATCH", own, { json: { status: "paid" } }], {
    report: async (answer, level) => {
      assert.equal(answer.status, 200, level);
      assert.equal((await answer.event()).would, "value_not_allowed", level);
    },
    fields: denied(403, "value_not_allowed"),
  });
});

describe("what no route names", () => {
  ladder("passes below `full`", ["alice", "GET", "/api/unlisted"], {
    report: async (answer, level) => {
      assert.equal(answer.status, 404, level);
      assert.equal(answer.json.error, "not found", level);
      assert.equal((await answer.event()).would, "not_listed", level);
      assert.equal(answer.header("cache-control"), level === "report" ? null : noStore, level);
    },
    full: denied(403, "not_listed"),
  });
  ladder("with private data passes unstored", [null, "GET", "/api/me/x.css?userId=" + people.alice.id], {
    report: (answer) => (assert.match(answer.text, /MFA-ALICE/), assert.match(answer.header("cache-control"), /public/)),
    cache: (answer, level) => (assert.match(answer.text, /MFA-ALICE/), assert.equal(answer.header("cache-control"), noStore, level)),
    full: denied(403, "not_listed"),
  });
});

describe("caches are told from `cache` on", () => {
  ladder("of a private answer", ["alice", "GET", own], {
    report: (answer) => assert.match(answer.header("cache-control"), /public/),
    cache: (answer, level) => {
      assert.equal(answer.header("cache-control"), noStore, level);
      for (const name of ["etag", "age", "last-modified"]) assert.equal(answer.header(name), null, `${level} ${name}`);
    },
  });
  for (const level of names) {
    test(`a stored answer is ${level === "report" ? "passed on" : "refused"} at \`${level}\``, async () => {
      app.faults.on({ method: "GET", path: own }, { headers: { age: "9" } });
      const answer = await at(level, "alice", "GET", own);
      assert.equal(answer.status, level === "report" ? 200 : 502);
      if (level === "report") assert.equal(answer.header("age"), "9");
    });
  }
});

describe("headers are stripped and paths made canonical at every level but `report`", () => {
  const headers = { "x-ownguard-user": "x", "x-http-method-override": "DELETE", "x-middleware-subrequest": "1", "if-none-match": "*" };
  for (const level of names) {
    test(`headers at \`${level}\``, async () => {
      await at(level, "alice", "GET", own, { headers });
      const [request] = app.log.reached();
      const left = Object.keys(headers).filter((name) => request?.headers[name] !== undefined);
      if (level === "report") assert.equal(request.method, "GET");
      assert.deepEqual(left.sort(), level === "report" ? Object.keys(headers).sort() : []);
    });
    test(`paths at \`${level}\``, async () => {
      for (const path of ["/api/health/%2e%2e/me", "/api/health%2f..%2fme", "/api/health/..%5cme", "/api;x/me", "//api//me"]) {
        app.log.clear();
        const answer = await at(level, "alice", "GET", path);
        const reached = app.log.reached();
        if (level === "report") assert.equal(answer.status, 200, path);
        else assert.deepEqual([answer.status, reached.length], [400, 0], path);
      }
    });
  }
});

describe("`report` changes nothing", () => {
  const requests = [
    ["an own row", "alice", "GET", own],
    ["HEAD", "alice", "HEAD", own],
    ["two tokens", "alice", "GET", own, { headers: [["cookie", "BOB"]] }],
    ["a large body", "erin", "POST", acmeAt("files"), { json: { name: "x", content: "x".repeat(1_200_000) } }],
    ["a list", "alice", "GET", acmeAt("invoices")],
    ["a search over all tenants", "alice", "GET", acmeAt("invoices?q=oscorp")],
    ["an error with a stack", null, "GET", acmeAt("invoices/1")],
    ["a conflict", "carol", "POST", acmeAt("invoices"), { json: { number: "GLX-001" } }],
    ["a page", null, "GET", "/w/acme/invoices"],
    ["an unlisted method", "alice", "PUT", own, { json: {} }],
    ["OPTIONS", null, "OPTIONS", own, { headers: { origin: "https://evil.example" } }],
    ["a cross-site write", null, "PATCH", "/api/me", { json: { name: "x" }, headers: [["cookie", "ALICE"]] }],
    ["a body of no known type", "carol", "PATCH", own, { body: '{"total":7}', type: "text/plain" }],
    ["a broken body", "carol", "PATCH", own, { body: '{"total":', type: "application/json" }],
    ["a foreign file's redirect", null, "GET", acmeAt("files/9007199254740992/download")],
    ["a customer of another tenant", "alice", "GET", acmeAt(`customers/${customers.globexOscorp}`)],
    ["another workspace's members", "alice", "GET", `/api/workspaces/${globex}/members`],
  ];
  const volatile = new Set(["date", "connection", "keep-alive", "transfer-encoding", "content-length", "etag"]);
  const shown = ({ status, text, headers }) => ({
    status,
    text: text.replaceAll(/"(id|createdAt)":"?[^",]+"?/g, '"$1":0').replaceAll(/\\n\s+at .*?"/g, '"'),
    headers: headers.filter(([name]) => !volatile.has(name)).map(([name, value]) => `${name}: ${value}`).sort(),
  });

  for (const [name, who, method, path, options = {}] of requests) {
    test(name, async () => {
      const cookies = { BOB: app.tokens.cookie("bob").cookie, ALICE: app.tokens.cookie("alice").cookie };
      const given = [].concat(Array.isArray(options.headers) ? options.headers : Object.entries(options.headers ?? {}));
      const headers = given.map(([header, value]) => [header, cookies[value] ?? value]);
      const token = app.tokens.tokenFor("alice");
      const sent = { ...options, headers, ...(who === "alice" && { token }) };
      const guarded = await at("report", who, method, path, sent);
      await app.reset();
      const plain = { ...Object.fromEntries(headers) };
      if (who) plain.authorization = `Bearer ${who === "alice" ? token : app.tokens.tokenFor(who)}`;
      const body = options.json === undefined ? options.body : JSON.stringify(options.json);
      if (body !== undefined) plain["content-type"] = options.type ?? "application/json";
      const origin = await direct(app.url, { method, path, headers: plain, body });
      assert.deepEqual(shown(guarded), shown({ ...origin, headers: [...origin.headers] }));
    });
  }

  const odd = {
    "a redirect to another host": { status: 302, headers: { location: "https://evil.example/" } },
    "a failure": { status: 500, body: "stack", headers: { "content-type": "text/plain" } },
    "an answer with a member twice": { body: '{"id":"1","id":"2"}', headers: { "content-type": "application/json" } },
    "an answer that is no JSON": { body: "<html>", headers: { "content-type": "application/json" } },
    "an answer without rows": { body: '{"other":1}', headers: { "content-type": "application/json" } },
    "an answer that calls itself HTML": { body: "<html>", headers: { "content-type": "text/html" } },
  };
  for (const [name, answer] of Object.entries(odd)) {
    test(name, async () => {
      app.faults.on({ method: "GET", path: acmeAt("invoices") }, { answer });
      const got = await at("report", "alice", "GET", acmeAt("invoices"));
      assert.deepEqual([got.status, got.text], [answer.status ?? 200, answer.body ?? ""]);
    });
  }

  for (const [name, path, fault] of [
    ["labels that cannot be had", "/api/ownguard/labels", { answer: { status: 500 } }],
    ["labels that are not understood", "/api/ownguard/labels", { answer: { status: 200, body: "{}" } }],
  ]) {
    test(name, async () => {
      app.faults.on({ path }, fault);
      const list = await at("report", "dave", "GET", acmeAt("projects"));
      assert.equal(list.status, 200);
      assert.match(list.text, /Globex main/);
      const write = await at("report", "carol", "PATCH", own, { json: { total: 9 } });
      assert.equal(write.status, 200);
    });
  }
  test("keys that cannot be had", async () => {
    const gate = await gateTo(app, modelAt("report"));
    try {
      app.faults.on({ path: /jwks/ }, { answer: { status: 500 } });
      const answer = await ask(gate, app, "alice", "GET", own);
      assert.equal(answer.status, 200);
      assert.match(answer.text, /ACME-001/);
    } finally {
      await gate.close();
    }
  });
});
