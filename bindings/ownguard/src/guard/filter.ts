// The rows of a list that the caller may see. Rows of the same labels have the same outcome: it is
// asked for once. Decides nothing.

import type { Asked } from "../core/policy.js";
import type { Row } from "../core/labels.js";
import { deletedFlag, keyOf, member, visibilityFlag } from "../core/labels.js";
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
  const each = around?.parent !== undefined || around?.share !== undefined;
  const recorded = new Map<Permit, string[]>();
  const ask = each ? undefined : memory(access, asked);
  const tenant = around?.tenant === undefined ? undefined : keyText(around.tenant);
  const shown: Record<string, unknown>[] = [];
  const judge = access.judge(asked, {});
  let last: Permit | undefined;
  let plan: ReturnType<typeof policy.plan> | undefined;
  for (const row of rows as readonly Row[]) {
    const known = each ? beside(around, row) : {};
    if (tenant !== undefined && !access.bound(asked, row, { ...known, tenant })) continue;
    const outcome = ask?.(row) ?? access.onRow(asked, row, known);
    if (!outcome.permitted) {
      if (outcome.status >= 500) throw access.denied(outcome, asked);
      continue;
    }
    if (outcome.audit) record(recorded, outcome, keyOf(asked.resource.description, row));
    if (!listed) {
      shown.push(access.shown(asked, outcome, row, known, around?.screen));
      continue;
    }
    if (outcome !== last || plan === undefined) {
      last = outcome;
      plan = policy.plan(asked.resource, outcome, around?.screen);
    }
    shown.push(redacted(plan, row, each ? access.judge(asked, known) : judge));
  }
  for (const [permit, keys] of recorded) access.audited(asked, permit, undefined, tenant === undefined ? {} : { tenant }, keys);
  return shown;
}

function record(recorded: Map<Permit, string[]>, permit: Permit, key: string | undefined): void {
  const keys = recorded.get(permit) ?? [];
  if (key !== undefined) keys.push(key);
  recorded.set(permit, keys);
}

/** Outcomes by the labels that most resources have; `undefined` where they do not settle a row. */
function memory<T extends Shape>(access: CallerAccess<T>, asked: Asked): (row: Row) => Outcome | undefined {
  const { tenant, owner, visibility, deleted } = asked.resource.description;
  const now = access.seconds();
  const tenants = new Map<unknown, Map<unknown, Outcome | undefined>[]>();
  let lastTenant: unknown = NaN;
  let byState: Map<unknown, Outcome | undefined>[] = [];
  return (row) => {
    const ofTenant = tenant && member(row, tenant);
    if (ofTenant !== lastTenant) {
      lastTenant = ofTenant;
      byState = tenants.get(ofTenant) ?? [];
      tenants.set(ofTenant, byState);
    }
    let state = visibility ? visibilityFlag(member(row, visibility)) : 0;
    if (deleted) state |= deletedFlag(member(row, deleted)) << 2;
    const byOwner = (byState[state] ??= new Map());
    const ofOwner = owner && member(row, owner);
    let outcome = byOwner.get(ofOwner);
    if (outcome === undefined && !byOwner.has(ofOwner)) {
      outcome = access.quick(asked, row, now);
      byOwner.set(ofOwner, outcome);
    }
    return outcome;
  };
}
