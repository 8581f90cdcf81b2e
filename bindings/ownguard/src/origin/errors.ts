// Why a request is not taken for one of the gate's. The codes are for logs and development: to the
// client every refusal looks alike.

import { OwnguardError } from "../core/errors.js";

/** The stable codes of {@link ProofError}. */
export type ProofErrorCode =
  /** No proof: the request came past the gate. */
  | "proof_missing"
  /** Not the form of a proof. */
  | "proof_malformed"
  /** Signed with a key that is not among `keys`. */
  | "proof_unknown_key"
  /** Signed for another request: other method, host, path, query or statements. */
  | "proof_signature"
  /** Made for the gate's own calls for facts or labels. */
  | "proof_purpose"
  /** Its time is over, or the clocks differ by more than a few seconds. */
  | "proof_expired"
  /** The body is not the one that the gate saw. */
  | "proof_body"
  /** The body was read before the proof was checked. */
  | "proof_body_read"
  /** The body is longer than `bodyLimit`. */
  | "proof_body_too_long"
  /** The same proof came before. */
  | "proof_replayed"
  /** The nonce store failed. */
  | "proof_nonces_failed"
  /** No key is set. */
  | "proof_key_unset"
  /** A key cannot be read. */
  | "proof_key_invalid"
  /** The check itself failed. */
  | "proof_check_failed";

/**
 * The request carries no proof of the gate that holds. `status` is what to answer; the code and the
 * mend are for logs.
 *
 * @example
 * ```ts
 * await checkProof(request).catch((error) => {
 *   if (error instanceof ProofError) console.warn(error.code, error.mend);
 *   throw error;
 * });
 * ```
 */
export class ProofError extends OwnguardError {
  override readonly name: string = "ProofError";
  declare readonly code: ProofErrorCode;
  /** 403; 413 where the body is too long, 503 where the origin itself is not set up. */
  readonly status: 403 | 413 | 503;

  constructor(code: ProofErrorCode, options?: ErrorOptions) {
    const [text, mend, status = 403] = told[code];
    super(code, text, mend, options);
    this.status = status;
  }
}

const told: Readonly<Record<ProofErrorCode, readonly [text: string, mend: string, status?: 413 | 503]>> = {
  proof_missing: ["the request carries no header `ownguard-proof`", "send it through the gate, and set OWNGUARD_PROOF_KEY there"],
  proof_malformed: ["the header `ownguard-proof` is not a proof", "let nothing between the gate and the origin change or add it"],
  proof_unknown_key: [
    "the proof is signed with a key of another id",
    "give the origin the gate's OWNGUARD_PROOF_KEY; while keys rotate, the other one as OWNGUARD_PROOF_KEY_PREVIOUS",
  ],
  proof_signature: [
    "the proof is for another request",
    "the origin must see method, host, path and query as the gate sent them; say the gate's `OWNGUARD_ORIGIN` host as `host` where a proxy changes it",
  ],
  proof_purpose: ["the proof is for another purpose", "leave the routes that answer the gate's own calls to their own handlers, with `open`"],
  proof_expired: ["the proof's time is over", "set the clocks of gate and origin; a proof holds for 30 seconds"],
  proof_body: ["the body is not the one that the gate saw", "let nothing between the gate and the origin change it"],
  proof_body_read: ["the body was read before the proof was checked", "check the proof before what reads bodies, or hand in the bytes as `body`"],
  proof_body_too_long: ["the body is longer than `bodyLimit`", "set `bodyLimit` to what the origin takes", 413],
  proof_replayed: ["the proof was used before", "send each request through the gate"],
  proof_nonces_failed: ["the nonce store could not say whether the proof is new", "see its error, which is the cause", 503],
  proof_key_unset: ["no key is set", "set OWNGUARD_PROOF_KEY to the gate's own, or hand it in as `keys`", 503],
  proof_key_invalid: [
    "a key cannot be read",
    "a key is at least 32 random bytes as base64, with or without an id and a colon before them; two keys need two ids",
    503,
  ],
  proof_check_failed: ["the proof could not be checked", "see the cause", 503],
};

/** What the core threw: code, text and mend in lines; the text ends with the fault's name. */
export function refused(error: unknown): ProofError {
  const [, text = ""] = error instanceof Error ? error.message.split("\n") : [];
  const code = faults[/\w+$/.exec(text)?.[0] ?? ""];
  return code === undefined ? new ProofError("proof_check_failed", { cause: error }) : new ProofError(code);
}

const faults: Readonly<Record<string, ProofErrorCode>> = {
  malformed: "proof_malformed",
  unknown_key: "proof_unknown_key",
  signature: "proof_signature",
  purpose: "proof_purpose",
  expired: "proof_expired",
  body: "proof_body",
};
