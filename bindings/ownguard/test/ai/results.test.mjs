// What the language model reads of a tool's result, and which tools run at all.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tool } from "ai";
import { guardTools, isToolDenied } from "ownguard/ai";
import { z } from "zod";
import { as, called, guardWith, invoice, listening, og, people, streamedFrom } from "./world.mjs";

const notFound = { ok: false, status: 404, error: "not found" };
const anything = z.looseObject({});
const answering = (value) => tool({ inputSchema: anything, execute: async () => (typeof value === "function" ? value() : value) });

describe("rows that a tool finds", () => {
  test("are the caller's alone, with the fields that the caller may see", async () => {
    const [mine, theirs] = [invoice("acme"), invoice("globex")];
    const heard = listening();
    const { output, read } = await called(guardTools(og, as("dave"), heard)("invoice.list", answering([mine, theirs])), {});
    assert.deepEqual(output.map(({ id }) => id), [mine.id]);
    assert.equal(output[0].number, "ACME-1");
    assert.notEqual(output[0].customerEmail, mine.customerEmail, "masked for a viewer");
    for (const secret of ["globex", "GLOBEX", "cus_", "notes of", "client@"]) assert.ok(!read.includes(secret), secret);
    const [event] = heard.events;
    assert.deepEqual({ ...event, at: 0 }, { v: 1, event: "tool_rows_dropped", at: 0, action: "invoice.list", dropped: 1 });
  });

  test("a foreign row and none are answered alike", async () => {
    const guarded = (value) => guardTools(og, as("bob"), listening())("invoice.read", answering(value));
    const foreign = await called(guarded(invoice("acme")), { id: "1" });
    const absent = await called(guarded(null), { id: "1" });
    const missing = await called(guarded(undefined), { id: "1" });
    assert.deepEqual(foreign.output, notFound);
    assert.ok(isToolDenied(foreign.output));
    assert.equal(foreign.read, absent.read);
    assert.equal(foreign.read, missing.read);
  });

  test("a row with another key than the one asked for is not found", async () => {
    const row = invoice("acme");
    const reading = (id) => guardTools(og, as("alice"), listening())("invoice.read", answering(row), { key: () => id });
    assert.equal((await called(reading(row.id), {})).output.id, row.id);
    assert.deepEqual((await called(reading(invoice("acme").id), {})).output, notFound);
  });

  test("stand where the rule says, and nothing else passes", async () => {
    const found = { data: { items: [invoice("acme"), invoice("globex")] }, nextCursor: "c2", total: 2, sql: "select …" };
    const rule = { rows: "/data/items", pass: ["/nextCursor"] };
    const { output } = await called(guardTools(og, as("alice"), listening())("invoice.list", answering(found), rule), {});
    assert.deepEqual(Object.keys(output).sort(), ["data", "nextCursor"]);
    assert.deepEqual(output.data.items.map(({ number }) => number), ["ACME-1"]);
  });

  test("of several resources are each judged by their own action", async () => {
    const thread = (createdBy) => ({ id: invoice("acme").id, workspaceId: "acme", createdBy, title: "hello" });
    const found = { invoices: [invoice("acme")], threads: [thread("dave"), thread("alice")] };
    const rule = { rows: { "/invoices": "invoice.list", "/threads": "thread.list" } };
    const { output } = await called(guardTools(og, as("dave"), listening())("invoice.list", answering(found), rule), {});
    assert.deepEqual([output.invoices.length, output.threads.map(({ createdBy }) => createdBy)], [1, ["dave"]]);
  });

  test("that are no rows are not passed on", async () => {
    const guarded = (action, value) => guardTools(og, as("alice"), listening())(action, answering(value));
    for (const [action, value] of [["invoice.list", "id;number\n1;GLOBEX-1"], ["invoice.list", ["GLOBEX-1"]], ["invoice.read", "GLOBEX-1"], ["invoice.read", 7], ["invoice.list", { rows: [invoice("globex")] }]]) {
      const { error, output, read } = await called(guarded(action, value), {});
      assert.deepEqual([error?.code, output], ["tool_result_unfit", undefined], JSON.stringify(value));
      assert.ok(!read.includes("GLOBEX"));
    }
  });

  test("that do not say whose they are are not passed on, and the event says what is missing", async () => {
    const heard = listening();
    const { output } = await called(guardTools(og, as("alice"), heard)("invoice.read", answering({ id: "1", number: "GLOBEX-1" })), {});
    assert.deepEqual(output, { ok: false, status: 502, error: "not available" });
    assert.deepEqual([heard.events[0].reason, heard.events[0].missing.includes("tenant")], ["labels_missing", true]);
  });
});

describe("callers who may not", () => {
  test("are refused before the tool runs", async () => {
    for (const [who, action, denied] of [
      ["nobody", "invoice.list", { ok: false, status: 401, error: "nobody is signed in" }],
      ["expired", "invoice.list", { ok: false, status: 401, error: "nobody is signed in" }],
      ["expired", "invoice.read", { ok: false, status: 401, error: "nobody is signed in" }],
    ]) {
      let ran = false;
      const heard = listening();
      const { output } = await called(guardTools(og, as(who), heard)(action, answering(() => ((ran = true), []))), {});
      assert.deepEqual([output, ran, heard.events.length], [denied, false, 1], `${who} ${action}`);
    }
  });

  test("learn nothing from what a tool throws", async () => {
    const failing = answering(() => Promise.reject(new Error("duplicate key (GLOBEX-1) of tenant globex")));
    const { error, read } = await called(guardTools(og, as("alice"))("invoice.list", failing), {});
    assert.deepEqual([error.code, error.cause.message], ["tool_failed", "duplicate key (GLOBEX-1) of tenant globex"]);
    assert.ok(!read.toLowerCase().includes("globex"), read);
  });

  test("get the same denial where the tool itself asks the guard", async () => {
    const asking = tool({ inputSchema: anything, execute: async () => as("bob").own("invoice.read", invoice("acme")) });
    const { output } = await called(guardTools(og, as("bob"), listening())("invoice.read", asking), {});
    assert.deepEqual(output, notFound);
  });
});

describe("tools that write", () => {
  const changing = (row, more) => {
    const ran = [];
    const found = tool({ inputSchema: z.looseObject({ total: z.number().optional() }), execute: async (input) => (ran.push(input), { ...row, ...input }) });
    return { ran, make: (who, action = "invoice.update", rule = {}) => guardTools(og, as(who), listening())(action, found, { row: () => row, ...rule, ...more }) };
  };

  test("run only when the row as it is stored is the caller's to change", async () => {
    const { ran, make } = changing(invoice("acme"));
    const { output } = await called(make("alice"), { total: 5 });
    assert.deepEqual([output.total, output.stripeCustomerId, ran], [5, undefined, [{ total: 5 }]]);
    assert.deepEqual((await called(make("bob"), { total: 5 })).output, notFound);
    assert.deepEqual((await called(make("dave"), { total: 5 })).output, { ok: false, status: 403, error: "not allowed" });
    assert.equal(ran.length, 1);
  });

  test("do not run for a row that is not there", async () => {
    for (const row of [null, undefined, []]) {
      const { ran, make } = changing(row);
      assert.deepEqual((await called(make("alice"), {})).output, notFound);
      assert.equal(ran.length, 0);
    }
  });

  test("on several rows run for all or for none", async () => {
    const { ran, make } = changing([invoice("acme"), invoice("globex")]);
    assert.deepEqual((await called(make("alice", "invoice.remind"), {})).output, notFound);
    assert.equal(ran.length, 0);
  });

  test("do not run with fields that the caller may not write", async () => {
    const { ran, make } = changing(invoice("acme"));
    const write = (input) => input;
    assert.deepEqual((await called(make("alice", "invoice.update", { write }), { total: 5, stripeCustomerId: "cus_x" })).output, { ok: false, status: 403, error: "not allowed" });
    assert.equal((await called(make("alice", "invoice.update", { write }), { total: 5 })).output.total, 5);
    assert.equal(ran.length, 1);
  });

  test("leave one audit record where the model wants one", async () => {
    const [heard, row] = [[], invoice("acme", { deletedAt: null })];
    const guard = guardWith((event) => heard.push([event.action, event.subject]));
    const share = (rule) => guardTools(guard, guard.as(people.alice), listening())("invoice.share", answering(row), { row: () => row, ...rule });
    await called(share({}), {});
    await called(share({ write: () => ({ visibility: "public" }) }), {});
    assert.deepEqual(heard, [["invoice.share", "alice"], ["invoice.share", "alice"]]);
  });

  test("answer that they are done where there is no row to show", async () => {
    const row = invoice("acme");
    for (const value of [undefined, null, true, "GLOBEX-1", { affected: 1 }, invoice("globex")]) {
      const guarded = guardTools(og, as("alice"), listening())("invoice.remind", answering(value), { row: () => row });
      const { output } = await called(guarded, {});
      assert.deepEqual(output, { ok: true }, JSON.stringify(value));
    }
  });

  test("that create get the tenant of the session, and only who may create creates", async () => {
    const ran = [];
    const creating = tool({ inputSchema: z.looseObject({ workspaceId: z.string(), number: z.string() }), execute: async (input) => (ran.push(input), invoice(input.workspaceId, { number: input.number })) });
    const write = ({ workspaceId, ...rest }) => rest;
    const create = (who) => guardTools(og, as(who), listening())("invoice.create", creating, { write });
    assert.equal((await called(create("alice"), { number: "N-1" })).output.number, "N-1");
    assert.deepEqual(ran, [{ workspaceId: "acme", number: "N-1" }]);
    assert.deepEqual((await called(create("dave"), { number: "N-2" })).output, { ok: false, status: 403, error: "not allowed" });
    assert.equal((await called(create("alice"), { number: "N-3", stripeCustomerId: "x" })).output.ok, false);
    assert.equal(ran.length, 1);
  });

  test("need to say which row they change", () => {
    const guarded = guardTools(og, as("alice"));
    assert.throws(() => guarded("invoice.update", answering(null)), { code: "tool_row_missing" });
    assert.throws(() => guarded("invoice.remind", answering(null)), { code: "tool_row_missing" });
  });
});

describe("streamed results", () => {
  const streaming = (values, closed = []) =>
    tool({
      inputSchema: anything,
      execute: async function* () {
        try {
          yield* values;
        } finally {
          closed.push(true);
        }
      },
    });

  test("are each judged and redacted, preliminary ones too", async () => {
    const guarded = guardTools(og, as("dave"), listening())("invoice.list", streaming([[], [invoice("acme")], [invoice("acme"), invoice("globex")]]));
    const { outputs } = await streamedFrom(guarded, {});
    assert.deepEqual(outputs.map(({ output, preliminary }) => [output.length, preliminary]), [[0, true], [1, true], [1, true], [1, false]]);
    assert.ok(!JSON.stringify(outputs).match(/GLOBEX|cus_|notes of|client@/));
  });

  test("end with the first that is not the caller's, and the source is closed", async () => {
    const closed = [];
    const guarded = guardTools(og, as("dave"), listening())("invoice.read", streaming([invoice("acme"), invoice("globex"), invoice("acme")], closed));
    const { outputs } = await streamedFrom(guarded, {});
    assert.deepEqual(outputs.at(-1), { output: notFound, preliminary: false });
    assert.deepEqual([outputs.length, closed], [3, [true]]);
  });

  test("may tell how far they are before there are rows", async () => {
    const values = [{ state: "looking" }, { state: "found", row: invoice("acme") }];
    const guarded = guardTools(og, as("dave"), listening())("invoice.read", streaming(values), { rows: "/row", pass: ["/state"] });
    const { outputs } = await streamedFrom(guarded, {});
    assert.deepEqual(outputs.map(({ output }) => [output.state, output.row?.number]), [["looking", undefined], ["found", "ACME-1"], ["found", "ACME-1"]]);
  });

  test("do not begin for who may not, and errors in them tell nothing", async () => {
    const closed = [];
    const { outputs } = await streamedFrom(guardTools(og, as("nobody"), listening())("invoice.list", streaming([[]], closed)), {});
    assert.deepEqual([outputs.at(-1).output.status, closed], [401, []]);
    const failing = tool({ inputSchema: anything, execute: async function* () { yield []; throw new Error("GLOBEX-1"); } });
    const { errors } = await streamedFrom(guardTools(og, as("alice"), listening())("invoice.list", failing), {});
    assert.deepEqual(errors.map(({ code }) => code), ["tool_failed"]);
  });

  test("of an iterable that is returned are judged by its last", async () => {
    const returning = tool({ inputSchema: anything, execute: async () => (async function* () { yield [invoice("globex")]; yield [invoice("acme"), invoice("globex")]; })() });
    const { output } = await called(guardTools(og, as("alice"), listening())("invoice.list", returning), {});
    assert.deepEqual(output.map(({ number }) => number), ["ACME-1"]);
  });
});

describe("a tool's own hooks", () => {
  test("convert what may be seen, and never a denial", async () => {
    const seen = [];
    const converting = tool({
      inputSchema: anything,
      execute: async () => [invoice("acme"), invoice("globex")],
      toModelOutput: (at) => {
        const rows = at.output ?? at;
        seen.push(rows);
        return { type: "text", value: rows.map(({ number }) => number).join() };
      },
    });
    const { read } = await called(guardTools(og, as("dave"), listening())("invoice.list", converting), {});
    assert.match(read, /"value":"ACME-1"/);
    const denied = await called(guardTools(og, as("nobody"), listening())("invoice.list", converting), {});
    assert.match(denied.read, /nobody is signed in/);
    assert.equal(seen.length, 1);
  });

  test("are given what the session says", async () => {
    const heard = [];
    const found = tool({
      inputSchema: z.object({ workspaceId: z.string() }),
      execute: async () => [],
      needsApproval: async ({ workspaceId }) => (heard.push(["approval", workspaceId]), false),
      onInputAvailable: ({ input }) => void heard.push(["available", input.workspaceId]),
    });
    const guarded = guardTools(og, as("alice"), listening())("invoice.list", found);
    await called(guarded, {});
    await guarded.needsApproval({}, { toolCallId: "x", messages: [] });
    assert.ok(heard.length >= 2);
    for (const [, tenant] of heard) assert.equal(tenant, "acme");
  });

  test("keep the tool's description and everything else", () => {
    const found = { ...answering([]), description: "invoices", title: "Invoices", providerOptions: { x: { y: 1 } } };
    const guarded = guardTools(og, as("alice"))("invoice.list", found);
    assert.deepEqual([guarded.description, guarded.title, guarded.providerOptions], ["invoices", "Invoices", { x: { y: 1 } }]);
  });

  test("cannot be guarded where nothing is executed here", () => {
    assert.throws(() => guardTools(og, as("alice"))("invoice.list", tool({ inputSchema: anything })), { code: "tool_not_executable" });
    assert.throws(() => guardTools(og, as("alice"))("invoice.raed", answering([])), { code: "unknown_name" });
    assert.throws(() => guardTools(og, as("alice"))("invoce.read", answering([])), { code: "unknown_name" });
  });
});
