// What may be written of what was given: the core judges it as the gate judges the same write; here
// the rows it needs are put before it, and what it lets pass is written in the names of the database.

import type { Asked } from "../core/policy.js";
import { Denied, fromCore, OwnguardError } from "../core/errors.js";
import type { Labels, Row } from "../core/labels.js";
import { keyOf, labelsAbove, labelsOf, member } from "../core/labels.js";
import { Above } from "../core/target.js";
import type { Denial, DenialStatus, Reason, ResourceDescription } from "../core/types.js";
import type { Questions } from "./questions.js";
import { notFound } from "./questions.js";
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
export function inputOf(
  of: Questions,
  asked: Asked,
  given: unknown,
  around: InputAround,
): Record<string, unknown> {
  const { raw } = of.host.policy;
  const { fault, session } = of.caller;
  if (fault !== undefined) throw of.denied(fault, asked);
  const known = knownOf(of, asked, given, around);
  let judged: Judged;
  try {
    const texts = [JSON.stringify(given, digits) ?? "null", JSON.stringify(known)] as const;
    judged = JSON.parse(raw.input(session, asked.resource.at, asked.at, ...texts, of.seconds())) as Judged;
  } catch (thrown) {
    throw fromCore(thrown);
  }
  if (judged.load !== undefined) throw toLoad(of, asked, judged.load, given, around);
  if (judged.ok === undefined) throw refused(of, asked, judged.refused);
  if (judged.ok.audit) record(of, asked, around);
  const wire = around.names === "wire";
  const { key, tenant, owner, parent } = asked.resource.description;
  const fixed = [tenant, owner, parent, asked.makes ? undefined : key].map((at) => at?.column);
  const columns = written(of.host.policy.resources, asked.resource.description, given as Row, wire, fixed);
  return asked.makes ? { ...columns, ...placed(of, asked, known, around, wire) } : columns;
}

/** What the core is told of the rows that the write is about. */
function knownOf(of: Questions, asked: Asked, given: unknown, around: InputAround): Known {
  const { policy } = of.host;
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
    throw of.denied({ ...refusal("labels_missing", 502), missing: ["parent"] }, asked);
  }
  if (asked.makes) {
    const tenant = around.tenant !== undefined || known.tenant === undefined ? of.tenantFor(asked, around.tenant) : known.tenant;
    if (tenant !== undefined) known.tenant = tenant;
  } else {
    known.key = existing(of, asked, around, known.rows);
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

function existing(of: Questions, asked: Asked, around: InputAround, rows: Loaded[]): string {
  const { description } = asked.resource;
  if (around.row === undefined) {
    const mend = "give `row`, the row as it is stored";
    throw new OwnguardError("bad_call", `\`${asked.name}\` is judged on the row that is written`, mend);
  }
  if (around.row === null || !of.bound(asked, around.row as Row, around)) throw of.denied(of.onNothing(asked), asked);
  const row = around.row as Row;
  const key = keyOf(description, row);
  if (key === undefined) {
    const mend = `select \`${description.key.column}\``;
    throw new OwnguardError("label_invalid", `the row of \`${description.name}\` has no key in its one spelling`, mend);
  }
  const labels: NonNullable<Loaded["labels"]> = labelsOf(description, row, around, of.host.policy.resources);
  const held = description.role && member(row, description.role);
  if (held !== undefined) labels.role = typeof held === "string" ? held : null;
  if (around.last !== undefined) labels.last = around.last;
  rows.push({ resource: description.name, key, labels });
  return key;
}

/** What the row gets from the session: nobody writes it. */
function placed(
  of: Questions,
  asked: Asked,
  known: Known,
  around: InputAround,
  wire: boolean,
): Record<string, unknown> {
  const { key, tenant, owner, parent } = asked.resource.description;
  const name = (at: { readonly column: string; readonly wire: string }) => (wire ? at.wire : at.column);
  const columns: Record<string, unknown> = {};
  if (tenant && tenant.column !== key.column && known.tenant !== undefined) columns[name(tenant)] = around.tenant ?? known.tenant;
  // Whoever is invited is not who invites.
  const owns = asked.action !== "invite" && of.caller.principal.subject !== undefined;
  if (owner && owns) columns[name(owner)] = of.caller.principal.subject;
  if (parent && known.parent !== undefined && around.parent) {
    const row = around.parent instanceof Above ? around.parent.row : around.parent;
    const above = of.host.policy.resources.get(parent.resource);
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
function toLoad(
  of: Questions,
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
    return new Denied(refusal("foreign_reference", 403), looked && !of.host.development ? undefined : told, field.wire);
  }
  return of.denied(refusal("labels_missing", 502), asked);
}

function refused(of: Questions, asked: Asked, why: Judged["refused"]): Error {
  const { reason = "bad_body", status = 400, about = null } = why ?? {};
  if (reason === "labels_unavailable") {
    const mend = about === "last" ? "give `last`, whether nobody else holds the top role" : `select \`${about ?? "role"}\``;
    return new Denied(refusal("labels_missing", 502), { text: `\`${asked.name}\` cannot be judged by this row`, mend });
  }
  if (reason === "not_canonical" || reason === "foreign_row") return of.denied(notFound, asked);
  const denial = of.asOfNothing(asked, refusal(reason as Reason, status as DenialStatus));
  const told = of.denied(denial, asked);
  if (about === null || !(told instanceof Denied)) return told;
  const text = of.host.development ? `denied \`${asked.name}\`: \`${reason}\` of \`${about}\`` : told.message;
  return new Denied(denial, { text, mend: told.mend }, about);
}

/** Makes the audit record of what is about to be written. */
function record(of: Questions, asked: Asked, around: InputAround): void {
  const row = around.row ?? undefined;
  const { policy } = of.host;
  const outcome =
    row === undefined
      ? policy.outcome(policy.ask(of.caller.session, asked, { listing: {} }, of.seconds()))
      : of.onRow(asked, row, around, true);
  const relation = outcome.permitted ? outcome : undefined;
  if (relation !== undefined) of.audited(asked, { ...relation, audit: true }, row, around);
}

function refusal(reason: Reason, status: DenialStatus): Denial {
  return { permitted: false, reason, status, missing: [] };
}

/** JSON holds no bigint; its digits are its text. */
function digits(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
