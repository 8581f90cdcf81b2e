// Runs every vector in workerd, on the same crate compiled to wasm, and compares
// what comes out with what came out natively, byte for byte.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";

const tests = fileURLToPath(new URL("..", import.meta.url));
const built = `${tests}.out/conformance`;

/** Each vector's text by its id. */
function vectors() {
  const folder = `${tests}vectors`;
  const kinds = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "models")
    .map((entry) => entry.name);
  const files = kinds.flatMap((kind) => readdirSync(`${folder}/${kind}`).map((file) => `${kind}/${file}`));
  return new Map(
    files.map((file) => {
      const text = readFileSync(`${folder}/${file}`, "utf8");
      return [JSON.parse(text).id, text];
    }),
  );
}

/** What came out of each natively, by its id. */
function native() {
  const lines = readFileSync(`${built}/native.tsv`, "utf8").trimEnd().split("\n");
  return new Map(lines.map((line) => line.split("\t")));
}

async function inWasm(texts) {
  const worker = new Miniflare({
    modulesRoot: tests,
    modules: [
      { type: "ESModule", path: `${tests}conformance/worker.mjs` },
      { type: "ESModule", path: `${built}/wasm/index.js` },
      { type: "CompiledWasm", path: `${built}/wasm/index_bg.wasm` },
    ],
    compatibilityDate: "2026-01-01",
    cf: false,
    telemetry: { enabled: false },
  });
  try {
    const answer = await worker.dispatchFetch("http://vectors.example/", {
      method: "POST",
      body: JSON.stringify(texts),
    });
    assert.equal(answer.status, 200);
    return await answer.json();
  } finally {
    await worker.dispose();
  }
}

test("every vector comes out in wasm as it does natively", async () => {
  const texts = vectors();
  const expected = native();
  assert.deepEqual([...texts.keys()].sort(), [...expected.keys()].sort(), "run `cargo xtask vectors`");
  const came = await inWasm([...texts.values()]);
  const different = [...texts.keys()]
    .map((id, at) => ({ id, native: expected.get(id), wasm: came[at] }))
    .filter(({ native, wasm }) => native !== wasm);
  assert.deepEqual(different, []);
  assert.ok(texts.size >= 300, `${texts.size} vectors`);
});
