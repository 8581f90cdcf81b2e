// The modules that `build.mjs` makes out of what `cargo xtask npm` leaves in wasm/.

declare module "ownguard:core" {
  /** What decides on one model. */
  export class Core {
    constructor(compact: Uint8Array, text: string, described: string);
    unpack(session: Uint8Array): Session;
    anonymous(): Session;
    unknown(): Session;
    caller(caller: string, tenant: string | undefined, now: number): Session;
    principal(session: Session): string;
    scratch(): number;
    decide(session: Session, resource: number, action: number, tenant: number, owner: number, flags: number, now: number): number;
    ask(session: Session, resource: number, action: number, target: string, now: number): number;
    outcome(index: number): string;
    free(): void;
  }
  /** One caller. */
  export class Session {
    private constructor();
    pack(): Uint8Array;
    free(): void;
  }
  /** Instantiates the wasm; classes and functions work from then on. */
  export function initSync(from: { module: WebAssembly.Module | Uint8Array }): { memory: WebAssembly.Memory };
}

declare module "ownguard:app" {
  import type { Claimed, Identifying, ProofKeys as Keys, Variable } from "#wasm";
  /** What an app asks besides decisions; sessions cross in few bytes. */
  export class Policy {
    constructor(compact: Uint8Array, identity: string | undefined, variable: Variable, seed: Uint8Array);
    identify(headers: string, now: number): Identifying;
    claims(claims: string, now: number): Claimed;
    session(claimed: Claimed, facts: string | undefined, asked: boolean): Uint8Array;
    withLink(session: Uint8Array, presented: string, now: number): Uint8Array;
    where(session: Uint8Array, resource: number, action: number, options: string, now: number): string;
    columns(session: Uint8Array, resource: number, action: number, screen: string | undefined, now: number): string;
    input(session: Uint8Array, resource: number, action: number, given: string, known: string, now: number): string;
    contradicts(session: Uint8Array, name: string, value: string, tenant: string | undefined): boolean;
    crossSite(
      method: string,
      byCookie: boolean,
      secFetchSite: string | undefined,
      origin: string | undefined,
      ownOrigin: string | undefined,
    ): boolean;
  }
  export class ProofKeys implements Keys {
    constructor(variable: Variable);
    check: Keys["check"];
    free(): void;
  }
  export function mask(kind: string, value: string): string;
  export function initSync(from: { module: WebAssembly.Module | Uint8Array }): unknown;
}

declare module "ownguard:reader" {
  /** A model in few bytes, and its names as JSON. */
  export function read(text: string): [compact: Uint8Array, described: string];
  export function initSync(from: { module: WebAssembly.Module | Uint8Array }): unknown;
}

declare module "*/packed" {
  /** A wasm file, packed with brotli, as base64. */
  export const packed: string;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
