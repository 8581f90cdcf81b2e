// What was decided already for one caller and one action: rows of the same labels have the same outcome
// for as long as the core's clock does not move. Decides nothing.

import type { Asked } from "../core/policy.js";
import type { Row } from "../core/labels.js";
import {
  deletedFlag,
  deletedOf,
  ownerOf,
  tenantOf,
  visibilityFlag,
  visibilityOf,
} from "../core/labels.js";
import type { Outcome } from "../core/types.js";

const somebody = Symbol("an owner who is not the caller");

/** As many tenants as are remembered at once. */
const MOST_TENANTS = 1000;

/** Asks the core by the labels that most resources have; `undefined` where they do not settle a row. */
export type Ask = (asked: Asked, row: Row, now: number) => Outcome | undefined;

/** Outcomes by the labels that most resources have. */
export class Known {
  /** The second that it holds for. */
  readonly now: number;
  readonly #asked: Asked;
  readonly #subject: string | undefined;
  readonly #ask: Ask;
  readonly #tenants = new Map<unknown, Map<unknown, Outcome | undefined>[]>();
  #lastTenant: unknown = NaN;
  #byState: Map<unknown, Outcome | undefined>[] = [];

  constructor(asked: Asked, subject: string | undefined, ask: Ask, now: number) {
    this.#asked = asked;
    this.#subject = subject;
    this.#ask = ask;
    this.now = now;
  }

  /** The outcome of a row; `undefined` where these labels do not settle it. */
  of(row: Row): Outcome | undefined {
    const { tenant, owner, visibility, deleted } = this.#asked.resource.description;
    const ofTenant = tenant && tenantOf(row, tenant);
    if (ofTenant !== this.#lastTenant) this.#turnTo(ofTenant);
    let state = visibility ? visibilityFlag(visibilityOf(row, visibility)) : 0;
    if (deleted) state |= deletedFlag(deletedOf(row, deleted)) << 2;
    const byOwner = (this.#byState[state] ??= new Map());
    let ofOwner = owner && ownerOf(row, owner);
    // An owner is the caller, nobody, or somebody else: who else makes no difference (rules 1 and 11).
    if (typeof ofOwner === "string" && ofOwner !== this.#subject) ofOwner = somebody;
    const outcome = byOwner.get(ofOwner);
    if (outcome !== undefined || byOwner.has(ofOwner)) return outcome;
    const found = this.#ask(this.#asked, row, this.now);
    if (typeof ofOwner !== "object" || ofOwner === null) byOwner.set(ofOwner, found);
    return found;
  }

  #turnTo(tenant: unknown): void {
    if (this.#tenants.size >= MOST_TENANTS) this.#tenants.clear();
    this.#byState = this.#tenants.get(tenant) ?? [];
    this.#tenants.set(tenant, this.#byState);
    this.#lastTenant = tenant;
  }
}
