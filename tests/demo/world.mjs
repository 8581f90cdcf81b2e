// What the demo runs on, all of it on loopback: the leaky app, the built Worker in front of it in workerd, and a
// shared cache in front of each. Starts it and ends exactly what it started.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => new URL(path, import.meta.url);

/** Answers `{app, sides: {origin, gate}, close}`; a side is `{url, cache, audit}`, `audit` being the gate's log lines. */
export async function startWorld() {
  requireBuilt();
  const [{ startLeakyApp }, { startGate }, { startCache }] = await modules();
  const open = [];
  const close = async () => {
    for (const thing of open.splice(0).reverse()) await thing.close();
  };
  const opened = (thing) => (open.push(thing), thing);
  try {
    const secret = randomBytes(32);
    const app = opened(await startLeakyApp({ gateKeys: { demo: secret } }));
    const gate = opened(
      await startGate({
        model: readFileSync(here("../leaky-app/ownguard.toml"), "utf8"),
        origin: app.url,
        vars: { SUPABASE_URL: app.url },
        secrets: { OWNGUARD_PROOF_KEY: `demo:${secret.toString("base64")}` },
      }),
    );
    const health = await gate.fetch("/.well-known/ownguard");
    if (!health.ok) throw new Error(`the gate did not take its model: ${(await health.text()) || health.status}`);
    const origin = { url: new URL(app.url), cache: opened(await startCache(app.url)), audit: [] };
    return { app, sides: { origin, gate: { url: gate.url, cache: opened(await startCache(gate.url)), audit: gate.logs } }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function requireBuilt() {
  for (const file of ["index.js", "index_bg.wasm"]) {
    if (!existsSync(here(`../../edge-worker/dist/${file}`))) {
      throw new Error(`edge-worker/dist/${file} is not there: run \`cargo xtask worker\` first, or the whole with \`cargo xtask demo\``);
    }
  }
  if (!existsSync(here("../node_modules/miniflare"))) {
    throw new Error(`the npm packages are not there: run \`npm ci\` in ${fileURLToPath(here(".."))}`);
  }
}

// Only now: without the packages these could not even be loaded, and the reason would be hard to read.
const modules = () => Promise.all([import("../leaky-app/app.mjs"), import("../e2e/gate.mjs"), import("./cache.mjs")]);
