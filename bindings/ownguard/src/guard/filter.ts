// The rows of a list that the caller may see. Rows of the same labels have the same outcome: it is
// asked for once. Decides nothing.

import type { Asked } from "../core/policy.js";
import type { Beside, Row } from "../core/labels.js";
import { deletedFlag, deletedOf, keyOf, ownerOf, tenantOf, visibilityFlag, visibilityOf } from "../core/labels.js";
import { redacted } from "../core/redact.js";
import type { Outcome, Permit, Shape } from "../core/types.js";
import type { CallerAccess } from "./access.js";
import { beside, keyText } from "./access.js";
import type { AroundEach } from "./types.js";

/** The rows that may be seen, as they may be seen. */
export function filtered<T extends Shape>(
  access: CallerAccess<T>,
  asked: Asked,
  rows: readonly object[],
  around: AroundEach | undefined,
): Record<string, unknown>[] {
  const { policy } = access.host;
  const listed = asked.action === "list" || asked.action === "read";
  const judge = access.judge(asked, {});
  const shown: Record<string, unknown>[] = [];
  let last: Permit | undefined;
  let plan: ReturnType<typeof policy.plan> | undefined;
  eachPermitted(access, asked, rows, around, (row, permit, known) => {
    if (!listed) {
      shown.push(access.shown(asked, permit, row, known, around?.screen));
      return;
    }
    if (permit !== last || plan === undefined) {
      last = permit;
      plan = policy.plan(asked.resource, permit, around?.screen);
    }
    shown.push(redacted(plan, row, known === nothing ? judge : access.judge(asked, known)));
  });
  return shown;
}

const nothing: Beside = {};

/** Hands every row that may be seen to `take`, and makes the audit records. */
export function eachPermitted<T extends Shape>(
  access: CallerAccess<T>,
  asked: Asked,
  rows: readonly object[],
  around: AroundEach | undefined,
  take: (row: Row, permit: Permit, known: Beside) => void,
): void {
  const each = around?.parent !== undefined || around?.share !== undefined;
  const recorded = new Map<Permit, string[]>();
  const ask = each ? undefined : memory(access, asked);
  const tenant = around?.tenant === undefined ? undefined : keyText(around.tenant);
  for (const row of rows as readonly Row[]) {
    const known = each ? beside(around, row) : nothing;
    if (tenant !== undefined && !access.bound(asked, row, { ...known, tenant })) continue;
    const outcome = ask?.(row) ?? access.onRow(asked, row, known);
    if (outcome.permitted) {
      if (outcome.audit) record(recorded, outcome, keyOf(asked.resource.description, row));
      take(row, outcome, known);
    } else if (outcome.status >= 500) {
      throw access.denied(outcome, asked);
    }
  }
  for (const [permit, keys] of recorded) access.audited(asked, permit, undefined, tenant === undefined ? {} : { tenant }, keys);
}

function record(recorded: Map<Permit, string[]>, permit: Permit, key: string | undefined): void {
  const keys = recorded.get(permit) ?? [];
  if (key !== undefined) keys.push(key);
  recorded.set(permit, keys);
}

const somebody = Symbol("an owner who is not the caller");

/** Outcomes by the labels that most resources have; `undefined` where they do not settle a row. */
function memory<T extends Shape>(access: CallerAccess<T>, asked: Asked): (row: Row) => Outcome | undefined {
  const { tenant, owner, visibility, deleted } = asked.resource.description;
  const { subject } = access;
  const now = access.seconds();
  const tenants = new Map<unknown, Map<unknown, Outcome | undefined>[]>();
  let lastTenant: unknown = NaN;
  let byState: Map<unknown, Outcome | undefined>[] = [];
  return (row) => {
    const ofTenant = tenant && tenantOf(row, tenant);
    if (ofTenant !== lastTenant) {
      lastTenant = ofTenant;
      byState = tenants.get(ofTenant) ?? [];
      tenants.set(ofTenant, byState);
    }
    let state = visibility ? visibilityFlag(visibilityOf(row, visibility)) : 0;
    if (deleted) state |= deletedFlag(deletedOf(row, deleted)) << 2;
    const byOwner = (byState[state] ??= new Map());
    let ofOwner = owner && ownerOf(row, owner);
    // An owner is the caller, nobody, or somebody else: who else makes no difference (rules 1 and 11).
    if (typeof ofOwner === "string" && ofOwner !== subject) ofOwner = somebody;
    let outcome = byOwner.get(ofOwner);
    if (outcome === undefined && !byOwner.has(ofOwner)) {
      outcome = access.quick(asked, row, now);
      byOwner.set(ofOwner, outcome);
    }
    return outcome;
  };
}
