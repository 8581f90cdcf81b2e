// What names of a request mean to the model: which part of a path is the key, the tenant or the row above. Touches
// nothing.

import type { ModelDescription, ResourceDescription } from "../core/types.js";
import { OwnguardError } from "../core/errors.js";

/** An action of a resource, as `invoice.update` names it. */
export interface Deed {
  /** `invoice.update`. */
  readonly action: string;
  /** `update`. */
  readonly verb: string;
  readonly resource: ResourceDescription;
  /** What the model calls a tenant, such as `workspace`. */
  readonly tenancy: string | undefined;
}

/** Looks an action up. */
export function deedOf(model: ModelDescription, action: string): Deed {
  const [name = "", verb = ""] = action.split(".");
  const resource = model.resources.find((found) => found.name === name);
  if (resource === undefined || !model.actions.includes(verb)) {
    const mend = "take an action that the model names, such as `invoice.read`";
    throw new OwnguardError("model_unknown_name", `the model has no action \`${action}\``, mend);
  }
  return { action, verb, resource, tenancy: model.tenancy };
}

/** Whether an action only reads (SEMANTICS 18). */
export const onlyReads = (verb: string): boolean => verb === "list" || verb === "read" || verb === "export";

/** Whether an action is about rows that no key names. */
export const ofMany = (verb: string): boolean => verb === "list" || verb === "export";

/** Whether an action makes a row. */
export const makesARow = (verb: string): boolean => verb === "create" || verb === "invite";

/** Whether what is given with an action is written into a row. */
export const takesInput = (verb: string): boolean => !onlyReads(verb) && verb !== "delete" && verb !== "restore";

/** Whether an action is known to change something; an app's own action may only read. */
export const surelyWrites = (verb: string): boolean => WRITES.has(verb);

const WRITES: ReadonlySet<string> = new Set(["create", "update", "delete", "restore", "share", "invite", "bulk_update"]);

/** What the parameters of a path name. */
export interface Named {
  readonly key?: string;
  readonly tenant?: string;
  readonly parent?: string;
}

/**
 * Reads `[id]`, `[invoice]` or `[invoiceId]` as the key, `[workspace]` or `[workspaceId]` as the tenant, and the same
 * of the row above. Where a more telling name is there, `[id]` says nothing of the row.
 */
export function namedBy(params: Readonly<Record<string, string>>, deed: Deed): Named {
  const { resource, tenancy, verb } = deed;
  const first = (...names: readonly (string | undefined)[]) => {
    const found = names.find((name) => name !== undefined && Object.hasOwn(params, name));
    return found === undefined ? undefined : params[found];
  };
  const parent = resource.parent;
  const above = parent && first(...called(parent.resource), parent.wire, parent.column);
  const onRow = !ofMany(verb) && !makesARow(verb) && verb !== "bulk_update";
  const key = onRow ? first(...called(resource.name), resource.key.wire, resource.key.column, "id") : undefined;
  const tenant = tenancy && first(...called(tenancy), resource.tenant?.wire, resource.tenant?.column);
  return {
    ...(key !== undefined && { key }),
    ...(tenant !== undefined && { tenant }),
    ...(above !== undefined && { parent: above }),
  };
}

/** `invoice_line`, `invoiceLine`, and both with an id behind. */
function called(name: string): readonly string[] {
  const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return [name, camel, `${name}_id`, `${camel}Id`];
}

/** A member of a row, whichever spelling the row has. */
export function member(row: object, spelling: { readonly wire: string; readonly column: string }): unknown {
  const members = row as Readonly<Record<string, unknown>>;
  return Object.hasOwn(members, spelling.wire) ? members[spelling.wire] : members[spelling.column];
}
