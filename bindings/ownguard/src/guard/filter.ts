// The rows of a list that the caller may see. Rows of the same labels have the same outcome: it is
// asked for once. Decides nothing.

import type { Asked } from "../core/policy.js";
import type { Beside, Row } from "../core/labels.js";
import { keyOf } from "../core/labels.js";
import { redacted } from "../core/redact.js";
import type { Permit, Shape } from "../core/types.js";
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
  const ask = each ? undefined : access.known(asked);
  const tenant = around?.tenant === undefined ? undefined : keyText(around.tenant);
  for (const row of rows as readonly Row[]) {
    const known = each ? beside(around, row) : nothing;
    if (tenant !== undefined && !access.bound(asked, row, { ...known, tenant })) continue;
    const outcome = ask?.of(row) ?? access.onRow(asked, row, known);
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
