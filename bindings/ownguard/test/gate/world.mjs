// A gate in Node before an origin that a test writes, with models that need no tokens.
import { createServer } from "node:http";
import { raw } from "../../../../tests/e2e/raw.mjs";
import { startGate } from "./built.mjs";

/** A model of routes alone: `{ "GET /a": "public" }`. */
export const modelOf = (routes, revision = 1) =>
  [`version = 1`, `revision = ${revision}`, `[routes]`, ...Object.entries(routes).map(([route, kind]) => `"${route}" = "${kind}"`), ""].join("\n");

/** An origin that answers by `handle(request, response)`; `seen` holds what reached it. */
export async function startOrigin(handle = (_, response) => response.end("ok")) {
  const seen = [];
  const sockets = new Set();
  const server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
    seen.push({ method: request.method, path: request.url, headers: request.headers, rawHeaders: request.rawHeaders });
    handle(request, response);
  });
  server.on("connection", (socket) => sockets.add(socket.on("error", () => {})));
  await new Promise((done) => void server.listen(0, "127.0.0.1", done));
  const close = () => new Promise((done) => (server.close(done), sockets.forEach((socket) => socket.destroy())));
  return { url: `http://127.0.0.1:${server.address().port}`, server, seen, close };
}

/** A gate before it, and what it logs, each line as JSON. */
export async function startGuarded(origin, model, options = {}) {
  const logs = [];
  const gate = await startGate({ model, env: { OWNGUARD_ORIGIN: origin.url, ...options.env }, log: ({ text }) => logs.push(JSON.parse(text)), ...options.gate });
  return { gate, logs, ask: (...request) => raw(gate.url, ...request), close: () => gate.close() };
}

/** Waits until `is` holds. */
export async function until(is, what, patience = 5000) {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    const found = await is();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`${what} did not come`);
}
