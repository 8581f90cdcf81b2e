// What `wrangler deploy` would upload, from the very files of edge-worker/.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const edgeWorker = fileURLToPath(new URL("../../edge-worker/", import.meta.url));
const wrangler = fileURLToPath(new URL("../node_modules/wrangler/bin/wrangler.js", import.meta.url));

describe("wrangler deploy --dry-run", () => {
  let dir;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "ownguard-deploy-"));
    for (const part of ["worker.mjs", "dist"]) await cp(join(edgeWorker, part), join(dir, part), { recursive: true });
    const config = await readFile(join(edgeWorker, "wrangler.toml"), "utf8");
    await writeFile(join(dir, "wrangler.toml"), withoutBuild(config));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  test("fails without a model", async () => {
    const { code, said } = await dryRun(dir);
    assert.notEqual(code, 0);
    assert.match(said, /ownguard\.toml/);
  });

  test("uploads the gate, its wasm and the model as text", async () => {
    const model = "version = 1\n";
    await writeFile(join(dir, "ownguard.toml"), model);
    const { code, said } = await dryRun(dir);
    assert.equal(code, 0, said);
    const files = await readdir(join(dir, "out"));
    assert.ok(files.includes("worker.js"), said);
    assert.ok(files.some((file) => file.endsWith("index_bg.wasm")), said);
    const uploaded = files.find((file) => file.endsWith("ownguard.toml"));
    assert.equal(await readFile(join(dir, "out", uploaded), "utf8"), model);
  });
});

/** The files are built already; wrangler must not start cargo. */
function withoutBuild(config) {
  const kept = config.replace(/^\[build\]\n(?:\w.*\n)*/m, "");
  assert.notEqual(kept, config, "no [build] section in wrangler.toml");
  return kept;
}

function dryRun(cwd) {
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: join(cwd, "log"), CI: "1" };
  return new Promise((resolve) => {
    execFile(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", "out"], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, said: stdout + stderr });
    });
  });
}
