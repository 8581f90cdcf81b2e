// A row as its reader may see it: a plan for each outcome, made once, and the walk over objects that
// follows it. Which fields those are, the core has said; embedded rows are judged by whoever calls.

import type { Row } from "./labels.js";
import type { FieldDescription, MaskKind, Permit, ResourceDescription, Spelling } from "./types.js";

/** How one kind of outcome shows a row. */
export interface Plan {
  /** Scalars shown as they are, in both spellings, place by place. */
  readonly wires: readonly string[];
  readonly columns: readonly string[];
  /** An object of just those members: cloned, it has its shape at once. */
  readonly blank: Readonly<Record<string, undefined>>;
  readonly others: readonly Shown[];
}

/** A member that is not simply shown. */
interface Shown extends Spelling {
  readonly how: "null" | "json" | MaskKind | Embedding;
}

interface Embedding {
  readonly embed: string;
}

/** What the walk asks of whoever judges. */
export interface Judge {
  mask(kind: MaskKind, text: string): string;
  /** An embedded row as its reader may see it; `undefined` where they may not. */
  embedded(resource: string, row: Row, around: Row): Record<string, unknown> | undefined;
}

/** The plan of a permit. With a screen, only its fields. */
export function planOf(resource: ResourceDescription, permit: Permit, screen?: readonly string[]): Plan {
  const wires: string[] = [];
  const columns: string[] = [];
  const others: Shown[] = [];
  for (const field of resource.fields) {
    if (screen && !screen.includes(field.column)) continue;
    const how = howShown(field, permit);
    if (how === undefined || field.wire === "__proto__") continue;
    if (how === "show") {
      wires.push(field.wire);
      columns.push(field.column);
    } else {
      others.push({ wire: field.wire, column: field.column, how });
    }
  }
  return { wires, columns, others, blank: Object.fromEntries(wires.map((wire) => [wire, undefined])) };
}

function howShown(field: FieldDescription, permit: Permit): "show" | Shown["how"] | undefined {
  const { column, kind, embed } = field;
  if (field.never) return undefined;
  if (permit.show.includes(column)) {
    if (kind === "scalar") return "show";
    if (kind === "json") return "json";
    return embed === undefined ? undefined : { embed };
  }
  if (permit.null.includes(column)) return "null";
  const mask = permit.mask[column];
  return mask !== undefined && kind === "embed" ? "null" : mask;
}

/** The row as the plan shows it, in wire names. What the plan does not name is not in it. */
export function redacted(plan: Plan, row: Row, judge: Judge): Record<string, unknown> {
  const { wires, columns, blank } = plan;
  const shown: Record<string, unknown> = { ...blank };
  for (let at = 0; at < wires.length; at += 1) {
    const wire = wires[at] as string;
    let value = row[wire];
    if (value === undefined) value = row[columns[at] as string];
    if (typeof value !== "string" && typeof value !== "number" && value !== null && typeof value !== "boolean") {
      value = scalar(value);
      if (value === undefined) return sparse(plan, row, judge);
    }
    shown[wire] = value;
  }
  if (plan.others.length > 0) rest(plan, row, judge, shown);
  return shown;
}

/** The same where a member is not there: nor is it then in what is shown. */
function sparse(plan: Plan, row: Row, judge: Judge): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  plan.wires.forEach((wire, at) => {
    const held = row[wire];
    const value = scalar(held === undefined ? row[plan.columns[at] as string] : held);
    if (value !== undefined) shown[wire] = value;
  });
  rest(plan, row, judge, shown);
  return shown;
}

function rest(plan: Plan, row: Row, judge: Judge, shown: Record<string, unknown>): void {
  for (const at of plan.others) {
    let value = row[at.wire];
    if (value === undefined) value = row[at.column];
    if (value === undefined) continue;
    const left = whatIsLeft(at.how, value, row, judge);
    if (left !== undefined) shown[at.wire] = left;
  }
}

function whatIsLeft(how: Shown["how"], value: unknown, row: Row, judge: Judge): unknown {
  if (how === "null") return null;
  if (how === "json") return value;
  if (typeof how === "object") return nested(how, value, row, judge);
  const text = scalar(value);
  return typeof text === "string" && typeof value !== "bigint" ? judge.mask(how, text) : null;
}

function nested({ embed }: Embedding, value: unknown, around: Row, judge: Judge): unknown {
  if (value === null) return null;
  if (typeof value !== "object") return undefined;
  if (!Array.isArray(value)) return judge.embedded(embed, value as Row, around) ?? null;
  const rows: unknown[] = [];
  for (const row of value as readonly unknown[]) {
    if (typeof row !== "object" || row === null) continue;
    const shown = judge.embedded(embed, row as Row, around);
    if (shown !== undefined) rows.push(shown);
  }
  return rows;
}

/**
 * A value as JSON tells it, where that is a scalar: a date or a decimal is its text, a bigint its
 * digits. `undefined` for objects and arrays, which only `embed` and `json` fields let pass.
 */
function scalar(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    case "bigint":
      return value.toString();
    case "object":
      return value === null ? null : told(value);
    default:
      return undefined;
  }
}

function told(value: object): unknown {
  if (!("toJSON" in value) || typeof value.toJSON !== "function") return undefined;
  const json: unknown = value.toJSON();
  return json === null || typeof json === "string" || typeof json === "number" || typeof json === "boolean"
    ? json
    : undefined;
}
