// What was decided already for one caller and one action: rows of the same labels have the same outcome
// for as long as the core's clock does not move. Decides nothing.

import type { Asked } from "../core/policy.js";
import type { Row } from "../core/labels.js";
import {
  deletedFlag,
  deletedOf,
  ownerOf,
  tenantOf,
  text,
  visibilityFlag,
  visibilityOf,
} from "../core/labels.js";
import type { Outcome, Principal, Spelling } from "../core/types.js";

const elsewhere = Symbol("a tenant that is none of the caller's");

/** Who asks, as far as the labels of rows name them. */
export interface Named {
  readonly subject: string | undefined;
  /** The tenants that the caller is in or acts for, in use or not. */
  readonly tenants: ReadonlySet<string>;
}

/** Who a principal is to labels. */
export function namedOf(principal: Principal): Named {
  const tenants = new Set(principal.tenants.map(({ tenant }) => tenant));
  if (principal.actsFor !== undefined) tenants.add(principal.actsFor);
  return { subject: principal.subject, tenants };
}

/** Asks the core by the labels that most resources have; `undefined` where they do not settle a row. */
export interface Asker {
  quick(asked: Asked, row: Row, now: number): Outcome | undefined;
}

/** By owner, visibility and deletion; null where these labels do not settle a row. */
type Outcomes = (Outcome | null | undefined)[];

const STATES = 48;

/** Outcomes by the labels that most resources have. */
export class Known {
  /** The second that it holds for. */
  readonly now: number;
  readonly #asked: Asked;
  readonly #caller: Named;
  readonly #asker: Asker;
  readonly #tenants = new Map<string | symbol | null | undefined, Outcomes>();
  #lastTenant: unknown = NaN;
  #outcomes: Outcomes = [];

  constructor(asked: Asked, caller: Named, asker: Asker, now: number) {
    this.#asked = asked;
    this.#caller = caller;
    this.#asker = asker;
    this.now = now;
  }

  /** The outcome of a row; `undefined` where these labels do not settle it. */
  of(row: Row): Outcome | undefined {
    const { tenant, owner, visibility, deleted } = this.#asked.resource.description;
    const ofTenant = tenant && tenantOf(row, tenant);
    if (ofTenant !== this.#lastTenant) this.#turnTo(ofTenant, tenant);
    let state = owner ? this.#whose(ownerOf(row, owner), owner) : 0;
    if (visibility) state |= visibilityFlag(visibilityOf(row, visibility)) << 2;
    if (deleted) state |= deletedFlag(deletedOf(row, deleted)) << 4;
    const outcome = this.#outcomes[state];
    return outcome === undefined ? this.#learn(row, state) : (outcome ?? undefined);
  }

  #learn(row: Row, state: number): Outcome | undefined {
    const outcome = this.#asker.quick(this.#asked, row, this.now);
    this.#outcomes[state] = outcome ?? null;
    return outcome;
  }

  /** An owner is the caller, nobody, or somebody else: who else makes no difference (rules 1 and 11). */
  #whose(value: unknown, at: Spelling): number {
    const owner = typeof value === "string" ? value : text(value, at);
    if (owner === undefined) return 0;
    if (owner === null) return 1;
    return owner === this.#caller.subject ? 2 : 3;
  }

  /** A tenant is one of the caller's, none, or another: which other makes no difference (rules 1, 5 and 11). */
  #turnTo(value: unknown, at: Spelling | undefined): void {
    const tenant = typeof value === "string" || at === undefined ? (value as string | undefined) : text(value, at);
    const known = typeof tenant === "string" && !this.#caller.tenants.has(tenant) ? elsewhere : tenant;
    let outcomes = this.#tenants.get(known);
    if (outcomes === undefined) {
      outcomes = new Array<undefined>(STATES);
      this.#tenants.set(known, outcomes);
    }
    this.#outcomes = outcomes;
    this.#lastTenant = value;
  }
}
