// The handler of `proxy.ts` and `middleware.ts`. Optimistic: it redirects and sets headers, and decides nothing that
// is not decided again at the resource. Touches `next/server` and the request.

import { OwnguardError } from "../core/errors.js";
import { PRIVATE } from "./answer.js";
import { matcher } from "./paths.js";
import type { Matcher } from "./paths.js";
import type { Core } from "./core.js";
import { stripped } from "./strip.js";
import { warnOfOldNext } from "./version.js";

/** What the proxy is told. */
export interface ProxyOptions {
  /** Where signed-out visitors of pages are sent; that of `createGuard` unless given. */
  readonly signIn?: string;
  /**
   * Paths that everybody may visit, and that caches may keep: `/pricing`, `/blog/*`. Beside them those that the model
   * calls `public`, the sign-in page, and what Next.js serves below `/_next/`.
   */
  readonly public?: readonly string[];
  /** The parameter that tells the sign-in page where to go back to; `next` unless given, `false` for none. */
  readonly returnTo?: string | false;
  /** More headers that no client may send. */
  readonly strip?: readonly string[];
}

/** The app's own proxy behind this one, such as one that renews a session or rewrites paths. */
export type InnerProxy = (request: ProxyRequest) => Response | null | undefined | void | Promise<Response | null | undefined | void>;

/** What Next.js gives. */
export type ProxyRequest = Request & { readonly nextUrl: ProxyUrl };

/** As much of `NextURL` as is needed. */
export interface ProxyUrl {
  pathname: string;
  search: string;
  clone(): ProxyUrl & { toString(): string };
}

/** What Next.js calls. */
export type ProxyHandler = <R extends ProxyRequest>(request: R) => Promise<Response>;

/** Makes the handler. `signedIn` asks no facts. */
export function proxy(
  core: Core,
  options: ProxyOptions,
  inner: ((request: never) => unknown) | undefined,
  signedIn: (headers: Headers) => Promise<boolean>,
): ProxyHandler {
  warnOfOldNext();
  const signIn = options.signIn ?? core.signIn;
  let known: Paths | undefined;
  return async (request) => {
    let paths: Paths;
    try {
      known ??= pathsOf(core, options.public ?? [], signIn);
      paths = known;
    } catch (thrown) {
      return unavailable(thrown);
    }
    const path = request.nextUrl.pathname;
    const isPublic = paths.isPublic(path);
    if (!isPublic && signIn !== undefined && isVisit(request, paths)) {
      try {
        if (!(await signedIn(request.headers))) return await toSignIn(request, signIn, options.returnTo ?? "next");
      } catch (thrown) {
        return unavailable(thrown);
      }
    }
    const names = core.guard.model.identityNames.map(({ name }) => name);
    const answer = await passed(request, stripped(request.headers, names, options.strip ?? []), inner);
    return isPublic ? answer : kept(answer);
  };
}

interface Paths {
  readonly isPublic: Matcher;
  readonly isApi: Matcher;
}

function pathsOf({ guard }: Core, listed: readonly string[], signIn: string | undefined): Paths {
  const { routes } = guard.model;
  const of = (fits: (kind: string) => boolean) => routes.filter(({ kind }) => fits(kind)).map(({ pattern }) => pattern);
  const own = signIn?.startsWith("/") ? [signIn.split(/[?#]/)[0] ?? signIn] : [];
  return {
    isPublic: matcher([...listed, ...own, ...of((kind) => kind === "public" || kind === "auth"), "/_next/*", "/favicon.ico"]),
    isApi: matcher(["/api/*", ...of((kind) => kind !== "page" && kind !== "public" && kind !== "auth")]),
  };
}

/** Whether a person opens a page, by its address or by a link inside the app; not an image, a fetch or an action. */
function isVisit(request: ProxyRequest, { isApi }: Paths): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  if (isApi(request.nextUrl.pathname)) return false;
  const kind = request.headers.get("sec-fetch-dest") ?? "empty";
  return ["document", "empty", "iframe", "frame"].includes(kind);
}

async function toSignIn(request: ProxyRequest, signIn: string, returnTo: string | false): Promise<Response> {
  const { NextResponse } = await import("next/server.js");
  const { pathname, search } = request.nextUrl;
  const back = returnTo === false ? "" : `${returnTo}=${encodeURIComponent(pathname + search)}`;
  const and = signIn.includes("?") ? "&" : "?";
  const target = back === "" ? signIn : `${signIn}${and}${back}`;
  if (!signIn.startsWith("/")) return kept(NextResponse.redirect(target));
  // The app's base path and locale stand in it, not in the path.
  const url = request.nextUrl.clone();
  const at = target.indexOf("?");
  url.pathname = at < 0 ? target : target.slice(0, at);
  url.search = at < 0 ? "" : target.slice(at);
  return kept(NextResponse.redirect(url.toString()));
}

/** On to the app, without the headers that no client may send. */
async function passed(
  request: ProxyRequest,
  headers: Headers | undefined,
  inner: ((request: never) => unknown) | undefined,
): Promise<Response> {
  const { NextResponse } = await import("next/server.js");
  const next = () => NextResponse.next(headers === undefined ? {} : { request: { headers } });
  if (inner === undefined) return next();
  for (const name of [...request.headers.keys()]) if (headers?.has(name) === false) request.headers.delete(name);
  const answer = await inner(request as never);
  if (!(answer instanceof Response)) return next();
  const goesOn = answer.headers.has("x-middleware-next") || answer.headers.has("x-middleware-rewrite");
  if (headers === undefined || !goesOn || answer.headers.has("x-middleware-override-headers")) return answer;
  // It passes the request on as the client sent it: Next.js is told what is left of the headers.
  const told = new Headers(answer.headers);
  for (const [name, value] of next().headers) if (name !== "x-middleware-next") told.set(name, value);
  return withHeaders(answer, told);
}

/** Says that no cache keeps it. */
function kept(answer: Response): Response {
  const headers = new Headers(answer.headers);
  headers.set("cache-control", PRIVATE);
  headers.set("cdn-cache-control", "no-store");
  return withHeaders(answer, headers);
}

function withHeaders({ body, status, statusText }: Response, headers: Headers): Response {
  return new Response(body, { status, statusText, headers });
}

/** A guard that is set up wrongly lets nobody in, and says why in the log. */
function unavailable(thrown: unknown): Response {
  if (!(thrown instanceof OwnguardError)) throw thrown;
  console.error(`ownguard: the proxy denies: ${thrown.code}: ${thrown.message}`);
  return kept(new Response("service unavailable", { status: 503, headers: { "content-type": "text/plain" } }));
}
