// The Worker's shim around a wasm that panics: its own code, with a wasm of the test's behind it.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SHIM = fileURLToPath(new URL("../../edge-worker/shim.mjs", import.meta.url));
const stubs = {
  "cloudflare:workers": "export class WorkerEntrypoint { constructor(ctx, env) { this.ctx = ctx; this.env = env; } }",
  "./index.js": "export const serve = (...asked) => globalThis.wasm.serve(...asked); export const __wbg_reset_state = () => globalThis.wasm.reset();",
};
const stubbed = {
  name: "stubs",
  setup(build) {
    build.onResolve({ filter: /^(cloudflare:workers|\.\/index\.js)$/ }, ({ path }) => ({ path, namespace: "stub" }));
    build.onLoad({ filter: /.*/, namespace: "stub" }, ({ path }) => ({ contents: stubs[path] }));
  },
};

let gate, resets, failures, made = 0;
beforeEach(async (t) => {
  globalThis.addEventListener ??= () => {};
  [resets, failures] = [0, 0];
  globalThis.wasm = { serve: (request) => request(), reset: () => (resets += 1) };
  t.mock.method(console, "error", () => (failures += 1));
  const { outputFiles } = await build({ entryPoints: [SHIM], bundle: true, format: "esm", write: false, plugins: [stubbed] });
  made += 1;
  const text = `${outputFiles[0].text}\n// ${made}`;
  const { default: Gate } = await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
  gate = new Gate({}, {});
});

const panics = async () => {
  throw new WebAssembly.RuntimeError("unreachable");
};
const hangs = () => new Promise(() => {});
const answers = async () => new Response("well");

test("a panic answers each request in flight with 503, and the next one gets a new instance", async () => {
  const hanging = gate.fetch(hangs);
  assert.equal((await gate.fetch(panics)).status, 503);
  assert.equal((await hanging).status, 503);
  assert.equal(resets, 0);
  assert.equal(await (await gate.fetch(answers)).text(), "well");
  assert.equal(resets, 1);
});

test("who was answered once is not told of a later panic", async () => {
  gate.fetch(hangs);
  await gate.fetch(panics);
  assert.equal(failures, 2);
  await gate.fetch(panics);
  assert.equal(failures, 3);
});

test("a failure that is no panic is the request's own", async () => {
  const own = gate.fetch(async () => {
    throw new Error("no");
  });
  assert.equal((await own).status, 503);
  await gate.fetch(answers);
  assert.equal(resets, 0);
});
