// Questions to the core on behalf of one caller, and what follows from the answers: rows shown, records
// made, denials thrown. Decides nothing. Touches the policy and the host's clock and audit.

import type { Session } from "#wasm";
import type { Asked, Policy, Target } from "../core/policy.js";
import { OwnguardError } from "../core/errors.js";
import type { Beside, Row } from "../core/labels.js";
import { keyOf, labelsAbove, labelsOf, member, text } from "../core/labels.js";
import type { Judge } from "../core/redact.js";
import { redacted } from "../core/redact.js";
import { Above, Place } from "../core/target.js";
import type { Denial, Key, Outcome, Permit, Principal } from "../core/types.js";
import type { Named } from "./known.js";
import { Known } from "./known.js";
import { denied } from "./told.js";
import type { Around, AroundEach, AuditEvent } from "./types.js";

/** What an access needs of its guard. */
export interface Host {
  readonly policy: Policy;
  readonly development: boolean;
  now(): number;
  audit(event: AuditEvent): void;
}

/** One caller: a session of the core, or why there can be none. */
export interface Subject {
  readonly principal: Principal;
  readonly named: Named;
  readonly session: Session;
  /** Denies everything. */
  readonly fault?: Denial;
  readonly byCookie: boolean;
}

/** What is asked about one row. */
export type Surrounded = Pick<Around, "parent" | "share" | "tenant" | "key"> & { readonly inside?: boolean };

const nothing: Surrounded = {};

/** A denial that has no row. */
export const notFound: Denial = Object.freeze({
  permitted: false,
  reason: "not_found",
  status: 404,
  missing: Object.freeze([]),
});

/** Reasons that are no answer: what the answer rests on could not be had. */
export const unanswered: ReadonlySet<string> = new Set([
  "labels_missing",
  "facts_unavailable",
  "facts_stale",
  "keys_unavailable",
]);

/** Reasons that have nothing to do with any row. */
const ofCaller: ReadonlySet<string> = new Set(["anonymous", "suspended", "facts_unavailable", "token_expired", "token_invalid", "revoked"]);

/** What one caller is to rows. */
export class Questions {
  readonly host: Host;
  readonly caller: Subject;

  constructor(host: Host, caller: Subject) {
    this.host = host;
    this.caller = caller;
  }

  /** The time in unix seconds. */
  seconds(): number {
    return Math.floor(this.host.now() / 1000);
  }

  /** The decision about a row that is there. `exact` names every relation, not just what follows from them. */
  onRow(asked: Asked, row: object, around: Surrounded = nothing, exact = false): Outcome {
    const { policy } = this.host;
    const { fault, session } = this.caller;
    if (fault !== undefined) return fault;
    const held = row as Row;
    if (around !== nothing && ("key" in around || "tenant" in around) && !this.bound(asked, held, around)) return notFound;
    const now = this.seconds();
    const told = around.parent !== undefined || around.share !== undefined || around.inside === true;
    if (!told && (asked.resource.plain || !exact)) {
      const quick = this.known(asked, now).of(held);
      if (quick !== undefined) return quick;
    }
    const labels = labelsOf(asked.resource.description, held, around, policy.resources);
    return policy.outcome(policy.ask(session, asked, { row: labels }, now));
  }

  /** What is known already of an action, at this second. */
  known(asked: Asked, now: number = this.seconds()): Known {
    const last = this.#last;
    if (last !== undefined && last.asked === asked && last.known.now === now) return last.known;
    // Most callers ask for one action.
    if (last !== undefined && this.#all === undefined) this.#all = new Map([[last.asked, last.known]]);
    let known = this.#all?.get(asked);
    if (known === undefined || known.now !== now) {
      known = new Known(asked, this.caller.named, this, now);
      this.#all?.set(asked, known);
    }
    this.#last = { asked, known };
    return known;
  }

  #last: { readonly asked: Asked; readonly known: Known } | undefined;
  #all: Map<Asked, Known> | undefined;

  /** The decision by the labels that most resources have; `undefined` where they do not settle it. */
  quick(asked: Asked, row: Row, now: number): Outcome | undefined {
    const { policy } = this.host;
    const { session, principal } = this.caller;
    if (principal.link !== undefined) return undefined;
    const number = policy.decide(session, asked, row, now);
    if (number === undefined) return undefined;
    const outcome = policy.outcome(number);
    const settled = outcome.permitted ? !outcome.audit : outcome.reason !== "labels_missing";
    return settled || asked.resource.plain ? outcome : undefined;
  }

  /** The denial of a row that does not exist: what every row would be denied for, if there is such a thing. */
  onNothing(asked: Asked): Denial {
    const { policy } = this.host;
    const { fault, session } = this.caller;
    if (fault !== undefined) return fault;
    const some = policy.outcome(policy.ask(session, asked, { listing: {} }, this.seconds()));
    return !some.permitted && ofCaller.has(some.reason) ? some : notFound;
  }

  /** The denial of a row that is there, alike for one that is not. */
  asOfNothing(asked: Asked, denial: Denial): Denial {
    return denial.reason === "anonymous" ? this.onNothing(asked) : denial;
  }

  /** The row as the caller sees it, once the action is permitted: the answer to a write as a `read`. */
  shown(
    asked: Asked,
    permit: Permit | undefined,
    row: Row,
    around: Surrounded = nothing,
    screen?: string,
  ): Record<string, unknown> {
    const { policy } = this.host;
    const as = asked.action === "list" || asked.action === "read" ? asked : policy.on(asked, "read");
    const seen = as === asked && permit !== undefined ? permit : this.onRow(as, row, around);
    // Only `restore` is permitted on rows that cannot be read yet.
    const by = seen.permitted ? seen : (permit ?? this.onRow(asked, row, around));
    if (!by.permitted) throw this.denied(by, asked);
    return redacted(policy.plan(asked.resource, by, screen), row, this.judge(asked, around));
  }

  /** Judges what stands inside rows of a resource. */
  judge(asked: Asked, around: Surrounded): Judge {
    const { policy } = this.host;
    return {
      mask: policy.mask,
      embedded: (resource, row, outer) => {
        const read = policy.asked(`${resource}.read`);
        const above = read.resource.description.parent?.resource === asked.resource.description.name;
        const inner: Surrounded = above
          ? { parent: new Above(outer, around.parent, around.share), inside: true }
          : nothing;
        const outcome = this.onRow(read, row, inner);
        if (outcome.permitted) {
          this.audited(read, outcome, row, inner);
          return redacted(policy.plan(read.resource, outcome), row, this.judge(read, inner));
        }
        if (unanswered.has(outcome.reason)) throw this.denied(outcome, read);
        return undefined;
      },
    };
  }

  /** Whether the row is of the tenant and has the key that the path named. */
  bound(asked: Asked, row: Row, around: Surrounded): boolean {
    const { key, tenant, parent } = around;
    const { description } = asked.resource;
    // A key that the path was to name and did not is no row's.
    if ("key" in around && (key === undefined || keyOf(description, row) !== keyText(key))) return false;
    if (!("tenant" in around)) return true;
    if (tenant === undefined) return false;
    let said = description.tenant && text(member(row, description.tenant), description.tenant);
    const above = description.parent && this.host.policy.resources.get(description.parent.resource);
    if (said === undefined && above !== undefined && parent) {
      said = labelsAbove(above, parent, this.host.policy.resources).tenant;
    }
    return said === undefined || said === keyText(tenant);
  }

  /** Makes the record that a permit asks for; where it cannot be made, the caller may not. */
  audited(asked: Asked, permit: Permit, row: object | null | undefined, around?: Surrounded, keys?: string[]): void {
    if (!permit.audit) return;
    const { description } = asked.resource;
    const held = row instanceof Place || row === null || row === undefined ? undefined : (row as Row);
    const key = held && keyOf(description, held);
    const tenant = held && description.tenant && text(member(held, description.tenant), description.tenant);
    const named = tenant ?? (around?.tenant === undefined ? undefined : keyText(around.tenant));
    const { kind, subject } = this.caller.principal;
    try {
      this.host.audit({
        v: 1,
        event: "audit",
        at: this.host.now(),
        action: asked.name,
        relation: permit.named,
        kind,
        ...(subject === undefined ? {} : { subject }),
        ...(typeof named === "string" ? { tenant: named } : {}),
        keys: keys ?? (key === undefined ? [] : [key]),
      });
    } catch (cause) {
      const mend = "mend what `audit` of `createGuard` does; nothing that must be recorded is permitted without";
      throw new OwnguardError("audit_failed", `the audit record of \`${asked.name}\` could not be made`, mend, { cause });
    }
  }

  /** A denial as it is thrown. */
  denied(denial: Denial, asked: Asked | undefined): Error {
    return denied(denial, asked, this.host.development);
  }

  /** The tenant that something new is made in: as told, or the only one of the caller. */
  tenantFor(asked: Asked, told: Key | undefined): string | undefined {
    if (told !== undefined) return keyText(told);
    const { tenant: column, key } = asked.resource.description;
    if (column === undefined || column.column === key.column) return undefined;
    const { tenant, tenants } = this.caller.principal;
    const active = tenants.filter((held) => held.active);
    return tenant ?? (active.length === 1 ? active[0]?.tenant : undefined);
  }

  /** The decision about whatever `can` and `decide` are asked about. */
  about(asked: Asked, row: object | Place | null | undefined, around: Around | undefined, exact: boolean): Outcome {
    if (row === null || row === undefined) return this.onNothing(asked);
    if (row instanceof Place) return this.onPlace(asked, row);
    if (!asked.makes) return this.onRow(asked, row, around, exact);
    const { tenant } = asked.resource.description;
    const proposed = around?.tenant ?? (tenant && text(member(row as Row, tenant), tenant)) ?? undefined;
    return this.onPlace(asked, new Place(proposed, around?.parent));
  }

  /** The decision about a place where no row is yet, or no row in particular. */
  onPlace(asked: Asked, place: Place): Outcome {
    const { policy } = this.host;
    const { fault, session } = this.caller;
    if (fault !== undefined) return fault;
    const { parent } = asked.resource.description;
    const above = parent && policy.resources.get(parent.resource);
    const tenant = asked.makes ? this.tenantFor(asked, place.tenant) : place.tenant === undefined ? undefined : keyText(place.tenant);
    const scope = {
      ...(tenant === undefined ? {} : { tenant }),
      ...(above === undefined || place.parent === undefined
        ? {}
        : { parent: place.parent && labelsAbove(above, place.parent, policy.resources) }),
    };
    const target: Target = asked.makes ? { new: scope } : asked.action === "list" ? { listing: scope } : { collection: scope };
    return policy.outcome(policy.ask(session, asked, target, this.seconds()));
  }

  /** Throws unless some row could be the caller's. */
  requireSome(asked: Asked, tenant: Key | undefined): void {
    const { policy } = this.host;
    const { fault, session } = this.caller;
    if (fault !== undefined) throw this.denied(fault, asked);
    const scope = tenant === undefined ? {} : { tenant: keyText(tenant) ?? "" };
    const now = this.seconds();
    const known = this.#some;
    if (tenant === undefined && known?.asked === asked && known.at === now) return;
    const outcome = policy.outcome(policy.ask(session, asked, { listing: scope }, now));
    if (!outcome.permitted) throw this.denied(outcome, asked);
    if (tenant === undefined) this.#some = { asked, at: now };
  }

  #some: { readonly asked: Asked; readonly at: number } | undefined;
}

const keyInCall = { column: "key", wire: "key" };

/** The text of a key that the code itself gave. */
export function keyText(key: Key): string;
export function keyText(key: Key | undefined): string | undefined;
export function keyText(key: Key | undefined): string | undefined {
  return text(key, keyInCall) ?? undefined;
}

/** What is known of one row of a list. */
export function beside(around: AroundEach | undefined, row: object): Beside {
  const { parent, share } = around ?? {};
  return {
    parent: typeof parent === "function" ? parent(row) : parent,
    share: typeof share === "function" ? share(row) : share,
  };
}
