// The caller of a request: by a session source, with what the app knows of them. Once a request. What
// cannot be found out denies; nobody becomes anonymous by a failure.

import type { Claimed, Session } from "#wasm";
import type { Policy } from "../core/policy.js";
import { Denied, OwnguardError } from "../core/errors.js";
import type { Denial, DenialStatus, Facts, Reason } from "../core/types.js";
import { namedOf } from "./known.js";
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
  const sent = sentIn(headers, sources.headers);
  return sources.kept.get(sent, sources.seconds()) ?? byTokens(sources, sent);
}

async function byClaims(sources: Sources, session: ClaimSource, headers: Headers): Promise<Subject> {
  const { policy } = sources;
  const claims = await read(sources, session, headers);
  if (claims === null) return anonymous(policy);
  if ("fault" in claims) return faulty(policy, claims.fault);
  const json = jsonOf(claims.claims);
  // Throws where the model's own identity is not set up.
  return withFacts(sources, policy.asking((raw) => raw.claims(json, sources.seconds())));
}

function jsonOf(claims: Readonly<Record<string, unknown>>): string {
  try {
    return JSON.stringify(claims, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  } catch (cause) {
    const mend = "return what is known of the person alone, as plain values";
    throw new OwnguardError("claims_refused", "what the session source returned cannot be written as JSON", mend, { cause });
  }
}

async function byTokens(sources: Sources, sent: Sent): Promise<Subject> {
  const { policy } = sources;
  const identified = await identify(policy, fieldsOf(sent, sources.headers), () => sources.seconds());
  if ("fault" in identified) return faulty(policy, identified.fault);
  if (identified.claimed === null) return anonymous(policy);
  const caller = await withFacts(sources, identified.claimed);
  // What the app says is asked anew for each request.
  if (sources.facts === undefined) sources.kept.put(sent, sources.seconds(), caller);
  return caller;
}

/** As many callers as are kept at once. */
const MOST_KEPT = 1000;

/** By the first field, then by the second, and so on to the caller. */
type Branch = Map<string | null | undefined, Branch | Subject>;

/**
 * Callers by all that they sent to be known by, for the second in which that was checked: the core's
 * clock has seconds, so that asking it again would give the same.
 */
export class Kept {
  #second = NaN;
  #count = 0;
  readonly #callers: Branch = new Map();

  get(sent: Sent, second: number): Subject | undefined {
    if (second !== this.#second) return undefined;
    let found: Branch | Subject | undefined = this.#callers;
    for (let at = 0; at < sent.length && found !== undefined; at += 1) found = (found as Branch).get(sent[at]);
    return found as Subject | undefined;
  }

  put(sent: Sent, second: number, caller: Subject): void {
    if (second !== this.#second || this.#count >= MOST_KEPT) {
      this.#callers.clear();
      this.#count = 0;
    }
    this.#second = second;
    this.#count += 1;
    let branch = this.#callers;
    for (const part of sent.slice(0, -1)) {
      const next = (branch.get(part) as Branch | undefined) ?? (new Map() as Branch);
      branch.set(part, next);
      branch = next;
    }
    branch.set(sent.at(-1), caller);
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
    return policy.asking((raw) => raw.session(claimed, facts, facts !== undefined));
  } finally {
    claimed.free();
  }
}

/** A caller whose session is made. */
export function subjectOf(policy: Policy, session: Session, byCookie: boolean): Subject {
  const principal = policy.principal(session);
  const { kind } = principal;
  const subject = { principal, named: namedOf(principal), session, byCookie };
  return isFault(kind) ? { ...subject, fault: denialOf(kind) } : subject;
}

function anonymous(policy: Policy): Subject {
  return subjectOf(policy, policy.raw.anonymous(), false);
}

/** Somebody who is believed nothing: everything is denied with the reason. */
export function faulty(policy: Policy, reason: Reason): Subject {
  const kind = isFault(reason) ? reason : "facts_unavailable";
  const principal = Object.freeze({ kind, tenants: Object.freeze([]) });
  const session = policy.raw.unknown();
  return { principal, named: namedOf(principal), session, byCookie: false, fault: denialOf(reason) };
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

/** The value of each of those headers, in turn; of all, where that is not known, one text. */
type Sent = readonly (string | null)[];

function sentIn(headers: Headers, names: readonly string[] | undefined): Sent {
  if (names !== undefined) return names.map((name) => headers.get(name));
  let text = "";
  headers.forEach((value, name) => (text += line(name, value)));
  return [text];
}

function fieldsOf(sent: Sent, names: readonly string[] | undefined): string {
  return sent.map((value, at) => (value === null ? "" : names === undefined ? value : line(names[at] ?? "", value))).join("");
}

/** A name and its value, each on a line of its own: neither can hold a line feed. */
function line(name: string, value: string): string {
  return `${name}\n${value}\n`;
}

/** The kind of what was thrown, without what it says: that may hold anything. */
function kindOf(thrown: unknown): string {
  return thrown instanceof Error ? `\`${thrown.name}\`` : "something that is no error";
}

/** Whether a framework throws this to steer, such as Next where a page turns out to be dynamic. */
function isFlow(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && "digest" in thrown && typeof thrown.digest === "string";
}
