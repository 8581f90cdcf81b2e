// T08: method override, HEAD, OPTIONS, TRACE, unknown methods. T09: upgrades to WebSocket and h2c.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { connect } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { invoices, people, workspaces } from "../../leaky-app/ids.mjs";
import { denied, neverStored } from "./world.mjs";
import { gateTo, overStub } from "./gated.mjs";
import { createLog } from "../../leaky-app/faults.mjs";
import { createKeys, createTokens } from "../../leaky-app/tokens.mjs";

const { acme } = workspaces;
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const list = `/api/workspaces/${acme}/invoices`;
const here = overStub();
const row = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, visibility: "private", deletedAt: null, total: 1 };
beforeEach(() => {
  here.origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
  for (const method of ["GET", "PATCH", "DELETE"]) here.origin.rows[`${method} ${own}`] = row;
  for (const method of ["GET", "POST"]) for (const path of ["/w/acme/x", "/api/trpc/x", "/api/health"]) here.origin.rows[`${method} ${path}`] = { ok: true };
});

describe("T08", () => {
  const names = ["x-http-method-override", "x-http-method", "x-method-override", "x-method", "-method", "x-original-method"];
  test("T08 override headers do not reach the origin, in any spelling", async () => {
    for (const name of names.flatMap((one) => [one, one.toUpperCase(), one.replaceAll("-", "_"), one.replace("-", "_"), one.replaceAll("-", ".")])) {
      for (const [who, method, path] of [["alice", "GET", own], ["alice", "GET", "/w/acme/x"], ["alice", "POST", "/api/trpc/x"], [null, "GET", "/api/health"]]) {
        here.origin.log.clear();
        const answer = await here.ask(who, method, path, { headers: [[name, "DELETE"]], ...(method === "POST" && { json: {} }) });
        assert.equal(answer.status, 200, `${name} ${path} ${answer.text}`);
        const [got] = here.reached();
        assert.equal(got.method, method);
        assert.ok(!got.rawHeaders.includes("DELETE"), `${name} ${path}`);
      }
    }
  });

  test("T08 a `_method` of the query does not reach the origin", async () => {
    for (const query of ["_method=DELETE", "a=1&_method=DELETE", "_method=DELETE&a=1", "%5fmethod=DELETE", "_METHOD=DELETE", "_method[]=DELETE", "_method=GET&_method=DELETE", "_method"]) {
      for (const path of [own, "/w/acme/x"]) {
        here.origin.log.clear();
        await here.ask("alice", "GET", `${path}?${query}`);
        for (const got of here.reached()) assert.ok(!/_method/i.test(decodeURIComponent(got.path)), `${query} -> ${got.path}`);
      }
    }
  });

  test("T08 a `_method` of a body is a field that may not be written", async () => {
    const sent = [{ json: { _method: "DELETE" } }, { json: { total: 1, _method: "DELETE" } }, { body: "_method=DELETE", type: "application/x-www-form-urlencoded" }, { body: "total=1&_method=DELETE", type: "application/x-www-form-urlencoded" }];
    for (const options of sent) denied(await here.ask("alice", "PATCH", own, options), 403, JSON.stringify(options));
    assert.deepEqual(here.reached(), []);
  });

  test("T08 HEAD is decided as GET, asked as GET, and answered without a body", async () => {
    const [got, head] = [await here.ask("alice", "GET", own), await here.ask("alice", "HEAD", own)];
    assert.deepEqual(here.reached().map(({ method }) => method), ["GET", "GET"]);
    assert.equal(head.text, "");
    const without = (answer) => answer.headers.filter(([name]) => !["date", "content-length", "transfer-encoding"].includes(name));
    assert.deepEqual([head.status, without(head)], [200, without(got)]);
    for (const [who, path] of [["bob", own], [null, own], ["alice", "/nowhere"], [null, "/api/me"], [null, "/w/acme/x"]]) {
      const [got, head] = [await here.ask(who, "GET", path), await here.ask(who, "HEAD", path)];
      assert.deepEqual([head.status, head.text], [got.status, ""], path);
      neverStored(head, path);
    }
  });

  test("T08 HEAD tells no length of what is not shown", async () => {
    here.origin.rows[`GET ${own}`] = { ...row, internalNotes: "x".repeat(5000), stripeCustomerId: "cus" };
    for (const who of ["dave", "bob", null]) {
      const [got, head] = [await here.ask(who, "GET", own), await here.ask(who, "HEAD", own)];
      const length = head.header("content-length");
      assert.ok(length === null || Number(length) <= got.body.length, `${who} ${length}`);
    }
  });

  test("T08 OPTIONS leaks nothing and reaches nothing private", async () => {
    for (const path of [own, "/api/me", "/nowhere", `${list}/${invoices.globexOpen}`]) {
      for (const who of ["alice", null]) {
        const answer = await here.ask(who, "OPTIONS", path, { headers: { origin: "https://evil.example", "access-control-request-method": "DELETE", "access-control-request-headers": "authorization" } });
        assert.ok([403, 405].includes(answer.status), `${path} ${answer.status}`);
        denied(answer, answer.status, path);
        assert.equal(answer.header("allow"), null);
        assert.ok(!answer.headers.some(([name]) => name.startsWith("access-control-")));
      }
    }
    denied(await here.ask(null, "OPTIONS", "*"), 400);
    assert.deepEqual(here.reached(), []);
  });

  test("T08 TRACE and unknown methods get 405, whoever asks and wherever", async () => {
    for (const method of ["TRACE", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "PURGE", "QUERY", "SEARCH", "REPORT", "BIND", "LINK"]) {
      for (const path of [own, "/api/me", "/api/health", "/nowhere", "/w/acme/x", "/"]) {
        for (const who of ["alice", null]) {
          const answer = await here.ask(who, method, path, { headers: { "x-secret": "abc" } }).catch(() => ({ status: 501, text: "" }));
          // Methods that the host does not know it answers itself.
          assert.ok([405, 501].includes(answer.status), `${method} ${path} ${answer.status}`);
          if (answer.status === 405) denied(answer, 405, `${method} ${path}`);
          assert.ok(!answer.text.includes("abc"));
        }
      }
    }
    assert.deepEqual(here.reached(), []);
    denied(await here.ask("alice", "TRACE", own), 405);
    denied(await here.ask("alice", "PROPFIND", own), 405);
  });

  test("T08 CONNECT, made up and misspelt methods reach nothing", async () => {
    for (const method of ["CONNECT", "FOO", "get", "Get", "DELETEX", "GE", "PRI", "GET\t", "G\u00cbT"]) {
      for (const target of [own, "evil.example:443"]) {
        const answer = await here.ask("alice", method, target).catch(() => null);
        assert.ok(answer === null || answer.status >= 400, `${method} ${answer?.status}`);
      }
    }
    assert.deepEqual(here.reached(), []);
  });

  test("T08 a method that the route does not have is 405, and PUT too", async () => {
    for (const [method, path] of [["PUT", own], ["POST", own], ["DELETE", list], ["PATCH", list], ["PUT", list], ["DELETE", "/api/me"], ["POST", "/api/health"], ["DELETE", "/webhooks/stripe"]]) {
      const answer = await here.ask("alice", method, path, { json: {} });
      denied(answer, 405, `${method} ${path}`);
    }
    assert.deepEqual(here.reached(), []);
  });

  test("T08 a read with a body is refused", async () => {
    for (const method of ["GET", "HEAD"]) {
      for (const path of [own, "/w/acme/x", "/api/health"]) {
        const answer = await here.ask("alice", method, path, { body: '{"_method":"DELETE"}', type: "application/json" });
        assert.equal(answer.status, 400, `${method} ${path}`);
      }
    }
    assert.deepEqual(here.reached(), []);
  });
});

// An origin that takes every upgrade, and says so.
async function startSocketOrigin() {
  const keys = createKeys();
  const origin = { log: createLog(), url: "" };
  origin.tokens = createTokens(keys, () => `${origin.url}/auth/v1`);
  const sockets = new Set();
  const server = createServer((req, res) => {
    origin.log.record(req);
    if (req.url.endsWith("jwks.json")) return void res.end(JSON.stringify(keys.jwks()));
    res.writeHead(404).end();
  });
  server.on("upgrade", (req, socket) => {
    origin.log.record(req);
    sockets.add(socket.on("error", () => {}));
    const accept = createHash("sha1").update(`${req.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64"); // RFC 6455, section 1.3
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n\x81\x05Hello`, "latin1");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin.url = `http://127.0.0.1:${server.address().port}`;
  origin.close = () => new Promise((done) => (server.close(done), server.closeAllConnections(), sockets.forEach((socket) => socket.destroy())));
  return origin;
}

describe("T09", () => {
  let origin, gate;
  before(async () => {
    origin = await startSocketOrigin();
    gate = await gateTo(origin);
  });
  beforeEach(() => origin.log.clear());
  after(async () => {
    await gate.close();
    await origin.close();
  });
  const websocket = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" };
  const upgrade = (path, headers) =>
    new Promise((resolve) => {
      const { hostname, port, host } = gate.url;
      const lines = Object.entries({ host, ...websocket, ...headers }).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`);
      let said = "";
      const done = () => (socket.destroy(), resolve({ status: Number(said.split(" ")[1]), said }));
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`));
      socket.setTimeout(400, done).on("error", done).on("close", done);
      // An upgraded connection stays open: what it was told is enough.
      socket.on("data", (chunk) => (said += chunk.toString("latin1"), (said.includes("Hello") || /^HTTP\/1.1 [2-5]/.test(said)) && done()));
    });
  const upgrades = () => origin.log.entries.filter(({ headers }) => headers.upgrade);

  test("T09 an allowed upgrade becomes a WebSocket", async () => {
    const { status, said } = await upgrade("/api/live", origin.tokens.bearer("alice"));
    assert.equal(status, 101, said);
    assert.ok(said.includes("Hello"), "what the origin sends arrives");
    assert.deepEqual(upgrades().map(({ headers }) => [headers.upgrade, Boolean(headers["ownguard-proof"])]), [["websocket", true]]);
  });

  test("T09 without an allowed decision there is no 101", async () => {
    const { authorization } = origin.tokens.bearer("alice");
    const cases = [
      ["nobody", "/api/live", {}, 401], ["a bad token", "/api/live", { authorization: `${authorization}x` }, 401], ["an ended token", "/api/live", { authorization: origin.tokens.bearer("alice", { expired: true }).authorization }, 401],
      ["somebody suspended", "/api/live", { authorization: origin.tokens.bearer("mallory").authorization }, 403], ["an unlisted route", "/api/other", { authorization }, 403],
      ["a route with rows", "/api/me", { authorization }, null], ["a public route", "/api/health", {}, null], ["another spelling", "/api/live/", { authorization }, 403], ["a file", `/api/workspaces/${acme}/files/1/content`, { authorization }, null],
      ["another site with the cookie", "/api/live", { ...origin.tokens.cookie("alice"), origin: "https://evil.example" }, 403], ["the cookie and no site", "/api/live", origin.tokens.cookie("alice"), 403],
      ["a site beside it", "/api/live", { ...origin.tokens.cookie("alice"), "sec-fetch-site": "same-site" }, 403],
    ];
    for (const [what, path, headers, expected] of cases) {
      const { status, said } = await upgrade(path, headers);
      if (expected !== null) assert.equal(status, expected, `${what} ${said}`);
      assert.ok(status >= 400, `${what} ${said}`);
      assert.deepEqual(upgrades().map(({ path }) => path), [], what);
    }
    const own = await upgrade("/api/live", { ...origin.tokens.cookie("alice"), origin: `http://${gate.url.host}` });
    assert.equal(own.status, 101, own.said);
  });

  test("T09 no other upgrade goes on, nor two of them", async () => {
    const { authorization } = origin.tokens.bearer("alice");
    for (const [name, headers] of Object.entries({
      h2c: { upgrade: "h2c", connection: "Upgrade, HTTP2-Settings", "http2-settings": "AAMAAABkAAQAAP__" }, "h2c beside": { upgrade: "websocket, h2c", "http2-settings": "AAMAAABkAAQAAP__" },
      tls: { upgrade: "TLS/1.2" }, other: { upgrade: "foo" }, "a number behind": { upgrade: "websocket/13" }, "with spaces": { upgrade: "web socket" },
    })) {
      for (const path of ["/api/live", "/api/health", "/w/acme/x"]) {
        const { status, said } = await upgrade(path, { ...headers, authorization });
        assert.notEqual(status, 101, `${name} ${path} ${said}`);
        assert.deepEqual(origin.log.entries.filter(({ headers }) => headers.upgrade || headers["http2-settings"]).map(({ path, headers }) => [path, headers.upgrade]), [], `${name} ${path}`);
      }
    }
  });

  test("T09 an origin that upgrades unasked is not believed", async () => {
    const raw = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nsecret";
    for (const path of [own, "/api/me", "/api/live", "/w/acme/x", "/api/trpc/x"]) {
      here.origin.faults.clear();
      here.origin.faults.on({ path }, { raw });
      denied(await here.ask("alice", "GET", path), 502, path);
    }
  });
});
