// What `#wasm` exports on every platform: the raw interface of the core's app
// build. Declarations only; the loaders beside this file hold the code.

/** A compiled model. All times are Unix seconds; what throws says `code\ntext\nmend`. */
export declare class Policy {
  /**
   * @param model JSON of the model; TOML if it does not begin with `{`
   * @param identity JSON of an `[identity]` table that replaces the model's
   * @param variable looks up what the model names as `env:NAME`
   * @param seed 16 random bytes
   */
  constructor(
    model: string,
    identity: string | undefined,
    variable: (name: string) => string | undefined,
    seed: Uint8Array,
  );
  describe(): string;
  identify(headers: string, now: number): Identifying;
  claims(claims: string, now: number): Claimed;
  session(claimed: Claimed | undefined, facts: string | undefined, askedNow: boolean, now: number): Session;
  caller(caller: string, tenant: string | undefined, now: number): Session;
  withLink(session: Session, presented: string, now: number): Session;
  scratch(): number;
  decide(
    session: Session,
    resource: number,
    action: number,
    tenantLength: number,
    ownerLength: number,
    flags: number,
    now: number,
  ): number;
  decideMany(session: Session, resource: number, action: number, labels: string, now: number): Uint32Array;
  ask(session: Session, resource: number, action: number, target: string, now: number): number;
  outcome(index: number): string;
  mask(kind: string, value: string): string;
  where(session: Session, resource: number, action: number, options: string, now: number): string;
  columns(session: Session, resource: number, action: number, screen: string | undefined, now: number): string;
  input(
    session: Session,
    resource: number,
    action: number,
    outcome: number,
    input: string,
    row: string | undefined,
    tenant: string | undefined,
    now: number,
  ): string;
  contradicts(session: Session, name: string, value: string, tenant: string | undefined): boolean;
  principal(session: Session): string;
  free(): void;
}

/** The finding and verifying of one request's tokens, step by step. */
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

/** One verified token. */
export declare class Claimed {
  private constructor();
  subject(): string;
  expires(): number;
  free(): void;
}

/** The facts of one caller. */
export declare class Session {
  private constructor();
  free(): void;
}

/** Checks the proof that the gate signs, and returns its principal as JSON. */
export declare function checkProof(
  keys: string,
  header: string,
  method: string,
  target: string,
  body: Uint8Array | undefined,
  now: number,
): string;

/** The memory that {@link Policy.scratch} points into. Ask anew after each call that may grow it. */
export declare function memory(): WebAssembly.Memory;
