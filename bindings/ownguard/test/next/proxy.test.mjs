// The proxy: who is redirected, what no cache keeps, and which headers a client cannot send.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { alice, createGuard, guard, model } from "./harness.mjs";

const { NextRequest, NextResponse } = await import("next/server.js");
const og = guard();
const handler = og.proxy({ signIn: "/login", public: ["/", "/pricing", "/blog/*"] });

/** What the proxy says to a visit. */
async function visit(path, { user, handler: asked = handler, headers = {}, ...init } = {}) {
  const all = new Headers({ host: "app.example.com", "sec-fetch-dest": "document", ...headers });
  if (user !== undefined) all.set("cookie", `user=${user}`);
  const answer = await asked(new NextRequest(`https://app.example.com${path}`, { headers: all, ...init }));
  const on = (answer.headers.get("x-middleware-override-headers") ?? "").split(",").filter(Boolean);
  return { status: answer.status, to: answer.headers.get("location"), cache: answer.headers.get("cache-control"), on, next: answer.headers.has("x-middleware-next"), answer };
}

test("a signed-out visit of a page goes to the sign-in page, and knows the way back", async () => {
  const { status, to, cache } = await visit("/w/acme?tab=1");
  assert.equal(status, 307);
  assert.equal(new URL(to, "https://app.example.com").pathname, "/login");
  assert.equal(new URL(to, "https://app.example.com").searchParams.get("next"), "/w/acme?tab=1");
  assert.equal(cache, "private, no-store, max-age=0");
  assert.equal((await visit("/w/acme", { headers: { "sec-fetch-dest": "empty" } })).status, 307, "a link inside of the app");
  assert.equal((await visit("/w/acme", { handler: og.proxy({ signIn: "/in?a=1", returnTo: false }) })).to, "https://app.example.com/in?a=1");
});

test("the app's base path stands before the sign-in page", async () => {
  const request = new NextRequest("https://app.example.com/shop/w/acme?a=1", { nextConfig: { basePath: "/shop" } });
  const to = new URL((await handler(request)).headers.get("location"));
  assert.equal(to.href, "https://app.example.com/shop/login?next=%2Fw%2Facme%3Fa%3D1");
});

test("public pages, the sign-in page and Next.js's own files pass as they are", async () => {
  for (const path of ["/", "/pricing", "/pricing/", "/blog", "/blog/a/b", "/login", "/login?next=%2F", "/_next/static/x.js", "/_next/image?url=a", "/favicon.ico", "/api/health"]) {
    const { next, cache, on, to } = await visit(path);
    assert.deepEqual([next, cache, on, to], [true, null, [], null], path);
  }
});

test("a pattern with a parameter is as long as its path", async () => {
  const docs = og.proxy({ public: ["/docs/{page}"] });
  const cache = async (path) => (await visit(path, { handler: docs })).cache;
  assert.equal(await cache("/docs/a"), null);
  for (const path of ["/docs", "/docs/", "/docs/a/b", "/docsx/a", "//docs/a"]) assert.notEqual(await cache(path), null, path);
});

test("all else is never kept by a cache, signed in or not", async () => {
  for (const [path, more] of [["/w/acme", { user: alice }], ["/api/invoices", {}], ["/api/me/x.css", {}], ["/pricingx", { user: alice }], ["/blogs", { user: alice }], ["/", { }]]) {
    const { cache, next } = await visit(path, more);
    assert.equal(next, true, path);
    assert.equal(cache, path === "/" ? null : "private, no-store, max-age=0", path);
  }
});

test("an API, an image, a form and a server action are not redirected: what they ask answers them", async () => {
  for (const [path, more] of [
    ["/api/invoices/1", {}],
    ["/s/link", {}],
    ["/logo.png", { headers: { "sec-fetch-dest": "image" } }],
    ["/w/acme", { method: "POST" }],
  ]) {
    const { next, to } = await visit(path, more);
    assert.deepEqual([next, to], [true, null], path);
  }
});

test("headers by which a client says who it is do not reach the app; the gate's proof does", async () => {
  const headers = {
    "x-ownguard-user": "1",
    "ownguard-subject": "1",
    "x-user-id": "1",
    "x_user_id": "1",
    "x-workspace-id": "1",
    "remote-user": "1",
    "x-goog-authenticated-user-email": "1",
    "x-tier": "1",
    "ownguard-proof": "v1",
    "x-mine": "1",
  };
  const strict = og.proxy({ signIn: "/login", public: ["/*"], strip: ["X-Tier"] });
  const { on } = await visit("/", { handler: strict, headers });
  assert.deepEqual(on.sort(), ["host", "ownguard-proof", "sec-fetch-dest", "x-mine"]);
  assert.deepEqual((await visit("/", { handler: strict })).on, [], "nothing to drop, nothing to say");
});

test("the app's own proxy runs behind it, sees no forged header, and keeps what it sets", async () => {
  const saw = [];
  const inner = (request) => {
    saw.push(request.headers.get("x-user-id"));
    if (request.nextUrl.pathname === "/old") return NextResponse.redirect("https://app.example.com/new");
    const answer = NextResponse.next();
    answer.cookies.set("renewed", "1");
    return answer;
  };
  const both = og.proxy({ signIn: "/login" }, inner);
  const { answer, on, cache } = await visit("/w/acme", { user: alice, handler: both, headers: { "x-user-id": "1" } });
  assert.deepEqual(saw, [null]);
  assert.equal(on.includes("x-user-id"), false);
  assert.ok(on.includes("cookie"));
  assert.match(answer.headers.get("set-cookie"), /renewed=1/);
  assert.equal(cache, "private, no-store, max-age=0");
  const moved = await visit("/old", { user: alice, handler: both });
  assert.deepEqual([moved.status, moved.to, moved.cache], [307, "https://app.example.com/new", "private, no-store, max-age=0"]);
  assert.equal((await visit("/w/acme", { handler: both })).status, 307);
  assert.equal(saw.length, 2, "not for a visit that is redirected");
});

test("it asks nothing about the caller beside the credential", async () => {
  let asked = 0;
  const counting = guard({ facts: async () => ((asked += 1), {}) }).proxy({ signIn: "/login" });
  assert.equal((await visit("/w/acme", { user: alice, handler: counting })).next, true);
  assert.equal(asked, 0);
});

test("set up wrongly it lets nobody on, and says why in the log", async (t) => {
  const log = t.mock.method(console, "error", () => {});
  const broken = createGuard({ model, env: { NODE_ENV: "production" } }).proxy({ signIn: "/login", public: ["/"] });
  const { status, cache } = await visit("/w/acme", { handler: broken });
  assert.deepEqual([status, cache], [503, "private, no-store, max-age=0"]);
  assert.match(String(log.mock.calls[0].arguments[0]), /SUPABASE_URL/);
});

test("an old Next.js is told of once, in the log", () => {
  const warned = (version) => {
    const folder = mkdtempSync(join(tmpdir(), "ownguard-next-"));
    try {
      mkdirSync(join(folder, "node_modules/next"), { recursive: true });
      writeFileSync(join(folder, "node_modules/next/package.json"), JSON.stringify({ name: "next", version }));
      const run = `import { guard } from ${JSON.stringify(new URL("harness.mjs", import.meta.url).href)}; guard().proxy(); guard().proxy();`;
      const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", run], { cwd: folder, encoding: "utf8" });
      return stderr.split("\n").filter((line) => line.includes(version)).length;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const old = ["14.2.35", "15.5.17", "16.2.5", "16.0.9"];
  const good = ["15.5.18", "15.6.0", "16.2.6", "16.4.6", "17.0.0"];
  assert.deepEqual([...old, ...good].map(warned), [...old.map(() => 1), ...good.map(() => 0)]);
});
