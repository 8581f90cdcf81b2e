// The rows of a list that the caller may see. Rows of the same labels have the same outcome: it is
// asked for once. Decides nothing.

import type { Asked } from "../core/policy.js";
import type { Beside, Row } from "../core/labels.js";
import { keyOf } from "../core/labels.js";
import { redacted } from "../core/redact.js";
import type { Permit } from "../core/types.js";
import type { Questions } from "./questions.js";
import { beside, keyText } from "./questions.js";
import type { AroundEach } from "./types.js";

/** The rows that may be seen, as they may be seen. */
export function filtered(
  of: Questions,
  asked: Asked,
  rows: readonly object[],
  around: AroundEach | undefined,
): Record<string, unknown>[] {
  const shown: Record<string, unknown>[] = [];
  const show = shower(of, asked, around?.screen);
  const isPlain = around?.parent === undefined && around?.share === undefined && around?.tenant === undefined;
  const known = isPlain ? of.known(asked) : undefined;
  let from = 0;
  // What most lists are, as far as it goes.
  for (; known !== undefined && from < rows.length; from += 1) {
    const row = rows[from] as Row;
    const outcome = known.of(row);
    if (outcome === undefined || (outcome.permitted ? outcome.audit : outcome.status >= 500)) break;
    if (outcome.permitted) shown.push(show(row, outcome, nothing));
  }
  if (from < rows.length) {
    const rest = from === 0 ? rows : rows.slice(from);
    eachPermitted(of, asked, rest, around, (row, permit, beside) => shown.push(show(row, permit, beside)));
  }
  return shown;
}

/** Shows rows that are permitted, one after the other. */
function shower(
  of: Questions,
  asked: Asked,
  screen: string | undefined,
): (row: Row, permit: Permit, known: Beside) => Record<string, unknown> {
  const { policy } = of.host;
  const listed = asked.action === "list" || asked.action === "read";
  if (!listed) return (row, permit, known) => of.shown(asked, permit, row, known, screen);
  const judge = of.judge(asked, nothing);
  let last: Permit | undefined;
  let plan: ReturnType<typeof policy.plan> | undefined;
  return (row, permit, known) => {
    if (permit !== last || plan === undefined) {
      last = permit;
      plan = policy.plan(asked.resource, permit, screen);
    }
    return redacted(plan, row, known === nothing ? judge : of.judge(asked, known));
  };
}

const nothing: Beside = {};

/** Hands every row that may be seen to `take`, and makes the audit records. */
export function eachPermitted(
  of: Questions,
  asked: Asked,
  rows: readonly object[],
  around: AroundEach | undefined,
  take: (row: Row, permit: Permit, known: Beside) => void,
): void {
  const each = around?.parent !== undefined || around?.share !== undefined;
  const recorded = new Map<Permit, string[]>();
  const ask = each ? undefined : of.known(asked);
  const tenant = around?.tenant === undefined ? undefined : keyText(around.tenant);
  for (const row of rows as readonly Row[]) {
    const known = each ? beside(around, row) : nothing;
    if (tenant !== undefined && !of.bound(asked, row, { ...known, tenant })) continue;
    const outcome = ask?.of(row) ?? of.onRow(asked, row, known);
    if (outcome.permitted) {
      if (outcome.audit) record(recorded, outcome, keyOf(asked.resource.description, row));
      take(row, outcome, known);
    } else if (outcome.status >= 500) {
      throw of.denied(outcome, asked);
    }
  }
  for (const [permit, keys] of recorded) of.audited(asked, permit, undefined, tenant === undefined ? {} : { tenant }, keys);
}

function record(recorded: Map<Permit, string[]>, permit: Permit, key: string | undefined): void {
  const keys = recorded.get(permit) ?? [];
  if (key !== undefined) keys.push(key);
  recorded.set(permit, keys);
}
