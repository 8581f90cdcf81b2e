// The built gate and an equal Worker of hono and jose, both in workerd on loopback,
// before the same origin. First they must answer alike; then they are loaded in
// turn. Prints one line each: name, tab, requests a second (median of the turns).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { invoices, issuer, user, workspace } from "./data.mjs";
import { load } from "./load.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const require = createRequire(here("../../tests/package.json"));
const { Miniflare } = require("miniflare");
const esbuild = require("esbuild");

const turns = Number(process.env.BENCH_TURNS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 10);
const connections = 16;

const identity = issuer();
const origin = await startOrigin();
const env = { OWNGUARD_ORIGIN: origin.url, SUPABASE_URL: origin.url };
const workers = { ownguard: await start(gate()), "hono + jose": await start(await hono()) };

try {
  await answerAlike();
  const request = requestText(identity.token(origin.url, user));
  const rates = Object.fromEntries(Object.keys(workers).map((name) => [name, []]));
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [name, { port }] of Object.entries(workers)) {
      // The first turn only warms up. Facts must stay young: `max_age` of reads is five minutes.
      const fresh = requestText(identity.token(origin.url, user));
      const rate = await load({ port, request: turn === 0 ? request : fresh, connections, seconds: turn === 0 ? 3 : seconds });
      if (turn > 0) rates[name].push(rate);
      console.error(`    ${name}: ${rate.toFixed(0)} a second`);
    }
  }
  for (const [name, all] of Object.entries(rates)) {
    all.sort((one, two) => one - two);
    console.log(`${name}\t${all[all.length >> 1].toFixed(1)}`);
  }
} finally {
  await Promise.all(Object.values(workers).map(({ close }) => close()));
  await origin.close();
}

function startOrigin() {
  const thread = new Worker(new URL("./origin.mjs", import.meta.url), { workerData: { keySet: identity.keySet, body: invoices() } });
  return new Promise((resolve, reject) => {
    thread.once("error", reject);
    thread.once("message", (port) => resolve({ url: `http://127.0.0.1:${port}`, close: () => thread.terminate() }));
  });
}

function gate() {
  const root = here("../../edge-worker");
  return {
    name: "ownguard",
    modulesRoot: root,
    modules: [
      { type: "ESModule", path: `${root}/worker.mjs` },
      { type: "ESModule", path: `${root}/dist/index.js` },
      { type: "CompiledWasm", path: `${root}/dist/index_bg.wasm` },
      { type: "Text", path: `${root}/ownguard.toml`, contents: readFileSync(here("../ownguard.toml"), "utf8") },
    ],
  };
}

async function hono() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [here("./hono-worker.mjs")],
    bundle: true,
    minify: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    nodePaths: [here("../../tests/node_modules")],
    write: false,
  });
  return { name: "hono", modules: [{ type: "ESModule", path: "hono-worker.mjs", contents: outputFiles[0].text }] };
}

async function start(worker) {
  const running = new Miniflare({
    ...worker,
    compatibilityDate: "2026-04-01",
    bindings: env,
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    host: "127.0.0.1",
    cf: false,
    telemetry: { enabled: false },
    handleStructuredLogs: () => {},
  });
  await running.ready;
  const url = await running.unsafeGetDirectURL();
  return { url, port: Number(url.port), close: () => running.dispose() };
}

function headers(token) {
  return {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    accept: "application/json",
    "accept-language": "en-GB,en;q=0.9,de;q=0.8",
    "accept-encoding": "gzip, deflate, br, zstd",
    referer: "https://app.example.com/w/acme/invoices",
    "sec-fetch-dest": "empty",
    "sec-fetch-mode": "cors",
    "sec-fetch-site": "same-origin",
    ...(token && { authorization: `Bearer ${token}` }),
  };
}

function requestText(token) {
  const fields = Object.entries({ host: "app.example.com", ...headers(token) });
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `GET /api/workspaces/${workspace}/invoices?page=2 HTTP/1.1\r\n${lines}\r\n`;
}

async function answerAlike() {
  const token = identity.token(origin.url, user);
  const other = "11111111-2222-4333-8444-555555555555";
  const cases = [
    ["permitted", workspace, token, 200],
    ["of another tenant", other, token, 404],
    ["without a token", workspace, undefined, 401],
    ["with a forged token", workspace, `${token.slice(0, -8)}AAAAAAAA`, 401],
  ];
  for (const [name, tenant, sent, status] of cases) {
    const answers = Object.values(workers).map(async ({ url }) => {
      const answer = await fetch(new URL(`/api/workspaces/${tenant}/invoices?page=2`, url), { headers: headers(sent), redirect: "manual" });
      return { status: answer.status, cache: answer.headers.get("cache-control"), body: await answer.text() };
    });
    const [one, two] = await Promise.all(answers);
    assert.equal(one.status, status, name);
    assert.equal(two.status, status, name);
    assert.equal(one.cache, two.cache, name);
    if (status === 200) {
      assert.equal(one.body, two.body, name);
      assert.ok(!one.body.includes("internalNotes") && one.body.includes("b***@example.com"), name);
    }
  }
}
