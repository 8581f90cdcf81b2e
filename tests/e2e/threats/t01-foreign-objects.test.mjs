// T01: another owner's or tenant's object by a changed id. What exists and what
// does not get one answer, byte for byte, and cost the app the same calls.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { customers, files, invoices, lines, members, messages, nowhere, people, projects, threads, workspaces } from "../../leaky-app/ids.mjs";
import { leaks, requestOf } from "../../leaky-app/leaks.mjs";
import { ask } from "../../leaky-app/client.mjs";
import { denied, visible, world } from "./world.mjs";

const { acme, globex, initech } = workspaces;
const inAcme = (rest) => (id) => `/api/workspaces/${acme}/${rest.replace("{}", id)}`;
const guessed = (id) => (id.includes("-") ? `${id.slice(0, -4)}ffff` : "9007199254740994");
const absent = (id) => (id.includes("-") ? nowhere : "404");

// Who asks, where, for which row that exists and is not theirs, with which body on a write.
const foreign = [
  ["another tenant's invoice", "alice", inAcme("invoices/{}"), invoices.globexOpen, { total: 1 }],
  ["an own invoice in another workspace's path", "erin", inAcme("invoices/{}"), invoices.globexByErin, { total: 1 }],
  ["an invoice moved to another tenant", "alice", inAcme("invoices/{}"), invoices.movedToGlobex, { total: 1 }],
  ["an orphaned invoice", "alice", inAcme("invoices/{}"), invoices.orphaned, { total: 1 }],
  ["a deleted invoice", "alice", inAcme("invoices/{}"), invoices.acmeDeleted, { total: 1 }],
  ["a removed member's own invoice", "rob", inAcme("invoices/{}"), invoices.acmeByRob, { total: 1 }],
  ["an invoice, to nobody", null, inAcme("invoices/{}"), invoices.acmeOpen, { total: 1 }],
  ["another tenant's project", "alice", inAcme("projects/{}"), projects.globexMain, { name: "x" }],
  ["another tenant's customer", "alice", inAcme("customers/{}"), customers.globexOscorp, { name: "x" }],
  ["another tenant's member", "alice", inAcme("members/{}"), members.globexBob, { displayName: "x" }],
  ["another tenant's chat", "alice", inAcme("threads/{}"), threads.globexBob, { title: "x" }],
  ["a colleague's chat", "alice", inAcme("threads/{}"), threads.acmeErin],
  ["a message of another tenant's chat", "alice", inAcme(`threads/${threads.acmeAlice}/messages/{}`), messages.globexBobQuestion, { text: "x" }],
  ["another tenant's file", "alice", inAcme("files/{}"), files.globexPayroll, { name: "x" }],
  ["the content of another tenant's file", "alice", inAcme("files/{}/content"), files.globexPayroll],
  ["another tenant's presigned file", "alice", inAcme("files/{}/download"), files.globexPayroll],
  ["another person's profile", "bob", (id) => `/api/profiles/${id}`, people.alice.id],
  ["another tenant", "alice", (id) => `/api/workspaces/${id}`, globex],
  ["another tenant's invoices", "alice", (id) => `/api/workspaces/${id}/invoices`, globex],
  ["a suspended tenant's invoices", "alice", (id) => `/api/workspaces/${id}/invoices`, initech],
  ["another tenant's members", "alice", (id) => `/api/workspaces/${id}/members`, globex],
  ["another tenant's export", "alice", (id) => `/api/workspaces/${id}/invoices/export`, globex],
];

describe("T01", () => {
  const here = world({ reset: false });
  for (const [what, who, at, id, body] of foreign) {
    test(`T01 ${what} is answered like one that does not exist`, async () => {
      await here.ask("alice", "GET", "/api/me"); // so that the keys are known to all of them
      const methods = ["GET", "HEAD", ...(body ? ["PATCH", "DELETE"] : [])];
      for (const method of methods) {
        const seen = [];
        for (const asked of [id, absent(id), guessed(id)]) {
          here.app.log.clear();
          const answer = await here.ask(who, method, at(asked), { body: method === "PATCH" ? body : undefined });
          const calls = here.app.log.entries.map((e) => `${e.method} ${e.path} ${e.body}`.replaceAll(asked, "{}"));
          seen.push({ ...visible(answer), calls });
          const reads = ["GET", "HEAD"].includes(method);
          // Where nobody of the caller's role may do it at all, that is said before any row is looked for.
          const never = who === null ? 401 : who === "erin" && method === "DELETE" ? 403 : 404;
          denied(answer, reads ? 404 : never, method);
        }
        assert.deepEqual(seen[1], seen[0], `${method}: absent`);
        assert.deepEqual(seen[2], seen[0], `${method}: guessed`);
        if (method !== "GET" && method !== "HEAD") assert.deepEqual(here.writes(), [], `${method} reached the app`);
      }
    });
  }

  test("T01 no other spelling of an id finds the row", async () => {
    const id = invoices.acmeOpen;
    const spellings = [id.toUpperCase(), `{${id}}`, id.replaceAll("-", ""), `urn:uuid:${id}`, `${id}%20`, `%09${id}`, `${id}%00`, `${id}.json`, `${id}/`, `${id},${invoices.globexOpen}`, `${id}%0a`];
    for (const spelling of spellings) {
      const answer = await here.ask("alice", "GET", inAcme("invoices/{}")(spelling));
      assert.ok([400, 403, 404].includes(answer.status), `${spelling}: ${answer.status}`);
      assert.ok(!answer.text.includes("ACME-001"), spelling);
    }
    assert.deepEqual(here.calls().filter((call) => call.includes("/invoices/")), []);
  });

  test("T01 a child is found only under its own parent", async () => {
    const other = inAcme(`invoices/${invoices.acmeDraft}/lines/{}`)(lines.acmeOpenFirst);
    for (const method of ["GET", "PATCH", "DELETE"]) {
      const answer = await here.ask("alice", method, other, { body: method === "PATCH" ? { text: "x" } : undefined });
      denied(answer, 404, method);
    }
    assert.deepEqual(here.writes(), []);
  });

  test("T01 a bulk write over an own and a foreign row changes neither", async () => {
    for (const ids of [[invoices.globexOpen], [invoices.acmeOpen, invoices.globexOpen], [invoices.acmeOpen, nowhere], [invoices.acmeOpen, invoices.orphaned]]) {
      const answer = await here.ask("alice", "POST", "/api/invoices/bulk", { body: { ids, total: 0 } });
      denied(answer, 404, ids.join());
    }
    assert.deepEqual(here.writes(), []);
  });

  test("T01 a chat in a foreign or absent thread never begins", async () => {
    for (const [who, id] of [["alice", threads.globexBob], ["alice", nowhere], ["bob", threads.acmeAlice]]) {
      denied(await here.ask(who, "POST", "/api/chat", { body: { id, text: "hello" } }), 404, `${who} ${id}`);
    }
    assert.deepEqual(here.writes(), []);
  });

  test("T01 a new row under a colleague's private row is answered like one under no row", async () => {
    for (const at of [(id) => ["/api/chat", { id, text: "x" }], (id) => [inAcme("threads/{}/messages")(id), { text: "x" }]]) {
      const answers = [];
      for (const id of [threads.acmeErin, nowhere]) {
        const [path, body] = at(id);
        answers.push(visible(await here.ask("alice", "POST", path, { body })));
      }
      assert.deepEqual(answers[0], answers[1]);
    }
    assert.deepEqual(here.writes(), []);
  });

  const counted = [
    ["a line of a foreign invoice", "alice", "GET", inAcme(`invoices/${invoices.acmeOpen}/lines/{}`), lines.globexOpenFirst],
    ["the lines of a foreign invoice", "alice", "GET", inAcme("invoices/{}/lines"), invoices.globexOpen],
    ["a colleague's private project", "erin", "GET", inAcme("projects/{}"), projects.acmeSecret],
    ["a write to a colleague's chat", "alice", "DELETE", inAcme("threads/{}"), threads.acmeErin],
    ["a write to another workspace", "alice", "PATCH", (id) => `/api/workspaces/${id}`, globex, { name: "x" }],
  ];
  for (const [what, who, method, at, id, body] of counted) {
    test(`T01 ${what} costs the app the same calls as none`, async () => {
      await here.ask("alice", "GET", "/api/me");
      const calls = [];
      for (const asked of [id, nowhere]) {
        here.app.log.clear();
        await here.ask(who, method, at(asked), { body });
        calls.push(here.calls().map((call) => call.replaceAll(asked, "{}")));
      }
      assert.deepEqual(calls[0], calls[1]);
    });
  }
});

// What the model leaves to the app (`app` routes): a session is asked for, rows are not looked at.
const leftToTheApp = ["a tRPC procedure by id alone"];

describe("every leak of the leaky app", () => {
  const here = world();
  for (const leak of leaks.filter((one) => !leftToTheApp.includes(one.leak))) {
    test(`T01 closes ${leak.leak}`, async () => {
      const request = requestOf(leak);
      const headers = { ...(leak.as && here.app.tokens.bearer(leak.as)), ...request.headers };
      const answer = await ask(here.gate.url, { ...request, headers });
      // A test of the answer's JSON finds none in an answer without a body.
      const shown = answer.json === undefined ? { ...answer, json: {} } : answer;
      assert.equal(Boolean(await leak.shows(shown, here.app.db)), false, `${answer.status} ${answer.text}`);
      if (answer.status >= 400 && answer.status !== 409) assert.deepEqual(here.writes(), [], "a write reached the app");
    });
  }

  test("T01 what is left to the app is asked for by a session only, and said so", async () => {
    for (const leak of leaks.filter((one) => leftToTheApp.includes(one.leak))) {
      denied(await ask(here.gate.url, requestOf(leak)), 401, leak.leak);
    }
    assert.deepEqual(here.app.log.reached(), []);
  });
});
