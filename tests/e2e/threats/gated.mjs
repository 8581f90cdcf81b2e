// One gate before one origin for a test file, as fresh as can be before each test, and a caller for it.
import { readFileSync } from "node:fs";
import { after, before, beforeEach } from "node:test";
import { startLeakyApp } from "../../leaky-app/app.mjs";
import { startGate } from "../gate.mjs";
import { startStub } from "./origin-stub.mjs";

/** The text of the leaky app's model. */
export const model = readFileSync(new URL("../../leaky-app/ownguard.toml", import.meta.url), "utf8");

/** Secrets of 32 bytes by key id: the gate signs with `k1`, links with `l1`. */
export const secrets = { k1: Buffer.alloc(32, 7), l1: Buffer.alloc(32, 9) };
export const bindings = {
  OWNGUARD_PROOF_KEY: `k1:${secrets.k1.toString("base64")}`,
  OWNGUARD_LINK_KEY: `l1:${secrets.l1.toString("base64")}`,
};

/** `stub()` or `app()` behind a gate with `model`. Returns an object that is usable inside tests. */
export const overStub = (options) => world(() => startStub(), options);
export const overApp = (options) => world(() => startLeakyApp({ gateKeys: secrets }), options);

function world(startOrigin, { text = model, vars = {} } = {}) {
  const here = { gate: undefined, origin: undefined };
  before(async () => {
    here.origin = await startOrigin();
    here.gate = await gateTo(here.origin, text, vars);
  });
  beforeEach(() => here.origin.reset());
  after(async () => {
    await here.gate?.close();
    await here.origin?.close();
  });
  here.ask = (...request) => ask(here.gate, here.origin, ...request);
  here.reached = (match) => here.origin.log.reached(match);
  return here;
}

/** A gate with this model before an origin. */
export const gateTo = (origin, text = model, vars = {}) =>
  startGate({ model: text, origin: origin.url, vars: { SUPABASE_URL: origin.url, ...vars }, secrets: bindings });

/**
 * Asks a gate as one of `people`, or as nobody. `json` or `body` (with its `type`) is sent; `headers` are pairs or an
 * object. Beside what `raw` answers: `json`, and `event()`, the audit event of this request.
 */
export async function ask(gate, origin, who, method, path, { json, body, type, headers = {}, token } = {}) {
  const pairs = Array.isArray(headers) ? [...headers] : Object.entries(headers);
  if (who) pairs.push(["authorization", `Bearer ${token ?? origin.tokens.tokenFor(who)}`]);
  const bytes = json === undefined ? body : JSON.stringify(json);
  if (json !== undefined || type) pairs.push(["content-type", type ?? "application/json"]);
  const from = gate.logs.length;
  const answer = await gate.raw(method, path, pairs, bytes);
  return { ...answer, json: parsed(answer.text), event: () => nextEvent(gate, from) };
}

/** The first decision that is logged after `from` lines; log lines come a moment after their answer. */
export async function nextEvent(gate, from) {
  for (const until = Date.now() + 3000; Date.now() < until; ) {
    const line = gate.logs.slice(from).find(({ event }) => event?.event === "decision");
    if (line) return line.event;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("no decision was logged");
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A form, or a multipart body, of pairs: `{type, body}`. */
export const form = (pairs) => ({ type: "application/x-www-form-urlencoded", body: new URLSearchParams(pairs).toString() });
export function multipart(pairs, boundary = "x-boundary") {
  const parts = pairs.map(([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  return { type: `multipart/form-data; boundary=${boundary}`, body: `${parts.join("")}--${boundary}--\r\n` };
}
