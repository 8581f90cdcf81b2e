// The packed package in Next.js: proxy or middleware, route handlers, server
// components, server actions, the edge runtime; in development and as built.
// OWNGUARD_BUNDLERS=all also runs webpack, which takes some minutes more.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cookieOf, serve, succeed, workshop } from "./harness.mjs";

const NEXT = "node_modules/next/dist/bin/next";
const all = process.env.OWNGUARD_BUNDLERS === "all";

let shop;
before(async () => {
  shop = await workshop();
});
after(() => shop?.remove());

test("Next.js 16", async (t) => {
  const app = await shop.app("next16", ["next", "next16"]);
  for (const bundler of all ? ["--turbopack", "--webpack"] : ["--turbopack"]) {
    await t.test(`dev ${bundler}`, () => running(app, ["dev", bundler], exercise));
    await t.test(`build and start ${bundler}`, async () => {
      await succeed(app, process.execPath, [join(app, NEXT), "build", bundler]);
      await running(app, ["start"], exercise);
    });
  }
});

test("Next.js 15", async (t) => {
  const app = await shop.app("next15", ["next", "next15"]);
  await t.test("build and start", async () => {
    await succeed(app, process.execPath, [join(app, NEXT), "build"]);
    await running(app, ["start"], exercise);
  });
  if (all) await t.test("dev", () => running(app, ["dev"], exercise));
});

async function running(app, args, work) {
  const server = await serve(app, NEXT, args);
  try {
    await work(server.base);
  } catch (error) {
    error.message += `\n${server.said()}`;
    throw error;
  } finally {
    await server.stop();
  }
}

/** Asks the app for everything that it has, as Alice, as Bob and signed out. */
async function exercise(base) {
  const get = (path, who) =>
    fetch(base + path, { headers: who ? { cookie: cookieOf(who) } : {}, redirect: "manual" });

  // Every kind of place where the package runs, one after the other: each is compiled when it is first asked.
  const first = (kind) => `${kind}/1`;
  for (const kind of ["/api/notes", "/api/edge"]) {
    const own = await get(first(kind), "alice");
    assert.equal(own.status, 200, kind);
    const note = await own.json();
    assert.equal(note.userId, "alice");
    assert.equal("pinCode" in note || "pin_code" in note, false, `${kind} hides what is never shown`);
    assert.match(own.headers.get("cache-control"), /no-store/);
    const foreign = await get(first(kind), "bob");
    const absent = await get(`${kind}/99`, "bob");
    assert.equal(foreign.status, 404, kind);
    assert.equal(await foreign.text(), await absent.text(), `${kind}: foreign and absent look alike`);
    assert.equal((await get(first(kind))).status, 401, kind);
  }
  const list = await (await get("/api/notes", "bob")).json();
  assert.deepEqual(list.map((note) => note.id), [2]);

  const page = await get("/notes/1", "alice");
  assert.equal(page.status, 200);
  assert.match(page.headers.get("cache-control"), /no-store/);
  const html = await page.text();
  assert.match(html, /alice/);
  assert.doesNotMatch(html, /1111/);
  assert.equal((await get("/notes/1", "bob")).status, 404);
  const signedOut = await get("/notes/1");
  assert.equal(new URL(signedOut.headers.get("location"), base).pathname, "/login");
  assert.equal((await get("/")).status, 200);

  // A server action, as a browser without JavaScript sends it: Bob replays what Alice's page holds.
  const [, action] = html.match(/name="(\$ACTION_ID_[0-9a-f]+)"/) ?? [];
  assert.ok(action, "the page holds the action's id");
  const rename = async (who, id, title) => {
    const body = new FormData();
    body.set(action, "");
    body.set("id", String(id));
    body.set("title", title);
    const headers = { cookie: cookieOf(who), origin: base, "sec-fetch-site": "same-origin" };
    const { pathname } = new URL(`${base}/notes/${who === "alice" ? 1 : 2}`);
    const answer = await fetch(base + pathname, { method: "POST", body, headers, redirect: "manual" });
    return new URL(answer.headers.get("location") ?? "/none", base).search;
  };
  assert.equal(await rename("bob", 1, "mine now"), "?refused=not_found");
  assert.equal(await rename("alice", 1, "Renamed"), "?renamed");
  const renamed = await (await get("/api/notes/1", "alice")).json();
  assert.equal(renamed.title, "Renamed");
}
