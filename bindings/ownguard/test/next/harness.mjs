// The built entry over a stand-in for Next.js's request scope, the model of the leaky app, and three people.
import { readFileSync } from "node:fs";
import { register } from "node:module";

register("./stubs/hooks.mjs", import.meta.url);
const next = await import("ownguard/next");
const { request } = await import("./stubs/headers.mjs");

export const { createGuard, claims, Denied, OwnguardError, place, above } = next;

const repository = new URL("../../../../", import.meta.url);
export const model = readFileSync(new URL("tests/leaky-app/ownguard.toml", repository), "utf8");

export const acme = "a0000000-0000-4000-8000-000000000001";
export const globex = "b0000000-0000-4000-8000-000000000002";
export const alice = "11111111-1111-4111-8111-111111111111";
export const bob = "22222222-2222-4222-8222-222222222222";
export const mia = "33333333-3333-4333-8333-333333333333";

/** Alice manages Acme, Mia only looks at it, Bob is of Globex. */
const people = {
  [alice]: [{ tenant: acme, role: "manager", plan: "pro" }],
  [mia]: [{ tenant: acme, role: "viewer", plan: "free" }],
  [bob]: [{ tenant: globex, role: "admin", plan: "pro" }],
};

export const facts = async (subject) => ({
  user: { status: "active", verified: true },
  memberships: people[subject] ?? [],
});

/** How often somebody's session was looked at. */
export const looked = { sessions: 0 };

export const env = { SUPABASE_URL: "https://project.supabase.co", NODE_ENV: "production" };

export const guard = (options = {}) =>
  createGuard({
    model,
    env,
    facts,
    session: claims(async (headers) => {
      looked.sessions += 1;
      const user = /user=([^;]+)/.exec(headers.get("cookie") ?? "")?.[1];
      return user === undefined ? null : { sub: user, iat: Math.floor(Date.now() / 1000) };
    }),
    ...options,
  });

/** Runs in the scope of a request of that person; `null` is nobody. */
export function as(user, run, more = {}) {
  const headers = new Headers(more.headers);
  if (user !== null) headers.set("cookie", `user=${user}`);
  if (!headers.has("host")) headers.set("host", "app.example.com");
  return request.run({ headers, shared: more.shared }, run);
}

/** Calls a route handler as Next.js does. */
export function call(handler, { user = null, method = "GET", path = "/", params = {}, body, headers = {}, form } = {}) {
  const all = new Headers({ host: "app.example.com", "x-forwarded-proto": "https", ...headers });
  if (user !== null) all.set("cookie", `user=${user}`);
  if (method !== "GET" && method !== "HEAD" && !all.has("sec-fetch-site")) all.set("sec-fetch-site", "same-origin");
  if (body !== undefined && !all.has("content-type")) all.set("content-type", "application/json");
  const sent = form ?? (body === undefined || typeof body === "string" ? body : JSON.stringify(body));
  const asked = new Request(`https://app.example.com${path}`, { method, headers: all, ...(sent !== undefined && { body: sent }) });
  return request.run({ headers: new Headers(asked.headers) }, () => handler(asked, { params: Promise.resolve(params) }));
}

/** Status, body and headers of an answer: all that a client can compare. */
export async function seen(answer) {
  const response = await answer;
  return { status: response.status, body: await response.text(), headers: Object.fromEntries(response.headers) };
}

export const id = (last) => `c0000000-0000-4000-8000-00000000000${last}`;

/** An invoice as it is stored. */
export const invoice = (more = {}) => ({
  id: id(1),
  workspace_id: acme,
  created_by: alice,
  project_id: null,
  customer_id: null,
  number: "A-1",
  status: "open",
  total: 100,
  due_at: null,
  visibility: "private",
  created_at: "2026-01-01T00:00:00Z",
  deleted_at: null,
  customer_email: "carol@example.com",
  internal_notes: "pays late",
  stripe_customer_id: "cus_1",
  share_link: null,
  metadata: null,
  ...more,
});

/** What Next.js was told by throwing: `404`, `/login`, or the error. */
export async function stopped(run) {
  try {
    await run();
    return "went on";
  } catch (thrown) {
    const digest = typeof thrown?.digest === "string" ? thrown.digest : "";
    if (digest.startsWith("NEXT_HTTP_ERROR_FALLBACK;")) return digest.split(";")[1];
    if (digest.startsWith("NEXT_REDIRECT;")) return digest.split(";")[2];
    return thrown;
  }
}
