// The same gate as one would write it with hono and jose: keys kept, verified
// tokens kept, the ownership check, the redaction, nothing stored, an origin that
// may be slow or send too much, one log line that names the rows.
import { Hono } from "hono";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { redact } from "./by-hand.mjs";

const app = new Hono();
const roles = ["viewer", "member", "manager", "admin"];
const kept = new Map();
const mostKept = 2048;
const patience = 10_000;
const limit = 1024 * 1024;
let keys;

async function verified(token, env) {
  const now = Date.now() / 1000;
  const known = kept.get(token);
  if (known && known.exp > now) return known;
  keys ??= createRemoteJWKSet(new URL(`${env.SUPABASE_URL}/auth/v1/.well-known/jwks.json`));
  const { payload } = await jwtVerify(token, keys, {
    issuer: `${env.SUPABASE_URL}/auth/v1`,
    audience: "authenticated",
    algorithms: ["ES256", "RS256"],
    requiredClaims: ["sub", "exp", "iat"],
  });
  if (kept.size >= mostKept) kept.clear();
  kept.set(token, payload);
  return payload;
}

const unstored = {
  "cache-control": "private, no-store, max-age=0",
  "cdn-cache-control": "no-store",
  "cloudflare-cdn-cache-control": "no-store",
  vary: "*",
  pragma: "no-cache",
  expires: "0",
  "x-content-type-options": "nosniff",
};

function refused(status, reason) {
  console.log(JSON.stringify({ outcome: "deny", status, reason }));
  return new Response(null, { status, headers: unstored });
}

app.get("/api/workspaces/:workspace/invoices", async (c) => {
  const token = c.req.header("authorization")?.match(/^Bearer (.+)$/i)?.[1];
  if (!token) return refused(401, "anonymous");
  let claims;
  try {
    claims = await verified(token, c.env);
  } catch {
    return refused(401, "token_invalid");
  }
  const workspace = c.req.param("workspace");
  const role = claims.app_metadata?.workspaces?.[workspace];
  if (!roles.includes(role)) return refused(404, "other_tenant");
  if (Date.now() / 1000 - claims.iat > 300) return refused(503, "facts_stale");

  const url = new URL(c.req.url);
  const headers = new Headers(c.req.raw.headers);
  for (const name of ["if-none-match", "if-modified-since", "range", "connection"]) headers.delete(name);
  headers.set("accept-encoding", "identity");
  const answer = await fetch(c.env.OWNGUARD_ORIGIN + url.pathname + url.search, { headers, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(patience) });
  if (answer.status !== 200 || !(Number(answer.headers.get("content-length")) <= limit)) return refused(502, "origin_failed");
  const rows = [];
  const body = redact(new Uint8Array(await answer.arrayBuffer()), { user: claims.sub, workspace, role }, rows);

  console.log(JSON.stringify({ at: Math.floor(Date.now() / 1000), outcome: "permit", method: "GET", status: 200, principal: `person:${claims.sub}`, tenant: workspace, action: "invoice.list", rows }));
  return new Response(body, { headers: { ...unstored, "content-type": "application/json" } });
});

export default app;
