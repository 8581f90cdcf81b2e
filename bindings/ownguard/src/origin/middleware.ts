// The check before everything else: as middleware of node:http and Express, and around a fetch
// handler. To the client every refusal looks alike; the log says why.

import { checkProof, keysSet, type Proof, type ProofOptions } from "./check.js";
import { ProofError } from "./errors.js";
import { seen, type NodeRequest, type NodeResponse } from "./request.js";

/** What {@link originGuard} and {@link withProof} take. */
export interface OriginGuardOptions extends ProofOptions {
  /**
   * Paths that need no proof: those of routes that the model calls `public`, and those that answer the
   * gate's own calls for facts and labels, which check proofs of their own. Exact, or everything below
   * with `/*` at the end. A path with escapes, dot segments or doubled slashes never matches.
   */
  readonly open?: readonly string[];
  /** Told of each refusal. One line of JSON by `console.warn` unless given. */
  readonly onRefused?: (error: ProofError, at: { readonly method: string; readonly path: string }) => void;
}

const proofs = new WeakMap<object, Proof>();

/**
 * What the gate said of a request that {@link originGuard} or {@link withProof} let through.
 * `undefined` on `open` paths, and in development where no key is set.
 *
 * @example
 * ```ts
 * app.get("/api/me", (request, response) => response.json(db.profile(proofOf(request)?.principal.id)));
 * ```
 */
export function proofOf(request: object): Proof | undefined {
  return proofs.get(request);
}

/**
 * Middleware for node:http, Express and what is like it: lets nothing through that did not come
 * through the gate. Stands before what reads bodies, which stay readable.
 *
 * Without a key everything is refused with 503, unless this is development (`NODE_ENV=development`, or
 * `OWNGUARD_DEV=1` and not `NODE_ENV=production`): there all passes, and a warning says so once.
 *
 * @example
 * ```ts
 * app.use(originGuard({ open: ["/api/health", "/assets/*"] }));
 *
 * // node:http
 * const guard = originGuard();
 * createServer((request, response) => void guard(request, response, () => answer(request, response)));
 * ```
 */
export function originGuard(options: OriginGuardOptions = {}) {
  return async (request: NodeRequest, response: NodeResponse, next: () => void): Promise<void> => {
    const refused = await admitted(request, options);
    if (!refused) return void next();
    const { status, headers, text } = answerTo(refused);
    response.writeHead(status, { ...headers, connection: "close" });
    response.end(text);
  };
}

/**
 * A fetch handler that answers only what came through the gate: for Hono, Bun, Deno, Workers and route
 * handlers. As {@link originGuard}.
 *
 * @example
 * ```ts
 * export default { fetch: withProof((request) => answer(request, proofOf(request))) };
 * ```
 */
export function withProof<Rest extends readonly unknown[]>(
  handler: (request: Request, ...rest: Rest) => Response | Promise<Response>,
  options: OriginGuardOptions = {},
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const refused = await admitted(request, options);
    if (!refused) return handler(request, ...rest);
    const { status, headers, text } = answerTo(refused);
    return new Response(text, { status, headers });
  };
}

/** Lets a request in, or says why not. */
async function admitted(request: Request | NodeRequest, options: OriginGuardOptions): Promise<ProofError | undefined> {
  const { method, pathAndQuery } = seen(request);
  const path = pathAndQuery.split("?", 1)[0] ?? "";
  if (isOpen(path, options.open ?? [])) return undefined;
  if (keysSet(options.keys) === undefined && isDevelopment()) return void warnOnce();
  try {
    proofs.set(request, await checkProof(request, options));
    return undefined;
  } catch (thrown) {
    const error = thrown instanceof ProofError ? thrown : new ProofError("proof_check_failed", { cause: thrown });
    (options.onRefused ?? log)(error, { method, path });
    return error;
  }
}

function isOpen(path: string, open: readonly string[]): boolean {
  if (/[%\\;]|\/\/|\/\.{1,2}(\/|$)/.test(path)) return false;
  return open.some((one) => (one.endsWith("/*") ? path.startsWith(one.slice(0, -1)) : path === one));
}

function answerTo({ status, code, message }: ProofError) {
  const headers = { "content-type": "application/json", "cache-control": "private, no-store, max-age=0" };
  const why = isDevelopment() ? { code, message } : {};
  return { status, headers, text: JSON.stringify({ error: "not through the gate", ...why }) };
}

function environment(): Record<string, string | undefined> {
  return typeof process === "undefined" ? {} : process.env;
}

/** Only where it is said: what says nothing is production. */
function isDevelopment(): boolean {
  const { NODE_ENV: mode, OWNGUARD_DEV: dev } = environment();
  return mode === "development" || (dev === "1" && mode !== "production");
}

let warned = false;

function warnOnce(): void {
  if (!warned) {
    console.warn("ownguard/origin: OWNGUARD_PROOF_KEY is not set, so every request passes unchecked; in production all would be refused");
  }
  warned = true;
}

function log(error: ProofError, { method, path }: { readonly method: string; readonly path: string }): void {
  console.warn(JSON.stringify({ v: 1, event: "proof_refused", at: Date.now(), code: error.code, method, path, mend: error.mend }));
}
