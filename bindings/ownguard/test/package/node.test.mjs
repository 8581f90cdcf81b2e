// The packed package in plain Node: ES modules, CommonJS, both in one process;
// and what is said where it cannot run.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { cookieOf, run, serve, succeed, workshop } from "./harness.mjs";

let shop, app;
before(async () => {
  shop = await workshop();
  app = await shop.app("node", ["node"]);
});
after(() => shop?.remove());

for (const script of ["server.mjs", "server.cjs"]) {
  test(`${script} answers each caller with their own, redacted`, async () => {
    const server = await serve(app, script);
    try {
      const get = (id, who) => fetch(`${server.base}/${id}`, { headers: who ? { cookie: cookieOf(who) } : {} });
      const own = await get(1, "alice");
      assert.equal(own.status, 200, server.said());
      assert.deepEqual(await own.json(), { id: 1, userId: "alice", title: "Alice's note" });
      assert.equal((await get(1, "bob")).status, 404);
      assert.equal((await get(9, "alice")).status, 404);
      assert.equal((await get(1)).status, 401);
    } finally {
      await server.stop();
    }
  });
}

test("import and require find the same names, and share one wasm", async () => {
  const { names, instances } = JSON.parse(await succeed(app, "node", ["both.mjs"]));
  for (const [entry, [imported, required]] of Object.entries(names)) {
    assert.deepEqual(imported, required, entry);
    assert.notEqual(imported.length, 0, entry);
  }
  assert.equal(instances, 1);
});

test("a browser that got it by mistake says so, with the mend", async () => {
  const bundle = await build({
    stdin: { contents: `import { createGuard } from "ownguard"; globalThis.never = createGuard;`, resolveDir: app },
    bundle: true,
    format: "esm",
    platform: "browser",
    outfile: join(app, "browser.mjs"),
    logLevel: "silent",
  });
  assert.deepEqual(bundle.errors, []);
  const script = `import("./browser.mjs").then(() => console.log("loaded"), (error) => console.log(error.name, error.code, error.message))`;
  const { stdout } = await run(app, "node", ["-e", script]);
  assert.match(stdout, /^OwnguardError not_on_a_server /);
  assert.match(stdout, /"use server"/);
});

test("the Worker's entry says outside of workerd where it belongs", async () => {
  const script = `import("ownguard/worker").then(() => console.log("loaded"), (error) => console.log(error.name, error.code))`;
  const { stdout } = await run(app, "node", ["-e", script]);
  assert.equal(stdout, "OwnguardError not_in_workerd\n");
});
