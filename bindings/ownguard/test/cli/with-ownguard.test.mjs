// `withOwnguard` keeps the model built while Next.js runs: in development with every change, in a
// production build once, and never from a model that is wrong.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, test } from "node:test";
import { Folder, NOTES, plain } from "./folder.mjs";

const folders = [];
after(() => folders.forEach((folder) => folder.remove()));
function app(files) {
  const made = new Folder({ "package.json": "{}", ...files }).install();
  folders.push(made);
  return made;
}

const DEVELOPMENT = "phase-development-server";
const BUILD = "phase-production-build";
const CONFIG = `withOwnguard({ reactStrictMode: true })`;
const CONFIGS = {
  "next.config.mjs": `import { withOwnguard } from "ownguard/config";\nexport default ${CONFIG};\n`,
  "next.config.js": `const { withOwnguard } = require("ownguard/config");\nmodule.exports = ${CONFIG};\n`,
  "next.config.ts": `import { withOwnguard } from "ownguard/config";\nimport type { NextConfig } from "next";\nexport default withOwnguard<NextConfig>({ reactStrictMode: true });\n`,
};

/** Asks Next's own loader for the configuration, in a process of its own, and then runs a step there. */
function load(made, phase, { step = "", env = {}, wait } = {}) {
  const program = `
    const load = require("next/dist/server/config").default;
    load(${JSON.stringify(phase)}, process.cwd()).then(async (config) => {
      process.stdout.write("strict: " + config.reactStrictMode + "\\n");
      ${step}
    }).catch((error) => { process.stderr.write(String(error.message) + "\\n"); process.exit(1); });
  `;
  const child = spawn(process.execPath, ["-e", program], { cwd: made.path, env: { ...plain(), NODE_ENV: phase === BUILD ? "production" : "development", NEXT_TELEMETRY_DISABLED: "1", ...env }, stdio: "pipe" });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = new Promise((resolve) => child.on("close", (code) => resolve({ code, said })));
  return wait === undefined ? ended : { child, ended, said: () => said };
}

for (const [name, text] of Object.entries(CONFIGS)) {
  test(`a production build builds the model from ${name}`, async () => {
    const made = app({ "ownguard.toml": NOTES, [name]: text }).next();
    const { code, said } = await load(made, BUILD);
    assert.equal(code, 0, said);
    assert.match(said, /strict: true/);
    assert.match(made.read("ownguard.gen.ts"), /"revision": 3/);
  });
}

test("a production build fails where the model is wrong, and says where", async () => {
  const made = app({ "ownguard.toml": NOTES.replace("team.admin", "team.amdin"), "next.config.mjs": CONFIGS["next.config.mjs"] }).next();
  const { code, said } = await load(made, BUILD);
  assert.equal(code, 1);
  assert.match(said, /ownguard\.toml:\d+:\d+/);
  assert.match(said, /did you mean `team\.admin`/);
  assert.equal("ownguard.gen.ts" in made.tree(), false);
});

test("`next start` builds nothing, and needs no model", async () => {
  const made = app({ "next.config.mjs": CONFIGS["next.config.mjs"] }).next();
  const { code, said } = await load(made, "phase-production-server");
  assert.equal(code, 0, said);
  assert.equal("ownguard.gen.ts" in made.tree(), false);
});

test("in development the model is built again with every change, and a wrong one changes nothing", async () => {
  const made = app({ "ownguard.toml": NOTES, "next.config.mjs": CONFIGS["next.config.mjs"] }).next();
  const run = load(made, DEVELOPMENT, { step: "setInterval(() => {}, 1000);", wait: true });
  const until = async (true_) => {
    const end = Date.now() + 20_000;
    while (!true_()) {
      if (Date.now() > end) assert.fail(run.said());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  try {
    await until(() => /strict: true/.test(run.said()));
    assert.match(made.read("ownguard.gen.ts"), /"revision": 3/);
    made.write("ownguard.toml", NOTES.replace("revision = 3", "revision = 4"));
    await until(() => /"revision": 4/.test(made.read("ownguard.gen.ts")));
    made.write("ownguard.toml", "version = 1\n[resources.note\n");
    await until(() => /not used until it is mended/.test(run.said()));
    assert.match(made.read("ownguard.gen.ts"), /"revision": 4/);
    made.write("ownguard.toml", NOTES.replace("revision = 3", "revision = 5"));
    await until(() => /"revision": 5/.test(made.read("ownguard.gen.ts")));
  } finally {
    run.child.kill();
    await run.ended;
  }
});

test("watching does not keep a process from ending", async () => {
  const made = app({ "ownguard.toml": NOTES, "next.config.mjs": CONFIGS["next.config.mjs"] }).next();
  const { code, said } = await load(made, DEVELOPMENT);
  assert.equal(code, 0, said);
});

test("a process that a builder started does not build too, unless the builder is gone", async () => {
  const made = app({ "ownguard.toml": NOTES, "next.config.mjs": CONFIGS["next.config.mjs"] }).next();
  const { realpathSync } = await import("node:fs");
  const mark = (pid) => ({ env: { OWNGUARD_BUILDER: `${pid}:${realpathSync(made.path)}:` } });
  await load(made, BUILD, mark(process.pid));
  assert.equal("ownguard.gen.ts" in made.tree(), false);
  await load(made, BUILD, mark(2 ** 22 + 1));
  assert.equal("ownguard.gen.ts" in made.tree(), true);
});

test("a configuration that is a function gets what Next.js passes, and options choose the files", async () => {
  const { withOwnguard } = await import("ownguard/config");
  const made = app({ "models/app.toml": NOTES, "db/schema.sql": "create table notes (id uuid primary key, mood text);" });
  const before = process.env.OWNGUARD_BUILDER;
  delete process.env.OWNGUARD_BUILDER;
  try {
    const config = withOwnguard(async (phase, { defaultConfig }) => ({ phase, ...defaultConfig }), {
      dir: made.path,
      model: "models/app.toml",
      out: "src/model.ts",
      from: ["db/schema.sql"],
    });
    assert.deepEqual(await config(BUILD, { defaultConfig: { a: 1 } }), { phase: BUILD, a: 1 });
    assert.match(made.read("src/model.ts"), /mood: string \| null;/);
  } finally {
    if (before === undefined) delete process.env.OWNGUARD_BUILDER;
    else process.env.OWNGUARD_BUILDER = before;
  }
});
