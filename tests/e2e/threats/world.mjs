// The leaky app behind the built Worker, for one test file: who asks, what came
// back, and what of it reached the app. Loopback only.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach } from "node:test";
import { startLeakyApp } from "../../leaky-app/app.mjs";
import { ask } from "../../leaky-app/client.mjs";
import { startGate } from "../gate.mjs";

export const model = readFileSync(new URL("../../leaky-app/ownguard.toml", import.meta.url), "utf8");
export const gateKeys = { k1: Buffer.alloc(32, 7) };

/** What every private answer says (facts of caches: then none of them may keep it). */
export const NEVER_STORED = {
  "cache-control": "private, no-store, max-age=0",
  "cdn-cache-control": "no-store",
  "cloudflare-cdn-cache-control": "no-store",
  vary: "*",
  pragma: "no-cache",
  expires: "0",
};
const NEVER_SAID = ["etag", "last-modified", "age", "surrogate-control", "surrogate-key", "cache-tag", "edge-control",
  "vercel-cdn-cache-control", "accept-ranges", "x-accel-expires", "x-accel-buffering", "x-accel-redirect"];

/**
 * One app and one gate for a test file; the app is as seeded before each test, unless `reset` is false.
 *
 * @returns {{app: object, gate: object, ask: Function, calls: Function, writes: Function}} filled when the tests run:
 *   `ask(who, method, path, {headers, body, token})` asks through the gate, the path as written, as one of `people` or
 *   as nobody (null); `calls()` is what the gate asked the app, as `METHOD path`; `writes()` are the unsafe ones among
 *   them that are not the gate's own
 */
export function world({ app: appOptions, gate: gateOptions = {}, reset = true } = {}) {
  const here = {};
  before(async () => {
    here.app = await startLeakyApp({ gateKeys, ...appOptions });
    here.gate = await gateFor(here.app, gateOptions);
  });
  beforeEach(async () => {
    if (reset) await here.app.reset();
    here.app.faults.clear();
    here.app.log.clear();
  });
  after(async () => {
    await here.gate?.close();
    await here.app?.close();
  });
  here.ask = (who, method, path, { headers, body, token } = {}) =>
    ask(here.gate.url, {
      method,
      path,
      headers: {
        ...(who && here.app.tokens.bearer(who, token)),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
  here.calls = () => here.app.log.entries.map(({ method, path }) => `${method} ${path}`);
  here.writes = () => here.app.log.reached().filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method));
  return here;
}

/** A gate before an app, as it would be deployed: with its proof key, in production mode. */
export function gateFor(app, { model: text = model, vars, secrets } = {}) {
  return startGate({
    model: text,
    origin: app.url,
    vars: { SUPABASE_URL: app.url, ...vars },
    secrets: { OWNGUARD_PROOF_KEY: `k1:${gateKeys.k1.toString("base64")}`, ...secrets },
  });
}

/** An answer that no cache may keep, and that names nothing by which one could. */
export function neverStored(answer, about = "") {
  for (const [name, value] of Object.entries(NEVER_STORED)) assert.equal(header(answer, name), value, `${about} ${name}`);
  for (const name of NEVER_SAID) assert.equal(header(answer, name), null, `${about} ${name}`);
}

const words = { 400: "bad request", 401: "unauthorized", 403: "forbidden", 404: "not found", 405: "method not allowed",
  412: "precondition failed", 413: "content too large", 415: "unsupported media type",
  431: "request header fields too large", 502: "bad gateway", 503: "service unavailable", 504: "gateway timeout" };

/** A denial says its status in the gate's own words and nothing else, and no cache keeps it. */
export function denied(answer, status, about = "") {
  assert.equal(answer.status, status, `${about} ${answer.text}`);
  if (answer.text !== "") assert.equal(answer.text, `{"error":"${words[status]}"}`, about);
  neverStored(answer, about);
}

/** What of an answer the client can tell apart: everything but the time. */
export function visible({ status, rawHeaders, text }) {
  const headers = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i].toLowerCase() !== "date") headers.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  }
  return { status, headers, text };
}

export function header(answer, name) {
  return typeof answer.header === "function" ? answer.header(name) : answer.headers.get(name);
}
