// What the policies of `ownguard rls` read of the caller, as settings of one transaction. Values are parameters, never
// text of the statement. Touches nothing.

import { OwnguardError } from "../../core/errors.js";
import type { Access } from "../../guard/types.js";
import type { SessionOptions } from "./types.js";

/** One statement. */
export interface Statement {
  readonly text: string;
  readonly values: readonly string[];
}

/** The statement that tells the database who asks, until the transaction ends. Throws for a credential that is bad. */
export function settings(session: Access, options: SessionOptions): Statement {
  const pairs = options.flavour === "supabase" ? supabase(session, options) : plain(session, options);
  const calls = pairs.map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, true)`);
  // The role comes last: what follows runs as the caller.
  return { text: `select ${calls.join(", ")}`, values: pairs.flat() };
}

type Pairs = readonly (readonly [name: string, value: string])[];

function plain(session: Access, options: SessionOptions): Pairs {
  const { kind, subject, tenant } = session.principal;
  const known = isKnown(session);
  const person = kind === "person" || kind === "guest";
  const role = roleOf(session, options, known ? "ownguard_user" : "ownguard_anonymous");
  return [
    ["ownguard.kind", known && person ? kind : ""],
    ["ownguard.subject", known && person ? (subject ?? "") : ""],
    ["ownguard.tenant", kind === "service" ? (tenant ?? "") : ""],
    ["role", role],
  ];
}

function supabase(session: Access, options: SessionOptions): Pairs {
  const { kind, subject, tenant } = session.principal;
  const known = isKnown(session);
  const role = roleOf(session, options, known ? "authenticated" : "anon");
  const claims = known
    ? { ...options.claims, sub: subject, role, aud: "authenticated", is_anonymous: kind === "guest" }
    : { role };
  return [
    ["request.jwt.claims", JSON.stringify(claims)],
    ["request.jwt.claim.sub", known ? (subject ?? "") : ""],
    ["ownguard.tenant", kind === "service" ? (tenant ?? "") : ""],
    ["role", role],
  ];
}

/** Whether somebody is signed in who may do anything; whoever is suspended is nobody to the database. */
function isKnown(session: Access): boolean {
  const { kind } = session.principal;
  if (kind === "anonymous") return false;
  // A bad credential is told here, and never taken for nobody's.
  session.require();
  return !("suspended" in session.principal && session.principal.suspended === true);
}

function roleOf(session: Access, { role, roles }: SessionOptions, usual: string): string {
  const { kind } = session.principal;
  if (kind !== "staff" && kind !== "service") {
    return (kind === "anonymous" ? roles?.anonymous : roles?.authenticated) ?? usual;
  }
  if (role !== undefined) return role;
  const mend = "name its role, such as `withSession(pool, fn, { role: \"ownguard_staff_support\" })`";
  throw new OwnguardError("role_missing", `\`${kind}\` has a database role of its own`, mend);
}
