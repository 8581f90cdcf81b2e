// The entry `ownguard/origin`: whether a request came through the gate, and for whom. For any server
// that has `IncomingMessage` or `Request`. Touches the wasm and, for keys alone, the environment.
export { checkProof } from "./check.js";
export type { Proof, ProofOptions, ProvenPrincipal } from "./check.js";
export { originGuard, proofOf, withProof } from "./middleware.js";
export type { OriginGuardOptions } from "./middleware.js";
export { memoryNonces } from "./nonces.js";
export type { NonceStore } from "./nonces.js";
export { ProofError } from "./errors.js";
export type { ProofErrorCode } from "./errors.js";
export type { NodeRequest, NodeResponse } from "./request.js";
