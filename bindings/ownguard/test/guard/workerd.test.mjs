// The shared vectors through the package in workerd: what it decides there is what the core decides. A
// bundler for Workers takes it as it is, with the wasm as modules beside the script.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { notForApps } from "./asked.mjs";
import { modelText, vectors } from "./vectors.mjs";

const { Miniflare } = createRequire(new URL("../../../../tests/package.json", import.meta.url))("miniflare");
const wasm = ["core.wasm", "app.wasm", "reader.wasm"];
const worker = `
import { decided, guardOfText } from "./asked.mjs";
export default {
  async fetch(request) {
    const asked = await request.json();
    return Response.json(asked.map(({ text, input, names }) => decided(guardOfText(text, input.now ?? 1_000_000), input, names)));
  },
};
`;

let folder, running;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ownguard-vectors-"));
  await build({
    stdin: { contents: worker, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    format: "esm",
    platform: "neutral",
    tsconfigRaw: {}, // not that of the sources, which stands above
    conditions: ["workerd"],
    external: ["*.wasm"],
    outfile: join(folder, "worker.js"),
  });
  running = new Miniflare({
    modulesRoot: folder,
    modules: [
      { type: "ESModule", path: join(folder, "worker.js") },
      ...wasm.map((name) => ({ type: "CompiledWasm", path: join(folder, name), contents: readFileSync(new URL(`../../dist/wasm/${name}`, import.meta.url)) })),
    ],
    compatibilityDate: "2026-01-01",
    cf: false,
    telemetry: { enabled: false },
  });
  await running.ready;
});
after(async () => {
  await running?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test("every shared decision is the same in workerd", async (t) => {
  const asked = vectors("decide")
    .filter(({ input }) => notForApps(input) === undefined)
    .flatMap((vector) => ["wire", "column"].map((names) => ({ ...vector, names })));
  const body = JSON.stringify(asked.map(({ model, input, names }) => ({ text: modelText(model), input, names })));
  const answer = await running.dispatchFetch("http://vectors.test/", { method: "POST", body });
  const decided = await answer.json();
  t.diagnostic(`${asked.length} questions`);
  assert.ok(asked.length > 200);
  assert.equal(decided.length, asked.length);
  for (const [at, { id, names, expect }] of asked.entries()) {
    assert.deepEqual(decided[at], expect, `decide/${id}, rows in ${names} names`);
  }
});
