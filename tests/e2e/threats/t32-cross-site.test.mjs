// T32: another site lets a browser send a request with the session's cookie. What changes something, or opens a
// channel, needs a word of the browser that it comes from the site itself (SEMANTICS 28).
import assert from "node:assert/strict";
import { test } from "node:test";
import { invoices, people, workspaces } from "../../leaky-app/ids.mjs";
import { form, model, multipart, overStub } from "./gated.mjs";

const { acme } = workspaces;
const here = overStub({ text: model.replace('"GET /api/live"                   = "app"', '"* /api/live"                     = "app"') });
const listed = "https://app.example.com"; // in the model's `wire.origins`
const own = () => here.gate.url.origin;
const path = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const row = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, number: "ACME-001", visibility: "private", deletedAt: null };

function ready() {
  here.origin.reset();
  here.origin.labels.invoice = { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } };
  for (const method of ["GET", "PATCH", "POST", "DELETE"]) here.origin.rows[`${method} ${path}`] = row;
  for (const method of ["GET", "POST"]) here.origin.rows[`${method} /api/live`] = { ok: true };
  here.origin.rows["POST /w/acme/x"] = { ok: true };
}
const cookie = () => ["cookie", here.origin.tokens.cookie("alice").cookie];
const send = (method, at, headers, options = {}) => here.ask(null, method, at, { ...options, headers: [cookie(), ...headers] });

async function refused(answer, what) {
  assert.equal(answer.status, 403, what);
  assert.equal((await answer.event()).reason, "cross_site", what);
  assert.deepEqual(here.reached(), [], what);
}

const strangers = {
  nothing: [],
  "another origin": [["origin", "https://evil.example"]],
  "an origin of null": [["origin", "null"]],
  "an empty origin": [["origin", ""]],
  "another site": [["sec-fetch-site", "cross-site"]],
  "a sibling of the site": [["sec-fetch-site", "same-site"]],
  "an address typed in": [["sec-fetch-site", "none"]],
  "same-origin in another case": [["sec-fetch-site", "Same-Origin"]],
  "same-origin with more behind it": [["sec-fetch-site", "same-origin, cross-site"]],
  "two sites": [["sec-fetch-site", "same-origin"], ["sec-fetch-site", "cross-site"]],
  "two origins": [["origin", listed], ["origin", "https://evil.example"]],
  "an underscore for a hyphen": [["sec_fetch_site", "same-origin"]],
  "the origin as a prefix": [["origin", `${listed}.evil.example`]],
  "the origin as a suffix": [["origin", "https://evil-app.example.com"]],
  "the origin over http": [["origin", "http://app.example.com"]],
  "the origin on another port": [["origin", `${listed}:8443`]],
  "the origin with a slash": [["origin", `${listed}/`]],
  "the origin in upper case": [["origin", "https://APP.example.com"]],
  "the origin with a user": [["origin", "https://app.example.com@evil.example"]],
  "the own host over https": [["origin", "https://127.0.0.1"]],
  "a referer alone": [["referer", `${listed}/form`]],
  "what scripts send": [["x-requested-with", "XMLHttpRequest"]],
};

for (const [name, headers] of Object.entries(strangers)) {
  test(`T32 a write by cookie with ${name} is refused`, async () => {
    const bodies = { json: { json: { total: 5 } }, form: form([["total", "5"]]), multipart: multipart([["total", "5"]]), text: { type: "text/plain", body: '{"total":5}' } };
    for (const [kind, body] of Object.entries(bodies)) {
      ready();
      const answer = await send("PATCH", path, headers, body);
      if (headers.length > 1 || headers[0]?.[1] === "") {
        assert.ok([400, 403].includes(answer.status), `${kind} ${answer.status}`);
        assert.deepEqual(here.reached(), []);
      } else await refused(answer, kind);
    }
    ready();
    const without = await send("DELETE", path, headers);
    assert.ok([400, 403].includes(without.status));
    assert.deepEqual(here.reached(), []);
  });
}

test("T32 pages and routes of the app are held to it as well", async () => {
  for (const at of ["/w/acme/x", "/api/live", "/api/trpc/x"]) {
    ready();
    await refused(await send("POST", at, [["origin", "https://evil.example"]], { json: {} }), at);
  }
});

test("T32 the site itself and listed origins may write", async () => {
  for (const headers of [[["sec-fetch-site", "same-origin"]], [["origin", own()]], [["origin", listed]], [["origin", listed], ["sec-fetch-site", "cross-site"]]]) {
    ready();
    const answer = await send("PATCH", path, headers, { json: { total: 5 } });
    assert.equal(answer.status, 200, JSON.stringify([headers, await answer.event()]));
  }
});

test("T32 a cookie that is split in chunks, or beside others, is a cookie", async () => {
  const long = here.origin.tokens.cookie("alice", { claims: { padding: "x".repeat(4000) } }).cookie;
  assert.match(long, /\.1=/);
  for (const value of [long, `a=b; ${cookie()[1]}; c=d`]) {
    ready();
    const headers = [["cookie", value], ["origin", "https://evil.example"]];
    await refused(await here.ask(null, "PATCH", path, { json: { total: 5 }, headers }), value.slice(0, 20));
  }
  ready();
  const [name, value] = cookie()[1].split("=");
  const two = [["cookie", "a=b"], ["cookie", `${name}=${value}`], ["origin", "https://evil.example"]];
  const answer = await here.ask(null, "PATCH", path, { json: { total: 5 }, headers: two });
  assert.ok([400, 401, 403].includes(answer.status), String(answer.status)); // joined with a comma, it is no cookie of ours
  assert.deepEqual(here.reached(), []);
});

test("T32 reads by cookie pass, and tell no other site", async () => {
  for (const method of ["GET", "HEAD"]) {
    ready();
    here.origin.rows[`GET ${path}`] = here.origin.rows[`HEAD ${path}`] = row;
    const answer = await send(method, path, [["origin", "https://evil.example"], ["sec-fetch-site", "cross-site"]]);
    assert.equal(answer.status, 200);
    assert.equal(answer.header("access-control-allow-origin"), null);
  }
});

test("T32 an upgrade by cookie from elsewhere is refused, whatever it asks for", async () => {
  const upgrade = [["connection", "upgrade, close"], ["upgrade", "websocket"], ["sec-websocket-version", "13"], ["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="]];
  for (const headers of [[], [["origin", "https://evil.example"]], [["sec-fetch-site", "same-site"]]]) {
    ready();
    const answer = await send("GET", "/api/live", [...upgrade, ...headers]);
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.deepEqual(here.reached(), []);
  }
});

test("T32 a token in `Authorization` needs no such word", async () => {
  ready();
  const answer = await here.ask("alice", "PATCH", path, { json: { total: 5 }, headers: [["origin", "https://evil.example"]] });
  assert.equal(answer.status, 200);
});

test("T32 a bad token in `Authorization` does not turn the cookie into a token", async () => {
  for (const token of ["a.b.c", "", here.origin.forged.expired("alice")]) {
    ready();
    const answer = await send("PATCH", path, [["authorization", `Bearer ${token}`], ["origin", "https://evil.example"]], { json: { total: 5 } });
    assert.ok([400, 401, 403].includes(answer.status), String(answer.status));
    assert.deepEqual(here.reached(), []);
  }
  ready();
  const basic = await send("PATCH", path, [["authorization", "Basic YTpi"], ["origin", "https://evil.example"]], { json: { total: 5 } });
  await refused(basic, "another scheme");
});

test("T32 no preflight is answered for another site", async () => {
  ready();
  const answer = await send("OPTIONS", path, [["origin", "https://evil.example"], ["access-control-request-method", "PATCH"]]);
  assert.ok(answer.status >= 400, String(answer.status));
  assert.equal(answer.header("access-control-allow-origin"), null);
  assert.equal(answer.header("access-control-allow-credentials"), null);
});
