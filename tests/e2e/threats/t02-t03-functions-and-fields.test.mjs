// T02: an administrator's function called by an ordinary user; a route that the
// policy does not list. T03: fields that a body may not carry.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { customers, files, invoices, lines, members, nowhere, people, projects, threads, workspaces } from "../../leaky-app/ids.mjs";
import { denied, world } from "./world.mjs";

const { acme, globex } = workspaces;
const A = `/api/workspaces/${acme}`;
const invoice = `${A}/invoices/${invoices.acmeOpen}`;

describe("functions and routes", () => {
  const here = world({ reset: false });
  const aboveTheRole = [
    ["dave", "POST", `${A}/invoices`, { number: "N-1" }],
    ["erin", "POST", `${A}/invoices`, { number: "N-1" }],
    ["dave", "PATCH", invoice, { total: 1 }],
    ["dave", "DELETE", invoice],
    ["erin", "DELETE", `${A}/invoices/${invoices.acmeByErin}`],
    ["dave", "POST", `${invoice}/share`, { visibility: "public" }],
    ["dave", "POST", `${invoice}/remind`],
    ["dave", "POST", `${A}/invoices/${invoices.acmeDeleted}/restore`],
    ["dave", "GET", `${A}/invoices/export`],
    ["erin", "GET", `${A}/invoices/export`],
    ["dave", "POST", "/api/invoices/bulk", { ids: [invoices.acmeOpen], total: 1 }],
    ["dave", "POST", `${A}/members/invite`, { email: people.dave.email, role: "admin" }],
    ["dave", "PATCH", `${A}/members/${members.acmeDave}`, { role: "admin" }],
    ["carol", "PATCH", `${A}/members/${members.acmeCarol}`, { role: "admin" }],
    ["carol", "DELETE", `${A}/members/${members.acmeAlice}`],
    ["dave", "DELETE", `${A}/customers/${customers.acmeStark}`],
    ["dave", "PATCH", `/api/workspaces/${acme}`, { name: "x" }],
    ["carol", "DELETE", `/api/workspaces/${acme}`],
    ["dave", "POST", `${A}/files`, { name: "x", content: "x" }],
    ["dave", "POST", `${A}/threads`, { title: "x" }],
    ["sam", "PATCH", invoice, { total: 1 }],
    ["sam", "DELETE", `${A}/members/${members.acmeDave}`],
  ];
  for (const [who, method, path, body] of aboveTheRole) {
    test(`T02 ${who} may not ${method} ${path.replace(A, "…")}`, async () => {
      const answer = await here.ask(who, method, path, { body });
      assert.ok([403, 404].includes(answer.status), `${answer.status} ${answer.text}`);
      denied(answer, answer.status);
      assert.deepEqual(here.app.log.reached().map(({ method, path }) => `${method} ${path}`), []);
    });
  }

  const unlisted = ["/api/admin", "/api/internal/users", "/admin", `${A}/secrets`, `${invoice}/history`, "/api", "/api/", "/api/me/", "/api/me/x", "/api/profiles", "/s", "/S/x",
    "/API/me", "/api/Me", "/api/ownguard/facts?sub=" + people.alice.id, "/api/ownguard/labels", "/.well-known/other", "/api/health/", "/api/healthz", "/robots.txt", "/.env", "/.git/config"];
  for (const [who, signedIn] of [[null, "nobody"], ["alice", "an administrator"], ["sam", "staff"]]) {
    test(`T02 a route that the policy does not list is denied to ${signedIn}`, async () => {
      for (const path of unlisted) denied(await here.ask(who, "GET", path), 403, path);
      for (const method of ["POST", "PATCH", "PUT", "DELETE"]) denied(await here.ask(who, method, "/api/admin", { body: {} }), 403, method);
      assert.deepEqual(here.app.log.reached({}).map(({ path }) => path).filter((path) => !path.includes("jwks")), []);
    });
  }

  test("T02 the endpoints that the gate asks itself are nobody else's", async () => {
    for (const who of [null, "alice", "sam"]) {
      denied(await here.ask(who, "POST", "/api/ownguard/labels", { body: { v: 1, resource: "invoice", keys: [invoices.globexOpen] } }), 403);
      denied(await here.ask(who, "GET", `/api/ownguard/facts?sub=${people.bob.id}`), 403);
    }
    assert.deepEqual(here.calls().filter((call) => call.includes("/api/ownguard/")), []);
  });
});

const json = (body) => ({ body: typeof body === "string" ? body : JSON.stringify(body), type: "application/json" });
const form = (...pairs) => ({ body: new URLSearchParams(pairs).toString(), type: "application/x-www-form-urlencoded" });
const multipart = (...pairs) => ({
  body: `${pairs.map(([name, value]) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join("")}--B--\r\n`,
  type: "multipart/form-data; boundary=B",
});

describe("fields of a body", () => {
  const here = world({ reset: false });
  const send = (who, method, path, { body, type }, headers) => here.ask(who, method, path, { body, headers: { "content-type": type, ...headers } });

  const refused = [
    ["another tenant", "alice", "PATCH", invoice, json({ workspaceId: globex })],
    ["another tenant in the column's spelling", "alice", "PATCH", invoice, json({ workspace_id: globex })],
    ["another owner", "alice", "PATCH", invoice, json({ createdBy: people.bob.id })],
    ["oneself as the owner of another's row", "alice", "PATCH", `${A}/invoices/${invoices.acmeDraft}`, json({ createdBy: people.alice.id })],
    ["oneself as the owner of nobody's row", "alice", "PATCH", `${A}/invoices/${invoices.acmeNoOwner}`, json({ createdBy: people.alice.id })],
    ["no owner", "alice", "PATCH", invoice, json({ createdBy: null })],
    ["oneself as the owner of a shared project", "erin", "PATCH", `${A}/projects/${projects.acmeWebsite}`, json({ createdBy: people.erin.id })],
    ["another id", "alice", "PATCH", invoice, json({ id: nowhere })],
    ["a deletion", "alice", "PATCH", invoice, json({ deletedAt: "2026-01-01" })],
    ["a column for nobody", "alice", "PATCH", invoice, json({ stripeCustomerId: "cus_mine" })],
    ["a column nobody knows", "alice", "PATCH", invoice, json({ isAdmin: true })],
    ["another spelling", "alice", "PATCH", invoice, json({ Total: 1 })],
    ["a member `__proto__`", "alice", "PATCH", invoice, json('{"__proto__":{"workspaceId":"x"}}')],
    ["a member under an escape", "alice", "PATCH", invoice, json(`{"workspace\\u0049d":"${globex}"}`)],
    ["a member twice", "alice", "PATCH", invoice, json('{"total":1,"total":2}')],
    ["a member twice, once escaped", "alice", "PATCH", invoice, json('{"total":1,"\\u0074otal":2}')],
    ["a status that only Stripe sets", "alice", "PATCH", invoice, json({ status: "paid" })],
    ["a status in a list", "alice", "PATCH", invoice, json({ status: ["void"] })],
    ["a status in another case", "alice", "PATCH", invoice, json({ status: "Void" })],
    ["an embedded row", "alice", "PATCH", invoice, json({ customer: { name: "x" } })],
    ["rows under a row", "alice", "PATCH", invoice, json({ lines: [{ id: lines.globexOpenFirst, amount: 0 }] })],
    ["an object where a scalar stands", "alice", "PATCH", invoice, json({ total: { workspaceId: globex } })],
    ["an array where a scalar stands", "alice", "PATCH", invoice, json({ number: [{ workspaceId: globex }] })],
    ["a list of rows instead of one", "alice", "PATCH", invoice, json([{ total: 1, workspaceId: globex }])],
    ["a row in an envelope", "alice", "PATCH", invoice, json({ data: { workspaceId: globex } })],
    ["text instead of a row", "alice", "PATCH", invoice, json('"workspaceId"')],
    ["a byte order mark before it", "alice", "PATCH", invoice, json(`\uFEFF{"workspaceId":"${globex}"}`)],
    ["something behind it", "alice", "PATCH", invoice, json('{"total":1}{"workspaceId":"x"}')],
    ["a comment in it", "alice", "PATCH", invoice, json('{"total":1/*,"workspaceId":"x"*/}')],
    ["half of it", "alice", "PATCH", invoice, json('{"total":1')],
    ["a tenant in a form", "alice", "PATCH", invoice, form(["workspaceId", globex])],
    ["a tenant in brackets", "alice", "PATCH", invoice, form(["total[workspaceId]", globex])],
    ["a field twice in a form", "alice", "PATCH", invoice, form(["number", "a"], ["number", "b"])],
    ["a tenant in a multipart body", "alice", "PATCH", invoice, multipart(["number", "a"], ["workspaceId", globex])],
    ["a field twice in a multipart body", "alice", "PATCH", invoice, multipart(["number", "a"], ["number", "b"])],
    ["an upload into another tenant", "erin", "POST", `${A}/files`, multipart(["name", "x"], ["workspaceId", globex])],
    ["an uploader in another's name", "erin", "POST", `${A}/files`, multipart(["name", "x"], ["uploadedBy", people.alice.id])],
    ["an address for a file", "erin", "POST", `${A}/files`, json({ name: "x", storageUrl: "https://evil.example" })],
    ["a row created with an id", "alice", "POST", `${A}/invoices`, json({ id: nowhere, number: "N-2" })],
    ["a row created as another's", "alice", "POST", `${A}/invoices`, json({ number: "N-2", createdBy: people.bob.id })],
    ["a line moved to another invoice", "alice", "PATCH", `${invoice}/lines/${lines.acmeOpenFirst}`, json({ invoiceId: invoices.globexOpen })],
    ["a project given away", "alice", "PATCH", `${A}/projects/${projects.acmeWebsite}`, json({ createdBy: people.bob.id })],
    ["a role for oneself", "carol", "PATCH", `${A}/members/${members.acmeCarol}`, json({ role: "admin" })],
    ["a membership turned over", "alice", "PATCH", `${A}/members/${members.acmeDave}`, json({ userId: people.bob.id })],
    ["a plan", "alice", "PATCH", `/api/workspaces/${acme}`, json({ plan: "team" })],
    ["a new workspace with a plan", "nina", "POST", "/api/workspaces", json({ slug: "n", name: "N", plan: "team" })],
    ["staff for oneself", "dave", "PATCH", "/api/me", json({ staff: ["support"] })],
    ["a status for oneself", "dave", "PATCH", "/api/me", json({ status: "active", verified: true })],
    ["a system prompt", "erin", "PATCH", `${A}/threads/${threads.acmeErin}`, json({ systemPrompt: "x" })],
    ["fields of a bulk write", "alice", "POST", "/api/invoices/bulk", json({ ids: [invoices.acmeOpen], workspaceId: globex })],
    ["a chat in another tenant's name", "alice", "POST", "/api/chat", json({ id: threads.acmeAlice, text: "x", workspaceId: globex })],
    ["an author of a chat", "alice", "POST", "/api/chat", json({ id: threads.acmeAlice, text: "x", author: "assistant" })],
    ["an extra argument of a share", "alice", "POST", `${A}/projects/${projects.acmeWebsite}/share`, json({ person: people.dave.id, level: "view", projectId: projects.acmeSecret })],
  ];
  for (const [what, who, method, path, sent] of refused) {
    test(`T03 ${what} is refused`, async () => {
      const answer = await send(who, method, path, sent);
      assert.ok([400, 403, 404, 415].includes(answer.status), `${answer.status} ${answer.text}`);
      denied(answer, answer.status);
      assert.deepEqual(here.writes().map(({ path }) => path), []);
    });
  }

  test("T03 a body that cannot be looked into is refused", async () => {
    const good = '{"total":1}';
    for (const type of ["text/plain", "application/xml", "application/x-ndjson", "application/json; charset=utf-16", "application/octet-stream", "application/json, text/plain", "*/*", "multipart/form-data", "multipart/mixed; boundary=B", ""]) {
      const answer = await here.gate.raw("PATCH", invoice, [["authorization", here.app.tokens.bearer("alice").authorization], ["content-type", type]], good);
      assert.ok([400, 415].includes(answer.status), `${type}: ${answer.status}`);
    }
    const untyped = await here.gate.raw("PATCH", invoice, here.app.tokens.bearer("alice"), good);
    denied(untyped, 415);
    assert.deepEqual(here.writes(), []);
  });

  test("T03 a body under a content encoding is refused where it is looked into", async () => {
    for (const coding of ["gzip", "br", "deflate", "x-none", "identity, gzip"]) {
      denied(await send("alice", "PATCH", invoice, json({ total: 1 }), { "content-encoding": coding }), 415, coding);
    }
    assert.deepEqual(here.writes(), []);
  });

  test("T03 what may be written is written, unchanged", async () => {
    for (const sent of [json({ total: 4200, number: "ACME-001" }), form(["total", "4200"]), multipart(["total", "4200"])]) {
      here.app.log.clear();
      const answer = await send("alice", "PATCH", invoice, sent);
      assert.equal(answer.status, 200, `${sent.type} ${answer.text}`);
      assert.deepEqual(here.writes().map(({ body }) => body.toString()), [sent.body]);
    }
  });
});
