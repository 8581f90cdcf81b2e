// One row, judged so that nobody learns whether it exists who may not read it. Touches nothing.

import { Denied } from "../core/errors.js";
import type { Access, Around } from "../guard/types.js";
import { denied } from "./refused.js";

/**
 * The row as the caller may see it, or a denial. Where some rows are everybody's, a signed-out visitor is told of the
 * others that they do not exist: "sign in" would tell that they do.
 */
export function judged(session: Access, action: string, row: object | null | undefined, around?: Around): object {
  try {
    return session.own(action, row, around) as object;
  } catch (thrown) {
    if (!(thrown instanceof Denied) || thrown.reason !== "anonymous" || session.signedIn) throw thrown;
    session.require(action);
    throw denied("not_found", 404);
  }
}
