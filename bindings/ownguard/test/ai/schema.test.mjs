// What the language model is told of a tool, and what the tool is given: nothing that says who the
// caller is comes from the model.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { jsonSchema, tool } from "ai";
import { guardTools } from "ownguard/ai";
import { z } from "zod";
import { as, called, og, people } from "./world.mjs";

const own = (who, options) => guardTools(og, as(who), { onEvent: () => {}, ...options });
const spy = (inputSchema, more = {}) => {
  const given = [];
  return { given, tool: tool({ inputSchema, execute: async (input) => (given.push(input), []), ...more }) };
};
const names = (schema) => Object.keys(schema.properties ?? {});

describe("the schema that the model sees", () => {
  test("has no tenant and no owner, in either spelling, and asks for the rest", async () => {
    for (const name of ["workspaceId", "workspace_id", "WORKSPACE_ID", "workspaceid", "createdBy", "created_by", "userId", "user_id"]) {
      const { given, tool: found } = spy(z.object({ [name]: z.string(), status: z.string() }));
      const { schema } = await called(own("alice")("invoice.list", found), { status: "open" });
      assert.deepEqual([names(schema), schema.required], [["status"], ["status"]], name);
      assert.deepEqual(given, [{ status: "open", [name]: /work/i.test(name) ? "acme" : "alice" }], name);
    }
  });

  test("has none in nested objects, lists, choices and references", async () => {
    const schemas = {
      object: z.object({ filter: z.object({ workspaceId: z.string(), status: z.string() }) }),
      list: z.object({ filters: z.array(z.object({ workspaceId: z.string(), status: z.string() })) }),
      choice: z.object({ filter: z.union([z.object({ workspaceId: z.string(), status: z.string() }), z.object({ all: z.boolean() })]) }),
      reference: jsonSchema({
        type: "object",
        properties: { filter: { $ref: "#/$defs/filter" } },
        required: ["filter"],
        $defs: { filter: { type: "object", properties: { workspaceId: { type: "string" }, status: { type: "string" } }, required: ["workspaceId"] } },
      }),
    };
    for (const [name, inputSchema] of Object.entries(schemas)) {
      const { given, tool: found } = spy(inputSchema);
      const input = name === "list" ? { filters: [{ status: "open" }] } : { filter: { status: "open" } };
      const { schema, error } = await called(own("alice")("invoice.list", found), input);
      assert.equal(error, undefined, name);
      assert.ok(!JSON.stringify(schema).includes("workspaceId"), name);
      const filled = { status: "open", workspaceId: "acme" };
      assert.deepEqual(given, [name === "list" ? { filters: [filled] } : { filter: filled }], name);
    }
  });

  test("leaves nothing for the model to say of an object that only identifies", async () => {
    const { given, tool: found } = spy(z.object({ scope: z.object({ workspaceId: z.string(), by: z.object({ userId: z.string() }) }) }));
    for (const input of [{ scope: { by: {} } }, { scope: {} }, {}]) {
      const { error } = await called(own("alice")("invoice.list", found), input);
      assert.equal(error, undefined, JSON.stringify(input));
      assert.deepEqual(given.at(-1), { scope: { workspaceId: "acme", by: { userId: "alice" } } });
    }
  });

  test("keeps what the tool's own schema makes of the rest", async () => {
    const { given, tool: found } = spy(z.object({ workspaceId: z.string(), limit: z.number().max(50).default(10), status: z.string().transform((s) => s.toUpperCase()) }));
    const guarded = own("alice")("invoice.list", found);
    await called(guarded, { status: "open" });
    assert.deepEqual(given, [{ workspaceId: "acme", limit: 10, status: "OPEN" }]);
    const { error } = await called(guarded, { status: "open", limit: 51 });
    assert.equal(given.length, 1);
    assert.match(String(error), /limit/);
  });

  test("has what the rule declares taken out, and what it leaves to the model kept", async () => {
    const inputSchema = z.object({ org: z.string(), author: z.string(), workspaceId: z.string(), userId: z.string() });
    const { given, tool: found } = spy(inputSchema);
    const rule = { args: { org: "tenant", author: "user", userId: "model" } };
    const { schema } = await called(own("alice")("invoice.list", found, rule), { userId: "u7" });
    assert.deepEqual(names(schema), ["userId"]);
    assert.deepEqual(given, [{ org: "acme", author: "alice", workspaceId: "acme", userId: "u7" }]);
  });

  test("for a child has none of the rows above, whose key is another", async () => {
    const { given, tool: found } = spy(z.object({ id: z.string(), workspaceId: z.string(), createdBy: z.string(), threadId: z.string() }));
    const { schema } = await called(own("alice")("message.list", found), { id: "m1", threadId: "t1" });
    assert.deepEqual(names(schema), ["id", "threadId"]);
    assert.deepEqual(given, [{ id: "m1", threadId: "t1", workspaceId: "acme", createdBy: "alice" }]);
  });

  test("shows no identifying value in examples", async () => {
    const example = { workspaceId: "globex", filter: { userId: "bob", status: "open" } };
    const { tool: found } = spy(z.object({ workspaceId: z.string() }), { inputExamples: [{ input: example }] });
    const guarded = own("alice")("invoice.list", found);
    assert.deepEqual(guarded.inputExamples, [{ input: { filter: { status: "open" } } }]);
  });
});

describe("a call that says who the caller is", () => {
  const inputSchema = z.looseObject({ workspaceId: z.string(), filter: z.looseObject({ createdBy: z.string().optional() }).optional() });

  test("is refused, even if it says what is true, and the tool does not run", async () => {
    const { given, tool: found } = spy(inputSchema);
    const guarded = own("alice")("invoice.list", found);
    const said = [
      { workspaceId: "globex" },
      { workspaceId: "acme" },
      { workspace_id: "globex" },
      { WorkspaceID: "globex" },
      { "workspace-id": "globex" },
      { userId: "bob" },
      { workspaceId: null },
      { filter: { createdBy: "bob" } },
      { filter: { created_by: "bob" } },
      { more: [{ deep: { workspaceId: "globex" } }] },
    ];
    for (const input of said) {
      const { error, read } = await called(guarded, input);
      assert.match(String(error), /says who the caller is/, JSON.stringify(input));
      assert.ok(!read.includes("acme") || JSON.stringify(input).includes("acme"), "the model does not learn the tenant");
    }
    assert.equal(given.length, 0);
  });

  test("does not change what any object inherits", async () => {
    const { given, tool: found } = spy(z.looseObject({ workspaceId: z.string() }));
    await called(own("alice")("invoice.list", found), '{"__proto__":{"workspaceId":"globex"},"constructor":{"prototype":{"x":1}}}');
    assert.equal({}.workspaceId, undefined);
    assert.equal({}.x, undefined);
    for (const input of given) assert.equal(input.workspaceId, "acme");
  });
});

describe("the tenant of a call", () => {
  const run = async (who, options) => {
    const { given, tool: found } = spy(z.object({ workspaceId: z.string() }));
    return { ...(await called(guardTools(og, as(who), { onEvent: () => {}, ...options })("invoice.list", found), {})), given };
  };

  test("is the one that was named, where the caller belongs to several", async () => {
    assert.deepEqual((await run("erin", { tenant: "globex" })).given, [{ workspaceId: "globex" }]);
    assert.deepEqual((await run("erin", { tenant: "acme" })).given, [{ workspaceId: "acme" }]);
    const { error, given } = await run("erin");
    assert.deepEqual([error?.code, given], ["tool_tenant_ambiguous", []]);
  });

  test("is never one that the caller does not belong to", async () => {
    for (const [who, tenant] of [["alice", "globex"], ["rob", "acme"], ["rob", undefined]]) {
      const { output, given } = await run(who, { tenant });
      assert.deepEqual([output, given], [{ ok: false, status: 404, error: "not found" }, []], `${who} ${tenant}`);
    }
  });

  test("of a service is the one that was named, if it is the one that the service acts for", async () => {
    const cron = og.as({ kind: "service", name: "cron", tenant: "acme" });
    for (const [tenant, ran] of [["acme", [{ workspaceId: "acme" }]], ["globex", []], [undefined, []]]) {
      const { given, tool: found } = spy(z.object({ workspaceId: z.string() }));
      const { output } = await called(guardTools(og, cron, { tenant, onEvent: () => {} })("invoice.list", found), {});
      assert.deepEqual([given, Array.isArray(output)], [ran, ran.length > 0], tenant);
    }
  });

  test("is looked for when the tool is called, where the caller is found then", async () => {
    let now = "alice";
    const { given, tool: found } = spy(z.object({ workspaceId: z.string(), userId: z.string() }));
    const guarded = guardTools(og, async () => og.as(people[now]), { onEvent: () => {} })("invoice.list", found);
    await called(guarded, {});
    now = "bob";
    await called(guarded, {});
    assert.deepEqual(given, [{ workspaceId: "acme", userId: "alice" }, { workspaceId: "globex", userId: "bob" }]);
  });

  test("is a whole number where the schema wants one", async () => {
    const { given, tool: found } = spy(z.object({ workspaceId: z.number() }));
    const seven = og.as({ kind: "person", id: "u", as_of: "this_request", memberships: [{ tenant: "7", role: "viewer", as_of: "this_request" }] });
    await called(guardTools(og, seven)("invoice.list", found), {});
    assert.deepEqual(given, [{ workspaceId: 7 }]);
  });
});
