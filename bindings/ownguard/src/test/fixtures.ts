// A case as things to call with: the caller, the row, what stands above it, a share link. Pure.

import { createHmac, randomBytes } from "node:crypto";
import { above, place as placed, type Above, type Place } from "../core/target.js";
import { OwnguardError } from "../core/errors.js";
import type { Caller, Membership, ResourceDescription, When } from "../core/types.js";
import type { Case, CaseLabels } from "./types.js";
import { idOf, keyOf, resourceOf, worldOf, type World } from "./world.js";

/**
 * The caller of a case, for `og.as`. How old its facts are is told relative to `now` (milliseconds),
 * so far from what would be too old that ten seconds may pass until the guard is asked.
 *
 * @example
 * ```ts
 * og.as(caller(one)).can("invoice.read", row(one), around(one));
 * ```
 */
export function caller(one: Case, options: { readonly now?: number } = {}): Caller {
  const { who } = one;
  const world = worldOf(one);
  const now = Math.floor((options.now ?? Date.now()) / 1000);
  const asOf = (age: number | null | undefined): When => (typeof age === "number" ? { at: now - before(world, one.action, age) } : "this_request");
  const account = () => ({
    id: idOf(world, who.sub ?? ""),
    status: who.status ?? "active",
    verified: who.verified ?? false,
    ...(typeof who.plan === "string" && { plan: who.plan }),
    as_of: asOf(who.age),
  });
  switch (who.kind) {
    case "anonymous":
      return { kind: "anonymous" };
    case "guest":
      return { kind: "guest", ...account() };
    case "person":
      return { kind: "person", ...account(), memberships: (who.memberships ?? []).map(member) };
    case "staff":
      return { kind: "staff", id: idOf(world, who.sub ?? ""), roles: who.roles ?? [], status: who.status ?? "active" };
    case "service":
      return { kind: "service", name: who.name ?? "", ...(typeof who.tenant === "string" && { tenant: idOf(world, who.tenant) }) };
    case "token_expired":
    case "token_invalid":
    case "revoked":
    case "facts_unavailable":
      return { kind: who.kind };
  }
  function member(of: NonNullable<typeof who.memberships>[number]): Membership {
    const { tenant, role, status, tenant_status, plan, age } = of;
    return { tenant: idOf(world, tenant), status, tenant_status, as_of: asOf(age), ...(role !== null && { role }), ...(plan !== null && { plan }) };
  }
}

/** The age, some seconds before the bound that it stands at, so that a test may take as long. Beyond a bound none is needed. */
function before(world: World, action: string, age: number): number {
  const ages = world.ages.get(action) ?? [];
  const at = ages.indexOf(age);
  const room = age - (ages[at - 1] ?? 0);
  return at < ages.length - 1 ? age - Math.min(10, Math.floor(room / 2)) : age;
}

/**
 * The row of a case, as a database would give it: its labels, and a text in every other column.
 * `null` where the case is about no existing row.
 *
 * @example
 * ```ts
 * await db.insert(row(one, { names: "column" }));
 * ```
 */
export function row(one: Case, options: { readonly names?: "wire" | "column" } = {}): Record<string, unknown> | null {
  const world = worldOf(one);
  return one.row && built(world, resourceOf(world, one.resource), one.row, options.names ?? "wire");
}

/** The row above that of a case, with what stands above and around it; `null` where there is none, `undefined` where none can be. */
export function parent(one: Case): object | Above | null | undefined {
  const world = worldOf(one);
  const resource = resourceOf(world, one.resource);
  return aboveOf(world, resource, one.row ? one.row.parent : one.parent);
}

/** What is known besides the row of a case: what stands above it, and the level at which it is shared. */
export function around(one: Case): { readonly parent?: object | Above | null; readonly share?: string | null } {
  const above = parent(one);
  const share = one.row?.share;
  return { ...(above !== undefined && { parent: above }), ...(share !== undefined && { share }) };
}

/** Where the row of a case would stand, or its rows stand, for targets other than `row`. */
export function place(one: Case): Place {
  const world = worldOf(one);
  const above = parent(one);
  return placed({ ...(one.tenant !== null && { tenant: idOf(world, one.tenant) }), ...(above !== undefined && { parent: above }) });
}

function aboveOf(world: World, resource: ResourceDescription, labels: CaseLabels | null | undefined): object | Above | null | undefined {
  if (!resource.parent) return undefined;
  if (!labels) return null;
  const of = resourceOf(world, resource.parent.resource);
  const held = built(world, of, labels, "wire");
  const higher = aboveOf(world, of, labels.parent);
  if (higher === undefined && labels.share === undefined) return held;
  return above(held, { ...(higher !== undefined && { parent: higher }), ...(labels.share !== undefined && { share: labels.share }) });
}

function built(world: World, resource: ResourceDescription, labels: CaseLabels, names: "wire" | "column"): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const id = (name: string | null) => (name === null ? null : idOf(world, name));
  for (const { [names]: name, column, kind } of resource.fields) {
    if (kind === "embed") continue;
    out[name] = kind === "json" ? { of: column } : `${column} of ${labels.key ?? "it"}`;
  }
  // What identifies wins where one column is several of them, such as the key of a tenant's own row.
  if (labels.key !== null) out[resource.key[names]] = keyOf(world, resource, labels.key);
  const parent = resource.parent && resourceOf(world, resource.parent.resource);
  if (resource.parent && parent) {
    out[resource.parent[names]] = labels.parent?.key ? keyOf(world, parent, labels.parent.key) : null;
    // The key of the row above is whatever its own column holds.
    if (labels.parent) out[resource.parent[names]] = built(world, parent, labels.parent, "wire")[parent.key.wire];
  }
  for (const column of resource.when) {
    const field = resource.fields.find((one) => one.column === column);
    if (field && labels.when) out[field[names]] = labels.when[column] ?? null;
  }
  if (resource.visibility) out[resource.visibility[names]] = labels.visibility ?? null;
  if (resource.deleted) out[resource.deleted[names]] = labels.deleted ?? null;
  if (resource.owner && labels.owner !== undefined) out[resource.owner[names]] = id(labels.owner);
  if (resource.tenant && labels.tenant !== undefined) out[resource.tenant[names]] = id(labels.tenant);
  return out;
}

/**
 * The share link that a case presents, signed with a key in the form of `OWNGUARD_LINK_KEY`;
 * `undefined` where it presents none.
 *
 * @example
 * ```ts
 * const access = og.as(caller(one));
 * const presented = link(one, process.env.OWNGUARD_LINK_KEY);
 * const opened = presented ? access.withLink(presented) : access;
 * ```
 */
export function link(one: Case, key: string | undefined): string | undefined {
  if (!one.link) return undefined;
  const [id, secret] = key?.includes(":") ? key.split(":", 2) : ["k1", key];
  if (!id || !secret) throw new OwnguardError("key_invalid", "the key of links is not set", "hand in what OWNGUARD_LINK_KEY holds");
  const world = worldOf(one);
  const of = one.link;
  const resource = resourceOf(world, of.resource);
  const tenant = resource.tenant && linked(one, of.resource)?.tenant;
  const expiry = Buffer.alloc(8);
  expiry.writeBigInt64BE(BigInt(Math.floor(Date.now() / 1000) + 3600));
  const inTenant = typeof tenant === "string" ? [Buffer.from([1]), sized(2, idOf(world, tenant))] : [Buffer.from([0])];
  const fields = [sized(2, id), sized(2, of.resource), sized(2, keyOf(world, resource, of.key)), ...inTenant];
  const signed = Buffer.concat([Buffer.from([1]), ...fields, expiry, randomBytes(16)]);
  const mac = createHmac("sha256", Buffer.from(secret, "base64"))
    .update(Buffer.concat([sized(4, "ownguard.link"), sized(4, signed)]))
    .digest();
  return Buffer.concat([signed, mac]).toString("base64url");
}

/** The labels of the row that the link opens: the case's own, or one above. */
function linked(one: Case, resource: string): CaseLabels | undefined {
  const world = worldOf(one);
  let labels = one.row ?? one.parent;
  let at = resourceOf(world, one.resource);
  if (!one.row && at.parent) at = resourceOf(world, at.parent.resource);
  while (labels && at.name !== resource && at.parent) {
    labels = labels.parent ?? null;
    at = resourceOf(world, at.parent.resource);
  }
  return labels ?? undefined;
}

function sized(width: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const size = Buffer.alloc(width);
  size.writeUIntBE(bytes.length, 0, width);
  return Buffer.concat([size, bytes]);
}
