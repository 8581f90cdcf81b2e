// `ownguard/worker` in a fresh app: packed, installed, bundled by wrangler as its user would, and run in workerd.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { raw } from "../../../../tests/e2e/raw.mjs";
import { modelOf, startOrigin } from "./world.mjs";

const run = promisify(execFile);
const require = createRequire(new URL("../../../../tests/package.json", import.meta.url));
const { Miniflare } = require("miniflare");
const wrangler = join(require.resolve("wrangler/package.json"), "../bin/wrangler.js");
const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const compatibilityDate = "2026-10-23";

const files = {
  "package.json": '{ "private": true, "type": "module" }',
  "worker.mjs": 'import gate from "ownguard/worker";\nimport model from "./ownguard.toml";\n\nexport default gate(model);\n',
  "wrangler.toml": `name = "app"\nmain = "worker.mjs"\ncompatibility_date = "${compatibilityDate}"\n[[rules]]\ntype = "Text"\nglobs = ["**/*.toml"]\nfallthrough = false\n`,
};
const model = modelOf({ "GET /open": "public", "GET /w/{*rest}": "page" }, 3);

let app, origin;
before(async () => {
  app = await mkdtemp(join(tmpdir(), "ownguard-worker-"));
  const { stdout } = await run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", app], { cwd: packageFolder });
  await mkdir(join(app, "node_modules/ownguard"), { recursive: true });
  await run("tar", ["-xzf", stdout.trim(), "--strip-components=1", "-C", "node_modules/ownguard"], { cwd: app });
  for (const [name, text] of Object.entries(files)) await writeFile(join(app, name), text);
  origin = await startOrigin((request, response) => response.end(`the app at ${request.url}`));
});
after(async () => {
  await origin.close();
  await rm(app, { recursive: true, force: true });
});

/** What `wrangler deploy` would upload, as modules. */
async function bundled() {
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: join(app, "log"), CI: "1" };
  await run(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", "out"], { cwd: app, env });
  const out = join(app, "out");
  const kinds = { ".js": "ESModule", ".wasm": "CompiledWasm", ".toml": "Text" };
  const names = (await readdir(out)).sort((one, other) => Number(other === "worker.js") - Number(one === "worker.js"));
  const modules = names.flatMap((name) => {
    const kind = Object.entries(kinds).find(([ending]) => name.endsWith(ending))?.[1];
    return kind ? [{ type: kind, path: join(out, name) }] : [];
  });
  return { out, modules };
}

async function served({ out, modules }, check, bindings = { OWNGUARD_ORIGIN: origin.url }) {
  const logs = [];
  const worker = new Miniflare({
    modulesRoot: out,
    modules,
    compatibilityDate,
    bindings,
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    host: "127.0.0.1",
    cf: false,
    telemetry: { enabled: false },
    handleStructuredLogs: ({ message }) => void logs.push(message),
  });
  try {
    await worker.ready;
    const url = await worker.unsafeGetDirectURL();
    await check((...request) => raw(url, ...request), logs);
  } finally {
    await worker.dispose();
  }
}

describe("an app with ownguard/worker and its model", () => {
  test("is bundled by wrangler with the wasm and the model beside it, and decides in workerd", async () => {
    await writeFile(join(app, "ownguard.toml"), model);
    const built = await bundled();
    const kinds = built.modules.map(({ type }) => type).sort();
    assert.deepEqual(kinds, ["CompiledWasm", "ESModule", "Text"]);
    await served(built, async (ask) => {
      assert.equal(JSON.parse((await ask("GET", "/.well-known/ownguard")).text).revision, 3);
      const open = await ask("GET", "/open");
      assert.deepEqual([open.status, open.text], [200, "the app at /open"]);
      for (const [path, status] of [["/w/a", 401], ["/nowhere", 403], ["/w/%2e%2e/x", 400]]) {
        const answer = await ask("GET", path);
        assert.deepEqual([answer.status, answer.header("cache-control")], [status, "private, no-store, max-age=0"], path);
      }
      assert.deepEqual(origin.seen.map(({ path }) => path), ["/open"]);
    });
  });

  test("lets nothing pass, and says why, without a model that is valid or a variable that it needs", async () => {
    for (const [text, bindings, says] of [[" \n", { OWNGUARD_ORIGIN: origin.url }, /model_missing/], ["version = ", { OWNGUARD_ORIGIN: origin.url }, /gate_not_ready/], [model, {}, /OWNGUARD_ORIGIN/]]) {
      await writeFile(join(app, "ownguard.toml"), text);
      const check = async (ask, logs) => {
        const answer = await ask("GET", "/open");
        assert.deepEqual([answer.status, answer.text], [503, ""], text);
        assert.match(logs.join("\n"), says);
      };
      await served(await bundled(), check, bindings);
    }
  });

  test("takes the model that `ownguard build` writes", async () => {
    const json = JSON.stringify({ version: 1, revision: 8, routes: { "GET /open": "public" } });
    await writeFile(join(app, "worker.mjs"), `import gate from "ownguard/worker";\nexport default gate({ json: ${JSON.stringify(json)} });\n`);
    await served(await bundled(), async (ask) => {
      assert.equal(JSON.parse((await ask("GET", "/.well-known/ownguard")).text).revision, 8);
      assert.equal((await ask("GET", "/open")).status, 200);
    });
  });

  test("is not deployed without a model beside it", async () => {
    await writeFile(join(app, "worker.mjs"), files["worker.mjs"]);
    await rm(join(app, "ownguard.toml"));
    await rm(join(app, "out"), { recursive: true, force: true });
    await assert.rejects(bundled(), ({ stdout, stderr }) => /ownguard\.toml/.test(stdout + stderr));
  });
});
