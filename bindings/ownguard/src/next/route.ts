// Route handlers that are decided before the app's own code runs, and whose answers no cache keeps. Touches
// `next/headers`, the request, and what the app's own loaders touch.

import type { InputOf, Shape } from "../core/types.js";
import { json, refusal, sealed } from "./answer.js";
import type { Context, Deciding, Params, Reading } from "./context.js";
import { asking, faultOf } from "./core.js";
import type { Core } from "./core.js";
import { decide } from "./decide.js";
import type { Asked, Decided, Loaders } from "./decide.js";
import { BODY_LIMIT, fromPairs, readBody } from "./input.js";
import { onlyReads, surelyWrites, takesInput } from "./names.js";
import { Refused } from "./refused.js";
import type { Schema } from "./schema.js";

/** What a route is told. */
export type RouteOptions<T extends Shape, A extends string, S extends Schema, L> = Deciding<T, A, S, L> & {
  /**
   * A schema for what is given (zod, valibot, arktype, …). Whether there is one or not, what is written is held against
   * the model's allow-list. Asked by GET it is held against the query. `false`: the handler reads the body itself, and
   * nothing of it is checked.
   */
  readonly input?: S | false;
  /** The most bytes of a body; 1 MiB unless given. */
  readonly limit?: number;
};

/** What the app's own code answers: a `Response`, or rows of the resource that are redacted as `read` shows them. */
export type Answer = Response | object | null | undefined | void;

/** The app's own code. Its request has no body left, unless `input` is `false`: what was given is in the context. */
export type Handled<T extends Shape, A extends string, S extends Schema, L> = {
  // A method, so that it may say `NextRequest`.
  handle(request: Request, context: Context<T, A, S, L>): Answer | Promise<Answer>;
}["handle"];

/** The handler may be left out where the row is the answer. */
export type HandlerOf<T extends Shape, A extends string, S extends Schema, L> = A extends Reading
  ? [handler?: Handled<T, A, S, L>]
  : [handler: Handled<T, A, S, L>];

/** What Next.js calls. */
export type RouteHandler = (
  request: Request,
  context: { readonly params: Promise<Readonly<Record<string, string | readonly string[] | undefined>>> },
) => Promise<Response>;

/** What a schema stands for where none is given. */
export type Unschemed<T extends Shape, A extends string> = Schema<InputOf<T, A>, InputOf<T, A>>;

type AnyHandler = (request: Request, context: never) => Answer | Promise<Answer>;

/** Makes the handler. */
export function route(
  core: Core,
  action: string,
  options: Loaders & { readonly input?: Schema | false; readonly limit?: number },
  handler: AnyHandler | undefined,
): RouteHandler {
  const verb = action.split(".")[1] ?? "";
  return async (request, context) => {
    try {
      const headers = await asking();
      if (isSafe(request.method) && surelyWrites(verb)) {
        throw new Refused("method_not_allowed", `answer \`${action}\` by POST, PUT, PATCH or DELETE`);
      }
      const search = new URL(request.url).searchParams;
      const given = async () => {
        if (options.input === false) return undefined;
        if (!isSafe(request.method)) return readBody(request, options.limit ?? BODY_LIMIT);
        return options.input === undefined ? undefined : fromPairs(search);
      };
      const asked: Asked = {
        action,
        headers,
        params: joined(await context.params),
        search,
        // An action of the app's own by GET may change something too.
        unsafe: !isSafe(request.method) || !onlyReads(verb),
        schema: options.input === false ? undefined : options.input,
        given,
        writes: options.input !== false && takesInput(verb),
      };
      const decided = await decide(core, asked, options);
      const answer = handler === undefined ? ready(decided) : await handler(request, decided as never);
      return sealed(withoutBody(request, await answered(action, decided, answer)));
    } catch (thrown) {
      const fault = faultOf(core, action, thrown);
      if (fault === undefined) throw thrown;
      return withoutBody(request, refusal(fault, core.dev));
    }
  };
}

/** What was judged already. */
function ready({ row, rows }: Decided): Response {
  return json(rows ?? row);
}

/** The app's answer; rows as the caller may see them, or nothing where the caller may not (SEMANTICS 16). */
async function answered(action: string, decided: Decided, answer: Answer): Promise<Response> {
  if (answer instanceof Response) return answer;
  // Of another realm, as a framework's own fetch makes them.
  if (typeof answer === "object" && answer !== null && isResponse(answer)) return answer;
  if (answer === null || answer === undefined) return new Response(null, { status: 204 });
  const read = `${action.split(".")[0]}.read`;
  const { parent, share, session } = decided;
  const around = { ...(parent !== undefined && { parent }), ...(share !== undefined && { share }) };
  if (Array.isArray(answer)) {
    const rows = (answer as readonly object[]).map((row) => session.redact(read, row, around));
    return json(rows.filter((row) => row !== null));
  }
  const row = session.redact(read, answer, around);
  return row === null ? new Response(null, { status: 204 }) : json(row);
}

function isResponse(answer: object): answer is Response {
  return Object.prototype.toString.call(answer) === "[object Response]";
}

/** HEAD is decided and answered as GET, without the body. */
function withoutBody(request: Request, answer: Response): Response {
  if (request.method !== "HEAD") return answer;
  const { status, headers } = answer;
  return new Response(null, { status, headers });
}

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD" || method === "OPTIONS";

function joined(params: Readonly<Record<string, string | readonly string[] | undefined>> | undefined): Params {
  const given = Object.entries(params ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, Array.isArray(value) ? value.join("/") : String(value)]));
}
