// T27: what a log may say. One line of ASCII JSON a decision, whatever a client or an origin sends; no token, secret,
// e-mail address or body in it.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { invoices, people, threads, workspaces } from "../../leaky-app/ids.mjs";
import { mintLink } from "../../leaky-app/proof.mjs";
import { host } from "../gate.mjs";
import { bindings, form, multipart, overStub, secrets } from "./gated.mjs";

const { acme } = workspaces;
const here = overStub();
const own = `/api/workspaces/${acme}/invoices/${invoices.acmeOpen}`;
const mail = "victim.person@mail.example";
const pin = "hunter2-correct-horse";
const nasty = `\u0000\u0007\u001b[31m\r\n{"event":"decision","outcome":"permit"}\u2028\u2029\u202e\u2066\u200b\u{e0041}\u{1f600}"\\`;
const raw = (text) => Buffer.from(text).toString("latin1"); // header bytes as they are on the wire

let seen = 0;
const tokens = new Set();
beforeEach(() => {
  const row = { id: invoices.acmeOpen, workspaceId: acme, createdBy: people.alice.id, number: `${mail} ${pin}`, visibility: "private", deletedAt: null };
  here.origin.rows = { [`GET ${own}`]: row, [`PATCH ${own}`]: row, "GET /api/me": { id: people.alice.id, email: mail, name: pin } };
  here.origin.labels = { invoice: { [invoices.acmeOpen]: { tenant: acme, owner: people.alice.id, visibility: "private", deleted: false, when: { status: "open" } } }, thread: {} };
});

/** Sends, and gives the lines that the gate wrote about it. Each is held to the rules that hold for every line. */
async function logged(who, method, path, options = {}) {
  const from = here.gate.logs.length;
  const token = options.token ?? (who && here.origin.tokens.tokenFor(who));
  if (token) tokens.add(token);
  const answer = await here.ask(who, method, path, { ...options, token }).catch(() => null); // some are no HTTP at all
  // The server itself refuses what is no HTTP; then nothing is decided.
  if (answer) await Promise.race([answer.event().catch(() => {}), sleep(300)]);
  const lines = here.gate.logs.slice(from);
  for (const { text } of lines) check(text);
  seen += lines.length;
  return lines;
}

function check(text) {
  assert.match(text, /^[ -~]+$/, "one line of printable ASCII");
  const event = JSON.parse(text);
  // In Node the host tells too what it refuses before the gate sees it.
  assert.ok(["decision", ...(host === "node" ? ["refused"] : [])].includes(event.event), event.event);
  for (const word of [mail, "victim", "mail.example", pin, ...Object.values(people).map(({ email }) => email).filter(Boolean)]) {
    assert.ok(!text.includes(word), `${word} in ${text}`);
  }
  for (const token of tokens) {
    const [, claims, signature] = token.split(".");
    for (const part of [claims, signature]) assert.ok(!part || part.length < 20 || !text.includes(part.slice(0, 40)), "a token");
  }
  for (const secret of [...Object.values(bindings), ...Object.values(secrets).map((bytes) => bytes.toString("base64url").slice(0, 12))]) assert.ok(!text.includes(secret));
  assert.doesNotMatch(text, /eyJ[\w-]{20}|Bearer|authorization|v1\.k1\./i);
}

test("T27 a decision is one line, with the members that it is known by", async () => {
  const [line, ...more] = await logged("alice", "GET", own);
  assert.equal(more.length, 0);
  assert.equal(line.event.outcome, "permit");
  assert.equal(line.event.principal, `person:${people.alice.id}`);
  assert.equal(line.event.route.includes(invoices.acmeOpen), false, "the pattern, not the path");
});

const inputs = { "an e-mail address": mail, "a secret": pin, "what no log may hold": nasty, "an address by escapes": "victim%40mail.example", "a long text": `${"x".repeat(70)}${mail}` };
for (const [name, text] of Object.entries(inputs)) {
  const encoded = encodeURIComponent(text);
  test(`T27 ${name} in a path, query or fragment`, async () => {
    for (const path of [`/${encoded}`, `/api/${encoded}/x`, `/api/workspaces/${encoded}/invoices`, `/api/workspaces/${acme}/invoices/${encoded}`, `${own}?${encoded}=1`, `${own}?q=${encoded}`, `${own}?userId=${encoded}`, `${own}?workspaceId=${encoded}`, `/s/${encoded}`, `/w/${encoded}`, `/w/acme/${encoded}`, `/_next/data/${encoded}/w/acme/x`, `/auth/v1/${encoded}`, `/api/trpc/${encoded}`, `${own}#${encoded}`]) {
      for (const who of ["alice", null]) for (const method of ["GET", "DELETE"]) await logged(who, method, path);
    }
  });

  test(`T27 ${name} in header fields`, async () => {
    const value = raw(text.replace(/[\u0000\r\n]/g, ""));
    for (const header of ["user-agent", "referer", "origin", "cookie", "x-user-id", "x-workspace-id", "x-request-id", "accept-language", "content-type", "x-forwarded-for", "traceparent", "if-match", "sec-fetch-site", "host"]) {
      await logged("alice", "GET", own, { headers: [[header, value]] });
      await logged("alice", "PATCH", own, { json: { total: 1 }, headers: [[header, value]] });
    }
    for (const value of [`Bearer ${raw(text)}`, raw(text), `Basic ${Buffer.from(`${mail}:${pin}`).toString("base64")}`]) {
      await logged(null, "GET", own, { headers: [["authorization", value.replace(/[\u0000\r\n]/g, "")]] });
    }
    await logged("alice", "GET", own, { headers: [[text.replace(/[^\w-]/g, "-").slice(0, 60), "1"]] });
  });

  test(`T27 ${name} in a body`, async () => {
    const values = [{ total: text }, { number: text }, { projectId: text }, { status: text }, { workspaceId: text }, { userId: text }, { lines: [text] }, { metadata: { [text]: text } }];
    for (const json of values) {
      const [[field, value]] = Object.entries(json);
      const pairs = [[field.replaceAll(/["\r\n]/g, ""), String(value)]];
      for (const body of [{ json }, form(pairs), multipart(pairs), { body: JSON.stringify(json).slice(0, -1), type: "application/json" }, { body: text, type: "application/json" }, { body: text, type: "text/plain" }]) {
        await logged("alice", "PATCH", own, body);
      }
    }
    await logged("alice", "POST", "/api/chat", { json: { id: text, text } });
    await logged("alice", "POST", "/api/chat", { json: { id: threads.acmeAlice, text } });
    await logged("alice", "POST", "/api/invoices/bulk", { json: { ids: [text], total: 1 } });
    await logged("alice", "POST", `/api/workspaces/${acme}/members/invite`, { json: { email: mail, role: text } });
  });

  test(`T27 ${name} in an answer of the origin`, async () => {
    const bodies = [{ id: invoices.acmeOpen, workspaceId: acme, createdBy: text, number: text }, { id: text, workspaceId: acme }, { id: invoices.acmeOpen, workspaceId: text }, { [text]: text }, [text], text];
    for (const body of bodies) {
      for (const type of ["application/json", "text/plain", raw(text.replace(/[\u0000-\u001f]/g, ""))]) {
        here.origin.faults.clear();
        here.origin.faults.on({ path: own }, { answer: { headers: { "content-type": type, "x-error": raw(text.replace(/[\u0000-\u001f]/g, "")) }, body: JSON.stringify(body) } });
        await logged("alice", "GET", own);
      }
      here.origin.faults.clear();
      here.origin.faults.on({ path: own }, { answer: { status: 500, body: text } });
      await logged("alice", "GET", own);
      here.origin.faults.on({ path: `/api/workspaces/${acme}/invoices` }, { answer: { headers: { "content-type": "application/json" }, body: JSON.stringify({ data: [body] }) } });
      await logged("alice", "GET", `/api/workspaces/${acme}/invoices`);
    }
    for (const path of ["/api/ownguard/labels", /facts/, /jwks/]) {
      here.origin.faults.clear();
      here.origin.faults.on({ path }, { answer: { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ v: 1, rows: { [invoices.acmeOpen]: { tenant: text, owner: text } }, error: text }) } });
      await logged("alice", "PATCH", own, { json: { total: 1 } });
      await logged("alice", "GET", own, { token: here.origin.tokens.tokenFor("alice", { iat: Math.floor(Date.now() / 1000) - 400 }) });
    }
  });

  test(`T27 ${name} in a token's claims`, async () => {
    const claims = [{ sub: text }, { email: text }, { app_metadata: { status: text, staff: [text], workspaces: { [text]: text } } }, { app_metadata: { workspaces: { [acme]: text } } }, { aud: text }, { iss: text }, { jti: text }];
    for (const more of text === pin ? claims.slice(1) : claims) {
      for (const path of [own, "/api/me", "/w/acme"]) await logged("alice", "GET", path, { token: here.origin.tokens.tokenFor("alice", { claims: more }) });
    }
    for (const header of [{ kid: text }, { alg: text }, { typ: text }, { jku: `https://${text}` }]) {
      await logged("alice", "GET", own, { token: here.origin.tokens.tokenFor("alice", { header }) });
    }
  });
}

test("T27 tokens, forged or stolen, are nowhere in a line", async () => {
  for (const forge of Object.values(here.origin.forged)) await logged("alice", "GET", own, { token: forge("alice") });
  const token = here.origin.tokens.tokenFor("bob");
  tokens.add(token);
  await logged("alice", "GET", own, here.origin.tokens.cookie("bob") && { headers: here.origin.tokens.cookie("bob") });
  for (const json of [{ number: token }, { projectId: token }, { status: token }, { userId: token }]) await logged("alice", "PATCH", own, { json });
  for (const path of [`/${token}`, `${own}?access_token=${token}`, `/s/${token}`, `/w/${token}`, `/api/workspaces/${token}/invoices`]) await logged("alice", "GET", path);
});

test("T27 a share link is nowhere in a line", async () => {
  const link = mintLink({ resource: "invoice", key: invoices.acmeOpen, tenant: acme, expiresAt: Math.floor(Date.now() / 1000) + 60 }, ["l1", secrets.l1]);
  for (const text of [link, link.slice(0, -1)]) {
    for (const { text: line } of await logged(null, "GET", `/s/${text}`)) assert.ok(!line.includes(link.slice(0, 30)));
  }
});

test("T27 methods that nobody knows are told as such", async () => {
  for (const method of ["FOO", "victim", "GET2", "get", "TRACE", "PROPFIND"]) {
    const decisions = (await logged("alice", method, own)).filter(({ event }) => event.event === "decision");
    for (const { event } of decisions) assert.match(event.method, /^(unknown|[A-Z]+)$/);
  }
});

before(() => (seen = 0));
after(() => assert.ok(seen > 500, `only ${seen} lines were looked at`));
