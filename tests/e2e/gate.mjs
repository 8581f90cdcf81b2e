// Runs the built Worker, as it would be deployed, in workerd on loopback. No
// request passes any layer in between: what a test sends is what the gate gets.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { raw } from "./raw.mjs";

const edgeWorker = fileURLToPath(new URL("../../edge-worker", import.meta.url));
const compatibilityDate = /^compatibility_date = "(.+)"$/m.exec(
  readFileSync(`${edgeWorker}/wrangler.toml`, "utf8"),
)[1];

/**
 * Starts a gate.
 *
 * @param {object} options
 * @param {string} [options.model] text of `ownguard.toml`
 * @param {string} [options.origin] URL of the origin behind the gate
 * @param {Record<string, string>} [options.vars]
 * @param {Record<string, string>} [options.secrets]
 * @returns {Promise<{
 *   url: URL,
 *   fetch: (path: string, init?: RequestInit) => Promise<Response>,
 *   raw: (method: string, target: string, headers?: [string, string][] | Record<string, string>, body?: string | Uint8Array) => ReturnType<typeof raw>,
 *   logs: {level: string, text: string, event?: object}[],
 *   close: () => Promise<void>,
 * }>} `fetch` follows no redirect; `raw` writes the request line as it is given;
 *   `logs` grows with each console line, `event` being the line read as JSON
 */
export async function startGate({ model = "", origin, vars = {}, secrets = {} } = {}) {
  const logs = [];
  const gate = new Miniflare({
    name: "ownguard",
    modulesRoot: edgeWorker,
    modules: [
      { type: "ESModule", path: `${edgeWorker}/worker.mjs` },
      { type: "ESModule", path: `${edgeWorker}/dist/index.js` },
      { type: "CompiledWasm", path: `${edgeWorker}/dist/index_bg.wasm` },
      { type: "Text", path: `${edgeWorker}/ownguard.toml`, contents: model },
    ],
    compatibilityDate,
    bindings: { ...(origin && { OWNGUARD_ORIGIN: String(origin) }), ...vars, ...secrets },
    // Miniflare's own entry would answer errors with pages and rewrite URLs.
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    host: "127.0.0.1",
    cf: false,
    telemetry: { enabled: false },
    handleStructuredLogs: ({ level, message }) => void logs.push(entry(level, message)),
  });
  try {
    await gate.ready;
    const url = await gate.unsafeGetDirectURL();
    return {
      url,
      fetch: (path, init) => fetch(new URL(path, url), { redirect: "manual", ...init }),
      raw: (method, target, headers, body) => raw(url, method, target, headers, body),
      logs,
      close: () => gate.dispose(),
    };
  } catch (error) {
    await gate.dispose();
    throw error;
  }
}

function entry(level, text) {
  try {
    return { level, text, event: JSON.parse(text) };
  } catch {
    return { level, text };
  }
}
