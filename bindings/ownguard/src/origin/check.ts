// Checks the gate's proof on one request. What a proof is and whether it holds is the core's to say;
// here its inputs are brought together.

import { proofKeys } from "#wasm";
import type { ProofKeys } from "#wasm";
import { ProofError, refused } from "./errors.js";
import type { NonceStore } from "./nonces.js";
import { body, seen, type NodeRequest, type Seen } from "./request.js";

/** Who asks, as the gate found out. */
export interface ProvenPrincipal {
  readonly kind: "anonymous" | "guest" | "person" | "staff" | "service";
  /** The subject of a guest, a person or staff; the name of a service. */
  readonly id: string | undefined;
}

/** What the gate says of a request. */
export interface Proof {
  /** Who asks. */
  readonly principal: ProvenPrincipal;
  /** The tenant that the path or the session names. */
  readonly tenant: string | undefined;
  /** The action that was decided, such as `invoice.read`; `app` where the app decides. */
  readonly action: string;
  /** Whether the gate passed the body on unseen, so that the proof does not cover it. */
  readonly streamed: boolean;
  /** When the proof ends, in unix seconds. */
  readonly expires: number;
}

/** What {@link checkProof} takes. */
export interface ProofOptions {
  /**
   * The gate's key, as in its `OWNGUARD_PROOF_KEY`: base64 of at least 32 random bytes, with an id and a
   * colon before them (`k2:…`) where there are two. While keys rotate, the key and the one before.
   * Unless given: `OWNGUARD_PROOF_KEY` and `OWNGUARD_PROOF_KEY_PREVIOUS`.
   */
  readonly keys?: string | readonly [key: string, previous?: string];
  /** Refuses a proof that came before. Without it a proof can be replayed for up to 30 seconds, for the same request. */
  readonly nonces?: NonceStore;
  /** The host of the gate's `OWNGUARD_ORIGIN`, where a proxy in between changes the header `Host`. */
  readonly host?: string;
  /** The body's bytes, where they were read before. */
  readonly body?: Uint8Array;
  /** The longest body that is read to be compared, in bytes; 4 MiB unless given. */
  readonly bodyLimit?: number;
  /** The time in milliseconds; `Date.now` unless given. */
  readonly now?: () => number;
}

const DEFAULT_BODY_LIMIT = 4 * 1024 * 1024;

/**
 * What the gate says of a request: who asks, in which tenant, for what. Throws a {@link ProofError}
 * where there is no proof that holds for this very request, and where no key is set.
 *
 * The body stays readable. Where the proof covers it, it is read once to be compared, so call this
 * before anything else reads it.
 *
 * @example
 * ```ts
 * export async function GET(request: Request): Promise<Response> {
 *   const { principal, tenant } = await checkProof(request);
 *   return Response.json(await db.invoices(tenant, principal.id));
 * }
 * ```
 */
export async function checkProof(request: Request | NodeRequest, options: ProofOptions = {}): Promise<Proof> {
  const keys = ring(options.keys);
  const head = seen(request);
  if (head.proof === null) throw new ProofError("proof_missing");
  const at = options.host === undefined ? head : { ...head, host: options.host };
  const now = () => Math.floor((options.now?.() ?? Date.now()) / 1000);
  // Whether it holds at all, before a stranger's body is read.
  let proof = held(keys, at, options.body, now());
  if (proof.coversBody && options.body === undefined) {
    proof = held(keys, at, await body(request, options.bodyLimit ?? DEFAULT_BODY_LIMIT), now());
  }
  await keepNonce(options.nonces, proof);
  const [kind, ...id] = proof.principal.split(":");
  return {
    principal: { kind: kind as ProvenPrincipal["kind"], id: id.length === 0 ? undefined : id.join(":") },
    tenant: proof.tenant ?? undefined,
    action: proof.action,
    streamed: !proof.coversBody,
    expires: proof.expires,
  };
}

/** The keys that are set: the one in use, and the one before. */
export function keysSet(given: ProofOptions["keys"]): readonly [key: string, previous: string] | undefined {
  const env = typeof process === "undefined" ? {} : process.env;
  const all = given ?? [env["OWNGUARD_PROOF_KEY"] ?? "", env["OWNGUARD_PROOF_KEY_PREVIOUS"] ?? ""];
  const [key, previous = ""] = typeof all === "string" ? [all] : all;
  return key.trim() === "" ? undefined : [key.trim(), previous.trim()];
}

// The last ring that was made: keys are read anew each time, since some hosts set them late.
let last: { readonly text: string; readonly keys: ProofKeys } | undefined;

function ring(given: ProofOptions["keys"]): ProofKeys {
  const set = keysSet(given);
  if (!set) throw new ProofError("proof_key_unset");
  const text = set.join(",");
  if (last?.text !== text) {
    const [key, previous] = set;
    const variable = (name: string) => (name === "OWNGUARD_PROOF_KEY" ? key : previous === "" ? undefined : previous);
    let keys: ProofKeys;
    try {
      keys = proofKeys(variable);
    } catch {
      // Not as a cause: it must not carry a key.
      throw new ProofError("proof_key_invalid");
    }
    last = { text, keys };
  }
  return last.keys;
}

function held(keys: ProofKeys, head: Seen, bytes: Uint8Array | undefined, now: number): Held {
  const { proof, method, host, pathAndQuery } = head;
  try {
    return JSON.parse(keys.check(proof ?? "", "request", method, host, pathAndQuery, bytes, now));
  } catch (error) {
    throw refused(error);
  }
}

/** What the core says of a proof that holds. */
interface Held {
  readonly principal: string;
  readonly tenant: string | null;
  readonly action: string;
  readonly expires: number;
  readonly nonce: string;
  readonly coversBody: boolean;
}

async function keepNonce(nonces: NonceStore | undefined, { nonce, expires }: Held): Promise<void> {
  if (!nonces) return;
  let fresh: boolean;
  try {
    fresh = await nonces.keep(nonce, expires);
  } catch (cause) {
    throw new ProofError("proof_nonces_failed", { cause });
  }
  if (fresh !== true) throw new ProofError("proof_replayed");
}
