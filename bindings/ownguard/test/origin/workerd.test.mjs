// `ownguard/origin` in workerd, as a bundler for Workers takes it: the wasm stays a module beside the
// script, and the key comes from the bindings, since there is no environment.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { keys, proofFor, proofHeader, send } from "./server.mjs";

const { Miniflare } = createRequire(new URL("../../../../tests/package.json", import.meta.url))("miniflare");
const wasm = ["core.wasm", "app.wasm", "reader.wasm"];
const worker = `
import { memoryNonces, proofOf, withProof } from "ownguard/origin";
const nonces = memoryNonces();
export default {
  fetch: (request, env) => withProof(
    async (request) => Response.json({ id: proofOf(request)?.principal.id, body: await request.text() }),
    { ...(env.KEY && { keys: env.KEY }), nonces, open: ["/health"], onRefused: () => {} },
  )(request),
};
`;

let folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ownguard-origin-"));
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
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function start(bindings) {
  const running = new Miniflare({
    modulesRoot: folder,
    modules: [
      { type: "ESModule", path: join(folder, "worker.js") },
      ...wasm.map((name) => ({ type: "CompiledWasm", path: join(folder, name), contents: readFileSync(new URL(`../../dist/wasm/${name}`, import.meta.url)) })),
    ],
    compatibilityDate: "2026-01-01",
    bindings,
    // Miniflare's own entry would change the host.
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    cf: false,
    telemetry: { enabled: false },
  });
  await running.ready;
  return { url: String(await running.unsafeGetDirectURL()), close: () => running.dispose() };
}

test("a Worker answers what came through the gate, once, and nothing else", async () => {
  const running = await start({ KEY: keys });
  try {
    const url = `${running.url}a?b=%27c%27`;
    const body = '{"total":1}';
    const signed = () => ({ [proofHeader]: proofFor(url, { method: "POST", body }), "content-length": body.length });
    const good = { method: "POST", body, headers: signed() };
    const answer = await send(url, good);
    assert.deepEqual([answer.status, answer.text], [200, JSON.stringify({ id: "u1", body })]);
    assert.equal((await send(url, good)).status, 403, "again");
    assert.equal((await send(url)).status, 403, "past the gate");
    assert.equal((await send(url, { ...good, headers: signed(), body: '{"total":2}' })).status, 403, "another body");
    assert.equal((await send(`${running.url}health`)).status, 200);
  } finally {
    await running.close();
  }
});

test("a Worker without a key refuses everything", async () => {
  const running = await start({});
  try {
    const url = `${running.url}a`;
    assert.equal((await send(url, { headers: { [proofHeader]: proofFor(url) } })).status, 503);
  } finally {
    await running.close();
  }
});
