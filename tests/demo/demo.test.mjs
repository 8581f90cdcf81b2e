// The demo, once and whole: it must show leaks on the left and none on the right, and its own judge must be able to fail.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { invoices, workspaces } from "../leaky-app/ids.mjs";
import { startLeakyApp } from "../leaky-app/app.mjs";
import { ask } from "../leaky-app/client.mjs";
import { freshUntil, startCache } from "./cache.mjs";
import { escape, html, markedJson, markedText } from "./html.mjs";
import { judge } from "./judge.mjs";
import { cells } from "./matrix.mjs";
import { people } from "./people.mjs";
import { report } from "./report.mjs";
import { picture } from "./rights.mjs";
import { run, sentence } from "./run.mjs";
import { sideBySide, table } from "./table.mjs";
import { startWorld } from "./world.mjs";

const leaksAtLeast = 100;

describe("the matrix", () => {
  let world;
  let result;
  before(async () => {
    world = await startWorld();
    result = await run(world);
  });
  after(() => world?.close());

  const asked = () => result.cells.filter(({ request }) => request !== null);
  const titles = (list) => list.map(({ id, gate }) => `${id}: ${gate.verdict.kind} ${gate.verdict.status} ${gate.verdict.why.join("; ")}`);

  test("the app alone leaks", () => {
    assert.ok(result.totals.origin.leak >= leaksAtLeast, sentence(result.totals));
    for (const op of ["read", "list", "update", "delete", "create", "export", "replay"]) {
      assert.ok(asked().some(({ row, origin }) => row.op === op && origin.verdict.kind === "leak"), op);
    }
  });

  test("nothing leaks through the gate", () => {
    assert.deepEqual(titles(asked().filter(({ gate }) => gate.verdict.kind === "leak")), []);
    assert.deepEqual(titles(asked().filter(({ gate }) => gate.verdict.kind === "broken")), []);
  });

  test("all that is rightful is served by the gate", () => {
    const rightful = asked().filter(({ may }) => may);
    assert.ok(rightful.length >= 20);
    assert.deepEqual(titles(rightful.filter(({ gate }) => gate.verdict.kind !== "ok")), []);
    assert.equal(result.totals.good, true);
  });

  test("no cache in front of the gate replays anything", () => {
    const replays = (side) => asked().filter((cell) => cell.row.cached && cell[side].answer.headers.get("x-cache") === "HIT");
    assert.ok(replays("origin").length > 0);
    assert.equal(replays("gate").length, 0);
  });

  test("the gate writes a line on every exchange", () => {
    for (const { id, gate } of asked()) assert.equal(JSON.parse(gate.audit ?? "{}").event, "decision", id);
  });

  test("the report holds every cell, and both answers of each", () => {
    const text = report(result);
    for (const { id, request } of result.cells) {
      assert.ok(text.includes(`data-cell="${id}"`), id);
      assert.equal(text.includes(`<dialog id="${id}"`), request !== null, id);
    }
    assert.equal(text.split("<h3>The app alone").length - 1, result.totals.asked);
    assert.equal(text.split("<h3>Through the gate").length - 1, result.totals.asked);
    assert.ok(text.includes("<mark>"));
  });

  test("the report asks nothing of the network, and allows no other script than its own", () => {
    const text = report(result);
    assert.doesNotMatch(text, /<(?:link|img|iframe|object|embed)\b|\bsrc=|@import|url\(/i);
    assert.equal(text.match(/<script>/g).length, 1);
    const policy = text.match(/Content-Security-Policy" content="([^"]+)"/)[1].replaceAll("&#39;", "'");
    assert.match(policy, /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+';/);
  });

  test("the report escapes what came over the wire", () => {
    const [first] = asked();
    const evil = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>";
    const answer = { status: 200, headers: new Headers({ "x-evil": evil }), text: evil, json: undefined };
    const side = { ...first.origin, answer, verdict: { ...first.origin.verdict, kind: "leak", why: [evil], marks: { pointers: [], words: ["<script>"] } } };
    const text = report({ ...result, cells: [{ ...first, origin: side, gate: { ...first.gate, audit: evil } }] });
    assert.equal(text.match(/<script\b/g).length, 1);
    assert.ok(!text.includes("<img"));
  });

  test("the table shows both sides in one line where there is room", () => {
    const lines = table(result.cells).split("\n");
    assert.ok(lines.every((line) => line.length <= sideBySide));
    assert.ok(lines.some((line) => line.includes("LEAK") && line.includes("404")));
    const narrow = table(result.cells, { width: 80 }).split("\n");
    assert.ok(narrow.every((line) => line.length <= 80), "80 columns are enough");
    assert.ok(narrow.join("\n").includes("THROUGH THE GATE"));
    assert.ok(!table(result.cells).includes("\x1b"), "no colours unless asked for");
  });
});

describe("the judge", () => {
  let app;
  let now;
  before(async () => {
    app = await startLeakyApp();
    now = await picture(app.db);
  });
  after(() => app?.close());

  const cell = (id) => cells().find((c) => c.id === id);
  const answered = (status, body, headers = {}) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status, headers: new Headers(headers), text, json };
  };
  const invoice = (id) => now.find(id).row;
  const own = () => {
    const { stripeCustomerId, deletedAt, ...shown } = invoice(invoices.acmeOpen);
    return shown;
  };

  for (const [name, id, answer, kind] of [
    ["a foreign row with status 200", "c3-alice", () => answered(200, invoice(invoices.globexOpen)), "leak"],
    ["a foreign row in an error", "c3-alice", () => answered(404, { error: { row: invoice(invoices.globexOpen) } }), "leak"],
    ["a foreign row as text", "c3-alice", () => answered(500, "select … GLX-001 …"), "leak"],
    ["a hidden field of an own row", "c1-alice", () => answered(200, { ...own(), stripeCustomerId: "cus_wayne" }), "leak"],
    ["an own row without a field that belongs to it", "c1-alice", () => answered(200, { ...own(), internalNotes: undefined }), "withheld"],
    ["an own row, whole", "c1-alice", () => answered(200, own()), "ok"],
    ["an own row refused", "c1-alice", () => answered(404, { error: "not found" }), "withheld"],
    ["a fault", "c3-alice", () => answered(502, ""), "broken"],
    ["a refusal", "c3-alice", () => answered(404, { error: "not found" }), "denied"],
    ["an unmasked address for support", "c2-sam", () => answered(200, own()), "leak"],
    ["a list that lacks a row", "c4-alice", () => answered(200, { data: [own()] }), "withheld"],
    ["a replay from a shared cache", "c22-bob", () => answered(200, {}, { "x-cache": "HIT" }), "leak"],
  ]) {
    test(`calls ${name} ${kind}`, () => {
      const verdict = judge(cell(id), { answer: answer(), blind: null, before: now, after: now, reached: false });
      assert.equal(verdict.kind, kind, verdict.why.join("; "));
    });
  }

  test("calls a write without right a leak, whatever the answer says", async () => {
    await app.db.update("invoices", invoices.globexOpen, { total: 4321 });
    const after = await picture(app.db);
    await app.db.reset();
    const seen = { answer: answered(404, { error: "not found" }), blind: null, before: now, after, reached: false };
    assert.equal(judge(cell("c10-alice"), seen).kind, "leak");
  });

  test("calls a rightful write that was not carried out withheld", () => {
    const seen = { answer: answered(200, own()), blind: null, before: now, after: now, reached: true };
    assert.equal(judge(cell("c7-alice"), seen).kind, "withheld");
  });

  test("calls an answer that tells a foreign row from none a leak", () => {
    const seen = { answer: answered(403, { error: "forbidden" }), before: now, after: now, reached: false };
    assert.equal(judge(cell("c3-alice"), { ...seen, blind: answered(404, { error: "not found" }) }).kind, "leak");
    assert.equal(judge(cell("c3-alice"), { ...seen, blind: answered(403, { error: "forbidden" }) }).kind, "denied");
  });
});

describe("the cache", () => {
  const until = (says, { authorization, method = "GET" } = {}, status = 200) =>
    freshUntil({ method, headers: { ...(authorization && { authorization }) } }, { status, headers: new Headers(says && { "cache-control": says }) }, 0);

  for (const [says, request, stored] of [
    ["max-age=60", {}, 60_000],
    ["public, max-age=60, s-maxage=5", {}, 5_000],
    ["max-age=60", { authorization: "Bearer x" }, 0],
    ["public, max-age=60", { authorization: "Bearer x" }, 60_000],
    ["private, max-age=60", {}, 0],
    ["public, no-store, max-age=60", {}, 0],
    ["no-cache, max-age=60", {}, 0],
    ["max-age=60", { method: "POST" }, 0],
    [undefined, {}, 0],
  ]) {
    test(`keeps \`${says}\` for ${stored / 1000} s where the request is ${JSON.stringify(request)}`, () => {
      assert.equal(until(says, request), stored);
    });
  }

  test("replays what it may, and heeds Vary", async () => {
    const app = await startLeakyApp();
    const cache = await startCache(app.url);
    try {
      const path = `/api/workspaces/${workspaces.acme}/invoices/${invoices.acmeOpen}`;
      const twice = async (headers = [{}, {}]) => {
        cache.clear();
        await ask(cache.url, { path, headers: headers[0] });
        return (await ask(cache.url, { path, headers: headers[1] })).headers.get("x-cache");
      };
      assert.equal(await twice(), "HIT");
      app.faults.on({}, { headers: { vary: "authorization" } });
      assert.equal(await twice([{ authorization: "a" }, { authorization: "b" }]), "MISS");
      assert.equal(await twice([{ authorization: "a" }, { authorization: "a" }]), "HIT");
    } finally {
      await cache.close();
      await app.close();
    }
  });
});

describe("the page", () => {
  test("escapes every value, and shows what would hide", () => {
    assert.equal(escape(`<a href="x">'&`), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
    assert.equal(escape("a\u202eb\u0000"), "a\\u202eb\\u0000");
    assert.equal(String(html`<b>${"<i>"}${["<", html`<u></u>`]}${null}</b>`), "<b>&lt;i&gt;&lt;<u></u></b>");
  });

  test("marks by pointer and by word", () => {
    const json = String(markedJson({ a: [{ b: "<" }], c: 1 }, ["/a/0/b"]));
    assert.match(json, /<mark>&quot;b&quot;: &quot;&lt;&quot;<\/mark>/);
    assert.equal(json.match(/<mark>/g).length, 1);
    assert.equal(String(markedText("a<b a+b", ["a+b", "<"])), "a<mark>&lt;</mark>b <mark>a+b</mark>");
  });
});

test("seven people meet every row, each cell with a name of its own", () => {
  const all = cells();
  assert.equal(people.length, 7);
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
});
