// Finds out who sends a request: carries out the steps that the core names, as the gate does. Touches
// the network for key sets, and Web Cryptography; decides nothing.

import type { Claimed, Identifying } from "#wasm";
import type { Policy } from "../core/policy.js";

/** Who it is (`null` for nobody), or why nobody is believed. */
export type Identified = { readonly claimed: Claimed | null } | { readonly fault: Fault };

/** Why nobody is believed. */
export type Fault = "token_expired" | "token_invalid" | "two_subjects" | "keys_unavailable";

/** The sender of a request by the tokens in its headers. */
export function identify(policy: Policy, headers: string, seconds: () => number): Identified | Promise<Identified> {
  const identifying = policy.asking((raw) => raw.identify(headers, seconds()));
  const first = done(identifying);
  return first ?? steps(identifying, seconds);
}

/** What came of it already, as with a token that was verified before. */
function done(identifying: Identifying): Identified | undefined {
  const [step, what] = identifying.next();
  if (step !== "known" && step !== "fault") return undefined;
  identifying.free();
  return step === "known" ? { claimed: what } : { fault: what };
}

async function steps(identifying: Identifying, seconds: () => number): Promise<Identified> {
  for (;;) {
    const step = identifying.next();
    switch (step[0]) {
      case "known":
        identifying.free();
        return { claimed: step[1] };
      case "fault":
        identifying.free();
        return { fault: step[1] };
      case "fetch": {
        const fetched = await keySet(step[1], step[2], step[3]).catch(() => undefined);
        if (fetched === undefined) identifying.failed(seconds());
        else identifying.fetched(fetched.status, fetched.bytes, seconds());
        break;
      }
      case "verify": {
        const fits = await verify(step[1], step[2], step[3], step[4]);
        identifying.verified(fits, seconds());
        break;
      }
      case "wait": {
        const [, wait] = step;
        await new Promise((resolve) => setTimeout(resolve, wait));
        identifying.waited(seconds());
        break;
      }
    }
  }
}

interface Fetched {
  readonly status: number;
  readonly bytes: Uint8Array;
}

/** A key set, within a time and a size; never by a redirect. Where it fails, it throws. */
async function keySet(url: string, patience: number, limit: number): Promise<Fetched> {
  // The platform's own cache must neither answer nor keep; Next's is told so by `no-store` too.
  const signal = AbortSignal.timeout(patience);
  const answer = await fetch(url, { headers: { accept: "application/json" }, redirect: "manual", cache: "no-store", signal });
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (answer.body !== null) {
    const reader = answer.body.getReader();
    for (;;) {
      const { done: ended, value } = await reader.read();
      if (ended) break;
      length += value.byteLength;
      if (length > limit) {
        // The rest is of no use; whether that can be told to its source does not matter.
        reader.cancel().catch(() => undefined);
        throw new Error("the key set is too long");
      }
      chunks.push(value);
    }
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return { status: answer.status, bytes };
}

/** As many keys as one set may hold. */
const MOST_KEYS = 64;
const keys = new Map<string, CryptoKey>();

/** Whether a signature fits. What the platform cannot check does not fit. */
async function verify(algorithm: string, jwk: string, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  try {
    const parameters = JSON.parse(algorithm) as AlgorithmIdentifier;
    const name = `${algorithm} ${jwk}`;
    let key = keys.get(name);
    if (key === undefined) {
      key = await crypto.subtle.importKey("jwk", JSON.parse(jwk) as JsonWebKey, parameters, false, ["verify"]);
      if (keys.size >= MOST_KEYS) keys.clear();
      keys.set(name, key);
    }
    return await crypto.subtle.verify(parameters, key, bytesOf(signature), bytesOf(message));
  } catch {
    return false;
  }
}

/** The same bytes, known to stand in memory that is not shared. */
function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
