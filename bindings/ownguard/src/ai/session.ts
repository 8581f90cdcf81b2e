// Whose values stand in for the arguments that the model does not say. Touches the access alone.

import { Denied, OwnguardError } from "../core/errors.js";
import type { Key, Shape } from "../core/types.js";
import type { Access } from "../guard/types.js";
import { folded, type IdentityNames } from "./names.js";
import { filled, isObject, type Json } from "./schema.js";

/** The input with the session's values wherever the schema has one of the names. */
export function withSession<T extends Shape>(
  access: Access<T>,
  input: unknown,
  schema: Json,
  names: IdentityNames,
  tenant: Key | undefined,
): unknown {
  const given = isObject(input) ? input : {};
  return filled(schema, given, (name) => {
    const whose = names.get(folded(name));
    if (whose === undefined) return undefined;
    return whose === "tenant" ? ownTenant(access, tenant) : ownSubject(access);
  });
}

function ownSubject<T extends Shape>(access: Access<T>): string {
  access.require();
  if (access.subject === undefined) throw new Denied({ reason: "not_owner", status: 403, missing: [] });
  return access.subject;
}

/** The tenant that the caller works in. A person who is a member of none gets none, whatever was named. */
export function ownTenant<T extends Shape>(access: Access<T>, named: Key | undefined): string {
  access.require();
  const { principal } = access;
  const own = principal.tenants.map(({ tenant }) => tenant);
  if (named !== undefined) {
    // Neither is a member anywhere: whether they may work there is judged with the action.
    const outside = principal.kind === "staff" || principal.kind === "service";
    if (outside || own.includes(String(named))) return String(named);
    throw new Denied({ reason: "other_tenant", status: 404, missing: [] });
  }
  const [only] = own;
  if (only === undefined) throw new Denied({ reason: "other_tenant", status: 404, missing: [] });
  if (own.length > 1) {
    throw new OwnguardError(
      "tool_tenant_ambiguous",
      "the caller belongs to several tenants, and the tool needs one",
      "name the one of this request: `guardTools(og, access, { tenant })`",
    );
  }
  return only;
}
