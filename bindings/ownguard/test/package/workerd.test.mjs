// The packed package in workerd, bundled by wrangler without any setting for it.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cookieOf, succeed, workshop } from "./harness.mjs";

// The runtime and its tools stand with the repository's other tests.
const require = createRequire(new URL("../../../../tests/package.json", import.meta.url));
const { Miniflare } = require("miniflare");
const wrangler = join(require.resolve("wrangler/package.json"), "../bin/wrangler.js");

let shop, app;
before(async () => {
  shop = await workshop();
  app = await shop.app("workerd", ["workerd"]);
});
after(() => shop?.remove());

test("an app in workerd answers each caller with their own, redacted", async () => {
  await succeed(app, process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", "out"]);
  const out = join(app, "out");
  const worker = new Miniflare({
    modules: true,
    modulesRoot: out,
    scriptPath: join(out, "worker.js"),
    modulesRules: [
      { type: "CompiledWasm", include: ["**/*.wasm"] },
      { type: "Text", include: ["**/*.toml"] },
    ],
    compatibilityDate: "2026-10-23",
    bindings: { JWT_SECRET: "0123456789abcdef0123456789abcdef" },
  });
  try {
    const get = (id, who) =>
      worker.dispatchFetch(`http://app.test/notes/${id}`, { headers: who ? { cookie: cookieOf(who) } : {} });
    const own = await get(1, "alice");
    assert.equal(own.status, 200);
    assert.deepEqual(await own.json(), { id: 1, userId: "alice", title: "Alice's note" });
    assert.equal((await get(1, "bob")).status, 404);
    assert.equal((await get(1)).status, 401);
  } finally {
    await worker.dispose();
  }
});
