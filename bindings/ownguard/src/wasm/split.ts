// One policy out of two halves: what decides is there at once; what reads tokens, queries and inputs, and
// what reads a model as people write it, is loaded when it is first needed. Decides nothing.

import type * as App from "ownguard:app";
import { Core } from "ownguard:core";
import type { Session } from "ownguard:core";
import type * as Reader from "ownguard:reader";
import type { Claimed, Identifying, ModelText, Policy as Whole, ProofKeys, Variable } from "./interface.js";

/** How a platform loads what is not there at once. */
export interface Rest {
  app(): Pick<typeof App, "Policy" | "ProofKeys" | "mask">;
  reader(): Pick<typeof Reader, "read">;
}

let rest: Rest;

/** Says how; once, before anything else here is used. */
export function loadBy(given: Rest): void {
  rest = given;
}

export class Policy extends Core implements Whole {
  readonly described: string;
  readonly #compact: Uint8Array;
  readonly #identity: string | undefined;
  readonly #variable: Variable;
  readonly #seed: () => Uint8Array;
  #app: App.Policy | undefined;

  constructor(model: ModelText, identity: string | undefined, variable: Variable, seed: () => Uint8Array) {
    const { text, built } = model;
    const [compact, described] = built ? [bytes(built.compact), built.described] : rest.reader().read(text);
    super(compact, text, described);
    this.described = described;
    this.#compact = compact;
    this.#identity = identity;
    this.#variable = variable;
    this.#seed = seed;
  }

  identify(headers: string, now: number): Identifying {
    return this.#half().identify(headers, now);
  }

  claims(claims: string, now: number): Claimed {
    return this.#half().claims(claims, now);
  }

  session(claimed: Claimed, facts: string | undefined, asked: boolean): Session {
    return this.unpack(this.#half().session(claimed, facts, asked));
  }

  withLink(session: Session, presented: string, now: number): Session {
    return this.unpack(this.#half().withLink(session.pack(), presented, now));
  }

  where(session: Session, resource: number, action: number, options: string, now: number): string {
    return this.#half().where(session.pack(), resource, action, options, now);
  }

  columns(session: Session, resource: number, action: number, screen: string | undefined, now: number): string {
    return this.#half().columns(session.pack(), resource, action, screen, now);
  }

  input(session: Session, resource: number, action: number, given: string, known: string, now: number): string {
    return this.#half().input(session.pack(), resource, action, given, known, now);
  }

  contradicts(session: Session, name: string, value: string, tenant: string | undefined): boolean {
    return this.#half().contradicts(session.pack(), name, value, tenant);
  }

  crossSite(...request: Parameters<App.Policy["crossSite"]>): boolean {
    return this.#half().crossSite(...request);
  }

  #half(): App.Policy {
    const { Policy: Half } = rest.app();
    // What is set up wrongly is asked anew: it may be mended by then.
    return (this.#app ??= new Half(this.#compact, this.#identity, this.#variable, this.#seed()));
  }
}

/** The keys that proofs of the gate are checked with. */
export function proofKeys(variable: Variable): ProofKeys {
  return new (rest.app().ProofKeys)(variable);
}

/** A value as a mask shows it. */
export function mask(kind: string, value: string): string {
  return rest.app().mask(kind, value);
}

/** Base64 as bytes; none of what is not base64, which no model is. */
function bytes(base64: string): Uint8Array {
  let text: string;
  try {
    text = atob(base64);
  } catch {
    return new Uint8Array();
  }
  const read = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) read[at] = text.charCodeAt(at);
  return read;
}
