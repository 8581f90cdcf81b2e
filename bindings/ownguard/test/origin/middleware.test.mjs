// `originGuard` before node:http and Express, `withProof` around a fetch handler.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import express from "express";
import { memoryNonces, originGuard, proofOf, withProof } from "ownguard/origin";
import { keys, listen, proofFor, proofHeader, send, withEnvironment } from "./server.mjs";

const silent = { onRefused: () => {} };
const none = { OWNGUARD_PROOF_KEY: undefined, OWNGUARD_PROOF_KEY_PREVIOUS: undefined, OWNGUARD_DEV: undefined, NODE_ENV: undefined };
const signed = (url, changes) => ({ [proofHeader]: proofFor(url, changes) });

/** A server that answers what it was told and what it read. */
const echo = (options) => {
  const guard = originGuard({ keys, ...silent, ...options });
  return listen((req, res) => {
    guard(req, res, async () => {
      const parts = [];
      for await (const part of req) parts.push(part);
      const proof = proofOf(req);
      res.end(JSON.stringify({ principal: proof?.principal, body: Buffer.concat(parts).toString() }));
    });
  });
};

describe("originGuard before node:http", () => {
  let app;
  before(async () => (app = await echo({ open: ["/health", "/assets/*"], bodyLimit: 1 << 20 })));
  after(() => app.close());

  test("lets through what came through the gate, and tells for whom", async () => {
    const answer = await send(`${app.url}/a?b=1`, { headers: signed(`${app.url}/a?b=1`) });
    assert.deepEqual(answer.json(), { principal: { kind: "person", id: "u1" }, body: "" });
  });

  test("leaves every byte of a body to be read", async () => {
    const large = "x".repeat(700_000);
    for (const body of ["", "a", large]) {
      const headers = signed(`${app.url}/a`, { method: "POST", body });
      const lengths = await send(`${app.url}/a`, { method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) }, body });
      assert.equal(lengths.json().body, body, `${body.length} with a length`);
    }
    for (const chunks of [["a"], ["ab", "", "cd"], ["x".repeat(100_000), "y".repeat(100_000), "z"]]) {
      const headers = signed(`${app.url}/a`, { method: "POST", body: chunks.join("") });
      const parts = await send(`${app.url}/a`, { method: "POST", headers, chunks });
      assert.equal(parts.json().body, chunks.join(""), "in chunks");
    }
  });

  test("refuses what came past it, alike whatever the reason", async () => {
    const url = `${app.url}/a`;
    const body = '{"total":1}';
    const refused = {
      "no proof": { headers: {} },
      "another method": { method: "DELETE", headers: signed(url) },
      "another path": { headers: signed(`${app.url}/b`) },
      "another query": { headers: signed(`${url}?x`) },
      "another host": { headers: signed(url, { host: "127.0.0.1:9" }) },
      "a body more": { method: "POST", headers: signed(url, { method: "POST" }), body },
      "another body": { method: "POST", headers: signed(url, { method: "POST", body }), body: '{"total":2}' },
      "another body in chunks": { method: "POST", headers: signed(url, { method: "POST", body }), chunks: ['{"total"', ":2}"] },
      "a body less": { method: "POST", headers: signed(url, { method: "POST", body }) },
      "its time over": { headers: signed(url, { lifetime: -1 }) },
      "the purpose of labels": { headers: signed(url, { purpose: "labels" }) },
      nonsense: { headers: { [proofHeader]: "x" } },
    };
    for (const [why, request] of Object.entries(refused)) {
      const answer = await send(url, request);
      assert.equal(answer.status, 403, why);
      assert.equal(answer.text, '{"error":"not through the gate"}', why);
      assert.match(answer.headers["cache-control"], /private, no-store/, why);
    }
  });

  test("refuses a body that is too long before all of it came", async () => {
    const body = "x".repeat((1 << 20) + 1);
    const answer = await send(`${app.url}/a`, { method: "POST", headers: signed(`${app.url}/a`, { method: "POST", body }), body });
    assert.equal(answer.status, 413);
  });

  test("asks no proof on open paths, and on nothing that only looks like one", async () => {
    for (const path of ["/health", "/health?x=1", "/assets/a.css", "/assets/deep/a.css"]) {
      assert.equal((await send(app.url + path)).status, 200, path);
    }
    for (const path of ["/health/", "/healthy", "/assets", "/assets/..%2fa", "/assets/%2e%2e/a", "/assets//a", "/assets/a;b", "/ASSETS/a"]) {
      assert.equal((await send(app.url + path)).status, 403, path);
    }
    // A client library would resolve these before they leave.
    const { request } = await import("node:http");
    for (const path of ["/assets/../a", "/assets/./a", "/assets/.."]) {
      const status = await new Promise((resolve, reject) => {
        request({ port: new URL(app.url).port, path }, (res) => (res.resume(), resolve(res.statusCode))).on("error", reject).end();
      });
      assert.equal(status, 403, path);
    }
  });

  test("tells each refusal with its code, and never the proof", async () => {
    const told = [];
    const other = await echo({ onRefused: (error, where) => told.push({ code: error.code, ...where }) });
    await send(`${other.url}/a?token=x`, { headers: signed(`${other.url}/b`) });
    await other.close();
    assert.deepEqual(told, [{ code: "proof_signature", method: "GET", path: "/a" }]);
  });

  test("logs a line of JSON unless told otherwise", async () => {
    const [lines, { warn }] = [[], console];
    const other = await listen((req, res) => originGuard({ keys })(req, res, () => res.end()));
    console.warn = (line) => lines.push(line);
    try {
      await send(`${other.url}/a`, { headers: signed(`${other.url}/b`) });
    } finally {
      console.warn = warn;
      await other.close();
    }
    const [line] = lines.map((line) => JSON.parse(line));
    assert.deepEqual([lines.length, line.event, line.code, line.path], [1, "proof_refused", "proof_signature", "/a"]);
    assert.ok(line.mend.length > 0 && !lines[0].includes("v1.k1."));
  });

  test("answers a proof once where nonces are kept", async () => {
    const once = await echo({ nonces: memoryNonces() });
    const headers = signed(`${once.url}/a`);
    assert.equal((await send(`${once.url}/a`, { headers })).status, 200);
    assert.equal((await send(`${once.url}/a`, { headers })).status, 403);
    await once.close();
  });
});

describe("originGuard without a key", () => {
  const asked = async (variables) => {
    const warnings = [];
    const { warn } = console;
    console.warn = (line) => warnings.push(line);
    try {
      return await withEnvironment({ ...none, ...variables }, async () => {
        const app = await listen((req, res) => originGuard(silent)(req, res, () => res.end("in")));
        try {
          return { ...(await send(`${app.url}/a`)), warnings };
        } finally {
          await app.close();
        }
      });
    } finally {
      console.warn = warn;
    }
  };

  test("refuses everything in production, and where nothing says what this is", async () => {
    for (const variables of [{}, { NODE_ENV: "production" }, { NODE_ENV: "test" }, { NODE_ENV: "production", OWNGUARD_DEV: "1" }, { OWNGUARD_DEV: "0" }]) {
      const { status, text } = await asked(variables);
      assert.deepEqual([status, text], [503, '{"error":"not through the gate"}'], JSON.stringify(variables));
    }
  });

  test("lets all pass in development, with one warning", async () => {
    const first = await asked({ NODE_ENV: "development" });
    const second = await asked({ OWNGUARD_DEV: "1" });
    assert.deepEqual([first.status, second.status], [200, 200]);
    assert.equal(first.warnings.length + second.warnings.length, 1);
    assert.match(first.warnings[0], /OWNGUARD_PROOF_KEY is not set/);
  });

  test("in development with a key still refuses, and says why", async () => {
    const { status, text } = await asked({ NODE_ENV: "development", OWNGUARD_PROOF_KEY: keys });
    assert.equal(status, 403);
    assert.equal(JSON.parse(text).code, "proof_missing");
  });
});

describe("originGuard in Express", () => {
  const app = (...order) => {
    const server = express();
    for (const one of order) server.use(one);
    server.post("/{*all}", (req, res) => res.json({ body: req.body, id: proofOf(req)?.principal.id }));
    server.get("/{*all}", (req, res) => res.json({ id: proofOf(req)?.principal.id }));
    return listen(server);
  };
  const guard = (options) => originGuard({ keys, ...silent, ...options });
  const post = (url, body) => ({
    method: "POST",
    body,
    headers: { ...signed(url, { method: "POST", body }), "content-type": "application/json", "content-length": Buffer.byteLength(body) },
  });

  test("stands before express.json(), which reads the same body", async () => {
    const server = await app(guard(), express.json());
    const answer = await send(`${server.url}/a`, post(`${server.url}/a`, '{"total":1}'));
    assert.deepEqual(answer.json(), { body: { total: 1 }, id: "u1" });
    await server.close();
  });

  test("behind express.json() refuses what has a body, unless its bytes were kept", async () => {
    const late = await app(express.json(), guard());
    assert.equal((await send(`${late.url}/a`, post(`${late.url}/a`, '{"total":1}'))).status, 403);
    assert.equal((await send(`${late.url}/a`, { headers: signed(`${late.url}/a`) })).status, 200);
    await late.close();
    const kept = await app(express.json({ verify: (req, _, bytes) => (req.rawBody = bytes) }), guard());
    assert.equal((await send(`${kept.url}/a`, post(`${kept.url}/a`, '{"total":1}'))).json().id, "u1");
    const other = { ...post(`${kept.url}/a`, '{"total":1}'), body: '{"total":2}' };
    assert.equal((await send(`${kept.url}/a`, other)).status, 403);
    await kept.close();
  });

  test("in a router that is mounted, goes by the whole path", async () => {
    const server = express();
    const router = express.Router();
    router.use(guard());
    router.get("/invoices", (req, res) => res.json({ id: proofOf(req).principal.id }));
    server.use("/api", router);
    const mounted = await listen(server);
    assert.equal((await send(`${mounted.url}/api/invoices`, { headers: signed(`${mounted.url}/api/invoices`) })).json().id, "u1");
    assert.equal((await send(`${mounted.url}/api/invoices`, { headers: signed(`${mounted.url}/invoices`) })).status, 403);
    await mounted.close();
  });
});

describe("withProof", () => {
  const url = "http://app.example/a";
  const handler = withProof((request, context) => Response.json({ id: proofOf(request)?.principal.id, ...context }), { keys, ...silent, open: ["/health"] });

  test("hands on the request and whatever comes with it", async () => {
    const answer = await handler(new Request(url, { headers: signed(url) }), { params: 1 });
    assert.deepEqual(await answer.json(), { id: "u1", params: 1 });
  });

  test("refuses without calling the handler", async () => {
    let called = 0;
    const guarded = withProof(() => ((called += 1), new Response()), { keys, ...silent });
    const answer = await guarded(new Request(url));
    assert.deepEqual([answer.status, await answer.text(), called], [403, '{"error":"not through the gate"}', 0]);
    assert.match(answer.headers.get("cache-control"), /no-store/);
  });

  test("asks no proof on open paths, where none is told", async () => {
    const request = new Request("http://app.example/health");
    assert.equal((await handler(request)).status, 200);
    assert.equal(proofOf(request), undefined);
  });
});
