// The route that tells the gate what the app knows of a subject. Touches `next/headers` and the request.

import { refusal, sealed } from "./answer.js";
import { asking, faultOf } from "./core.js";
import type { Core } from "./core.js";

/** Makes the handler. */
export function facts(core: Core): (request: Request) => Promise<Response> {
  const answer = core.guard.facts();
  return async (request) => {
    // Never answered at build time, for everybody.
    await asking();
    try {
      return sealed(await answer(request));
    } catch (thrown) {
      const fault = faultOf(core, "facts", thrown);
      if (fault === undefined) throw thrown;
      return refusal(fault, core.dev);
    }
  };
}
