// A row as its reader may see it: a plan for each outcome, made once, and the walk over objects that
// follows it. Which fields those are, the core has said; embedded rows are judged by whoever calls.

import type { Row } from "./labels.js";
import type { FieldDescription, MaskKind, Permit, ResourceDescription, Spelling } from "./types.js";

/** How one kind of outcome shows a row. */
export interface Plan {
  /** Scalars that are shown as they are, in both spellings, place by place. */
  readonly wires: readonly string[];
  readonly columns: readonly string[];
  /** What is shown otherwise. */
  readonly others: readonly Other[];
  /** An object of just those members: cloned, it has its shape at once. */
  readonly blank: Readonly<Record<string, undefined>>;
  /** The same for rows of just these members, as the last row had that lacked some. */
  fewer?: { readonly keys: readonly string[]; readonly plan: Plan };
}

interface Other extends Spelling {
  readonly how: How;
}

type How = "show" | "null" | "json" | MaskKind | Embedding;

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
  const shown: Other[] = [];
  for (const { column, wire, ...field } of resource.fields) {
    const how = screen && !screen.includes(column) ? undefined : howShown({ column, wire, ...field }, permit);
    if (how !== undefined && wire !== "__proto__") shown.push({ wire, column, how });
  }
  return planOfAll(shown);
}

function planOfAll(shown: readonly Other[]): Plan {
  const plain = shown.filter(({ how }) => how === "show");
  return {
    wires: plain.map(({ wire }) => wire),
    columns: plain.map(({ column }) => column),
    others: shown.filter(({ how }) => how !== "show"),
    blank: Object.fromEntries(shown.map(({ wire }) => [wire, undefined])),
  };
}

function howShown(field: FieldDescription, permit: Permit): How | undefined {
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
  const { fewer } = plan;
  return fewer !== undefined && hasJust(fewer.keys, row) ? follow(fewer.plan, row, judge) : follow(plan, row, judge);
}

function follow(plan: Plan, row: Row, judge: Judge): Record<string, unknown> {
  const { wires, columns, others, blank } = plan;
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
  for (let at = 0; at < others.length; at += 1) {
    const other = others[at] as Other;
    // A row inside is judged, and perhaps recorded, once: no way back from here.
    const value = left(other.how, held(row, other), row, judge);
    if (value === undefined) return without(plan, row, judge, shown, at);
    shown[other.wire] = value;
  }
  return shown;
}

function held(row: Row, { wire, column }: Spelling): unknown {
  const value = row[wire];
  return value === undefined ? row[column] : value;
}

/** The same where a scalar is not there: nor is it then in what is shown. */
function sparse(plan: Plan, row: Row, judge: Judge): Record<string, unknown> {
  const begun: Record<string, unknown> = {};
  plan.wires.forEach((wire, at) => {
    const value = scalar(held(row, { wire, column: plan.columns[at] as string }));
    if (value !== undefined) begun[wire] = value;
  });
  for (const other of plan.others) {
    const value = left(other.how, held(row, other), row, judge);
    if (value !== undefined) begun[other.wire] = value;
  }
  if (isPlain(row)) remember(plan, row);
  return begun;
}

/** The same from the member on that is not there. */
function without(plan: Plan, row: Row, judge: Judge, begun: Row, from: number): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const wire of plan.wires) shown[wire] = begun[wire];
  plan.others.forEach((other, at) => {
    const value = at < from ? begun[other.wire] : at === from ? undefined : left(other.how, held(row, other), row, judge);
    if (value !== undefined) shown[other.wire] = value;
  });
  if (isPlain(row)) remember(plan, row);
  return shown;
}

/** Keeps the plan for rows of just this row's members. */
function remember(plan: Plan, row: Row): void {
  // The next row may have a value where this one has `undefined`.
  const there = ({ wire, column }: Spelling) => wire in row || column in row;
  const plain = plan.wires.map((wire, at): Other => ({ wire, column: plan.columns[at] as string, how: "show" }));
  plan.fewer = { keys: Object.keys(row), plan: planOfAll([...plain, ...plan.others].filter(there)) };
}

/** Whether nothing of a row stands in its prototype. */
function isPlain(row: Row): boolean {
  const prototype: unknown = Object.getPrototypeOf(row);
  return prototype === null || prototype === Object.prototype;
}

function hasJust(keys: readonly string[], row: Row): boolean {
  const own = Object.keys(row);
  if (own.length !== keys.length || !isPlain(row)) return false;
  for (let at = 0; at < keys.length; at += 1) if (own[at] !== keys[at]) return false;
  return true;
}

/** What is left of a value; `undefined` where it is not shown at all. */
function left(how: How, value: unknown, row: Row, judge: Judge): unknown {
  if (value === undefined) return undefined;
  if (how === "show") return scalar(value);
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
