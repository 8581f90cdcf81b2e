// What `#wasm` exports on every platform: of the crate `ownguard-wasm` what apps
// use. Declarations only; split.ts and the loaders beside this file hold the code.
// Times are Unix seconds. What throws says `code\ntext\nmend`.

/** Gives the value of an environment variable. */
export type Variable = (name: string) => string | undefined;

/** A model as an app has it. */
export interface ModelText {
  /** JSON or TOML. */
  readonly text: string;
  /** What `ownguard build` made of it: its names as JSON, and itself in few bytes, as base64. */
  readonly built?: { readonly described: string; readonly compact: string };
}

/**
 * One model, compiled, with what was learned so far: keys, verified tokens, outcomes met. A half of it is
 * loaded with the first call that needs it, and then also throws what is set up wrongly.
 */
export declare class Policy {
  /**
   * @param identity JSON of an `[identity]` table that stands in place of the model's
   * @param variable what the model names as `env:NAME`
   * @param seed gives 16 random bytes
   */
  constructor(model: ModelText, identity: string | undefined, variable: Variable, seed: () => Uint8Array);
  /** JSON of what the model has: resources, fields, actions, screens, routes. */
  readonly described: string;

  anonymous(): Session;
  /** The caller whose facts could not be had: everything is denied. */
  unknown(): Session;
  caller(caller: string, tenant: string | undefined, now: number): Session;
  /** JSON: kind, subject, tenants with roles. */
  principal(session: Session): string;

  /** The address, in {@link memory}, of 128 bytes that `decide` reads labels from. */
  scratch(): number;
  /**
   * Lengths in bytes, the tenant's text first: 0xFFFF absent, 0xFFFE null. The number of an outcome; what
   * is no question gets 0xFFFFFFFF, which is none's.
   */
  decide(
    session: Session,
    resource: number,
    action: number,
    tenantLength: number,
    ownerLength: number,
    flags: number,
    now: number,
  ): number;
  ask(session: Session, resource: number, action: number, target: string, now: number): number;
  /** JSON of what a number stands for. */
  outcome(index: number): string;

  // What follows is of the half that is loaded when it is first needed.
  identify(headers: string, now: number): Identifying;
  claims(claims: string, now: number): Claimed;
  session(claimed: Claimed, facts: string | undefined, asked: boolean): Session;
  withLink(session: Session, presented: string, now: number): Session;
  where(session: Session, resource: number, action: number, options: string, now: number): string;
  columns(session: Session, resource: number, action: number, screen: string | undefined, now: number): string;
  input(session: Session, resource: number, action: number, given: string, known: string, now: number): string;
  contradicts(session: Session, name: string, value: string, tenant: string | undefined): boolean;
  crossSite(
    method: string,
    byCookie: boolean,
    secFetchSite: string | undefined,
    origin: string | undefined,
    ownOrigin: string | undefined,
  ): boolean;
  free(): void;
}

/** One request whose sender is being found out. */
export declare class Identifying {
  private constructor();
  next(): Step;
  fetched(status: number, body: Uint8Array, now: number): void;
  failed(now: number): void;
  verified(fits: boolean, now: number): void;
  waited(now: number): void;
  free(): void;
}

/** What {@link Identifying} wants done next, or what came of it. */
export type Step =
  | ["known", Claimed | null]
  | ["fault", "token_expired" | "token_invalid" | "two_subjects" | "keys_unavailable"]
  | ["fetch", url: string, patienceMs: number, limitBytes: number]
  | ["verify", algorithm: string, jwk: string, signature: Uint8Array, message: Uint8Array]
  | ["wait", ms: number];

/** Who sends requests, as far as a token or claims tell. */
export declare class Claimed {
  private constructor();
  subject(): string | undefined;
  namesTenants(): boolean;
  /** Whether the credential came by itself: an unsafe request must then be of this site. */
  byCookie(): boolean;
  free(): void;
}

/** One caller, with everything that is known of them. */
export declare class Session {
  private constructor();
  free(): void;
}

/** The keys that proofs of the gate are checked with. */
export interface ProofKeys {
  /** JSON of the proof, or throws. */
  check(
    header: string,
    purpose: string,
    method: string,
    authority: string,
    target: string,
    body: Uint8Array | undefined,
    now: number,
  ): string;
  free(): void;
}

/** The keys, of what the environment says. */
export declare function proofKeys(variable: Variable): ProofKeys;

/** A value as a mask shows it. */
export declare function mask(kind: string, value: string): string;

/** The memory of what decides. Its buffer is another one after each call that made it grow. */
export declare function memory(): WebAssembly.Memory;
