// Servers and requests for the tests of `ownguard/origin`: proofs are made by a second implementation,
// tests/leaky-app/proof.mjs, written from the format alone.
import { createServer, request } from "node:http";
import { makeProof, proofHeader } from "../../../../tests/leaky-app/proof.mjs";

export { proofHeader };
export const secret = Buffer.alloc(32, 7);
export const older = Buffer.alloc(32, 8);
export const keys = `k1:${secret.toString("base64")}`;
export const olderKeys = `k0:${older.toString("base64")}`;

/** A proof for a request to `url` (a URL), with changes. */
export function proofFor(url, changes = {}, key = ["k1", secret]) {
  const { host, pathname, search } = new URL(url);
  const whole = { method: "GET", host, url: pathname + search, principal: "person:u1", tenant: "t1", action: "invoice.read", ...changes };
  return makeProof(whole, key);
}

/** Starts `handler` on loopback. */
export async function listen(handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())),
  };
}

/** Sends bytes as they are; `chunks` are written one by one, without a length. */
export function send(url, { method = "GET", headers = {}, body, chunks } = {}) {
  const { hostname, port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const req = request({ hostname, port, method, path: pathname + search, headers, agent: false }, async (res) => {
      const parts = [];
      for await (const part of res) parts.push(part);
      const text = Buffer.concat(parts).toString();
      resolve({ status: res.statusCode, headers: res.headers, text, json: () => JSON.parse(text) });
    });
    req.on("error", reject);
    if (!chunks) return req.end(body);
    (async () => {
      for (const chunk of chunks) {
        req.write(chunk);
        await new Promise((next) => setTimeout(next, 5));
      }
      req.end();
    })();
  });
}

/** Runs `act` with these environment variables, and puts back what was. */
export async function withEnvironment(variables, act) {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const set = (all) => {
    for (const [name, value] of Object.entries(all)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(variables);
  try {
    return await act();
  } finally {
    set(before);
  }
}
