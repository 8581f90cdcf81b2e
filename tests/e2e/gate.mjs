// Runs the built gate on loopback: the Worker, as it would be deployed, in workerd,
// or the same wasm in Node. No request passes any layer in between: what a test
// sends is what the gate gets.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { raw } from "./raw.mjs";

/** Where the gate runs: `workerd` or `node`. */
export const host = process.env.OWNGUARD_E2E_HOST ?? "workerd";

const edgeWorker = fileURLToPath(new URL("../../edge-worker", import.meta.url));
const compatibilityDate = /^compatibility_date = "(.+)"$/m.exec(
  readFileSync(`${edgeWorker}/wrangler.toml`, "utf8"),
)[1];

// Around the built Worker, which it leaves as it is: moves what `Date` says to it.
const movedClock = `
import Gate from "./worker.mjs";
export * from "./worker.mjs";
const machine = Date.now;
let ahead = 0;
Date.now = () => machine() + ahead * 1000;
export default class extends Gate {
  fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/clock") return super.fetch(request);
    ahead = Number(searchParams.get("ahead"));
    return new Response(null, { status: 204 });
  }
}
`;

/**
 * Starts a gate.
 *
 * @param {object} options
 * @param {string} [options.model] text of `ownguard.toml`
 * @param {string} [options.origin] URL of the origin behind the gate
 * @param {Record<string, string>} [options.vars]
 * @param {Record<string, string>} [options.secrets]
 * @param {boolean} [options.clock] whether `ahead` can move the gate's clock
 * @returns {Promise<{
 *   url: URL,
 *   fetch: (path: string, init?: RequestInit) => Promise<Response>,
 *   raw: (method: string, target: string, headers?: [string, string][] | Record<string, string>, body?: string | Uint8Array) => ReturnType<typeof raw>,
 *   logs: {level: string, text: string, event?: object}[],
 *   ahead: (seconds: number) => Promise<Response>,
 *   close: () => Promise<void>,
 * }>} `fetch` follows no redirect; `raw` writes the request line as it is given;
 *   `logs` grows with each console line, `event` being the line read as JSON;
 *   `ahead` sets the gate's clock that far before the machine's
 */
export async function startGate(options) {
  const start = { workerd: startWorker, node: startNode }[host];
  if (!start) throw new Error(`OWNGUARD_E2E_HOST is \`${host}\`: say \`workerd\` or \`node\``);
  const logs = [];
  const { url, ...rest } = await start({ model: "", vars: {}, secrets: {}, clock: false, ...options }, logs);
  return {
    url,
    fetch: (path, init) => fetch(new URL(path, url), { redirect: "manual", ...init }),
    raw: (method, target, headers, body) => raw(url, method, target, headers, body),
    logs,
    ...rest,
  };
}

async function startNode({ model, origin, vars, secrets }, logs) {
  const { startGate } = await import("../../bindings/ownguard/test/gate/built.mjs");
  let ahead = 0;
  const gate = await startGate({
    model,
    env: { ...(origin && { OWNGUARD_ORIGIN: String(origin) }), ...vars, ...secrets },
    log: ({ level, text }) => void logs.push(entry(level, text)),
    now: () => Date.now() + ahead * 1000,
  });
  return { url: gate.url, ahead: async (seconds) => void (ahead = seconds), close: () => gate.close() };
}

async function startWorker({ model, origin, vars, secrets, clock }, logs) {
  const gate = new Miniflare({
    name: "ownguard",
    modulesRoot: edgeWorker,
    modules: [
      ...(clock ? [{ type: "ESModule", path: `${edgeWorker}/clock.mjs`, contents: movedClock }] : []),
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
    return { url, ahead: (seconds) => fetch(new URL(`/clock?ahead=${seconds}`, url)), close: () => gate.dispose() };
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
