// What `ownguard build` made of a model, so that an app need not read it: it decides as the text does,
// loads no more than deciding needs, and is refused where it is not as it was written.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { before, after, test } from "node:test";
import { claims, createGuard } from "ownguard";
import { Folder, NOTES } from "../cli/folder.mjs";
import { aboutOf, modelText, vectors, written } from "./vectors.mjs";

const require = createRequire(import.meta.url);
const loader = (name) => require.resolve(`../../dist/wasm/${name}.cjs`);
const loaded = () => ["core", "app", "reader"].filter((name) => loader(name) in require.cache);
const quiet = { warn: () => {}, audit: () => {} };
const env = { JWT_SECRET: "0123456789abcdef0123456789abcdef" };

const decide = vectors("decide").filter(({ model, input }) => typeof model === "string" && !model.includes("\n") && !input.link);
const names = [...new Set(decide.map(({ model }) => model))];
const built = new Map();
let folder;
before(async () => {
  folder = new Folder();
  for (const name of names) folder.write(`${name}/ownguard.toml`, modelText(name));
  folder.write("notes/ownguard.toml", NOTES);
  await Promise.all([...names, "notes"].map(async (name) => built.set(name, await build(name))));
});
after(() => folder.remove());

/** The model of a module that `ownguard build` wrote, read as a bundler would leave it. */
async function build(name) {
  const { code, stderr } = await folder.npx(["build", "--model", `${name}/ownguard.toml`]);
  assert.equal(code, 0, stderr);
  const text = folder.read(`${name}/ownguard.gen.ts`);
  const module = text.slice(text.indexOf("export const model")).replace(/: WrittenModel<.*> =/, " =");
  folder.write(`${name}/built.mjs`, module);
  return (await import(`${folder.path}/${name}/built.mjs`)).model;
}

// First of all: what is loaded stays loaded.
test("deciding on a built model loads neither what reads tokens nor what reads models", async () => {
  const og = createGuard({ model: built.get("billing"), env, ...quiet });
  const access = og.as({ kind: "person", id: "u1", memberships: [{ tenant: "t1", role: "viewer" }] });
  const row = { id: "i1", workspaceId: "t1", createdBy: "u9", visibility: "private", deletedAt: null, number: "7" };
  assert.equal(access.own("invoice.read", row).number, "7");
  assert.equal(access.filter("invoice.list", [row]).length, 1);
  assert.deepEqual(loaded(), ["core"]);
  assert.ok(access.where("invoice.list").sql().text.includes("workspace_id"));
  assert.deepEqual(loaded(), ["core", "app"]);
  createGuard({ model: modelText("billing"), env, ...quiet });
  assert.deepEqual(loaded(), ["core", "app", "reader"]);
});

test("a built model is what the text is read to, byte for byte", () => {
  const { read } = require(loader("reader"));
  for (const [name, { json, described, compact }] of built) {
    const [bytes, told] = read(json);
    assert.equal(Buffer.from(bytes).toString("base64"), compact, name);
    assert.equal(told, described, name);
  }
});

test("a built model decides as its text does", () => {
  let asked = 0;
  for (const { id, model, input, expect } of decide) {
    const { caller, resource, action, target, now = 1_000_000, screen } = input;
    if (screen || (target.collection && action === "list")) continue;
    const answers = [built.get(model), modelText(model)].map((given) => {
      const og = createGuard({ model: given, env, now: () => now * 1000, ...quiet });
      return og.as(caller).decide(`${resource}.${action}`, ...aboutOf(og, resource, target, "wire"));
    });
    assert.deepEqual(answers[0], answers[1], id);
    assert.deepEqual(written(answers[0]), expect, id);
    asked += 1;
  }
  assert.ok(asked > 100, String(asked));
});

test("sessions, queries and inputs of a built model are those of its text", async () => {
  const said = { sub: "u1", app: { workspaces: { t1: "manager" } } };
  const row = { id: "i1", workspaceId: "t1", createdBy: "u9", visibility: "private", deletedAt: null, status: "open" };
  const told = await Promise.all([built.get("billing"), modelText("billing")].map(async (model) => {
    const og = createGuard({ model, env, session: claims(() => said), ...quiet });
    const access = await og.session(new Headers());
    return [access.principal, access.where("invoice.list").sql(), access.columns("invoice.read"), access.input("invoice.update", { total: 1 }, { row }), access.contradicts("userId", "u2")];
  }));
  assert.equal(told[0][0].subject, "u1");
  assert.deepEqual(told[0], told[1]);
});

test("a model without what was built of it is read at run time", () => {
  const { json, ...more } = built.get("billing");
  for (const model of [{ json }, { json, described: more.described }, { json, compact: more.compact }, json]) {
    assert.equal(createGuard({ model, env, ...quiet }).model.hash, JSON.parse(more.described).hash);
  }
});

test("a built model that is not as it was written is refused, with the mend", () => {
  const model = built.get("billing");
  const other = built.get("notes");
  const bytes = Buffer.from(model.compact, "base64");
  const changed = (at, by = 1) => {
    const copy = Buffer.from(bytes);
    copy[at] ^= by;
    return copy.toString("base64");
  };
  const cases = {
    "the JSON of another revision": { ...model, json: model.json.replace('"revision": 1', '"revision": 2') + " " },
    "a described model that was changed": { ...model, described: model.described.replace('"never":true', '"never":false') },
    "the built model of another": { ...model, compact: other.compact },
    "the names of another": { ...model, described: other.described },
    "a form of another version": { ...model, compact: changed(3, 8) },
    "no form at all": { ...model, compact: Buffer.from("nothing of ours").toString("base64") },
    "no base64": { ...model, compact: "nö" },
    "an empty text": { ...model, compact: "" },
    "a byte that was changed": { ...model, compact: changed(bytes.length >> 1) },
    "half of it": { ...model, compact: bytes.subarray(0, bytes.length >> 1).toString("base64") },
    "more than it": { ...model, compact: Buffer.concat([bytes, Buffer.of(0)]).toString("base64") },
  };
  for (const [what, given] of Object.entries(cases)) {
    assert.throws(() => createGuard({ model: given, env, ...quiet }), { name: "OwnguardError", code: "model_refused", mend: /ownguard build/ }, what);
  }
});

test("half of a session's bytes is no session", () => {
  const { Policy } = require(loader("node"));
  const { json: text, described, compact } = built.get("billing");
  const policy = new Policy({ text, built: { described, compact } }, undefined, () => undefined, () => new Uint8Array(16));
  const caller = { kind: "person", id: "u1", memberships: [{ tenant: "t1", role: "viewer", as_of: "this_request" }] };
  const session = policy.caller(JSON.stringify(caller), "t1", 5);
  const packed = session.pack();
  assert.equal(policy.principal(policy.unpack(packed)), policy.principal(session));
  for (let end = 0; end < packed.length; end += 1) assert.throws(() => policy.unpack(packed.slice(0, end)), /no session/, String(end));
  assert.throws(() => policy.unpack(new Uint8Array([...packed, 0])), /no session/);
});
