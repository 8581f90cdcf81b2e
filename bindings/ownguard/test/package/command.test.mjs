// The command from the tarball, where there is no Rust; and what linters of
// packages say of the tarball.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { environment, pathWithoutCargo, root, run, succeed, workshop } from "./harness.mjs";

let shop, app, env;
before(async () => {
  shop = await workshop();
  app = await shop.app("node", ["node"]);
  env = { ...environment, PATH: await pathWithoutCargo(shop.dir) };
});
after(() => shop?.remove());

test("`npx ownguard` runs where there is no cargo", async () => {
  assert.notEqual((await run(app, "sh", ["-c", "command -v cargo"], env)).code, 0);
  const help = await run(app, "npx", ["ownguard", "--help"], env);
  assert.equal(help.code, 0, help.stderr);
  assert.match(help.stdout, /check/);
  const good = await run(app, "npx", ["ownguard", "check"], env);
  assert.equal(good.code, 0, good.stdout + good.stderr);
  const bad = await run(app, "npx", ["ownguard", "chekc"], env);
  assert.equal(bad.code, 2, bad.stdout + bad.stderr);
});

test("`npx ownguard build` writes the module that an app imports", async () => {
  const built = await run(app, "npx", ["ownguard", "build"], env);
  assert.equal(built.code, 0, built.stdout + built.stderr);
  assert.ok(existsSync(join(app, "ownguard.gen.ts")));
});

test("publint finds nothing", async () => {
  const said = await run(root, "node_modules/.bin/publint", ["run", "--strict", shop.tarball]);
  assert.equal(said.code, 0, said.stdout + said.stderr);
  assert.match(said.stdout, /All good!/);
});

const attw = (...args) => run(root, "node_modules/.bin/attw", [shop.tarball, "--format", "ascii", "--no-emoji", ...args]);

test("attw finds the types of every entry, from ES modules, CommonJS and bundlers", async () => {
  const said = await attw("--profile", "node16", "--exclude-entrypoints", "worker");
  assert.equal(said.code, 0, said.stdout + said.stderr);
});

test("attw finds the types of what is an ES module alone", async () => {
  const said = await attw("--profile", "esm-only", "--entrypoints", "worker");
  assert.equal(said.code, 0, said.stdout + said.stderr);
});
