// Runs something for a case, and holds what came of it against what the model says. Touches nothing.

import { Denied } from "../core/errors.js";
import type { Above, Place } from "../core/target.js";
import type { Caller, Key, ModelDescription } from "../core/types.js";
import { judged, type Answer } from "./answer.js";
import { around, caller, place, row } from "./fixtures.js";
import type { Case } from "./types.js";
import { idOf, worldOf } from "./world.js";

/** What is given to the function that {@link run} calls. */
export interface Given<A extends string = string> {
  readonly case: Case<A>;
  /** For `og.as`. */
  readonly caller: Caller;
  /** The row, in wire names; `null` where the case is about none. */
  readonly row: Record<string, unknown> | null;
  /** What is known besides: the row above, the level of sharing. */
  readonly around: { readonly parent?: object | Above | null; readonly share?: string | null };
  /** Where the row would stand, for the other targets. */
  readonly place: Place;
  /** What the action is done to: the row, or the place. */
  readonly target: Record<string, unknown> | Place;
  /** The tenant that is named beside the row. */
  readonly tenant: Key | undefined;
}

/** A case came out otherwise than the model says. */
export class CaseFailed extends Error {
  override readonly name = "CaseFailed";
  readonly case: Case;

  constructor(one: Case, found: string) {
    super(`${one.name}\n  ${found}`);
    this.case = one;
  }
}

/**
 * Runs `act` for a case and throws {@link CaseFailed} where it does not come out as the model says.
 * What `act` may return: what `own`, `redact`, `filter`, `can` and `decide` return, a `Response`, the
 * result of a server action (`{ ok, data, error }`), or `{ status, body }`. A thrown `Denied`, or any error
 * with a `status`, is a refusal; other errors are thrown on. Nothing (`undefined`) is an error, since
 * nothing was tested.
 *
 * Where rows are permitted, no field may be in them that the model does not show, none may lack that
 * it shows, and masked ones must be masked. Denials must have the status, and the reason where it is
 * told. In two places the app is free: a row that is not in a list has no status, and who is not signed
 * in may be answered 401 or 404.
 *
 * @example
 * ```ts
 * await run(one, ({ caller, target, around }) => og.as(caller).decide(one.action, target, around));
 * await run(one, async () => fetch(`${app}/invoices/${id}`, { headers: await signedInAs(one.who) }));
 * ```
 */
export async function run<A extends string>(one: Case<A>, act: (given: Given<A>) => unknown): Promise<void> {
  const given = givenBy(one);
  const found = wrong(one, given, await answerOf(() => act(given)), worldOf(one).model);
  if (found !== undefined) throw new CaseFailed(one, found);
}

/**
 * Runs many cases as one test, and throws one error that counts and names what failed. Faster than a
 * test for each, where there are thousands.
 *
 * @example
 * ```ts
 * test("the guard is the model", () => runAll(cases(model), ({ case: one, caller, target, around }) => og.as(caller).decide(one.action, target, around)));
 * ```
 */
export async function runAll<A extends string>(all: readonly Case<A>[], act: (given: Given<A>) => unknown): Promise<void> {
  const failed: CaseFailed[] = [];
  for (const one of all) {
    try {
      await run(one, act);
    } catch (error) {
      if (!(error instanceof CaseFailed)) throw error;
      failed.push(error);
    }
  }
  if (failed.length === 0) return;
  const first = failed.slice(0, TOLD).map(({ message }) => message);
  const more = failed.length > TOLD ? [`… and ${failed.length - TOLD} more`] : [];
  throw new AggregateError(failed, [`${failed.length} of ${all.length} cases are not as the model says`, ...first, ...more].join("\n"));
}

const TOLD = 10;

function givenBy<A extends string>(one: Case<A>): Given<A> {
  const held = row(one);
  const where = place(one);
  const tenant = one.tenant === null ? undefined : idOf(worldOf(one), one.tenant);
  return { case: one, caller: caller(one), row: held, around: held ? around(one) : {}, place: where, target: held ?? where, tenant };
}

/** What was returned or thrown, in one form. */
async function answerOf(act: () => unknown): Promise<Answer> {
  try {
    return await judged(await act());
  } catch (error) {
    if (error instanceof Denied) return { permitted: false, status: error.status, reason: error.reason };
    const status = statusOf(error);
    if (status !== undefined && status >= 400) return { permitted: false, status };
    throw error;
  }
}

/** The status that an error carries, or that Next.js's `notFound()` and its like write into theirs. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("status" in error && typeof error.status === "number") return error.status;
  const digest = "digest" in error && typeof error.digest === "string" ? error.digest : "";
  const [, status] = /^NEXT_HTTP_ERROR_FALLBACK;(\d{3})$/.exec(digest) ?? [];
  return status === undefined ? undefined : Number(status);
}

function wrong(one: Case, given: Given, answer: Answer, model: ModelDescription): string | undefined {
  const { expected } = one;
  if (expected.decision === "deny") {
    if (answer.permitted) return `it is permitted, and must be denied with ${expected.status} (\`${expected.reason}\`)`;
    if (answer.exact !== true && mayDiffer(one, answer.status)) return undefined;
    if (answer.status !== undefined && answer.status !== expected.status) {
      return `it is denied with ${answer.status}${because(answer.reason)}, and must be with ${expected.status} (\`${expected.reason}\`)`;
    }
    if (answer.reason !== undefined && answer.reason !== expected.reason) {
      return `it is denied because of \`${answer.reason}\`, and must be because of \`${expected.reason}\``;
    }
    return undefined;
  }
  if (!answer.permitted) return `it is denied${answer.status === undefined ? "" : ` with ${answer.status}`}${because(answer.reason)}, and must be permitted`;
  return answer.wrong?.(expected, given, model);
}

/**
 * Where an app may answer otherwise than the decision, and tell no more by it: a row that is not in a
 * list has no status; and who is not signed in may be told so before any row is looked for, or be
 * told that there is none.
 */
function mayDiffer(one: Case, status: number | undefined): boolean {
  if (one.verb === "list" && one.target === "row") return true;
  const early = [401, 404];
  return one.who.kind === "anonymous" && early.includes(one.expected.status) && early.includes(status ?? 0);
}

function because(reason: string | undefined): string {
  return reason === undefined ? "" : ` (\`${reason}\`)`;
}
