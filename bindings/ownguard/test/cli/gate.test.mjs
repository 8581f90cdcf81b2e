// `ownguard gate init`: what it writes is accepted by wrangler as it is, and denies until it is set up.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { Folder, NOTES, ROOT, plain } from "./folder.mjs";

const require = createRequire(join(ROOT, "tests/package.json"));
const folders = [];
after(() => folders.forEach((folder) => folder.remove()));
function app(files) {
  const made = new Folder({ "package.json": "{}", ...files }).install();
  folders.push(made);
  return made;
}

/** What `wrangler deploy` would upload. */
function deployed(made, folder = ".") {
  const wrangler = join(ROOT, "tests/node_modules/.bin/wrangler");
  const args = ["deploy", "--dry-run", "--outdir", "out"];
  const env = { ...plain(), WRANGLER_SEND_METRICS: "false", CI: "1", HOME: made.path, XDG_CONFIG_HOME: made.path };
  const { status, stdout, stderr } = spawnSync(wrangler, args, { cwd: join(made.path, folder), encoding: "utf8", env });
  const said = stdout + stderr;
  assert.equal(status, 0, said);
  assert.doesNotMatch(said, /WARNING/, said);
  return join(made.path, folder, "out");
}

/** Runs what was bundled in workerd, and asks it for paths. */
async function answered(out, bindings, ...paths) {
  const { Miniflare } = require("miniflare");
  const contents = (name) => readFileSync(join(out, name));
  const type = (name) => (name.endsWith(".wasm") ? "CompiledWasm" : /\.(toml|json)$/.test(name) ? "Text" : "ESModule");
  const names = readdirSync(out).filter((name) => /\.(js|mjs|wasm|toml|json)$/.test(name));
  // The main module comes first.
  names.sort((a, b) => Number(b.startsWith("worker.")) - Number(a.startsWith("worker.")));
  const modules = names.map((name) => ({ type: type(name), path: name, contents: contents(name) }));
  const worker = new Miniflare({ modules, compatibilityDate: "2025-09-01", bindings, log: undefined, stdout: "ignore" });
  try {
    const answers = [];
    for (const path of paths) {
      const answer = await worker.dispatchFetch(`http://gate.example${path}`);
      answers.push([answer.status, await answer.text()]);
    }
    return answers;
  } finally {
    await worker.dispose();
  }
}

const SMALL = `version = 1
[resources.note]
key = "id:uuid"
owner = "user_id"
show = ["id"]
[resources.note.grants]
owner = ["list", "read"]
[routes]
"GET /api/health" = "public"
"GET /api/notes/{id}" = "note.read"
`;

test("wrangler takes what was written as it is, beside the model", async () => {
  const made = app({ "ownguard.toml": SMALL });
  const { code, stdout } = await made.npx(["gate", "init"]);
  assert.equal(code, 0);
  assert.match(stdout, /wrangler secret put OWNGUARD_PROOF_KEY/);
  const out = deployed(made);
  const [[unset]] = await answered(out, {}, "/api/health");
  assert.equal(unset, 503, "without an origin it answers nothing");

  const origin = createServer((_, answer) => answer.setHeader("content-type", "text/plain").end("well"));
  await new Promise((resolve) => origin.listen(0, "127.0.0.1", resolve));
  try {
    const bindings = { OWNGUARD_ORIGIN: `http://127.0.0.1:${origin.address().port}` };
    const [open, note, unlisted] = await answered(out, bindings, "/api/health", "/api/notes/6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "/elsewhere");
    assert.deepEqual(open, [200, "well"]);
    assert.equal(note[0], 401);
    assert.equal(unlisted[0], 403);
  } finally {
    await new Promise((resolve) => origin.close(resolve));
  }
});

test("in a folder of its own it finds the model above, be it TOML or JSON", async () => {
  const toml = app({ "ownguard.toml": SMALL });
  await toml.npx(["gate", "init", "--out", "gate"]);
  assert.match(toml.read("gate/worker.mjs"), /"\.\.\/ownguard\.toml"/);
  deployed(toml, "gate");

  const model = { version: 1, routes: { "GET /api/health": "public", "GET /api/me": "app" } };
  const json = app({ "ownguard.json": JSON.stringify(model) });
  await json.npx(["gate", "init", "--out", "gate"]);
  const out = deployed(json, "gate");
  const [[status]] = await answered(out, { OWNGUARD_ORIGIN: "http://127.0.0.1:9" }, "/api/me");
  assert.equal(status, 401, "the model is read: else it would be 503");
});

test("every setting that the model takes from the environment is named, and no secret stands there", async () => {
  const made = app({ "ownguard.toml": NOTES });
  await made.npx(["gate", "init", "--name", "acme-gate"]);
  const wrangler = made.read("wrangler.toml");
  assert.match(wrangler, /^name = "acme-gate"$/m);
  assert.match(wrangler, /^workers_dev = false$/m);
  assert.match(wrangler, /^preview_urls = false$/m);
  assert.match(wrangler, /^enabled = true$/m);
  for (const name of new Set(NOTES.match(/(?<=env:)\w+/g))) {
    assert.match(wrangler, new RegExp(name));
    assert.match(made.read(".dev.vars.example"), new RegExp(`^${name}=""$`, "m"));
  }
  const again = await made.npx(["gate", "init"]);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /is there already/);
});
