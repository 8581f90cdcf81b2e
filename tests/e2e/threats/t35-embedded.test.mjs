// T35: what hangs on an own row without being it. Embedded foreign objects, totals and other members of an envelope,
// `returning *` on a write, private data in an error: judged, dropped or replaced.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { customers, invoices, lines, people, workspaces } from "../../leaky-app/ids.mjs";
import { overApp } from "./gated.mjs";

const { acme, globex } = workspaces;
const here = overApp();
const acmeAt = (rest) => `/api/workspaces/${acme}/${rest}`;
const own = acmeAt(`invoices/${invoices.acmeOpen}`);
const list = acmeAt("invoices");

const answers = (method, path, body, { status = 200, type = "application/json", headers = {} } = {}) =>
  here.origin.faults.on({ method, path }, {
    answer: { status, headers: { "content-type": type, ...headers }, body: typeof body === "string" ? body : JSON.stringify(body) },
  });

/** The row as the origin has it. */
const rowOf = (id, more = {}) => ({
  id, workspaceId: acme, createdBy: people.alice.id, number: "ACME-X", status: "open", total: 1, visibility: "private",
  deletedAt: null, projectId: null, customerId: customers.acmeWayne, metadata: { po: "1" }, ...more,
});
const oscorp = { id: customers.globexOscorp, workspaceId: globex, name: "Oscorp", email: "billing@oscorp.example", vatNumber: "DE333", creditScore: 420, stripeCustomerId: "cus_oscorp" };
const wayne = { ...oscorp, id: customers.acmeWayne, workspaceId: acme, name: "Wayne", email: "billing@wayne.example", stripeCustomerId: "cus_wayne" };
const line = (more = {}) => ({ id: lines.acmeOpenFirst, invoiceId: invoices.acmeOpen, text: "Design", amount: 1, cost: 3000, ...more });
const foreignLine = { id: lines.globexOpenFirst, invoiceId: invoices.globexOpen, text: "Consulting", amount: 88000, cost: 1000 };
const foreignWords = /oscorp|consulting|cus_|GLX|250000|glob/i;

describe("T35 embedded rows", () => {
  test("T35 another tenant's customer inside an own invoice is taken out, and told", async () => {
    const answer = await here.ask("alice", "GET", acmeAt(`invoices/${invoices.acmeForeignCustomer}`));
    assert.equal(answer.status, 200);
    assert.equal(answer.json.number, "ACME-010");
    assert.doesNotMatch(answer.text, foreignWords);
    const event = await answer.event();
    assert.equal(event.outcome, "leak");
    assert.deepEqual(event.leaked, [`customer:${customers.globexOscorp}`]);
  });

  const embedded = {
    "a customer": { customer: oscorp },
    "a customer in a list": { customer: [oscorp, wayne] },
    "a customer in lists of lists": { customer: [[oscorp]] },
    "a customer without a tenant": { customer: { ...oscorp, workspaceId: null } },
    "a customer who does not say whose": { customer: (({ workspaceId, ...rest }) => rest)(oscorp) },
    "a customer without a key": { customer: (({ id, ...rest }) => rest)(oscorp) },
    "a customer that claims the wrong tenant": { customer: { ...oscorp, workspace_id: acme } },
    "a customer inside a customer": { customer: { ...wayne, customer: oscorp, parent: oscorp } },
    "lines of another invoice": { lines: [foreignLine, line()] },
    "an invoice inside a line": { lines: [line({ invoice: { number: "GLX-001", customer: oscorp } })] },
    "a row under a name that no model knows": { related: oscorp, customers: [oscorp], _embedded: { customer: oscorp } },
    "a row where a scalar belongs": { number: oscorp, status: [oscorp], total: { value: oscorp } },
    "a row where a label belongs": { createdBy: oscorp },
    "text where rows belong": { lines: JSON.stringify([foreignLine]), customer: JSON.stringify(oscorp) },
  };
  for (const [name, more] of Object.entries(embedded)) {
    test(`T35 ${name} of another tenant does not leave`, async () => {
      answers("GET", own, rowOf(invoices.acmeOpen, more));
      const answer = await here.ask("alice", "GET", own);
      assert.ok([200, 404, 502].includes(answer.status), String(answer.status));
      assert.doesNotMatch(answer.text, foreignWords);
      if (answer.status === 200) assert.equal(answer.json.id, invoices.acmeOpen);

      here.origin.faults.clear();
      answers("GET", list, { data: [rowOf(invoices.acmeOpen, more), rowOf(invoices.acmeDraft)] });
      const listed = await here.ask("alice", "GET", list);
      assert.ok([200, 502].includes(listed.status), String(listed.status));
      assert.doesNotMatch(listed.text, foreignWords);
    });
  }

  test("T35 an embedded row is redacted as its own kind is", async () => {
    answers("GET", own, rowOf(invoices.acmeOpen, { customer: wayne, lines: [line()] }));
    const shown = async (who) => (await here.ask(who, "GET", own)).json;
    const dave = await shown("dave");
    assert.deepEqual(Object.keys(dave.customer).sort(), ["creditScore", "email", "id", "name"]);
    assert.equal(dave.customer.creditScore, null);
    assert.doesNotMatch(dave.customer.email, /billing/);
    assert.deepEqual(Object.keys(dave.lines[0]).sort(), ["amount", "id", "invoiceId", "text"]);
    const carol = await shown("carol");
    assert.equal(carol.customer.creditScore, 420);
    assert.equal(carol.lines[0].cost, 3000);
    for (const seen of [dave, carol]) assert.doesNotMatch(JSON.stringify(seen), /cus_/);
  });

  test("T35 an embedded row does not outlive the row around it", async () => {
    answers("GET", list, { data: [{ ...rowOf(invoices.globexOpen), workspaceId: globex, customer: wayne, lines: [line()] }] });
    const answer = await here.ask("alice", "GET", list);
    assert.deepEqual(answer.json, { data: [] });
  });
});

describe("T35 envelopes", () => {
  const envelope = {
    data: [rowOf(invoices.acmeOpen)], nextCursor: "abc", total: 18, count: 18, meta: { total: 18, pages: 2 }, included: [oscorp],
    links: { next: "/x?after=GLX-001" }, aggregates: { sum: 88000 }, data2: [oscorp], __typename: "X", facets: { oscorp: 3 },
  };

  test("T35 totals and every member that the route does not pass are dropped", async () => {
    answers("GET", list, envelope, { headers: { "x-total-count": "18", link: '</x?after=GLX-001>; rel="next"' } });
    const answer = await here.ask("alice", "GET", list);
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(answer.json).sort(), ["data", "nextCursor"]);
    assert.equal(answer.json.nextCursor, "abc");
    for (const name of ["x-total-count", "link", "content-range", "etag"]) assert.equal(answer.header(name), null, name);
  });

  test("T35 nothing stands beside the rows of a bare list or a single row", async () => {
    for (const [path, body] of [[acmeAt("projects"), envelope], [acmeAt("customers"), [oscorp]], [own, { data: rowOf(invoices.acmeOpen) }]]) {
      here.origin.faults.clear();
      answers("GET", path, body);
      const answer = await here.ask("alice", "GET", path);
      assert.ok([404, 502].includes(answer.status), `${path} ${answer.status}`);
      assert.doesNotMatch(answer.text, foreignWords);
    }
  });

  test("T35 a member given twice is not shown under either reading", async () => {
    for (const text of [
      `{"data":[],"data":[${JSON.stringify(oscorp)}]}`,
      `{"data":[],"\\u0064ata":[${JSON.stringify(oscorp)}]}`,
      `{"data":[],"nextCursor":null,"nextCursor":${JSON.stringify(oscorp)}}`,
    ]) {
      here.origin.faults.clear();
      answers("GET", list, text);
      const answer = await here.ask("alice", "GET", list);
      assert.equal(answer.status, 502, answer.text);
      assert.doesNotMatch(answer.text, foreignWords);
    }
  });

  test("T35 the dashboard's revenue of all tenants is dropped, its rows are judged", async () => {
    const answer = await here.ask("alice", "GET", "/api/dashboard");
    assert.deepEqual(Object.keys(answer.json).sort(), ["invoices", "members"]);
    assert.doesNotMatch(answer.text, /GLX|globex|INI-|LOST/);
    assert.equal((await answer.event()).outcome, "leak");
  });
});

describe("T35 answers to writes", () => {
  test("T35 `returning *` of an update is redacted for whoever wrote", async () => {
    const path = acmeAt(`invoices/${invoices.acmeByErin}`);
    const answer = await here.ask("erin", "PATCH", path, { json: { total: 5 } });
    assert.equal(answer.status, 200);
    assert.equal(answer.json.total, 5);
    for (const name of ["stripeCustomerId", "internalNotes", "deletedAt"]) assert.ok(!(name in answer.json), name);
  });

  for (const status of [200, 201, 202, 203]) {
    test(`T35 a write that answers ${status} with a foreign row answers with nothing`, async () => {
      for (const [method, path, json] of [["PATCH", own, { total: 1 }], ["POST", list, { number: "N-1", total: 1 }], ["POST", `${own}/remind`, {}]]) {
        here.origin.faults.clear();
        answers(method, path, { ...rowOf(invoices.globexOpen), number: "GLX-001", workspaceId: globex, customer: oscorp }, { status });
        const answer = await here.ask("carol", method, path, { json });
        assert.equal(answer.status, status, `${method} ${path} ${JSON.stringify(await answer.event())}`);
        assert.equal(answer.text, "", `${method} ${path}`);
      }
    });
  }

  test("T35 a `DELETE` that answers with the row leaves nothing foreign", async () => {
    answers("DELETE", own, { ...rowOf(invoices.globexOpen), workspaceId: globex, number: "GLX-001" });
    const answer = await here.ask("carol", "DELETE", own);
    assert.doesNotMatch(answer.text, foreignWords);
  });

  test("T35 an error that says 200 passes no row beside it", async () => {
    const answer = await here.ask("carol", "POST", acmeAt(`invoices/${invoices.acmePaid}/remind`));
    assert.doesNotMatch(answer.text, /cus_|Wayne|already/);
  });

  test("T35 a bulk update's count is dropped, its rows are redacted", async () => {
    const answer = await here.ask("carol", "POST", "/api/invoices/bulk", { json: { ids: [invoices.acmeOpen], total: 7 } });
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(answer.json), ["data"]);
    assert.doesNotMatch(answer.text, /cus_/);
  });
});

describe("T35 error bodies", () => {
  const leaky = { code: "number_taken", message: "taken", errors: [{ field: "number" }], existing: oscorp, detail: "Oscorp", query: "select", stack: "at x", hint: oscorp };

  for (const status of [400, 409, 422]) {
    test(`T35 ${status} passes \`code\`, \`message\` and \`errors\` alone`, async () => {
      for (const [who, method, path, options] of [["carol", "POST", list, { json: { number: "GLX-001" } }], ["alice", "GET", own, {}]]) {
        here.origin.faults.clear();
        answers(method, path, leaky, { status });
        const answer = await here.ask(who, method, path, options);
        assert.equal(answer.status, status);
        assert.deepEqual(answer.json, { code: "number_taken", message: "taken", errors: [{ field: "number" }] });
      }
    });
    test(`T35 ${status} with no JSON object is replaced`, async () => {
      for (const [body, type] of [["Oscorp is broke", "text/plain"], ["<b>Oscorp</b>", "text/html"], ["[\"Oscorp\"]", "application/json"], ["{\"message\":1", "application/json"], ["{\"message\":\"a\",\"message\":\"Oscorp\"}", "application/json"]]) {
        here.origin.faults.clear();
        answers("GET", own, body, { status, type });
        const answer = await here.ask("alice", "GET", own);
        assert.equal(answer.status, status, body);
        assert.doesNotMatch(answer.text, foreignWords, body);
      }
    });
  }

  for (const status of [401, 402, 403, 404, 405, 410, 415, 418, 423, 429, 451]) {
    test(`T35 the body and headers of a ${status} are the gate's own`, async () => {
      answers("GET", own, leaky, { status, headers: { "x-debug": "Oscorp", "set-cookie": "a=Oscorp", location: "/oscorp" } });
      const answer = await here.ask("alice", "GET", own);
      assert.equal(answer.status, status === 403 ? 404 : status, "a read that the app forbids tells no row");
      assert.doesNotMatch(JSON.stringify([answer.text, answer.headers]), foreignWords);
    });
  }
  for (const status of [500, 501, 503, 504, 599]) {
    test(`T35 a ${status} is a 502 of the gate`, async () => {
      answers("GET", own, leaky, { status, headers: { "x-debug": "Oscorp", "retry-after": "9" } });
      const answer = await here.ask("alice", "GET", own);
      assert.equal(answer.status, 502);
      assert.equal(answer.text, '{"error":"bad gateway"}');
      assert.doesNotMatch(JSON.stringify(answer.headers), foreignWords);
    });
  }

  test("T35 the database's own words never leave", async () => {
    for (const path of [list + "?q=%00", acmeAt("invoices/1"), acmeAt(`projects/${"0".repeat(36)}`)]) {
      const answer = await here.ask("alice", "GET", path);
      assert.ok(answer.status >= 400, path);
      assert.doesNotMatch(answer.text, /select|invoices|stack|syntax/i);
    }
  });
});
