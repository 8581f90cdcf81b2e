// Answers of route handlers: what is refused is told by status alone, and nothing that leaves may be kept by a cache.
// Touches nothing.

import { Denied, OwnguardError } from "../core/errors.js";
import { Refused } from "./refused.js";

/** On every answer. */
export const PRIVATE = "private, no-store, max-age=0";

/** The answer to what is refused: the same bytes for one status, whatever the reason. `dev` tells the reason too. */
export function refusal(error: Denied | Refused | OwnguardError, dev: boolean): Response {
  const status = statusOf(error);
  const body: Record<string, unknown> = { error: phrases[status] ?? "refused" };
  if (error instanceof Refused && error.issues.length > 0) body["errors"] = error.issues;
  if (dev) Object.assign(body, told(error));
  const headers = new Headers({ "content-type": "application/json" });
  if (status === 401) headers.set("www-authenticate", "Bearer");
  if (status === 405) headers.set("allow", "POST, PUT, PATCH, DELETE");
  return sealed(new Response(JSON.stringify(body), { status, headers }));
}

/** The status that answers it. What is set up wrongly denies: 503. */
export function statusOf(error: Denied | Refused | OwnguardError): number {
  return error instanceof Denied || error instanceof Refused ? error.status : 503;
}

/** What a developer is told besides. */
function told(error: Denied | Refused | OwnguardError): Record<string, string> {
  if (error instanceof Refused) return { code: error.code, mend: error.mend };
  const code = error instanceof Denied ? error.reason : error.code;
  return { code, about: error.message, mend: error.mend };
}

/** Rows as JSON. A `bigint` is its digits, as drivers write it. */
export function json(rows: unknown): Response {
  const digits = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
  return new Response(JSON.stringify(rows, digits), { headers: { "content-type": "application/json" } });
}

/** The answer so that no cache keeps it, neither the browser's nor one in between. The body passes as a stream. */
export function sealed(answer: Response): Response {
  const headers = new Headers(answer.headers);
  for (const name of [...headers.keys()]) if (ofCaches(name)) headers.delete(name);
  headers.set("cache-control", PRIVATE);
  headers.set("x-content-type-options", "nosniff");
  const { status, statusText } = answer;
  return new Response(answer.body, { status, statusText, headers });
}

/** Whether a header speaks to caches, or to a server in between that would answer instead. */
function ofCaches(name: string): boolean {
  return CACHES.has(name) || name.startsWith("x-accel-") || name.endsWith("cdn-cache-control");
}

const CACHES: ReadonlySet<string> = new Set([
  "age",
  "cache-tag",
  "cache-tags",
  "edge-cache-tag",
  "edge-control",
  "etag",
  "expires",
  "last-modified",
  "netlify-cache-tag",
  "netlify-vary",
  "no-vary-search",
  "surrogate-control",
  "surrogate-key",
  "vercel-cache-tag",
  "x-litespeed-cache-control",
  "x-litespeed-tag",
  "x-sendfile",
]);

/** Reason phrases (RFC 9110, section 15), in lower case, as the gate writes them. */
const phrases: Readonly<Record<number, string>> = {
  400: "bad request",
  401: "unauthorized",
  403: "forbidden",
  404: "not found",
  405: "method not allowed",
  413: "content too large",
  415: "unsupported media type",
  422: "unprocessable content",
  502: "bad gateway",
  503: "service unavailable",
};
