// The caller of a request: by a session source, with what the app knows of them. Once a request. What
// cannot be found out denies; nobody becomes anonymous by a failure.

import type { Claimed, Session } from "#wasm";
import type { Policy } from "../core/policy.js";
import { Denied, fromCore, OwnguardError } from "../core/errors.js";
import type { Denial, DenialStatus, Facts, Reason } from "../core/types.js";
import type { Subject } from "./questions.js";
import type { Fault } from "./identify.js";
import { identify } from "./identify.js";
import { factsJson, noAccount } from "./facts.js";
import type { ClaimSource, SessionSource, Warning } from "./types.js";

/** What finding out needs. */
export interface Sources {
  readonly policy: Policy;
  readonly session: SessionSource;
  readonly facts: ((subject: string) => Promise<Facts | null>) | undefined;
  /** Headers in which tokens may stand; all where that is not known. */
  readonly headers: readonly string[] | undefined;
  readonly kept: Kept;
  seconds(): number;
  warn(warning: Warning): void;
}

/** The caller by the headers of a request: at once where they are kept. */
export function callerOf(sources: Sources, headers: Headers): Subject | Promise<Subject> {
  const { session } = sources;
  if (session.kind === "claims") return byClaims(sources, session, headers);
  const fields = fieldsOf(headers, sources.headers);
  return sources.kept.get(fields, sources.seconds()) ?? byTokens(sources, fields);
}

async function byClaims(sources: Sources, session: ClaimSource, headers: Headers): Promise<Subject> {
  const { policy } = sources;
  const claims = await read(sources, session, headers);
  if (claims === null) return anonymous(policy);
  if ("fault" in claims) return faulty(policy, claims.fault);
  return withFacts(sources, claimedBy(policy, jsonOf(claims.claims), sources.seconds()));
}

function jsonOf(claims: Readonly<Record<string, unknown>>): string {
  try {
    return JSON.stringify(claims, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  } catch (cause) {
    const mend = "return what is known of the person alone, as plain values";
    throw new OwnguardError("claims_refused", "what the session source returned cannot be written as JSON", mend, { cause });
  }
}

async function byTokens(sources: Sources, fields: string): Promise<Subject> {
  const { policy } = sources;
  const identified = await identify(policy, fields, () => sources.seconds());
  if ("fault" in identified) return faulty(policy, identified.fault);
  if (identified.claimed === null) return anonymous(policy);
  const caller = await withFacts(sources, identified.claimed);
  // What the app says is asked anew for each request.
  if (sources.facts === undefined) sources.kept.put(fields, sources.seconds(), caller);
  return caller;
}

/** As many callers as are kept at once. */
const MOST_KEPT = 1000;

/**
 * Callers by all that they sent to be known by, for the second in which that was checked: the core's
 * clock has seconds, so that asking it again would give the same.
 */
export class Kept {
  #second = NaN;
  readonly #callers = new Map<string, Subject>();

  get(fields: string, second: number): Subject | undefined {
    return second === this.#second ? this.#callers.get(fields) : undefined;
  }

  put(fields: string, second: number, caller: Subject): void {
    if (second !== this.#second || this.#callers.size >= MOST_KEPT) this.#callers.clear();
    this.#second = second;
    this.#callers.set(fields, caller);
  }
}

/** The caller by claims. Throws an `OwnguardError` where the model's own identity is not set up. */
function claimedBy(policy: Policy, claims: string, now: number): Claimed {
  try {
    return policy.raw.claims(claims, now);
  } catch (thrown) {
    throw fromCore(thrown);
  }
}

/** What a source of claims says; what it throws is no answer. */
async function read(
  sources: Sources,
  session: ClaimSource,
  headers: Headers,
): Promise<{ readonly claims: Readonly<Record<string, unknown>> } | { readonly fault: Reason } | null> {
  try {
    const claims = await session.read(headers);
    return claims === null ? null : { claims };
  } catch (thrown) {
    if (thrown instanceof Denied) return { fault: thrown.reason };
    if (thrown instanceof OwnguardError || isFlow(thrown)) throw thrown;
    sources.warn({
      code: "session_failed",
      text: `the session source threw ${kindOf(thrown)}: this request is denied everything`,
      mend: "let it return `null` where nobody is signed in, and mend what made it throw",
    });
    return { fault: "facts_unavailable" };
  }
}

/** The caller, with what the app knows of them. */
async function withFacts(sources: Sources, claimed: Claimed): Promise<Subject> {
  const { policy, facts } = sources;
  const byCookie = claimed.byCookie();
  const subject = claimed.subject();
  if (facts === undefined || subject === undefined) {
    const named = claimed.namesTenants();
    const caller = subjectOf(policy, sessionOf(policy, claimed), byCookie);
    if (!named && caller.principal.kind === "person") warnOfTenants(sources);
    return caller;
  }
  let known: Facts | null;
  try {
    known = await facts(subject);
  } catch (thrown) {
    claimed.free();
    if (isFlow(thrown)) throw thrown;
    sources.warn({
      code: "facts_failed",
      text: `\`facts\` threw ${kindOf(thrown)}: this request is denied everything`,
      mend: "mend what made it throw; for an account that does not exist it returns `null`",
    });
    return faulty(policy, "facts_unavailable");
  }
  const now = sources.seconds();
  const json = known === null ? noAccount(now) : factsJson(known, now);
  return subjectOf(policy, sessionOf(policy, claimed, json), byCookie);
}

function sessionOf(policy: Policy, claimed: Claimed, facts?: string): Session {
  try {
    return policy.raw.session(claimed, facts, facts !== undefined);
  } catch (thrown) {
    throw fromCore(thrown);
  } finally {
    claimed.free();
  }
}

/** A caller whose session is made. */
export function subjectOf(policy: Policy, session: Session, byCookie: boolean): Subject {
  const principal = policy.principal(session);
  const { kind } = principal;
  return isFault(kind) ? { principal, session, byCookie, fault: denialOf(kind) } : { principal, session, byCookie };
}

function anonymous(policy: Policy): Subject {
  return subjectOf(policy, policy.raw.anonymous(), false);
}

/** Somebody who is believed nothing: everything is denied with the reason. */
export function faulty(policy: Policy, reason: Reason): Subject {
  const kind = isFault(reason) ? reason : "facts_unavailable";
  const principal = Object.freeze({ kind, tenants: Object.freeze([]) });
  return { principal, session: policy.raw.unknown(), byCookie: false, fault: denialOf(reason) };
}

type Faulty = Fault | "revoked" | "facts_unavailable";

const statuses: Readonly<Record<Faulty, DenialStatus>> = {
  two_subjects: 400,
  token_expired: 401,
  token_invalid: 401,
  revoked: 401,
  keys_unavailable: 503,
  facts_unavailable: 503,
};

function isFault(reason: string): reason is Faulty {
  return Object.hasOwn(statuses, reason);
}

function denialOf(reason: Reason): Denial {
  const status = isFault(reason) ? statuses[reason] : 503;
  return Object.freeze({ permitted: false, reason, status, missing: Object.freeze([]) });
}

function warnOfTenants({ policy, warn }: Sources): void {
  const { tenancy } = policy.model;
  if (tenancy === undefined) return;
  warn({
    code: "claims_lack_tenants",
    text: `a token verified that says of no ${tenancy} to which its person belongs: everyone would be \`other_tenant\``,
    mend: "put the memberships into the claim that `tenancy.facts` names, or give `createGuard` a `facts`",
  });
}

/** Names and values in turn, each on a line of its own: neither can hold a line feed. */
function fieldsOf(headers: Headers, names: readonly string[] | undefined): string {
  let text = "";
  if (names === undefined) {
    headers.forEach((value, name) => {
      text += `${name}\n${value}\n`;
    });
    return text;
  }
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null) text += `${name}\n${value}\n`;
  }
  return text;
}

/** The kind of what was thrown, without what it says: that may hold anything. */
function kindOf(thrown: unknown): string {
  return thrown instanceof Error ? `\`${thrown.name}\`` : "something that is no error";
}

/** Whether a framework throws this to steer, such as Next where a page turns out to be dynamic. */
function isFlow(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && "digest" in thrown && typeof thrown.digest === "string";
}
