// What every part of the guard leans on: the guard of any server under it, who asks, and where faults are told.
// Touches `next/headers`.

import { headers } from "next/headers.js";
import { Denied, OwnguardError } from "../core/errors.js";
import type { AnyShape } from "../core/types.js";
import type { Access, Guard } from "../guard/types.js";
import { denialOf } from "./interrupt.js";
import { deedOf } from "./names.js";
import type { Deed } from "./names.js";
import { Refused } from "./refused.js";

/** The guard under this one, and how this one was set up. */
export interface Core {
  readonly guard: Guard<AnyShape>;
  readonly signIn: string | undefined;
  /** Whether a refusal tells its reason. */
  readonly dev: boolean;
  /** Actions that were looked up. */
  readonly deeds: Map<string, Deed>;
}

/** What the model says of an action. Throws where it knows none of that name. */
export function deed({ guard, deeds }: Core, action: string): Deed {
  const known = deeds.get(action) ?? deedOf(guard.model, action);
  deeds.set(action, known);
  return known;
}

/** The headers of this request. Throws in a shared cache scope; empty under `force-static`. */
export const asking = (): Promise<Headers> => headers();

/** Who asks. */
export async function access(core: Core): Promise<Access> {
  return sessionOf(core.guard, await asking());
}

/** Who sent these headers. The guard keeps what it found by the object, which is one for each request. */
export function sessionOf(guard: Guard, headers: Headers): Promise<Access> {
  // Next.js's own `Headers` have a member `headers`, so they would be taken for a request themselves.
  const request: Pick<Request, "headers"> = { headers };
  return guard.session(request as Request);
}

/** A fault of which a route or an action makes an answer. */
export type Fault = Denied | Refused | OwnguardError;

/**
 * What was thrown, if it is for the guard to answer. Next.js's own control flow and the app's own errors are not.
 * What is set up wrongly is told in the log: it denies, and nobody should have to guess why.
 */
export function faultOf(core: Core, what: string, thrown: unknown): Fault | undefined {
  const denial = denialOf(thrown);
  if (denial !== undefined) {
    if (core.dev) console.warn(`ownguard: \`${what}\` denied: ${denial.reason}; ${denial.message}`);
    return denial;
  }
  if (thrown instanceof Refused) {
    if (core.dev) console.warn(`ownguard: \`${what}\` refused: ${thrown.code}; ${thrown.mend}`);
    return thrown;
  }
  if (thrown instanceof OwnguardError) {
    console.error(`ownguard: \`${what}\` denies: ${thrown.code}: ${thrown.message}`);
    return thrown;
  }
  return undefined;
}
