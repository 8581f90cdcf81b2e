// T29: second addresses of a page, as frameworks make them, are the same policy entry or are denied. T30: framing and
// hop-by-hop fields of a client never go on.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { beforeEach, test } from "node:test";
import { invoices, people, workspaces } from "../../leaky-app/ids.mjs";
import { overStub } from "./gated.mjs";

const { acme } = workspaces;
const here = overStub();
const secret = "Wayne pays late";
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;

// Whatever is asked, this origin answers it with private data that anybody may store.
beforeEach(() => {
  here.origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
  const answer = { headers: { "content-type": "text/x-component", "cache-control": "s-maxage=31536000" }, body: secret };
  here.origin.faults.on({ path: /^\/(?!\.well-known|auth|api\/ownguard|api\/workspaces|api\/me$)/ }, { answer });
});

const aliases = [
  "/w/acme", "/w/acme.rsc", "/w/acme/invoices", "/w/acme/invoices.rsc", "/w/acme/invoices.txt", "/w/acme/invoices.json", "/w/acme/invoices.segments/_tree.segment.rsc",
  "/w/acme/invoices?_rsc=1a2b3", "/w/acme/invoices.prefetch.rsc", "/_next/data/b1/w/acme/invoices.json", "/_next/data/development/w/acme/invoices.json?slug=acme",
  "/_next/data/b1/w/acme.json", "/_next/data/b1/en/w/acme/invoices.json", "/en/w/acme/invoices", "/de-DE/w/acme", "/w/acme/", "/w/acme/invoices/", "/w//acme",
  "/W/acme/invoices", "/w/ACME/invoices", "/W/ACME", "/index.rsc", "/w/acme/invoices/index", "/w/acme/invoices/opengraph-image", "/w/acme/invoices/(.)modal",
  "/_next/image?url=%2Fw%2Facme%2Finvoices&w=640&q=75", "/_next/postponed/resume/w/acme", "/api/me.json", "/api/me.rsc", "/api/me/", "/API/me", "/api/ME", "/en/api/me",
  "/api/me/x.css", "/api/me%2Ejson", "/api/workspaces", "/api/trpc/invoice.byId", "/api/trpc/invoice.byId,invoice.byId?batch=1", "/s/", "/s",
];
for (const path of aliases) {
  test(`T29 ${path} gives nobody private data`, async () => {
    for (const method of ["GET", "HEAD", "POST"]) {
      for (const headers of [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }, { "x-nextjs-data": "1" }, { "next-action": "abc" }, { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" }, { "x-middleware-prefetch": "1", purpose: "prefetch" }]) {
        here.origin.log.clear();
        const answer = await here.ask(null, method, path, { headers });
        assert.ok(answer.status >= 400, `${method} ${answer.status}`);
        assert.doesNotMatch(answer.text, /Wayne/);
        assert.equal(answer.header("cache-control"), "private, no-store, max-age=0");
        assert.deepEqual(here.reached(), []);
      }
    }
  });
}

test("T29 a page's second addresses want the same session, and are never stored", async () => {
  for (const path of ["/w/acme/invoices", "/w/acme/invoices.rsc", "/w/acme/invoices?_rsc=1", "/_next/data/b1/w/acme/invoices.json"]) {
    const answer = await here.ask("alice", "GET", path, { headers: { rsc: "1" } });
    assert.equal(answer.status, 200, path);
    assert.equal(answer.header("cache-control"), "private, no-store, max-age=0", path);
    assert.equal(answer.header("vary"), "*");
    assert.equal((await answer.event()).reason, undefined);
  }
});

test("T29 an alias that no route names is denied with a session too, and told as unlisted", async () => {
  for (const path of ["/en/w/acme/invoices", "/W/acme", "/api/me/x.css", "/api/me/", "/API/me", "/_next/image?url=%2Fapi%2Fme", "/api/me.json"]) {
    const answer = await here.ask("alice", "GET", path);
    assert.equal(answer.status, 403, path);
    assert.equal((await answer.event()).reason, "not_listed", path);
  }
});

test("T29 static files are public, and nothing behind them is a page", async () => {
  for (const path of ["/_next/static/../../w/acme", "/_next/static/%2e%2e/%2e%2e/w/acme", "/_next/static/..%2f..%2fw/acme", "/_next/static/a;/../w/acme", "/_next/static//w/acme", "/_next/static/..\\w\\acme"]) {
    here.origin.log.clear();
    const answer = await here.ask(null, "GET", path);
    assert.equal(answer.status, 400, path);
    assert.deepEqual(here.reached(), []);
  }
});

/** Writes bytes as they are, and gives back all that came until the other side closed. */
function wire(text, wait = 1500) {
  const { hostname, port } = here.gate.url;
  return new Promise((resolve) => {
    let said = "";
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text));
    const timer = setTimeout(() => socket.destroy(), wait);
    socket.on("data", (chunk) => (said += chunk.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => (clearTimeout(timer), resolve(said)));
  });
}

test("T30 hop-by-hop fields and what `Connection` lists do not reach the origin", async () => {
  here.origin.rows[`GET ${own}`] = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, visibility: "private", deletedAt: null };
  const fields = {
    connection: "close, x-secret, x-other", "x-secret": "1", "X-Other": "2", "keep-alive": "timeout=5", "proxy-connection": "keep-alive", "proxy-authorization": "Basic x",
    "proxy-authenticate": "Basic", te: "trailers", trailer: "x-late", upgrade: "h2c", "http2-settings": "AAMAAABkAAQAAP__", "x-kept": "3",
    "keep_alive": "x", "proxy_connection": "x", "x_forwarded_host": "evil", "x-forwarded-host": "evil.example", forwarded: "host=evil",
  };
  const answer = await here.ask("alice", "GET", own, { headers: fields });
  assert.equal(answer.status, 200, JSON.stringify(await answer.event()));
  const [{ headers }] = here.reached();
  assert.equal(headers["x-kept"], "3");
  for (const name of Object.keys(fields).map((name) => name.toLowerCase())) {
    if (["x-kept", "connection", "x-forwarded-host"].includes(name)) continue;
    assert.equal(headers[name], undefined, name);
  }
  assert.doesNotMatch(headers.connection ?? "", /secret|other|upgrade/i);
  assert.equal(headers["x-forwarded-host"], here.gate.url.host, "the gate's own word");
  for (const [name, value] of [["transfer_encoding", "chunked"], ["content_length", "5"], ["Content.Length", "5"]]) {
    here.origin.log.clear();
    assert.equal((await here.ask("alice", "PATCH", own, { json: { total: 1 }, headers: { [name]: value } })).status, 400, name);
    assert.deepEqual(here.reached(), []);
  }
});

test("T30 `Connection` cannot take away a field that decides", async () => {
  for (const name of ["authorization", "cookie", "host", "content-type", "origin", "sec-fetch-site", "Authorization", "x-a, cookie"]) {
    const answer = await here.ask("alice", "PATCH", own, { json: { total: 1 }, headers: { connection: `close, ${name}` } });
    assert.equal(answer.status, 400, name);
    assert.deepEqual(here.reached(), []);
  }
  await here.ask("alice", "GET", "/w/acme", { headers: { connection: "close, ownguard-proof, x-forwarded-host" } });
  const [{ headers }] = here.reached();
  assert.ok(headers["ownguard-proof"] && headers["x-forwarded-host"], "the gate's own are added after");
});

test("T30 a body with two lengths, or two ends, is no two requests", async () => {
  const auth = `Host: x\r\nAuthorization: Bearer ${here.origin.tokens.tokenFor("alice")}\r\nContent-Type: application/json\r\n`;
  const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  const heads = {
    "length and chunks": `Content-Length: ${smuggled.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "chunks and length": `Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
    "two lengths": `Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    "a list of lengths": `Content-Length: 0, ${smuggled.length}\r\n\r\n${smuggled}`,
    "a length with a sign": `Content-Length: +0\r\n\r\n${smuggled}`,
    "a length below zero": `Content-Length: -1\r\n\r\n${smuggled}`,
    "chunks in another spelling": `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "chunks and more": `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`,
    "chunks behind a tab": `Transfer-Encoding:\tchunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n${smuggled}`,
    "a space before the colon": `Content-Length : ${smuggled.length}\r\n\r\n${smuggled}`,
    "a folded field": `X-A: b\r\n Content-Length: 5\r\n\r\n${smuggled}`,
  };
  for (const [name, head] of Object.entries(heads)) {
    here.origin.log.clear();
    await wire(`PATCH ${own} HTTP/1.1\r\n${auth}${head}`, 400);
    for (const { method, headers } of here.reached()) {
      assert.ok(!(headers["content-length"] && headers["transfer-encoding"]), `${name}: the origin got both`);
      assert.notEqual(method, "TRACE");
    }
    // A request behind the first one is its own request, and goes through the gate like any other: `/smuggled` is unlisted.
    assert.ok(!here.reached().some(({ path }) => path === "/smuggled"), name);
    assert.ok(!here.reached().some(({ body }) => body.includes("smuggled")), name);
  }
});

test("T30 a body by chunks reaches the origin with one framing, and with its bytes", async () => {
  const body = '{"total":5}';
  here.origin.rows[`PATCH ${own}`] = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, visibility: "private", deletedAt: null };
  const chunked = `${body.length.toString(16)};a=b\r\n${body}\r\n0\r\nX-Late: 1\r\nAuthorization: Bearer x\r\n\r\n`;
  const answer = await here.ask("alice", "PATCH", own, { body: chunked, type: "application/json", headers: { "transfer-encoding": "chunked" } });
  assert.equal(answer.status, 200, JSON.stringify(await answer.event()));
  const [{ headers, body: got }] = here.reached();
  assert.equal(got.toString(), body);
  assert.equal(headers["x-late"], undefined);
  assert.ok(!(headers["content-length"] && headers["transfer-encoding"]));
});

test("T30 hop-by-hop fields of the origin do not reach the client", async () => {
  const headers = { connection: "x-inner", "x-inner": "1", "keep-alive": "timeout=9", "proxy-authenticate": "Basic", trailer: "x", upgrade: "h2c", "x-ownguard-user": "x", "ownguard-proof": "x" };
  here.origin.faults.clear();
  here.origin.rows["GET /w/acme"] = { headers: { "content-type": "text/html", ...headers }, body: "x" };
  const answer = await here.ask("alice", "GET", "/w/acme");
  assert.equal(answer.status, 200);
  for (const name of ["x-inner", "keep-alive", "proxy-authenticate", "trailer", "upgrade", "x-ownguard-user", "ownguard-proof"]) assert.equal(answer.header(name), null, name);
});
