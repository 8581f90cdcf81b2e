// What the policies of `ownguard rls` read of the caller, as settings of one transaction. Values are parameters, never
// text of the statement. Touches nothing.

import { OwnguardError } from "../../core/errors.js";
import type { ModelDescription } from "../../core/types.js";
import type { Access } from "../../guard/types.js";
import type { SessionOptions } from "./types.js";

/** One statement. */
export interface Statement {
  readonly text: string;
  readonly values: readonly string[];
}

/** The statement that tells the database who asks, until the transaction ends. Throws for a credential that is bad. */
export function settings(session: Access, model: ModelDescription, options: SessionOptions): Statement {
  const { kind } = session.principal;
  // A bad credential is told here, and never taken for nobody's.
  if (kind !== "anonymous") session.require();
  const caller = { session, known: kind !== "anonymous" && !isSuspended(session, model) };
  const pairs = options.flavour === "supabase" ? supabase(caller, options) : plain(caller, options);
  const calls = pairs.map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, true)`);
  return { text: `select ${calls.join(", ")}`, values: pairs.flat() };
}

interface Caller {
  readonly session: Access;
  /** Whether somebody is signed in whom the model gives anything. */
  readonly known: boolean;
}

type Pairs = readonly (readonly [name: string, value: string])[];

function plain({ session, known }: Caller, options: SessionOptions): Pairs {
  const { kind, subject } = session.principal;
  const told = known && (kind === "person" || kind === "guest");
  return [
    ["ownguard.kind", told ? kind : ""],
    ["ownguard.subject", told ? (subject ?? "") : ""],
    ["ownguard.tenant", tenantOf(session)],
    ["role", roleOf(session, options, "ownguard_user", "ownguard_anonymous")],
  ];
}

function supabase({ session, known }: Caller, options: SessionOptions): Pairs {
  const { kind, subject } = session.principal;
  const role = roleOf(session, options, "authenticated", "anon");
  const told = known && (kind === "person" || kind === "guest");
  const claims = told
    ? { ...options.claims, sub: subject, role, aud: "authenticated", is_anonymous: kind === "guest" }
    : { role };
  return [
    ["request.jwt.claims", JSON.stringify(claims)],
    ["request.jwt.claim.sub", told ? (subject ?? "") : ""],
    ["ownguard.tenant", tenantOf(session)],
    ["role", role],
  ];
}

/** For which tenant a service acts. */
function tenantOf({ principal }: Access): string {
  const actsFor: unknown = "actsFor" in principal ? principal.actsFor : undefined;
  return principal.kind === "service" && typeof actsFor === "string" ? actsFor : "";
}

/** Whether everything is denied to whoever is signed in: the database knows nothing of that. */
function isSuspended(session: Access, model: ModelDescription): boolean {
  const [resource] = model.resources;
  if (resource === undefined) return true;
  const outcome = session.decide(`${resource.name}.read`);
  return !outcome.permitted && outcome.reason === "suspended";
}

function roleOf({ principal }: Access, { role, roles }: SessionOptions, known: string, anonymous: string): string {
  switch (principal.kind) {
    case "anonymous":
      return roles?.anonymous ?? anonymous;
    case "service":
      return role ?? `ownguard_service_${principal.name ?? ""}`;
    case "staff":
      if (role !== undefined) return role;
      throw new OwnguardError(
        "role_missing",
        "staff has a database role of its own",
        'name it, such as `withSession(pool, fn, { role: "ownguard_staff_support" })`, once `ownguard rls --staff` made it',
      );
    default:
      return roles?.authenticated ?? known;
  }
}
