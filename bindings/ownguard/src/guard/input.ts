// What may be written of what was given: the core judges it as the gate judges the same write; here
// the rows it needs are put before it, and what it lets pass is written in the names of the database.

import type { Asked } from "../core/policy.js";
import { Denied, fromCore, OwnguardError } from "../core/errors.js";
import type { Labels, Row } from "../core/labels.js";
import { keyOf, labelsAbove, labelsOf, member } from "../core/labels.js";
import { Above } from "../core/target.js";
import type { Denial, DenialStatus, Reason, ResourceDescription, Shape } from "../core/types.js";
import type { CallerAccess } from "./access.js";
import { notFound } from "./access.js";
import type { InputAround } from "./types.js";

/** One row that was loaded, as the core is told of it. */
interface Loaded {
  readonly resource: string;
  readonly key: string;
  readonly labels: (Labels & { role?: string | null; last?: boolean }) | null;
}

interface Known {
  tenant?: string;
  key?: string;
  parent?: string;
  rows: Loaded[];
}

interface Judged {
  readonly ok?: { readonly audit: boolean };
  readonly load?: readonly { readonly resource: string; readonly key: string }[];
  readonly refused?: { readonly reason: string; readonly status: number; readonly about: string | null };
}

/** The allowed members of `given`. */
export function inputOf<T extends Shape>(
  access: CallerAccess<T>,
  asked: Asked,
  given: unknown,
  around: InputAround,
): Record<string, unknown> {
  const { raw } = access.host.policy;
  const { fault, session } = access.caller;
  if (fault !== undefined) throw access.denied(fault, asked);
  const known = knownOf(access, asked, given, around);
  let judged: Judged;
  try {
    const texts = [JSON.stringify(given, digits) ?? "null", JSON.stringify(known)] as const;
    judged = JSON.parse(raw.input(session, asked.resource.at, asked.at, ...texts, access.seconds())) as Judged;
  } catch (thrown) {
    throw fromCore(thrown);
  }
  if (judged.load !== undefined) throw toLoad(access, asked, judged.load, given, around);
  if (judged.ok === undefined) throw refused(access, asked, judged.refused);
  if (judged.ok.audit) record(access, asked, around);
  const wire = around.names === "wire";
  const { key, tenant, owner, parent } = asked.resource.description;
  const fixed = [tenant, owner, parent, asked.makes ? undefined : key].map((at) => at?.column);
  const columns = written(access.host.policy.resources, asked.resource.description, given as Row, wire, fixed);
  return asked.makes ? { ...columns, ...placed(access, asked, known, around, wire) } : columns;
}

/** What the core is told of the rows that the write is about. */
function knownOf<T extends Shape>(access: CallerAccess<T>, asked: Asked, given: unknown, around: InputAround): Known {
  const { policy } = access.host;
  const { description } = asked.resource;
  const known: Known = { rows: [] };
  const parent = around.parent === null ? undefined : around.parent;
  const above = description.parent && policy.resources.get(description.parent.resource);
  if (above !== undefined && parent !== undefined) {
    const labels = labelsAbove(above, parent, policy.resources);
    if (labels.key !== undefined) known.rows.push({ resource: above.name, key: labels.key, labels });
    if (asked.makes && labels.key !== undefined) known.parent = labels.key;
    if (asked.makes && labels.tenant) known.tenant = labels.tenant;
  }
  if (above !== undefined && asked.makes && known.parent === undefined && around.parent !== null) {
    throw access.denied({ ...refusal("labels_missing", 502), missing: ["parent"] }, asked);
  }
  if (asked.makes) {
    const tenant = around.tenant !== undefined || known.tenant === undefined ? access.tenantFor(asked, around.tenant) : known.tenant;
    if (tenant !== undefined) known.tenant = tenant;
  } else {
    known.key = existing(access, asked, around, known.rows);
  }
  for (const field of description.fields) {
    const target = field.ref === undefined ? undefined : policy.resources.get(field.ref);
    const rows = around.references?.[field.wire] ?? around.references?.[field.column];
    if (target === undefined || rows === undefined) continue;
    if (rows === null) {
      const key = typeof given === "object" && given !== null ? (given as Row)[field.wire] : undefined;
      if (key !== null && key !== undefined) known.rows.push({ resource: target.name, key: String(key), labels: null });
      continue;
    }
    for (const row of (Array.isArray(rows) ? rows : [rows]) as readonly (Row | Above)[]) {
      const labels = labelsAbove(target, row, policy.resources);
      if (labels.key !== undefined) known.rows.push({ resource: target.name, key: labels.key, labels });
    }
  }
  return known;
}

function existing<T extends Shape>(access: CallerAccess<T>, asked: Asked, around: InputAround, rows: Loaded[]): string {
  const { description } = asked.resource;
  if (around.row === undefined) {
    const mend = "give `row`, the row as it is stored";
    throw new OwnguardError("bad_call", `\`${asked.name}\` is judged on the row that is written`, mend);
  }
  if (around.row === null || !access.bound(asked, around.row as Row, around)) throw access.denied(access.onNothing(asked), asked);
  const row = around.row as Row;
  const key = keyOf(description, row);
  if (key === undefined) {
    const mend = `select \`${description.key.column}\``;
    throw new OwnguardError("label_invalid", `the row of \`${description.name}\` has no key in its one spelling`, mend);
  }
  const labels: NonNullable<Loaded["labels"]> = labelsOf(description, row, around, access.host.policy.resources);
  const role = description.members ? description.fields.find(({ column }) => column === "role") : undefined;
  const held = role && member(row, role);
  if (held !== undefined) labels.role = typeof held === "string" ? held : null;
  if (around.last !== undefined) labels.last = around.last;
  rows.push({ resource: description.name, key, labels });
  return key;
}

/** What the row gets from the session: nobody writes it. */
function placed<T extends Shape>(
  access: CallerAccess<T>,
  asked: Asked,
  known: Known,
  around: InputAround,
  wire: boolean,
): Record<string, unknown> {
  const { key, tenant, owner, parent } = asked.resource.description;
  const name = (at: { readonly column: string; readonly wire: string }) => (wire ? at.wire : at.column);
  const columns: Record<string, unknown> = {};
  if (tenant && tenant.column !== key.column && known.tenant !== undefined) columns[name(tenant)] = around.tenant ?? known.tenant;
  if (owner && access.subject !== undefined) columns[name(owner)] = access.subject;
  if (parent && known.parent !== undefined && around.parent) {
    const row = around.parent instanceof Above ? around.parent.row : around.parent;
    const above = access.host.policy.resources.get(parent.resource);
    columns[name(parent)] = (above && member(row as Row, above.key)) ?? known.parent;
  }
  return columns;
}

/** The members of an input that are columns, but for those that never change. */
function written(
  resources: ReadonlyMap<string, ResourceDescription>,
  { fields }: ResourceDescription,
  given: Row,
  wire: boolean,
  fixed: readonly (string | undefined)[] = [],
): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const field of fields) {
    if (!Object.hasOwn(given, field.wire) || fixed.includes(field.column) || field.wire === "__proto__") continue;
    const value = given[field.wire];
    if (value === undefined) continue;
    const child = field.embed === undefined ? undefined : resources.get(field.embed);
    columns[wire ? field.wire : field.column] = child && !wire ? nested(resources, child, value) : value;
  }
  return columns;
}

function nested(resources: ReadonlyMap<string, ResourceDescription>, child: ResourceDescription, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((row: unknown) => nested(resources, child, row));
  return typeof value === "object" && value !== null ? written(resources, child, value as Row, false) : value;
}

/** Rows that the core would have to see, and that were not given. */
function toLoad<T extends Shape>(
  access: CallerAccess<T>,
  asked: Asked,
  load: NonNullable<Judged["load"]>,
  given: unknown,
  around: InputAround,
): Error {
  const { description } = asked.resource;
  const wanted = new Set(load.map(({ resource, key }) => `${resource} ${key}`));
  for (const field of description.fields) {
    const value = (given as Row)[field.wire];
    if (field.ref === undefined || !wanted.has(`${field.ref} ${String(value)}`)) continue;
    const looked = around.references !== undefined && field.wire in around.references;
    const mend = `load the row of \`${field.ref}\` and give it as \`references: { ${field.wire} }\`; the caller must be able to read it`;
    const told = { text: `\`${field.wire}\` points at a row of \`${field.ref}\` that was not given`, mend };
    return new Denied(refusal("foreign_reference", 403), looked && !access.host.development ? undefined : told, field.wire);
  }
  return access.denied(refusal("labels_missing", 502), asked);
}

function refused<T extends Shape>(access: CallerAccess<T>, asked: Asked, why: Judged["refused"]): Error {
  const { reason = "bad_body", status = 400, about = null } = why ?? {};
  if (reason === "labels_unavailable") {
    const mend = about === "last" ? "give `last`, whether nobody else holds the top role" : `select \`${about ?? "role"}\``;
    return new Denied(refusal("labels_missing", 502), { text: `\`${asked.name}\` cannot be judged by this row`, mend });
  }
  if (reason === "not_canonical" || reason === "foreign_row") return access.denied(notFound, asked);
  const denial = access.asOfNothing(asked, refusal(reason as Reason, status as DenialStatus));
  const told = access.denied(denial, asked);
  if (about === null || !(told instanceof Denied)) return told;
  const text = access.host.development ? `denied \`${asked.name}\`: \`${reason}\` of \`${about}\`` : told.message;
  return new Denied(denial, { text, mend: told.mend }, about);
}

/** Makes the audit record of what is about to be written. */
function record<T extends Shape>(access: CallerAccess<T>, asked: Asked, around: InputAround): void {
  const row = around.row ?? undefined;
  const { policy } = access.host;
  const outcome =
    row === undefined
      ? policy.outcome(policy.ask(access.caller.session, asked, { listing: {} }, access.seconds()))
      : access.onRow(asked, row, around, true);
  const relation = outcome.permitted ? outcome : undefined;
  if (relation !== undefined) access.audited(asked, { ...relation, audit: true }, row, around);
}

function refusal(reason: Reason, status: DenialStatus): Denial {
  return { permitted: false, reason, status, missing: [] };
}

/** JSON holds no bigint; its digits are its text. */
function digits(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
