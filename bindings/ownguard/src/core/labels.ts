// Labels of a row as JavaScript holds it: which members they are, and their one text. Absent is not
// null. Decides nothing.

import { OwnguardError } from "./errors.js";
import type { ResourceDescription, Spelling } from "./types.js";
import { Above } from "./target.js";

/** A row: members in wire or column names. */
export type Row = Readonly<Record<string, unknown>>;

/** The labels of one row, as a question to the core holds them. */
export interface Labels {
  key?: string;
  tenant?: string | null;
  owner?: string | null;
  visibility?: string | null;
  deleted?: string | null;
  share?: string | null;
  parent?: Labels | null;
  when?: Record<string, string | null>;
}

/** What is known beside the row; `undefined` is not told. */
export interface Beside {
  readonly parent?: object | null | undefined;
  readonly share?: string | null | undefined;
  /** Whether the row stands inside its parent, so that it need not name it. */
  readonly inside?: boolean;
}

/** A member in either spelling; `undefined` where it is in neither. */
export function member(row: Row, at: Spelling): unknown {
  const { wire, column } = at;
  const value = row[wire];
  if (wire === column) return value;
  const other = row[column];
  return other === undefined ? value : said(value, other, at);
}

// The same once more for each label that every decision reads: an engine remembers where a member
// stands by the place in the code that asks, and each of these asks for few names.

/** The tenant of a row. */
export function tenantOf(row: Row, at: Spelling): unknown {
  const { wire, column } = at;
  const value = row[wire];
  if (wire === column) return value;
  const other = row[column];
  return other === undefined ? value : said(value, other, at);
}

/** The owner of a row. */
export function ownerOf(row: Row, at: Spelling): unknown {
  const { wire, column } = at;
  const value = row[wire];
  if (wire === column) return value;
  const other = row[column];
  return other === undefined ? value : said(value, other, at);
}

/** The visibility of a row. */
export function visibilityOf(row: Row, at: Spelling): unknown {
  const { wire, column } = at;
  const value = row[wire];
  if (wire === column) return value;
  const other = row[column];
  return other === undefined ? value : said(value, other, at);
}

/** The soft-delete column of a row. */
export function deletedOf(row: Row, at: Spelling): unknown {
  const { wire, column } = at;
  const value = row[wire];
  if (wire === column) return value;
  const other = row[column];
  return other === undefined ? value : said(value, other, at);
}

function said(value: unknown, other: unknown, at: Spelling): unknown {
  if (value !== undefined && value !== other) throw ambiguous(at);
  return other;
}

/** The one text of a label that says who or which. */
export function text(value: unknown, at: Spelling): string | null | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "undefined":
      return undefined;
    case "bigint":
      return value.toString();
    case "number":
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
      throw invalid(at, "a number that is no exact integer", "load it as text or as a bigint");
    case "object":
      if (value === null) return null;
      break;
  }
  throw invalid(at, `no text or integer (${named(value)})`, "give the row its text, such as `id.toString()`");
}

/** The text of a column that a condition reads: booleans, fractions and dates too. */
export function condition(value: unknown, at: Spelling): string | null | undefined {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value) && !Number.isInteger(value)) return String(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  return text(value, at);
}

/** Whether a soft-delete column says that the row is live: only null and `false` do, also as text. */
export function live(value: unknown): boolean {
  return value === null || value === false || value === "false";
}

/** A visibility as the scratch has it: 0 is not told, what is unknown is private. */
export function visibilityFlag(value: unknown): number {
  if (value === undefined) return 0;
  if (value === "public") return 3;
  return value === "unlisted" ? 2 : 1;
}

/** A soft-delete column as the scratch has it: 0 is not told, 1 live, 2 deleted. */
export function deletedFlag(value: unknown): number {
  if (value === undefined) return 0;
  return live(value) ? 1 : 2;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INT = /^(?:0|-?[1-9][0-9]{0,18})$/;
const CONTROL = /\p{Cc}/u;

/** Whether a text is a key of its kind in its one spelling. */
export function canonical(kind: ResourceDescription["key"]["kind"], key: string): boolean {
  if (kind === "uuid") return UUID.test(key);
  if (kind === "int") return INT.test(key);
  return key !== "" && key.length <= 256 && !CONTROL.test(key);
}

/** The key of a row; `undefined` where there is none in its one spelling. */
export function keyOf(resource: ResourceDescription, row: Row): string | undefined {
  const key = text(member(row, resource.key), resource.key);
  return typeof key === "string" && canonical(resource.key.kind, key) ? key : undefined;
}

/** Every label of a row. `resources` finds the one above by name. */
export function labelsOf(
  resource: ResourceDescription,
  row: Row,
  beside: Beside,
  resources: ReadonlyMap<string, ResourceDescription>,
): Labels {
  const labels: Labels = {};
  const key = keyOf(resource, row);
  if (key !== undefined) labels.key = key;
  if (resource.tenant) put(labels, "tenant", text(member(row, resource.tenant), resource.tenant));
  if (resource.owner) put(labels, "owner", text(member(row, resource.owner), resource.owner));
  if (resource.visibility) put(labels, "visibility", word(member(row, resource.visibility)));
  if (resource.deleted) {
    const deleted = member(row, resource.deleted);
    if (deleted !== undefined) labels.deleted = live(deleted) ? null : "deleted";
  }
  if (resource.shares) put(labels, "share", beside.share);
  for (const column of resource.when) {
    const at = spelling(resource, column);
    const value = condition(member(row, at), at);
    if (value !== undefined) (labels.when ??= {})[column] = value;
  }
  if (resource.parent) put(labels, "parent", parentOf(resource.parent, row, beside, resources));
  return labels;
}

/** The labels of the row above: null where there is none, absent where it is not the one that the row names. */
function parentOf(
  above: Spelling & { readonly resource: string },
  row: Row,
  { parent: given, inside = false }: Beside,
  resources: ReadonlyMap<string, ResourceDescription>,
): Labels | null | undefined {
  const named = text(member(row, above), above);
  if (named === null || given === null) return null;
  const resource = resources.get(above.resource);
  if (given === undefined || resource === undefined) return undefined;
  const labels = labelsAbove(resource, given, resources);
  if (inside && named === undefined) return labels;
  return labels.key !== undefined && labels.key === named ? labels : undefined;
}

/** The labels of a row above, whichever way it is given. */
export function labelsAbove(
  resource: ResourceDescription,
  given: object,
  resources: ReadonlyMap<string, ResourceDescription>,
): Labels {
  const row = given instanceof Above ? given.row : given;
  return labelsOf(resource, row as Row, given instanceof Above ? given : {}, resources);
}

/** Both spellings of a column of the resource. */
export function spelling(resource: ResourceDescription, column: string): Spelling {
  return resource.fields.find((field) => field.column === column) ?? { column, wire: column };
}

/** A word of the model; what is no text is none of its words. */
function word(value: unknown): string | null | undefined {
  return value === undefined || typeof value === "string" ? value : null;
}

function put<K extends keyof Labels>(labels: Labels, name: K, value: Labels[K] | undefined): void {
  if (value !== undefined) labels[name] = value;
}

function named(value: unknown): string {
  return typeof value === "object" ? (value?.constructor?.name ?? "object") : typeof value;
}

function both({ wire, column }: Spelling): string {
  return wire === column ? `\`${wire}\`` : `\`${wire}\` (\`${column}\`)`;
}

function invalid(at: Spelling, what: string, mend: string): OwnguardError {
  return new OwnguardError("label_invalid", `${both(at)} of the row is ${what}`, mend);
}

function ambiguous(at: Spelling): OwnguardError {
  const mend = "judge the row as it is stored, without what a client sent mixed in";
  return new OwnguardError("label_invalid", `the row says both \`${at.wire}\` and \`${at.column}\`, and not the same`, mend);
}
