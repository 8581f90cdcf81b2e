// The leaky app's leaks close when its database has the generated policies: without the gate and behind it, in either
// flavour, and beside a policy that lets everybody do everything. What SQL cannot say is named, and still leaks
// without the gate.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { ask } from "../leaky-app/client.mjs";
import { invoices, projects, threads, workspaces } from "../leaky-app/ids.mjs";
import { leaks, requestOf } from "../leaky-app/leaks.mjs";
import { gateTo, secrets } from "../e2e/threats/gated.mjs";
import { everything, startGuardedApp } from "./app.mjs";

const { acme } = workspaces;
const at = (rest) => `/api/workspaces/${acme}/${rest}`;

// Not about rows, or about columns that some readers of the row may see: the gate's part.
const beyondSql = new Map(
  Object.entries({
    "what caches keep": ["a private invoice that shared caches may keep"],
    "what browsers do": ["an answer that any site may read with the cookie"],
    "which row the path names": ["an invoice under the workspace that it is not in"],
    "columns that depend on the reader": ["an export for a viewer, with internal columns"],
    "a total over all that may be read": ["a total that counts every tenant's rows"],
  }).flatMap(([why, names]) => names.map((name) => [name, why])),
);
// The app's own words, whatever the database says.
const notAsked = ["an error with the statement and the stack"];

function guarded(options, behindGate = false) {
  const here = {};
  before(async () => {
    here.app = await startGuardedApp({ ...options, ...(behindGate && { gateKeys: secrets }) });
    here.gate = behindGate ? await gateTo(here.app) : null;
  });
  beforeEach(() => here.app.reset());
  after(async () => {
    await here.gate?.close();
    await here.app?.close();
  });
  here.ask = (who, { method = "GET", path, headers, body }) =>
    ask(here.gate?.url ?? here.app.url, { method, path, body, headers: { ...(who && here.app.tokens.bearer(who)), ...headers } });
  return here;
}

async function tried(here, leak) {
  const answer = await here.ask(leak.as, requestOf(leak));
  // A test of the answer's JSON finds none in an answer without a body.
  const shown = answer.json === undefined ? { ...answer, json: {} } : answer;
  return { open: Boolean(await leak.shows(shown, here.app.db)), answer };
}

// What people may do goes on: a database that answers nothing would close every leak, too.
const honest = [
  ["a viewer reads an invoice", "dave", { path: at(`invoices/${invoices.acmeOpen}`) }, ({ json }) => json.number === "ACME-001"],
  ["a viewer lists the invoices", "dave", { path: at("invoices") }, ({ json }) => json.data.length > 5],
  ["an owner changes an invoice", "erin", { method: "PATCH", path: at(`invoices/${invoices.acmeByErin}`), body: { total: 5 } }, ({ json }) => json.total === 5],
  ["a manager makes an invoice", "carol", { method: "POST", path: at("invoices"), body: { number: "ACME-100", total: 7 } }, ({ status, json }) => status === 201 && json.number === "ACME-100"],
  ["a person it is shared with reads a project", "dave", { path: at(`projects/${projects.acmeWebsite}`) }, ({ json }) => json.name === "Website"],
  ["a person reads their own chat", "alice", { path: at(`threads/${threads.acmeAlice}/messages`) }, ({ json }) => json.length === 2],
  ["a person reads their own profile", "alice", { path: "/api/me" }, ({ json }) => json.name === "Alice"],
  ["a stranger reads what is public", "nina", { path: at(`projects/${projects.acmePublic}`) }, ({ json }) => json.name === "Open source"],
];

const request = ({ body, headers, ...rest }) => ({
  ...rest,
  body: body && JSON.stringify(body),
  headers: { ...headers, ...(body && { "content-type": "application/json" }) },
});

function holds(here, { behindGate = false } = {}) {
  for (const [name, who, asked, good] of honest) {
    test(`${name} as before`, async () => {
      const answer = await here.ask(who, request(asked));
      assert.ok(good({ ...answer, json: answer.json ?? {} }), `${answer.status} ${answer.text}`);
    });
  }
  for (const leak of leaks.filter(({ leak }) => behindGate || !notAsked.includes(leak))) {
    const why = behindGate ? undefined : beyondSql.get(leak.leak);
    test(why ? `left open: ${leak.leak} (${why})` : `closes ${leak.leak}`, async () => {
      const { open, answer } = await tried(here, leak);
      assert.equal(open, why !== undefined, `${answer.status} ${answer.text.slice(0, 400)}`);
    });
  }
}

for (const flavour of ["supabase", "plain"]) {
  describe(`the leaky app under the policies (${flavour}), without the gate`, () => {
    holds(guarded({ flavour }));
  });
}
describe("the leaky app under the policies, behind the gate", () => {
  holds(guarded({}, true), { behindGate: true });
});
for (const mode of ["restrictive", "replace"]) {
  describe(`the leaky app beside a policy for everybody, ${mode}`, () => {
    holds(guarded({ mode, before: everything }));
  });
}
