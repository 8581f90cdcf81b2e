// What the app knows of a subject: as the core reads it, and as the gate is told it.

import { proofKeys } from "#wasm";
import type { ProofKeys } from "#wasm";
import { fromCore, OwnguardError } from "../core/errors.js";
import { seen } from "../origin/request.js";
import type { Facts, Key, MembershipFacts } from "../core/types.js";

/** Facts as JSON of version 1. Throws `facts_refused` for what is not of their shape. */
export function factsJson(facts: Facts, now: number): string {
  check("facts", facts, ["as_of", "user", "staff", "memberships"]);
  const { as_of = now, user, staff, memberships } = facts;
  if (user !== undefined) check("user", user, ["status", "verified", "plan"]);
  return JSON.stringify({ v: 1, as_of, user, staff, memberships: memberships?.map(membership) });
}

/** Of a subject without an account: suspended, and of nothing. */
export function noAccount(now: number): string {
  return JSON.stringify({ v: 1, as_of: now, user: { status: "suspended", verified: false }, staff: [], memberships: [] });
}

function membership(held: MembershipFacts): unknown {
  check("memberships", held, ["tenant", "role", "status", "plan", "tenant_status"]);
  return { ...held, tenant: tenant(held.tenant) };
}

function tenant(key: Key): string {
  if (typeof key === "string" && key !== "") return key;
  if (typeof key === "bigint" || (typeof key === "number" && Number.isSafeInteger(key))) return key.toString();
  throw refused("`tenant` of a membership is no text or exact integer", "return the tenant's key as text");
}

/** A name that nobody reads would be a fact that nobody hears: `state` for `status` would suspend no one. */
function check(what: string, held: unknown, known: readonly string[]): void {
  if (typeof held !== "object" || held === null || Array.isArray(held)) {
    throw refused(`\`${what}\` is no object`, "return `{ user: { status, verified }, memberships: [{ tenant, role }] }`");
  }
  for (const name of Object.keys(held)) {
    if (!known.includes(name)) throw refused(`\`${what}\` has a member that nobody reads: \`${name}\``, `it has ${known.join(", ")}`);
  }
}

function refused(text: string, mend: string): OwnguardError {
  return new OwnguardError("facts_refused", `what \`facts\` returned cannot be used: ${text}`, mend);
}

/** What the handler needs. */
export interface FactsSource {
  readonly facts: ((subject: string) => Promise<Facts | null>) | undefined;
  variable(name: string): string | undefined;
  seconds(): number;
}

/** The handler that tells the gate. */
export function factsHandler(source: FactsSource): (request: Request) => Promise<Response> {
  const { facts } = source;
  if (facts === undefined) {
    throw new OwnguardError("facts_missing", "there are no facts to tell", "give `createGuard` a `facts`");
  }
  let keys: ProofKeys | undefined;
  return async (request) => {
    keys ??= keysOf(source);
    const { proof, method, host, pathAndQuery } = seen(request);
    if (proof === null || !holds(keys, proof, method, host, pathAndQuery, source.seconds())) return answer(404);
    const subject = new URL(request.url).searchParams.get("sub");
    if (subject === null || subject === "") return answer(400);
    const known = await facts(subject);
    const now = source.seconds();
    return answer(200, known === null ? noAccount(now) : factsJson(known, now));
  };
}

function keysOf(source: FactsSource): ProofKeys {
  try {
    return proofKeys((name) => source.variable(name));
  } catch (thrown) {
    throw fromCore(thrown);
  }
}

function holds(keys: ProofKeys, proof: string, method: string, host: string, target: string, now: number): boolean {
  try {
    keys.check(proof, "facts", method, host, target, undefined, now);
    return true;
  } catch {
    // Whoever asks without a proof is not told that there is anything.
    return false;
  }
}

function answer(status: number, body?: string): Response {
  const headers = { "cache-control": "private, no-store, max-age=0", "content-type": "application/json" };
  return new Response(body ?? null, { status, headers });
}
